//! Many concurrent calls: all get an output, none is submitted twice. This file is a test with few calls; `benches/load.rs`
//! measures a thousand calls.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fal_models::{Client, flux_1_schnell};

/// The results of many calls.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    /// The ids of the jobs with an output.
    pub(crate) finished: BTreeSet<String>,
    pub(crate) errors: Vec<String>,
    /// The most jobs that were submitted and not finished at one moment.
    pub(crate) most_in_flight: usize,
}

/// Counts jobs between submission and end.
#[derive(Default)]
struct Count {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Makes that many concurrent `subscribe` calls, by polling or by status streams.
pub(crate) async fn subscribe(fal: &Client, calls: usize, by_stream: bool) -> Crowd {
    let count = Arc::<Count>::default();
    let calls: Vec<_> = (0..calls).map(|call| tokio::spawn(one(fal.clone(), call, by_stream, count.clone()))).collect();
    let mut crowd = Crowd::default();
    for call in calls {
        match call.await.expect("no panic") {
            Ok(id) => drop(crowd.finished.insert(id)),
            Err(error) => crowd.errors.push(error.to_string()),
        }
    }
    crowd.most_in_flight = count.most.load(Ordering::Relaxed);
    crowd
}

async fn one(fal: Client, call: usize, by_stream: bool, count: Arc<Count>) -> Result<String, fal_models::Error> {
    let input = flux_1_schnell::Input::new(format!("picture {call}"));
    let submitted = Arc::clone(&count);
    let call = fal.flux_1_schnell(input).on_submit(move |_| {
        let now = submitted.now.fetch_add(1, Ordering::Relaxed) + 1;
        submitted.most.fetch_max(now, Ordering::Relaxed);
    });
    let output = if by_stream { call.follow_stream().subscribe().await } else { call.subscribe().await };
    let output = output?;
    count.now.fetch_sub(1, Ordering::Relaxed);
    Ok(output.request_id().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_concurrent_calls_get_an_output_and_none_is_submitted_twice() {
    let (server, fal) = crate::connect();
    for by_stream in [false, true] {
        let before = server.submissions().len();
        let crowd = subscribe(&fal, 50, by_stream).await;
        assert!(crowd.errors.is_empty(), "{:?}", crowd.errors);
        let accepted: BTreeSet<String> =
            server.submissions()[before..].iter().map(|entry| entry.request_id.clone()).collect();
        assert_eq!((crowd.finished.len(), server.submissions().len() - before), (50, 50));
        assert_eq!(crowd.finished, accepted, "each caller got the output of its own job");
    }
}
