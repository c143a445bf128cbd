//! `Message`: what a webhook says, and how it is signed.
//! Reads a job at its end; part of `webhook`.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::hex::hex;
use crate::job::{Job, Phase};

/// The user that a local server signs for.
const USER: &str = "local-user";

pub(crate) struct Message {
    pub(super) request_id: String,
    pub(super) body: Bytes,
}

impl Message {
    pub(super) async fn new(app: &App, job: &Job, phase: Phase) -> Self {
        let error = job.error(phase);
        let payload: Value = match (phase, &error) {
            (Phase::Completed, _) => serde_json::from_slice(&job.answered.text(app).await).unwrap_or_default(),
            (_, Some((text, kind))) => json!({ "detail": text, "error_type": kind }),
            (_, None) => Value::Null,
        };
        let mut body = Map::new();
        body.insert("request_id".to_owned(), json!(job.id));
        body.insert("gateway_request_id".to_owned(), json!(job.id));
        body.insert("status".to_owned(), json!(if error.is_none() { "OK" } else { "ERROR" }));
        body.insert("payload".to_owned(), payload);
        if let Some((text, _)) = error {
            body.insert("error".to_owned(), json!(text));
        }
        Self { request_id: job.id.clone(), body: Value::Object(body).to_string().into() }
    }

    /// The headers of an attempt that is made now.
    pub(super) fn headers(&self, app: &App) -> Vec<(&'static str, String)> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let timestamp = now.as_secs().to_string();
        let hash = hex(digest(&SHA256, &self.body).as_ref());
        let signed = format!("{}\n{USER}\n{timestamp}\n{hash}", self.request_id);
        vec![
            ("content-type", "application/json".to_owned()),
            ("x-fal-webhook-request-id", self.request_id.clone()),
            ("x-fal-webhook-user-id", USER.to_owned()),
            ("x-fal-webhook-timestamp", timestamp),
            ("x-fal-webhook-signature", app.secrets.sign(signed.as_bytes())),
        ]
    }
}
