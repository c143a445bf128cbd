//! Follows a job to its end, then delivers the webhook.

use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderMap;

use super::message::Message;
use super::post::post;
use crate::fault::{Effect, Operation};
use crate::state::{Delivery, State};

/// Most attempts of a delivery.
const MAX_ATTEMPTS: u32 = 5;

/// Pause after the first attempt. It doubles with each attempt.
const PAUSE: Duration = Duration::from_millis(100);

/// Pause before the phase of a job is read again.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Follows a job to its end and delivers its webhook. Reading the phase advances the job as status requests do, so that it
/// ends without them.
pub(crate) fn follow(state: &Arc<State>, url: String, app: String, id: String) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        // A job that was removed has no end to report.
        if let Some((message, endpoint)) = end(&state, &app, &id).await {
            let fault = state.faults.lock().take(Operation::Webhook, Some(&endpoint), &HeaderMap::new());
            if let Some(Effect::Delay(delay)) = fault {
                tokio::time::sleep(delay).await;
            }
            let count = if fault == Some(Effect::Duplicate) { 2 } else { 1 };
            for _ in 0..count {
                deliver(&state, &url, &message).await;
            }
        }
    });
}

/// The message about the end of a job, and its endpoint.
async fn end(state: &State, app: &str, id: &str) -> Option<(Message, String)> {
    loop {
        let (phase, job) = {
            let mut jobs = state.jobs.lock();
            let job = jobs.get(app, id)?;
            let phase = job.poll();
            (phase, phase.is_over().then(|| job.clone()))
        };
        if let Some(job) = job {
            return Some((Message::new(&state.pictures, &job, phase).await, job.endpoint));
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

async fn deliver(state: &State, url: &str, message: &Message) {
    let Ok(_permit) = state.delivering.acquire().await else { return };
    let mut delivery = Delivery::new(url, &message.request_id, message.body.clone());
    for attempt in 0..MAX_ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(PAUSE * 2_u32.pow(attempt - 1)).await;
        }
        delivery.attempts += 1;
        let headers = message.headers(&state.secrets);
        match post(state.options.webhooks, url, &headers, message.body.clone()).await {
            Ok(status) => {
                (delivery.status, delivery.error) = (Some(status.as_u16()), None);
                // A redirect is an error of the receiver that another attempt does not fix.
                if status.is_success() || status.is_redirection() {
                    break;
                }
            }
            Err(error) => {
                let refused = error.kind() == std::io::ErrorKind::PermissionDenied;
                (delivery.status, delivery.error) = (None, Some(error.to_string()));
                if refused {
                    break;
                }
            }
        }
    }
    state.deliveries.push(delivery);
}
