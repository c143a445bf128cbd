//! An append-only journal of a batch, with one line of JSON per event. A run reads it when it begins; the last line about a
//! prompt applies.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use fal_models::JobRef;
use serde::{Deserialize, Serialize};

/// The state of a prompt.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Entry {
    /// The queue accepted this job, whose result can be fetched.
    Accepted(JobRef),
    /// The URL of the picture.
    Done(String),
    /// There will be no result; the prompt may be submitted again.
    Failed,
    /// The response to the submission was lost; only fal's dashboard lists whether it was accepted.
    Ambiguous,
}

pub(crate) struct Journal {
    path: String,
    file: File,
    before: HashMap<String, Entry>,
}

impl Journal {
    pub(crate) fn open(path: String) -> io::Result<Self> {
        if let Some(folder) = Path::new(&path).parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        let text = fs::read_to_string(&path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            // The last run crashed while it wrote this line.
            file.write_all(b"\n")?;
        }
        let lines = text.lines().filter_map(|line| serde_json::from_str::<(String, Entry)>(line).ok());
        Ok(Self { path, file, before: lines.collect() })
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether there is nothing left to do for the prompt.
    pub(crate) fn is_done(&self, prompt: &str) -> bool {
        matches!(self.before.get(prompt), Some(Entry::Done(_) | Entry::Ambiguous))
    }

    /// The prompts of earlier runs whose submission got no response.
    pub(crate) fn ambiguous(&self) -> impl Iterator<Item = &str> {
        let ambiguous = self.before.iter().filter(|(_, entry)| matches!(entry, Entry::Ambiguous));
        ambiguous.map(|(prompt, _)| prompt.as_str())
    }

    /// The job of an earlier run whose result was not fetched.
    pub(crate) fn job(&self, prompt: &str) -> Option<&JobRef> {
        match self.before.get(prompt) {
            Some(Entry::Accepted(job)) => Some(job),
            _ => None,
        }
    }

    /// Appends a line with a single write.
    pub(crate) fn append(&self, prompt: &str, entry: &Entry) -> io::Result<()> {
        let line = serde_json::to_string(&(prompt, entry))? + "\n";
        (&self.file).write_all(line.as_bytes())
    }
}
