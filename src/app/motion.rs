//! What moves, and how softly: the page's leaf turns, drawers slide out. Nothing moves where the agency asked for stillness,
//! nor on a clock that is set by hand.
//! Must not know: what the leaf and the drawers show.

use super::{canvas::CanvasSystems, canvas::fingers::Finger, keeping::Keeping, screens::FurnitureSystems, sitting::Clock};
use bevy::{ecs::system::SystemParam, input::touch::TouchPhase, prelude::*, ui::UiTransform, ui::Val2, window::RequestRedraw};

/// How long a leaf takes to turn, s.
const TURN_S: f32 = 0.45;
/// How long a drawer takes to slide out, s.
const SLIDE_S: f32 = 0.18;
/// How dark a leaf gets as it turns away from the light, 0 to 1.
const SHADE: f32 = 0.35;

/// Part of the leaf that is turning: a sprite of the page as it was.
#[derive(Component)]
pub struct Leaf {
    /// Where the leaf is bound, px from the window's middle.
    pub spine: f32,
    began_s: f32,
    home: Option<(f32, f32)>,
}

/// A drawer on its way to where it stays.
#[derive(Component)]
pub struct Slides {
    from: Vec2,
    began_s: f32,
}

/// Whether anything moves, and what the time is.
#[derive(SystemParam)]
pub struct Motion<'w> {
    clock: Res<'w, Clock>,
    keeping: Res<'w, Keeping>,
    time: Res<'w, Time<Real>>,
}

impl Motion<'_> {
    /// Whether anything may move.
    pub fn is_on(&self) -> bool {
        self.clock.runs() && !self.keeping.settings.reduced_motion
    }

    /// What makes a sprite part of a leaf that turns about its spine (px from the window's middle).
    pub fn leaf(&self, spine: f32) -> Leaf {
        Leaf { spine, began_s: self.time.elapsed_secs(), home: None }
    }

    /// What makes a node slide to its place from one that is so far away, logical px.
    pub fn slide(&self, from: Vec2) -> Slides {
        Slides { from, began_s: self.time.elapsed_secs() }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (turn_leaves.after(CanvasSystems::Paint), slide.after(FurnitureSystems)));
}

/// Slow at both ends.
fn ease(share: f32) -> f32 {
    let t = share.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn turn_leaves(
    mut commands: Commands,
    motion: Motion,
    mut fingers: MessageReader<Finger>,
    mut leaves: Query<(Entity, &mut Leaf, &mut Transform, &mut Sprite)>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    // A finger that wants the page does not wait for it.
    let wanted = fingers.read().any(|finger| finger.phase == TouchPhase::Started);
    for (entity, mut leaf, mut place, mut sprite) in &mut leaves {
        let share = (motion.time.elapsed_secs() - leaf.began_s) / TURN_S;
        if wanted || share >= 1.0 || !motion.is_on() {
            commands.entity(entity).despawn();
            continue;
        }
        let wide = sprite.custom_size.map_or(0.0, |size| size.x);
        let (x, width) = *leaf.home.get_or_insert((place.translation.x, wide));
        let angle = ease(share) * std::f32::consts::FRAC_PI_2;
        place.translation.x = leaf.spine + (x - leaf.spine) * angle.cos();
        // Half a pixel more, so that no seam opens between the tiles.
        sprite.custom_size = sprite.custom_size.map(|size| Vec2::new(width * angle.cos() + 0.5, size.y));
        let light = 1.0 - SHADE * angle.sin();
        sprite.color = Color::srgb(light, light, light);
        redraw.write(RequestRedraw);
    }
}

fn slide(
    mut commands: Commands,
    motion: Motion,
    mut sliding: Query<(Entity, &Slides, &mut UiTransform)>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    for (entity, slides, mut place) in &mut sliding {
        let share = (motion.time.elapsed_secs() - slides.began_s) / SLIDE_S;
        let left = slides.from * (1.0 - ease(share));
        place.translation = Val2::px(left.x, left.y);
        if share >= 1.0 {
            commands.entity(entity).remove::<Slides>();
        } else {
            redraw.write(RequestRedraw);
        }
    }
}
