//! Reads the body of a request within limits of size and time.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body::Body;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::Refusal;

pub(crate) async fn read<B>(body: B, maximum: usize, limit: Duration) -> Result<Bytes, Refusal>
where
    B: Body,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let too_large =
        || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body is larger than the limit of {maximum} bytes"));
    if body.size_hint().lower() > maximum as u64 {
        return Err(too_large());
    }
    match tokio::time::timeout(limit, Limited::new(body, maximum).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Refusal::bad_request("The body was interrupted")),
        Err(_) => {
            let detail = format!("The body did not arrive within {} seconds", limit.as_secs());
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, detail))
        }
    }
}
