//! Header values of a request that are marked as secret.

use http::HeaderMap;
use theta_secrets::Secrets;

/// Adds what the headers of a request mark as secret: a key, with and without the word before it.
pub(super) fn add_headers(secrets: &mut Secrets, headers: &HeaderMap) {
    for value in headers.values().filter(|value| value.is_sensitive()) {
        if let Ok(text) = value.to_str() {
            secrets.add(text);
            secrets.add(text.rsplit(' ').next().unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn what_a_request_marks_as_secret_is_one() {
        let mut headers = HeaderMap::new();
        let mut key = HeaderValue::from_static("Bearer canary");
        key.set_sensitive(true);
        headers.insert("authorization", key);
        headers.insert("accept", HeaderValue::from_static("text/plain"));
        let mut secrets = Secrets::default();
        add_headers(&mut secrets, &headers);
        let text = secrets.remove_from_text("Bearer canary, canary, text/plain");
        assert_eq!(text, "[removed], [removed], text/plain");
    }
}
