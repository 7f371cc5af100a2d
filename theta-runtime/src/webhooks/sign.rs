//! Signing as the vendor does, for tests.

use super::form;
use super::receiver::{Received, Receiver};
use super::scheme::{Signed, digest};
use http::HeaderMap;
use std::time::SystemTime;

/// What is signed and sent.
pub(crate) struct SignedParts<'p> {
    pub(crate) body: &'p [u8],
    pub(crate) at: SystemTime,
    pub(crate) id: &'p str,
    pub(crate) url: &'p str,
    pub(crate) method: &'p str,
    pub(crate) event: &'p str,
}

impl Receiver {
    /// The address with the digest of the body, where that is signed.
    pub(crate) fn url(&self, url: &str, body: &[u8]) -> String {
        match self.scheme.body_digest {
            Some(name) if form::query(url, name).is_none() => {
                let mark = if url.contains('?') { '&' } else { '?' };
                format!("{url}{mark}{name}={}", digest(body))
            }
            _ => url.to_owned(),
        }
    }

    /// The headers that prove who sent it, signed with the first secret.
    pub(crate) fn headers(&self, parts: &SignedParts<'_>) -> Vec<(&'static str, String)> {
        let scheme = self.scheme;
        let mut headers: Vec<(&'static str, String)> = Vec::new();
        headers.extend(scheme.id.map(|header| (header, parts.id.to_owned())));
        headers.extend(scheme.tag.map(|header| (header, parts.event.to_owned())));
        let stamp = scheme.stamp.as_ref();
        let time = stamp
            .map(|stamp| stamp.form.write(parts.at))
            .unwrap_or_default();
        let form = if scheme.of.contains(&Signed::Form) {
            form::signed(form::parse(parts.body).unwrap_or_default())
        } else {
            Vec::new()
        };
        let none = HeaderMap::new();
        let sent = Received::new(&none, parts.body)
            .url(parts.url)
            .method(parts.method);
        let secret = self.secrets.first().map(Vec::as_slice).unwrap_or_default();
        let signature = sent.sign(scheme, secret, (&time, parts.id, &form));
        let signature = String::from_utf8_lossy(&signature);
        let mut signature = format!("{}{signature}", scheme.prefix);
        if let Some(stamp) = stamp {
            let time = format!("{}{time}", stamp.prefix);
            if stamp.header == scheme.header {
                signature = format!("{time}{}{signature}", scheme.separator);
            } else {
                headers.push((stamp.header, time));
            }
        }
        headers.push((scheme.header, signature));
        headers
    }
}
