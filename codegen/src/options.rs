//! What can be chosen about the generated code. Set by the caller; read by `plan` and `render`.

/// Choices for one run of the generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The command that the generated files name.
    pub command: String,
    /// Name of the crate in examples; without it there are none.
    pub crate_name: Option<String>,
    /// The package; without it the code is meant for `include!`.
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
    /// Its name.
    pub name: String,
    /// Where its runtime comes from.
    pub client: ClientCrate,
}

impl Default for Package {
    fn default() -> Self {
        Self { name: "fal-models".to_owned(), client: ClientCrate::Workspace }
    }
}

/// Where the runtime crate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCrate {
    /// The workspace says it.
    Workspace,
    /// A version from the registry.
    Version(String),
    /// A folder, relative to the package.
    Path(String),
}
