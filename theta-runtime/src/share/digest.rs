//! Digests that distinguish identical calls from similar ones.

use crate::call::request::{Content, Digest, Part, Request, Source};
use crate::site::refusal::Refusal;
use crate::upload::body::UploadBody;
use http::HeaderMap;
use http_body::Body;
use std::future::poll_fn;
use std::pin::Pin;

/// What tells requests apart at a glance: everything but the content of uploads, of which it takes the length and a few
/// of the first bytes.
pub(crate) fn glance(request: &Request) -> u64 {
    let mut look = Look(0);
    look.text(request.endpoint.name);
    look.text(&request.path);
    look.text(&request.query);
    if let Some(address) = &request.address {
        look.text(address.as_str());
    }
    for headers in [&request.headers, &request.options.headers] {
        for (name, value) in headers {
            look.text(name.as_str());
            look.bytes(value.as_bytes());
        }
    }
    match &request.content {
        Content::Form(parts, _) => {
            for (name, part) in parts {
                look.text(name);
                match part {
                    Part::Text(text) => look.text(text),
                    Part::Typed(typed) => look.text(&typed.text),
                    Part::Upload(source) => look.upload(source),
                }
            }
        }
        Content::Binary(source) => look.upload(source),
        Content::Whole(bytes, content_type) => {
            look.bytes(bytes);
            look.text(content_type);
        }
        Content::Nothing => {}
    }
    look.0
}

/// A sum in which nearly everything that is different differs. Every call pays for it, and a mistake only costs the
/// reading of two uploads.
struct Look(u64);

impl Look {
    fn word(&mut self, word: u64) {
        // An odd number with as many ones as zeros: all bits of a word reach the upper half.
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.word(u64::from_le_bytes(last));
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A few of the first bytes: two recordings nearly always differ there.
    fn upload(&mut self, source: &Source) {
        self.word(source.len);
        for bytes in source.head.chunks(256) {
            if let Some(word) = bytes.first_chunk() {
                self.word(u64::from_le_bytes(*word));
            }
        }
    }
}

/// Reads all of a request.
///
/// # Errors
///
/// When what is uploaded cannot be read again as it was.
pub(crate) async fn digest(request: &Request) -> Result<Digest, Refusal> {
    let mut all = Fields(blake3::Hasher::new());
    let base_url = request.site.base_of(request.endpoint);
    all.field(match &request.address {
        Some(address) => address.as_str().as_bytes(),
        None => base_url.as_str().as_bytes(),
    });
    all.field(request.endpoint.name.as_bytes());
    all.field(request.method.as_str().as_bytes());
    all.field(request.endpoint.accept.as_bytes());
    all.field(request.path.as_bytes());
    all.field(request.query.as_bytes());
    all.headers(&request.headers);
    all.headers(&request.options.headers);
    match &request.content {
        Content::Form(parts, _) => {
            for (name, part) in parts {
                all.field(name.as_bytes());
                match part {
                    Part::Text(text) => all.field(text.as_bytes()),
                    Part::Typed(typed) => all.field(typed.text.as_bytes()),
                    Part::Upload(source) => all.upload(source).await?,
                }
            }
        }
        Content::Binary(source) => all.upload(source).await?,
        Content::Whole(bytes, content_type) => {
            all.field(content_type.as_bytes());
            all.field(bytes);
        }
        Content::Nothing => {}
    }
    Ok(all.0.finalize().into())
}

/// Fields with their lengths, so that none runs into the next.
struct Fields(blake3::Hasher);

impl Fields {
    fn field(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn headers(&mut self, headers: &HeaderMap) {
        self.0.update(&(headers.len() as u64).to_le_bytes());
        for (name, value) in headers {
            self.field(name.as_str().as_bytes());
            self.field(value.as_bytes());
        }
    }

    async fn upload(&mut self, source: &Source) -> Result<(), Refusal> {
        let opened = source.reopen().await?;
        self.field(opened.file_name.as_bytes());
        self.field(opened.content_type.as_bytes());
        self.0.update(&opened.content.len().to_le_bytes());
        let mut body = UploadBody::quiet(vec![opened.content]);
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let frame = frame
                .map_err(|error| Refusal::io("what is uploaded cannot be read again", error))?;
            if let Ok(data) = frame.into_data() {
                self.0.update(&data);
            }
        }
        Ok(())
    }
}
