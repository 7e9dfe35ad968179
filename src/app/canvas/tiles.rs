//! The page as tiles of pixels. The painter fills them; the GPU only shows them.
//!
//! A tile keeps the settled pixels and shows them with the live stroke on top. One more sample touches only the tiles its
//! last piece of ink lies in, whatever is on the page. Any other change repaints the tiles it can be seen in.
//! Must not know: gestures, controls.

use super::live::{LiveInk, LiveWindow};
use crate::{
    app::{
        desk::{Desk, Screen},
        layout::Layout,
        look,
        motion::Motion,
        sitting::{Sitting, Studio},
    },
    artwork::{ArtworkError, Paints},
    picture::{Painter, Picture, Surface, View},
    session::{ItemState, Mark, MarkId, MarkKind, Page, Pose, Rect},
};
use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
    tasks::{AsyncComputeTaskPool, Task, futures::check_ready},
    window::PrimaryWindow,
};
use rayon::prelude::*;
use std::sync::Arc;

/// Side of a tile, physical px.
pub const TILE: usize = 256;

/// The thing that is held, in the pose the finger gives it. It is not in the tiles while it is held.
#[derive(Resource, Default)]
pub struct Lifted(pub Option<(MarkId, Pose)>);

/// One tile.
pub struct Tile {
    left: i32,
    top: i32,
    width: usize,
    height: usize,
    /// Shared with ink that is laid on the glass by itself, for as long as the finger draws.
    full: Arc<Vec<u8>>,
    bare: Option<Arc<Vec<u8>>>,
    live: LiveWindow,
    image: Handle<Image>,
    stale: bool,
}

/// What is shown.
#[derive(Resource, Default)]
pub struct Tiles {
    view: Option<View>,
    scene: Option<Arc<Picture>>,
    page: Page,
    lifted: Option<MarkId>,
    tiles: Vec<Tile>,
    /// Scenes painted before, so that going back to one costs nothing.
    kept: Vec<Kept>,
    /// One that is being painted before it is asked for.
    ahead: Option<Task<Result<Kept, ArtworkError>>>,
}

/// A theme's scene in a view and in a child's colours.
struct Kept {
    theme: String,
    view: View,
    paints: Arc<Paints>,
    scene: Arc<Picture>,
}

impl Kept {
    fn painted(painter: &Painter, view: View, paints: &Arc<Paints>) -> Result<Self, ArtworkError> {
        let scene = Arc::new(painter.scene(&view, paints)?);
        Ok(Self { theme: painter.theme().name.clone(), view, paints: paints.clone(), scene })
    }
}

/// The page on the glass: its tiles, and the paper round them.
#[derive(Component)]
struct Sheet;

/// The node of the held thing.
#[derive(Component)]
struct Held;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<LiveInk>().init_resource::<Lifted>().init_resource::<Tiles>().add_observer(paint_ahead);
    app.add_systems(
        Update,
        (show_view, paint_changes, show_images, paint_live_ink, show_held).chain().in_set(super::CanvasSystems::Paint),
    );
}

impl Tiles {
    /// Looks at another view: all tiles are made anew. `image` makes the image a tile is shown with.
    pub fn look_at(
        &mut self,
        painter: &Painter,
        view: View,
        page: &Page,
        mut image: impl FnMut(usize, usize) -> Handle<Image>,
    ) -> Result<(), ArtworkError> {
        let scene = self.scene_of(painter, view, &page.paints)?;
        let across = |size: u32| (0..size as usize).step_by(TILE).map(move |at| (at as i32, TILE.min(size as usize - at)));
        self.tiles = across(view.height)
            .flat_map(|y| across(view.width).map(move |x| (x, y)))
            .map(|((left, width), (top, height))| Tile {
                left,
                top,
                width,
                height,
                full: Arc::default(),
                bare: None,
                live: LiveWindow::new(left, top, width, height),
                image: image(width, height),
                stale: true,
            })
            .collect();
        self.view = Some(view);
        self.scene = Some(scene);
        self.page = page.clone();
        self.repaint(painter, None)
    }

