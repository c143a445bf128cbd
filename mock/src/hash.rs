//! A small stable hash (FNV-1a with a final mix): the same bytes give the same number everywhere and in every version.
//! Feeds seeds, file names and pictures; not for secrets.

/// A hash in the making.
#[derive(Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    /// Text, with its length so that neighbours do not run into each other.
    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes()).number(text.len() as u64)
    }

    pub(crate) fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn finish(self) -> u64 {
        mix(self.0)
    }
}

/// Spreads every bit of `value` over the whole result.
pub(crate) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Numbers drawn one after the other from one hash.
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(hash: u64) -> Self {
        Self(hash)
    }

    /// A number from 0 to `below - 1`; 0 when `below` is 0.
    pub(crate) fn below(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let wide = u64::from((mix(self.0) >> 32) as u32) * u64::from(below);
        (wide >> 32) as u32
    }
}
