//! Modules, client methods and Cargo features of all endpoints: no two endpoints share one by accident.

use std::collections::{BTreeMap, BTreeSet};

use super::reserved;
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Endpoint, Home};
use crate::names::{HELP, RESERVED_MODULES};

/// Checks the modules, methods and features of all endpoints.
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

/// Reports families that share a feature, such as `a-b/c` and `a/b-c`.
fn features(endpoints: &[Endpoint], report: &mut Report) {
    let mut families: BTreeMap<&str, &Endpoint> = BTreeMap::new();
    for endpoint in endpoints.iter().filter(|endpoint| !endpoint.home.feature.is_empty()) {
        let first = families.entry(&endpoint.home.feature).or_insert(endpoint);
        if family(&first.id) != family(&endpoint.id) {
            let message = format!(
                "the families of `{}` and `{}` have the same Cargo feature `{}`",
                first.id, endpoint.id, endpoint.home.feature
            );
            let diagnostic =
                Diagnostic::new(codes::COLLISION, endpoint.span, message).related(first.span, "the other family");
            report.push(diagnostic.help("generate one of the two into a separate crate"));
        }
    }
}

/// The owner and the family, which are the first two parts of an id.
fn family(id: &str) -> (&str, &str) {
    let mut parts = id.split('/');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}
