//! The parts of a `multipart/form-data` body.

use crate::record::RecordedPart;
use bytes::Bytes;
use http_body_util::{BodyDataStream, Full};

/// More parts than any contract has; beyond it a body is refused.
const MAX_PARTS: usize = 1000;

/// Reads every part. The text says what is wrong with the body.
pub(crate) async fn parts(content_type: &str, body: &Bytes) -> Result<Vec<RecordedPart>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let stream = BodyDataStream::new(Full::new(body.clone()));
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| error.to_string())?
    {
        if parts.len() == MAX_PARTS {
            return Err(format!("more than {MAX_PARTS} parts"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        let bytes = field.bytes().await.map_err(|error| error.to_string())?;
        parts.push(RecordedPart {
            name,
            file_name,
            content_type,
            bytes,
        });
    }
    Ok(parts)
}
