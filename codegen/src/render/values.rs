//! Types and values as tokens. Reads `plan`; feeds `items`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::constants;
use super::text::ident;
use crate::plan::{self, Argument, ArgumentValue, Field, Initial, ObjectValue, Type, Value};

/// A type.
pub(super) fn ty(ty: &Type) -> TokenStream {
    match ty {
        Type::Text => quote!(String),
        Type::Integer => quote!(i64),
        Type::Unsigned => quote!(u64),
        Type::Float => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Json => quote!(Json),
        Type::File => quote!(FileRef),
        Type::Named(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Type::List(item) => {
            let item = self::ty(item);
            quote!(Vec<#item>)
        }
        Type::Optional(inner) => {
            let inner = self::ty(inner);
            quote!(Option<#inner>)
        }
        Type::Map(value) => {
            let value = self::ty(value);
            quote!(BTreeMap<String, #value>)
        }
        Type::Boxed(inner) => {
            let inner = self::ty(inner);
            quote!(Box<#inner>)
        }
    }
}

/// An attribute for items whose types clippy finds too complex; it counts the nesting.
pub(super) fn complexity<'t>(types: impl Iterator<Item = &'t Type>) -> Option<TokenStream> {
    // The `Option` of a field and the `impl` of a parameter are two levels more.
    let complex = types.into_iter().any(|ty| weight(ty, 3) > MOST_COMPLEX);
    complex.then(|| quote!(#[allow(clippy::type_complexity)]))
}

/// Clippy's threshold is 250.
const MOST_COMPLEX: u64 = 200;

fn weight(ty: &Type, nest: u64) -> u64 {
    10 * nest
        + match ty {
            Type::List(inner) | Type::Optional(inner) | Type::Boxed(inner) => weight(inner, nest + 1),
            Type::Map(inner) => 10 * (nest + 1) + weight(inner, nest + 1),
            Type::Text | Type::Integer | Type::Unsigned | Type::Float | Type::Boolean => 0,
            Type::Json | Type::File | Type::Named(_) => 0,
        }
}

/// The type of a field as the struct has it.
pub(super) fn field_type(field: &Field) -> TokenStream {
    let inner = ty(&field.ty);
    if matches!(field.initial, Initial::None) { quote!(Option<#inner>) } else { inner }
}

/// The parameter that a function takes for a field, and its value inside the function.
pub(super) fn parameter(field: &Field) -> (TokenStream, TokenStream) {
    let name = ident(&field.ident);
    let whole = ty(&field.ty);
    let item = match &field.ty {
        Type::List(item) => ty(item),
        _ => TokenStream::new(),
    };
    match field.argument {
        Argument::Plain => (quote!(#name: #whole), quote!(#name)),
        Argument::Into => (quote!(#name: impl Into<#whole>), quote!(#name.into())),
        Argument::Items => (quote!(#name: impl IntoIterator<Item = #item>), quote!(#name.into_iter().collect())),
        Argument::IntoItems => (
            quote!(#name: impl IntoIterator<Item = impl Into<#item>>),
            quote!(#name.into_iter().map(Into::into).collect()),
        ),
    }
}

/// A value that a place of its exact type takes.
pub(super) fn value(value: &Value) -> TokenStream {
    match value {
        Value::Text(text) if text.is_empty() => quote!(String::new()),
        Value::Text(text) => quote!(#text.to_owned()),
        Value::Integer(whole) => integer(*whole),
        Value::Float(number) => float(*number),
        Value::Boolean(truth) => quote!(#truth),
        Value::Json(literal) => json(literal),
        Value::File(address) if address.starts_with("data:") => quote!(FileRef::data_uri(#address)),
        Value::File(address) => quote!(FileRef::url(#address)),
        Value::List(items) if items.is_empty() => quote!(Vec::new()),
        Value::List(items) => {
            let flat = items.iter().all(is_scalar);
            let items = items.iter().map(self::value);
            // Formatters leave the inside of macros as they find it, and macros in macros have a limit.
            if flat { quote!(vec![#(#items),*]) } else { quote!(Vec::from([#(#items),*])) }
        }
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, entry)| {
                let entry = self::value(entry);
                quote!((#key.to_owned(), #entry))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        Value::Variant(name, variant) => {
            let (name, variant) = (ident(name), ident(variant));
            quote!(#name::#variant)
        }
        Value::From(name, inner) => {
            let (name, inner) = (ident(name), self::value(inner));
            quote!(#name::from(#inner))
        }
        Value::Arm(name, arm, inner) => {
            let (name, arm, inner) = (ident(name), ident(arm), self::value(inner));
            quote!(#name::#arm(#inner))
        }
        Value::Absent => quote!(None),
        Value::Present(inner) => {
            let inner = self::value(inner);
            quote!(Some(#inner))
        }
        Value::Object(object) => self::object(object),
    }
}

fn is_scalar(value: &Value) -> bool {
    match value {
        Value::Text(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Variant(..)
        | Value::Absent => true,
        Value::Present(inner) => is_scalar(inner),
        Value::Json(_)
        | Value::File(_)
        | Value::List(_)
        | Value::Map(_)
        | Value::Arm(..)
        | Value::From(..)
        | Value::Object(_) => false,
    }
}

fn object(object: &ObjectValue) -> TokenStream {
    let name = ident(&object.name);
    let arguments = object.arguments.iter().map(argument);
    let new = quote!(#name::new(#(#arguments),*));
    let fields = object.fields.iter().map(|(field, value)| {
        let (field, value) = (ident(field), self::value(value));
        quote!(#field: #value)
    });
    match (object.fields.is_empty(), object.complete) {
        (true, false) => new,
        (_, true) => quote!(#name { #(#fields),* }),
        (false, false) => quote!(#name { #(#fields,)* ..#new }),
    }
}

/// A value as a function takes it.
fn argument(given: &ArgumentValue) -> TokenStream {
    let item = |value: &Value| match (&given.argument, value) {
        (Argument::IntoItems, Value::Text(text)) => quote!(#text),
        (_, value) => self::value(value),
    };
    match (&given.argument, &given.value) {
        (Argument::Into, Value::Text(text)) => quote!(#text),
        (Argument::Items | Argument::IntoItems, Value::List(items)) if items.is_empty() => {
            let list = ty(&given.ty);
            quote!(<#list>::new())
        }
        (Argument::Items | Argument::IntoItems, Value::List(items)) => {
            let items = items.iter().map(item);
            quote!([#(#items),*])
        }
        (_, value) => self::value(value),
    }
}

/// A JSON value of any size: constructors, since macros have a limit on their recursion. Each names `Json`, which a module
/// with such a value imports.
pub(super) fn json(literal: &plan::Literal) -> TokenStream {
    use plan::Literal as Json;
    match literal {
        Json::Null => quote!(Json::Null),
        Json::List(items) if items.is_empty() => quote!(Json::Array(Vec::new())),
        Json::Object(entries) if entries.is_empty() => quote!(Json::Object(Default::default())),
        Json::List(items) => {
            let all = |is: fn(&Json) -> bool| items.iter().all(is);
            let alike = all(|item| matches!(item, Json::String(_)))
                || all(|item| matches!(item, Json::Float(_)))
                || all(|item| matches!(item, Json::Boolean(_)))
                || all(|item| matches!(item, Json::Integer(whole) if i32::try_from(*whole).is_ok()));
            let items = items.iter().map(if alike { json_scalar } else { json });
            quote!(Json::from([#(#items),*]))
        }
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = json(value);
                quote!((#key, #value))
            });
            quote!(Json::from_iter([#(#entries),*]))
        }
        Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => {
            let scalar = json_scalar(literal);
            quote!(Json::from(#scalar))
        }
    }
}

/// A scalar of a type that its literal shows.
fn json_scalar(literal: &plan::Literal) -> TokenStream {
    use plan::Literal as Json;
    match literal {
        Json::Boolean(truth) => quote!(#truth),
        Json::Integer(whole) => json_integer(*whole),
        Json::Float(number) => float(*number),
        Json::String(text) => quote!(#text),
        Json::Null | Json::List(_) | Json::Object(_) => json(literal),
    }
}

/// An integer whose type nothing around it says: one beyond 32 bits names its own.
fn json_integer(whole: i128) -> TokenStream {
    if i32::try_from(whole).is_ok() {
        return integer(whole);
    }
    let suffix = if i64::try_from(whole).is_ok() { "i64" } else { "u64" };
    let magnitude: Literal =
        format!("{}{suffix}", whole.unsigned_abs()).parse().expect("digits with a suffix are a literal");
    signed(whole < 0, magnitude.to_token_stream())
}

fn integer(whole: i128) -> TokenStream {
    signed(whole < 0, Literal::u128_unsuffixed(whole.unsigned_abs()).to_token_stream())
}

fn float(number: f64) -> TokenStream {
    if let Some((dividend, divisor)) = constants::quotient(number.abs()) {
        let (dividend, divisor) = (Literal::f64_unsuffixed(dividend), Literal::f64_unsuffixed(divisor));
        return signed(number.is_sign_negative(), quote!(#dividend / #divisor));
    }
    signed(number.is_sign_negative(), Literal::f64_unsuffixed(number.abs()).to_token_stream())
}

fn signed(negative: bool, magnitude: TokenStream) -> TokenStream {
    if negative { quote!(-#magnitude) } else { quote!(#magnitude) }
}
