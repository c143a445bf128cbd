//! Rules of saving: which files an output has, and where they are written.

use std::collections::BTreeMap;
use std::sync::Mutex;

use fal_client::{Endpoint, ErrorKind, FileRef, Json, OutputFiles, Response};
use serde_json::json;

use crate::download::{cut, folder, names};
use crate::script::{Script, json as reply, response};

/// A model whose output is any JSON.
#[derive(Clone)]
struct Anything {}

fal_client::object!(Anything {});

fal_client::input!(Anything);
impl Endpoint for Anything {
    const ID: &'static str = "acme/anything";
    type Output = Json;
}

/// A model whose output has files in every way.
#[derive(Clone)]
struct Draws {}

fal_client::object!(Draws {});

fal_client::input!(Draws);
impl Endpoint for Draws {
    const ID: &'static str = "acme/draws";
    type Output = Drawn;
}

#[derive(Clone)]
struct Drawn {
    images: Vec<Image>,
    by_name: BTreeMap<String, Image>,
    either: Option<Either>,
    file: Option<FileRef>,
    extra: Option<Json>,
    link: Option<String>,
}

fal_client::object!(Drawn { required: [images, by_name], optional: [either, file, extra, link] });

#[derive(Clone)]
struct Image {
    url: String,
    content_type: Option<String>,
    file_name: Option<String>,
    mask: Option<Box<Image>>,
}

fal_client::object!(Image { required: [url], optional: [content_type, file_name, mask] });

#[derive(Clone, Debug, PartialEq)]
enum Either {
    Image(Image),
    Text(String),
}

fal_client::union!(Either { Image(Image), Text(String) });

/// The response of a model to these bytes of an output.
async fn output<E: Endpoint>(input: E, output: Json) -> Response<E::Output> {
    Script::new([reply(200, &output.to_string())]).client().call(input).run().await.unwrap()
}

#[tokio::test]
async fn every_object_with_a_url_is_a_file_of_the_output() {
    let value = json!({
        "images": [
            {"url": "https://x/a.png", "content_type": "image/png", "file_name": "a.png", "mask": {"url": "https://x/m.png"}},
            {"url": "https://x/b.png"}
        ],
        "by_name": {"front": {"url": "https://x/f.png"}},
        "either": {"url": "data:text/plain;base64,aGk="},
        "file": "https://x/file.glb",
        "extra": [{"deep": {"url": "https://x/deep.png"}}, {"url": "not a URL"}, {"url": 1}],
        "link": "https://x/link.png"
    });
    let drawn = output(Draws {}, value.clone()).await;
    let found: Vec<(String, &str)> = drawn.files().into_iter().map(|file| (file.path, file.url)).collect();
    let expected = [
        ("images[0]", "https://x/a.png"),
        ("images[0].mask", "https://x/m.png"),
        ("images[1]", "https://x/b.png"),
        ("by_name.front", "https://x/f.png"),
        ("either", "data:text/plain;base64,aGk="),
        ("file", "https://x/file.glb"),
        ("extra[0].deep", "https://x/deep.png"),
    ];
    assert_eq!(found, expected.map(|(path, url)| (path.to_owned(), url)));
    let first = &drawn.files()[0];
    assert_eq!((first.content_type, first.file_name), (Some("image/png"), Some("a.png")));
    assert_eq!(OutputFiles::files(&drawn.images[1])[0].path, "");
    let anything = output(Anything {}, value).await;
    let mut paths: Vec<String> = anything.files().into_iter().map(|file| file.path).collect();
    paths.sort();
    assert_eq!(paths, ["by_name.front", "either", "extra[0].deep", "images[0]", "images[0].mask", "images[1]"]);
}

fn two(first: &str) -> Json {
    json!({"images": [{"url": "https://x/a", "content_type": "image/jpeg", "file_name": first}, {"url": "https://x/b.png"}]})
}