    /// What is looked at, if anything.
    pub fn view(&self) -> Option<View> {
        self.view
    }

    /// All tiles.
    pub fn all(&self) -> impl Iterator<Item = &Tile> {
        self.tiles.iter()
    }

    fn scene_of(&mut self, painter: &Painter, view: View, paints: &Arc<Paints>) -> Result<Arc<Picture>, ArtworkError> {
        if let Some(Ok(painted)) = self.ahead.take().and_then(|mut ahead| check_ready(&mut ahead)) {
            self.keep(painted);
        }
        let theme = &painter.theme().name;
        if let Some(kept) = self.kept.iter().find(|kept| kept.theme == *theme && kept.view == view && kept.paints == *paints) {
            return Ok(kept.scene.clone());
        }
        let painted = Kept::painted(painter, view, paints)?;
        let scene = painted.scene.clone();
        self.keep(painted);
        Ok(scene)
    }

    fn keep(&mut self, painted: Kept) {
        if self.kept.len() >= 4 {
            self.kept.remove(0);
        }
        self.kept.push(painted);
    }

    /// Paints the tiles that show any of `area` (mm), or all, from the scene up, across cores.
    fn repaint(&mut self, painter: &Painter, area: Option<Rect>) -> Result<(), ArtworkError> {
        let (Some(view), Some(scene)) = (self.view, self.scene.clone()) else { return Ok(()) };
        let page = without(&self.page, self.lifted);
        let scenery = painter.prepare(&page);
        let rubbed = scenery.is_rubbed();
        self.tiles.par_iter_mut().filter(|tile| area.is_none_or(|area| tile.shows(&view, area))).try_for_each(|tile| {
            tile.full = Arc::new(tile.cut_from(&scene));
            tile.bare = rubbed.then(|| tile.full.clone());
            tile.stale = true;
            painter.paint_window(&view, &scenery, &mut tile.surface())
        })
    }

    /// Follows the session to another state of the page, and a thing into or out of the hand.
    pub fn follow(&mut self, painter: &Painter, page: &Page, lifted: Option<MarkId>) -> Result<(), ArtworkError> {
        let Some(view) = self.view else { return Ok(()) };
        let repainted = page.paints != self.page.paints;
        if repainted {
            self.scene = Some(self.scene_of(painter, view, &page.paints)?);
        }
        let change = if repainted {
            Change::Area(Rect::PAGE)
        } else if lifted == self.lifted {
            change(painter, &self.page, page)
        } else {
            Change::of_lifting(painter, self, page, lifted)
        };
        self.page = page.clone();
        self.lifted = lifted;
        match change {
            Change::Nothing => Ok(()),
            Change::Area(area) => self.repaint(painter, Some(area)),
            Change::Added(mark) => {
                let bounds = painter.bounds(&mark);
                let closed =
                    painter.theme().areas().iter().zip(&page.houses).any(|(area, house)| house.closed && area.intersects(bounds));
                let first_rub = matches!(mark.kind, MarkKind::Rub(_)) && self.tiles.iter().any(|tile| tile.bare.is_none());
                if closed {
                    return self.repaint(painter, Some(bounds));
                }
                if first_rub {
                    // Only now is the picture without ink needed, and everywhere: later things must go onto both.
                    return self.repaint(painter, None);
                }
                self.tiles.par_iter_mut().filter(|tile| tile.shows(&view, bounds)).try_for_each(|tile| {
                    tile.stale = true;
                    painter.add_mark(&view, &mark, &mut tile.surface())
                })
            }
        }
    }

    /// Paints what the live stroke gained. Gives the number of tiles touched.
    pub fn paint_live(&mut self, live: &mut LiveInk, images: &mut Assets<Image>) -> usize {
        let Some(view) = self.view else { return 0 };
        let Some(gain) = live.gained(&view) else { return 0 };
        let mut touched = 0;
        for tile in self.tiles.iter_mut().filter(|tile| tile.shows(&view, gain.area)) {
            touched += 1;
            let Some(mut image) = images.get_mut(&tile.image) else { continue };
            let Some(shown) = &mut image.data else { continue };
            tile.live.paint(&view, &gain, &tile.full, tile.bare.as_ref().map(|bare| bare.as_slice()), shown);
        }
        touched
    }

