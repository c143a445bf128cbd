//! The crate's root files as text: library, client, owners, manifest. Reads `plan`; feeds `render`.

use proc_macro2::Literal;
use quote::quote;

use super::root_docs;
use super::text::{SCHEMAS, docs, format, header, ident, implementation, join, mark};
use crate::plan::{Listed, Module, ModuleRef, Root};
use crate::{ClientCrate, Options, Package};

/// The runtime's features that the generated crate passes on.
const TRANSPORTS: [&str; 4] = ["transport", "rustls-ring", "rustls-aws-lc", "native-tls"];

/// More of them, beside the HTTP transport.
const EXTRAS: [&str; 3] = ["webhook", "blocking", "tracing"];

/// On docs.rs, every item shows the feature that it needs.
const DOC_CFG: &str = "#![cfg_attr(docsrs, feature(doc_cfg))]\n";

/// `src/lib.rs`. `first` is the model of the first example.
pub(super) fn library(root: &Root, first: Option<&Module>, options: &Options, package: &Package) -> String {
    let krate = package.name.replace('-', "_");
    let runtime = root.runtime.iter().map(|name| ident(name));
    let modules = root.modules.iter().map(|module| gated(&module.name, std::slice::from_ref(module)));
    let owners = root.owners.iter().map(|(owner, modules)| gated(owner, modules));
    let blocks = [
        quote!(#![forbid(unsafe_code)]),
        modules.chain(owners).collect(),
        quote!(
            mod client;
            pub mod types;
        ),
        quote! {
            pub use client::Client;
            pub use fal_client;
            pub use fal_client::{#(#runtime),*};
        },
    ];
    let (items, models) = (format(join(blocks)), models(root));
    let about = root_docs::lines(root, &krate, first);
    format!("{}\n{about}\n{DOC_CFG}{items}\n{models}", header(SCHEMAS, options))
}

/// The list of models, a line for each. It is text: formatters leave the inside of macros as they find it.
fn models(root: &Root) -> String {
    let line = |model: &Listed| {
        let [feature, id, title, path] =
            [&model.feature, &model.id, &model.title, &model.path].map(|text| Literal::string(text));
        format!("    {feature}: {id} {title} {path} {};\n", model.streams)
    };
    let lines: String = root.listed.iter().map(line).collect();
    format!(
        "/// The models whose features are enabled, in the order of their ids.\n\
         pub const MODELS: &[Model] = ::fal_client::models! {{\n{lines}}};\n"
    )
}

/// A module that needs one of some features.
fn gated(name: &str, modules: &[ModuleRef]) -> proc_macro2::TokenStream {
    let name = ident(name);
    let mut features: Vec<&str> = modules.iter().map(|module| module.feature.as_str()).collect();
    features.dedup();
    match features.as_slice() {
        [feature] => quote!(#[cfg(feature = #feature)] pub mod #name;),
        features => quote!(#[cfg(any(#(feature = #features),*))] pub mod #name;),
    }
}

/// In front of the module of an endpoint such as `acme/acme`, which has the name of the module around it.
pub(super) const SAME_NAME: &str = "#[expect(clippy::module_inception)]\n";

/// `src/<owner>.rs`.
pub(super) fn owner(owner: &str, modules: &[ModuleRef], options: &Options) -> String {
    let module = |module: &ModuleRef| {
        let lint = if module.name == owner { SAME_NAME } else { "" };
        lint.to_owned() + &format(gated(&module.name, std::slice::from_ref(module)))
    };
    let text: String = modules.iter().map(module).collect();
    format!("{}\n//! Models of `{owner}`.\n\n{text}", header(SCHEMAS, options))
}

/// `src/client.rs`.
pub(super) fn client(options: &Options) -> String {
    let about = docs(&["The runtime's client, with a method for each model. Cheap to clone.".to_owned()]);
    let definition = quote! {
        #about
        #[derive(Clone, Debug)]
        pub struct Client(fal_client::Client);
    };
    let members = vec![
        quote! {
            #[doc = " A client with the key from `FAL_KEY`, or from `FAL_KEY_ID` and `FAL_KEY_SECRET`."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When no key is set, or the HTTP client cannot be made."]
            pub fn from_env() -> Result<Self, Error> { fal_client::Client::from_env().map(Self) }
        },
        quote! {
            #[doc = " A client with these settings."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When the HTTP client cannot be made."]
            pub fn new(config: Config) -> Result<Self, Error> { fal_client::Client::new(config).map(Self) }
        },
    ];
    let from = quote!(
        fn from(client: fal_client::Client) -> Self {
            Self(client)
        }
    );
    let into = quote!(
        fn from(client: Client) -> Self {
            client.0
        }
    );
    let blocks = [
        quote!(
            use std::ops::Deref;
        ),
        quote!(
            use fal_client::{Config, Error};
        ),
        definition,
        implementation(quote!(impl Client), members),
        quote! {
            impl Deref for Client {
                type Target = fal_client::Client;
                fn deref(&self) -> &Self::Target { &self.0 }
            }
        },
        implementation(quote!(impl From<fal_client::Client> for Client), vec![from]),
        implementation(quote!(impl From<Client> for fal_client::Client), vec![into]),
    ];
    format!("{}\n//! The client.\n\n{}", header(SCHEMAS, options), format(join(blocks)))
}

/// `Cargo.toml`.
pub(super) fn manifest(root: &Root, options: &Options, package: &Package) -> String {
    let names: Vec<String> = root.features.iter().map(|feature| format!("    \"{}\",", feature.name)).collect();
    let features: String = root
        .features
        .iter()
        .map(|feature| format!("# {}\n{} = []\n", feature.ids.join(", "), key(&feature.name)))
        .collect();
    let (inherited, dependency) = match &package.client {
        ClientCrate::Workspace => (
            "version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\ndocumentation = \"https://docs.rs/fal-models\"\nkeywords = [\"fal\", \"ai\", \"api\", \"client\", \"image\"]\ncategories = [\"api-bindings\"]\ninclude = [\"/src\", \"/README.md\", \"/LICENSE-*\"]\n",
            "fal-client = { workspace = true }".to_owned(),
        ),
        ClientCrate::Version(version) => (
            "version = \"0.1.0\"\nedition = \"2024\"\n",
            format!("fal-client = {{ version = \"{version}\", default-features = false }}"),
        ),
        ClientCrate::Path(path) => (
            "version = \"0.1.0\"\nedition = \"2024\"\n",
            format!("fal-client = {{ path = {path:?}, default-features = false }}"),
        ),
    };
    let pass_on =
        |names: &[&str]| -> String { names.iter().map(|name| format!("{name} = [\"fal-client/{name}\"]\n")).collect() };
    let (transports, extras) = (pass_on(&TRANSPORTS), pass_on(&EXTRAS));
    let mark = mark(SCHEMAS, options);
    let (name, all) = (&package.name, names.join("\n"));
    let lints = if package.client == ClientCrate::Workspace { "\n[lints]\nworkspace = true\n" } else { "" };
    format!(
        "# {mark}\n\n[package]\nname = \"{name}\"\ndescription = \"Typed access to the models of fal.ai, generated from schemas.\"\n{inherited}readme = \"README.md\"\n\n\
         [package.metadata.docs.rs]\nall-features = true\n\n\
         [features]\ndefault = [\"full\", \"rustls-ring\"]\n\
         # every family of models\nfull = [\n{all}\n]\n\
         # the HTTP transport: without TLS, or with one of its backends\n{transports}\
         # verified webhooks, calls without async, and spans of the crate tracing\n{extras}\
         {features}\n[dependencies]\n{dependency}\n{lints}"
    )
}

/// A feature's name as a TOML key.
fn key(name: &str) -> String {
    if name.contains('.') { format!("\"{name}\"") } else { name.to_owned() }
}

/// `README.md`.
pub(super) fn readme(options: &Options, package: &Package) -> String {
    let (mark, name) = (mark(SCHEMAS, options), &package.name);
    format!(
        "<!-- {mark} -->\n\n# {name}\n\nTyped access to the models of fal.ai: structs, enums, documented defaults and client methods,\n\
         generated from schemas. The crate's documentation lists the models.\n"
    )
}

/// `rustfmt.toml`: the text is formatted already.
pub(super) fn rustfmt(options: &Options) -> String {
    format!("# {}\ndisable_all_formatting = true\n", mark(SCHEMAS, options))
}
