//! The uploads that the server knows: announced, in parts, or done.
//! Bounded in number here, in bytes by the spool.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use super::Piece;
use crate::lifecycle::Lifecycle;

/// Most parts of one upload, as with S3.
const MAX_PARTS: u32 = 10_000;

pub(crate) struct Uploads {
    uploads: HashMap<String, Upload>,
    /// Ids, oldest first.
    order: VecDeque<String>,
    most: usize,
}

pub(crate) struct Upload {
    /// File name, safe in a URL.
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) lifecycle: Lifecycle,
    /// Parts that came, by number.
    parts: BTreeMap<u32, Arc<Piece>>,
    /// The whole file.
    done: Option<Vec<Arc<Piece>>>,
    /// The parts that it was put together from.
    named: BTreeMap<u32, String>,
}

impl Uploads {
    pub(crate) fn new(most: usize) -> Self {
        Self { uploads: HashMap::new(), order: VecDeque::new(), most }
    }

    pub(crate) fn add(&mut self, id: String, upload: Upload) {
        while self.order.len() >= self.most && self.forget_oldest(None) {}
        self.order.push_back(id.clone());
        self.uploads.insert(id, upload);
    }

    /// The upload with that id and file name.
    pub(crate) fn get(&mut self, id: &str, name: &str) -> Option<&mut Upload> {
        self.by_id(id).filter(|upload| upload.name == name)
    }

    pub(crate) fn by_id(&mut self, id: &str) -> Option<&mut Upload> {
        self.uploads.get_mut(id)
    }

    /// Makes room. `false` when there is nothing left to forget.
    pub(crate) fn forget_oldest(&mut self, keep: Option<&str>) -> bool {
        let place = self.order.iter().position(|id| Some(id.as_str()) != keep);
        place.and_then(|place| self.order.remove(place)).and_then(|id| self.uploads.remove(&id)).is_some()
    }
}

impl Upload {
    pub(crate) fn new(name: &str, content_type: &str) -> Self {
        let (name, content_type) = (safe_name(name), content_type.to_owned());
        Self {
            name,
            content_type,
            lifecycle: Lifecycle::default(),
            parts: BTreeMap::new(),
            done: None,
            named: BTreeMap::new(),
        }
    }

    /// Takes the whole file at once.
    pub(crate) fn fill(&mut self, piece: Piece) {
        self.done = Some(vec![Arc::new(piece)]);
    }

    /// Takes a part; a second one of the same number replaces the first. Numbers start at 1.
    pub(crate) fn part(&mut self, number: u32, piece: Piece) -> bool {
        let known = (1..=MAX_PARTS).contains(&number) && self.done.is_none();
        if known {
            self.parts.insert(number, Arc::new(piece));
        }
        known
    }

    /// Puts the named parts together, by number, whatever their order. `false` if one is not there as named. Who names
    /// the same parts again, because the answer was lost, is told the same.
    pub(crate) fn complete(&mut self, named: &[(u32, String)]) -> bool {
        let plain = |etag: &str| etag.trim_matches('"').to_owned();
        let named: BTreeMap<u32, String> = named.iter().map(|(number, etag)| (*number, plain(etag))).collect();
        if self.done.is_some() {
            return !named.is_empty() && named == self.named;
        }
        let found = named
            .iter()
            .map(|(number, etag)| self.parts.get(number).filter(|piece| piece.etag.trim_matches('"') == etag).cloned());
        let Some(pieces) = found.collect::<Option<Vec<_>>>().filter(|pieces| !pieces.is_empty()) else { return false };
        self.parts.clear();
        (self.done, self.named) = (Some(pieces), named);
        true
    }

    /// The whole file, once it is there.
    pub(crate) fn pieces(&self) -> Option<Vec<Arc<Piece>>> {
        self.done.clone()
    }
}

/// What of a file name can stand in a URL; at most 100 characters.
fn safe_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |letter: char| if letter.is_ascii_alphanumeric() || "._-+".contains(letter) { letter } else { '_' };
    let name: String = base.chars().map(safe).take(100).collect();
    if name.trim_matches('.').is_empty() { "upload.bin".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_made_safe_for_urls() {
        let cases = [
            ("a b.png", "a_b.png"),
            ("../../etc/passwd", "passwd"),
            ("c:\\x\\y.txt", "y.txt"),
            ("..", "upload.bin"),
            ("", "upload.bin"),
            ("1.svg+xml", "1.svg+xml"),
            ("é?#%", "____"),
        ];
        for (name, expected) in cases {
            assert_eq!(safe_name(name), expected, "{name}");
        }
    }

    #[test]
    fn the_oldest_upload_makes_room_but_never_the_one_at_work() {
        let mut uploads = Uploads::new(2);
        ["a", "b", "c"].into_iter().for_each(|id| uploads.add(id.to_owned(), Upload::new("x", "text/plain")));
        assert!(uploads.by_id("a").is_none());
        assert!(uploads.forget_oldest(Some("b")));
        assert!(uploads.by_id("b").is_some() && uploads.by_id("c").is_none());
        assert!(!uploads.forget_oldest(Some("b")));
    }
}
