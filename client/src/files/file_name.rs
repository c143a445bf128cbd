//! Names of saved files. What a server sent is hostile: of it, a name keeps letters, digits, `-` and `_`, in one component of a
//! path that every system accepts.

use super::OutputFile;
use super::data_uri;
use crate::{Error, ErrorKind};

/// The longest name in bytes, without its extension. Systems allow 255 for the whole.
const LONGEST: usize = 120;

/// The longest extension in bytes.
const LONGEST_EXTENSION: usize = 12;

const VARIABLES: &str = "{path}, {index}, {request_id}, {name} or {ext}";

/// Names that Windows reserves for devices, whatever follows the first dot.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The extensions of types that have several.
const USUAL: [(&str, &str); 8] = [
    ("image/jpeg", "jpg"),
    ("video/mp4", "mp4"),
    ("video/quicktime", "mov"),
    ("audio/mpeg", "mp3"),
    ("audio/ogg", "ogg"),
    ("model/gltf-binary", "glb"),
    ("text/plain", "txt"),
    ("audio/wav", "wav"),
];

/// A name without a folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileName {
    stem: String,
    extension: String,
}

impl FileName {
    /// The name with a number, if it is not the first one of this name.
    pub(super) fn numbered(&self, number: u32) -> String {
        let Self { stem, extension } = self;
        if number < 2 { format!("{stem}.{extension}") } else { format!("{stem}-{number}.{extension}") }
    }
}

/// The name of a file by a template. `index` counts from 1.
pub(super) fn render(template: &str, file: &OutputFile<'_>, index: usize, id: &str) -> Result<FileName, Error> {
    let extension = extension(file);
    let invalid = |why: &str| {
        Error::new(ErrorKind::Config, format!("invalid template {template:?} for the names of files: {why}"))
    };
    if template.contains(['/', '\\']) {
        return Err(invalid("expected a name without a folder"));
    }
    let mut name = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        name.push_str(before);
        let Some((variable, after)) = after.split_once('}') else {
            return Err(invalid(&format!("expected {VARIABLES} after the brace")));
        };
        match variable {
            "path" => name.push_str(&plain(&file.path)),
            "index" => name.push_str(&index.to_string()),
            "request_id" => name.push_str(&plain(id)),
            "name" => name.push_str(&plain(own_name(file))),
            "ext" => name.push_str(&extension),
            other => return Err(invalid(&format!("expected {VARIABLES}, found {{{other}}}"))),
        }
        rest = after;
    }
    name.push_str(rest);
    // The extension is the file's, whatever the template ends in.
    let stem = name.strip_suffix(&format!(".{extension}")).unwrap_or(&name);
    Ok(FileName { stem: safe(stem), extension })
}

/// The file's own name without its extension: from the output, else from the URL.
fn own_name<'a>(file: &OutputFile<'a>) -> &'a str {
    let name = file.file_name.unwrap_or_else(|| last_segment(file.url));
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The last part of a URL's path; empty for a data URI.
fn last_segment(url: &str) -> &str {
    if data_uri::is_data_uri(url) {
        return "";
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, path)| path);
    path.rsplit_once('/').map_or("", |(_, last)| last)
}

/// The extension by the content type, else by the URL.
fn extension(file: &OutputFile<'_>) -> String {
    let given = |name: &str| {
        let (_, extension) = name.rsplit_once('.')?;
        let valid = !extension.is_empty() && extension.len() <= LONGEST_EXTENSION;
        (valid && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| extension.to_ascii_lowercase())
    };
    let given = given(last_segment(file.url)).or_else(|| given(file.file_name?));
    let content_type = if data_uri::is_data_uri(file.url) { Some(data_uri::content_type(file.url)) } else { None };
    let content_type = file.content_type.or(content_type).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let usual = USUAL.iter().find(|(usual, _)| *usual == content_type).map(|(_, extension)| *extension);
    // `image/png`, `image/svg+xml`, `audio/x-flac`.
    let subtype = content_type.split_once('/').map_or("", |(_, subtype)| subtype);
    let subtype = subtype.split('+').next().unwrap_or_default().trim_start_matches("x-");
    let has_type =
        |extension: &str| mime_guess::from_ext(extension).iter().any(|guess| guess.essence_str() == content_type);
    let by_type = usual.or_else(|| Some(subtype).filter(|subtype| has_type(subtype)));
    match (given, by_type) {
        (Some(given), None) => given,
        (Some(given), Some(_)) if usual.is_none() && has_type(&given) => given,
        (_, Some(extension)) => extension.to_owned(),
        (None, None) => "bin".to_owned(),
    }
}

