//! The comparison itself: each kind of change to the model must be found, with its location. Reads the real schemas.

use fal_schema::ir::{Catalog, Endpoint, Field, Limits, Literal, Number, Presence, TypeDef, TypeKind, TypeRef};
use fal_tests::catalog;

use crate::mismatches::Mismatches;
use crate::{compare, operations, tables};

const FULL: &str = "fal-ai/hidream-i1-full";
const EDIT: &str = "fal-ai/ideogram/v3/edit";
const STABLE: &str = "fal-ai/stable-diffusion-v35-large";

/// A change, and a part of what must be reported about it.
type Change = (fn(&mut Catalog), &'static str);

const CHANGES: [Change; 26] = [
    (|c| drop(input(c, FULL).remove(4)), "fal-ai/hidream-i1-full: input.seed\n    expected: a field of this name"),
    (|c| input(c, FULL).swap(0, 1), "fal-ai/hidream-i1-full: input.*\n    expected: order"),
    (
        |c| of_input(c, FULL, "seed").name = "sead".into(),
        "Input(\"fal-ai/hidream-i1-full\").sead\n    expected: no such field",
    ),
    (|c| of_input(c, FULL, "seed").ty = TypeRef::Float, "type integer\n    found:    type float"),
    (|c| of_input(c, FULL, "seed").doc = None, "hidream-i1-full: input.seed\n    expected: \"The same seed"),
    (
        |c| of_input(c, FULL, "num_inference_steps").presence = whole(51),
        "expected: default 50\n    found:    default 51",
    ),
    (|c| of_input(c, FULL, "guidance_scale").presence = Presence::Optional, "default 5\n    found:    no default"),
    (|c| of_input(c, FULL, "sync_mode").presence = Presence::Optional, "default false\n    found:    no default"),
    (|c| of_input(c, FULL, "seed").presence = whole(1), "expected: no default\n    found:    default 1"),
    (|c| of_input(c, FULL, "prompt").presence = Presence::Optional, "required true\n    found:    required false"),
    (|c| of_input(c, FULL, "seed").presence = Presence::Required, "required false\n    found:    required true"),
    (|c| of_input(c, FULL, "num_images").limits = Limits::default(), "max Some(4.0)\n    found:    max None"),
    (|c| of_input(c, FULL, "loras").limits.max_items = Some(3), "(None, Some(3), None)"),
    (|c| of_input(c, "fal-ai/imagen4/preview", "prompt").limits.max_length = Some(500), "max length Some(5000)"),
    (|c| of_input(c, "fal-ai/imagen4/preview", "negative_prompt").limits.min_length = Some(1), "expected: limits"),
    (
        |c| of_shared(c, "ImageSize", "width").limits.min = Some(Number::Integer(1)),
        "min None\n    found:    min Some(1.0)",
    ),
    (|c| of_shared(c, "RGBColor", "r").presence = whole(1), "RGBColor.r\n    expected: default 0"),
    (|c| of_input(c, EDIT, "mask_url").ty = TypeRef::String, "fal-ai/ideogram/v2: EditImageInputV3.mask_url"),
    (|c| of_local(c, STABLE, "IPAdapter", "path").ty = TypeRef::File, "IPAdapter.path\n    expected: type string"),
    (|c| of_shared(c, "Image", "url").ty = TypeRef::File, "Image.url\n    expected: type string"),
    (
        |c| values(shared(c, "OutputFormat")).reverse(),
        "(jpeg|png)\n    found:    type OutputFormat (OutputFormat is png|jpeg)",
    ),
    (|c| drop(values(shared(c, "ColorPalettePreset")).pop()), "ColorPalette.name\n    expected: type Enum (EMBER"),
    (|c| input(c, EDIT).push(extra()), "Input(\"fal-ai/ideogram/v3/edit\").extra\n    expected: no such field"),
    (
        |c| c.endpoints.retain(|endpoint| endpoint.id != EDIT),
        "fal-ai/ideogram/v3/edit: input.prompt\n    expected: an endpoint",
    ),
    (|c| endpoint(c, FULL).streaming = false, "streams true\n    found:    streams false"),
    (|c| endpoint(c, STABLE).examples.clear(), "stable-diffusion-v35-large: first example.prompt"),
];

#[test]
fn each_kind_of_difference_is_found_at_its_place() {
    let tables = tables();
    let unchanged = catalog();
    for (change, expected) in CHANGES {
        let mut catalog = unchanged.clone();
        change(&mut catalog);
        let mut mismatches = compare::compare(&tables, &catalog);
        let Mismatches(others) = operations::compare(&tables, &catalog);
        mismatches.0.extend(others);
        assert!(mismatches.to_string().contains(expected), "not found: {expected}\nin:\n{mismatches}");
    }
}

fn endpoint<'a>(catalog: &'a mut Catalog, id: &str) -> &'a mut Endpoint {
    catalog.endpoints.iter_mut().find(|endpoint| endpoint.id == id).expect("the endpoint")
}

fn input<'a>(catalog: &'a mut Catalog, id: &str) -> &'a mut Vec<Field> {
    &mut endpoint(catalog, id).input
}

fn of_input<'a>(catalog: &'a mut Catalog, id: &str, name: &str) -> &'a mut Field {
    named(input(catalog, id), name)
}

fn of_local<'a>(catalog: &'a mut Catalog, id: &str, def: &str, name: &str) -> &'a mut Field {
    let def = endpoint(catalog, id).types.iter_mut().find(|candidate| candidate.name == def).expect("the type");
    named(fields(def), name)
}

fn of_shared<'a>(catalog: &'a mut Catalog, def: &str, name: &str) -> &'a mut Field {
    named(fields(shared(catalog, def)), name)
}

fn shared<'a>(catalog: &'a mut Catalog, name: &str) -> &'a mut TypeDef {
    catalog.shared.iter_mut().find(|def| def.name == name).expect("the type")
}

fn fields(def: &mut TypeDef) -> &mut Vec<Field> {
    match &mut def.kind {
        TypeKind::Struct(fields) => fields,
        _ => panic!("{} is not an object", def.name),
    }
}

fn values(def: &mut TypeDef) -> &mut Vec<fal_schema::ir::EnumValue> {
    match &mut def.kind {
        TypeKind::Enum(values) => values,
        _ => panic!("{} is not an enum of strings", def.name),
    }
}

fn named<'a>(fields: &'a mut [Field], name: &str) -> &'a mut Field {
    fields.iter_mut().find(|field| field.name == name).expect("the field")
}

fn whole(value: i64) -> Presence {
    Presence::Default(Literal::Integer(value.into()))
}

fn extra() -> Field {
    Field { name: "extra".into(), ..catalog().endpoints[0].input[0].clone() }
}
