//! `multipart/form-data` (RFC 7578), escaped as browsers do.

use crate::body::Segment;
use crate::upload::Opened;
use bytes::Bytes;

/// A form that is being written.
#[derive(Debug)]
pub(crate) struct Form {
    boundary: String,
    segments: Vec<Segment>,
    /// Bytes since the last segment.
    pending: Vec<u8>,
}

impl Form {
    /// An empty form. 128 random bits cannot stand in its parts by accident, so they are not searched for them.
    pub(crate) fn new(boundary: u128) -> Self {
        Self {
            boundary: format!("{boundary:032x}"),
            segments: Vec::new(),
            pending: Vec::new(),
        }
    }

    /// Value of the `content-type` header.
    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// A plain field.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.push("\r\n\r\n");
        self.push(value);
        self.push("\r\n");
    }

    /// A file.
    pub(crate) fn upload(&mut self, name: &str, upload: Opened) {
        self.begin(name);
        self.push("; filename=\"");
        self.push_escaped(&upload.file_name);
        self.push("\"\r\nContent-Type: ");
        self.pending
            .extend_from_slice(upload.content_type.as_bytes());
        self.push("\r\n\r\n");
        self.flush();
        self.segments.push(upload.content);
        self.push("\r\n");
    }

    /// Closes the form.
    pub(crate) fn finish(mut self) -> Vec<Segment> {
        let end = format!("--{}--\r\n", self.boundary);
        self.push(&end);
        self.flush();
        self.segments
    }

    fn begin(&mut self, name: &str) {
        let start = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"",
            self.boundary
        );
        self.push(&start);
        self.push_escaped(name);
        self.push("\"");
    }

    fn push(&mut self, text: &str) {
        self.pending.extend_from_slice(text.as_bytes());
    }

    fn push_escaped(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                b'"' => self.push("%22"),
                b'\r' => self.push("%0D"),
                b'\n' => self.push("%0A"),
                _ => self.pending.push(byte),
            }
        }
    }

    fn flush(&mut self) {
        self.segments
            .push(Segment::Bytes(Bytes::from(std::mem::take(
                &mut self.pending,
            ))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn bytes(form: Form) -> String {
        let segments = form.finish();
        let bytes = segments.iter().flat_map(|segment| match segment {
            Segment::Bytes(bytes) => bytes.to_vec(),
            Segment::Content(content) => panic!("{content:?}"),
        });
        String::from_utf8(bytes.collect()).unwrap()
    }

    #[test]
    fn parts_stand_between_boundaries() {
        let mut form = Form::new(0xabc);
        assert_eq!(
            form.content_type(),
            "multipart/form-data; boundary=00000000000000000000000000000abc"
        );
        form.text("options", "{\"a\":1}");
        form.upload(
            "file",
            Opened {
                content: Segment::Bytes(Bytes::from_static(b"RIFF")),
                file_name: "audio.wav".to_owned(),
                content_type: HeaderValue::from_static("audio/wav"),
                duration: None,
                head: Bytes::new(),
            },
        );
        assert_eq!(
            bytes(form),
            "--00000000000000000000000000000abc\r\n\
             Content-Disposition: form-data; name=\"options\"\r\n\r\n{\"a\":1}\r\n\
             --00000000000000000000000000000abc\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"audio.wav\"\r\n\
             Content-Type: audio/wav\r\n\r\nRIFF\r\n\
             --00000000000000000000000000000abc--\r\n"
        );
    }

    #[test]
    fn an_empty_form_is_its_closing_boundary() {
        assert_eq!(
            bytes(Form::new(1)),
            "--00000000000000000000000000000001--\r\n"
        );
    }

    #[test]
    fn names_are_escaped_as_browsers_do() {
        let mut form = Form::new(1);
        form.text("a\"b\r\nc\\d é", "v");
        assert!(bytes(form).contains("name=\"a%22b%0D%0Ac\\d é\"\r\n"));
    }
}
