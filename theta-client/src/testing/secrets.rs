//! Taking secrets out of what is kept.

use http::HeaderMap;
use std::fmt::Write;

/// Stands where a secret was.
const REMOVED: &str = "[removed]";

/// Texts that must not be kept, in every way in which a server may say them again.
#[derive(Clone, Default)]
pub(super) struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    pub(super) fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let json = serde_json::Value::from(secret).to_string();
        let json = json[1..json.len() - 1].to_owned();
        let forms = [
            secret.to_owned(),
            json.replace('/', "\\/"),
            json,
            percent(secret, |byte| {
                byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
            }),
            super::base64::encode(secret.as_bytes()),
        ];
        for form in forms.map(String::into_bytes) {
            if !self.0.contains(&form) {
                self.0.push(form);
            }
        }
        // What holds another secret goes first, so that no piece of it is left.
        self.0.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Adds what the headers of a request mark as secret: a key, with and without the word before it.
    pub(super) fn add_headers(&mut self, headers: &HeaderMap) {
        for value in headers.values().filter(|value| value.is_sensitive()) {
            if let Ok(text) = value.to_str() {
                self.add(text);
                self.add(text.rsplit(' ').next().unwrap_or_default());
            }
        }
    }

    pub(super) fn remove_from(&self, bytes: &[u8]) -> Vec<u8> {
        let mut kept = bytes.to_vec();
        for secret in &self.0 {
            kept = replace(&kept, secret);
        }
        kept
    }

    pub(super) fn remove_from_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.remove_from(text.as_bytes())).into_owned()
    }
}

fn percent(text: &str, is_plain: impl Fn(u8) -> bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            // Nothing fails to be written to memory.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn replace(bytes: &[u8], secret: &[u8]) -> Vec<u8> {
    let Some(first) = secret.first() else {
        return bytes.to_vec();
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        rest = if let Some(after) = from.strip_prefix(secret) {
            out.extend_from_slice(REMOVED.as_bytes());
            after
        } else {
            out.push(*first);
            &from[1..]
        };
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_secret_goes_in_every_form() {
        let mut secrets = Secrets::default();
        secrets.add("sk-\"a/b");
        let table = [
            ("x sk-\"a/b y sk-\"a/b", "x [removed] y [removed]"),
            (r#"{"k": "sk-\"a/b"}"#, r#"{"k": "[removed]"}"#),
            (r#"{"k": "sk-\"a\/b"}"#, r#"{"k": "[removed]"}"#),
            ("?k=sk-%22a%2Fb", "?k=[removed]"),
            ("c2stImEvYg==", "[removed]"),
            ("sk-\"a", "sk-\"a"),
        ];
        for (text, kept) in table {
            assert_eq!(secrets.remove_from_text(text), kept);
        }
    }

    #[test]
    fn of_secrets_that_hold_each_other_nothing_is_left() {
        let mut secrets = Secrets::default();
        secrets.add("abc");
        secrets.add("abcdef");
        secrets.add("");
        assert_eq!(
            secrets.remove_from_text("abcdef abc"),
            "[removed] [removed]"
        );
    }

    #[test]
    fn what_a_request_marks_as_secret_is_one() {
        let mut headers = HeaderMap::new();
        let mut key = HeaderValue::from_static("Bearer canary");
        key.set_sensitive(true);
        headers.insert("authorization", key);
        headers.insert("accept", HeaderValue::from_static("text/plain"));
        let mut secrets = Secrets::default();
        secrets.add_headers(&headers);
        let text = secrets.remove_from_text("Bearer canary, canary, text/plain");
        assert_eq!(text, "[removed], [removed], text/plain");
    }

    #[test]
    fn bytes_that_are_no_text_are_searched_too() {
        let mut secrets = Secrets::default();
        secrets.add("canary");
        assert_eq!(secrets.remove_from(b"\xffcanary\xff"), b"\xff[removed]\xff");
    }
}
