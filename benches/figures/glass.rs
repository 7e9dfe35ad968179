//! The app in a real window, under Xvfb and software Vulkan: how much it costs to stand still, and how long it takes from an
//! event to a changed pixel, beside Tux Paint.

use crate::{Done, Table, median, process};
use std::{
    error::Error,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};
use three_houses::{
    app::{self, Opening},
    artwork::Artwork,
};
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, ImageFormat, MOTION_NOTIFY_EVENT, Window},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

const DISPLAY: &str = ":97";

/// A program that ends when it is let go.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &mut Command) -> Result<Running, Box<dyn Error>> {
    let child = command.env("DISPLAY", DISPLAY).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Ok(Running(child.map_err(|error| format!("{command:?}: {error}"))?))
}

/// A pointer and an eye.
struct Hand {
    x: RustConnection,
    root: Window,
}

impl Hand {
    fn new() -> Result<Self, Box<dyn Error>> {
        let patience = Instant::now();
        loop {
            match x11rb::connect(Some(DISPLAY)) {
                Ok((x, screen)) => {
                    let root = x.setup().roots[screen].root;
                    return Ok(Self { x, root });
                }
                Err(error) if patience.elapsed() > Duration::from_secs(10) => return Err(error.into()),
                Err(_) => sleep(Duration::from_millis(50)),
            }
        }
    }

    fn input(&self, kind: u8, detail: u8, x: i16, y: i16) -> Done {
        self.x.xtest_fake_input(kind, detail, 0, self.root, x, y, 0)?;
        self.x.flush()?;
        Ok(())
    }

    fn go(&self, x: i16, y: i16) -> Done {
        self.input(MOTION_NOTIFY_EVENT, 0, x, y)
    }

    fn button(&self, down: bool) -> Done {
        self.input(if down { BUTTON_PRESS_EVENT } else { BUTTON_RELEASE_EVENT }, 1, 0, 0)
    }

    fn tap(&self, x: i16, y: i16) -> Done {
        self.go(x, y)?;
        sleep(Duration::from_millis(250));
        self.button(true)?;
        sleep(Duration::from_millis(120));
        self.button(false)?;
        sleep(Duration::from_millis(600));
        Ok(())
    }

    /// The pixels round a place.
    fn look(&self, x: i16, y: i16, side: u16) -> Result<Vec<u8>, Box<dyn Error>> {
        let half = side as i16 / 2;
        Ok(self.x.get_image(ImageFormat::Z_PIXMAP, self.root, x - half, y - half, side, side, !0)?.reply()?.data)
    }

    /// Waits until the whole screen has been still for a while.
    fn settle(&self, longest: Duration) -> Done {
        let began = Instant::now();
        let mut still = Instant::now();
        let all = || -> Result<Vec<u8>, Box<dyn Error>> {
            Ok(self.x.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, 1280, 800, !0)?.reply()?.data)
        };
        let mut last = all()?;
        while still.elapsed() < Duration::from_secs(2) && began.elapsed() < longest {
            sleep(Duration::from_millis(100));
            let now = all()?;
            if now != last {
                still = Instant::now();
                last = now;
            }
        }
        Ok(())
    }

    /// Draws a line and measures, for each step, how long it takes until a pixel round the new place changes, ms.
    fn draw(&self, from: (i16, i16), steps: i16, pace: Duration) -> Result<Vec<f64>, Box<dyn Error>> {
        let mut times = Vec::new();
        self.go(from.0, from.1)?;
        sleep(Duration::from_millis(200));
        self.button(true)?;
        sleep(Duration::from_millis(200));
        for i in 1..=steps {
            let (x, y) = (from.0 + i * 9, from.1 + if i % 2 == 0 { 3 } else { -3 });
            let before = self.look(x, y, 12)?;
            let began = Instant::now();
            self.go(x, y)?;
            while self.look(x, y, 12)? == before && began.elapsed() < Duration::from_secs(2) {}
            times.push(began.elapsed().as_secs_f64() * 1e3);
            sleep(pace);
        }
        self.button(false)?;
        sleep(Duration::from_millis(400));
        Ok(times)
    }
}

/// The app itself, opened with a session: what is measured, as a process of its own.
pub fn open_window(session: &Path) -> Done {
    let artwork = Arc::new(Artwork::load()?);
    let session = ron::from_str(&std::fs::read_to_string(session)?)?;
    app::in_window(Opening::new(artwork, session)).run();
    Ok(())
}

fn told(times: Vec<f64>) -> String {
    let mut sorted = times.clone();
    sorted.sort_by(f64::total_cmp);
    format!("{:.1} / {:.1} ms", median(times), sorted.get(sorted.len() * 95 / 100).copied().unwrap_or(f64::NAN))
}

/// 4. and 6.
pub fn measure(table: &mut Table) -> Done {
    let missing =
        |program: &str| Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err();
    if missing("Xvfb") {
        table.row("4. and 6. in a window", "not measured: Xvfb is not here", "");
        return Ok(());
    }
    let _screen = start(Command::new("Xvfb").args([DISPLAY, "-screen", "0", "1280x800x24", "-nolisten", "tcp"]))?;
    let hand = Hand::new()?;
    let folder = tempfile::tempdir()?;
    for strokes in [0, 5_000] {
        let story = folder.path().join(format!("{strokes}.ron"));
        std::fs::write(&story, ron::to_string(&crate::pages::session(strokes))?)?;
        let running = start(process::this()?.arg("--window").arg(&story))?;
        sleep(Duration::from_secs(2));
        hand.settle(Duration::from_secs(20))?;
        // The book opens; a crayon is taken; the good things house fills the screen.
        hand.tap(910, 640)?;
        hand.settle(Duration::from_secs(10))?;
        // The first picture is the houses.
        hand.tap(430, 150)?;
        hand.settle(Duration::from_secs(10))?;
        if strokes == 0 {
            let (cpu, began) = (process::cpu_s_of(running.0.id()), Instant::now());
            sleep(Duration::from_secs(10));
            let share = (process::cpu_s_of(running.0.id()) - cpu) / began.elapsed().as_secs_f64() * 100.0;
            table.row("4. the app standing still for 10 s, share of one core", format!("{share:.2} %"), "under 1 %");
        }
        let times = hand.draw((520, 300), 60, Duration::from_millis(30))?;
        table.row(
            format!("6. event → changed pixel, 1280 × 800, {strokes} strokes on the page, median / 95th of 100"),
            told(times),
            "told; the same at 5,000 as at none",
        );
    }
    if missing("tuxpaint") {
        table.row("6. Tux Paint", "not measured: it is not here", "");
        return Ok(());
    }
    let home = folder.path().join("home");
    std::fs::create_dir_all(&home)?;
    let _tux = start(Command::new("tuxpaint").env("HOME", &home).args([
        "--windowed",
        "--1280x800",
        "--nosound",
        "--nofancycursors",
        "--startblank",
    ]))?;
    sleep(Duration::from_secs(4));
    hand.tap(640, 400)?;
    hand.settle(Duration::from_secs(20))?;
    table.row("6. Tux Paint beside it", told(hand.draw((300, 300), 60, Duration::from_millis(30))?), "");
    Ok(())
}
