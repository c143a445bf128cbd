//! Request ids: random UUIDs.

use std::hash::{BuildHasher as _, RandomState};

pub(crate) fn new() -> String {
    let random = RandomState::new();
    let (high, low) = (random.hash_one('h'), random.hash_one('l'));
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
    let (d, e) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
    format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
}
