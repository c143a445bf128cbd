//! Two Rust items of one scope never have one name: each pair that would is refused where schemas are read, with both spans.

use fal_schema::load_texts;

/// What is found in an endpoint's schema beside a shared file.
fn found_beside(shared: &str, endpoint: &str) -> String {
    let mut texts = vec![("fal-ai/a.yaml".to_owned(), format!("endpoint: fal-ai/a\ntitle: A\n{endpoint}"))];
    if !shared.is_empty() {
        texts.push(("shared.yaml".to_owned(), shared.to_owned()));
    }
    load_texts(texts).err().map(|report| report.to_string()).unwrap_or_default()
}

fn found(endpoint: &str) -> String {
    found_beside("", endpoint)
}

/// The endpoint is refused because two items would be called `name`, and the diagnostic names both.
fn assert_taken(found: &str, name: &str) {
    let title = format!("error[E050]: the Rust name `{name}` is already taken");
    assert!(found.starts_with(&title), "{name}: {found}");
    assert!(found.ends_with("1 error found"), "{found}");
    assert_eq!(found.matches(&format!("` becomes `{name}`")).count(), 1, "the first one is named: {found}");
    assert_eq!(found.matches(&format!("` also becomes `{name}`")).count(), 1, "the second one is named: {found}");
    assert!(found.contains("help: choose a") && found.contains("rust_name"), "{found}");
}

const A: &str = "types:\n  A: {fields: {x: {type: integer, required: true}}}\n";

#[test]
fn a_declared_type_never_takes_the_place_of_a_union() {
    let local = "input:\n  x: {type: integer | string}\n  y: {type: IntegerOrString}\noutput: {}\n\
                 types:\n  IntegerOrString: {fields: {a: {type: integer}}}\n";
    assert_taken(&found(local), "IntegerOrString");
    // Through a shared type as well, and with the name that was given.
    let shared = "types:\n  Holder: {fields: {x: {type: integer | string}}}\n";
    let local = "input:\n  h: {type: Holder}\n  y: {type: Other}\noutput: {}\n\
                 types:\n  Other: {rust_name: IntegerOrString, enum: [a]}\n";
    assert_taken(&found_beside(shared, local), "IntegerOrString");
    let shared = "types:\n  AOrString: {enum: [a]}\n";
    let local = format!("input:\n  x: {{type: A | string}}\n  y: {{type: AOrString}}\noutput: {{}}\n{A}");
    assert_taken(&found_beside(shared, &local), "AOrString");
    let shared = "types:\n  Size: {enum: [a]}\n  SizeOrInteger: {enum: [b]}\n";
    let uses = "input:\n  x: {type: Size | integer}\n  y: {type: SizeOrInteger}\noutput: {}\n";
    assert!(found_beside(shared, uses).contains("the Rust name `SizeOrInteger` is already taken"));
}

#[test]
fn a_local_type_and_a_shared_one_that_the_endpoint_uses_have_two_names() {
    let shared = "types:\n  Bar: {enum: [a]}\n  Baz: {fields: {b: {type: Bar}}}\n";
    let local = |uses: &str| {
        format!(
            "input:\n  x: {{type: Foo}}\n  y: {{type: {uses}}}\noutput: {{}}\ntypes:\n  Foo: {{rust_name: Bar, enum: [b]}}\n"
        )
    };
    assert_taken(&found_beside(shared, &local("Bar")), "Bar");
    assert_taken(&found_beside(shared, &local("list<Baz>")), "Bar");
}

#[test]
fn a_shared_type_that_the_endpoint_does_not_use_is_none_of_its_business() {
    let other = "endpoint: fal-ai/b\ntitle: B\ninput:\n  x: {type: integer | string}\noutput: {}\n";
    let local = "endpoint: fal-ai/a\ntitle: A\ninput:\n  x: {type: IntegerOrString}\noutput: {}\n\
                 types:\n  IntegerOrString: {enum: [a]}\n";
    let texts = [("fal-ai/a.yaml", local), ("fal-ai/b.yaml", other)];
    let loaded = load_texts(texts.map(|(path, text)| (path.to_owned(), text.to_owned())));
    loaded.unwrap_or_else(|report| panic!("{report}"));
}

#[test]
fn two_unions_of_different_types_have_two_names() {
    let types = "types:\n  A: {fields: {x: {type: integer, required: true}}}\n  AList: {enum: [a]}\n";
    let text =
        format!("input:\n  a: {{type: list<A> | integer}}\n  b: {{type: AList | integer}}\noutput: {{}}\n{types}");
    assert_taken(&found(&text), "AListOrInteger");
    // The same union in two fields is one item.
    let text = format!("input:\n  a: {{type: A | string}}\n  b: {{type: list<A | string>}}\noutput: {{}}\n{A}");
    assert_eq!(found(&text), "");
}

