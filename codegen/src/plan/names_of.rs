//! Rust names for everything in the catalog; names that cannot be, or that meet, are findings with their places.
//! Reads `ir` and `names`; feeds `index` and `object`.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::{Endpoint, EnumValue, Field, TypeDef};
use crate::names::{self, Home, NoName};

/// Names that every endpoint's module uses for something else, and `New`, whose `new` readers take for another one.
pub(crate) const RESERVED_MODULE: [&str; 23] = [
    "BTreeMap",
    "Box",
    "Call",
    "Check",
    "Client",
    "Default",
    "Endpoint",
    "FileRef",
    "Files",
    "From",
    "Input",
    "Into",
    "IntoIterator",
    "Json",
    "New",
    "Option",
    "Output",
    "Self",
    "Some",
    "StreamingEndpoint",
    "String",
    "Validate",
    "Vec",
];

/// What the runtime crate offers at the generated crate's root.
pub(crate) const RUNTIME: [&str; 42] = [
    "Access",
    "ApiKey",
    "Body",
    "Call",
    "Cancellation",
    "Check",
    "Config",
    "Endpoint",
    "Error",
    "ErrorCode",
    "ErrorKind",
    "EventStream",
    "Expiration",
    "FieldError",
    "FileRef",
    "Files",
    "Hosts",
    "Job",
    "JobRef",
    "Json",
    "Lifecycle",
    "Loc",
    "LogLine",
    "Metrics",
    "Priority",
    "Response",
    "Retry",
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
    "Upload",
    "Validate",
    "Violation",
    "Violations",
    "Wait",
];

/// Names that a shared type must not have.
pub(crate) fn reserved_at_root() -> Vec<&'static str> {
    RESERVED_MODULE.into_iter().chain(RUNTIME).chain(["ENDPOINTS", "Result"]).collect()
}

/// Names that a struct's own functions have, names that readers take for operators, and methods of the prelude's traits,
/// which a setter would hide.
pub(crate) const RESERVED_FIELDS: [&str; 106] = [
    "new",
    "example",
    "default",
    "clone",
    "validate",
    "defaults",
    "check",
    "each_file",
    "add",
    "sub",
    "mul",
    "div",
    "rem",
    "shl",
    "shr",
    "bitand",
    "bitor",
    "bitxor",
    "all",
    "any",
    "as_mut",
    "as_ref",
    "by_ref",
    "call",
    "call_mut",
    "call_once",
    "chain",
    "clamp",
    "clone_from",
    "clone_into",
    "cloned",
    "cmp",
    "collect",
    "copied",
    "count",
    "cycle",
    "drop",
    "enumerate",
    "eq",
    "extend",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "flatten",
    "fold",
    "for_each",
    "from",
    "from_iter",
    "fuse",
    "ge",
    "gt",
    "inspect",
    "into",
    "into_future",
    "into_iter",
    "is_empty",
    "is_sorted",
    "is_sorted_by",
    "is_sorted_by_key",
    "last",
    "le",
    "len",
    "lt",
    "map",
    "map_while",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "ne",
    "next",
    "next_back",
    "nth",
    "nth_back",
    "partial_cmp",
    "partition",
    "peekable",
    "poll",
    "position",
    "product",
    "reduce",
    "rev",
    "rfind",
    "rfold",
    "rposition",
    "scan",
    "size_hint",
    "skip",
    "skip_while",
    "step_by",
    "sum",
    "take",
    "take_while",
    "to_owned",
    "to_string",
    "try_fold",
    "try_for_each",
    "try_from",
    "try_into",
    "try_rfold",
    "unzip",
    "zip",
];

/// Names that the client's own functions have, and the traits that it implements.
pub(crate) const RESERVED_METHODS: [&str; 24] = [
    "new",
    "from_env",
    "blocking",
    "call",
    "job",
    "resume",
    "config",
    "deref",
    "clone",
    "from",
    "with_transport",
    "download",
    "download_to",
    "forward",
    "http_transport",
    "token",
    "upload",
    "webhook",
    "webhook_at",
    "clone_from",
    "clone_into",
    "into",
    "to_owned",
    "try_into",
];

/// Names in one place where no two may be the same.
struct Names<'a> {
    reserved: &'a [&'a str],
    taken: BTreeMap<String, Span>,
    help: &'static str,
}

