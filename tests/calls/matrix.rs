//! The fault matrix: what an operation does when something goes wrong, row by row. Reads `matrix/rows.rs`, runs each row
//! against a local server of its own in virtual time, and holds `docs/fault-matrix.md` true.

mod drive;
mod page;
mod rows;
mod seen;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use fal_client::{Client as Runtime, Transport};
use fal_mock::{Effect, Fault, Options, Pace, Response, Server};
use fal_models::{Client, Config, Hosts};

use crate::clock::Clock;
use drive::Stage;
use page::Totals;
use rows::{Row, rows};
use seen::Seen;

/// The overall limit of every operation, in virtual time.
const LIMIT: Duration = Duration::from_secs(600);

/// Where no server listens any more.
fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

fn config(base: &str) -> Config {
    // Small sizes, so that small files are large ones.
    let config = Config::new("id:secret").hosts(Hosts::local(base)).timeout(LIMIT).response_limit(256 << 10);
    config
        .event_limit(256 << 10)
        .poll_interval(Duration::from_secs(20))
        .multipart_threshold(1 << 10)
        .part_size(1 << 10)
        .parallel_parts(1)
}

async fn see(row: &Row, http: &Arc<dyn Transport>, elsewhere: &Server) -> Seen {
    // How far a stream has moved a job when it breaks is a matter of chance; a job that is over stays over.
    let at_once = Pace::Polls { queued: 0, running: 0 };
    let pace = if row.doing == drive::Doing::Follow { at_once } else { Pace::default() };
    let options = Options { pace, ..Options::default() };
    let server = Arc::new(Server::start(crate::catalog(), options).expect("a free port"));
    let config = config(&if row.refused { closed() } else { server.url().to_owned() });
    let clock = Clock::start(Arc::clone(http), Arc::clone(&server));
    let client = |config| Client::from(Runtime::with_transport(config, Arc::new(clock.clone())).expect("a client"));
    let fal = client(config);
    let other = client(self::config(server.url()));
    let stage = Stage { fal: &fal, other: &other, server: &server, elsewhere };
    let break_it = || row.rules.iter().for_each(|rule| server.add_fault(rule.clone()));
    // What concerns the delivery of a webhook must go wrong before there is one.
    let duplicate = row.rules.iter().any(|rule| rule.effect == Effect::Duplicate);
    if duplicate {
        break_it();
    }
    let ready = stage.prepare(row.doing, 1 + usize::from(duplicate)).await;
    server.clear_requests();
    if !duplicate {
        break_it();
    }
    let done = stage.act(row.doing, ready).await;
    let seen = Seen::look(&done, &server, &other).await;
    assert!(elsewhere.requests().is_empty(), "{} {}: something went elsewhere", row.doing.name(), row.fault);
    seen
}

#[tokio::test]
async fn every_fault_ends_as_the_matrix_says() {
    let elsewhere = Server::start(crate::catalog(), Options::default()).expect("a free port");
    elsewhere.add_fault(Fault::new(Effect::Respond(Response::new(200, "{}"))));
    let rows = rows(elsewhere.url());
    let http = Runtime::http_transport(&config(elsewhere.url())).expect("a transport");
    let mut table = Vec::new();
    for row in &rows {
        table.push((row, see(row, &http, &elsewhere).await));
    }
    let twice = |doing: &dyn Fn(drive::Doing) -> bool| {
        let rows = table.iter().filter(|(row, _)| doing(row.doing));
        rows.map(|(_, seen)| seen.accepted.saturating_sub(1)).sum::<usize>()
    };
    let totals = Totals {
        rows: rows.len(),
        duplicated: twice(&|doing| doing != drive::Doing::SubmitTwice),
        wanted: twice(&|doing| doing == drive::Doing::SubmitTwice),
        lost: table.iter().map(|(_, seen)| seen.lost).sum(),
    };
    let page = page::page(&table, &totals);
    println!("{page}");
    let wrong: Vec<String> = table.iter().filter_map(|(row, seen)| row.differs(seen)).collect();
    assert!(wrong.is_empty(), "{} rows end otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((totals.duplicated, totals.lost), (0, 0), "{}", totals.line());
    assert!(rows.len() >= 40, "{}", totals.line());
    page::hold(&page);
}
