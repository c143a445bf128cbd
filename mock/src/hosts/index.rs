//! `/`: a page for people that lists the endpoints.
//! Reads the catalog.

use std::fmt::Write as _;

use fal_schema::ir::Endpoint;
use hyper::StatusCode;

use crate::app::App;
use crate::reply::{self, Reply};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    code{background:#eee;padding:.1em .3em}";

pub(crate) fn answer(app: &App) -> Reply {
    let base = escape(&app.base);
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Local fal</title><style>{STYLE}</style>\n\
         <h1>Local fal</h1>\n\
         <p><code>{base}/run</code> stands for <code>https://fal.run</code>, <code>{base}/queue</code> for \
         <code>https://queue.fal.run</code>. Any key of the form <code>id:secret</code> is accepted.</p>\n<ul>\n"
    );
    app.catalog.endpoints.iter().for_each(|endpoint| entry(&mut page, endpoint));
    page.push_str("</ul>\n");
    reply::bytes(StatusCode::OK, "text/html; charset=utf-8", page)
}

fn entry(page: &mut String, endpoint: &Endpoint) {
    let streams = if endpoint.streaming { ", streams" } else { "" };
    // Writing to a string cannot fail.
    let _ = writeln!(page, "<li><code>{}</code> {}{streams}</li>", escape(&endpoint.id), escape(&endpoint.title));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
