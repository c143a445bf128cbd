//! Rules of calls of any model by its id, with JSON as input and output.

use bytes::Bytes;
use fal_client::{Call, Config, Error, ErrorKind, FileRef, Json, JsonInput, Response, json as json_value};

use crate::model::OUTPUT;
use crate::script::{KEY, Script, accepted, events, json, response};

const QUEUE: &str = "http://fal.test/queue";
const COMPLETED: &str = r#"{"status":"COMPLETED","logs":[{"message":"a"}]}"#;

#[tokio::test]
async fn a_model_is_called_by_its_id_in_every_way() {
    let text = format!("data: {}\n\n", OUTPUT.replace('\n', ""));
    let script = Script::new([
        json(200, OUTPUT),
        events(&[text.as_bytes()]),
        accepted(QUEUE),
        json(200, COMPLETED),
        json(200, OUTPUT),
        accepted(QUEUE),
        json(200, COMPLETED),
        json(200, OUTPUT),
    ]);
    let model = script.client().endpoint("acme/painter/v1.1-ultra").unwrap();
    assert_eq!(model.id(), "acme/painter/v1.1-ultra");
    let call = || model.call(json_value!({"prompt": "a cat", "steps": [1, {"x": null}]}));
    let output: Response<Json> = call().run().await.unwrap();
    assert_eq!((&output["seed"], &output["images"][0]["new"]), (&json_value!(7), &json_value!(1)));
    assert_eq!(call().stream().await.unwrap().next().await.unwrap().unwrap()["seed"], 7);
    let job = call().submit().await.unwrap();
    assert_eq!(job.job_ref().endpoint(), model.id());
    assert_eq!(job.result().await.unwrap()["seed"], 7);
    assert_eq!(call().logs(|_| {}).await.unwrap()["seed"], 7);
    let lines = script.lines();
    assert_eq!(lines[0], "POST http://fal.test/run/acme/painter/v1.1-ultra");
    assert_eq!(lines[1], "POST http://fal.test/run/acme/painter/v1.1-ultra/stream");
    assert_eq!(lines[2], "POST http://fal.test/queue/acme/painter/v1.1-ultra");
    assert_eq!(lines[6], "GET http://fal.test/queue/acme/painter/requests/r-1/status?logs=1");
    for seen in script.seen().iter().filter(|seen| seen.method == "POST") {
        assert_eq!(seen.body, r#"{"prompt":"a cat","steps":[1,{"x":null}]}"#);
    }
}

#[tokio::test]
async fn a_string_that_is_not_an_endpoint_id_is_refused() {
    let client = Script::new([]).client();
    let long = format!("a/{}", "b".repeat(1000));
    for id in [
        "",
        "a",
        "/a/b",
        "a/b/",
        "a//b",
        "a/../b",
        "a/b/..",
        "a/./b",
        "workflows/me",
        "https://fal.run/a/b",
        "a/b?x=1",
        "a/b#c",
        "a/b c",
        "a/b%2e%2e",
        "a/b\\c",
        "a@b/c",
        "a/b\n",
        "a/ä",
        "a/b/requests/r-1/cancel",
        "workflows/a/b/requests",
        &long,
    ] {
        let error = client.endpoint(id).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{id}");
        assert!(error.message().contains("expected one such as fal-ai/flux/dev"), "{error}");
        assert!(error.message().len() < 500, "{error}");
    }
    for id in ["a/b", "fal-ai/flux-pro/v1.1", "workflows/me/flow/x", "110602490-lora", "a/requests"] {
        assert_eq!(client.endpoint(id).unwrap().id(), id);
    }
}

#[tokio::test]
async fn files_in_the_json_are_sent_as_in_a_typed_input() {
    let target = r#"{"file_url":"https://v3.fal.media/big","upload_url":"https://upload.example.invalid/a"}"#;
    let script = Script::new([json(200, target), response(200, &[], ""), json(200, OUTPUT)]);
    let client = script.client_with(Config::new(KEY).inline_limit(3));
    let big = FileRef::bytes("a/b", Bytes::from_static(b"large"));
    let input = JsonInput::from(json_value!({"prompt": "a cat", "image": "replaced"}))
        .with("image", FileRef::bytes("a/b", "abc"))
        .with("images", [FileRef::url("https://example.com/c.png"), big.clone()])
        .with("masks", vec![JsonInput::new().with("url", big).with("invert", true)])
        .with("scale", 0.5);
    client.endpoint("acme/painter").unwrap().call(input).run().await.unwrap();
    let sent: Json = serde_json::from_str(&script.seen()[2].body).unwrap();
    let expected = json_value!({
        "prompt": "a cat",
        "image": "data:a/b;base64,YWJj",
        "images": ["https://example.com/c.png", "https://v3.fal.media/big"],
        "masks": [{"url": "https://v3.fal.media/big", "invert": true}],
        "scale": 0.5,
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_saved_job_needs_no_id_to_be_resumed() {
    let script = Script::new([accepted(QUEUE), json(200, COMPLETED), json(200, OUTPUT), json(200, COMPLETED)]);
    let model = script.client().endpoint("acme/painter/fast").unwrap();
    let saved = serde_json::to_string(&model.call(json_value!({})).submit().await.unwrap()).unwrap();
    let job = script.client().resume::<JsonInput>(&saved).unwrap();
    assert_eq!(job.result().await.unwrap()["seed"], 7);
    // A job of a typed call is a job of its endpoint as well, and the other way round.
    assert!(script.client().resume::<crate::model::Input>(&saved).is_ok());
    model.job("r-2").status().await.unwrap();
    assert!(script.lines()[3].starts_with("GET http://fal.test/queue/acme/painter/requests/r-2/status"));
}

#[test]
fn a_saved_job_of_an_invalid_endpoint_is_refused() {
    let client = Script::new([]).client();
    for endpoint in ["", "a", "../b", "a/b/../c"] {
        let saved = json_value!({"endpoint": endpoint, "request_id": "r-1"}).to_string();
        let error = client.resume::<JsonInput>(&saved).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Resume, "{endpoint}");
        assert!(error.message().contains("invalid endpoint id"), "{error}");
    }
}

async fn refused(call: Call<JsonInput>) -> Error {
    let error = call.run().await.unwrap_err();
    assert_eq!(error.endpoint(), Some("acme/painter"));
    error
}

#[tokio::test]
async fn an_input_that_is_not_an_object_is_an_error_before_its_files_are_opened() {
    let model = Script::new([]).client().endpoint("acme/painter").unwrap();
    let file = || FileRef::path("/no/such/file");
    let inputs = [
        (JsonInput::from("text"), "a string"),
        (JsonInput::from(json_value!([1])), "a list"),
        (JsonInput::from(Json::Null), "null"),
        (JsonInput::from(file()), "a file"),
        (JsonInput::from(vec![file()]), "a list"),
        (JsonInput::from(7).with("image", file()), "a number"),
    ];
    for (input, found) in inputs {
        let error = refused(model.call(input)).await;
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert!(error.message().ends_with(&format!("expected a JSON object, found {found}")), "{error}");
    }
    let error = refused(model.call(JsonInput::new().with("image", file()))).await;
    assert_eq!(error.kind(), ErrorKind::File);
}

#[tokio::test]
async fn limits_that_are_not_known_cannot_be_validated() {
    let model = Script::new([]).client().endpoint("acme/painter").unwrap();
    let error = refused(model.call(json_value!({})).validate()).await;
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.message().contains("remove `validate`"), "{error}");
}

#[cfg(feature = "blocking")]
#[test]
fn a_model_is_called_by_its_id_without_async() {
    let script = Script::new([json(200, OUTPUT), accepted(QUEUE), json(200, COMPLETED), json(200, OUTPUT)]);
    let model = script.client().endpoint("acme/painter").unwrap();
    assert_eq!(model.call(json_value!({})).blocking().run().unwrap()["seed"], 7);
    assert_eq!(model.call(json_value!({})).blocking().submit().unwrap().result().unwrap()["seed"], 7);
}