impl<'a> Names<'a> {
    fn new(reserved: &'a [&'a str]) -> Self {
        Self { reserved, taken: BTreeMap::new(), help: "choose a name with `rust_name:`" }
    }

    /// Takes a name for what is written as `wire` at `place`; reports why not.
    fn take(&mut self, name: Result<String, NoName>, wire: &str, place: Span, report: &mut Report) -> Option<String> {
        let help = self.help;
        let name = match name {
            Ok(name) => name,
            Err(why) => {
                let message = format!("`{wire}` gives no Rust name: {}", why.reason());
                report.push(Diagnostic::new(codes::NO_NAME, place, message).help(help));
                return None;
            }
        };
        if self.reserved.contains(&name.as_str()) {
            let message = format!("the Rust name `{name}` of `{wire}` is used for something else");
            report.push(Diagnostic::new(codes::RESERVED, place, message).help(help));
            return None;
        }
        if let Some(first) = self.taken.insert(name.clone(), place) {
            let found = Diagnostic::new(codes::COLLISION, place, format!("the Rust name `{name}` is already taken"))
                .label(format!("`{wire}` would be `{name}`"))
                .related(first, "as this is")
                .help(help);
            report.push(found);
            return None;
        }
        Some(name)
    }
}

/// Homes of all endpoints.
pub(crate) fn homes<'a>(endpoints: &'a [Endpoint], report: &mut Report) -> BTreeMap<&'a str, Home> {
    let (mut modules, mut methods) = (Names::new(&names::RESERVED_MODULES), Names::new(&RESERVED_METHODS));
    let mut homes = BTreeMap::new();
    let owner = |endpoint: &Endpoint| names::home(&endpoint.id, None).ok().and_then(|home| home.owner);
    let owners: BTreeSet<String> = endpoints.iter().filter_map(owner).collect();
    for endpoint in endpoints {
        let home = names::home(&endpoint.id, endpoint.rust_name.as_deref());
        let path = home.as_ref().map_err(|why| *why).map(|home| match &home.owner {
            Some(owner) => format!("{owner}::{}", home.module),
            None => home.module.clone(),
        });
        let method = home.as_ref().map(|home| home.method.clone()).map_err(|why| *why);
        let taken = home.as_ref().is_ok_and(|home| home.owner.is_none() && owners.contains(&home.module));
        if taken {
            let message = format!("the module of `{}` has the name of an owner's", endpoint.id);
            report.push(
                Diagnostic::new(codes::COLLISION, endpoint.span, message).help("choose a name with `rust_name:`"),
            );
            continue;
        }
        let free = modules.take(path, &endpoint.id, endpoint.span, report).is_some();
        if free && methods.take(method, &endpoint.id, endpoint.span, report).is_some() {
            homes.extend(home.map(|home| (endpoint.id.as_str(), home)));
        }
    }
    homes
}

/// Names of declared types.
pub(crate) fn types<'a>(types: &'a [TypeDef], reserved: &[&str], report: &mut Report) -> BTreeMap<&'a str, String> {
    let mut names = Names::new(reserved);
    let named = |def: &TypeDef| match &def.rust_name {
        Some(given) => names::given_type(given),
        None => names::type_name(&def.name),
    };
    let mut found = BTreeMap::new();
    for def in types {
        found.extend(names.take(named(def), &def.name, def.span, report).map(|name| (def.name.as_str(), name)));
    }
    found
}

/// Names of the fields of one struct, in order.
pub(crate) fn fields(fields: &[Field], report: &mut Report) -> Vec<String> {
    let mut names = Names::new(&RESERVED_FIELDS);
    let mut take = |field: &Field| {
        let name = match &field.rust_name {
            Some(given) => names::given_field(given),
            None => names::field_name(&field.name),
        };
        names.take(name, &field.name, field.span, report).unwrap_or_default()
    };
    fields.iter().map(&mut take).collect()
}

/// Names of the values of one enum, in order.
pub(crate) fn variants<T: ToString>(type_name: &str, values: &[EnumValue<T>], report: &mut Report) -> Vec<String> {
    let help = "choose a name under `rust_names:` of the type";
    let mut names = Names { help, ..Names::new(&["Unknown"]) };
    let mut take = |value: &EnumValue<T>| {
        let wire = value.wire.to_string();
        let name = match &value.rust_name {
            Some(given) => names::given_type(given),
            None => names::variant_name(type_name, &wire),
        };
        names.take(name, &wire, value.span, report).unwrap_or_default()
    };
    values.iter().map(&mut take).collect()
}

/// Reports a union whose name is taken by a declared type.
pub(crate) fn union_free(name: &str, declared: &[TypeDef], place: Span, report: &mut Report) {
    let same =
        |def: &&TypeDef| names::type_name(&def.name).as_deref() == Ok(name) || def.rust_name.as_deref() == Some(name);
    if let Some(def) = declared.iter().find(same) {
        let found = Diagnostic::new(codes::COLLISION, place, format!("the type of this field would be named `{name}`"))
            .related(def.span, "which this type is")
            .help("rename the declared type with `rust_name:`");
        report.push(found);
    }
}
