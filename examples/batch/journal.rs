//! What happened to each prompt of a batch, as lines of JSON that are only ever added. Read when a run begins; the last
//! line about a prompt counts.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use fal_models::JobRef;
use serde::{Deserialize, Serialize};

/// What is known of a prompt.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Entry {
    /// The job, whose result can be fetched.
    Accepted(JobRef),
    /// The URL of the picture.
    Done(String),
    /// There will be no result; a new submission is fine.
    Failed,
    /// The answer to the submission was lost: only fal's dashboard tells whether it was accepted.
    Unsure,
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
            // The last run died while it wrote this line.
            file.write_all(b"\n")?;
        }
        let lines = text.lines().filter_map(|line| serde_json::from_str::<(String, Entry)>(line).ok());
        Ok(Self { path, file, before: lines.collect() })
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether nothing is to be done for the prompt any more.
    pub(crate) fn is_done(&self, prompt: &str) -> bool {
        matches!(self.before.get(prompt), Some(Entry::Done(_) | Entry::Unsure))
    }

    /// The prompts of earlier runs whose submission got no answer.
    pub(crate) fn unsure(&self) -> impl Iterator<Item = &str> {
        let unsure = self.before.iter().filter(|(_, entry)| matches!(entry, Entry::Unsure));
        unsure.map(|(prompt, _)| prompt.as_str())
    }

    /// The job that an earlier run has left behind.
    pub(crate) fn job(&self, prompt: &str) -> Option<&JobRef> {
        match self.before.get(prompt) {
            Some(Entry::Accepted(job)) => Some(job),
            _ => None,
        }
    }

    /// Adds a line, in one piece.
    pub(crate) fn note(&self, prompt: &str, entry: &Entry) -> io::Result<()> {
        let line = serde_json::to_string(&(prompt, entry))? + "\n";
        (&self.file).write_all(line.as_bytes())
    }
}