    /// The live stroke is over: tiles show their settled pixels again.
    pub fn forget_live(&mut self) {
        for tile in self.tiles.iter_mut().filter(|tile| tile.live.is_seen()) {
            tile.live.clear();
            tile.stale = true;
        }
    }

    /// The picture without ink, which a rubber needs, is made when the rubber is taken.
    fn make_bare(&mut self, painter: &Painter) -> Result<(), ArtworkError> {
        let (Some(view), Some(scene)) = (self.view, self.scene.clone()) else { return Ok(()) };
        if self.tiles.iter().all(|tile| tile.bare.is_some()) {
            return Ok(());
        }
        let mut things = without(&self.page, self.lifted);
        things.marks = things.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Placed(..))).cloned().collect();
        let scenery = painter.prepare(&things);
        self.tiles.par_iter_mut().filter(|tile| tile.bare.is_none()).try_for_each(|tile| {
            let mut bare = tile.cut_from(&scene);
            let (left, top, width, height) = (tile.left, tile.top, tile.width, tile.height);
            painter.paint_window(&view, &scenery, &mut Surface { left, top, width, height, full: &mut bare, bare: None })?;
            tile.bare = Some(Arc::new(bare));
            Ok(())
        })
    }

    /// The settled pixels of the whole view, for comparing with paper.
    pub fn picture(&self) -> Option<Picture> {
        self.gathered(|tile| Some(&tile.full))
    }

    /// The pixels the screen is given, live ink included.
    pub fn shown(&self, images: &Assets<Image>) -> Option<Picture> {
        self.gathered(|tile| images.get(&tile.image)?.data.as_ref())
    }

    fn gathered<'a>(&'a self, pixels_of: impl Fn(&'a Tile) -> Option<&'a Vec<u8>>) -> Option<Picture> {
        let view = self.view?;
        let mut pixels = vec![0; (view.width * view.height * 4) as usize];
        for tile in &self.tiles {
            for (y, row) in pixels_of(tile)?.chunks_exact(tile.width * 4).enumerate() {
                let at = ((tile.top as usize + y) * view.width as usize + tile.left as usize) * 4;
                pixels[at..at + row.len()].copy_from_slice(row);
            }
        }
        Some(Picture { width: view.width, height: view.height, pixels })
    }
}

impl Tile {
    fn surface(&mut self) -> Surface<'_> {
        let (left, top, width, height) = (self.left, self.top, self.width, self.height);
        let bare = self.bare.as_mut().map(|bare| Arc::make_mut(bare).as_mut_slice());
        Surface { left, top, width, height, full: Arc::make_mut(&mut self.full).as_mut_slice(), bare }
    }

    /// The part of the scene that lies here.
    fn cut_from(&self, scene: &Picture) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(self.width * self.height * 4);
        for y in 0..self.height {
            let at = ((self.top as usize + y) * scene.width as usize + self.left as usize) * 4;
            pixels.extend_from_slice(&scene.pixels[at..at + self.width * 4]);
        }
        pixels
    }

    fn shows(&self, view: &View, area: Rect) -> bool {
        self.live.meets(view, area)
    }

    /// The live ink on it.
    pub fn live(&self) -> &LiveWindow {
        &self.live
    }

    /// Its settled pixels; and without ink, where a rubber is in play.
    pub fn pixels(&self) -> (Arc<Vec<u8>>, Option<Arc<Vec<u8>>>) {
        (self.full.clone(), self.bare.clone())
    }
}

/// What differs between two states of a page.
enum Change {
    Nothing,
    /// One more mark on top.
    Added(Arc<Mark>),
    /// Whatever lies in a box, mm.
    Area(Rect),
}