#[tokio::test]
async fn files_are_saved_under_the_next_free_name_with_their_extension() {
    let folder = folder("saves").join("new");
    let output = output(Anything {}, two("a.jpg")).await;
    let script = Script::new(["1", "22", "3", "44", "5", "66"].map(|content| reply(200, content)));
    let fal = script.client();
    let saved = fal.save(&output, &folder).await.unwrap();
    let at: Vec<_> = saved.iter().map(|saved| (saved.path.as_str(), saved.file.clone(), saved.size)).collect();
    let expected = [("images[0]", "images-0.jpg", 1), ("images[1]", "images-1.png", 2)];
    assert_eq!(at, expected.map(|(path, name, size)| (path, folder.join(name), size)));
    fal.save(&output, &folder).await.unwrap();
    fal.save(&output, &folder).names("all").await.unwrap();
    let mut names = names(&folder);
    names.sort();
    assert_eq!(names, ["all.jpg", "all.png", "images-0-2.jpg", "images-0.jpg", "images-1-2.png", "images-1.png"]);
    let read = |name| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!((read("images-0.jpg"), read("images-0-2.jpg")), ("1".into(), "3".into()));
    assert!(script.seen().iter().all(|seen| !seen.headers.contains_key("authorization")));
}

#[tokio::test]
async fn names_of_the_server_do_not_lead_out_of_the_folder() {
    let folder = folder("saves_hostile");
    let output = output(Anything {}, two("../../evil/.hidden")).await;
    let script = Script::new([reply(200, "1"), reply(200, "2")]);
    let saved = script.client().save(&output, folder.join("in")).names("{name}").await.unwrap();
    assert_eq!(saved[0].file, folder.join("in").join("evil.jpg"));
    assert_eq!((names(&folder).len(), names(&folder.join("in")).len()), (1, 2));
}

#[tokio::test]
async fn data_uris_are_saved_without_a_request() {
    let folder = folder("saves_data");
    let output = output(Anything {}, json!({"image": {"url": "data:image/png;base64,aGk="}})).await;
    let saved = Script::new([]).client().save(&output, &folder).await.unwrap();
    assert_eq!(saved[0].file, folder.join("image.png"));
    assert_eq!(std::fs::read_to_string(&saved[0].file).unwrap(), "hi");
}

#[tokio::test]
async fn progress_is_reported_for_every_chunk_and_begins_anew_after_an_interruption() {
    let folder = folder("saves_progress");
    let output = output(Anything {}, json!({"video": {"url": "https://x/v.mp4"}})).await;
    let script = Script::new([cut("012"), response(200, &[("content-length", "5")], "01234")]);
    let seen = Mutex::new(Vec::new());
    let client = script.client();
    let saving = client.save(&output, &folder).on_progress(|progress| {
        assert_eq!((progress.path, progress.index, progress.count), ("video", 1, 1));
        seen.lock().unwrap().push((progress.written, progress.size));
    });
    saving.await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [(0, None), (3, None), (0, Some(5)), (5, Some(5))]);
}

#[tokio::test]
async fn an_invalid_template_is_an_error_before_anything_is_sent_or_written() {
    let folder = folder("saves_template");
    let output = output(Anything {}, two("a")).await;
    for template in ["{seed}", "../{path}", "{"] {
        let error = Script::new([]).client().save(&output, folder.join("in")).names(template).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{template}");
    }
    assert!(names(&folder).is_empty());
}

#[tokio::test]
async fn a_file_that_fails_leaves_the_ones_before_it_and_no_other() {
    let folder = folder("saves_fails");
    let output = output(Anything {}, two("a")).await;
    let script = Script::new([reply(200, "1"), reply(404, "{}")]);
    let error = script.client().save(&output, &folder).await.unwrap_err();
    assert_eq!((error.status(), names(&folder)), (Some(404), vec!["images-0.jpg".to_owned()]));
}

#[cfg(all(feature = "blocking", feature = "transport"))]
#[test]
fn files_are_saved_without_async() {
    let folder = folder("saves_blocking");
    let output: Json = json!({"image": {"url": "data:image/png;base64,aGk="}});
    let fal = Script::new([]).client();
    let saved = fal.blocking().save(&output, &folder).unwrap();
    assert_eq!(saved[0].file, folder.join("image.png"));
    let saved = fal.save(&output, &folder).names("b").blocking().run().unwrap();
    assert_eq!(saved[0].file, folder.join("b.png"));
}
