//! Data URIs: files as base64 within a string.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::{Error, ErrorKind};

const SCHEME: &str = "data:";

/// Whether a string is a data URI rather than a URL.
pub(crate) fn is_data_uri(uri: &str) -> bool {
    uri.starts_with(SCHEME)
}

/// Encodes a file.
pub(crate) fn encode(content_type: &str, content: &[u8]) -> String {
    let mut uri = format!("{SCHEME}{content_type};base64,");
    STANDARD.encode_string(content, &mut uri);
    uri
}

/// The content of a data URI.
pub(crate) fn decode(uri: &str) -> Result<Bytes, Error> {
    let encoded = uri.strip_prefix(SCHEME).and_then(|data| data.split_once(";base64,"));
    let content = encoded.and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok());
    content.map(Bytes::from).ok_or_else(|| Error::new(ErrorKind::Decode, "invalid data URI: expected valid base64"))
}

/// The content type in a data URI; empty if there is none.
pub(crate) fn content_type(uri: &str) -> &str {
    let head = uri.strip_prefix(SCHEME).and_then(|data| data.split_once([';', ',']));
    head.map_or("", |(content_type, _)| content_type)
}

/// The content type of a data URI and its length, for `Debug`.
pub(crate) fn summary(uri: &str) -> String {
    let content_type: String = content_type(uri).chars().take(60).collect();
    format!("\"data:{}..\" {} bytes", content_type.escape_debug(), uri.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_from_the_data_uri_that_it_was_written_to() {
        let uri = encode("image/png", b"\x89PNG");
        assert_eq!(uri, "data:image/png;base64,iVBORw==");
        assert!(is_data_uri(&uri));
        assert_eq!((content_type(&uri), decode(&uri).unwrap()), ("image/png", Bytes::from_static(b"\x89PNG")));
    }

    #[test]
    fn a_data_uri_without_valid_base64_is_an_error() {
        for uri in ["data:text/plain,a", "data:;base64,?", "data:", "https://fal.media/a;base64,YQ=="] {
            assert_eq!(decode(uri).unwrap_err().kind(), ErrorKind::Decode, "{uri}");
        }
    }
}
