//! Modules: the shared types, and one module per endpoint. Reads `ir` through `index`; feeds `render`.

use std::collections::BTreeSet;

use super::index::{Index, Types};
use super::{Alias, EndpointItem, Free, Module, Start, Struct, Type, TypeItem, Value, docs_of, object, values};
use crate::Options;
use crate::docs;
use crate::ir::{Endpoint, Home, TypeDef, TypeKind, TypeRef};
use crate::load::SHARED_FILE;

/// Plans the module of shared types.
pub(crate) fn shared(index: &Index<'_>, options: &Options) -> Module {
    let types = index.shared_types();
    let items = declared(&types, index.catalog.shared.iter().chain(&index.catalog.unions));
    let mut module = Module {
        file: "src/shared.rs".to_owned(),
        source: format!("{}/{SHARED_FILE}", options.schemas),
        docs: vec!["Types that several models use.".to_owned()],
        types: items,
        depth: 1,
        ..Module::default()
    };
    collect_names(&mut module);
    module.siblings.clear();
    module
}

/// Plans an endpoint's module.
pub(crate) fn endpoint<'a>(index: &'a Index<'a>, endpoint: &'a Endpoint, options: &Options) -> Module {
    let (types, home) = (index.types(endpoint), &endpoint.home);
    let (input, output) = (input(&types, endpoint), output(&types, endpoint));
    let has_example = match &input {
        TypeItem::Struct(input) => input.example.is_some(),
        TypeItem::Free(input) => input.example.is_some(),
        _ => false,
    };
    let docs = module_docs(endpoint, home, has_example, options);
    let mut items = vec![input, output];
    items.extend(declared(&types, endpoint.types.iter().chain(&endpoint.unions)));
    let file = match &home.owner {
        Some(owner) => format!("src/{owner}/{}.rs", home.module),
        None => format!("src/{}.rs", home.module),
    };
    let mut module = Module {
        file,
        source: format!("{}/{}", options.schemas, endpoint.path),
        docs,
        depth: depth(home),
        types: items,
        endpoint: Some(EndpointItem {
            id: endpoint.id.clone(),
            method: home.method.clone(),
            method_docs: docs::lines(&format!("Calls {}: {}.", endpoint.id, endpoint.title)),
            streaming: endpoint.streaming,
        }),
        ..Module::default()
    };
    collect_names(&mut module);
    module
}

/// How many modules up from an endpoint's the crate's root is.
pub(crate) fn depth(home: &Home) -> usize {
    1 + usize::from(home.owner.is_some())
}

fn input(types: &Types<'_>, endpoint: &Endpoint) -> TypeItem {
    if endpoint.input_type.is_none() {
        return TypeItem::Struct(root_struct(types, endpoint, true));
    }
    TypeItem::Free(Free {
        name: "Input".to_owned(),
        docs: docs::trusted(&format!("Request to {}: an object with free keys.", docs::code(&endpoint.id))),
        example: endpoint.examples.iter().find_map(|example| example.input.clone()),
    })
}

fn output(types: &Types<'_>, endpoint: &Endpoint) -> TypeItem {
    let Some(ty) = &endpoint.output_type else {
        return TypeItem::Struct(root_struct(types, endpoint, false));
    };
    TypeItem::Alias(Alias {
        name: "Output".to_owned(),
        docs: docs::trusted(&format!("Answer of {}.", docs::code(&endpoint.id))),
        ty: object::ty(types, ty),
    })
}

fn root_struct(types: &Types<'_>, endpoint: &Endpoint, is_input: bool) -> Struct {
    let (name, fields, what) =
        if is_input { ("Input", &endpoint.input, "Request to") } else { ("Output", &endpoint.output, "Answer of") };
    let docs = docs::trusted(&format!("{what} {}.", docs::code(&endpoint.id)));
    let mut planned = object::object(types, name.to_owned(), docs, fields, is_input);
    let example = endpoint
        .examples
        .iter()
        .find_map(|example| if is_input { example.input.as_ref() } else { example.output.as_ref() });
    planned.example =
        example.map(|literal| Value::Object(values::object(types, "Self".to_owned(), fields, literal, is_input)));
    planned
}

fn declared<'d>(types: &Types<'_>, defs: impl Iterator<Item = &'d TypeDef>) -> Vec<TypeItem> {
    defs.map(|def| match &def.kind {
        TypeKind::Enum(values) => TypeItem::Enum(object::enumeration(def, values)),
        TypeKind::Integers(values) => TypeItem::Enum(object::integers(def, values)),
        TypeKind::Union(arms) => TypeItem::Union(object::union(types, def, arms)),
        TypeKind::Struct(fields) => {
            let reference = match types.endpoint {
                Some(_) => TypeRef::Local(def.name.clone()),
                None => TypeRef::Shared(def.name.clone()),
            };
            let docs = docs_of::object(def.doc.as_deref(), fields);
            let in_request = types.is_requested(&reference);
            TypeItem::Struct(object::object(types, def.rust_name.clone(), docs, fields, in_request))
        }
    })
    .collect()
}