impl Change {
    fn of_lifting(painter: &Painter, tiles: &Tiles, page: &Page, lifted: Option<MarkId>) -> Self {
        let old = tiles.lifted.and_then(|id| tiles.page.find(id)).map(|(_, mark)| painter.bounds(mark));
        let new =
            [tiles.lifted, lifted].into_iter().flatten().filter_map(|id| page.find(id)).map(|(_, mark)| painter.bounds(mark));
        match old.into_iter().chain(new).chain(area_of(painter, &tiles.page, page)).reduce(Rect::union) {
            Some(area) => Self::Area(area),
            None => Self::Nothing,
        }
    }
}

fn change(painter: &Painter, old: &Page, new: &Page) -> Change {
    let added = new.marks.len() == old.marks.len() + 1
        && new.houses == old.houses
        && old.marks.iter().zip(new.marks.iter()).all(|(a, b)| Arc::ptr_eq(a, b));
    match (added, new.marks.last()) {
        (true, Some(mark)) => Change::Added(mark.clone()),
        _ => area_of(painter, old, new).map_or(Change::Nothing, Change::Area),
    }
}

/// The box that holds all that differs.
fn area_of(painter: &Painter, old: &Page, new: &Page) -> Option<Rect> {
    let mut areas = Vec::new();
    let longest = old.marks.len().max(new.marks.len());
    let (mut a, mut b) = (old.marks.iter(), new.marks.iter());
    for _ in 0..longest {
        match (a.next(), b.next()) {
            (Some(x), Some(y)) if Arc::ptr_eq(x, y) => {}
            (x, y) => areas.extend([x, y].into_iter().flatten().map(|mark| painter.bounds(mark))),
        }
    }
    for (kind, (x, y)) in crate::session::HouseKind::ALL.into_iter().zip(old.houses.iter().zip(&new.houses)) {
        if x != y {
            let part = painter.theme().part(kind);
            areas.push(part.area().union(part.name_plate()).grown(2.0));
        }
    }
    areas.into_iter().reduce(Rect::union)
}

/// The page as it is while a thing is held.
fn without(page: &Page, lifted: Option<MarkId>) -> Page {
    let mut page = page.clone();
    if let Some((index, mark)) = lifted.and_then(|id| page.find(id)).map(|(i, m)| (i, m.clone())) {
        page.marks.set_mut(index, Arc::new(Mark { state: ItemState::PutAway, ..Mark::clone(&mark) }));
    }
    page
}

/// There is time now: the scene that most pages begin with is painted ahead of need.
#[derive(Event)]
pub struct PaintAhead;

fn paint_ahead(
    _: On<PaintAhead>,
    layout: Res<Layout>,
    studio: Res<Studio>,
    window: Query<&Window, With<PrimaryWindow>>,
    mut tiles: ResMut<Tiles>,
) {
    if tiles.kept.is_empty() && tiles.ahead.is_none() {
        let view = view_of(&layout, Rect::PAGE, window.single().map_or(1.0, |w| w.scale_factor()));
        let painter = studio.painter.clone();
        tiles.ahead = Some(AsyncComputeTaskPool::get().spawn(async move { Kept::painted(&painter, view, &Arc::default()) }));
    }
}

/// The view of the page in physical px.
pub fn view_of(layout: &Layout, frame: Rect, scale_factor: f32) -> View {
    let page = layout.page(frame);
    View::of(frame, (page.width() * scale_factor).round().max(1.0) as u32)
}

