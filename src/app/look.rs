//! What controls look like: paper, ink, letters, and the one round button.
//! Must not know: what a control does.

use super::{layout::Layout, sitting::Studio};
use crate::{
    picture::{needs_fallbacks, register_fallbacks},
    settings::Side,
};
use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    input_focus::tab_navigation::TabIndex,
    platform::collections::HashMap,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
    text::{EditableText, FontCx, FontSource},
    ui::UiSystems,
    ui_widgets::Button,
};
use resvg::usvg;
use std::sync::Arc;
use tiny_skia::{Pixmap, Transform as Place};

/// The table the book lies on.
pub const TABLE: Color = Color::srgb(0.902, 0.855, 0.773);
/// Paper.
pub const PAPER: Color = Color::srgb(0.984, 0.965, 0.925);
/// The leaf under the page.
pub const LEAF: Color = Color::srgb(0.941, 0.906, 0.839);
/// The shelf the discs lie on.
pub const SHELF: Color = Color::srgb(0.843, 0.776, 0.671);
/// The shelf's cut edge.
pub const SHELF_EDGE: Color = Color::srgb(0.925, 0.878, 0.796);
/// Ink.
pub const INK: Color = Color::srgb(0.180, 0.165, 0.231);
/// The ring round what is chosen.
pub const CORAL: Color = Color::srgb(0.847, 0.369, 0.247);

/// An icon's file, its width in px, and its tint.
type IconKey = (String, u32, Option<[u8; 3]>);

/// Pictures of icons by file, size in px and tint; and the fonts.
#[derive(Resource, Default)]
pub struct Look {
    icons: HashMap<IconKey, Option<Handle<Image>>>,
    /// Pictures that were asked for and are not there: tests hold that there are none.
    pub missing: Vec<String>,
    /// For reading.
    pub letters: Handle<Font>,
    /// For titles.
    pub bold: Handle<Font>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Look>().add_systems(PreStartup, bring_fonts);
    app.add_systems(PostUpdate, bring_fallbacks.before(UiSystems::Content));
}

fn bring_fonts(mut look: ResMut<Look>, mut fonts: ResMut<Assets<Font>>) {
    let mut bring =
        |file| crate::artwork::bytes(file).map(|bytes| fonts.add(Font::from_bytes(bytes.to_vec()))).unwrap_or_default();
    look.letters = bring("fonts/Andika-Regular.ttf");
    look.bold = bring("fonts/Andika-Bold.ttf");
}

/// The fonts of other scripts and of emoji are brought when a letter first needs them: most screens do without.
fn bring_fallbacks(
    texts: Query<&Text, Changed<Text>>,
    fields: Query<&EditableText, Changed<EditableText>>,
    mut letters: Query<&mut TextFont>,
    mut context: ResMut<FontCx>,
    mut brought: Local<bool>,
) {
    let needed = || {
        let field = |field: &EditableText| needs_fallbacks(&field.value().to_string());
        texts.iter().any(|text| needs_fallbacks(text)) || fields.iter().any(field)
    };
    if !*brought && needed() {
        register_fallbacks(&mut context.collection);
        letters.iter_mut().for_each(|mut font| font.set_changed());
        *brought = true;
    }
}

impl Look {
    /// An icon `size` physical px wide; none if there is no such picture.
    pub fn icon(
        &mut self,
        studio: &Studio,
        images: &mut Assets<Image>,
        path: &str,
        size: f32,
        tint: Option<[u8; 3]>,
    ) -> Option<Handle<Image>> {
        let size = (size.round() as u32).clamp(1, 4096);
        let key = (path.to_owned(), size, tint);
        if let Some(known) = self.icons.get(&key) {
            return known.clone();
        }
        let tree = match tint {
            Some(rgb) => studio.artwork.tinted_icon(path, rgb),
            None => studio.artwork.picture(path),
        };
        let made = tree.ok().and_then(|tree| render(&tree, size)).map(|pixmap| images.add(image_of(&pixmap)));
        if made.is_none() {
            self.missing.push(path.to_owned());
        }
        self.icons.insert(key, made.clone());
        made
    }
}

