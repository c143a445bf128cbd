//! One error, one diagnostic: what only follows from an error is not reported beside it.

/// A schema in which everything is used, and everything has an example.
const SCHEMA: &str = "\
endpoint: fal-ai/a
title: A
input:
  prompt: {type: string, required: true, min_length: 2, max_length: 9}
  steps: {type: integer, default: 4, min: 1, max: 9}
  mode: {type: Mode, default: fast}
  size: {type: Size | Named, default: {width: 4}}
  boxes: {type: list<Frame>, default: [{at: {width: 1}, note: x}], max_items: 3}
  rate: {type: Rate, default: 2}
  ref: {type: Shared}
output:
  image: {type: Image, required: true}
types:
  Mode: {enum: [fast, slow]}
  Rate: {integers: [1, 2]}
  Size: {fields: {width: {type: integer, required: true}, height: {type: integer}}}
  Named: {fields: {name: {type: string, required: true}}}
  Frame: {fields: {at: {type: Size, required: true}, note: {type: string}}}
  Image: {fields: {url: {type: string, required: true}, width: {type: integer}}}
examples:
  - input: {prompt: abc, steps: 3, mode: slow, size: {width: 1, height: 2}, boxes: [{at: {width: 3}}], rate: 1, ref: {a: 1}}
    output: {image: {url: x, width: 3}}
";

const SHARED: &str = "types:\n  Shared: {fields: {a: {type: integer, required: true}}}\n";

/// What is right, and what is wrong instead.
const MISTAKES: &[(&str, &str)] = &[
    // Types that are not known, or are not types.
    ("mode: {type: Mode,", "mode: {type: Moode,"),
    ("steps: {type: integer,", "steps: {type: int,"),
    ("prompt: {type: string,", "prompt: {type: str,"),
    ("size: {type: Size | Named,", "size: {type: Size | Nmed,"),
    ("size: {type: Size | Named,", "size: {type: Size or Named,"),
    ("list<Frame>", "list[Frame]"),
    ("list<Frame>", "list<Bx>"),
    ("{at: {type: Size,", "{at: {type: Siz,"),
    ("note: {type: string}", "note: {type: text}"),
    ("{name: {type: string,", "{name: {type: str,"),
    ("image: {type: Image,", "image: {type: Imag,"),
    ("rate: {type: Rate,", "rate: {type: map<string, Rate>,"),
    ("boxes: {type: list<Frame>,", "boxes: {type: list<map<string, Frame>>,"),
    // Keys that are not known, missing, repeated, or without a value.
    ("steps: {type:", "steps: {typ:"),
    ("mode: {type: Mode,", "mode: {"),
    ("Mode: {enum:", "Mode: {values:"),
    ("Mode: {enum:", "Mode: {colour:"),
    ("Rate: {integers:", "Rate: {ints:"),
    ("Size: {fields:", "Size: {properties:"),
    ("Size: {fields:", "Size: {members: 5, fields:"),
    ("{name: {type: string, required: true}}", "{name: {type: string, requird: true}}"),
    ("{name: {type: string, required: true}}", "{name: {type: string, required: yes}}"),
    ("{name: {type: string, required: true}}", "{name: {type: string, required: \"true\"}}"),
    ("{name: {type: string, required: true}}", "{name: {type: string, required: }}"),
    ("Mode: {enum: [fast, slow]}", "Mode: {enum: }"),
    ("Mode: {enum: [fast, slow]}", "Mode: {enum: []}"),
    ("Mode: {enum: [fast, slow]}", "Mode: {enum: [fast, slow, 5]}"),
    ("Mode: {enum: [fast, slow]}", "Mode: {enum: [fast, slow, 16:9]}"),
    ("Mode: {enum: [fast, slow]}", "Mode: {enum: fast}"),
    ("Mode: {enum: [fast, slow]}", "Mode: {doc: x}"),
    ("Mode: {enum: [fast, slow]}", "Mode:"),
    ("Rate: {integers: [1, 2]}", "Rate: {integers: [1, 2.5]}"),
    ("Rate: {integers: [1, 2]}", "Rate: {integers: [1, 99999999999999999999]}"),
    ("Rate: {integers: [1, 2]}", "Rate: {integers: []}"),
    ("Rate: {integers: [1, 2]}", "Rate: {integers: [1, 2], enum: [a]}"),
    ("Size: {fields: {", "Size: {fields: {width: {type: integer, required: true}, "),
    ("types:\n", "? note\n: x\ntypes:\n"),
    ("  Image: {fields: {", "  Image: {enum: [a]}\n  Image: {fields: {"),
    ("output:\n", "outputs:\n"),
    ("input:\n", "inputs:\n"),
    ("types:\n", "typs:\n"),
    ("output:\n  image: {type: Image, required: true}\n", ""),
    ("output:\n  image: {type: Image, required: true}\n", "output:\n"),
    ("output:\n  image: {type: Image, required: true}\n", "output: [image]\n"),
    ("output:\n  image: {type: Image, required: true}\n", "output_type: Imag\n"),
    ("output:\n  image: {type: Image, required: true}\n", "output_type: image?\n"),
    ("output:\n  image: {type: Image, required: true}\n", "output:\n  image: Image\n"),
    ("output:\n", "output_type: Image\noutput:\n"),
    ("title: A\n", "title: A\ntitle: B\n"),
    ("title: A\n", "title:\n"),
    ("title: A\n", "title: A\ndoc:\n"),
    ("title: A\n", "title: A\ncolour:\n"),
    ("title: A\n", "title: A\ndoc: a: b\n"),
    ("title: A\n", "title: A\ndoc: [a\n"),
    ("title: A\n", "title: A\n1: a\n"),
    ("{integers: [1, 2]}", "{integers: [1, 2], doc: a: b}"),
    ("default: 2}", "default: null}"),
    // Defaults.
    ("default: 4, min", "default: abc, min"),
    ("default: 4, min", "default: 5000, min"),
    ("default: 4, min", "default: 1000.5, min"),
    ("default: 4, min", "default: 99999999999999999999, min"),
    ("default: 4, min", "default: 18446744073709551615, min"),
    ("default: 4, min", "default: 010, min"),
    ("default: 4, min", "default: , min"),
    ("default: 4, min", "required: true, default: 40, min"),
    ("default: {width: 4}", "default: {wdth: 4}"),
    ("default: {width: 4}", "default: {}"),
    ("default: [{at: {width: 1}, note: x}]", "default: [{at: {width: 1}, nte: x}]"),
    ("default: [{at: {width: 1}, note: x}]", "default: {at: {width: 1}}"),
    ("default: fast", "default: fasst"),
    ("default: 2}", "default: 3}"),
    // Limits.
    ("min: 1, max: 9", "min: 10, max: 9"),
    ("min: 1, max: 9", "min: abc, max: 9"),
    ("min: 1, max: 9", "min: 99999999999999999999, max: 9"),
    ("min: 1, max: 9", "min: 18446744073709551615, max: 9"),
    ("min: 1, max: 9", "min: , max: 9"),
    ("min: 1, max: 9", "min_length: 1"),
    ("type: integer, default: 4, min: 1, max: 9", "type: string, default: 4, max: 9"),
    ("min_length: 2, max_length: 9", "min_length: 9, max_length: 2"),
    ("min_length: 2, max_length: 9", "min_length: -1"),
    ("min_length: 2, max_length: 9", "min_length: 1.5"),
    ("max_items: 3", "max_items: 0, min_items: 2"),
    // Examples.
    ("- input: {prompt: abc", "- input: {promt: abc"),
    ("- input: {prompt: abc, ", "- input: {"),
    ("boxes: [{at: {width: 3}}]", "boxes: [{at: {wdth: 3}}]"),
    ("output: {image: {url: x, width: 3}}", "output: {image: {ulr: x, width: 3}}"),
    ("output: {image: {url: x, width: 3}}", "output: {image: {url: x, width: 0x10}}"),
    ("- input: {prompt: abc", "- inpt: {prompt: abc"),
];