/// Letters, digits, `-` and `_` of a string from a server, with one `-` for each run of others.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars().take(LONGEST) {
        if character.is_alphanumeric() || character == '_' {
            plain.push(character);
        } else if !plain.ends_with('-') && !plain.is_empty() {
            plain.push('-');
        }
    }
    plain.trim_end_matches('-').to_owned()
}

/// A name that every system accepts as a component of a path.
fn safe(stem: &str) -> String {
    let is_safe = |character: char| character.is_alphanumeric() || " _-.,()+@=#".contains(character);
    let mut safe = String::new();
    for character in stem.chars() {
        let character = if is_safe(character) { character } else { '-' };
        if safe.len() + character.len_utf8() > LONGEST {
            break;
        }
        safe.push(character);
    }
    let trimmed = safe.trim_matches([' ', '.']);
    if trimmed.is_empty() {
        return "file".to_owned();
    }
    if is_reserved(trimmed) { format!("_{trimmed}") } else { trimmed.to_owned() }
}

/// Whether Windows reserves a name for a device.
fn is_reserved(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim().to_lowercase();
    let port = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| {
        let mut digits = number.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    is_port || RESERVED.contains(&&*name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file<'a>(url: &'a str, content_type: Option<&'a str>, file_name: Option<&'a str>) -> OutputFile<'a> {
        OutputFile { path: "images[0].mask".into(), url, content_type, file_name }
    }

    fn name(template: &str, file: &OutputFile<'_>) -> String {
        render(template, file, 2, "the/id").unwrap().numbered(1)
    }

    #[test]
    fn a_template_has_variables_and_the_extension_is_added() {
        let file = file("https://x/a/b c.png?d=e.gif", None, Some("cat picture.jpeg"));
        assert_eq!(name("{path}", &file), "images-0-mask.png");
        assert_eq!(name("{request_id} {index} {name}.{ext}", &file), "the-id 2 cat-picture.png");
        assert_eq!(render("a", &file, 1, "").unwrap().numbered(3), "a-3.png");
        for invalid in ["{seed}", "{path", "a/{path}", "a\\b", "{}"] {
            assert_eq!(render(invalid, &file, 1, "").unwrap_err().kind(), ErrorKind::Config, "{invalid}");
        }
    }

    #[test]
    fn the_extension_is_that_of_the_content_type_then_that_of_the_url() {
        let cases = [
            ("https://x/a.png", Some("image/jpeg"), "jpg"),
            ("https://x/a.JPEG", Some("image/jpeg; q=1"), "jpg"),
            ("https://x/a.webp", Some("image/webp"), "webp"),
            ("https://x/a.png", Some("application/octet-stream"), "png"),
            ("https://x/a.safetensors", Some("of/tomorrow"), "safetensors"),
            ("https://x/a", Some("image/svg+xml"), "svg"),
            ("https://x/a", Some("audio/flac"), "flac"),
            ("https://x/a.exe", Some("image/png"), "png"),
            ("https://x/a", Some("of/tomorrow"), "bin"),
            ("https://x/a", None, "bin"),
            ("https://x.com", None, "bin"),
            ("https://x/a.b/..%2f", None, "bin"),
            ("data:video/webm;base64,YQ==", None, "webm"),
            ("data:;base64,YQ==", None, "bin"),
        ];
        for (url, content_type, extension) in cases {
            assert_eq!(name("a", &file(url, content_type, None)), format!("a.{extension}"), "{url}");
        }
    }

    #[test]
    fn a_hostile_name_stays_one_harmless_component() {
        let long = "ä".repeat(1000);
        let names = [
            "../../etc/passwd.txt",
            "..",
            "",
            ".",
            "C:\\x\\y.png",
            "a\0b\n.png",
            "con.png",
            "LPT1.tar.gz",
            "nul",
            "COM¹.x",
            "\u{202e}gnp.exe",
            ".hidden.png",
            "-rf.png",
            " a .png",
            &long,
        ];
        for hostile in names {
            for template in ["{name}", "{name}.{ext}", "..{name}. "] {
                let name = name(template, &file("https://x/a.png", None, Some(hostile)));
                let stem = name.strip_suffix(".png").unwrap();
                assert!(!name.contains(['/', '\\', ':', '\0', '\n', '\u{202e}']), "{name}");
                assert!(!stem.is_empty() && !stem.starts_with(['.', ' ']) && !stem.ends_with(['.', ' ']), "{name}");
                assert!(name.len() < 200 && !is_reserved(stem), "{name}");
            }
        }
        assert_eq!(name("{name}", &file("https://x/a.png", None, Some("con.png"))), "_con.png");
        assert_eq!(name("{name}", &file("https://x/a.png", None, Some("../../etc/passwd.txt"))), "etc-passwd.png");
    }
}
