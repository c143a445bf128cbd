//! Pictures: of the requested size and format, readable by other programs, the same bytes every time.

use std::io::Cursor;

use fal_mock::Server;
use serde_json::{Value, json};

use crate::common::{Reply, fetch, post, send_with_key, server};

/// The first picture of an output, downloaded as a browser does, and its description in the output.
fn picture(server: &Server, input: &Value) -> (Reply, Value) {
    let mut full = json!({"prompt": "a cat", "seed": 7});
    for (key, value) in input.as_object().expect("an object") {
        full[key] = value.clone();
    }
    let image = post(server, "/run/acme/paint", &full).json()["images"][0].clone();
    (fetch(server, image["url"].as_str().expect("a URL")), image)
}

/// Width and height of a PNG file, which is decoded completely.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().expect("a PNG head");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("complete pixels");
    (frame.width, frame.height)
}

#[test]
fn pictures_are_png_files_of_the_requested_size() {
    let server = server();
    let sizes = [
        (json!({"image_size": {"width": 320, "height": 200}}), (320, 200)),
        (json!({"image_size": "square"}), (512, 512)),
        (json!({}), (1024, 768)),
    ];
    for (input, (width, height)) in sizes {
        let (file, image) = picture(&server, &input);
        assert_eq!((file.status, file.header("content-type")), (200, Some("image/png")));
        assert_eq!(png_size(&file.body), (width, height));
        assert_eq!((&image["width"], &image["height"]), (&json!(width), &json!(height)));
    }
}

#[test]
fn pictures_are_jpeg_files_if_the_input_requests_them() {
    let server = server();
    let (file, image) = picture(&server, &json!({"output_format": "jpeg", "image_size": {"width": 640, "height": 64}}));
    assert_eq!(file.header("content-type"), Some("image/jpeg"));
    assert_eq!(image["content_type"], "image/jpeg");
    assert!(image["file_name"].as_str().is_some_and(|name| name.ends_with(".jpg")));
    assert!(file.body.starts_with(&[0xff, 0xd8, 0xff]) && file.body.ends_with(&[0xff, 0xd9]));
    // Start of frame: marker, length, precision, height, width.
    let frame = file.body.windows(9).find(|bytes| bytes[..2] == [0xff, 0xc0]).expect("a frame");
    assert_eq!(frame[5..], [0, 64, 2, 128]);
}

#[test]
fn the_same_request_gives_the_same_bytes_on_every_server() {
    let small = json!({"image_size": {"width": 96, "height": 96}});
    let (first, _) = picture(&server(), &small);
    assert_eq!(picture(&server(), &small).0.body, first.body);
    let server = server();
    for other in [json!({"seed": 8}), json!({"prompt": "a dog"})] {
        let mut input = small.clone();
        input.as_object_mut().expect("an object").extend(other.as_object().expect("an object").clone());
        assert_ne!(picture(&server, &input).0.body, first.body, "{other}");
    }
}

#[test]
fn sizes_out_of_range_are_clamped() {
    let server = server();
    let sizes = [
        (json!({"width": -5, "height": 0}), (1, 1)),
        (json!({"width": 14142, "height": 1}), (4096, 1)),
        (json!({"width": i64::MIN, "height": 14142}), (1, 4096)),
    ];
    for (size, expected) in sizes {
        let (file, image) = picture(&server, &json!({ "image_size": size }));
        assert_eq!(png_size(&file.body), expected);
        assert_eq!((&image["width"], &image["height"]), (&json!(expected.0), &json!(expected.1)));
    }
    // The largest picture is not drawn until it is downloaded.
    let input = json!({"prompt": "a cat", "image_size": {"width": 14142, "height": 14142}});
    let image = post(&server, "/run/acme/paint", &input).json()["images"][0].clone();
    assert_eq!((&image["width"], &image["height"]), (&json!(4096), &json!(4096)));
}

#[test]
fn pictures_support_head_requests_and_refuse_writes() {
    let server = server();
    let (file, image) = picture(&server, &json!({"image_size": {"width": 16, "height": 16}}));
    let path = format!("/files/{}", image["file_name"].as_str().expect("a name"));
    let head = send_with_key(&server, "HEAD", &path, None, b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(file.body.len().to_string().as_str()));
    assert_eq!(send_with_key(&server, "PUT", &path, None, b"x").status, 405);
}
