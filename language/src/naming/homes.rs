//! Modules, client methods and cargo features of all endpoints. Reads `ir`; feeds the report.

use std::collections::{BTreeMap, BTreeSet};

use super::reserved;
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Endpoint, Home};
use crate::names::{HELP, RESERVED_MODULES};

/// Checks where the code of every endpoint goes.
pub(super) fn check(endpoints: &[Endpoint], report: &mut Report) {
    let (mut modules, mut methods) = (Scope::new(&RESERVED_MODULES, HELP), Scope::new(&reserved::METHODS, HELP));
    let owners: BTreeSet<&str> = endpoints.iter().filter_map(|endpoint| endpoint.home.owner.as_deref()).collect();
    for endpoint in endpoints {
        let Home { owner, module, method, .. } = &endpoint.home;
        if owner.is_none() && owners.contains(module.as_str()) {
            let message = format!("the module of `{}` has the name of an owner's module", endpoint.id);
            report.push(Diagnostic::new(codes::COLLISION, endpoint.span, message).help(HELP));
            continue;
        }
        let path = owner.as_ref().map_or(module.clone(), |owner| format!("{owner}::{module}"));
        let before = report.diagnostics.len();
        modules.take(&path, &endpoint.id, endpoint.span, report);
        if report.diagnostics.len() == before {
            methods.take(method, &endpoint.id, endpoint.span, report);
        }
    }
    features(endpoints, report);
}

/// Two families must not share a feature: `a-b/c` and `a/b-c`.
fn features(endpoints: &[Endpoint], report: &mut Report) {
    let mut families: BTreeMap<&str, &Endpoint> = BTreeMap::new();
    for endpoint in endpoints.iter().filter(|endpoint| !endpoint.home.feature.is_empty()) {
        let first = families.entry(&endpoint.home.feature).or_insert(endpoint);
        if family(&first.id) != family(&endpoint.id) {
            let message = format!(
                "the families of `{}` and `{}` have one cargo feature, `{}`",
                first.id, endpoint.id, endpoint.home.feature
            );
            let found = Diagnostic::new(codes::COLLISION, endpoint.span, message).related(first.span, "the other one");
            report.push(found.help("generate one of the two into a crate of its own"));
        }
    }
}

/// Owner and family: the first two parts of an id.
fn family(id: &str) -> (&str, &str) {
    let mut parts = id.split('/');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}
