//! Programs run and measured from outside: CPU seconds, wall seconds, peak memory.

use crate::{Done, candidates, pages, pictures_in};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use std::{
    error::Error,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use three_houses::{
    case_file::{PRINT_PX_PER_MM, PngRows},
    picture::{Ground, View},
    session::Rect,
};

/// What a program took.
#[derive(Debug, Clone)]
pub struct Taken {
    pub cpu_s: f64,
    pub wall_s: f64,
    pub mib: f64,
    /// What it printed.
    pub said: String,
}

impl Taken {
    pub fn told(&self) -> String {
        format!("{:.2} s / {:.2} s / {:.0} MiB", self.cpu_s, self.wall_s, self.mib)
    }
}

impl Taken {
    /// Told as so many times what another took.
    pub fn beside(&self, other: &Self) -> String {
        let (cpu, wall, memory) = (self.cpu_s / other.cpu_s, self.wall_s / other.wall_s, self.mib / other.mib);
        format!("{} = {cpu:.2} × CPU, {wall:.2} × wall, {memory:.2} × memory", self.told())
    }
}

/// The run with the middle CPU time.
pub fn middle(mut runs: Vec<Taken>) -> Taken {
    runs.sort_by(|a, b| a.cpu_s.total_cmp(&b.cpu_s));
    runs.swap_remove(runs.len() / 2)
}

/// This bench as a program of its own.
pub fn this() -> Result<Command, Box<dyn Error>> {
    Ok(Command::new(std::env::current_exe()?))
}

/// The `resvg` command.
pub fn resvg() -> Command {
    let beside_the_cache = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/three-houses/tools/bin/resvg"));
    Command::new(beside_the_cache.filter(|path| path.exists()).unwrap_or_else(|| "resvg".into()))
}

fn children_cpu_s() -> Result<f64, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6)
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<Taken, Box<dyn Error>> {
    let cpu = children_cpu_s()?;
    let began = Instant::now();
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let mut kib = 0;
    let status = loop {
        kib = kib.max(peak_kib(child.id()));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let wall_s = began.elapsed().as_secs_f64();
    let mut said = String::new();
    if let Some(mut out) = child.stdout.take() {
        std::io::Read::read_to_string(&mut out, &mut said)?;
    }
    if !status.success() {
        return Err(format!("{command:?} failed: {said}").into());
    }
    Ok(Taken { cpu_s: children_cpu_s()? - cpu, wall_s, mib: kib as f64 / 1024.0, said })
}

/// Peak memory so far, KiB.
fn peak_kib(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

/// Memory this program holds now, MiB.
pub fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// CPU seconds a running program has taken.
pub fn cpu_s_of(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2).filter_map(|f| f.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

/// Exports so many strokes into a folder: the program that is measured.
pub fn export_here(strokes: usize, folder: &Path) -> Done {
    let bed = pages::Bed::new()?;
    let session = pages::session(strokes);
    let folder = three_houses::case_file::export(
        &session,
        &bed.artwork,
        &bed.painter,
        &three_houses::case_file::no_sound,
        true,
        folder,
        &|_| {},
    )?;
    println!("{}", pictures_in(&folder)?);
    Ok(())
}

/// Paints so many strokes on plain paper into a PNG: the program that is measured beside the `resvg` command.
pub fn page_here(strokes: usize, file: &Path) -> Done {
    let bed = pages::Bed::new()?;
    let view = View::of(Rect::PAGE, candidates::WIDTH);
    let mut png = PngRows::new(view.width, view.height, PRINT_PX_PER_MM)?;
    bed.painter.paint_bands(&view, &pages::page(strokes), Ground::Plain(candidates::PAPER), |_| {}, |rows| png.add(rows))?;
    fs::write(file, png.finish()?)?;
    Ok(())
}

/// The machine, in a sentence.
pub fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")).map_or("", |line| line.trim_start_matches([' ', '\t', ':']));
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "Machine: {model}, {cores} cores, {} GiB, no graphics card; {} on {}.",
        kib >> 20,
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}
