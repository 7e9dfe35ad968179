//! What the agency decides for its tablets, on one card: the same that stands in `settings.ron`. Behind the PIN.

use super::{
    form::{self, Chip, Sizes, chip},
    sharing,
};
use crate::{
    app::{
        desk::{Does, Finished, Writing},
        keeping::{Keep, Keeping},
        tray::Bench,
    },
    session::Audience,
    settings::{Settings, Side, Sounds},
};
use bevy::{prelude::*, ui_widgets::Activate};

/// What a control of the settings does.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
enum Decides {
    KeepPutAway(bool),
    Recording(bool),
    ReducedMotion(bool),
    Sounds(Sounds),
    Tray(Side),
    /// Minutes without a touch, more or fewer.
    Minutes(i16),
    /// Days an exported session stays, more or fewer.
    Exported(i32),
    /// Days another session stays, more or fewer.
    Kept(i32),
    /// Drops a question of the agency's own.
    Drop(usize),
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(decide).add_observer(take_line);
}

fn decide(activate: On<Activate>, controls: Query<&Decides>, mut keeping: ResMut<Keeping>) {
    let Ok(control) = controls.get(activate.entity) else { return };
    let mut now = keeping.settings.clone();
    match *control {
        Decides::KeepPutAway(keep) => now.keep_put_away = keep,
        Decides::Recording(may) => now.recording = may,
        Decides::ReducedMotion(still) => now.reduced_motion = still,
        Decides::Sounds(sounds) => now.sounds = sounds,
        Decides::Tray(side) => now.tray = side,
        Decides::Minutes(by) => now.hide_after_minutes = now.hide_after_minutes.saturating_add_signed(by).clamp(1, 60),
        Decides::Exported(by) => {
            now.retention.exported_days = now.retention.exported_days.saturating_add_signed(by).min(365);
        }
        Decides::Kept(by) => now.retention.kept_days = now.retention.kept_days.saturating_add_signed(by).clamp(1, 365),
        Decides::Drop(place) if place < now.prompts.len() => drop(now.prompts.remove(place)),
        Decides::Drop(_) => {}
    }
    keeping.decide(now);
}

fn take_line(finished: On<Finished>, mut keeping: ResMut<Keeping>) {
    let text = finished.text.trim().to_owned();
    let mut now = keeping.settings.clone();
    match finished.writing {
        Writing::OwnPrompt if !text.is_empty() => now.prompts.push(text),
        Writing::OwnLanguage if !text.is_empty() => now.language = text,
        Writing::OwnAudience(audience) => {
            now.audiences.retain(|(each, _)| *each != audience);
            if !text.is_empty() {
                now.audiences.push((audience, text));
            }
        }
        _ => return,
    }
    keeping.decide(now);
}

/// A thing that is so or not so.
fn either(asked: &str, is: bool, words: [&str; 2], does: impl Fn(bool) -> Decides) -> Vec<Chip<Decides>> {
    [true, false]
        .into_iter()
        .zip(words)
        .map(|(each, word)| Chip { name: format!("{asked}: {word}"), ..chip(word, is == each, does(each)) })
        .collect()
}

/// A number with less and more beside it.
fn number(asked: &str, words: String, does: impl Fn(bool) -> Decides) -> Vec<Chip<Decides>> {
    let each = |more: bool| {
        let (name, word) = if more { ("more", format!("{words}  +")) } else { ("less", "−".to_owned()) };
        Chip { name: format!("{asked}: {name}"), word, chosen: false, does: does(more) }
    };
    vec![each(false), each(true)]
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping) {
    let free = form::sheet(parent, bench);
    let sizes = Sizes::of(bench.layout, if bench.layout.portrait { 13 } else { 7 });
    let Settings {
        keep_put_away, hide_after_minutes, retention, recording, language, prompts, reduced_motion, sounds, tray, ..
    } = keeping.settings.clone();
    let sign = |more: bool| if more { 1 } else { -1 };
    form::column(parent, free, sizes.gap, |column| {
        form::columns(column, bench, sizes, true, |column, place| {
            let mut row = |asked: &str, chips: Vec<Chip<Decides>>| form::chips(column, bench, sizes, asked, chips);
            if place == 0 {
                let asked = "What was put away";
                row(asked, either(asked, keep_put_away, ["is listed", "is not listed"], Decides::KeepPutAway));
                let asked = "Voices";
                row(asked, either(asked, recording, ["may be recorded", "are not"], Decides::Recording));
                let asked = "Motion";
                row(asked, either(asked, reduced_motion, ["nothing moves", "pages turn"], Decides::ReducedMotion));
                let asked = "Sounds";
                let sounds = either(asked, sounds == Sounds::Soft, ["soft", "off"], |soft| {
                    Decides::Sounds(if soft { Sounds::Soft } else { Sounds::Off })
                });
                row(asked, sounds);
                let asked = "The tray";
                let side = |left: bool| Decides::Tray(if left { Side::Left } else { Side::Right });
                return row(asked, either(asked, tray == Side::Left, ["on the left", "on the right"], side));
            }
            let asked = "The page hides itself";
            let words = format!("after {hide_after_minutes} min untouched");
            row(asked, number(asked, words, |more| Decides::Minutes(sign(more) as i16)));
            let asked = "Exported sessions";
            let words = format!("are erased after {} days", retention.exported_days);
            row(asked, number(asked, words, |more| Decides::Exported(sign(more))));
            let asked = "Other sessions";
            let words = format!("are due after {} days", retention.kept_days);
            row(asked, number(asked, words, |more| Decides::Kept(sign(more))));
            let asked = "Language";
            let own =
                Chip { name: "The language sessions are in".into(), ..chip(&language, false, Does::Write(Writing::OwnLanguage)) };
            form::chips(column, bench, sizes, asked, vec![own]);
        });
        let audience = |audience: Audience, usual: &str| {
            let word = sharing::called(keeping, audience);
            Chip { name: format!("What you call: {usual}"), ..chip(&word, false, Does::Write(Writing::OwnAudience(audience))) }
        };
        let audiences = sharing::AUDIENCES.map(|(each, usual)| audience(each, usual));
        form::chips(column, bench, sizes, "Who may see it", audiences.into());
        let offer = Chip { name: "A question to offer".into(), ..chip("Add one", false, Does::Write(Writing::OwnPrompt)) };
        form::chips(column, bench, sizes, "Your own questions", vec![offer]);
        let own = prompts.iter().enumerate();
        let own = own.map(|(place, text)| Chip { name: format!("Drop: {text}"), ..chip(text, false, Decides::Drop(place)) });
        form::chips(column, bench, sizes, "", own.collect());
        let said = keeping.told().said;
        if !said.is_empty() {
            form::sentence(column, bench, sizes, &said);
        }
    });
    form::foot(parent, bench, vec![("Back", "previous", Does::Keep(Keep::List)), ("Hide", "curtain", Does::Hide)]);
}
