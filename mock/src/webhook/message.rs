//! `Message`: the body of a webhook and its signature.

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::digest::Digest;
use crate::state::{Job, Phase, Secrets};
use crate::storage::Pictures;

/// The id of the only user of a local server.
const USER: &str = "local-user";

pub(crate) struct Message {
    pub(super) request_id: String,
    pub(super) body: Bytes,
}

impl Message {
    pub(super) async fn new(pictures: &Pictures, job: &Job, phase: Phase) -> Self {
        let error = job.error(phase);
        let payload: Value = match (phase, &error) {
            (Phase::Completed, _) => serde_json::from_slice(&job.outcome.json(pictures).await).unwrap_or_default(),
            (_, Some((message, kind))) => json!({ "detail": message, "error_type": kind }),
            (_, None) => Value::Null,
        };
        let mut body = Map::new();
        body.insert("request_id".to_owned(), json!(job.id));
        body.insert("gateway_request_id".to_owned(), json!(job.id));
        body.insert("status".to_owned(), json!(if error.is_none() { "OK" } else { "ERROR" }));
        body.insert("payload".to_owned(), payload);
        if let Some((message, _)) = error {
            body.insert("error".to_owned(), json!(message));
        }
        Self { request_id: job.id.clone(), body: Value::Object(body).to_string().into() }
    }

    /// The headers of an attempt, with the current time.
    pub(super) fn headers(&self, secrets: &Secrets) -> Vec<(&'static str, String)> {
        let timestamp = Timestamp::now().as_second().to_string();
        let mut digest = Digest::new();
        digest.update(&self.body);
        let signed = format!("{}\n{USER}\n{timestamp}\n{}", self.request_id, digest.hex());
        vec![
            ("content-type", "application/json".to_owned()),
            ("x-fal-webhook-request-id", self.request_id.clone()),
            ("x-fal-webhook-user-id", USER.to_owned()),
            ("x-fal-webhook-timestamp", timestamp),
            ("x-fal-webhook-signature", secrets.sign(signed.as_bytes())),
        ]
    }
}
