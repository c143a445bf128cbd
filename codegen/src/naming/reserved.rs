//! Names that schemas cannot give: what the generated code and the runtime use themselves. `tests` below compare them with the
//! sources that they come from.

/// Names that a module uses unqualified for something else, and `New`, whose `new` readers take for another one.
pub(crate) const MODULE: [&str; 23] = [
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
pub(crate) fn at_root() -> Vec<&'static str> {
    MODULE.into_iter().chain(RUNTIME).chain(["ENDPOINTS", "Result"]).collect()
}

/// Names that a struct's own functions have, and names that readers take for operators.
pub(crate) const FIELDS: [&str; 18] = [
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
];

/// Names that an enum has for itself.
pub(crate) const VARIANTS: [&str; 2] = ["KNOWN", "Unknown"];

/// Names that the client's own functions have.
pub(crate) const METHODS: [&str; 19] = [
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
];
