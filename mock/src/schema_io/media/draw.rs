//! Draws a picture from its recipe.

use super::canvas::Canvas;
use super::encode::encode;
use super::label::label;
use super::paint::paint;
use super::recipe::Recipe;

/// The bytes of the picture's file. The largest ones take up to a second and 50 MB.
pub(crate) fn draw(recipe: &Recipe) -> Vec<u8> {
    let mut canvas = Canvas::new(recipe.width, recipe.height);
    paint(&mut canvas, recipe.hash);
    if let Some((step, steps)) = recipe.progress {
        canvas.coarsen(steps.saturating_sub(step).min(6) + 2);
    }
    label(&mut canvas, recipe);
    encode(&canvas, recipe.format)
}

#[cfg(test)]
mod tests {
    use super::super::recipe::Format;
    use super::*;

    fn recipe(width: u32, height: u32) -> Recipe {
        Recipe {
            hash: 7,
            endpoint: "acme/paint".to_owned(),
            prompt: "a red panda in Kyoto, für Élise 東京 \n\u{0}".to_owned(),
            seed: 42,
            index: 0,
            width,
            height,
            format: Format::Png,
            progress: None,
        }
    }

    #[test]
    fn every_shape_can_be_drawn() {
        let sides = [1, 2, 16, 99, 100, 101, 640, 4096];
        for (width, height) in sides.into_iter().flat_map(|side| [(side, 1), (1, side), (side, 120), (64, side)]) {
            for format in [Format::Png, Format::Jpeg] {
                let progress = Some((1, 4));
                assert!(!draw(&Recipe { format, progress, ..recipe(width, height) }).is_empty());
            }
        }
    }

    #[test]
    fn the_hash_decides_the_picture() {
        assert_eq!(draw(&recipe(64, 64)), draw(&recipe(64, 64)));
        assert_ne!(draw(&recipe(64, 64)), draw(&Recipe { hash: 8, ..recipe(64, 64) }));
    }
}