fn render(tree: &Arc<usvg::Tree>, width: u32) -> Option<Pixmap> {
    let scale = width as f32 / tree.size().width();
    let mut pixmap = Pixmap::new(width, ((tree.size().height() * scale).round() as u32).max(1))?;
    resvg::render(tree, Place::from_scale(scale, scale), &mut pixmap.as_mut());
    Some(pixmap)
}

/// A pixmap as an image for the screen.
pub fn image_of(pixmap: &Pixmap) -> Image {
    let data = pixmap.pixels().iter().flat_map(|p| {
        let c = p.demultiply();
        [c.red(), c.green(), c.blue(), c.alpha()]
    });
    let size = Extent3d { width: pixmap.width(), height: pixmap.height(), depth_or_array_layers: 1 };
    let usage = RenderAssetUsages::RENDER_WORLD;
    let mut image = Image::new(size, TextureDimension::D2, data.collect(), TextureFormat::Rgba8UnormSrgb, usage);
    image.sampler = ImageSampler::linear();
    image
}

/// Words that have room below a disc; what is cut off is told by dots.
pub fn short(words: &str) -> String {
    const MOST: usize = 16;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    let kept: String = words.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

/// What a disc shows.
pub struct Disc {
    /// Its accessible name.
    pub name: String,
    /// The word below it; may be empty.
    pub word: String,
    /// The picture on it.
    pub picture: Option<Handle<Image>>,
    /// The paper disc beneath, if it has one.
    pub paper: Option<Handle<Image>>,
    /// A plain colour instead of a picture.
    pub colour: Option<Color>,
    /// How much of the disc the picture fills.
    pub fill: f32,
    /// Lifted and ringed.
    pub chosen: bool,
}

/// A box at a place of the window, logical px.
pub fn boxed(rect: Rect) -> Node {
    Node {
        position_type: PositionType::Absolute,
        left: px(rect.min.x),
        top: px(rect.min.y),
        width: px(rect.width()),
        height: px(rect.height()),
        ..default()
    }
}

/// The shelf the tray's discs lie on: a strip of paper with a cut edge, its shadow falling on the table.
pub fn shelf(parent: &mut ChildSpawnerCommands, layout: &Layout) {
    let rect = layout.tray;
    // Only the shadow's edge is seen, so only that is drawn.
    for fall in [5.0, 2.5] {
        let edge = match (layout.portrait, layout.side) {
            (true, _) => Rect::new(rect.min.x, rect.min.y - fall, rect.max.x, rect.min.y),
            (false, Side::Left) => Rect::new(rect.max.x, rect.min.y, rect.max.x + fall, rect.max.y),
            (false, Side::Right) => Rect::new(rect.min.x - fall, rect.min.y, rect.min.x, rect.max.y),
        };
        parent.spawn((boxed(edge), BackgroundColor(INK.with_alpha(0.11)), Pickable::IGNORE));
    }
    let border = match (layout.portrait, layout.side) {
        (true, _) => UiRect::top(px(5)),
        (false, Side::Left) => UiRect::right(px(5)),
        (false, Side::Right) => UiRect::left(px(5)),
    };
    parent.spawn((Node { border, ..boxed(rect) }, BackgroundColor(SHELF), BorderColor::all(SHELF_EDGE), Name::new("Tray")));
}

/// Puts a disc at a place of the window.
pub fn disc<'a>(
    parent: &'a mut ChildSpawnerCommands,
    look: &Look,
    layout: &Layout,
    centre: Vec2,
    size: f32,
    disc: Disc,
    does: impl Bundle,
) -> EntityCommands<'a> {
    let lift = if disc.chosen { size * 0.05 } else { 0.0 };
    let rect = Rect::from_center_size(centre - Vec2::new(0.0, lift), Vec2::splat(size));
    if !disc.word.is_empty() {
        let wide = (size * 1.5).max(layout.letters * 8.5);
        parent.spawn((
            boxed(Rect::new(
                centre.x - wide / 2.0,
                rect.max.y + 1.0 + lift,
                centre.x + wide / 2.0,
                rect.max.y + layout.letters * 1.5 + lift,
            )),
            // Over the ring of a chosen disc below.
            ZIndex(1),
            Pickable::IGNORE,
            children![(
                Node { width: percent(100), justify_content: JustifyContent::Center, ..default() },
                Pickable::IGNORE,
                children![word(look, &disc.word, layout.letters, INK)],
            )],
        ));
    }
    let round = Node { border_radius: BorderRadius::MAX, ..boxed(rect) };
    let mut button = parent.spawn((Button, AccessibleLabel(disc.name), TabIndex(0), round, does));
    button.with_children(|face| {
        let whole = Node { position_type: PositionType::Absolute, width: percent(100), height: percent(100), ..default() };
        if disc.chosen {
            let ring = size * 0.06;
            face.spawn((
                Node {
                    left: px(-ring),
                    top: px(-ring),
                    width: px(size + 2.0 * ring),
                    height: px(size + 2.0 * ring),
                    border: UiRect::all(px(size * 0.04)),
                    border_radius: BorderRadius::MAX,
                    ..whole.clone()
                },
                BorderColor::all(CORAL),
                BackgroundColor(PAPER),
                Pickable::IGNORE,
            ));
        }
        match disc.paper {
            Some(paper) => face.spawn((whole.clone(), ImageNode::new(paper), Pickable::IGNORE)),
            None => face.spawn((whole.clone(), Pickable::IGNORE)),
        };
        if let Some(colour) = disc.colour {
            let inset = size * 0.1;
            face.spawn((
                Node {
                    left: px(inset),
                    top: px(inset),
                    width: px(size - 2.0 * inset),
                    height: px(size - 2.0 * inset),
                    border: UiRect::all(px(size * 0.015)),
                    border_radius: BorderRadius::MAX,
                    ..whole.clone()
                },
                BackgroundColor(colour),
                BorderColor::all(INK.with_alpha(0.25)),
                Pickable::IGNORE,
            ));
        }
        if let Some(picture) = disc.picture {
            let inset = size * (1.0 - disc.fill) / 2.0;
            let side = px(size * disc.fill);
            face.spawn((
                Node { left: px(inset), top: px(inset), width: side, height: side, ..whole },
                ImageNode::new(picture),
                Pickable::IGNORE,
            ));
        }
    });
    button
}

