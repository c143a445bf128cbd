//! Structs, enums, unions and endpoints as tokens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::text::{alias, docs, ident, implementation};
use super::values;
use super::values::{field_type, parameter, value};
use crate::plan::{Check, EndpointItem, Enum, Field, Initial, Module, Struct, Type, TypeItem, Union, Wire};

/// A struct with its functions.
pub(super) fn structure(item: &Struct) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let fields = item.fields.iter().map(|field| {
        let (docs, name, ty) = (docs(&field.docs), ident(&field.ident), field_type(field));
        quote!(#docs pub #name: #ty)
    });
    let must_use = item.in_request.then(|| quote!(#[must_use]));
    let struct_docs = docs(&item.docs);
    let complexity = values::complexity(item.fields.iter().map(|field| &field.ty));
    let definition = quote! {
        #struct_docs
        #complexity
        #[derive(Clone)]
        #must_use
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    };
    let mut members = Vec::new();
    if item.in_request {
        members.push(new(item));
        // Without blank lines between them: each begins with its line of documentation.
        members
            .push(item.fields.iter().filter(|field| !matches!(field.initial, Initial::Argument)).map(setter).collect());
    }
    if let Some(example) = &item.example {
        let example = value(example);
        members.push(quote! {
            #[doc = " An example from the model's page."]
            pub fn example() -> Self { #example }
        });
    }
    let mut blocks = vec![definition];
    if !members.is_empty() {
        blocks.push(implementation(quote!(#complexity impl #name), members));
    }
    if item.in_request && item.fields.iter().all(|field| !matches!(field.initial, Initial::Argument)) {
        let default = quote!(
            fn default() -> Self {
                Self::new()
            }
        );
        blocks.push(implementation(quote!(impl ::core::default::Default for #name), vec![default]));
    }
    blocks
}

/// Functions of more parameters than this need a word to clippy.
const MANY_PARAMETERS: usize = 7;

fn new(item: &Struct) -> TokenStream {
    let given: Vec<&Field> = item.fields.iter().filter(|field| matches!(field.initial, Initial::Argument)).collect();
    let parameters = given.iter().map(|field| parameter(field).0);
    let fields = item.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let initial = match &field.initial {
            Initial::Argument => parameter(field).1,
            Initial::Default(default) => value(default),
            Initial::None => quote!(None),
        };
        if name == initial.to_string() { quote!(#name) } else { quote!(#name: #initial) }
    });
    let many = (given.len() > MANY_PARAMETERS).then(|| quote!(#[expect(clippy::too_many_arguments)]));
    let docs = docs(&item.new_docs);
    quote! {
        #docs
        #many
        pub fn new(#(#parameters),*) -> Self { Self { #(#fields),* } }
    }
}

fn setter(field: &Field) -> TokenStream {
    let name = ident(&field.ident);
    let docs = docs(&field.setter_docs);
    let (parameter, inner) = parameter(field);
    let inner = if matches!(field.initial, Initial::None) { quote!(Some(#inner)) } else { inner };
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #parameter) -> Self {
            self.#name = #inner;
            self
        }
    }
}

/// An enum.
pub(super) fn enumeration(item: &Enum) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let variants = item.variants.iter().map(|variant| {
        let (docs, alias, name) = (docs(&variant.docs), alias(variant.alias.as_ref()), ident(&variant.name));
        quote!(#docs #alias #name)
    });
    let docs = docs(&item.docs);
    let unknown = if item.integers { quote!(::fal_client::UnknownInteger) } else { quote!(::fal_client::UnknownValue) };
    vec![quote! {
        #docs
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that this version does not know."]
            Unknown(#unknown),
        }
    }]
}

/// A union.
pub(super) fn union(item: &Union) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let arms = item.arms.iter().map(|arm| {
        let (docs, arm, ty) = (docs(&arm.docs), ident(&arm.name), values::ty(&arm.ty));
        quote!(#docs #arm(#ty))
    });
    let docs = docs(&item.docs);
    let complexity = values::complexity(item.arms.iter().map(|arm| &arm.ty));
    vec![quote! {
        #docs
        #complexity
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#arms),* }
    }]
}

/// What makes `Input` a call: the method on the client, and the runtime's trait.
pub(super) fn endpoint(item: &EndpointItem, module: &Module) -> Vec<TokenStream> {
    let (id, method, docs) = (&item.id, ident(&item.method), docs(&item.method_docs));
    let alias = alias(item.alias.as_ref());
    let call = quote! {
        #docs
        #alias
        pub fn #method(&self, input: impl Into<Input>) -> ::fal_client::Call<Input> { self.call(input.into()) }
    };
    let fields = input(module).map_or(&[][..], |input| &input.fields);
    let required = fields.iter().filter(|field| matches!(field.initial, Initial::Argument)).map(|field| &field.wire);
    let supers = (0..module.depth).map(|_| quote!(super::));
    let mut blocks = vec![
        implementation(quote!(impl #(#supers)* Client), vec![call]),
        quote! {
            impl ::fal_client::Endpoint for Input {
                const ID: &'static str = #id;
                const REQUIRED: &'static [&'static str] = &[#(#required),*];
                type Output = Output;
            }
        },
    ];
    blocks.extend(item.streaming.then(|| quote!(impl ::fal_client::StreamingEndpoint for Input {})));
    blocks
}

/// The limits of every type, and the files of unions.
pub(super) fn plumbing(module: &Module) -> Vec<TokenStream> {
    let mut blocks = Vec::new();
    let is_endpoint = module.endpoint.is_some();
    for item in &module.types {
        match item {
            TypeItem::Struct(item) => blocks.extend(struct_traits(item, is_endpoint && item.name == "Input")),
            TypeItem::Union(item) => blocks.extend(union_traits(item)),
            TypeItem::Free(item) => {
                let name = ident(&item.name);
                blocks.push(quote!(impl ::fal_client::__private::Validate for #name {}));
            }
            TypeItem::Enum(_) | TypeItem::Alias(_) => {}
        }
    }
    blocks
}

/// The lines that give the types their JSON form. They are text: formatters leave the inside of macros as they find it.
pub(super) fn json_forms(module: &Module) -> String {
    let forms: String = module.types.iter().map(json).collect();
    let is_endpoint = module.endpoint.is_some();
    let files: String = module.types.iter().map(|item| files(item, is_endpoint)).collect();
    forms + &files + &module.endpoint.as_ref().map(|_| input_forms(module)).unwrap_or_default()
}

/// The fields of a type that may contain files to send. Inputs have the line without any, too.
fn files(item: &TypeItem, is_endpoint: bool) -> String {
    let (name, fields) = match item {
        TypeItem::Struct(item) => match &item.files {
            Some(fields) => (&item.name, fields.as_slice()),
            None if is_endpoint && item.name == "Input" => (&item.name, &[][..]),
            None => return String::new(),
        },
        TypeItem::Free(item) => (&item.name, &[][..]),
        TypeItem::Enum(_) | TypeItem::Alias(_) | TypeItem::Union(_) => return String::new(),
    };
    let fields: Vec<String> = fields.iter().map(|field| ident(field).to_string()).collect();
    macro_table("files", &ident(name), &fields)
}

/// What inputs have besides their JSON.
fn input_forms(module: &Module) -> String {
    let from_string = if takes_a_string(module) { "::fal_client::from_string!(Input);\n" } else { "" };
    format!("::fal_client::validate!(Input);\n{from_string}")
}

/// Whether a string is the only required field of the input.
pub(super) fn takes_a_string(module: &Module) -> bool {
    let required = input(module).into_iter().flat_map(|input| &input.fields);
    let mut required = required.filter(|field| matches!(field.initial, Initial::Argument));
    let first = required.next();
    first.is_some_and(|field| field.ty == Type::Text) && required.next().is_none()
}

fn input(module: &Module) -> Option<&Struct> {
    module.types.iter().find_map(|item| match item {
        TypeItem::Struct(item) if item.name == "Input" => Some(item),
        _ => None,
    })
}

fn struct_traits(item: &Struct, always: bool) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let mut blocks = Vec::new();
    match &item.checks {
        Some(checks) => {
            let checks = checks.iter().map(check);
            blocks.push(quote! {
                impl ::fal_client::__private::Validate for #name {
                    fn check(&self, check: &mut ::fal_client::__private::Check) { #(#checks)* }
                }
            });
        }
        None => blocks.extend(always.then(|| quote!(impl ::fal_client::__private::Validate for #name {}))),
    }
    blocks
}

fn check(check: &Check) -> TokenStream {
    let (method, wire, field) = (ident(check.method), &check.wire, ident(&check.ident));
    let limits = check.limits.iter().map(value);
    quote!(check.#method(#wire, &self.#field #(, #limits)*);)
}

fn union_traits(item: &Union) -> Vec<TokenStream> {
    let name = ident(&item.name);
    let arms = |wanted: &dyn Fn(&crate::plan::Arm) -> bool, then: TokenStream| -> TokenStream {
        let (some, none): (Vec<_>, Vec<_>) = item.arms.iter().partition(|arm| wanted(arm));
        let some = some.iter().map(|arm| ident(&arm.name));
        let none: Vec<_> = none.iter().map(|arm| ident(&arm.name)).collect();
        let rest = (!none.is_empty()).then(|| quote!(#(Self::#none(_))|* => {}));
        quote!(match self { #(Self::#some(value) => #then,)* #rest })
    };
    let from = item.arms.iter().filter_map(|arm| {
        let Type::Boxed(inner) = &arm.ty else { return None };
        let (arm, inner) = (ident(&arm.name), values::ty(inner));
        Some(quote! {
            impl ::core::convert::From<#inner> for #name {
                fn from(value: #inner) -> Self { Self::#arm(::std::boxed::Box::new(value)) }
            }
        })
    });
    let mut blocks: Vec<TokenStream> = from.collect();
    if item.checked {
        let body = arms(&|arm| arm.checked, quote!(::fal_client::__private::Validate::check(value, check)));
        blocks.push(quote!(impl ::fal_client::__private::Validate for #name { fn check(&self, check: &mut ::fal_client::__private::Check) { #body } }));
    }
    if item.files {
        let body = arms(&|arm| arm.files, quote!(::fal_client::__private::Files::each_file(value, visit)));
        blocks.push(quote! {
            impl ::fal_client::__private::Files for #name {
                fn each_file(&mut self, visit: &mut dyn ::core::ops::FnMut(&mut ::fal_client::FileRef)) { #body }
            }
        });
    }
    blocks
}

fn json(item: &TypeItem) -> String {
    match item {
        TypeItem::Struct(item) => {
            // The types say what `new` is given; without defaults it is not called.
            let typed = item.fields.iter().any(|field| matches!(field.initial, Initial::Default(_)));
            let group = |label: &str, wanted: &dyn Fn(&Initial) -> bool| {
                let fields = item.fields.iter().filter(|field| wanted(&field.initial)).map(|field| {
                    let name = ident(&field.ident);
                    let given = typed && matches!(field.initial, Initial::Argument);
                    let ty = if given { format!(": {}", spell(&field.ty)) } else { String::new() };
                    let wire = Literal::string(&field.wire);
                    if name == field.wire { format!("{name}{ty}") } else { format!("{name}{ty} = {wire}") }
                });
                let fields: Vec<String> = fields.collect();
                (!fields.is_empty()).then(|| format!("{label}: [{}]", fields.join(", ")))
            };
            let given = group("required", &|initial| matches!(initial, Initial::Argument));
            let defaults = group("default", &|initial| matches!(initial, Initial::Default(_)));
            let optional = group("optional", &|initial| matches!(initial, Initial::None));
            let groups: Vec<String> = [given, defaults, optional].into_iter().flatten().collect();
            macro_table("object", &ident(&item.name), &groups)
        }
        TypeItem::Enum(item) => {
            let variants = item.variants.iter().map(|variant| match &variant.wire {
                Wire::Text(wire) => format!("{} = {}", ident(&variant.name), Literal::string(wire)),
                Wire::Integer(wire) => format!("{} = {wire}", ident(&variant.name)),
            });
            let name = if item.integers { "open_int_enum" } else { "open_enum" };
            macro_table(name, &ident(&item.name), &variants.collect::<Vec<_>>())
        }
        TypeItem::Alias(_) => String::new(),
        TypeItem::Free(item) => format!("::fal_client::free_form!({});\n", ident(&item.name)),
        TypeItem::Union(item) => {
            let arms = item.arms.iter().map(|arm| format!("{}({})", ident(&arm.name), spell(&arm.ty)));
            macro_table("union", &ident(&item.name), &arms.collect::<Vec<_>>())
        }
    }
}

/// Longest macro call on one line.
const WIDTH: usize = 100;

fn macro_table(name: &str, ty: &Ident, rows: &[String]) -> String {
    if rows.is_empty() {
        return format!("::fal_client::{name}!({ty} {{}});\n");
    }
    let line = format!("::fal_client::{name}!({ty} {{ {} }});\n", rows.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("::fal_client::{name}!({ty} {{\n    {},\n}});\n", rows.join(",\n    "))
}

/// A type as it is spelled in source text.
fn spell(ty: &Type) -> String {
    match ty {
        Type::List(item) => format!("Vec<{}>", spell(item)),
        Type::Optional(inner) => format!("Option<{}>", spell(inner)),
        Type::Map(value) => format!("BTreeMap<String, {}>", spell(value)),
        Type::Boxed(inner) => format!("Box<{}>", spell(inner)),
        other => values::ty(other).to_string(),
    }
}
