//! Rules of incomplete outputs: what is corrected, what is an error, and that neither is silent.

use std::collections::BTreeMap;

use fal_client::{Config, Endpoint, Error, ErrorKind, FileRef, Json, Response, StreamingEndpoint};
use serde_json::json;

use crate::model::{Format, Image, Nothing};
use crate::script::{KEY, Reply, Script, accepted, events, json as reply};

fn completed() -> Reply {
    reply(200, r#"{"status":"COMPLETED"}"#)
}

/// A model whose output has a required field of every kind.
#[derive(Clone)]
struct Everything {}

fal_client::object!(Everything {});

fal_client::input!(Everything);
impl StreamingEndpoint for Everything {}
impl Endpoint for Everything {
    const ID: &'static str = "acme/everything";
    type Output = Output;
}

#[derive(Clone)]
struct Output {
    images: Vec<Picture>,
    timings: BTreeMap<String, f64>,
    seed: i64,
    flags: Vec<bool>,
    prompt: String,
    format: Format,
    size: Extent,
    boxed: Box<Extent>,
    extra: Json,
    note: Option<String>,
    items: Vec<Option<f64>>,
}

fal_client::object!(Output {
    required: [images, timings, seed, flags, prompt, format, size, boxed, extra, items],
    optional: [note]
});

#[derive(Clone)]
struct Picture {
    url: String,
    width: i64,
}

fal_client::object!(Picture { required: [url, width] });

#[derive(Clone)]
struct Extent {
    ratio: f64,
    tags: Vec<String>,
}

fal_client::object!(Extent { required: [ratio, tags] });

async fn run<E: Endpoint>(input: E, output: &Json) -> Result<Response<E::Output>, Error> {
    Script::new([reply(200, &output.to_string())]).client().call(input).run().await
}

fn complete() -> Json {
    json!({
        "images": [{"url": "https://fal.media/a.png", "width": 1}], "timings": {"inference": 0.5}, "seed": 7,
        "flags": [true], "prompt": "a cat", "format": "png", "size": {"ratio": 1.5, "tags": ["a"]},
        "boxed": {"ratio": 1.5, "tags": []}, "extra": null, "note": null, "items": [null]
    })
}

#[tokio::test]
async fn a_complete_output_is_not_corrected() {
    let output = run(Everything {}, &complete()).await.unwrap();
    assert!(output.corrections().is_empty());
    assert_eq!((output.seed, output.note.as_deref(), output.items.as_slice()), (7, None, &[None][..]));
}

#[tokio::test]
async fn missing_and_null_fields_are_corrected_and_listed() {
    let whole = complete();
    for absent in [false, true] {
        let mut fields = whole.clone();
        let mut expected = Vec::new();
        for name in ["images", "timings", "seed", "flags", "prompt", "format", "size", "boxed"] {
            if absent {
                drop(fields.as_object_mut().unwrap().remove(name))
            } else {
                fields[name] = Json::Null
            }
            expected.push(name);
        }
        let output = run(Everything {}, &fields).await.unwrap();
        assert_eq!(output.corrections(), expected);
        assert!(output.images.is_empty() && output.timings.is_empty() && output.flags.is_empty());
        assert_eq!((output.seed, output.prompt.as_str(), output.format.as_str()), (0, "", ""));
        assert!(matches!(output.format, Format::Unknown(_)));
        for extent in [&output.size, &*output.boxed] {
            assert_eq!((extent.ratio, extent.tags.len()), (0.0, 0));
        }
        assert_eq!(output.raw(), fields.to_string());
    }
    let mut without = whole;
    without.as_object_mut().unwrap().remove("extra");
    assert_eq!(run(Everything {}, &without).await.unwrap().corrections(), ["extra"]);
}

#[tokio::test]
async fn the_path_of_a_correction_has_indexes_and_keys() {
    let mut output = complete();
    output["images"] = json!([{"url": "u", "width": 1}, {"url": "v"}]);
    output["timings"] = json!({"inference": null, "load": 1});
    output["flags"] = json!([true, null]);
    output["size"] = json!({"tags": [null]});
    let output = run(Everything {}, &output).await.unwrap();
    assert_eq!(
        output.corrections(),
        ["images[1].width", "timings.inference", "flags[1]", "size.ratio", "size.tags[0]"]
    );
    assert_eq!((output.timings["inference"], output.timings["load"], output.images[1].width), (0.0, 1.0, 0));
}

#[tokio::test]
async fn a_response_with_nothing_of_the_output_is_an_error() {
    let others = [
        json!({"detail": "Internal error"}),
        json!({"status": "COMPLETED", "request_id": "a"}),
        json!({}),
        json!(null),
        json!([]),
    ];
    for other in others {
        let error = run(Everything {}, &other).await.unwrap_err();
        assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(&*other.to_string())), "{other}");
    }
    assert!(run(Everything {}, &json!({"prompt": "p"})).await.is_ok());
}

#[tokio::test]
async fn a_wrong_kind_and_a_file_without_its_url_are_errors_with_their_path() {
    let cases = [
        ("seed", json!("7"), "`seed`: invalid type"),
        ("timings", json!({"inference": "fast"}), "`timings.inference`: invalid type"),
        ("images", json!([{"url": "u"}, {"width": 1}]), "`images[1].url`: missing field"),
        ("images", json!([{"url": null}]), "`images[0].url`: invalid type: null"),
        ("images", json!([null]), "`images[0].url`: missing field"),
        ("size", json!([]), "`size`: invalid type"),
    ];
    for (field, value, message) in cases {
        let mut output = complete();
        output[field] = value;
        let error = run(Everything {}, &output).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.message().contains(message), "{error}");
    }
}

