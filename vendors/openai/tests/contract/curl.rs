//! Commands of curl, as the vendor's reference writes them.

use theta_mock::Recorded;
use theta_spec::apart::essence;
use theta_spec::json::{self, Json};

const BASE: &str = "https://api.openai.com";

/// What a command sends.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    method: Option<String>,
    path: String,
    query: Vec<String>,
    headers: Vec<(String, String)>,
    data: Option<String>,
    parts: Vec<(String, String)>,
}

impl Sample {
    /// Reads a command.
    pub(crate) fn parse(command: &str) -> Self {
        let mut sample = Self::default();
        let mut words = words(command).into_iter();
        assert_eq!(words.next().as_deref(), Some("curl"), "{command}");
        while let Some(word) = words.next() {
            let mut value = || words.next().expect("a value of the option");
            match word.as_str() {
                "-X" => sample.method = Some(value()),
                "-H" => {
                    let header = value();
                    let (name, value) = header.split_once(": ").expect("a header");
                    let header = (name.to_ascii_lowercase(), value.to_owned());
                    sample.headers.push(header);
                }
                "-d" => sample.data = Some(value()),
                "-F" => {
                    let part = value();
                    let (name, value) = part.split_once('=').expect("a part");
                    sample.parts.push((name.to_owned(), value.to_owned()));
                }
                // What becomes of the reply.
                "--output" | ">" => drop(value()),
                address => {
                    let address = address.strip_prefix(BASE).expect("an option or an address");
                    let (path, query) = address.split_once('?').unwrap_or((address, ""));
                    path.clone_into(&mut sample.path);
                    let pairs = query.split('&').filter(|pair| !pair.is_empty());
                    sample.query = pairs.map(str::to_owned).collect();
                }
            }
        }
        sample
    }

    fn method(&self) -> &str {
        let made = if self.data.is_some() || !self.parts.is_empty() {
            "POST"
        } else {
            "GET"
        };
        self.method.as_deref().unwrap_or(made)
    }

    /// A request is this one: method, address, headers and body. The order of members and of parts does not count, and
    /// neither does a media type without a body.
    pub(crate) fn assert_is(&self, name: &str, sent: &Recorded) {
        assert_eq!(sent.method, self.method(), "{name}");
        assert_eq!(sent.path, self.path, "{name}");
        let query = sent
            .query
            .iter()
            .map(|(key, value)| format!("{key}={value}"));
        assert_eq!(query.collect::<Vec<_>>(), self.query, "{name}");
        for (header, value) in &self.headers {
            match header.as_str() {
                "authorization" => {
                    let key = value.strip_prefix("Bearer ").expect("a key");
                    assert!(sent.key_is(key), "{name}");
                    let scheme = sent.header(header).expect("a key is sent");
                    assert!(scheme.starts_with("Bearer "), "{name}");
                }
                "content-type" if self.data.is_none() && self.parts.is_empty() => {}
                "content-type" => {
                    let kind = sent.header(header).map(essence);
                    assert_eq!(kind.as_deref(), Some(value.as_str()), "{name}");
                }
                _ => assert_eq!(sent.header(header), Some(value.as_str()), "{name}"),
            }
        }
        for (header, _) in &sent.headers {
            let is_shown = self.headers.iter().any(|(shown, _)| shown == header);
            assert!(
                is_shown || !header.starts_with("openai-"),
                "{name}: {header} is not in the sample"
            );
        }
        match &self.data {
            Some(data) => {
                let body = std::str::from_utf8(&sent.body).expect("UTF-8");
                assert_eq!(read(body), read(data), "{name}");
            }
            None if self.parts.is_empty() => assert!(sent.body.is_empty(), "{name}"),
            None => self.assert_parts(name, sent),
        }
    }

    fn assert_parts(&self, name: &str, sent: &Recorded) {
        let mut shown: Vec<(String, String)> = self.parts.clone();
        for (_, value) in &mut shown {
            if let Some(path) = value.strip_prefix('@') {
                let file = path.rsplit('/').next().unwrap_or(path);
                *value = format!("@{file}");
            }
        }
        let parts = sent.parts.iter().map(|part| {
            let value = match &part.file_name {
                Some(file) => format!("@{file}"),
                None => String::from_utf8_lossy(&part.bytes).into_owned(),
            };
            (part.name.clone(), value)
        });
        let mut parts: Vec<(String, String)> = parts.collect();
        parts.sort();
        shown.sort();
        assert_eq!(parts, shown, "{name}");
    }
}

/// JSON with its members by name.
fn read(text: &str) -> Json {
    fn sorted(value: Json) -> Json {
        match value {
            Json::Array(items) => Json::Array(items.into_iter().map(sorted).collect()),
            Json::Object(members) => {
                let members = members.into_iter();
                let mut members: Vec<(String, Json)> =
                    members.map(|(name, value)| (name, sorted(value))).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Json::Object(members)
            }
            other => other,
        }
    }
    sorted(json::parse(text).expect("JSON"))
}

/// The words of a command, without quotes and ends of lines.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '\\') => {}
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

#[test]
fn a_command_is_read_as_a_shell_does() {
    let sample = Sample::parse(
        "curl -X POST https://api.openai.com/v1/a?b=c \\\n  -H \"A-B: c d\" \\\n  -d '{\"e\": \"f g\"}'",
    );
    assert_eq!((sample.method(), sample.path.as_str()), ("POST", "/v1/a"));
    assert_eq!(sample.query, ["b=c"]);
    assert_eq!(sample.headers, [("a-b".to_owned(), "c d".to_owned())]);
    assert_eq!(sample.data.as_deref(), Some("{\"e\": \"f g\"}"));
}
