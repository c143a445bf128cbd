//! Writes a canvas as a PNG or JPEG file.

use super::canvas::Canvas;
use super::recipe::Format;

/// JPEG quality, 1 to 100.
const QUALITY: u8 = 85;

/// The bytes of the file.
/// Both encoders write to memory and fail only on sizes that a canvas cannot have; the file is then empty.
pub(super) fn encode(canvas: &Canvas, format: Format) -> Vec<u8> {
    match format {
        Format::Png => png(canvas).unwrap_or_default(),
        Format::Jpeg => jpeg(canvas).unwrap_or_default(),
    }
}

fn png(canvas: &Canvas) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, canvas.width, canvas.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // Neighbouring rows of gradients and discs differ little. Trying every filter would take most of the time.
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.pixels)?;
    writer.finish()?;
    Ok(file)
}

fn jpeg(canvas: &Canvas) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(canvas.width).ok()?, u16::try_from(canvas.height).ok()?);
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, QUALITY);
    encoder.encode(&canvas.pixels, width, height, jpeg_encoder::ColorType::Rgb).ok()?;
    Some(file)
}