#[expect(clippy::too_many_arguments, clippy::type_complexity, reason = "a system's parameters are what it reads")]
fn show_view(
    mut commands: Commands,
    layout: Res<Layout>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    sitting: Res<Sitting>,
    window: Query<&Window, With<PrimaryWindow>>,
    sheets: Query<(Entity, Option<&Transform>, Has<Sprite>), With<Sheet>>,
    motion: Motion,
    mut images: ResMut<Assets<Image>>,
    mut tiles: ResMut<Tiles>,
) {
    if desk.screen != Screen::Page {
        if !sheets.is_empty() {
            sheets.iter().for_each(|(sheet, ..)| commands.entity(sheet).despawn());
            tiles.view = None;
        }
        return;
    }
    let scale_factor = window.single().map_or(1.0, |w| w.scale_factor());
    let frame = desk.frame(&studio);
    let view = view_of(&layout, frame, scale_factor);
    let same_place = layout.is_added() || !layout.is_changed();
    if studio.is_changed() {
        // Another session: nothing of the one before stays.
        tiles.kept.clear();
    } else if tiles.view == Some(view) && same_place {
        return;
    }
    // Into a house and back out of it a leaf of the book turns: it is the page as it was, over the one that is there already.
    let turns = motion.is_on() && !desk.hidden && tiles.view.is_some_and(|old| old.origin != view.origin);
    let page = sitting.0.page().clone();
    let done = tiles.look_at(&studio.painter, view, &page, |width, height| images.add(blank(width, height)));
    if let Err(error) = done {
        bevy::log::error!("{error}");
    }
    let old = sheets.iter().filter_map(|(_, place, is_sprite)| place.filter(|_| is_sprite)).map(|place| place.translation.x);
    let half = layout.window.x / 2.0;
    let (left, right) = old.fold((half, -half), |(left, right), x| (left.min(x), right.max(x)));
    for (sheet, _, is_sprite) in &sheets {
        if turns && is_sprite {
            let half_a_tile = TILE as f32 / scale_factor / 2.0;
            let spine = if desk.inside.is_some() { left - half_a_tile } else { right + half_a_tile };
            commands.entity(sheet).remove::<Sheet>().insert(motion.leaf(spine));
        } else {
            commands.entity(sheet).despawn();
        }
    }
    // Whole pixels of the screen: a tile's pixel is one of the screen's.
    let whole = |v: f32| (v * scale_factor).round() / scale_factor;
    let page_at = layout.page(frame);
    let size = Vec2::new(view.width as f32, view.height as f32) / scale_factor;
    let at = bevy::math::Rect::from_corners(page_at.min.map(whole), page_at.min.map(whole) + size);
    lay_leaves(&mut commands, at);
    for tile in &tiles.tiles {
        let px = |v: f32| v / scale_factor;
        let size = Vec2::new(px(tile.width as f32), px(tile.height as f32));
        let left_top = at.min + Vec2::new(px(tile.left as f32), px(tile.top as f32));
        // The eye looks at the middle of the window, and up is up.
        let middle = (left_top + size / 2.0 - layout.window / 2.0) * Vec2::new(1.0, -1.0);
        let sprite = Sprite { image: tile.image.clone(), custom_size: Some(size), ..default() };
        commands.spawn((Sheet, sprite, Transform::from_translation(middle.extend(0.0)), Pickable::IGNORE));
    }
}

/// The book's paper, seen round the page's edge: two leaves and their shadow. Only what is seen is drawn; what lies under the page
/// would cost a software driver more than the page.
fn lay_leaves(commands: &mut Commands, page: bevy::math::Rect) {
    let mut strip = |left: f32, top: f32, right: f32, bottom: f32, colour: Color| {
        let node = look::boxed(bevy::math::Rect::new(left, top, right, bottom));
        commands.spawn((Sheet, node, BackgroundColor(colour), Pickable::IGNORE, GlobalZIndex(0)));
    };
    let bevy::math::Rect { min, max } = page;
    let shade = look::INK.with_alpha(0.11);
    for fall in [4.0, 2.0] {
        let (out, into) = (5.0, 5.0 + fall);
        strip(max.x + out, min.y - out + fall * 2.0, max.x + into, max.y + into, shade);
        strip(min.x - out + fall, max.y + out, max.x + out, max.y + into, shade);
    }
    for (inner, outer, paper) in [(2.0, 5.0, look::LEAF), (0.0, 2.0, look::PAPER)] {
        strip(min.x - outer, min.y - outer, max.x + outer, min.y - inner, paper);
        strip(min.x - outer, max.y + inner, max.x + outer, max.y + outer, paper);
        strip(min.x - outer, min.y - inner, min.x - inner, max.y + inner, paper);
        strip(max.x + inner, min.y - inner, max.x + outer, max.y + inner, paper);
    }
}

