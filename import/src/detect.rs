//! What a text is, by its content: an OpenAPI document, the text of a model's page, or its `llms.txt`. The latter two are
//! turned into the OpenAPI document that they describe.

use std::collections::BTreeMap;

use crate::form::{Fault, Form};
use crate::page_extras::PageExtras;
use crate::source::Source;
use crate::{llms, page};

/// Largest document.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// Finds out what a text is, and reads it.
pub(crate) fn detect(text: &str) -> Result<Source, Fault> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(Fault::whole(format!("is larger than {} MiB", MAX_DOCUMENT_BYTES >> 20)));
    }
    let text = text.trim_start_matches('\u{feff}');
    let json = || match serde_json::from_str(text) {
        Err(error) if error.to_string().starts_with("recursion limit") => {
            Err(Fault::at(error.line(), "the document is nested too deeply"))
        }
        Err(error) => Err(Fault::whole(format!("this is not JSON: {error}"))),
        Ok(document) => Ok(document),
    };
    let document = if text.trim_start().starts_with(['{', '[']) {
        json()?
    } else if let Some(source) = page::read(text).or_else(|| llms::read(text)) {
        return source;
    } else {
        let form =
            |fault: Fault| Fault { why: format!("this is not a model page or an `llms.txt`; {}", fault.why), ..fault };
        json().map_err(form)?
    };
    Ok(Source { form: Form::OpenApi, document, lines: BTreeMap::new(), extras: PageExtras::default() })
}
