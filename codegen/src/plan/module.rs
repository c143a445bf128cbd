//! Modules: one for the shared types, and one per endpoint.

use std::collections::BTreeSet;

use super::alias::alias;
use super::index::{Index, Types, depth};
use super::model::{Alias, EndpointItem, Free, Initial, Module, Struct, Type, TypeItem, Value};
use super::{docs_of, object, values};
use crate::Options;
use crate::docs;
use fal_schema::SHARED_FILE;
use fal_schema::ir::{Endpoint, Home, TypeDef, TypeKind, TypeRef};
use fal_schema::names;

/// Plans the module of shared types.
pub(crate) fn shared(index: &Index<'_>) -> Module {
    let types = index.shared_types();
    let items = type_items(&types, index.catalog.shared.iter().chain(&index.catalog.unions));
    let mut module = Module {
        file: "src/types.rs".to_owned(),
        source: SHARED_FILE.to_owned(),
        docs: vec!["Types that are shared by several models.".to_owned()],
        types: items,
        depth: 1,
        ..Module::default()
    };
    collect_names(&mut module);
    module.siblings.clear();
    module
}

/// Plans the module of an endpoint.
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
    items.extend(type_items(&types, endpoint.types.iter().chain(&endpoint.unions)));
    let file = match &home.owner {
        Some(owner) => format!("src/{owner}/{}.rs", home.module),
        None => format!("src/{}.rs", home.module),
    };
    let mut module = Module {
        file,
        source: endpoint.path.clone(),
        docs,
        depth: depth(home),
        types: items,
        endpoint: Some(EndpointItem {
            id: endpoint.id.clone(),
            alias: alias(&home.method, &endpoint.id),
            method: home.method.clone(),
            method_docs: docs::lines(&format!("Calls {}: {}.", endpoint.id, endpoint.title)),
            streaming: endpoint.streaming,
        }),
        ..Module::default()
    };
    collect_names(&mut module);
    module
}

fn input(types: &Types<'_>, endpoint: &Endpoint) -> TypeItem {
    if endpoint.input_type.is_none() {
        return TypeItem::Struct(root_struct(types, endpoint, true));
    }
    TypeItem::Free(Free {
        name: "Input".to_owned(),
        docs: docs::trusted(&format!("Input of {}: an object with free keys.", docs::code(&endpoint.id))),
        example: endpoint.examples.iter().find_map(|example| example.input.clone()),
    })
}

fn output(types: &Types<'_>, endpoint: &Endpoint) -> TypeItem {
    let Some(ty) = &endpoint.output_type else {
        return TypeItem::Struct(root_struct(types, endpoint, false));
    };
    TypeItem::Alias(Alias {
        name: "Output".to_owned(),
        docs: docs::trusted(&format!("Output of {}.", docs::code(&endpoint.id))),
        ty: super::types::ty(types, ty),
    })
}

fn root_struct(types: &Types<'_>, endpoint: &Endpoint, is_input: bool) -> Struct {
    let (name, fields) = if is_input { ("Input", &endpoint.input) } else { ("Output", &endpoint.output) };
    let docs = docs::trusted(&format!("{name} of {}.", docs::code(&endpoint.id)));
    let mut planned = object::object(types, name.to_owned(), docs, fields, is_input);
    let example = endpoint
        .examples
        .iter()
        .find_map(|example| if is_input { example.input.as_ref() } else { example.output.as_ref() });
    planned.example =
        example.map(|literal| Value::Object(values::object(types, "Self".to_owned(), fields, literal, is_input)));
    planned
}

