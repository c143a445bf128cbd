//! Rules of webhooks: which deliveries are verified, how often keys are fetched, and how a body is read.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use fal_client::webhook::{Delivery, Keys};
use fal_client::{Client, Error, ErrorKind};
use http::HeaderMap;
use sha2::{Digest, Sha256};

use crate::model::{Input, OUTPUT, Output};
use crate::script::{Reply, Script, json};

const NOW: u64 = 1_700_000_000;
const REQUEST_ID: &str = "x-fal-webhook-request-id";
const TIMESTAMP: &str = "x-fal-webhook-timestamp";
const SIGNATURE: &str = "x-fal-webhook-signature";

/// Made by OpenSSL: a body, the signature of its message, and the public key.
const BODY: &str = r#"{"request_id":"r-1","gateway_request_id":"r-1","status":"OK","payload":{"images":[{"url":"https://fal.media/ä.png"}],"seed":7}}"#;
const SIGNED: &str = "d780de44cc09aa716a88acb41abcf78ba80bab55de0fc7f7467c21a678c332fa\
                      bc2569ef7a3cdd502e08bafb457b366b50e888e766c8dfbcfbab0ecc0dcd2905";
const PUBLIC: &str = "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn jwks(keys: &[&str]) -> String {
    let keys: Vec<_> = keys.iter().map(|x| serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": x})).collect();
    serde_json::json!({ "keys": keys }).to_string()
}

