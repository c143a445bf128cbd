//! What an OpenAPI document says as a whole: which endpoint it describes, its input and its output.
//! Reads `node`; feeds `import`. The queue's own operations are known to the runtime and not looked at.

use crate::openapi::node::{Node, Refusal};

/// One endpoint's document.
pub(crate) struct Document<'a> {
    pub(crate) id: String,
    /// Address of the model's page.
    pub(crate) page: Option<String>,
    /// Schema of the request body; without one the model takes nothing.
    pub(crate) input: Option<Node<'a>>,
    /// Schema of the output.
    pub(crate) output: Option<Node<'a>>,
}

/// Finds the parts of a document.
pub(crate) fn read<'a>(root: &Node<'a>) -> Result<Document<'a>, Refusal> {
    let metadata = root.path(&["info", "x-fal-metadata"]);
    let named = metadata.as_ref().and_then(|metadata| metadata.text("endpointId")).map(str::to_owned);
    let paths = root.get("paths").ok_or_else(|| root.refuse("has no `paths`: is this an OpenAPI document?"))?;
    let operations = paths.entries()?;
    let posts: Vec<_> = operations.iter().filter_map(|(path, item)| Some((*path, item.get("post")?))).collect();
    let is_named = |path: &str| named.as_ref().is_some_and(|id| path.trim_matches('/') == id);
    let post = match posts.iter().find(|(path, _)| is_named(path)) {
        Some(post) => post,
        None if posts.len() == 1 => &posts[0],
        None => return Err(paths.refuse(&format!("has {} POST operations; one is expected", posts.len()))),
    };
    let result =
        operations.iter().find(|(path, item)| is_result(path, posts.len(), post.0) && item.get("get").is_some());
    let output =
        result.and_then(|(_, item)| output(&item.get("get")?)).or_else(|| output(&post.1).filter(is_no_status));
    let id = named.unwrap_or_else(|| post.0.trim_matches('/').to_owned());
    Ok(Document {
        id,
        page: metadata.and_then(|metadata| metadata.text("documentationUrl").map(str::to_owned)),
        input: post.1.get("requestBody").and_then(|body| content(&body)),
        output,
    })
}

/// Whether a path is where the queue gives the result of a request to `post`.
fn is_result(path: &str, posts: usize, post: &str) -> bool {
    let Some((start, last)) = path.rsplit_once('/') else { return false };
    last.starts_with('{')
        && start.ends_with("/requests")
        && (posts == 1 || start.strip_suffix("/requests") == Some(post))
}

fn output<'a>(operation: &Node<'a>) -> Option<Node<'a>> {
    content(&operation.path(&["responses", "200"])?)
}

fn content<'a>(holder: &Node<'a>) -> Option<Node<'a>> {
    let content = holder.get("content")?;
    let json = content.get("application/json");
    json.or_else(|| content.entries().ok()?.into_iter().next().map(|(_, media)| media))?.get("schema")
}

/// Whether a schema is more than the queue's word that it took the request.
fn is_no_status(schema: &Node<'_>) -> bool {
    schema.text("$ref").is_none_or(|target| !target.ends_with("/QueueStatus"))
}
