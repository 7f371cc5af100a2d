//! Samples of a vendor's reference: calls of curl.

use crate::sent::{PARTS, Sent};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

/// A call of curl, as far as the samples of vendors go.
#[derive(Debug, Default)]
pub struct Sample {
    method: Option<String>,
    url: String,
    headers: Vec<(String, String)>,
    /// What `-d` and `--data-urlencode` give: names and values, not encoded.
    pairs: Vec<(String, String)>,
    /// Data that is no form.
    text: Option<String>,
    /// What `-F` gives.
    parts: Vec<String>,
    in_query: bool,
}

impl Sample {
    /// The sample of that text.
    ///
    /// # Panics
    ///
    /// When it has an option that is not known here.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut sample = Self::default();
        let mut words = words(text).into_iter();
        assert_eq!(words.next().as_deref(), Some("curl"), "{text}");
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_default();
            match word.as_str() {
                "-X" | "--request" => sample.method = Some(value()),
                "-G" | "--get" => sample.in_query = true,
                "-v" | "-L" => {}
                "--url" => sample.url = value(),
                "-F" | "--form" => sample.part(&value()),
                // What becomes of the reply.
                "--output" | ">" => drop(value()),
                "-H" | "--header" => sample.header(&value()),
                "-u" | "--user" => {
                    let basic = format!("authorization: Basic {}", STANDARD.encode(value()));
                    sample.header(&basic);
                }
                "-d" | "--data" => sample.data(&value(), true),
                "--data-urlencode" => sample.data(&value(), false),
                url => {
                    assert!(!url.starts_with('-'), "what is {url} of {text}");
                    url.clone_into(&mut sample.url);
                }
            }
        }
        sample
    }

    fn header(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        self.headers
            .push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }

    /// A part, of which a file is known by its name alone.
    fn part(&mut self, part: &str) {
        self.parts.push(match part.split_once("=@") {
            Some((name, path)) => {
                let file = path.rsplit('/').next().unwrap_or(path);
                format!("{name}=@{file}")
            }
            None => part.to_owned(),
        });
    }

    fn data(&mut self, data: &str, encoded: bool) {
        if data.starts_with(['{', '[', '"']) {
            self.text = Some(data.to_owned());
            return;
        }
        let (name, value) = data.split_once('=').unwrap_or((data, ""));
        self.pairs.push(if encoded {
            (decoded(name), decoded(value))
        } else {
            (name.to_owned(), value.to_owned())
        });
    }

    /// What it sends.
    #[must_use]
    pub fn sends(self) -> Sent {
        let Self {
            method,
            mut url,
            mut headers,
            pairs,
            text,
            mut parts,
            in_query,
        } = self;
        let mut body = text.unwrap_or_default();
        if in_query {
            let joined: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{}={}", in_address(name), in_address(value)))
                .collect();
            if !joined.is_empty() {
                let _ = write!(url, "?{}", joined.join("&"));
            }
        } else if !pairs.is_empty() {
            let joined: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{}={}", in_form(name), in_form(value)))
                .collect();
            body = joined.join("&");
            headers.push((
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            ));
        }
        if !parts.is_empty() {
            parts.sort();
            body = parts.join("\n");
            headers.retain(|(name, _)| name != "content-type");
            headers.push(("content-type".to_owned(), PARTS.to_owned()));
        }
        if body.is_empty() {
            // The media type of nothing says nothing.
            headers.retain(|(name, _)| name != "content-type");
        }
        headers.sort();
        let usual = if body.is_empty() { "GET" } else { "POST" };
        Sent {
            method: method.unwrap_or_else(|| usual.to_owned()),
            url,
            headers,
            body: body.into_bytes(),
        }
    }
}

/// The words of a line of a shell.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut begun) = (String::new(), false);
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '\'' | '"') => (quote, begun) = (Some(character), true),
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => {
                // A backslash before the end of a line joins the lines.
                if let Some(next) = characters.next().filter(|next| *next != '\n') {
                    word.push(next);
                    begun = true;
                }
            }
            (None, space) if space.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (_, other) => {
                word.push(other);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// The text without percent-encoding; a plus is a space.
fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [bytes.next(), bytes.next()].map(Option::unwrap_or_default);
                let digits = String::from_utf8_lossy(&digits).into_owned();
                u8::from_str_radix(&digits, 16).unwrap_or(b'?')
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The text in a form, as browsers write it.
fn in_form(text: &str) -> String {
    escaped(text, b"*-._").replace("%20", "+")
}

/// The text in a query, as curl writes it.
fn in_address(text: &str) -> String {
    escaped(text, b"-._~")
}

fn escaped(text: &str, kept: &[u8]) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_browsers_write_it() {
        let sample = r#"curl https://a.example/v1/things \
  -u "key:" \
  -d "a[b]"=1 \
  --data-urlencode name="A B""#;
        let sent = Sample::read(sample).sends();
        assert_eq!(sent.method, "POST");
        assert_eq!(sent.body, b"a%5Bb%5D=1&name=A+B");
        assert_eq!(sent.headers[0].1, "Basic a2V5Og==");
    }

    #[test]
    fn data_of_a_get_is_the_query() {
        let sample =
            "curl -G https://a.example/v1/things -d limit=3 --data-urlencode q=\"x:'y z'\"";
        let sent = Sample::read(sample).sends();
        assert_eq!(sent.method, "GET");
        assert_eq!(
            sent.url,
            "https://a.example/v1/things?limit=3&q=x%3A%27y%20z%27"
        );
        assert!(sent.body.is_empty());
    }

    #[test]
    fn parts_are_written_in_the_order_of_their_names() {
        let sample = "curl --url https://a.example -H 'Content-Type: multipart/form-data' -F b=1 -F a=\"@/b/x.wav\" --output c";
        let sent = Sample::read(sample).sends();
        let media = ("content-type".to_owned(), PARTS.to_owned());
        assert_eq!(sent.headers, [media]);
        assert_eq!(sent.method, "POST");
        assert_eq!(sent.body, b"a=@x.wav\nb=1");
    }
}
