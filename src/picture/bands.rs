//! A whole view, painted from the top down across cores and handed on band by band. Paper at 300 dpi is 35 MB of pixels: neither
//! they nor the ink on them need ever lie in memory all at once, and a tile that is painted fits a processor's cache.
//! Must not know: what becomes of the bands.

use super::{Painter, Picture, Scenery, Surface, View};
use crate::{artwork::ArtworkError, session::Page};
use rayon::prelude::*;

/// Size of the tiles, px. A band is one row of them.
const TILE: (usize, usize) = (512, 256);

/// What lies beneath all marks.
#[derive(Debug, Clone, Copy)]
pub enum Ground<'a> {
    /// Paper of a colour: red, green, blue.
    Plain([u8; 3]),
    /// The scene of the same view.
    Scene(&'a Picture),
}

struct Tile {
    left: usize,
    width: usize,
    full: Vec<u8>,
    bare: Option<Vec<u8>>,
}

impl Painter {
    /// Paints a view and gives its rows (opaque RGBA) to `take`, many at a time and in order, while the next are painted. `print`
    /// lays over each window what belongs on top of the page.
    pub fn paint_bands(
        &self,
        view: &View,
        page: &Page,
        ground: Ground,
        print: impl Fn(&mut Surface) + Sync,
        mut take: impl FnMut(&[u8]) + Send,
    ) -> Result<(), ArtworkError> {
        let scenery = self.prepare(page);
        let (width, height) = (view.width as usize, view.height as usize);
        let tile = |left| Tile { left, width: TILE.0.min(width - left), full: Vec::new(), bare: scenery.rubbed.then(Vec::new) };
        let mut tiles: Vec<_> = (0..width).step_by(TILE.0).map(tile).collect();
        let (mut band, mut ready) = (Vec::new(), Vec::new());
        for top in (0..height).step_by(TILE.1) {
            let rows = TILE.1.min(height - top);
            let paint = || {
                tiles.par_iter_mut().try_for_each(|tile| self.paint_tile(view, &scenery, ground, &print, tile, top, rows))?;
                band.resize(width * rows * 4, 0);
                for (y, row) in band.chunks_exact_mut(width * 4).enumerate() {
                    for tile in &tiles {
                        let (from, length) = (y * tile.width * 4, tile.width * 4);
                        row[tile.left * 4..][..length].copy_from_slice(&tile.full[from..from + length]);
                    }
                }
                Ok(())
            };
            let (painted, ()) = rayon::join(paint, || take(&ready));
            painted?;
            std::mem::swap(&mut band, &mut ready);
        }
        take(&ready);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "all that one tile needs")]
    fn paint_tile(
        &self,
        view: &View,
        scenery: &Scenery,
        ground: Ground,
        print: &(impl Fn(&mut Surface) + Sync),
        tile: &mut Tile,
        top: usize,
        rows: usize,
    ) -> Result<(), ArtworkError> {
        tile.full.resize(tile.width * rows * 4, 0);
        for (y, row) in tile.full.chunks_exact_mut(tile.width * 4).enumerate() {
            match ground {
                Ground::Plain([r, g, b]) => row.as_chunks_mut::<4>().0.fill([r, g, b, 255]),
                Ground::Scene(scene) => {
                    let at = ((top + y) * view.width as usize + tile.left) * 4;
                    row.copy_from_slice(&scene.pixels[at..at + tile.width * 4]);
                }
            }
        }
        if let Some(bare) = &mut tile.bare {
            bare.clone_from(&tile.full);
        }
        let (left, top, width, height) = (tile.left as i32, top as i32, tile.width, rows);
        let mut surface = Surface { left, top, width, height, full: &mut tile.full, bare: tile.bare.as_deref_mut() };
        self.paint_window(view, scenery, &mut surface)?;
        print(&mut surface);
        Ok(())
    }
}
