//! The upload of a file in parts: several are sent concurrently, each with its own retries, and completed at the end.

use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use http::header::ETAG;
use http::{HeaderValue, Method};
use serde_json::Value;

use super::content::Content;
use crate::http::attempts::AttemptState;
use crate::http::exchange::{FullResponse, JSON, unauthenticated_request};
use crate::http::retry::RetryClass;
use crate::{Client, Error, ErrorKind};

/// The maximum number of parts of a file.
const MAX_PARTS: u32 = 10_000;

/// A part that the storage has received.
struct UploadedPart {
    number: u32,
    etag: String,
}

crate::object!(UploadedPart { required: [number = "partNumber", etag] });

/// The list of all parts.
struct UploadedParts {
    parts: Vec<UploadedPart>,
}

crate::object!(UploadedParts { required: [parts] });

/// Sends all parts, then completes the upload.
pub(super) async fn put(client: &Client, upload_url: &str, content: Content) -> Result<(), Error> {
    let parallel = client.config().parallel_parts.max(1);
    // A part is read just before it is sent, so that only the parts in transit are in memory.
    let parts = Parts { client: client.clone(), content, size: client.config().part_size.max(1), number: 0 };
    let sent = stream::try_unfold(parts, Parts::next).map_ok(|(number, bytes)| {
        let (client, url) = (client.clone(), upload_url.to_owned());
        async move { put_part(&client, &url, number, bytes).await }
    });
    let mut uploaded: Vec<UploadedPart> = sent.try_buffer_unordered(parallel).try_collect().await?;
    uploaded.sort_by_key(|part| part.number);
    complete(client, upload_url, UploadedParts { parts: uploaded }).await
}

struct Parts {
    client: Client,
    content: Content,
    size: u64,
    number: u32,
}

impl Parts {
    /// The next part, and the remaining parts.
    async fn next(mut self) -> Result<Option<((u32, Bytes), Self)>, Error> {
        let bytes = self.content.next(&self.client, self.size).await?;
        // There is always a first part, even if the file has become empty.
        if bytes.is_empty() && self.number > 0 {
            return Ok(None);
        }
        if self.number == MAX_PARTS {
            let message = format!("the file has more than {MAX_PARTS} parts: raise Config::part_size");
            return Err(Error::new(ErrorKind::File, message));
        }
        self.number += 1;
        Ok(Some(((self.number, bytes), self)))
    }
}

async fn put_part(client: &Client, upload_url: &str, number: u32, bytes: Bytes) -> Result<UploadedPart, Error> {
    let size = Some(bytes.len() as u64);
    let request = unauthenticated_request(Method::PUT, &below(upload_url, &number.to_string()), None, size, bytes)?;
    let response = client.transfer(&request).await?;
    let etag = etag(&response).ok_or_else(|| {
        let body = String::from_utf8_lossy(&response.body);
        let message = format!("the response to part {number} has no etag");
        client.decode_error(&message, &body).with_status(response.status.as_u16())
    })?;
    Ok(UploadedPart { number, etag })
}

/// The etag of a part: from the body, else from a header.
fn etag(response: &FullResponse) -> Option<String> {
    let json: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let in_body = json.get("etag").and_then(Value::as_str).map(str::to_owned);
    in_body.or_else(|| response.headers.get(ETAG)?.to_str().ok().map(str::to_owned))
}

async fn complete(client: &Client, upload_url: &str, parts: UploadedParts) -> Result<(), Error> {
    let body = serde_json::to_vec(&parts).map_err(|error| {
        Error::new(ErrorKind::Encode, format!("the list of parts cannot be serialized as JSON: {error}"))
    })?;
    let json = HeaderValue::from_static(JSON);
    let request =
        unauthenticated_request(Method::POST, &below(upload_url, "complete"), Some(json), None, Bytes::from(body))?;
    client.exchange(RetryClass::IDEMPOTENT, &AttemptState::default(), &request).await.map(drop)
}

/// A URL with another segment after its path, before its query.
fn below(url: &str, segment: &str) -> String {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (url, String::new()),
    };
    format!("{}/{segment}{query}", path.trim_end_matches('/'))
}
