//! `OutputFile`: the files in an output, found in its JSON form, so that no type needs code of its own for it.

use serde_json::Value;

use crate::Response;
use crate::endpoint::ModelOutput;
use crate::wire::{JsonView, Wire};

/// The field that makes an object a file.
const URL: &str = "url";

/// A file in an output: an object with a `url`, or a value of the type [`FileRef`](crate::FileRef).
///
/// ```
/// use fal_client::{OutputFiles, json};
///
/// let output = json!({"images": [{"url": "https://example.com/1.png", "content_type": "image/png"}]});
/// let files = output.files(); // a `Response` has the same method
/// assert_eq!((files[0].path.as_str(), files[0].url), ("images[0]", "https://example.com/1.png"));
/// assert_eq!(files[0].content_type, Some("image/png"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OutputFile<'a> {
    /// Its path in the output, such as `images[0]`. Empty if the whole output is the file.
    pub path: String,
    /// Its URL or data URI.
    pub url: &'a str,
    /// Its content type, if the output has it.
    pub content_type: Option<&'a str>,
    /// Its name, if the output has it. It is whatever the server sent, and not safe as a name on disk.
    pub file_name: Option<&'a str>,
}

/// A value that may contain files of an output: a [`Response`], an output, or a part of one.
pub trait OutputFiles {
    /// The files, in the order of the fields.
    fn files(&self) -> Vec<OutputFile<'_>>;

    /// The id of the request, if the value has one.
    #[doc(hidden)]
    fn id(&self) -> &str {
        ""
    }
}

impl<T: Wire> OutputFiles for T {
    fn files(&self) -> Vec<OutputFile<'_>> {
        let mut found = Found { files: Vec::new(), path: String::new() };
        found.add(&Wire::view(self));
        found.files
    }
}

impl<O: ModelOutput> OutputFiles for Response<O> {
    fn files(&self) -> Vec<OutputFile<'_>> {
        OutputFiles::files(&**self)
    }

    fn id(&self) -> &str {
        self.request_id().unwrap_or_default()
    }
}

impl<O: ModelOutput> Response<O> {
    /// The files in the output, in the order of its fields: every object with a `url`. [`Client::save`](crate::Client::save)
    /// writes them to a folder.
    ///
    /// Without the response, the trait [`OutputFiles`] has the same method for every output, including [`Json`](crate::Json).
    #[must_use]
    pub fn files(&self) -> Vec<OutputFile<'_>> {
        OutputFiles::files(self)
    }
}

/// The files that have been found so far.
struct Found<'a> {
    files: Vec<OutputFile<'a>>,
    /// The way to the current value.
    path: String,
}

impl<'a> Found<'a> {
    fn add(&mut self, view: &JsonView<'a>) {
        match view {
            JsonView::File(url) => self.push(url, None, None),
            JsonView::Json(value) => self.add_json(value),
            JsonView::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.within(&format!("[{index}]"), |found| found.add(&item.view()));
                }
            }
            JsonView::Map(entries) => {
                for (key, value) in entries {
                    self.within(&format!(".{key}"), |found| found.add(&value.view()));
                }
            }
            JsonView::Object(_) => self.add_object(view),
            JsonView::Null
            | JsonView::Boolean(_)
            | JsonView::Number(_)
            | JsonView::String(_)
            | JsonView::Unserializable(_) => {}
        }
    }

    fn add_object(&mut self, object: &JsonView<'a>) {
        let string = |name: &str| {
            let field = object.fields().iter().find(|field| field.wire_name() == name)?;
            match field.value.view() {
                JsonView::String(text) | JsonView::File(text) => Some(text).filter(|text| !text.is_empty()),
                _ => None,
            }
        };
        let url = string(URL);
        if let Some(url) = url {
            self.push(url, string("content_type"), string("file_name"));
        }
        for field in object.fields().iter().filter(|field| url.is_none() || field.wire_name() != URL) {
            self.within(&format!(".{}", field.wire_name()), |found| found.add(&field.value.view()));
        }
    }

    fn add_json(&mut self, value: &'a Value) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.within(&format!("[{index}]"), |found| found.add_json(item));
                }
            }
            Value::Object(fields) => {
                let string = |name: &str| fields.get(name).and_then(Value::as_str);
                // Without a type, an object may have a field of this name with another meaning.
                let is_file =
                    |url: &&str| ["https://", "http://", "data:"].iter().any(|scheme| url.starts_with(scheme));
                if let Some(url) = string(URL).filter(is_file) {
                    self.push(url, string("content_type"), string("file_name"));
                }
                for (key, value) in fields {
                    self.within(&format!(".{key}"), |found| found.add_json(value));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn push(&mut self, url: &'a str, content_type: Option<&'a str>, file_name: Option<&'a str>) {
        self.files.push(OutputFile { path: self.path.clone(), url, content_type, file_name });
    }

    /// Visits a value within the current one. At the beginning of a path, a name has no dot.
    fn within(&mut self, step: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(if length == 0 { step.strip_prefix('.').unwrap_or(step) } else { step });
        visit(self);
        self.path.truncate(length);
    }
}
