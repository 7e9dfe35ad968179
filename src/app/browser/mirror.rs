//! What is on the glass, told to the page: every control with its accessible name and place, every text, and every field, which in a
//! browser is a field of the page's own, so that its keyboard, its caret and its languages work. It is what a screen reader reads,
//! and how a test finds what to touch.
//! Must not know: what controls do.

use super::{News, bridge};
use crate::app::{keeping::Keeping, sitting::Clock};
use bevy::{
    picking::Pickable,
    prelude::*,
    text::EditableText,
    ui::{ComputedStackIndex, UiGlobalTransform},
    ui_widgets::{Activate, Button},
};
use js_sys::Array;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;

/// What was told last, and which control each key stands for.
#[derive(Resource, Default)]
struct Mirror {
    told: Vec<Shown>,
    keys: BTreeMap<String, Entity>,
}

/// One thing on the glass.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    key: String,
    role: &'static str,
    name: String,
    rect: Rect,
    letters: f32,
    text: String,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Mirror>().add_observer(press).add_observer(write);
    app.add_systems(Last, show);
}

type Nodes<'w, 's> = Query<
    'w,
    's,
    (
        Entity,
        &'static ComputedNode,
        &'static UiGlobalTransform,
        &'static ComputedStackIndex,
        &'static InheritedVisibility,
        Has<Button>,
        Option<&'static AccessibleLabel>,
        Option<&'static EditableText>,
        Option<&'static Text>,
        Option<&'static TextFont>,
        Option<&'static Pickable>,
    ),
>;

fn show(nodes: Nodes, children_of: Query<&ChildOf>, mut mirror: ResMut<Mirror>) {
    let mut all: Vec<_> = nodes.iter().filter(|(_, _, _, _, visible, ..)| visible.get()).collect();
    all.sort_by_key(|(_, _, _, stack, ..)| stack.0);
    let rect_of = |node: &ComputedNode, place: &UiGlobalTransform| {
        let scale = node.inverse_scale_factor();
        Rect::from_center_size(place.translation * scale, node.size() * scale)
    };
    // What takes touches, from the bottom up: what lies under a sheet is not there for anybody.
    let solid: Vec<_> = all
        .iter()
        .filter(|(.., pickable)| pickable.is_none_or(|p| p.should_block_lower))
        .map(|(entity, node, place, stack, ..)| (*entity, rect_of(node, place), stack.0))
        .collect();
    let belongs = |entity: Entity, to: Entity| entity == to || children_of.iter_ancestors(entity).any(|each| each == to);
    let covered = |entity: Entity, rect: Rect, stack: u32| {
        let over =
            solid.iter().rev().take_while(|(.., other)| *other > stack).find(|(_, other, _)| other.contains(rect.center()));
        over.is_some_and(|(other, ..)| !belongs(*other, entity))
    };
    let mut shown = Vec::new();
    let mut keys = BTreeMap::new();
    let mut counts = BTreeMap::new();
    for (entity, node, place, stack, _, is_button, label, field, words, font, _) in &all {
        let rect = rect_of(node, place);
        let (role, text) = match (field, is_button, label, words) {
            (Some(field), ..) => (if field.allow_newlines { "field" } else { "line" }, field.value().to_string()),
            (None, true, Some(_), _) => ("button", String::new()),
            (None, false, Some(_), _) => ("mark", String::new()),
            (None, _, None, Some(words)) if !children_of.iter_ancestors(*entity).any(|up| nodes.get(up).is_ok_and(|n| n.5)) => {
                ("text", words.0.clone())
            }
            _ => continue,
        };
        if rect.is_empty() || covered(*entity, rect, stack.0) {
            continue;
        }
        let name = label.map(|label| label.0.to_string()).unwrap_or_default();
        let count = counts.entry((role, name.clone())).and_modify(|n| *n += 1).or_insert(0);
        let key = format!("{role} {count} {name}");
        let letters = font.map_or(16.0, |font| if let FontSize::Px(size) = font.font_size { size } else { 16.0 });
        keys.insert(key.clone(), *entity);
        shown.push(Shown { key, role, name, rect, letters, text });
    }
    mirror.keys = keys;
    if mirror.told != shown {
        let row = |each: &Shown| -> Array {
            let Shown { key, role, name, rect, letters, text } = each;
            let numbers = [rect.min.x, rect.min.y, rect.width(), rect.height(), *letters];
            let words = [key.as_str(), role, name].into_iter().map(JsValue::from);
            words.chain(numbers.into_iter().map(JsValue::from)).chain([JsValue::from(text.as_str())]).collect()
        };
        bridge::show(&shown.iter().map(row).collect());
        mirror.told = shown;
    }
}

/// A screen reader's or a keyboard's press does what a finger's does.
fn press(news: On<News>, mirror: Res<Mirror>, mut commands: Commands) {
    if let News::Press(key) = &*news
        && let Some(entity) = mirror.keys.get(key)
    {
        commands.trigger(Activate { entity: *entity });
    }
}

/// What was written in the page's field is what stands in ours, byte for byte.
fn write(
    news: On<News>,
    clock: Res<Clock>,
    mut keeping: ResMut<Keeping>,
    mut mirror: ResMut<Mirror>,
    mut fields: Query<&mut EditableText>,
) {
    if let News::Write(key, text) = &*news
        && let Some(mut field) = mirror.keys.get(key).and_then(|entity| fields.get_mut(*entity).ok())
    {
        field.editor_mut().set_text(text);
        keeping.bypass_change_detection().touched(clock.now_ms);
        // The page knows it already.
        if let Some(told) = mirror.told.iter_mut().find(|told| told.key == *key) {
            told.text.clone_from(text);
        }
    }
}
