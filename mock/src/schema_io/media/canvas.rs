//! `Canvas`: pixels in memory, a target for `embedded-graphics`.

use std::convert::Infallible;

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Size};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

pub(super) struct Canvas {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Rows from the top, three bytes a pixel.
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    /// A black canvas; sides are at most [`MAX_SIDE`](super::size::MAX_SIDE), so nothing overflows.
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { width, height, pixels: vec![0; width as usize * height as usize * 3] }
    }

    pub(super) fn row(&mut self, y: u32) -> &mut [u8] {
        let length = self.width as usize * 3;
        let start = y as usize * length;
        self.pixels.get_mut(start..start + length).unwrap_or_default()
    }

    /// Calls `change` with every pixel of a rectangle. Parts outside the canvas are skipped.
    pub(super) fn each(&mut self, x: (u32, u32), y: (u32, u32), mut change: impl FnMut(&mut [u8])) {
        let (left, right) = (x.0.min(self.width) as usize, x.1.min(self.width) as usize);
        for y in y.0..y.1.min(self.height) {
            if let Some(part) = self.row(y).get_mut(left * 3..right * 3) {
                part.chunks_exact_mut(3).for_each(&mut change);
            }
        }
    }

    /// Replaces the picture by square blocks of one colour each, as large as the short side divided by `4 * 2^(6 - level)`.
    pub(super) fn coarsen(&mut self, level: u32) {
        let block = (self.width.min(self.height) >> 8_u32.saturating_sub(level).min(8)).max(2);
        for y in 0..self.height {
            let from = (y / block * block) as usize * self.width as usize * 3;
            for x in 0..self.width as usize {
                let source = from + x / block as usize * block as usize * 3;
                let target = (y as usize * self.width as usize + x) * 3;
                self.pixels.copy_within(source..source + 3, target);
            }
        }
    }

    /// A view in which every pixel is a square of `scale` pixels, with its origin at `(left, top)`.
    pub(super) fn scaled(&mut self, scale: u32, left: u32, top: u32) -> Scaled<'_> {
        Scaled { canvas: self, scale, left, top }
    }
}

/// See [`Canvas::scaled`].
pub(super) struct Scaled<'a> {
    canvas: &'a mut Canvas,
    scale: u32,
    left: u32,
    top: u32,
}

impl OriginDimensions for Scaled<'_> {
    fn size(&self) -> Size {
        Size::new(self.canvas.width / self.scale, self.canvas.height / self.scale)
    }
}

impl DrawTarget for Scaled<'_> {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(point, color) in pixels {
            let (Ok(x), Ok(y)) = (u32::try_from(point.x), u32::try_from(point.y)) else { continue };
            let (x, y) = (self.left + x * self.scale, self.top + y * self.scale);
            let color: Rgb = [color.r(), color.g(), color.b()];
            self.canvas.each((x, x + self.scale), (y, y + self.scale), |pixel| pixel.copy_from_slice(&color));
        }
        Ok(())
    }
}