#[tokio::test]
async fn strict_outputs_refuses_what_would_be_corrected_and_keeps_the_job() {
    let output = r#"{"seed":7}"#;
    let replies = [accepted("http://fal.test/queue"), completed(), reply(200, output)];
    let script = Script::new(replies);
    let strict = Config::new(KEY).strict_outputs(true);
    let error = script.client_with(strict).call(Everything {}).subscribe().await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(output)));
    assert!(error.job().is_some() && error.message().contains("`images`: missing field"), "{error}");
}

#[tokio::test]
async fn results_of_jobs_and_events_are_corrected_too() {
    let replies = [accepted("http://fal.test/queue"), completed(), reply(200, r#"{"seed":7,"prompt":null}"#)];
    let output = Script::new(replies).client().call(Everything {}).subscribe().await.unwrap();
    assert_eq!(output.corrections().len(), 9, "{:?}", output.corrections());
    let script = Script::new([events(&[b"data: {\"seed\":7}\n\ndata: {\"detail\":\"x\"}\n\n"])]);
    let mut stream = script.client().call(Everything {}).stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().corrections().len(), 9);
    stream.next().await.unwrap().unwrap_err();
}

#[cfg(feature = "webhook")]
#[test]
fn a_webhook_delivery_is_corrected_too() {
    let body = br#"{"request_id":"a","status":"OK","payload":{"seed":7}}"#;
    let delivery = fal_client::webhook::Delivery::<Output>::read_unverified(body).unwrap();
    assert_eq!(delivery.into_result().unwrap().corrections().len(), 9);
}

#[tokio::test]
async fn the_list_of_corrections_is_bounded() {
    let output = json!({"images": [], "flags": vec![Json::Null; 5000]});
    let output = run(Everything {}, &output).await.unwrap();
    assert_eq!((output.corrections().len(), output.flags.len()), (1000, 5000));
}

/// A model whose output has unions.
#[derive(Clone)]
struct Chooses {}

fal_client::object!(Chooses {});

fal_client::input!(Chooses);
impl Endpoint for Chooses {
    const ID: &'static str = "acme/chooses";
    type Output = Chosen;
}

#[derive(Clone)]
struct Chosen {
    first: Shape,
}

fal_client::object!(Chosen { required: [first] });

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Circle(Circle),
    Square(Square),
    Name(String),
    Many(Vec<Circle>),
}

fal_client::union!(Shape { Circle(Circle), Square(Square), Name(String), Many(Vec<Circle>) });

#[derive(Clone)]
struct Circle {
    radius: f64,
    center: i64,
}

fal_client::object!(Circle { required: [radius, center] });

#[derive(Clone)]
struct Square {
    side: f64,
    center: i64,
}

fal_client::object!(Square { required: [side, center] });

async fn choose(value: Json) -> Result<(Shape, Vec<String>), Error> {
    let output = run(Chooses {}, &json!({ "first": value })).await?;
    Ok((output.first.clone(), output.corrections().to_vec()))
}

#[tokio::test]
async fn an_alternative_is_chosen_if_it_needs_no_correction() {
    let (shape, corrections) = choose(json!({"side": 2, "center": 1})).await.unwrap();
    assert_eq!((shape, corrections.len()), (Shape::Square(Square { side: 2.0, center: 1 }), 0));
}

#[tokio::test]
async fn the_only_alternative_that_fits_is_corrected() {
    let (shape, corrections) = choose(json!({"side": 2, "center": null})).await.unwrap();
    assert_eq!(shape, Shape::Square(Square { side: 2.0, center: 0 }));
    assert_eq!(corrections, ["first.center"]);
    let (shape, corrections) = choose(json!([{"radius": 2, "center": 1}, {"center": 1}])).await.unwrap();
    assert_eq!(shape, Shape::Many(vec![Circle { radius: 2.0, center: 1 }, Circle { radius: 0.0, center: 1 }]));
    assert_eq!(corrections, ["first[1].radius"]);
}

#[tokio::test]
async fn an_alternative_is_never_guessed() {
    for ambiguous in [json!({"center": 1}), json!({}), json!(null), json!({"radius": "wide", "center": 1}), json!(7)] {
        let error = choose(ambiguous.clone()).await.unwrap_err();
        assert!(error.message().contains("`first`: no alternative matches (Circle: "), "{ambiguous}: {error}");
    }
    assert!(run(Chooses {}, &json!({"other": 1})).await.is_err());
}

#[tokio::test]
async fn a_value_that_is_not_finite_is_an_error_before_anything_is_sent() {
    let script = Script::new([]);
    let mut input = crate::model::Input::new("a cat");
    input.loras = vec![crate::model::Lora::new(FileRef::url("https://x/y"))];
    input.loras[0].scale = f64::NAN;
    let error = script.client().call(input.clone()).submit().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.message().contains("`loras[0].scale`: NaN"), "{error}");
    let error = script.client().call(input).omit_defaults().submit().await.unwrap_err();
    assert!(error.message().contains("`loras[0].scale`: NaN"), "{error}");
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn an_output_that_needs_no_fields_is_as_before() {
    assert_eq!(serde_json::from_str::<Nothing>("{}").unwrap(), Nothing {});
    let error = serde_json::from_str::<Image>(r#"{"width":1}"#).unwrap_err();
    assert_eq!(error.to_string(), "`url`: missing field");
}

#[tokio::test]
async fn an_integer_out_of_range_is_an_error_that_keeps_the_body_and_the_job() {
    let output = r#"{"seed":9223372036854775808}"#;
    let replies = [accepted("http://fal.test/queue"), completed(), reply(200, output)];
    let error = Script::new(replies).client().call(Everything {}).subscribe().await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(output)));
    assert!(error.job().is_some() && error.message().contains("`seed`: invalid value"), "{error}");
}
