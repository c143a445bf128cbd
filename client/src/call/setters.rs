//! The setters of `Call` that become headers and query parameters. They are checked when the call is sent, so that a chain
//! needs no `?` in the middle.

use std::time::Duration;

use super::Call;
use super::options::Priority;
use crate::{Lifecycle, ModelInput};

/// Options besides the input. An invalid value is an error of the call, of kind
/// [`Config`](crate::ErrorKind::Config), before anything is sent.
///
/// ```no_run
/// # use std::time::Duration;
/// # use fal_client::{Client, Endpoint, Error, Expiration, Lifecycle, Priority};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let job = fal
///     .call(input)
///     .webhook("https://example.com/fal")
///     .priority(Priority::Low)
///     .start_timeout(Duration::from_secs(30))
///     .lifecycle(Lifecycle::new().expires(Expiration::Day))
///     .submit()
///     .await?;
/// # Ok(()) }
/// ```
impl<E: ModelInput> Call<E> {
    /// The URL that the server posts the outcome to when the job is completed. For `submit` and `subscribe`.
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.options.webhook = Some(url.into());
        self
    }

    /// The priority of the job. Default: the server's. For `submit` and `subscribe`.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = Some(priority);
        self
    }

    /// The length of the queue above which the server refuses the job (429). Such a response is not retried. For
    /// `submit` and `subscribe`.
    pub fn max_queue_length(mut self, length: u32) -> Self {
        self.options.max_queue_length = Some(length);
        self
    }

    /// The runner that should take the request, by a name from [`Response::runner_hints`](crate::Response::runner_hints).
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.options.hint = Some(hint.into());
        self
    }

    /// How long the request may wait for a runner before the server rejects it (504). More than 1 s. The time that
    /// the model runs is not included; see [`timeout`](Self::timeout) for an overall limit.
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.options.start_timeout = Some(limit);
        self
    }

    /// How long the files that the model generates are kept, and who may read them.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.options.lifecycle = Some(lifecycle);
        self
    }

    /// Adds a header. The last one of a name is sent; options with a setter take precedence. Headers with the key, the host
    /// and the format of the message are set by the client and refused here.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.headers.push((name.into(), value.into()));
        self
    }

    /// Disables the server's own retries after a runner has failed.
    pub fn no_retry(mut self) -> Self {
        self.options.no_retry = true;
        self
    }

    /// Sends the request again even if its response was lost, so that the model may run (and bill) twice. Without
    /// this, a request that may have been accepted is never sent again; see [`Retry`](crate::Retry).
    pub fn allow_duplicates(mut self) -> Self {
        self.options.allow_duplicates = true;
        self
    }

    /// Whether the server stores input and output in its history. With `false`, fetch the result soon.
    pub fn store_io(mut self, store: bool) -> Self {
        self.options.discard_io = !store;
        self
    }
}
