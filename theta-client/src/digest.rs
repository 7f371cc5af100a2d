//! Telling identical calls from those that only look alike.

use crate::body::UploadBody;
use crate::error::Refusal;
use crate::request::{Content, Part, Request, Source};
use http::HeaderMap;
use http_body::Body;
use std::future::poll_fn;
use std::hash::{Hash, Hasher};
use std::pin::Pin;

/// What a request consists of, to the last byte. Two that differ have different ones, as far as anybody can make them.
pub(crate) type Digest = [u8; 32];

/// Feeds `hasher` with what tells requests apart at a glance: everything but the content of uploads, of which it takes
/// the length and a few of the first bytes. Also the settings of the call, because those who share it share them.
pub(crate) fn glance(request: &Request, hasher: &mut impl Hasher) {
    request.endpoint.name.hash(hasher);
    (&request.path, &request.query).hash(hasher);
    for headers in [&request.headers, &request.options.headers] {
        for (name, value) in headers {
            (name.as_str(), value.as_bytes()).hash(hasher);
        }
    }
    (request.timeout, request.deadline, request.options.retry).hash(hasher);
    match &request.content {
        Content::Form(parts, _) => {
            for (name, part) in parts {
                match part {
                    Part::Text(text) => (name, text).hash(hasher),
                    Part::Upload(source) => {
                        name.hash(hasher);
                        upload_at_a_glance(source, hasher);
                    }
                }
            }
        }
        Content::Binary(source) => upload_at_a_glance(source, hasher),
        Content::Whole(bytes, content_type) => (&bytes[..], content_type).hash(hasher),
        Content::Nothing => {}
    }
}

/// Takes a sixteenth of the first bytes, folded: two recordings nearly always differ there, and every call pays for what
/// is hashed.
fn upload_at_a_glance(source: &Source, hasher: &mut impl Hasher) {
    let pieces = source
        .head
        .chunks(128)
        .filter_map(|bytes| bytes.first_chunk());
    let folded = pieces.fold(0, |folded: u64, piece| {
        folded.rotate_left(7) ^ u64::from_ne_bytes(*piece)
    });
    (source.len, folded).hash(hasher);
}

/// Reads all of a request.
///
/// # Errors
///
/// When what is uploaded cannot be read again as it was.
pub(crate) async fn digest(request: &Request) -> Result<Digest, Refusal> {
    let mut all = Fields(blake3::Hasher::new());
    all.field(request.core.base_url().as_str().as_bytes());
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
            let frame = frame.map_err(|error| Refusal::new(error.to_string()))?;
            if let Ok(data) = frame.into_data() {
                self.0.update(&data);
            }
        }
        Ok(())
    }
}
