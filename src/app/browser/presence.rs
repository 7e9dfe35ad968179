//! Whether somebody is there: a page that was left, or lies under another window, counts as a window that lost its focus; a field of
//! the page's own that has the focus does not.
//! Must not know: what that does.

use super::{News, bridge};
use bevy::{
    prelude::*,
    window::{PrimaryWindow, WindowFocused},
    winit::{EventLoopProxyWrapper, WinitUserEvent},
};

/// Frames until what covers the page may go: the app has covered it itself by then.
#[derive(Resource, Default)]
struct Covered(u8);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Covered>().add_observer(leave);
    app.add_systems(Startup, be_woken).add_systems(PreUpdate, forget_focus).add_systems(Last, uncover);
}

fn be_woken(proxy: Res<EventLoopProxyWrapper>) {
    let proxy = proxy.clone();
    bridge::be_woken_by(move || {
        let _ = proxy.send_event(WinitUserEvent::WakeUp);
    });
}

/// The canvas loses the focus to a field of the same page; the page tells when it was really left.
fn forget_focus(
    mut focus: ResMut<Messages<WindowFocused>>,
    mut away: Local<bool>,
    covered: Res<Covered>,
    window: Query<Entity, With<PrimaryWindow>>,
) {
    focus.clear();
    if std::mem::replace(&mut *away, covered.0 > 0) || covered.0 == 0 {
        return;
    }
    if let Ok(window) = window.single() {
        focus.write(WindowFocused { window, focused: false });
    }
}

fn leave(news: On<News>, mut covered: ResMut<Covered>) {
    if *news == News::Away {
        covered.0 = 3;
    }
}

fn uncover(mut covered: ResMut<Covered>, mut redraw: MessageWriter<bevy::window::RequestRedraw>) {
    if covered.0 > 0 {
        covered.0 -= 1;
        redraw.write(bevy::window::RequestRedraw);
        if covered.0 == 0 {
            bridge::uncover();
        }
    }
}