fn public(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

fn headers(signature: &str, timestamp: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in
        [(REQUEST_ID, "r-1"), ("x-fal-webhook-user-id", "user-9"), (TIMESTAMP, timestamp), (SIGNATURE, signature)]
    {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

/// Headers for a body signed at the given time.
fn signed(by: &SigningKey, body: &str, seconds: u64) -> HeaderMap {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let message = format!("r-1\nuser-9\n{seconds}\n{}", hex(&Sha256::digest(body)));
    headers(&hex(&by.sign(message.as_bytes()).to_bytes()), &seconds.to_string())
}

async fn receive(client: &Client, headers: &HeaderMap, body: &str, now: u64) -> Result<Delivery<Output>, Error> {
    client.webhook_at::<Input>(headers, body.as_bytes(), at(now)).await
}

fn fetched(script: &Arc<Script>) -> usize {
    script.seen().len()
}

#[tokio::test]
async fn a_delivery_signed_by_openssl_is_verified_and_read() {
    let other = r#"{"kty":"RSA","n":"x"},{"kty":"OKP","crv":"X25519","x":"AA"},{"kty":"OKP","crv":"Ed25519","x":"AA"}"#;
    let keys = format!(r#"{{"keys":[{other},{{"kty":"OKP","crv":"Ed25519","x":"{PUBLIC}"}}]}}"#);
    let script = Script::new([json(200, &keys)]);
    let delivery = receive(&script.client(), &headers(SIGNED, "1700000000"), BODY, NOW).await.unwrap();
    assert_eq!((delivery.request_id(), delivery.gateway_request_id()), ("r-1", Some("r-1")));
    let output = delivery.into_result().unwrap();
    assert_eq!((output.seed, output.request_id()), (Some(7), Some("r-1")));
    assert_eq!(script.lines(), ["GET http://fal.test/rest/.well-known/jwks.json"]);
    assert!(!script.seen()[0].headers.contains_key("authorization"));
    let upper = headers(&SIGNED.to_uppercase(), "1700000000");
    Keys::from_jwks(&keys).unwrap().verify(&upper, BODY.as_bytes(), at(NOW)).unwrap();
}

#[test]
fn any_change_makes_the_signature_invalid() {
    let keys = Keys::from_jwks(&jwks(&[PUBLIC])).unwrap();
    let good = headers(SIGNED, "1700000000");
    keys.verify(&good, BODY.as_bytes(), at(NOW)).unwrap();
    for body in [format!("{BODY} "), BODY.replace('7', "8"), String::new()] {
        assert_eq!(keys.verify(&good, body.as_bytes(), at(NOW)).unwrap_err().kind(), ErrorKind::Webhook);
    }
    for (name, value) in [
        (REQUEST_ID, "r-2"),
        ("x-fal-webhook-user-id", "user-8"),
        (TIMESTAMP, "1700000001"),
        (TIMESTAMP, "01700000000"),
        (SIGNATURE, &SIGNED.replacen('d', "e", 1)),
    ] {
        let mut changed = good.clone();
        changed.insert(name, value.parse().unwrap());
        assert_eq!(keys.verify(&changed, BODY.as_bytes(), at(NOW)).unwrap_err().kind(), ErrorKind::Webhook, "{name}");
    }
}

#[tokio::test]
async fn a_malformed_or_duplicate_header_is_refused_before_any_key_is_fetched() {
    let good = headers(SIGNED, "1700000000");
    for name in [REQUEST_ID, "x-fal-webhook-user-id", TIMESTAMP, SIGNATURE] {
        let (mut missing, mut twice, mut empty) = (good.clone(), good.clone(), good.clone());
        missing.remove(name);
        twice.append(name, good[name].clone());
        empty.insert(name, "".parse().unwrap());
        for headers in [missing, twice, empty] {
            let script = Script::new([]);
            let error = receive(&script.client(), &headers, BODY, NOW).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Webhook);
            assert!(error.to_string().contains(name) || name == SIGNATURE, "{error}");
        }
    }
    for timestamp in ["-1700000000", "+1700000000", "1e9", "17000000000000000000000", "1700000000.0", " 1700000000"] {
        let script = Script::new([]);
        let error = receive(&script.client(), &headers(SIGNED, timestamp), BODY, NOW).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Webhook, "{timestamp}");
    }
    for signature in ["00", &SIGNED[1..], &format!("{SIGNED}00"), &SIGNED.replacen('d', "+", 1), "ä"] {
        let mut odd = good.clone();
        odd.insert(SIGNATURE, http::HeaderValue::from_bytes(signature.as_bytes()).unwrap());
        let error = receive(&Script::new([]).client(), &odd, BODY, NOW).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Webhook);
    }
}

#[tokio::test]
async fn a_delivery_is_of_now_within_300_seconds_both_ways() {
    let keys = Keys::from_jwks(&jwks(&[PUBLIC])).unwrap();
    let headers = headers(SIGNED, "1700000000");
    for now in [NOW - 300, NOW, NOW + 300] {
        keys.verify(&headers, BODY.as_bytes(), at(now)).unwrap();
    }
    for now in [0, NOW - 301, NOW + 301, NOW + 86_400] {
        let error = keys.verify(&headers, BODY.as_bytes(), at(now)).unwrap_err();
        assert!(error.to_string().contains("replay"), "{error}");
        // No key is fetched for it either.
        receive(&Script::new([]).client(), &headers, BODY, now).await.unwrap_err();
    }
}

#[tokio::test]
async fn keys_are_fetched_once_a_day() {
    let fetch = || json(200, &jwks(&[&public(&key(1))]));
    let script = Script::new([fetch(), fetch()]);
    let client = script.client();
    for (later, expected) in [(0, 1), (86_399, 1), (86_400, 2)] {
        receive(&client, &signed(&key(1), BODY, NOW + later), BODY, NOW + later).await.unwrap();
        assert_eq!(fetched(&script), expected, "after {later} s");
    }
}

#[tokio::test]
async fn new_keys_are_fetched_but_not_at_any_rate() {
    let script = Script::new([json(200, &jwks(&[&public(&key(1))])), json(200, &jwks(&[&public(&key(2))]))]);
    let client = script.client();
    let forged = |later| signed(&key(9), BODY, NOW + later);
    for later in [0, 1, 299] {
        assert!(receive(&client, &forged(later), BODY, NOW + later).await.is_err());
        assert_eq!(fetched(&script), 1);
    }
    receive(&client, &signed(&key(2), BODY, NOW + 300), BODY, NOW + 300).await.unwrap();
    assert_eq!(fetched(&script), 2);
    assert!(receive(&client, &forged(301), BODY, NOW + 301).await.is_err());
    assert_eq!(fetched(&script), 2);
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_are_an_error_and_not_cached() {
    let huge = format!("{}{}", jwks(&[PUBLIC]), " ".repeat(70_000));
    let none: [fn(&str) -> Reply; 4] =
        [|_| json(404, "{}"), |_| json(200, "{}"), |_| json(200, r#"{"keys":[]}"#), |huge| json(200, huge)];
    for reply in none {
        let script = Script::new([reply(&huge), json(200, &jwks(&[PUBLIC]))]);
        let client = script.client();
        let headers = headers(SIGNED, "1700000000");
        let error = receive(&client, &headers, BODY, NOW).await.unwrap_err();
        assert_ne!(error.kind(), ErrorKind::Webhook, "{error}");
        receive(&client, &headers, BODY, NOW).await.unwrap();
    }
}

fn read(body: &str) -> Result<Delivery<Output>, Error> {
    Delivery::read_unverified(body.as_bytes())
}

#[test]
fn the_error_of_a_failed_job_is_that_of_its_result() {
    let body = r#"{"request_id":"r-1","status":"ERROR","error":"Invalid status code: 422",
        "payload":{"detail":[{"loc":["body","prompt"],"msg":"short","type":"too_short"}]}}"#;
    let error = read(body).unwrap().into_result().unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Validation, Some(422)));
    assert_eq!((error.fields()[0].path(), error.request_id()), ("prompt".to_owned(), Some("r-1")));
    let error = read(r#"{"request_id":"r-1","status":"ERROR","error":"Runner gone","payload":null}"#);
    let error = error.unwrap().into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert!(error.to_string().contains("Runner gone"), "{error}");
    let error = read(r#"{"request_id":"r-1","status":"ERROR","error":"Invalid status code: 200"}"#);
    assert!(error.unwrap().into_result().is_err());
}

#[test]
fn the_error_for_a_missing_or_invalid_output_has_the_reason() {
    let body = r#"{"request_id":"r-1","status":"OK","payload":null,"payload_error":"not JSON"}"#;
    let error = read(body).unwrap().into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("not JSON"), "{error}");
    let error =
        read(r#"{"request_id":"r-1","status":"OK","payload":{"images":1}}"#).unwrap().into_result().unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(r#"{"images":1}"#)));
    let good = format!(r#"{{"request_id":"r-1","status":"OK","payload":{OUTPUT},"new":1}}"#);
    assert_eq!(read(&good).unwrap().result().unwrap().seed, Some(7));
}

#[test]
fn an_invalid_body_is_refused() {
    for body in ["", "[]", "{}", r#"{"status":"OK"}"#, r#"{"request_id":"","status":"OK"}"#, r#"{"request_id":"r"}"#] {
        assert_eq!(read(body).unwrap_err().kind(), ErrorKind::Webhook, "{body}");
    }
    assert!(read(r#"{"request_id":"r","status":"MAYBE"}"#).is_err());
}