#[test]
fn two_alternatives_of_a_union_have_two_names() {
    let object =
        |name: &str, field: &str| format!("  {name}: {{fields: {{{field}: {{type: string, required: true}}}}}}\n");
    for (arms, name) in [(["FooBar", "FooFooBar"], "FooBar"), (["Image", "ImageImage"], "Image")] {
        let types = format!("types:\n{}{}", object(arms[0], "a"), object(arms[1], "b"));
        let text = format!("input:\n  x: {{type: {} | {}}}\noutput: {{}}\n{types}", arms[0], arms[1]);
        assert_taken(&found(&text), name);
        // The way out: declared, with names for its alternatives.
        let declared = format!("  X: {{union: [{}, {}], rust_names: {{{}: Second}}}}\n", arms[0], arms[1], arms[1]);
        assert_eq!(found(&format!("input:\n  x: {{type: X}}\noutput: {{}}\n{types}{declared}")), "");
        // Without them the names meet as before.
        let declared = format!("  X: {{union: [{}, {}]}}\n", arms[0], arms[1]);
        assert_taken(&found(&format!("input:\n  x: {{type: X}}\noutput: {{}}\n{types}{declared}")), name);
    }
}

#[test]
fn what_is_left_of_an_alternative_is_a_name_or_the_whole_name_stays() {
    let types = "types:\n  Image: {fields: {a: {type: string, required: true}}}\n  ImageSelf: {enum: [b]}\n";
    let text = format!("input:\n  x: {{type: Image | ImageSelf}}\noutput: {{}}\n{types}");
    assert_eq!(found(&text), "");
    let texts = [("fal-ai/a.yaml".to_owned(), format!("endpoint: fal-ai/a\ntitle: A\n{text}"))];
    let catalog = load_texts(texts).expect("no diagnostic");
    let text = fal_codegen::generate_single(&catalog, &fal_codegen::Options::default()).expect("generated");
    assert!(text.contains("pub enum ImageOrImageSelf {") && text.contains("ImageSelf(ImageSelf)"), "{text}");
}

#[test]
fn unions_inside_an_alternative_are_checked_too() {
    for union in
        ["integer | list<string | string>", "integer | list<json | string>", "integer | map<string, list<A | A>>"]
    {
        let found = found(&format!("input:\n  x: {{type: \"{union}\"}}\noutput: {{}}\n{A}"));
        assert!(
            found.contains("error[E024]: the alternatives of this union cannot be distinguished"),
            "{union}: {found}"
        );
    }
}

#[test]
fn a_declared_union_has_two_alternatives_and_is_not_one_itself() {
    let declared =
        |union: &str| found(&format!("input:\n  x: {{type: X}}\noutput: {{}}\n{A}  X: {{union: {union}}}\n"));
    assert!(declared("[A]").contains("error[E026]: the union `X` has fewer than two alternatives"));
    assert!(declared("[]").contains("error[E026]"));
    assert!(declared("[X, A]").contains("error[E024]"), "{}", declared("[X, A]"));
    assert!(declared("[A, json]").contains("error[E024]"));
    assert!(declared("[A, string | X]").contains("error[E02"));
    assert!(declared("[A, Nothing]").contains("error[E021]: unknown type `Nothing`"));
    assert_eq!(declared("[A, string]"), "");
}

#[test]
fn a_field_is_never_called_like_a_method_that_every_value_has() {
    for name in
        ["into", "eq", "clone", "to_owned", "try_into", "ne", "clone_from", "from", "default", "new", "validate"]
    {
        let found = found(&format!("input:\n  {name}: {{type: string}}\noutput: {{}}\n"));
        assert!(found.starts_with(&format!("error[E052]: the Rust name `{name}` is reserved")), "{name}: {found}");
    }
}

#[test]
fn a_given_name_is_in_the_case_that_the_compiler_expects_and_the_error_points_at_it() {
    let cases = [
        ("input:\n  a: {type: string, rust_name: fooBar}\noutput: {}\n", "fooBar"),
        ("input:\n  a: {type: string, rust_name: a__b}\noutput: {}\n", "a__b"),
        ("input:\n  a: {type: string, rust_name: self}\noutput: {}\n", "self"),
        ("input:\n  a: {type: T}\noutput: {}\ntypes:\n  T: {enum: [a], rust_name: Foo_Bar}\n", "Foo_Bar"),
        ("input:\n  a: {type: T}\noutput: {}\ntypes:\n  T: {enum: [a], rust_names: {a: a_value}}\n", "a_value"),
        ("rust_name: Mod\ninput: {}\noutput: {}\n", "Mod"),
        ("rust_name: mod\ninput: {}\noutput: {}\n", "mod"),
    ];
    for (text, name) in cases {
        let found = found(text);
        assert!(found.starts_with(&format!("error[E051]: `{name}` cannot be used as a Rust name: ")), "{found}");
        let column = text.lines().find_map(|line| line.find(name)).expect("the name") + 1;
        assert!(found.lines().nth(1).is_some_and(|line| line.ends_with(&format!(":{column}"))), "{found}");
    }
}

#[test]
fn names_that_differ_in_accents_only_are_one_name() {
    let found = found("input:\n  a: {type: T}\noutput: {}\ntypes:\n  T: {enum: [æsthetic, aesthetic]}\n");
    assert_taken(&found, "Aesthetic");
}

#[test]
fn two_families_never_share_a_cargo_feature() {
    let text = |id: &str| (format!("{id}.yaml"), format!("endpoint: {id}\ntitle: A\ninput: {{}}\noutput: {{}}\n"));
    let report = load_texts([text("a-b/c/x"), text("a/b-c/y")]).expect_err("one feature").to_string();
    assert!(report.contains("the families of `a-b/c/x` and `a/b-c/y` have the same Cargo feature `a-b-c`"), "{report}");
}
