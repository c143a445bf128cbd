//! Options of the generator.

/// Options for one run of the generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The command in the headers of the generated files.
    pub command: String,
    /// Name of the crate in documented examples; `None` for no examples.
    pub crate_name: Option<String>,
    /// The generated package; `None` for code that is included with `include!`.
    pub package: Option<Package>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            command: "cargo xtask regen".to_owned(),
            crate_name: Some("fal_models".to_owned()),
            package: Some(Package::default()),
        }
    }
}

/// The generated package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Name of the package.
    pub name: String,
    /// The source of the runtime crate.
    pub client: ClientCrate,
}

impl Default for Package {
    fn default() -> Self {
        Self { name: "fal-models".to_owned(), client: ClientCrate::Workspace }
    }
}

/// The source of the runtime crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCrate {
    /// Inherited from the workspace.
    Workspace,
    /// A version from the registry.
    Version(String),
    /// A path relative to the package.
    Path(String),
}
