//! A large file in parts: several on their way at a time, each sent again by itself, put together at the end. Part of
//! `Client::upload`.

use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use http::header::ETAG;
use http::{HeaderValue, Method};
use serde_json::Value;

use super::content::Content;
use super::keyless;
use crate::http::exchange::{Answer, JSON};
use crate::http::retry::{Repeat, Trail};
use crate::{Client, Error, ErrorKind};

/// The most parts a file may have.
const MOST_PARTS: u32 = 10_000;

/// What the storage gave for one part.
struct Receipt {
    number: u32,
    etag: String,
}

crate::object!(Receipt { number = "partNumber", etag } {} {});

/// The list of all parts.
struct Receipts {
    parts: Vec<Receipt>,
}

crate::object!(Receipts { parts } {} {});

/// Sends all parts to the place, then has the storage put them together.
pub(super) async fn put(client: &Client, upload_url: &str, content: Content) -> Result<(), Error> {
    let parallel = client.config().parallel_parts.max(1);
    // A part is read when there is room for it, so that memory holds no more than those on their way.
    let parts = Parts { content, size: client.config().part_size.max(1), number: 0 };
    let sent = stream::try_unfold(parts, Parts::next).map_ok(|(number, bytes)| {
        let (client, url) = (client.clone(), upload_url.to_owned());
        async move { put_part(&client, &url, number, bytes).await }
    });
    let mut receipts: Vec<Receipt> = sent.try_buffer_unordered(parallel).try_collect().await?;
    receipts.sort_by_key(|receipt| receipt.number);
    complete(client, upload_url, Receipts { parts: receipts }).await
}

struct Parts {
    content: Content,
    size: u64,
    number: u32,
}

impl Parts {
    /// The next part and those after it.
    async fn next(mut self) -> Result<Option<((u32, Bytes), Self)>, Error> {
        let bytes = self.content.next(self.size).await?;
        // A file always has a first part, even if it has lost its content meanwhile.
        if bytes.is_empty() && self.number > 0 {
            return Ok(None);
        }
        if self.number == MOST_PARTS {
            let message = format!("the file has more than {MOST_PARTS} parts: raise Config::part_size");
            return Err(Error::new(ErrorKind::File, message));
        }
        self.number += 1;
        Ok(Some(((self.number, bytes), self)))
    }
}

async fn put_part(client: &Client, upload_url: &str, number: u32, bytes: Bytes) -> Result<Receipt, Error> {
    let size = Some(bytes.len() as u64);
    let request = keyless(Method::PUT, &below(upload_url, &number.to_string()), None, size, bytes)?;
    let answer = client.transfer(&request).await?;
    let etag = etag(&answer).ok_or_else(|| {
        let body = String::from_utf8_lossy(&answer.body);
        let message = format!("the answer to part {number} names no etag");
        client.decode_error(&message, &body).with_status(answer.status.as_u16())
    })?;
    Ok(Receipt { number, etag })
}

/// The mark of a part: in the body, else in a header.
fn etag(answer: &Answer) -> Option<String> {
    let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let in_body = json.get("etag").and_then(Value::as_str).map(str::to_owned);
    in_body.or_else(|| answer.headers.get(ETAG)?.to_str().ok().map(str::to_owned))
}

async fn complete(client: &Client, upload_url: &str, receipts: Receipts) -> Result<(), Error> {
    let body = serde_json::to_vec(&receipts)
        .map_err(|error| Error::new(ErrorKind::Encode, format!("the list of parts has no JSON form: {error}")))?;
    let json = HeaderValue::from_static(JSON);
    let request = keyless(Method::POST, &below(upload_url, "complete"), Some(json), None, Bytes::from(body))?;
    client.exchange(Repeat::SAFE, &Trail::default(), &request).await.map(drop)
}

/// A path below that of a URL, in front of its query.
fn below(url: &str, segment: &str) -> String {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (url, String::new()),
    };
    format!("{}/{segment}{query}", path.trim_end_matches('/'))
}
