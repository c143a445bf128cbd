//! `Client::upload`: puts a file into fal's storage and gives its URL. Asks the storage for a place with the key, sends
//! the content there without it. Used by users, and by calls for local files too large to travel in a request.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request};
use serde_json::json;

mod content;
mod disk;
mod file;
mod parts;

use crate::http::exchange::{AGENT, Answer, JSON};
use crate::http::retry::{Repeat, Trail};
use crate::{Client, Error, ErrorKind};
use content::Content;
use disk::OnDisk;
use file::Opened;
pub use file::Upload;

/// The slowest connection an upload is given time for, in bytes per second.
const SLOWEST: u64 = 128 << 10;

/// Where the storage wants a file to be put, and where it will be found.
struct Place {
    file_url: String,
    upload_url: String,
}

crate::object!(Place { file_url, upload_url } {} {});

/// What the storage is told of a file.
struct Label {
    name: String,
    content_type: HeaderValue,
    lifecycle: Option<HeaderValue>,
}

impl Client {
    /// Puts a file into fal's storage and gives its URL, to be used in any number of calls.
    ///
    /// A call does the same by itself for local files over [`Config::inline_limit`](crate::Config::inline_limit).
    /// A file over [`Config::multipart_threshold`](crate::Config::multipart_threshold) is sent in parts, several at a
    /// time, each read when its turn comes; a smaller one on disk is read while it goes out. A reader or a stream, which
    /// cannot be read again, is sent in parts as soon as it is longer than one. The key is sent to the storage API only,
    /// not to the host that takes the content. Reading from disk or from a reader blocks the thread for moments.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
    /// use fal_client::{Expiration, FileRef, Lifecycle, Upload};
    ///
    /// let url = fal.upload(FileRef::path("cat.png")).await?;
    /// let image = FileRef::url(url);
    ///
    /// let week = Lifecycle::new().expires(Expiration::Week);
    /// let url = fal.upload(Upload::bytes("text/csv", "a,b\n").name("table.csv").lifecycle(week)).await?;
    /// # let _ = (image, url);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the file cannot be read or is over [`Config::file_limit`](crate::Config::file_limit), when the storage
    /// refuses or cannot be reached, when the client's overall limit passes.
    pub async fn upload(&self, file: impl Into<Upload>) -> Result<String, Error> {
        let file = file.into();
        let mut deadline = self.deadline(self.config().timeout);
        deadline.limit(Box::pin(self.store(file))).await
    }

    /// Puts a file into the storage. An error of it is none of a model's request.
    pub(crate) async fn store(&self, file: Upload) -> Result<String, Error> {
        if let Some(url) = file.hosted() {
            return Ok(url.to_owned());
        }
        let name = file.file_name();
        let stored = self.store_content(file, name.clone()).await;
        stored.map_err(|error| error.before_sending(&format!("cannot upload {name}")))
    }

    async fn store_content(&self, file: Upload, name: String) -> Result<String, Error> {
        let label = file.label(name)?;
        let config = self.config();
        let whole = |size| size <= config.multipart_threshold;
        match file.open(config.file_limit)? {
            Opened::Bytes(bytes) if whole(bytes.len() as u64) => self.put_bytes(label, bytes).await,
            Opened::Bytes(bytes) => self.put_parts(label, Content::bytes(bytes)).await,
            Opened::Disk(file) if whole(file.size()) => self.put_file(label, file).await,
            Opened::Disk(file) => self.put_parts(label, Content::disk(&file, config.file_limit)?).await,
            // What can be read only once is held in memory until it has arrived, so it goes in parts earlier.
            Opened::Once(mut content) => match content.whole(config.part_size.min(config.multipart_threshold)).await? {
                Some(bytes) => self.put_bytes(label, bytes).await,
                None => self.put_parts(label, content).await,
            },
        }
    }

    async fn put_bytes(&self, label: Label, bytes: Bytes) -> Result<String, Error> {
        let place = self.place("initiate", &label).await?;
        let size = bytes.len() as u64;
        let request = keyless(Method::PUT, &place.upload_url, Some(label.content_type), Some(size), bytes)?;
        self.transfer(&request).await?;
        Ok(place.file_url)
    }

