//! Webhooks: the end of a job is told to a URL, signed, again and again until it is heard or given up.
//! Started by `hosts::queue`; reads jobs, writes deliveries.

mod delivery;
mod message;
mod post;

use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderMap;

use crate::app::App;
use crate::fault::{Effect, Operation};
pub(crate) use delivery::Deliveries;
pub use delivery::Delivery;
use message::Message;

/// How often a delivery is tried.
const ATTEMPTS: u32 = 5;

/// Pause after the first attempt; it doubles with each one.
const PAUSE: Duration = Duration::from_millis(100);

/// How often a waiting webhook looks at a job that takes real time, or stands still.
const LOOK: Duration = Duration::from_millis(20);

/// Follows a job to its end and delivers it. Looking moves a job on as status requests do, so that it ends by itself.
pub(crate) fn follow(app: &Arc<App>, url: String, name: String, id: String) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        // A job that was forgotten has no end to tell.
        if let Some((message, endpoint)) = end(&app, &name, &id).await {
            let fault = app.faults.lock().take(Operation::Webhook, Some(&endpoint), &HeaderMap::new());
            if let Some(Effect::Delay(delay)) = fault {
                tokio::time::sleep(delay).await;
            }
            let times = if fault == Some(Effect::Duplicate) { 2 } else { 1 };
            for _ in 0..times {
                deliver(&app, &url, &message).await;
            }
        }
    });
}

/// The message about the end of a job, and its endpoint.
async fn end(app: &App, name: &str, id: &str) -> Option<(Message, String)> {
    loop {
        let (phase, job) = {
            let mut jobs = app.jobs.lock();
            let job = jobs.get(name, id)?;
            let phase = job.poll();
            (phase, phase.is_over().then(|| job.clone()))
        };
        if let Some(job) = job {
            return Some((Message::new(app, &job, phase).await, job.endpoint));
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn deliver(app: &App, url: &str, message: &Message) {
    let Ok(_turn) = app.delivering.acquire().await else { return };
    let mut delivery = Delivery::new(url, message);
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(PAUSE * 2_u32.pow(attempt - 1)).await;
        }
        delivery.attempts += 1;
        let headers = message.headers(app);
        match post::post(app.options.webhooks, url, &headers, message.body.clone()).await {
            Ok(status) => {
                (delivery.status, delivery.error) = (Some(status.as_u16()), None);
                // A redirection is a mistake that another attempt does not heal.
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
    app.deliveries.lock().push(delivery);
}
