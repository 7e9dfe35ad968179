//! The same strokes as closed outlines, for path renderers: as SVG for the `resvg` command, and drawn by `tiny-skia` and
//! `vello_cpu` as an application would. What our own ink is compared with.

use crate::{Done, Table, marks, median, pages};
use std::{fmt::Write as _, time::Instant};
use three_houses::{
    artwork,
    case_file::{PngRows, encode},
    picture::{Ground, Picture, View, ink},
    session::{MarkKind, Page, Rect},
};

pub const WIDTH: u32 = 3508;
const HEIGHT: u32 = 2480;
/// Plain paper.
pub const PAPER: [u8; 3] = [0xFB, 0xF6, 0xEC];

/// A closed outline, px, and its colour.
type Outline = (Vec<(f32, f32)>, [u8; 3]);

/// The outline of each stroke at 300 dpi, px: one side there, the other side back. And its colour.
fn outlines(page: &Page) -> Vec<Outline> {
    let scale = View::of(Rect::PAGE, WIDTH).px_per_mm;
    let strokes = page.marks.iter().filter_map(|mark| match &mark.kind {
        MarkKind::Stroke(stroke) => Some(stroke),
        _ => None,
    });
    strokes
        .map(|stroke| {
            let nodes: Vec<_> =
                ink::segments(&stroke.samples, stroke.width_mm, ink::nib(stroke.brush)).into_iter().map(|(a, _)| a).collect();
            let side = |i: usize, sign: f32| {
                let (before, here, after) = (nodes[i.saturating_sub(1)], nodes[i], nodes[(i + 1).min(nodes.len() - 1)]);
                let (dx, dy) = (after.at.x - before.at.x, after.at.y - before.at.y);
                let length = dx.hypot(dy).max(1e-6);
                ((here.at.x - sign * dy / length * here.radius) * scale, (here.at.y + sign * dx / length * here.radius) * scale)
            };
            let there = (0..nodes.len()).map(|i| side(i, 1.0));
            let back = (0..nodes.len()).rev().map(|i| side(i, -1.0));
            (there.chain(back).collect(), artwork::rgb(&stroke.colour).unwrap_or_default())
        })
        .collect()
}

/// The page as an SVG file.
pub fn svg(page: &Page) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#FBF6EC\"/>\n"
    );
    for (outline, [r, g, b]) in outlines(page) {
        let _ = write!(svg, "<path fill=\"#{r:02X}{g:02X}{b:02X}\" d=\"");
        for (i, (x, y)) in outline.iter().enumerate() {
            let _ = write!(svg, "{}{x:.2} {y:.2}", if i == 0 { 'M' } else { 'L' });
        }
        svg.push_str("Z\"/>\n");
    }
    svg + "</svg>\n"
}

/// Ink alone, on plain paper, then a PNG: ours on one thread, and the two candidates on one thread.
pub fn beside(table: &mut Table, strokes: usize) -> Done {
    let page = pages::page(strokes);
    let bed = pages::Bed::new()?;
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for _ in 0..3 {
        let began = Instant::now();
        let mut png = PngRows::new(WIDTH, HEIGHT, 11.8)?;
        let view = View::of(Rect::PAGE, WIDTH);
        one.install(|| bed.painter.paint_bands(&view, &page, Ground::Plain(PAPER), |_| {}, |rows| png.add(rows)))?;
        png.finish()?;
        times[0].push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        encode(&tiny_skia(&page).ok_or("tiny-skia")?, 11.8)?;
        times[1].push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        encode(&vello(&page), 11.8)?;
        times[2].push(began.elapsed().as_secs_f64());
    }
    let [ours, skia, vello] = times.map(median);
    table.row(
        format!("   ink alone and its PNG, one thread, {} strokes: ours / `tiny-skia` 0.12 / `vello_cpu` 0.3", marks(&page)),
        format!("{ours:.2} / {skia:.2} / {vello:.2} s"),
        "",
    );
    Ok(())
}

fn tiny_skia(page: &Page) -> Option<Picture> {
    use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT)?;
    pixmap.fill(Color::from_rgba8(0xFB, 0xF6, 0xEC, 255));
    for (outline, [r, g, b]) in outlines(page) {
        let mut path = PathBuilder::new();
        for (i, (x, y)) in outline.into_iter().enumerate() {
            if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        let mut paint = Paint::default();
        paint.set_color_rgba8(r, g, b, 255);
        pixmap.fill_path(&path.finish()?, &paint, FillRule::Winding, Transform::identity(), None);
    }
    Some(Picture { width: WIDTH, height: HEIGHT, pixels: pixmap.take() })
}

fn vello(page: &Page) -> Picture {
    use vello_cpu::{Pixmap, RenderContext, RenderSettings, Resources, color::AlphaColor, kurbo};
    let mut context =
        RenderContext::new_with(WIDTH as u16, HEIGHT as u16, RenderSettings { num_threads: 0, ..Default::default() });
    context.set_paint(AlphaColor::from_rgba8(0xFB, 0xF6, 0xEC, 255));
    context.fill_rect(&kurbo::Rect::new(0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT)));
    for (outline, [r, g, b]) in outlines(page) {
        let mut path = kurbo::BezPath::new();
        for (i, (x, y)) in outline.into_iter().enumerate() {
            let at = (f64::from(x), f64::from(y));
            if i == 0 { path.move_to(at) } else { path.line_to(at) }
        }
        path.close_path();
        context.set_paint(AlphaColor::from_rgba8(r, g, b, 255));
        context.fill_path(&path);
    }
    context.flush();
    let mut pixmap = Pixmap::new(WIDTH as u16, HEIGHT as u16);
    context.render(&mut pixmap, &mut Resources::new());
    Picture { width: WIDTH, height: HEIGHT, pixels: pixmap.data_as_u8_slice().to_vec() }
}