fn type_items<'d>(types: &Types<'_>, defs: impl Iterator<Item = &'d TypeDef>) -> Vec<TypeItem> {
    defs.map(|def| match &def.kind {
        TypeKind::Enum(values) => TypeItem::Enum(object::enumeration(types, def, values)),
        TypeKind::Integers(values) => TypeItem::Enum(object::integers(types, def, values)),
        TypeKind::Union(arms) => TypeItem::Union(object::union(types, def, arms)),
        TypeKind::Struct(fields) => {
            let reference = match types.endpoint {
                Some(_) => TypeRef::Local(def.name.clone()),
                None => TypeRef::Shared(def.name.clone()),
            };
            let docs = docs_of::object(def.doc.as_deref(), fields);
            let in_request = types.is_used_in_requests(&reference);
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

/// An example call for the documentation of the module, which compiles.
fn example(krate: &str, home: &Home, has_example: bool) -> Vec<String> {
    let module = &names::spelled(&home.module);
    let path = home.owner.as_ref().map_or(module.clone(), |owner| format!("{}::{module}", names::spelled(owner)));
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
        format!("let output = fal.{}({argument}).subscribe().await?;", names::spelled(&home.method)),
        "println!(\"{:#?}\", *output);".to_owned(),
        "# Ok(())".to_owned(),
        "# }".to_owned(),
        "```".to_owned(),
    ]);
    lines
}

/// Collects the names that the readable part of a module imports. The rest of the module uses full paths.
fn collect_names(module: &mut Module) {
    let mut own: BTreeSet<&str> = BTreeSet::from(["Self"]);
    let mut names = Names::default();
    for item in &module.types {
        match item {
            TypeItem::Enum(item) => _ = own.insert(&item.name),
            TypeItem::Alias(item) => {
                own.insert(&item.name);
                names.of_type(&item.ty);
            }
            TypeItem::Free(item) => {
                own.insert(&item.name);
                names.runtime.insert("Json");
                names.maps = true;
            }
            TypeItem::Union(item) => {
                own.insert(&item.name);
                item.arms.iter().for_each(|arm| names.of_type(&arm.ty));
            }
            TypeItem::Struct(item) => {
                own.insert(&item.name);
                for field in &item.fields {
                    names.of_type(&field.ty);
                    if let Initial::Default(value) = &field.initial {
                        names.of_value(value);
                    }
                }
                item.example.iter().for_each(|value| names.of_value(value));
            }
        }
    }
    module.siblings = names.used.into_iter().filter(|name| !own.contains(name.as_str())).collect();
    module.runtime = names.runtime;
    module.maps = names.maps;
}

/// Names in types and values.
#[derive(Default)]
struct Names {
    used: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
    maps: bool,
}

impl Names {
    fn of_type(&mut self, ty: &Type) {
        match ty {
            Type::Named(name) => _ = self.used.insert(name.clone()),
            Type::File => _ = self.runtime.insert("FileRef"),
            Type::Json => _ = self.runtime.insert("Json"),
            Type::List(inner) | Type::Optional(inner) | Type::Boxed(inner) => self.of_type(inner),
            Type::Map(inner) => {
                self.maps = true;
                self.of_type(inner);
            }
            Type::Text | Type::Integer | Type::Unsigned | Type::Float | Type::Boolean => {}
        }
    }

    fn of_value(&mut self, value: &Value) {
        match value {
            Value::Variant(name, _) => _ = self.used.insert(name.clone()),
            Value::Arm(name, _, inner) | Value::From(name, inner) => {
                self.used.insert(name.clone());
                self.of_value(inner);
            }
            Value::Present(inner) => self.of_value(inner),
            Value::List(items) => items.iter().for_each(|item| self.of_value(item)),
            Value::Map(entries) => {
                self.maps = true;
                entries.iter().for_each(|(_, item)| self.of_value(item));
            }
            Value::Object(object) => {
                self.used.insert(object.name.clone());
                object.fields.iter().for_each(|(_, value)| self.of_value(value));
                for given in &object.arguments {
                    match &given.value {
                        // The argument of an empty list contains the type of the items.
                        Value::List(items) if items.is_empty() => self.of_type(&given.ty),
                        value => self.of_value(value),
                    }
                }
            }
            Value::Json(_) => _ = self.runtime.insert("Json"),
            Value::File(_) => _ = self.runtime.insert("FileRef"),
            Value::Absent | Value::Text(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => {}
        }
    }
}
