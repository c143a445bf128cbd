//! Detects the form of a text: an OpenAPI document, a model page or an `llms.txt`. The latter two are converted to
//! OpenAPI documents.

use std::collections::BTreeMap;

use crate::form::{Form, ImportError};
use crate::page_extras::PageExtras;
use crate::source::Source;
use crate::{llms, page};

/// Maximum size of a document in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// Detects the form of a text, and reads it.
pub(crate) fn detect(text: &str) -> Result<Source, ImportError> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(ImportError::whole(format!("the document is larger than {} MiB", MAX_DOCUMENT_BYTES >> 20)));
    }
    let text = text.trim_start_matches('\u{feff}');
    let json = || match serde_json::from_str(text) {
        Err(error) if error.to_string().starts_with("recursion limit") => {
            Err(ImportError::at(error.line(), "the document is nested too deeply"))
        }
        Err(error) => Err(ImportError::whole(format!("invalid JSON: {error}"))),
        Ok(document) => Ok(document),
    };
    let document = if text.trim_start().starts_with(['{', '[']) {
        json()?
    } else if let Some(source) = page::read(text).or_else(|| llms::read(text)) {
        return source;
    } else {
        let form = |error: ImportError| ImportError {
            message: format!("expected an OpenAPI document, a model page or an `llms.txt`; {}", error.message),
            ..error
        };
        json().map_err(form)?
    };
    Ok(Source { form: Form::OpenApi, document, lines: BTreeMap::new(), extras: PageExtras::default() })
}
