//! The tooth of the paper, as wax finds it. It is fixed to the page in mm, so a crayon looks alike on screen and on paper.

/// How much wax stays at a place on the page (mm), 0 to 1.
pub fn wax(x: f32, y: f32) -> f32 {
    let rough = 0.65 * noise(x / 0.38, y / 0.38) + 0.35 * noise(x / 1.1 + 17.0, y / 1.1 + 5.0);
    let t = ((rough - 0.30) / 0.22).clamp(0.0, 1.0);
    0.18 + 0.82 * t * t * (3.0 - 2.0 * t)
}

/// Smooth value noise, 0 to 1, with a grid of 1.
fn noise(x: f32, y: f32) -> f32 {
    let (fx, fy) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (ease(x - fx), ease(y - fy));
    let (ix, iy) = (fx as i32, fy as i32);
    let row = |y: i32| {
        let (a, b) = (lattice(ix, y), lattice(ix + 1, y));
        a + (b - a) * tx
    };
    let (top, bottom) = (row(iy), row(iy + 1));
    top + (bottom - top) * ty
}

fn lattice(x: i32, y: i32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2C1B_3C6D);
    h ^= h >> 12;
    (h & 0xFFFF) as f32 / 65_535.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn wax_leaves_some_paper_free_and_covers_most() {
        let places: Vec<f32> = (0..10_000).map(|i| super::wax((i % 100) as f32 * 0.1, (i / 100) as f32 * 0.1)).collect();
        let mean = places.iter().sum::<f32>() / places.len() as f32;
        assert!(places.iter().all(|w| (0.0..=1.0).contains(w)));
        assert!((0.6..0.95).contains(&mean), "{mean}");
    }
}
