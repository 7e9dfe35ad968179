//! The steps: where the child stands between "hardest" and "how you'd like", in the theme's own picture. "Not sure" and "skip"
//! are always there; nothing is totalled or compared (domain.md, rule 5).

use super::form::{self, Chip, Sizes, chip};
use crate::{
    app::{
        desk::{Desk, Does, Finished, Screen, StepsLine, StepsSoFar, Writing},
        look::{self, Disc},
        sitting::{Clock, Sitting},
        tray::Bench,
    },
    session::{Scale, ScaleAnswer, ScaleForm},
};
use bevy::{
    input_focus::tab_navigation::TabIndex,
    prelude::*,
    ui_widgets::{Activate, Button},
};

/// What is asked and what the ends mean, unless the worker writes something else: by their place in [`StepsLine`].
pub const OFFERED: [&str; 3] = ["Where are you today?", "Things are the hardest", "Things are how you'd like"];
/// The forms and what they are called.
pub const FORMS: [(ScaleForm, &str, &str); 2] =
    [(ScaleForm::Path5, "Five steps", "path"), (ScaleForm::Ladder0To10, "Ladder from 0 to 10", "ladder")];
/// The accessible names of the lines, by their place in [`StepsLine`].
pub const LINES: [&str; 4] = ["The question", "The first step", "The top step", "What you say about it"];
/// The accessible name of what writes the answer down.
pub const DONE: &str = "Write the step down";

/// What a control of the steps does.
#[derive(Component, Debug, Clone, Copy)]
enum Steps {
    Form(ScaleForm),
    Answer(ScaleAnswer),
    Done,
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(act).add_observer(take_line);
}

/// What stands on a line: what was written, or what is offered.
fn line_of(so_far: &StepsSoFar, line: usize) -> String {
    let offered = OFFERED.get(line).copied().unwrap_or_default();
    so_far.lines[line].clone().unwrap_or_else(|| offered.to_owned())
}

fn act(activate: On<Activate>, controls: Query<&Steps>, clock: Res<Clock>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    let Ok(control) = controls.get(activate.entity) else { return };
    match *control {
        Steps::Form(form) => {
            desk.steps.form = form;
            desk.steps.answer = ScaleAnswer::NotAsked;
        }
        Steps::Answer(answer) => {
            desk.steps.answer = if desk.steps.answer == answer { ScaleAnswer::NotAsked } else { answer };
        }
        Steps::Done => {
            let so_far = std::mem::take(&mut desk.steps);
            sitting.0.scales.push(Scale {
                question: line_of(&so_far, 0),
                low_anchor: line_of(&so_far, 1),
                high_anchor: line_of(&so_far, 2),
                form: so_far.form,
                answer: so_far.answer,
                said: so_far.lines[StepsLine::Said as usize].clone().filter(|said| !said.is_empty()),
                at_ms: clock.now_ms,
            });
            desk.go(Screen::Page);
        }
    }
}

fn take_line(finished: On<Finished>, mut desk: ResMut<Desk>) {
    if let Writing::Steps(line) = finished.writing {
        desk.steps.lines[line as usize] = Some(finished.text.clone());
    }
}

/// How near a theme's way comes to the edges of its landscape, in the landscape's units.
const EDGE: f32 = 17.0;

