//! Takes a picture of what the app shows. For tests and for looking; the app itself never needs it.

use bevy::{
    camera::RenderTarget,
    prelude::*,
    render::{
        render_resource::TextureFormat,
        view::screenshot::{Screenshot, ScreenshotCaptured},
    },
    window::PrimaryWindow,
};

/// Frames after which a picture that has not come is given up.
const PATIENCE: usize = 60;

#[derive(Resource, Default)]
struct Taken(Option<Image>);

/// The screen as it would be seen, in physical px. None where there is no graphics driver.
pub fn photograph(app: &mut App) -> Option<image::RgbaImage> {
    let mut windows = app.world_mut().query_filtered::<&Window, With<PrimaryWindow>>();
    let (width, height) = windows.single(app.world()).map(|w| (w.physical_width(), w.physical_height())).ok()?;
    let film = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
    let film = app.world_mut().resource_mut::<Assets<Image>>().add(film);
    let mut eyes = app.world_mut().query_filtered::<Entity, With<Camera2d>>();
    let eye = eyes.single(app.world()).ok()?;
    let before = app
        .world_mut()
        .get_mut::<RenderTarget>(eye)
        .map(|mut target| std::mem::replace(&mut *target, RenderTarget::Image(film.clone().into())))?;
    app.init_resource::<Taken>();
    (0..3).for_each(|_| app.update());
    app.world_mut()
        .spawn(Screenshot::image(film))
        .observe(|shot: On<ScreenshotCaptured>, mut taken: ResMut<Taken>| taken.0 = Some(shot.image.clone()));
    for _ in 0..PATIENCE {
        app.update();
        if app.world().resource::<Taken>().0.is_some() {
            break;
        }
    }
    if let Some(mut target) = app.world_mut().get_mut::<RenderTarget>(eye) {
        *target = before;
    }
    app.update();
    app.world_mut().resource_mut::<Taken>().0.take()?.try_into_dynamic().ok().map(|picture| picture.to_rgba8())
}