    async fn put_file(&self, label: Label, file: OnDisk) -> Result<String, Error> {
        let place = self.place("initiate", &label).await?;
        let limit = self.transfer_limit(file.size());
        let trail = Trail::default();
        let send = || self.within(limit, Box::pin(self.send_file(&trail, &place, &label, &file)));
        self.repeating(Repeat::SAFE, &trail, send).await?;
        Ok(place.file_url)
    }

    /// Sends a file once, reading it while it goes out.
    async fn send_file(&self, trail: &Trail, place: &Place, label: &Label, file: &OnDisk) -> Result<Answer, Error> {
        let (body, trouble) = file.body()?;
        let content_type = Some(label.content_type.clone());
        let request = keyless(Method::PUT, &place.upload_url, content_type, Some(file.size()), body)?;
        let answer = self.close(trail, false, self.transport().send_body(request).await).await;
        // Whatever the transport says, this is the cause.
        trouble.take().map_or(answer, Err)
    }

    async fn put_parts(&self, label: Label, content: Content) -> Result<String, Error> {
        let place = self.place("initiate-multipart", &label).await?;
        parts::put(self, &place.upload_url, content).await?;
        Ok(place.file_url)
    }

    /// Asks the storage for a place. The lifecycle of a file is told here, not where its content goes.
    async fn place(&self, how: &str, label: &Label) -> Result<Place, Error> {
        let url = format!("{}/storage/upload/{how}?storage_type=fal-cdn-v3", self.config().hosts.rest);
        // Checked to be text when the label was made.
        let content_type = label.content_type.to_str().unwrap_or_default();
        let body = json!({"content_type": content_type, "file_name": label.name}).to_string();
        let mut request = self.request(Method::POST, &url, JSON, Some(body.into()))?;
        if let Some(lifecycle) = &label.lifecycle {
            request.headers_mut().insert("x-fal-object-lifecycle", lifecycle.clone());
        }
        let answer = self.exchange(Repeat::SAFE, &Trail::default(), &request).await?;
        let body = self.text(&answer)?;
        let unusable = |message: &str| self.decode_error(message, &body).with_status(answer.status.as_u16());
        let place: Place = serde_json::from_str(&body)
            .map_err(|error| unusable(&format!("the storage named no usable place: {error}")))?;
        self.check_place(&place).map_err(unusable)?;
        Ok(place)
    }

    fn check_place(&self, place: &Place) -> Result<(), &'static str> {
        let config = self.config();
        // What was told over plain http may be plain http too.
        let told_by = config.proxy.as_deref().unwrap_or(&config.hosts.rest);
        let plain_allowed = told_by.starts_with("http://");
        let secure = |url: &str| url.starts_with("https://") || (plain_allowed && url.starts_with("http://"));
        if !secure(&place.upload_url) {
            return Err("the storage named a place that is not reached by https");
        }
        if !secure(&place.file_url) {
            return Err("the storage named an address of the file that is not https");
        }
        Ok(())
    }

    /// Sends content to the storage.
    async fn transfer(&self, request: &Request<Bytes>) -> Result<Answer, Error> {
        let limit = self.transfer_limit(request.body().len() as u64);
        let trail = Trail::default();
        self.repeating(Repeat::SAFE, &trail, || self.within(limit, self.fetch(&trail, request.clone()))).await
    }

    /// Each attempt has the limit of any exchange, and time for a slow line.
    fn transfer_limit(&self, size: u64) -> Duration {
        self.config().request_timeout + Duration::from_secs(size / SLOWEST)
    }
}

/// A request without the key, for hosts that are none of the API's.
pub(crate) fn keyless<B>(
    method: Method,
    url: &str,
    content_type: Option<HeaderValue>,
    size: Option<u64>,
    body: B,
) -> Result<Request<B>, Error> {
    let mut request = Request::builder().method(method).uri(url).header(USER_AGENT, AGENT);
    if let Some(content_type) = content_type {
        request = request.header(CONTENT_TYPE, content_type);
    }
    if let Some(size) = size {
        // Some servers refuse a PUT without a length (411), and hyper leaves it out where there is no body.
        request = request.header(CONTENT_LENGTH, HeaderValue::from(size));
    }
    // The URL may hold a signature, so it is not repeated.
    request.body(body).map_err(|error| Error::new(ErrorKind::Config, format!("this is no address of a file: {error}")))
}
