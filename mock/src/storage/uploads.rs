//! The uploads: announced, in parts, or complete. They are bounded in number here and in bytes by the spool.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use super::lifecycle::Lifecycle;
use super::piece::Piece;

/// Most parts of one upload, as with S3.
const MAX_PARTS: u32 = 10_000;

pub(crate) struct Uploads {
    uploads: HashMap<String, Upload>,
    /// Ids, oldest first.
    order: VecDeque<String>,
    max_uploads: usize,
}

pub(crate) struct Upload {
    /// File name, safe in a URL.
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) lifecycle: Lifecycle,
    /// The parts that were received, by number.
    parts: BTreeMap<u32, Arc<Piece>>,
    /// The whole file.
    complete: Option<Vec<Arc<Piece>>>,
    /// Number and etag of the parts that the whole file consists of.
    completed_with: BTreeMap<u32, String>,
}

impl Uploads {
    pub(crate) fn new(max_uploads: usize) -> Self {
        Self { uploads: HashMap::new(), order: VecDeque::new(), max_uploads }
    }

    pub(crate) fn add(&mut self, id: String, upload: Upload) {
        while self.order.len() >= self.max_uploads && self.remove_oldest(None) {}
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

    /// Removes the oldest upload, except `keep`. `false` when there is none.
    pub(crate) fn remove_oldest(&mut self, keep: Option<&str>) -> bool {
        let index = self.order.iter().position(|id| Some(id.as_str()) != keep);
        index.and_then(|index| self.order.remove(index)).and_then(|id| self.uploads.remove(&id)).is_some()
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
            complete: None,
            completed_with: BTreeMap::new(),
        }
    }

    /// Stores the whole file at once.
    pub(crate) fn fill(&mut self, piece: Piece) {
        self.complete = Some(vec![Arc::new(piece)]);
    }

    /// Stores a part; a later part of the same number replaces it. Numbers start at 1. `false` if the number is out of range or
    /// the upload is complete.
    pub(crate) fn part(&mut self, number: u32, piece: Piece) -> bool {
        let valid = (1..=MAX_PARTS).contains(&number) && self.complete.is_none();
        if valid {
            self.parts.insert(number, Arc::new(piece));
        }
        valid
    }

    /// Joins the named parts in the order of their numbers. `false` if one of them is missing or has another etag.
    /// Completing with the same parts again succeeds, because the first response may have been lost.
    pub(crate) fn complete(&mut self, named: &[(u32, String)]) -> bool {
        let plain = |etag: &str| etag.trim_matches('"').to_owned();
        let named: BTreeMap<u32, String> = named.iter().map(|(number, etag)| (*number, plain(etag))).collect();
        if self.complete.is_some() {
            return !named.is_empty() && named == self.completed_with;
        }
        let found = named
            .iter()
            .map(|(number, etag)| self.parts.get(number).filter(|piece| piece.etag.trim_matches('"') == etag).cloned());
        let Some(pieces) = found.collect::<Option<Vec<_>>>().filter(|pieces| !pieces.is_empty()) else { return false };
        self.parts.clear();
        (self.complete, self.completed_with) = (Some(pieces), named);
        true
    }

    /// The whole file, once it is complete.
    pub(crate) fn pieces(&self) -> Option<Vec<Arc<Piece>>> {
        self.complete.clone()
    }
}

/// A file name that is safe in a URL, of at most 100 characters.
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
    fn the_oldest_upload_is_removed_but_never_the_one_in_progress() {
        let mut uploads = Uploads::new(2);
        ["a", "b", "c"].into_iter().for_each(|id| uploads.add(id.to_owned(), Upload::new("x", "text/plain")));
        assert!(uploads.by_id("a").is_none());
        assert!(uploads.remove_oldest(Some("b")));
        assert!(uploads.by_id("b").is_some() && uploads.by_id("c").is_none());
        assert!(!uploads.remove_oldest(Some("b")));
    }
}
