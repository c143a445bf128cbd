//! `Recipe`: everything that decides how a picture looks, so that it is drawn only when it is needed.

use crate::digest::Digest;

/// Longest part of a prompt that is kept and drawn, in characters.
const MAX_PROMPT: usize = 400;

/// Everything that decides how a picture looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recipe {
    /// The seed of colours and shapes.
    pub(crate) hash: u64,
    pub(crate) endpoint: String,
    /// See [`Recipe::short`].
    pub(crate) prompt: String,
    pub(crate) seed: i128,
    /// Index among the pictures of one output, from 0.
    pub(crate) index: u64,
    /// Pixels, 1 to [`MAX_SIDE`](super::size::MAX_SIDE).
    pub(crate) width: u32,
    /// Pixels, 1 to [`MAX_SIDE`](super::size::MAX_SIDE).
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
    /// The format of that name; PNG for any other name.
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
    /// The part of a prompt that is kept.
    pub(crate) fn short(prompt: &str) -> String {
        prompt.chars().take(MAX_PROMPT).collect()
    }

    /// A file name that no other picture has.
    pub(crate) fn file_name(&self) -> String {
        let (step, steps) = self.progress.unwrap_or_default();
        let sizes = [self.width, self.height, step, steps].into_iter().map(u64::from);
        let numbers = sizes.chain([self.seed as u64, self.index]);
        let digest = numbers.fold(Digest::new().number(self.hash), Digest::number);
        let digest = digest.string(&self.endpoint).string(&self.prompt).hex();
        format!("{}.{}", &digest[..32], self.format.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_pictures_have_different_names() {
        let base = Recipe {
            hash: 7,
            endpoint: "acme/paint".to_owned(),
            prompt: "a cat".to_owned(),
            seed: 42,
            index: 0,
            width: 64,
            height: 64,
            format: Format::Png,
            progress: None,
        };
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
}