fn module_docs(endpoint: &Endpoint, home: &Home, has_example: bool, options: &Options) -> Vec<String> {
    let mut lines = docs::lines(&endpoint.title);
    let mut paragraph = |more: Vec<String>| {
        if !more.is_empty() {
            lines.push(String::new());
            lines.extend(more);
        }
    };
    paragraph(docs::lines(endpoint.doc.as_deref().unwrap_or_default()));
    let id = &endpoint.id;
    paragraph(vec![format!("Endpoint: [`{id}`](https://fal.ai/models/{id}).")]);
    if let Some(krate) = &options.crate_name {
        paragraph(example(krate, home, has_example));
    }
    lines
}

/// A call that compiles, for the module's documentation.
fn example(krate: &str, home: &Home, has_example: bool) -> Vec<String> {
    let module = &home.module;
    let path = home.owner.as_ref().map_or(module.clone(), |owner| format!("{owner}::{module}"));
    let (given, argument) = match has_example {
        true => ("", format!("{module}::Input::example()")),
        false => (&*format!(", input: {module}::Input"), "input".to_owned()),
    };
    let import = if home.owner.is_some() { format!("use {krate}::{path};") } else { String::new() };
    let braces = if home.owner.is_some() { "Client".to_owned() } else { format!("{{Client, {module}}}") };
    let mut lines = vec!["```no_run".to_owned(), format!("use {krate}::{braces};")];
    lines.extend(Some(import).filter(|import| !import.is_empty()));
    lines.extend([
        String::new(),
        format!("# async fn example(fal: Client{given}) -> Result<(), {krate}::Error> {{"),
        format!("let output = fal.{}({argument}).subscribe().await?;", home.method),
        "println!(\"{:#?}\", *output);".to_owned(),
        "# Ok(())".to_owned(),
        "# }".to_owned(),
        "```".to_owned(),
    ]);
    lines
}

/// Finds out which names a module uses from elsewhere.
fn collect_names(module: &mut Module) {
    let mut own: BTreeSet<String> = BTreeSet::new();
    let (mut used, mut runtime, mut maps) = (BTreeSet::new(), BTreeSet::new(), false);
    for item in &module.types {
        match item {
            TypeItem::Enum(item) => _ = own.insert(item.name.clone()),
            TypeItem::Alias(item) => {
                own.insert(item.name.clone());
                names_in(&item.ty, &mut used, &mut runtime, &mut maps);
            }
            TypeItem::Free(item) => {
                own.insert(item.name.clone());
                runtime.insert("Json");
                maps = true;
            }
            TypeItem::Union(item) => {
                own.insert(item.name.clone());
                item.arms.iter().for_each(|arm| names_in(&arm.ty, &mut used, &mut runtime, &mut maps));
                runtime.extend(item.checked.then_some(["Check", "Validate"]).into_iter().flatten());
                runtime.extend(item.files.then_some(["FileRef", "Files"]).into_iter().flatten());
            }
            TypeItem::Struct(item) => {
                own.insert(item.name.clone());
                for field in &item.fields {
                    names_in(&field.ty, &mut used, &mut runtime, &mut maps);
                    if let Start::Default(value) = &field.start {
                        names_in_value(value, &mut used, &mut maps);
                    }
                }
                item.example.iter().for_each(|value| names_in_value(value, &mut used, &mut maps));
                runtime.extend(item.checks.as_ref().map(|_| ["Check", "Validate"]).into_iter().flatten());
                runtime.extend(item.files.as_ref().map(|_| ["FileRef", "Files"]).into_iter().flatten());
            }
        }
    }
    if let Some(endpoint) = &module.endpoint {
        runtime.extend(["Call", "Endpoint", "Files", "Validate"]);
        runtime.extend(endpoint.streaming.then_some("StreamingEndpoint"));
        used.insert("Client".to_owned());
    }
    used.remove("Self");
    module.siblings = used.difference(&own).cloned().collect();
    module.runtime = runtime;
    module.maps = maps;
}

fn names_in(ty: &Type, used: &mut BTreeSet<String>, runtime: &mut BTreeSet<&'static str>, maps: &mut bool) {
    match ty {
        Type::Named(name) => _ = used.insert(name.clone()),
        Type::File => _ = runtime.insert("FileRef"),
        Type::Json => _ = runtime.insert("Json"),
        Type::List(inner) | Type::Optional(inner) | Type::Boxed(inner) => names_in(inner, used, runtime, maps),
        Type::Map(inner) => {
            *maps = true;
            names_in(inner, used, runtime, maps);
        }
        Type::Text | Type::Integer | Type::Float | Type::Boolean => {}
    }
}

fn names_in_value(value: &Value, used: &mut BTreeSet<String>, maps: &mut bool) {
    match value {
        Value::Variant(name, _) => _ = used.insert(name.clone()),
        Value::Arm(name, _, inner) => {
            used.insert(name.clone());
            names_in_value(inner, used, maps);
        }
        Value::Present(inner) | Value::Boxed(inner) => names_in_value(inner, used, maps),
        Value::List(items) => items.iter().for_each(|item| names_in_value(item, used, maps)),
        Value::Map(entries) => {
            *maps = true;
            entries.iter().for_each(|(_, item)| names_in_value(item, used, maps));
        }
        Value::Object(object) => {
            used.insert(object.name.clone());
            let fields = object.fields.iter().map(|(_, value)| value);
            object.arguments.iter().chain(fields).for_each(|item| names_in_value(item, used, maps));
        }
        Value::Absent
        | Value::NoItems(_)
        | Value::Text(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Json(_)
        | Value::File(_) => {}
    }
}
