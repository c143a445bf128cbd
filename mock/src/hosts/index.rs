//! `/`: a page that lists the endpoints.

use std::fmt::Write as _;

use fal_schema::ir::Endpoint;
use hyper::StatusCode;

use crate::http::{self, Reply};
use crate::state::State;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    code{background:#eee;padding:.1em .3em}";

pub(crate) fn respond(state: &State) -> Reply {
    let base = escape(&state.base_url);
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Local fal</title><style>{STYLE}</style>\n\
         <h1>Local fal</h1>\n\
         <p><code>{base}/run</code> replaces <code>https://fal.run</code>, <code>{base}/queue</code> for \
         <code>https://queue.fal.run</code>. Any key of the form <code>id:secret</code> is accepted.</p>\n<ul>\n"
    );
    state.catalog.endpoints.iter().for_each(|endpoint| entry(&mut page, endpoint));
    page.push_str("</ul>\n");
    http::bytes(StatusCode::OK, "text/html; charset=utf-8", page)
}

fn entry(page: &mut String, endpoint: &Endpoint) {
    let streams = if endpoint.streaming { ", streams" } else { "" };
    // Writing to a string cannot fail.
    let _ = writeln!(page, "<li><code>{}</code> {}{streams}</li>", escape(&endpoint.id), escape(&endpoint.title));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
