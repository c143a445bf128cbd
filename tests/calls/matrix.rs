//! The fault matrix: the behaviour of each operation when something goes wrong. Runs each row of `matrix/rows.yaml` against a
//! local server of its own in virtual time, and compares the results with `docs/fault-matrix.md`.

mod drive;
mod observed;
mod page;
mod rows;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use fal_client::{Client as Runtime, Transport};
use fal_mock::{Effect, Fault, Options, Pace, Response, Server};
use fal_models::{Client, Config, Hosts, Retry};

use crate::clock::Clock;
use drive::Stage;
use observed::Observed;
use page::Totals;
use rows::{Row, rows};

/// The overall limit of every operation, in virtual time.
const LIMIT: Duration = Duration::from_secs(600);

/// Returns a URL at which no server listens.
fn closed_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

fn config(base: &str) -> Config {
    // Small limits, so that small files count as large.
    let config = Config::new("id:secret").hosts(Hosts::local(base)).timeout(LIMIT).response_limit(256 << 10);
    config
        .event_limit(256 << 10)
        .poll_interval(Duration::from_secs(20))
        .multipart_threshold(1 << 10)
        .part_size(1 << 10)
        .parallel_parts(1)
}

async fn run_row(row: &Row, http: &Arc<dyn Transport>, elsewhere: &Server) -> Observed {
    // How far a stream has advanced a job when it breaks depends on timing, so this job finishes at once.
    let at_once = Pace::Polls { queued: 0, running: 0 };
    let pace = if row.doing == drive::Doing::Follow { at_once } else { Pace::default() };
    let options = Options { pace, ..Options::default() };
    let server = Arc::new(Server::start(crate::catalog(), options).expect("a free port"));
    let config = config(&if row.refused { closed_url() } else { server.url().to_owned() });
    let retry = row.budget.map_or_else(Retry::new, |retries| Retry::new().budget(retries));
    let config = config.retry(retry);
    let clock = Clock::start(Arc::clone(http), Arc::clone(&server));
    let client = |config| Client::from(Runtime::with_transport(config, Arc::new(clock.clone())).expect("a client"));
    let fal = client(config);
    let other = client(self::config(server.url()));
    let stage = Stage { fal: &fal, other: &other, server: &server, elsewhere };
    let add_faults = || row.rules.iter().for_each(|rule| server.add_fault(rule.clone()));
    // A fault of the delivery of a webhook must be there before the delivery.
    let duplicate = row.rules.iter().any(|rule| rule.effect == Effect::Duplicate);
    if duplicate {
        add_faults();
    }
    let ready = stage.prepare(row.doing, 1 + usize::from(duplicate)).await;
    server.clear_requests();
    if !duplicate {
        add_faults();
    }
    let done = stage.act(row.doing, ready).await;
    let observed = Observed::collect(&done, &server, &other).await;
    assert!(elsewhere.requests().is_empty(), "{} {}: a request went to another server", row.doing.name(), row.fault);
    observed
}

#[tokio::test]
async fn every_fault_ends_as_documented_in_the_matrix() {
    let elsewhere = Server::start(crate::catalog(), Options::default()).expect("a free port");
    elsewhere.add_fault(Fault::new(Effect::Respond(Response::new(200, "{}"))));
    let rows = rows(elsewhere.url());
    let http = Runtime::http_transport(&config(elsewhere.url())).expect("a transport");
    let mut table = Vec::new();
    for row in &rows {
        table.push((row, run_row(row, &http, &elsewhere).await));
    }
    let duplicates = |doing: &dyn Fn(drive::Doing) -> bool| {
        let rows = table.iter().filter(|(row, _)| doing(row.doing));
        rows.map(|(_, observed)| observed.accepted.saturating_sub(1)).sum::<usize>()
    };
    let totals = Totals {
        rows: rows.len(),
        duplicated: duplicates(&|doing| doing != drive::Doing::SubmitTwice),
        allowed: duplicates(&|doing| doing == drive::Doing::SubmitTwice),
        lost: table.iter().map(|(_, observed)| observed.lost).sum(),
    };
    let page = page::page(&table, &totals);
    println!("{page}");
    let wrong: Vec<String> = table.iter().filter_map(|(row, observed)| row.differs(observed)).collect();
    assert!(wrong.is_empty(), "{} rows end differently:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((totals.duplicated, totals.lost), (0, 0), "{}", totals.line());
    assert!(rows.len() >= 40, "{}", totals.line());
    page::compare(&page);
}
