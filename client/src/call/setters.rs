//! The setters of `Call` that become headers and query parameters. Checked when the call is sent, so that a chain
//! needs no `?` in its middle.

use std::time::Duration;

use super::Call;
use super::options::Priority;
use crate::{Endpoint, Lifecycle};

/// What can be asked of the server beside the input. A value that cannot be sent is an error of the call, of kind
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
impl<E: Endpoint> Call<E> {
    /// Has the server post the outcome to this URL when the job is over. For `submit` and `subscribe`.
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.options.webhook = Some(url.into());
        self
    }

    /// How urgent the job is. Left to the server unless set. For `submit` and `subscribe`.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = Some(priority);
        self
    }

    /// Has the server refuse the job (429) when more than so many are waiting. Such a refusal is not retried. For
    /// `submit` and `subscribe`.
    pub fn max_queue_length(mut self, length: u32) -> Self {
        self.options.max_queue_length = Some(length);
        self
    }

    /// Asks for a certain machine, by a name that the server gave.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.options.hint = Some(hint.into());
        self
    }

    /// How long the request may wait for a machine before the server gives it up (504). More than 1 s. The time that
    /// the model runs does not count; see [`timeout`](Self::timeout) for the whole.
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.options.start_timeout = Some(limit);
        self
    }

    /// How long the files that the model makes are kept, and who may read them.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.options.lifecycle = Some(lifecycle);
        self
    }

    /// A header of your own. Of the same name twice, the last counts; what has a setter here wins. The headers that
    /// carry the key, the host and the form of the message are the client's own and refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.headers.push((name.into(), value.into()));
        self
    }

    /// Has the server not try again by itself when a machine fails.
    pub fn no_retry(mut self) -> Self {
        self.options.no_retry = true;
        self
    }

    /// Sends the request again even when the answer to it was lost, so that the model may run (and bill) twice. Without
    /// this, what may have been accepted is never repeated; see [`Retry`](crate::Retry).
    pub fn duplicates_are_fine(mut self) -> Self {
        self.options.duplicates = true;
        self
    }

    /// Whether the server keeps input and output for its history. With `false`, fetch the result soon.
    pub fn store_io(mut self, store: bool) -> Self {
        self.options.forget_io = !store;
        self
    }
}