/// Words in the reading font, `size` logical px high, in the middle of where they stand.
pub fn word(look: &Look, text: &str, size: f32, colour: Color) -> impl Bundle + use<> {
    set(look, text, size, colour, Justify::Center)
}

/// Words in the reading font, set from the left.
pub fn text(look: &Look, text: &str, size: f32) -> impl Bundle + use<> {
    set(look, text, size, INK, Justify::Left)
}

fn set(look: &Look, text: &str, size: f32, colour: Color, justify: Justify) -> impl Bundle + use<> {
    (
        Text::new(text),
        TextFont { font: FontSource::Handle(look.letters.clone()), font_size: FontSize::Px(size), ..default() },
        TextColor(colour),
        TextLayout { justify, ..default() },
        Pickable::IGNORE,
    )
}

/// A title in bold letters `size` logical px high.
pub fn title(look: &Look, text: &str, size: f32) -> impl Bundle + use<> {
    (
        Text::new(text),
        TextFont { font: FontSource::Handle(look.bold.clone()), font_size: FontSize::Px(size), ..default() },
        TextColor(INK),
        Pickable::IGNORE,
    )
}

/// A cut paper's shadow: two flat leaves of it. Blurred shadows cost a software driver more than all the rest of a frame.
pub fn shadow(parent: &mut ChildSpawnerCommands, rect: Rect, to: Vec2, round: f32) {
    for (share, grown) in [(1.0, 1.0), (0.5, 0.0)] {
        let fallen = Rect::from_corners(rect.min + to * share, rect.max + to * share).inflate(grown);
        parent.spawn((
            Node { border_radius: BorderRadius::all(px(round)), ..boxed(fallen) },
            BackgroundColor(INK.with_alpha(0.11)),
            Pickable::IGNORE,
        ));
    }
}

/// A sheet of paper laid over what is beneath; it takes touches, so that none goes through.
pub fn card(parent: &mut ChildSpawnerCommands, rect: Rect) {
    shadow(parent, rect, Vec2::new(2.0, 5.0), 14.0);
    parent.spawn((Node { border_radius: BorderRadius::all(px(14)), ..boxed(rect) }, BackgroundColor(PAPER)));
}
