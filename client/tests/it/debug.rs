//! Rules of `Debug` and `source`: what a person needs, and no content of requests, responses or files.

use std::error::Error as _;

use fal_client::{FileRef, Outcome, TransportError, TransportErrorKind};

use crate::model::Input;
use crate::script::{KEY, Reply, Script, accepted, json};

const SECRET: &str = "a very secret prompt";
const DATA: &str = "data:image/png;base64,iVBORw0KGgo=";

async fn run(reply: Reply) -> fal_client::Error {
    Script::new([reply]).once().call(Input::new("a")).run().await.unwrap_err()
}

#[tokio::test]
async fn debug_of_an_error_is_a_few_lines_that_say_what_to_do() {
    let script =
        Script::new([accepted("http://fal.test/queue"), json(200, r#"{"status":"COMPLETED"}"#), json(500, "{}")]);
    let error = script.once().call(Input::new("a")).subscribe().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Failed);
    let text = format!("{error:?}");
    assert_eq!(text, format!("{error:#?}"));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], error.to_string());
    assert_eq!(&lines[1..3], ["  kind: Status", "  HTTP status: 500"]);
    assert!(lines[3].starts_with("  job: {") && lines[3].contains("r-1"), "{text}");
    assert_eq!(
        &lines[4..],
        [
            "  body: 2 bytes",
            "  outcome: Failed: the request ended without an output; it can be sent again as a new request"
        ]
    );
}

#[tokio::test]
async fn no_error_repeats_the_input_or_a_file() {
    let detail = |entry: &str| format!(r#"{{"detail":[{entry}]}}"#);
    let bodies = [
        detail(&format!(
            r#"{{"loc":["body","prompt"],"msg":"too long","type":"x","input":"{SECRET}","ctx":{{"a":"{SECRET}"}}}}"#
        )),
        detail(&format!(r#"{{"input":"{SECRET}"}}"#)),
        format!(r#"{{"detail":{{"input":"{SECRET}"}}}}"#),
        format!(r#"{{"input":"{SECRET}"}}"#),
        format!(r#"{{"detail":"cannot read {DATA}"}}"#),
    ];
    for body in bodies {
        let error = run(json(422, &body)).await;
        let text = format!("{error} {error:?} {:?}", error.fields());
        assert!(!text.contains(SECRET) && !text.contains("iVBOR"), "{text}");
        assert_eq!(error.body(), Some(&*body));
        assert!(text.contains(&format!("body: {} bytes", body.len())), "{text}");
    }
}

#[tokio::test]
async fn debug_of_a_field_has_its_path_and_type_and_the_length_of_its_value() {
    let body = r#"{"detail":[{"loc":["body","a",0],"msg":"no","type":"missing","input":"abc"}]}"#;
    let error = run(json(422, body)).await;
    let expected =
        r#"FieldError { path: "a[0]", msg: "no", type: "missing", input: Some(5 bytes), ctx: None, url: None }"#;
    assert_eq!(format!("{:?}", error.fields()[0]), expected);
}

#[tokio::test]
async fn source_is_the_failure_of_the_transport_without_key_and_signatures() {
    let error = run(Reply::Fail(TransportErrorKind::Connect)).await;
    let source = error.source().and_then(|source| source.downcast_ref::<TransportError>()).unwrap();
    assert_eq!(source.kind(), TransportErrorKind::Connect);
    assert!(!source.to_string().contains(KEY));
    let signed = "cannot send to (https://cdn.test/f?X-Signature=abc&b=1): no route to http://a.test/b#c?d";
    let cut = TransportError::new(TransportErrorKind::Other, signed);
    let error = run(Reply::Response(200, Vec::new(), vec![Err(cut)])).await;
    let expected = "cannot send to (https://cdn.test/f?..): no route to http://a.test/b?..";
    assert_eq!(error.source().unwrap().to_string(), expected);
    assert_eq!(error.message(), format!("the response was interrupted: {expected}"));
}

#[test]
fn debug_of_a_file_and_of_values_has_the_length_of_a_data_uri() {
    for uri in [DATA.to_owned(), DATA.repeat(100)] {
        let text = format!("{:?}", FileRef::data_uri(&*uri));
        assert_eq!(text, format!("FileRef(\"data:image/png..\" {} bytes)", uri.len()));
    }
    assert_eq!(format!("{:?}", FileRef::url("https://a.test/b")), "FileRef(\"https://a.test/b\")");
    let values = Values {
        prompt: "a cat".into(),
        one: Some(DATA.into()),
        many: vec![DATA.into(), "b".into()],
        free: serde_json::json!({"a": [DATA, 1]}),
        nothing: None,
    };
    let short = format!("\"data:image/png..\" {} bytes", DATA.len());
    let expected = format!(
        "Values {{ prompt: \"a cat\", many: [{short}, \"b\"], free: {{\"a\": [{short}, Number(1)]}}, one: {short}, nothing: None }}"
    );
    assert_eq!(format!("{values:?}"), expected);
}

struct Values {
    prompt: String,
    one: Option<String>,
    many: Vec<String>,
    free: fal_client::Json,
    nothing: Option<String>,
}

fal_client::object!(Values { required: [prompt, many, free], optional: [one, nothing] });
