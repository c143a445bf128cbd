//! Finds the operation that a request is for, before fault rules are looked up.

use fal_schema::ir::Catalog;

use crate::fault::Operation;
use crate::http::{Address, CdnTarget, Host, JobTarget, RestTarget, stream_endpoint};
use crate::shared::Shared;
use crate::state::Jobs;

/// The operations that a request is for, and its endpoint.
pub(crate) struct Requested {
    /// In the order in which fault rules are looked up. Only an endpoint at a flat address has two.
    pub(crate) operations: Vec<Operation>,
    /// `None` for requests that belong to no endpoint.
    pub(crate) endpoint: Option<String>,
}

impl Requested {
    fn new(operations: impl IntoIterator<Item = Operation>, endpoint: Option<&str>) -> Self {
        Self { operations: operations.into_iter().collect(), endpoint: endpoint.map(str::to_owned) }
    }
}

pub(crate) fn requested(catalog: &Catalog, jobs: &Shared<Jobs>, address: &Address) -> Requested {
    let path = address.path.as_str();
    match address.host {
        Host::Index => Requested::new([], None),
        Host::Files => Requested::new([Operation::File], None),
        Host::Rest => Requested::new(RestTarget::parse(path).map(RestTarget::operation), None),
        Host::Cdn => Requested::new(CdnTarget::parse(path).map(|target| target.operation()), None),
        Host::Queue => match JobTarget::parse(path) {
            Some(target) => Requested::new([target.operation()], Some(&endpoint_of(jobs, &target))),
            None => Requested::new([Operation::Submit], Some(path)),
        },
        Host::Run | Host::RunOrQueue => match (stream_endpoint(catalog, path), address.host) {
            (Some(endpoint), _) => Requested::new([Operation::Stream], Some(&endpoint.id)),
            (None, Host::RunOrQueue) => Requested::new([Operation::Run, Operation::Submit], Some(path)),
            (None, _) => Requested::new([Operation::Run], Some(path)),
        },
    }
}

/// The endpoint of a job, or the app in the path where the job is unknown.
fn endpoint_of(jobs: &Shared<Jobs>, target: &JobTarget<'_>) -> String {
    jobs.lock().get(target.app, target.id).map_or_else(|| target.app.to_owned(), |job| job.endpoint.clone())
}
