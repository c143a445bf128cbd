//! Pictures: drawn from a recipe, as PNG or JPEG, the same bytes every time.
//! Recipes are made by `answer` and kept by `files`.

mod canvas;
mod encode;
mod label;
mod paint;

use crate::hash::Hash;
use canvas::Canvas;

/// Longest part of a prompt that is kept and drawn, in characters.
const MAX_PROMPT: usize = 400;

/// Everything that decides how a picture looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recipe {
    /// Decides colours and shapes.
    pub(crate) hash: u64,
    pub(crate) endpoint: String,
    /// See [`Recipe::short`].
    pub(crate) prompt: String,
    pub(crate) seed: i64,
    /// Place among the pictures of one answer, from 0.
    pub(crate) index: u64,
    /// Pixels, 1 to [`MAX_SIDE`](crate::size::MAX_SIDE).
    pub(crate) width: u32,
    /// Pixels, 1 to [`MAX_SIDE`](crate::size::MAX_SIDE).
    pub(crate) height: u32,
    pub(crate) format: Format,
    /// Step and number of steps of an unfinished picture.
    pub(crate) progress: Option<(u32, u32)>,
}

/// File format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
}

impl Format {
    /// The format of that name; PNG where the name means neither.
    pub(crate) fn named(name: &str) -> Self {
        if name.eq_ignore_ascii_case("jpeg") || name.eq_ignore_ascii_case("jpg") { Self::Jpeg } else { Self::Png }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

impl Recipe {
    /// The part of a prompt that is worth keeping.
    pub(crate) fn short(prompt: &str) -> String {
        prompt.chars().take(MAX_PROMPT).collect()
    }

    /// A name that only this very picture has.
    pub(crate) fn file_name(&self) -> String {
        let (step, steps) = self.progress.unwrap_or_default();
        let sizes = [self.width, self.height, step, steps].into_iter().map(u64::from);
        let hash = sizes.chain([self.seed as u64, self.index]).fold(Hash::new().number(self.hash), Hash::number);
        let (first, second) = (hash.finish(), hash.text(&self.endpoint).text(&self.prompt).finish());
        format!("{first:016x}{second:016x}.{}", self.format.extension())
    }

    /// Draws the picture; takes up to a second and 50 MB for the largest ones.
    pub(crate) fn draw(&self) -> Vec<u8> {
        let mut canvas = Canvas::new(self.width, self.height);
        paint::paint(&mut canvas, self.hash);
        if let Some((step, steps)) = self.progress {
            canvas.coarsen(steps.saturating_sub(step).min(6) + 2);
        }
        label::label(&mut canvas, self);
        encode::encode(&canvas, self.format)
    }
}

#[cfg(test)]
mod tests {
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
                assert!(!Recipe { format, progress, ..recipe(width, height) }.draw().is_empty());
            }
        }
    }

    #[test]
    fn different_pictures_have_different_names() {
        let base = recipe(64, 64);
        let others = [
            Recipe { hash: 8, ..base.clone() },
            Recipe { seed: 43, ..base.clone() },
            Recipe { index: 1, ..base.clone() },
            Recipe { width: 65, ..base.clone() },
            Recipe { prompt: "other".to_owned(), ..base.clone() },
            Recipe { format: Format::Jpeg, ..base.clone() },
            Recipe { progress: Some((1, 2)), ..base.clone() },
        ];
        for other in others {
            assert_ne!(other.file_name(), base.file_name(), "{other:?}");
        }
    }

    #[test]
    fn the_hash_decides_the_picture() {
        assert_eq!(recipe(64, 64).draw(), recipe(64, 64).draw());
        assert_ne!(recipe(64, 64).draw(), Recipe { hash: 8, ..recipe(64, 64) }.draw());
    }
}
