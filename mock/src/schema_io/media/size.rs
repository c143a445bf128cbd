//! The picture size that an input requests, by the usual fields of image models.

use serde_json::{Map, Value};

/// Longest side of a picture, in pixels; larger sides are reduced to it.
pub(crate) const MAX_SIDE: u32 = 4096;

/// Longest side in pixels where the input gives an aspect ratio only.
const SIDE: u32 = 1024;

/// Width and height in pixels, from `image_size`, `aspect_ratio`, or `width` and `height`. Default: 1024 x 1024.
pub(crate) fn requested_size(input: &Map<String, Value>) -> (u32, u32) {
    let named = ["image_size", "aspect_ratio"].iter().find_map(|name| from_value(input.get(*name)?));
    named.or_else(|| from_sides(input)).unwrap_or((SIDE, SIDE))
}

fn from_value(value: &Value) -> Option<(u32, u32)> {
    match value {
        Value::String(text) => preset(text).or_else(|| from_text(text)),
        Value::Object(sides) => from_sides(sides),
        _ => None,
    }
}

fn from_sides(sides: &Map<String, Value>) -> Option<(u32, u32)> {
    Some((side(sides.get("width")?)?, side(sides.get("height")?)?))
}

fn side(value: &Value) -> Option<u32> {
    // A cast to an integer type saturates, so any number is accepted.
    value.as_f64().map(|pixels| (pixels as u32).clamp(1, MAX_SIDE))
}

fn preset(name: &str) -> Option<(u32, u32)> {
    Some(match name {
        "square_hd" => (1024, 1024),
        "square" => (512, 512),
        "portrait_4_3" => (768, 1024),
        "portrait_16_9" => (576, 1024),
        "landscape_4_3" => (1024, 768),
        "landscape_16_9" => (1024, 576),
        _ => return None,
    })
}

/// `16:9` is an aspect ratio, `640x480` is a size.
fn from_text(text: &str) -> Option<(u32, u32)> {
    if let Some((width, height)) = text.split_once('x') {
        let side = |text: &str| text.trim().parse::<u32>().ok().map(|side| side.clamp(1, MAX_SIDE));
        return Some((side(width)?, side(height)?));
    }
    let (width, height) = text.split_once(':')?;
    let (width, height): (u32, u32) = (width.trim().parse().ok()?, height.trim().parse().ok()?);
    let longest = u64::from(width.max(height).max(1));
    let scaled = |side: u32| {
        let pixels = (u64::from(side) * u64::from(SIDE) + longest / 2) / longest;
        u32::try_from(pixels).unwrap_or(SIDE).clamp(1, SIDE)
    };
    Some((scaled(width), scaled(height)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn size_of(input: Value) -> (u32, u32) {
        requested_size(input.as_object().expect("an object"))
    }

    #[test]
    fn a_size_is_read_from_every_usual_field() {
        assert_eq!(size_of(json!({})), (1024, 1024));
        assert_eq!(size_of(json!({"image_size": "landscape_16_9"})), (1024, 576));
        assert_eq!(size_of(json!({"image_size": {"width": 640, "height": 480}})), (640, 480));
        assert_eq!(size_of(json!({"image_size": "640x480"})), (640, 480));
        assert_eq!(size_of(json!({"aspect_ratio": "16:9"})), (1024, 576));
        assert_eq!(size_of(json!({"aspect_ratio": "3:4"})), (768, 1024));
        assert_eq!(size_of(json!({"width": 300, "height": 200})), (300, 200));
    }

    #[test]
    fn sizes_out_of_range_are_clamped() {
        let sides = |width: f64, height: f64| size_of(json!({"image_size": {"width": width, "height": height}}));
        assert_eq!(sides(1e300, -5.0), (MAX_SIDE, 1));
        assert_eq!(sides(0.0, 14142.0), (1, MAX_SIDE));
        assert_eq!(size_of(json!({"aspect_ratio": "4294967295:1"})), (1024, 1));
        assert_eq!(size_of(json!({"aspect_ratio": "0:0"})), (1, 1));
        assert_eq!(size_of(json!({"image_size": "4294967295x99999999999"})), (1024, 1024));
    }
}
