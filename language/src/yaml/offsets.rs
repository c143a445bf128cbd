//! Conversion of the parser's positions, which count characters, to byte positions in the text.

/// Turns the parser's character positions into byte positions.
pub(super) struct Offsets {
    bytes: Option<Vec<u32>>,
    len: u32,
    bom: u32,
}

impl Offsets {
    pub(super) fn new(text: &str) -> Self {
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let body = &text[bom..];
        let bytes = (!body.is_ascii()).then(|| body.char_indices().map(|(at, _)| at as u32).collect());
        Self { bytes, len: body.len() as u32, bom: bom as u32 }
    }

    pub(super) fn byte(&self, character: usize) -> u32 {
        let byte = match &self.bytes {
            Some(bytes) => bytes.get(character).copied().unwrap_or(self.len),
            None => (character as u32).min(self.len),
        };
        byte + self.bom
    }
}
