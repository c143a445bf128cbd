//! The background: a gradient of two colours with a few discs, all derived from a hash.
//! It is computed with integers, so that every machine paints the same.

use fastrand::Rng;

use super::canvas::{Canvas, Rgb};

/// Directions of the gradient, as (x, y).
const DIRECTIONS: [(i64, i64); 8] = [(1, 0), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1)];

const DISCS: u32 = 6;

pub(super) fn paint(canvas: &mut Canvas, hash: u64) {
    let mut rng = Rng::with_seed(hash);
    let hue = rng.u32(..1536);
    let from = color(hue, 150 + rng.u32(..60));
    let to = color(hue + 180 + rng.u32(..400), 215 + rng.u32(..40));
    gradient(canvas, &mut rng, from, to);
    for index in 0..DISCS {
        let tone = if index % 2 == 0 { [255; 3] } else { color(hue + 700 + rng.u32(..300), 230) };
        disc(canvas, &mut rng, tone);
    }
}

/// A saturated colour, mixed with grey. A hue is an angle with 1536 steps.
fn color(hue: u32, brightness: u32) -> Rgb {
    let hue = hue % 1536;
    let (rise, sector) = (hue % 256, hue / 256);
    let (up, down) = (rise, 255 - rise);
    let pure = match sector {
        0 => [255, up, 0],
        1 => [down, 255, 0],
        2 => [0, 255, up],
        3 => [0, down, 255],
        4 => [up, 0, 255],
        _ => [255, 0, down],
    };
    pure.map(|part| (((part * 3 + 255) / 4) * brightness / 255).min(255) as u8)
}

fn gradient(canvas: &mut Canvas, rng: &mut Rng, from: Rgb, to: Rgb) {
    let (dx, dy) = DIRECTIONS[rng.u32(..DIRECTIONS.len() as u32) as usize];
    let (width, height) = (i64::from(canvas.width), i64::from(canvas.height));
    let start = (dx * (width - 1)).min(0);
    let length = (dx.abs() * (width - 1) + dy * (height - 1)).max(1);
    let shades: Vec<Rgb> = (0..=256).map(|share| blend(from, to, share)).collect();
    for y in 0..canvas.height {
        let mut along = (dy * i64::from(y) - start) * 256;
        for pixel in canvas.row(y).chunks_exact_mut(3) {
            pixel.copy_from_slice(&shades[((along / length) as usize).min(256)]);
            along += dx * 256;
        }
    }
}

/// A translucent disc with a smooth edge.
fn disc(canvas: &mut Canvas, rng: &mut Rng, tone: Rgb) {
    let (cx, cy) = (i64::from(rng.u32(..canvas.width.max(1))), i64::from(rng.u32(..canvas.height.max(1))));
    let short = canvas.width.min(canvas.height);
    let radius = i64::from((short / 12 + rng.u32(..short / 4 + 1)).max(1));
    let strength = 20 + rng.u32(..50);
    let bottom = (cy + radius).min(i64::from(canvas.height) - 1);
    for y in (cy - radius).max(0)..=bottom {
        // Half of the chord in this row, in 1/256 pixels.
        let half = ((radius * radius - (y - cy).pow(2)) << 16).isqrt();
        let (whole, part) = (half >> 8, (half & 255) as u32);
        let row = (cx, y as u32);
        span(canvas, row, (-whole, whole), tone, strength);
        for edge in [-whole - 1, whole + 1] {
            span(canvas, row, (edge, edge), tone, strength * part / 256);
        }
    }
}

/// Mixes `share` / 256 of `tone` into the pixels from `ends.0` to `ends.1`, counted from a centre.
fn span(canvas: &mut Canvas, (cx, y): (i64, u32), ends: (i64, i64), tone: Rgb, share: u32) {
    let offset = |x: i64| (cx + x).clamp(0, i64::from(canvas.width)) as usize * 3;
    let (left, right) = (offset(ends.0), offset(ends.1 + 1));
    let keep = 256 - share;
    let [red, green, blue] = tone.map(|part| u32::from(part) * share);
    for pixel in canvas.row(y).get_mut(left..right).unwrap_or_default().chunks_exact_mut(3) {
        pixel[0] = ((u32::from(pixel[0]) * keep + red) >> 8) as u8;
        pixel[1] = ((u32::from(pixel[1]) * keep + green) >> 8) as u8;
        pixel[2] = ((u32::from(pixel[2]) * keep + blue) >> 8) as u8;
    }
}

/// `share` / 256 of `to`, the rest of `from`.
fn blend(from: Rgb, to: Rgb, share: u32) -> Rgb {
    let mixed = |index: usize| (u32::from(from[index]) * (256 - share) + u32::from(to[index]) * share) / 256;
    [mixed(0), mixed(1), mixed(2)].map(|part| part.min(255) as u8)
}