fn report(schema: &str, shared: &str) -> String {
    let texts = [("fal-ai/a.yaml", schema), ("shared.yaml", shared)];
    let texts = texts.map(|(path, text)| (path.to_owned(), text.to_owned()));
    fal_schema::load_texts(texts).err().map(|report| report.to_string()).unwrap_or_default()
}

#[test]
fn an_error_in_a_schema_is_reported_once() {
    assert_eq!(report(SCHEMA, SHARED), "");
    let mut others = Vec::new();
    for (right, wrong) in MISTAKES {
        assert_eq!(SCHEMA.matches(right).count(), 1, "{right}");
        let report = report(&SCHEMA.replace(right, wrong), SHARED);
        if !report.ends_with("1 error found") {
            others.push(format!("{right} -> {wrong}\n{report}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n\n"));
}

#[test]
fn an_error_in_the_shared_file_is_reported_once() {
    let errors = [
        ("types:", "types: ["),
        ("types:", "typs:"),
        ("{fields: {a: {type: integer, required: true}}}", "5"),
        ("Shared: {fields:", "Shared: {feilds:"),
        ("Shared: {fields:", "Shard: {fields:"),
        ("{a: {type: integer, required: true}}", "{a: {type: int, required: true}}"),
        ("{a: {type: integer, required: true}}", "{a: {required: true}}"),
        ("{a: {type: integer, required: true}}", "{a: integer}"),
        ("{a: {type: integer, required: true}}", ""),
        ("{a: {type: integer, required: true}}", "&a {a: {type: integer, required: true}}"),
    ];
    let mut others = Vec::new();
    for (right, wrong) in errors {
        assert_eq!(SHARED.matches(right).count(), 1, "{right}");
        let report = report(SCHEMA, &SHARED.replace(right, wrong));
        if !report.ends_with("1 error found") {
            others.push(format!("{right} -> {wrong}\n{report}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n\n"));
}

#[test]
fn a_cycle_of_types_is_reported_once_and_two_cycles_twice() {
    let schema = |more: &str| {
        format!(
            "endpoint: fal-ai/a\ntitle: A\noutput: {{}}\ninput: {{a: {{type: A}}, c: {{type: C}}}}\ntypes:\n  \
             A: {{fields: {{b: {{type: B}}}}}}\n  B: {{fields: {{a: {{type: A}}}}}}\n  C: {{fields: {{{more}}}}}\n"
        )
    };
    let found = report(&schema("a: {type: A}"), "types: {}\n");
    assert!(found.contains("the type `A` contains itself") && found.ends_with("1 error found"), "{found}");
    let found = report(&schema("c: {type: C}"), "types: {}\n");
    assert!(found.ends_with("2 errors found"), "{found}");
}

#[test]
fn an_unreadable_file_hides_no_types_that_are_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write("fal-ai/a.yaml", SCHEMA.as_bytes());
    for (path, text) in [("shared.yaml", &b"\xff"[..]), ("shared.yml", SHARED.as_bytes())] {
        write(path, text);
        let report = fal_schema::load(folder.path()).expect_err("refused").to_string();
        assert!(report.ends_with("1 error found"), "{report}");
        std::fs::remove_file(folder.path().join(path)).expect("removed");
    }
}