/// A place along a way, by its share of the whole length.
fn along(way: &[(f32, f32)], share: f32) -> Vec2 {
    let points: Vec<Vec2> = way.iter().map(|(x, y)| Vec2::new(*x, *y)).collect();
    let whole: f32 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let mut left = whole * share.clamp(0.0, 1.0);
    for pair in points.windows(2) {
        let length = pair[0].distance(pair[1]);
        if left <= length && length > 0.0 {
            return pair[0].lerp(pair[1], left / length);
        }
        left -= length;
    }
    points.last().copied().unwrap_or_default()
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let layout = bench.layout;
    let free = form::whole_sheet(parent, bench);
    let sizes = Sizes::of(layout, 7);
    let so_far = bench.desk.steps.clone();
    let rows = sizes.target + sizes.gap;
    form::column(parent, free, sizes.gap, |column| {
        form::chip_row(column, sizes, |row| {
            let question = Chip {
                name: LINES[StepsLine::Question as usize].into(),
                word: line_of(&so_far, StepsLine::Question as usize),
                chosen: false,
                does: Does::Write(Writing::Steps(StepsLine::Question)),
            };
            form::one_chip(row, bench, sizes, question);
            for (form, name, _) in FORMS {
                form::one_chip(row, bench, sizes, chip(name, so_far.form == form, Steps::Form(form)));
            }
        });
    });
    // Along the foot: the answers that are no step, and the ways out; in two lines where the window is narrow.
    let lines: f32 = if layout.portrait { 2.0 } else { 1.0 };
    let step = (free.width() / (7.0 / lines).ceil()).min(layout.disc * 1.5);
    let size = layout.disc.min(step * 0.8).min(free.height() * 0.18);
    let tall = size + layout.letters * 2.4;
    let answers = free.max.y - tall * lines;
    let centre = |i: usize| {
        let (line, place, count) = if lines > 1.5 { (i / 4, i % 4, if i < 4 { 4 } else { 3 }) } else { (0, i, 7) };
        let x = free.center().x + (place as f32 - (count - 1) as f32 / 2.0) * step;
        Vec2::new(x, answers + size / 2.0 + line as f32 * tall)
    };
    // The landscape, as large as it can be between the lines and the answers.
    let room = Rect::new(free.min.x, free.min.y + rows + sizes.letters * 1.6, free.max.x, answers - size * 0.28);
    let width = room.width().min(room.height() * 200.0 / 120.0);
    let scale = width / 200.0;
    let picture = Rect::from_center_size(room.center(), Vec2::new(width, width * 0.6));
    let theme = bench.studio.painter.theme().clone();
    if let Some(image) = bench.icon(&theme.steps_picture(), width, None) {
        parent.spawn((look::boxed(picture), ImageNode::new(image), Pickable::IGNORE));
    }
    let range = so_far.form.steps();
    let count = range.clone().count();
    let place = |i: usize| picture.min + along(&theme.steps.way, i as f32 / (count - 1).max(1) as f32) * scale;
    let apart = (1..count).map(|i| place(i).distance(place(i - 1))).fold(f32::MAX, f32::min);
    let step = layout.disc.min(apart * 0.96);
    for (i, number) in range.enumerate() {
        let answer = ScaleAnswer::At(number);
        let word = if so_far.form == ScaleForm::Ladder0To10 { number.to_string() } else { String::new() };
        let chosen = so_far.answer == answer;
        let disc = Disc {
            name: format!("Step {number}"),
            word: String::new(),
            picture: bench.icon(&theme.step_picture(), step, None),
            paper: chosen.then(|| bench.icon("icons/disc.svg", step, None)).flatten(),
            colour: None,
            fill: 1.0,
            chosen,
        };
        let mut control = look::disc(parent, bench.look, layout, place(i), step, disc, Steps::Answer(answer));
        if !word.is_empty() {
            control.with_child((
                Node {
                    position_type: PositionType::Absolute,
                    width: percent(100),
                    height: percent(100),
                    justify_content: JustifyContent::Center,
                    align_items: AlignItems::Center,
                    ..default()
                },
                Pickable::IGNORE,
                children![look::word(bench.look, &word, (step * 0.4).max(8.0), look::INK)],
            ));
        }
    }
    // What the ends mean, on slips of paper that can be written anew: beside the landscape, or below its beginning and above its end,
    // wherever there is more room; clear of the steps that stand over its edges.
    let over = (step / 2.0 - EDGE * scale).max(0.0) + sizes.gap;
    let beside = (room.width() - width) / 2.0 - over - sizes.gap;
    let tall = sizes.letters * 4.6;
    let (slip, beside) = if beside > layout.letters * 6.0 { (beside, true) } else { (width * 0.36, false) };
    for (line, high) in [(StepsLine::Low, false), (StepsLine::High, true)] {
        let text = line_of(&so_far, line as usize);
        let (left, top) = match (high, beside) {
            (false, true) => (picture.min.x - over - slip, picture.max.y - tall),
            (true, true) => (picture.max.x + over, picture.min.y),
            (false, false) => (picture.min.x, (picture.max.y + over).min(room.max.y - tall)),
            (true, false) => (picture.max.x - slip, (picture.min.y - over - tall).max(room.min.y)),
        };
        let node = Node {
            justify_content: JustifyContent::Center,
            align_items: AlignItems::Center,
            padding: UiRect::all(px(4)),
            border_radius: BorderRadius::all(px(8)),
            ..look::boxed(Rect::new(left, top, left + slip, top + tall))
        };
        let words = look::word(bench.look, &text, sizes.letters * 1.05, look::INK);
        let name = AccessibleLabel(LINES[line as usize].into());
        let writes = (Button, name, TabIndex(0), Does::Write(Writing::Steps(line)));
        parent.spawn((writes, node, BackgroundColor(look::LEAF), children![words]));
    }
    let others = [(ScaleAnswer::NotSure, "Not sure", "not-sure"), (ScaleAnswer::Skipped, "Skip", "skip")];
    for (i, (answer, name, icon)) in others.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, so_far.answer == answer);
        look::disc(parent, bench.look, layout, centre(i), size, disc, Steps::Answer(answer));
    }
    let said = so_far.lines[StepsLine::Said as usize].as_ref().is_some_and(|said| !said.is_empty());
    let say = bench.tool(LINES[StepsLine::Said as usize], "said", size, said);
    look::disc(parent, bench.look, layout, centre(2), size, say, Does::Write(Writing::Steps(StepsLine::Said)));
    let done = bench.tool(DONE, "done", size, false);
    look::disc(parent, bench.look, layout, centre(3), size, done, Steps::Done);
    let out = [
        ("Back to the page", "street", Does::Go(Screen::Page)),
        ("Had enough", "rest", Does::Go(Screen::Closing)),
        ("Hide", "curtain", Does::Hide),
    ];
    for (i, (name, icon, does)) in out.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        look::disc(parent, bench.look, layout, centre(4 + i), size, disc, does);
    }
    // Both ends are said aloud: the words to say stand where the worker sees them.
    let aloud = "The first step means things are the hardest. The top step means things are how you'd like.";
    let node = look::boxed(Rect::new(free.min.x, free.min.y + rows, free.max.x, free.min.y + rows + sizes.letters * 1.6));
    parent.spawn((node, Pickable::IGNORE, children![look::text(bench.look, aloud, sizes.letters)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lie_evenly_along_a_bent_way() {
        let way = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        assert_eq!(along(&way, 0.0), Vec2::ZERO);
        assert_eq!(along(&way, 0.5), Vec2::new(10.0, 0.0));
        assert_eq!(along(&way, 0.75), Vec2::new(10.0, 5.0));
        assert_eq!(along(&way, 1.0), Vec2::new(10.0, 10.0));
    }
}
