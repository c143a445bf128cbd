//! The root of the crate: modules, features and exports.

use std::collections::BTreeMap;

use super::index::Index;
use super::model::{Feature, Listed, ModuleRef, Root};
use crate::{ClientCrate, Options};
use fal_schema::codes;
use fal_schema::{Diagnostic, Report};

/// Maximum number of families. crates.io allows 300 features; some are reserved for the crate itself.
const MAX_FEATURES: usize = 280;

/// Items of the runtime crate that the generated crate exports at its root.
const RUNTIME: [&str; 51] = [
    "Access",
    "ApiKey",
    "Body",
    "Call",
    "Cancellation",
    "Config",
    "Endpoint",
    "Error",
    "ErrorCode",
    "ErrorKind",
    "EventStream",
    "Expiration",
    "FieldError",
    "FileRef",
    "Hosts",
    "Job",
    "JobRef",
    "Json",
    "JsonInput",
    "Lifecycle",
    "LogLine",
    "Metrics",
    "Model",
    "ModelInput",
    "ModelOutput",
    "Outcome",
    "OutputFile",
    "OutputFiles",
    "Priority",
    "Response",
    "Retry",
    "RetryPolicy",
    "Save",
    "SaveProgress",
    "SavedFile",
    "State",
    "Status",
    "StatusStream",
    "StreamingEndpoint",
    "Token",
    "Transport",
    "TransportError",
    "TransportErrorKind",
    "UnknownInteger",
    "UnknownValue",
    "UntypedEndpoint",
    "Upload",
    "Values",
    "Violation",
    "Violations",
    "Wait",
];

/// Plans the root.
pub(crate) fn plan(index: &Index<'_>, options: &Options, report: &mut Report) -> Root {
    let mut root = Root {
        modules: Vec::new(),
        owners: BTreeMap::new(),
        features: Vec::new(),
        runtime: &RUNTIME,
        listed: Vec::new(),
    };
    let mut features: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for endpoint in &index.catalog.endpoints {
        let home = &endpoint.home;
        features.entry(home.feature.clone()).or_default().push(endpoint.id.clone());
        let module = ModuleRef { name: home.module.clone(), feature: home.feature.clone() };
        match &home.owner {
            Some(owner) => root.owners.entry(owner.clone()).or_default().push(module),
            None => root.modules.push(module),
        }
        root.listed.push(Listed {
            id: endpoint.id.clone(),
            title: endpoint.title.clone(),
            streams: endpoint.streaming,
            path: home.owner.as_ref().map_or(home.module.clone(), |owner| format!("{owner}::{}", home.module)),
            feature: home.feature.clone(),
        });
    }
    for modules in root.owners.values_mut() {
        modules.sort_by(|left, right| left.name.cmp(&right.name));
    }
    root.modules.sort_by(|left, right| left.name.cmp(&right.name));
    // Only a crate whose runtime comes from the registry can be published.
    let published = options.package.as_ref().is_some_and(|package| matches!(package.client, ClientCrate::Version(_)));
    if published && features.len() > MAX_FEATURES {
        let endpoint = &index.catalog.endpoints[0];
        let message = format!(
            "too many families for a crate on crates.io: expected at most {MAX_FEATURES}, found {}",
            features.len()
        );
        let help = "split the schema folder and generate several crates, for example one per owner";
        report.push(Diagnostic::new(codes::TOO_MANY_FEATURES, endpoint.span, message).help(help));
    }
    root.features = features.into_iter().map(|(name, ids)| Feature { name, ids }).collect();
    root
}