/// An empty image for a tile, px.
pub fn blank(width: usize, height: usize) -> Image {
    let size = Extent3d { width: width as u32, height: height as u32, depth_or_array_layers: 1 };
    let usage = RenderAssetUsages::MAIN_WORLD | RenderAssetUsages::RENDER_WORLD;
    let mut image = Image::new_fill(size, TextureDimension::D2, &[255; 4], TextureFormat::Rgba8UnormSrgb, usage);
    image.sampler = ImageSampler::nearest();
    image
}

fn paint_changes(
    sitting: Res<Sitting>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    lifted: Res<Lifted>,
    mut tiles: ResMut<Tiles>,
    mut live: ResMut<LiveInk>,
) {
    if tiles.view.is_none() {
        return;
    }
    if live.take_ended() {
        tiles.forget_live();
    }
    let held = lifted.0.map(|(id, _)| id);
    let mut done = Ok(());
    if sitting.is_changed() || held != tiles.lifted {
        done = tiles.follow(&studio.painter, sitting.0.page(), held);
    }
    if desk.tool == crate::app::desk::Tool::Rubber && done.is_ok() {
        done = tiles.make_bare(&studio.painter);
    }
    if let Err(error) = done {
        bevy::log::error!("{error}");
    }
}

/// Shows what is settled. Where that changed under a finger that draws, the stroke is painted again from its beginning.
fn show_images(mut tiles: ResMut<Tiles>, mut live: ResMut<LiveInk>, mut images: ResMut<Assets<Image>>) {
    if !tiles.tiles.iter().any(|tile| tile.stale) {
        return;
    }
    if live.going().is_some() {
        tiles.forget_live();
        live.start_over();
    }
    for tile in tiles.tiles.iter_mut().filter(|tile| tile.stale) {
        if let Some(mut image) = images.get_mut(&tile.image) {
            image.data = Some(tile.full.to_vec());
        }
        tile.stale = false;
    }
}

fn paint_live_ink(mut tiles: ResMut<Tiles>, mut live: ResMut<LiveInk>, mut images: ResMut<Assets<Image>>) {
    if live.has_gained() {
        tiles.paint_live(&mut live, &mut images);
    }
}

/// Shows the held thing where the finger has it.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn show_held(
    mut commands: Commands,
    lifted: Res<Lifted>,
    layout: Res<Layout>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    sitting: Res<Sitting>,
    tiles: Res<Tiles>,
    held: Query<Entity, With<Held>>,
    mut images: ResMut<Assets<Image>>,
) {
    if !lifted.is_changed() {
        return;
    }
    held.iter().for_each(|entity| commands.entity(entity).despawn());
    let (Some((id, pose)), Some(view)) = (lifted.0, tiles.view) else { return };
    let Some((_, mark)) = sitting.0.page().find(id) else { return };
    let MarkKind::Placed(thing, _) = &mark.kind else { return };
    let Ok(sprite) = studio.painter.lifted(thing, pose, view.px_per_mm) else { return };
    let frame = desk.frame(&studio);
    let (centre, page) = (studio.painter.thing_bounds(thing, pose).0.centre(), layout.page(frame));
    let scale = page.width() / view.width as f32;
    let size = Vec2::new(sprite.width() as f32, sprite.height() as f32) * scale;
    let at = layout.to_px(frame, centre) - size / 2.0;
    let image = look::image_of(&sprite);
    commands.spawn((
        Held,
        Node {
            position_type: PositionType::Absolute,
            left: px(at.x),
            top: px(at.y),
            width: px(size.x),
            height: px(size.y),
            ..default()
        },
        ImageNode::new(images.add(image)),
        Pickable::IGNORE,
        GlobalZIndex(1),
    ));
}
