//! `sync_mode`: replaces the URLs of result files by data URIs.
//! Reads an answer and the file store; feeds `model`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use crate::app::App;

/// The same JSON with the contents of this server's files in it.
pub(crate) async fn files(app: &App, body: &Bytes) -> Bytes {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    let prefix = format!("{}/files/", app.base);
    for text in strings(&mut value) {
        let recipe = text.strip_prefix(&prefix).and_then(|name| app.files.lock().get(name));
        let Some((recipe, _)) = recipe else { continue };
        let content_type = recipe.format.content_type();
        if let Some(bytes) = app.draw(recipe).await {
            *text = format!("data:{content_type};base64,{}", STANDARD.encode(bytes));
        }
    }
    value.to_string().into()
}

/// Every string inside a value.
fn strings(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter_mut().flat_map(strings).collect(),
        Value::Object(entries) => entries.values_mut().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
