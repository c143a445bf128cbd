//! The plan written down, without decisions: tokens, formatted file by file. Together with its own folder the only code that
//! knows syn, quote and prettyplease.

mod constants;
mod free;
mod items;
mod parallel;
mod root;
mod root_docs;
mod text;
mod values;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::FileTree;
use crate::plan::{Module, Plan, TypeItem};
use crate::{Options, Package};
use fal_schema::names::spelled;
use text::{SCHEMAS, format, header, ident, inner_docs, join};

/// The whole crate.
pub(crate) fn tree(plan: &Plan, options: &Options, package: &Package) -> FileTree {
    let mut tree = FileTree::default();
    tree.insert("Cargo.toml", root::manifest(&plan.root, options, package));
    tree.insert("README.md", root::readme(options, package));
    tree.insert("rustfmt.toml", root::rustfmt(options));
    let first = plan.modules.iter().find(|module| items::takes_a_string(module));
    tree.insert("src/lib.rs", root::library(&plan.root, first, options, package));
    tree.insert("src/client.rs", root::client(options));
    tree.insert(&plan.shared.file, module(&plan.shared, options));
    for (owner, modules) in &plan.root.owners {
        tree.insert(&format!("src/{owner}.rs"), root::owner(owner, modules, options));
    }
    let texts = parallel::map(&plan.modules, |planned| module(planned, options));
    for (planned, text) in plan.modules.iter().zip(texts) {
        tree.insert(&planned.file, text);
    }
    tree
}

/// Everything as one text, for `include!`.
pub(crate) fn single(plan: &Plan, options: &Options) -> String {
    let mut text = header(SCHEMAS, options);
    let mut inline = |name: &str, body: &str| text.push_str(&format!("\npub mod {name} {{\n{body}}}\n"));
    if !plan.shared.types.is_empty() {
        inline("types", &module(&plan.shared, options));
    }
    inline("client", &root::client(options));
    for planned in plan.modules.iter().filter(|module| module.depth == 1) {
        inline(&spelled(stem(&planned.file)), &module(planned, options));
    }
    for (owner, modules) in &plan.root.owners {
        let folder = format!("src/{owner}/");
        let inside = plan.modules.iter().filter(|module| module.file.starts_with(&folder) && module.depth == 2);
        let one = |planned: &Module| {
            let name = stem(&planned.file);
            let lint = if name == owner { root::SAME_NAME } else { "" };
            format!("{lint}pub mod {} {{\n{}}}\n", spelled(name), module(planned, options))
        };
        let body: Vec<String> = inside.map(one).collect();
        debug_assert_eq!(body.len(), modules.len());
        inline(&spelled(owner), &format!("//! Models of `{owner}`.\n\n{}", body.join("\n")));
    }
    text.push_str("\npub use client::Client;\n");
    text
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".rs").unwrap_or(name)
}

fn module(module: &Module, options: &Options) -> String {
    let mut blocks = uses(module);
    for item in &module.types {
        match item {
            TypeItem::Struct(item) => blocks.extend(items::structure(item)),
            TypeItem::Enum(item) => blocks.extend(items::enumeration(item)),
            TypeItem::Union(item) => blocks.extend(items::union(item)),
            TypeItem::Alias(item) => blocks.push(free::alias(item)),
            TypeItem::Free(item) => blocks.extend(free::structure(item)),
        }
    }
    if let Some(endpoint) = &module.endpoint {
        blocks.extend(items::endpoint(endpoint, module));
    }
    blocks.extend(items::plumbing(module));
    let (items, json) = (format(join(blocks)), items::json_forms(module));
    let alias = module.endpoint.iter().filter_map(|endpoint| endpoint.alias.as_ref());
    let alias = alias.map(|alias| format!("#![doc(alias = {})]\n", Literal::string(alias))).collect();
    let parts = [header(&module.source, options), inner_docs(&module.docs), alias, items, json];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is imported: of the standard library, of the runtime, of the shared types.
fn uses(module: &Module) -> Vec<TokenStream> {
    let maps = module.maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let names = |names: &mut dyn Iterator<Item = &str>| names.map(ident).collect::<Vec<_>>();
    let (runtime, siblings) =
        (names(&mut module.runtime.iter().copied()), names(&mut module.siblings.iter().map(String::as_str)));
    let runtime = (!runtime.is_empty()).then(|| quote!(use fal_client::{#(#runtime),*};));
    let supers = (0..module.depth).map(|_| quote!(super::));
    let siblings = (!siblings.is_empty()).then(|| quote!(use #(#supers)* types::{#(#siblings),*};));
    vec![maps.unwrap_or_default(), quote!(#runtime #siblings)]
}
