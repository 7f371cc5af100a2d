use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use theta_mock::{Mock, ReplyKind};

#[test]
fn the_line_of_every_endpoint_of_every_contract_succeeds() {
    let (mut lines, mut failed) = (0, Vec::new());
    for path in contracts() {
        let loaded = theta_spec::load(&path.to_string_lossy(), &fs::read(&path).unwrap());
        let Some(contract) = loaded.contract else {
            continue;
        };
        let mock = Mock::builder(contract.clone());
        // As the command does where there are tokens.
        let has_tokens = contract.auth.iter().any(|scheme| scheme.token.is_some());
        let mock = if has_tokens {
            mock.known_key(TOKEN)
        } else {
            mock
        };
        let mock = mock.start().unwrap();
        // An address that an answer names has no path here.
        let endpoints = contract.endpoints.iter();
        for endpoint in endpoints.filter(|endpoint| endpoint.address.is_none()) {
            let line = of(&contract, endpoint).at(&mock.base_url());
            let request = send(&line);
            let name = &endpoint.name;
            let what = format!("{}: {name}: {line}", path.display());
            let record = mock.last_request().expect(&what);
            if record.reply.kind != ReplyKind::Success {
                failed.push(format!("{what}\n{request}\n{record:?}"));
            }
            lines += 1;
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(lines > 100, "{lines} lines");
}

/// Without a member it would be written as nothing, and be missing.
#[test]
fn an_object_that_is_required_has_a_member_even_if_it_requires_none() {
    let text = r#"
theta = 1
api = { name = "Any", base_url = "https://api.example.com/v1" }
types.Spot.fields.name = { type = "string", optional = true }
[endpoints.around]
get = "/around"
query.spot = { type = "Spot", nested = "brackets" }
query.tags = { type = "{string}", nested = "brackets" }
"#;
    let mock = Mock::builder_from_toml("any.toml", text.as_bytes()).unwrap();
    let mock = mock.start().unwrap();
    let contract = theta_spec::load("any.toml", text.as_bytes())
        .contract
        .unwrap();
    let line = of(&contract, &contract.endpoints[0]).at(&mock.base_url());
    assert!(
        line.contains("?spot%5Bname%5D=text&tags%5Bname%5D=text"),
        "{line}"
    );
    send(&line);
    assert_eq!(mock.last_request().unwrap().reply.kind, ReplyKind::Success);
}

#[test]
fn every_media_type_of_a_body_is_taken() {
    let bodies = [
        r#"{ type = "text", content_type = "application/x-ndjson" }"#,
        r#"{ type = "text", content_type = "application/x-ndjson; charset=utf-8" }"#,
        r#"{ type = "text", content_type = "Application/SSML+XML" }"#,
        r#"{ type = "text", content_type = "text/csv; header=present" }"#,
        r#"{ type = "text" }"#,
        r#"{ type = "text", content_type = "application/json" }"#,
        r#"{ type = "text", content_type = "application/x-www-form-urlencoded" }"#,
        r#"{ type = "binary", content_type = "text/plain" }"#,
        r#"{ type = "binary", content_type = "application/json" }"#,
        r#"{ type = "binary", content_type = "multipart/mixed" }"#,
        r#"{ type = "binary" }"#,
        r#"{ type = "audio", formats = ["mpga"], content_type = "application/x-ndjson" }"#,
        r#"{ json = "json" }"#,
    ];
    for body in bodies {
        let text = format!(
            "theta = 1\n[api]\nname = \"Any\"\nbase_url = \"https://api.example.com/v1\"\n\
             [endpoints.put]\npost = \"/put\"\nbody = {body}\n"
        );
        let mock = Mock::builder_from_toml("any.toml", text.as_bytes())
            .expect(body)
            .start()
            .unwrap();
        let contract = theta_spec::load("any.toml", text.as_bytes())
            .contract
            .unwrap();
        send(&example(&contract).unwrap().at(&mock.base_url()));
        let record = mock.last_request().unwrap();
        assert_eq!(record.reply.kind, ReplyKind::Success, "{body}: {record:?}");
    }
}

/// Every contract of the repository, and every other file that ends like one.
fn contracts() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (path, name) = (entry.path(), entry.file_name());
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            if entry.file_type().unwrap().is_dir() && !is_hidden && name != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Does what `curl` does with such a line, and returns the head of the request.
fn send(line: &str) -> String {
    let words = words(line);
    let mut words = words.iter().map(String::as_str);
    assert_eq!(words.next(), Some("curl"));
    let (mut method, mut url, mut headers) = ("GET", "", Vec::new());
    let (mut body, mut form, mut is_data) = (Vec::new(), Vec::new(), false);
    while let Some(word) = words.next() {
        match word {
            "-X" => method = words.next().unwrap(),
            "-I" => method = "HEAD",
            "-u" => {
                let credentials = STANDARD.encode(words.next().unwrap());
                headers.push(format!("authorization: Basic {credentials}"));
            }
            "-H" => headers.push(words.next().unwrap().to_owned()),
            "--data" => {
                if !body.is_empty() {
                    body.push(b'&');
                }
                body.extend_from_slice(words.next().unwrap().as_bytes());
                is_data = true;
            }
            "--data-binary" => {
                body = content(words.next().unwrap().strip_prefix('@').unwrap()).to_vec();
            }
            "--form-string" => {
                let (name, value) = words.next().unwrap().split_once('=').unwrap();
                form.push((name, None, value.as_bytes()));
            }
            "-F" => {
                let (name, file) = words.next().unwrap().split_once("=@").unwrap();
                form.push((name, Some(file), content(file)));
            }
            _ => url = word,
        }
    }
    let says_type = |header: &String| header.starts_with("content-type:");
    if is_data && !headers.iter().any(says_type) {
        headers.push("content-type: application/x-www-form-urlencoded".to_owned());
    }
    if !form.is_empty() {
        headers.push("content-type: multipart/form-data; boundary=b".to_owned());
        for (name, file, value) in form {
            let name = name.replace('\\', "\\\\").replace('"', "\\\"");
            write!(
                body,
                "--b\r\ncontent-disposition: form-data; name=\"{name}\""
            )
            .unwrap();
            if let Some(file) = file {
                write!(
                    body,
                    "; filename=\"{file}\"\r\ncontent-type: application/octet-stream"
                )
                .unwrap();
            }
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b--\r\n");
    }
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut head = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for header in headers {
        head.push_str(&header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(host).unwrap();
    stream
        .write_all(&[head.as_bytes(), &body].concat())
        .unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    head
}

/// The words of a POSIX shell, as far as [`quoted`] writes them.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = line.chars();
    let mut is_quoted = false;
    while let Some(next) = chars.next() {
        let word = words.last_mut().unwrap();
        match next {
            '\'' => is_quoted = !is_quoted,
            '\\' if !is_quoted => word.extend(chars.next()),
            ' ' if !is_quoted => words.push(String::new()),
            next => word.push(next),
        }
    }
    words
}

/// What a file of that name would hold.
fn content(file: &str) -> &'static [u8] {
    const WAV: &[u8] = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0\x80\x80\x80\x80\x80\x80\x80\x80";
    match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "wav" => WAV,
        "mp3" | "mpga" => b"\xff\xfb\x90\x00",
        "flac" => b"fLaC",
        _ => b"content",
    }
}
