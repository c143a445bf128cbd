//! SHA-256, for etags, signatures, file names and seeds: the same bytes give the same digest on every machine.

use std::fmt::Write as _;

use ring::digest::{Context, SHA256};

/// A digest of several values.
#[derive(Clone)]
pub(crate) struct Digest(Context);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    /// Adds bytes without their length.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Adds a string and its length, so that `"ab", "c"` and `"a", "bc"` have different digests.
    pub(crate) fn string(self, string: &str) -> Self {
        let mut digest = self.number(string.len() as u64);
        digest.update(string.as_bytes());
        digest
    }

    pub(crate) fn number(mut self, number: u64) -> Self {
        self.update(&number.to_le_bytes());
        self
    }

    /// The digest as 64 hexadecimal digits.
    pub(crate) fn hex(self) -> String {
        hex(self.0.finish().as_ref())
    }

    /// The first eight bytes, as the seed of pseudo-random numbers.
    pub(crate) fn seed(self) -> u64 {
        let digest = self.0.finish();
        digest.as_ref().iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_bytes_is_their_sha256() {
        let mut digest = Digest::new();
        digest.update(b"abc");
        assert_eq!(digest.clone().hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.seed(), 0xba78_16bf_8f01_cfea);
    }

    #[test]
    fn neighbouring_strings_do_not_run_together() {
        let digest = |first: &str, second: &str| Digest::new().string(first).string(second).hex();
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
    }
}
