//! `Client::upload`: uploads a file to fal's storage and returns its URL. The request for an upload URL has the key; the
//! content is sent to that URL without it. Calls upload local files that are too large for a request.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::json;

mod content;
mod file;
mod file_body;
mod parts;

use crate::http::attempts::AttemptState;
use crate::http::exchange::{FullResponse, JSON, unauthenticated_request};
use crate::http::fal_url::UploadStep;
use crate::http::headers::OBJECT_LIFECYCLE;
use crate::http::retry::RetryClass;
use crate::http::route;
use crate::{Client, Error};
use content::Content;
pub use file::Upload;
use file::{Attributes, Opened};
use file_body::LocalFile;

/// The slowest connection that an upload has time for, in bytes per second.
const MIN_SPEED: u64 = 128 << 10;

/// The URL to send a file to, and the URL of the file afterwards.
struct UploadTarget {
    file_url: String,
    upload_url: String,
}

crate::object!(UploadTarget { required: [file_url, upload_url] });

impl Client {
    /// Uploads a file to fal's storage and returns its URL, which can be used in any number of calls.
    ///
    /// A call does this by itself for local files over [`Config::inline_limit`](crate::Config::inline_limit).
    /// A file over [`Config::multipart_threshold`](crate::Config::multipart_threshold) is sent in parts, several
    /// concurrently, each read just before it is sent; a smaller file on disk is read while it is sent. A reader or a stream,
    /// which cannot be read again, is sent in parts if it is longer than one. The key is sent to the storage API only,
    /// not to the host that receives the content. Files and readers are read on the runtime's threads for blocking work.
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
    /// If the file cannot be read or is over [`Config::file_limit`](crate::Config::file_limit), if the storage
    /// refuses or cannot be reached, if the client's overall limit passes.
    pub async fn upload(&self, file: impl Into<Upload>) -> Result<String, Error> {
        let file = file.into();
        let mut deadline = self.deadline(self.config().timeout);
        deadline.limit(Box::pin(self.store(file))).await
    }

    /// Uploads a file. Its error does not make the request of a model ambiguous.
    pub(crate) async fn store(&self, file: Upload) -> Result<String, Error> {
        if let Some(url) = file.url() {
            return Ok(url.to_owned());
        }
        let name = file.file_name();
        let stored = self.store_content(file, name.clone()).await;
        stored.map_err(|error| error.before_sending(&format!("cannot upload {name}")))
    }

    async fn store_content(&self, file: Upload, name: String) -> Result<String, Error> {
        let attributes = file.attributes(name)?;
        let config = self.config();
        let is_single = |size| size <= config.multipart_threshold;
        let limit = config.file_limit;
        match self.run_blocking(move || file.open(limit)).await?? {
            Opened::Bytes(bytes) if is_single(bytes.len() as u64) => self.put_bytes(attributes, bytes).await,
            Opened::Bytes(bytes) => self.put_parts(attributes, Content::bytes(bytes)).await,
            Opened::File(file) if is_single(file.size()) => self.put_file(attributes, file).await,
            Opened::File(file) => self.put_parts(attributes, Content::local_file(self, &file).await?).await,
            // Content that can be read only once is kept in memory until it is sent, so it is sent in parts earlier.
            Opened::Once(mut content) => {
                match content.read_all(self, config.part_size.min(config.multipart_threshold)).await? {
                    Some(bytes) => self.put_bytes(attributes, bytes).await,
                    None => self.put_parts(attributes, content).await,
                }
            }
        }
    }

    async fn put_bytes(&self, attributes: Attributes, bytes: Bytes) -> Result<String, Error> {
        let target = self.upload_target(UploadStep::Initiate, &attributes).await?;
        let size = bytes.len() as u64;
        let request =
            unauthenticated_request(Method::PUT, &target.upload_url, Some(attributes.content_type), Some(size), bytes)?;
        self.transfer(&request).await?;
        Ok(target.file_url)
    }

