//! What a graphics card does for a flat picture: Bevy's core pipeline with its parts for depth, for transparency that needs no order, and
//! for smaller copies of textures left out. Those last alone cost a browser a tenth of a second at every start.
//! Must not know: what is in the picture.

use bevy::{
    asset::io::embedded::EmbeddedAssetRegistry,
    core_pipeline::{
        FullscreenShader, blit::BlitPlugin, core_2d::Core2dPlugin, schedule::camera_driver, tonemapping::TonemappingPlugin,
        upscaling::UpscalingPlugin,
    },
    prelude::*,
    render::{
        RenderApp,
        renderer::{PendingCommandBuffers, RenderGraph, RenderGraphSystems, RenderQueue},
    },
};
use std::path::Path;

/// Bevy knows its shader for whole pictures by this place.
const WHOLE_PICTURE: &str = "bevy_core_pipeline/fullscreen_vertex_shader/fullscreen.wgsl";

/// Stands in for [`bevy::core_pipeline::CorePipelinePlugin`].
pub(super) struct FlatPicture;

impl Plugin for FlatPicture {
    fn build(&self, app: &mut App) {
        let shaders = app.world_mut().resource_mut::<EmbeddedAssetRegistry>();
        shaders.insert_asset(WHOLE_PICTURE.into(), Path::new(WHOLE_PICTURE), include_bytes!("flat.wgsl").as_slice());
        app.add_plugins((Core2dPlugin, BlitPlugin, TonemappingPlugin, UpscalingPlugin));
        let Some(render_app) = app.get_sub_app_mut(RenderApp) else { return };
        render_app.init_resource::<FullscreenShader>();
        render_app.add_systems(
            RenderGraph,
            (camera_driver.in_set(RenderGraphSystems::Render), submit.in_set(RenderGraphSystems::Submit)),
        );
    }
}

/// Gives the card what the camera made.
fn submit(mut made: ResMut<PendingCommandBuffers>, queue: Res<RenderQueue>) {
    queue.submit(made.take());
}
