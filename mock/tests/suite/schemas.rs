//! Every endpoint in `schemas/` accepts its examples and its smallest input, and its output has the documented type.

use fal_mock::{Catalog, Options, Server};
use fal_schema::ir::{Endpoint, Field, Limits, Presence, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use crate::common::{load, post};

#[test]
fn every_endpoint_accepts_its_examples() {
    let catalog = load("../schemas");
    let server = Server::start(catalog.clone(), Options::default()).expect("a free port");
    let mut count = 0;
    for endpoint in &catalog.endpoints {
        for input in endpoint.examples.iter().filter_map(|example| example.input.as_ref()) {
            check(&server, &catalog, endpoint, &serde_json::to_value(input).expect("JSON"));
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn every_endpoint_accepts_its_smallest_input() {
    let catalog = load("../schemas");
    let server = Server::start(catalog.clone(), Options::default()).expect("a free port");
    assert!(!catalog.endpoints.is_empty());
    for endpoint in &catalog.endpoints {
        check(&server, &catalog, endpoint, &Value::Object(smallest_input(&catalog, endpoint, &endpoint.input)));
    }
}

#[test]
fn every_endpoint_refuses_an_input_without_its_required_fields() {
    let catalog = load("../schemas");
    let server = Server::start(catalog.clone(), Options::default()).expect("a free port");
    for endpoint in &catalog.endpoints {
        let required = endpoint.input.iter().filter(|field| field.presence == Presence::Required).count();
        let response = post(&server, &format!("/run/{}", endpoint.id), &json!({}));
        let reported = response.json()["detail"].as_array().map_or(0, Vec::len);
        assert_eq!((response.status == 422, reported), (required > 0, required), "{}", endpoint.id);
    }
}

fn check(server: &Server, catalog: &Catalog, endpoint: &Endpoint, input: &Value) {
    let response = post(server, &format!("/run/{}", endpoint.id), input);
    assert_eq!(response.status, 200, "{}: {}", endpoint.id, response.text());
    match &endpoint.output_type {
        Some(ty) => assert!(fits(catalog, endpoint, ty, &response.json()), "{}: {}", endpoint.id, response.text()),
        None => object(catalog, endpoint, &endpoint.output, &response.json()),
    }
}

/// Every required field exists with the right type; the others may be null or missing.
fn object(catalog: &Catalog, endpoint: &Endpoint, fields: &[Field], value: &Value) {
    for field in fields {
        match &value[&field.name] {
            Value::Null => assert_ne!(field.presence, Presence::Required, "{}: {}", endpoint.id, field.name),
            value => assert!(fits(catalog, endpoint, &field.ty, value), "{}: {} is {value}", endpoint.id, field.name),
        }
    }
}

fn fits(catalog: &Catalog, endpoint: &Endpoint, ty: &TypeRef, value: &Value) -> bool {
    match ty {
        TypeRef::Json => true,
        TypeRef::String | TypeRef::File => value.is_string(),
        TypeRef::Integer => value.is_i64(),
        TypeRef::Unsigned => value.is_u64(),
        TypeRef::Float => value.is_number(),
        TypeRef::Boolean => value.is_boolean(),
        TypeRef::List(item) => {
            value.as_array().is_some_and(|values| values.iter().all(|value| fits(catalog, endpoint, item, value)))
        }
        TypeRef::Map(entry) => {
            value.as_object().is_some_and(|values| values.values().all(|value| fits(catalog, endpoint, entry, value)))
        }
        TypeRef::Nullable(inner) => value.is_null() || fits(catalog, endpoint, inner, value),
        TypeRef::Union(arms) => arms.iter().any(|arm| fits(catalog, endpoint, arm, value)),
        TypeRef::Local(_) | TypeRef::Shared(_) => match &catalog.resolve(endpoint, ty).expect("a known type").kind {
            TypeKind::Enum(known) => known.iter().any(|known| value == &known.wire),
            TypeKind::Integers(known) => known.iter().any(|known| *value == known.wire),
            TypeKind::Struct(fields) => {
                object(catalog, endpoint, fields, value);
                value.is_object()
            }
            TypeKind::Union(arms) => arms.iter().any(|arm| fits(catalog, endpoint, &arm.ty, value)),
        },
    }
}

/// The required fields only, each with its smallest value.
fn smallest_input(catalog: &Catalog, endpoint: &Endpoint, fields: &[Field]) -> Map<String, Value> {
    let required = fields.iter().filter(|field| field.presence == Presence::Required);
    required.map(|field| (field.name.clone(), smallest(catalog, endpoint, &field.ty, &field.limits))).collect()
}

fn smallest(catalog: &Catalog, endpoint: &Endpoint, ty: &TypeRef, limits: &Limits) -> Value {
    let number = limits.min.or(limits.max).map_or(0.0, fal_schema::ir::Number::as_f64);
    let integer = number as i128;
    match ty {
        TypeRef::String => json!("x".repeat(limits.min_length.unwrap_or(0) as usize)),
        TypeRef::File => json!("https://example.com/a.png"),
        TypeRef::Integer | TypeRef::Unsigned => json!(integer),
        TypeRef::Float => json!(number),
        TypeRef::Boolean => json!(false),
        TypeRef::Json => Value::Null,
        TypeRef::List(item) => {
            let count = limits.min_items.unwrap_or(0);
            (0..count).map(|_| smallest(catalog, endpoint, item, limits)).collect()
        }
        TypeRef::Map(_) => json!({}),
        TypeRef::Nullable(_) => Value::Null,
        TypeRef::Union(arms) => smallest(catalog, endpoint, &arms[0], limits),
        TypeRef::Local(_) | TypeRef::Shared(_) => match &catalog.resolve(endpoint, ty).expect("a known type").kind {
            TypeKind::Enum(known) => json!(known[0].wire),
            TypeKind::Integers(known) => json!(known[0].wire),
            TypeKind::Struct(fields) => Value::Object(smallest_input(catalog, endpoint, fields)),
            TypeKind::Union(arms) => smallest(catalog, endpoint, &arms[0].ty, &Limits::default()),
        },
    }
}