    async fn put_file(&self, attributes: Attributes, file: LocalFile) -> Result<String, Error> {
        let target = self.upload_target(UploadStep::Initiate, &attributes).await?;
        let limit = self.transfer_limit(file.size());
        let state = AttemptState::default();
        let send = || self.within(limit, Box::pin(self.send_file(&state, &target, &attributes, &file)));
        self.with_retries(RetryClass::IDEMPOTENT, &state, send).await?;
        Ok(target.file_url)
    }

    /// Sends a file once, reading it at the same time.
    async fn send_file(
        &self,
        state: &AttemptState,
        target: &UploadTarget,
        attributes: &Attributes,
        file: &LocalFile,
    ) -> Result<FullResponse, Error> {
        let (body, read_error) = file.body(self).await?;
        let content_type = Some(attributes.content_type.clone());
        let request = unauthenticated_request(Method::PUT, &target.upload_url, content_type, Some(file.size()), body)?;
        let response = self.finish(state, false, self.transport().send_body(request).await).await;
        // An error of the file is the cause of the transport's error.
        read_error.take().map_or(response, Err)
    }

    async fn put_parts(&self, attributes: Attributes, content: Content) -> Result<String, Error> {
        let target = self.upload_target(UploadStep::InitiateMultipart, &attributes).await?;
        parts::put(self, &target.upload_url, content).await?;
        Ok(target.file_url)
    }

    /// Requests an upload URL. The lifecycle of the file is a header of this request, not of the one with its content.
    async fn upload_target(&self, step: UploadStep, attributes: &Attributes) -> Result<UploadTarget, Error> {
        let url = route::upload(&self.config().hosts, step);
        // Checked to be a string when the attributes were made.
        let content_type = attributes.content_type.to_str().unwrap_or_default();
        let body = json!({"content_type": content_type, "file_name": attributes.name}).to_string();
        let mut request = self.request(Method::POST, &url, JSON, Some(body.into()))?;
        if let Some(lifecycle) = &attributes.lifecycle {
            request.headers_mut().insert(OBJECT_LIFECYCLE, lifecycle.clone());
        }
        let mut response = self.exchange(RetryClass::IDEMPOTENT, &AttemptState::default(), &request).await?;
        let body = self.text(&mut response)?;
        let invalid = |message: &str| self.decode_error(message, &body).with_status(response.status.as_u16());
        let target: UploadTarget = serde_json::from_str(&body)
            .map_err(|error| invalid(&format!("invalid response of the storage: {error}")))?;
        self.check_target(&target).map_err(invalid)?;
        Ok(target)
    }

    fn check_target(&self, target: &UploadTarget) -> Result<(), &'static str> {
        let config = self.config();
        // A response over plain http may have URLs of plain http.
        let api = config.proxy.as_deref().unwrap_or(&config.hosts.rest);
        let plain_allowed = api.starts_with("http://");
        let secure = |url: &str| url.starts_with("https://") || (plain_allowed && url.starts_with("http://"));
        if !secure(&target.upload_url) {
            return Err("invalid response of the storage: the upload URL is not https");
        }
        if !secure(&target.file_url) {
            return Err("invalid response of the storage: the URL of the file is not https");
        }
        Ok(())
    }

    /// Sends content to the storage.
    async fn transfer(&self, request: &Request<Bytes>) -> Result<FullResponse, Error> {
        let limit = self.transfer_limit(request.body().len() as u64);
        let state = AttemptState::default();
        let attempt = || self.within(limit, self.fetch(&state, request.clone()));
        self.with_retries(RetryClass::IDEMPOTENT, &state, attempt).await
    }

    /// Each attempt has the time limit of an exchange, and additional time for slow connections.
    fn transfer_limit(&self, size: u64) -> Duration {
        self.config().request_timeout + Duration::from_secs(size / MIN_SPEED)
    }
}
