//! `multipart/form-data` (RFC 7578), escaped as browsers do.

use crate::upload::Opened;
use crate::upload::body::Segment;
use bytes::{Bytes, BytesMut};

/// The value of the `content-type` header up to the boundary.
const CONTENT_TYPE: &str = "multipart/form-data; boundary=";

/// How much text a part needs beside its value, as far as names are of the usual length.
const AROUND: usize = 192;

/// A text that says more of itself than a form field does; what is empty is not said.
pub struct Typed {
    pub text: String,
    pub content_type: &'static str,
    pub file_name: &'static str,
}

/// A form that is being written.
#[derive(Debug)]
pub struct Form {
    /// The value of the `content-type` header, which ends with the boundary.
    content_type: Bytes,
    /// Text since the last file. What was cut off before it lies in the same memory.
    text: BytesMut,
    segments: Vec<Segment>,
}

impl Form {
    /// An empty form for `parts` parts whose values are texts of `len` bytes in all. 128 random bits cannot stand in
    /// its parts by accident, so they are not searched for them.
    #[must_use]
    pub fn new(boundary: u128, parts: usize, len: usize) -> Self {
        let mut text = BytesMut::with_capacity((parts + 1) * AROUND + len);
        text.extend_from_slice(CONTENT_TYPE.as_bytes());
        text.extend_from_slice(&digits(boundary));
        Self {
            content_type: text.split().freeze(),
            text,
            segments: Vec::with_capacity(2 * parts + 1),
        }
    }

    /// A plain field.
    pub fn text(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.push("\r\n\r\n");
        self.push(value);
        self.push("\r\n");
    }

    /// A text that says its media type, or is a file.
    pub fn typed(&mut self, name: &str, typed: &Typed) {
        self.begin(name);
        if !typed.file_name.is_empty() {
            self.push("; filename=\"");
            self.push_escaped(typed.file_name);
            self.push("\"");
        }
        if !typed.content_type.is_empty() {
            self.push("\r\nContent-Type: ");
            self.push(typed.content_type);
        }
        self.push("\r\n\r\n");
        self.push(&typed.text);
        self.push("\r\n");
    }

    /// A file.
    pub fn upload(&mut self, name: &str, upload: Opened) {
        self.begin(name);
        self.push("; filename=\"");
        self.push_escaped(&upload.file_name);
        self.push("\"\r\nContent-Type: ");
        self.text.extend_from_slice(upload.content_type.as_bytes());
        self.push("\r\n\r\n");
        self.flush();
        self.segments.push(upload.content);
        self.push("\r\n");
    }

    /// Closes the form: the value of the `content-type` header, and the body.
    pub fn finish(mut self) -> (Bytes, Vec<Segment>) {
        self.push_boundary();
        self.push("--\r\n");
        self.flush();
        (self.content_type, self.segments)
    }

    fn begin(&mut self, name: &str) {
        self.push_boundary();
        self.push("\r\nContent-Disposition: form-data; name=\"");
        self.push_escaped(name);
        self.push("\"");
    }

    fn push_boundary(&mut self) {
        self.push("--");
        let boundary = self.content_type.get(CONTENT_TYPE.len()..);
        self.text.extend_from_slice(boundary.unwrap_or_default());
    }

    fn flush(&mut self) {
        let text = self.text.split().freeze();
        self.segments.push(Segment::Bytes(text));
    }

    fn push(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn push_escaped(&mut self, text: &str) {
        let is_special = |byte: &u8| *byte == b'"' || byte.is_ascii_control();
        let bytes = text.as_bytes();
        if !bytes.iter().any(is_special) {
            return self.text.extend_from_slice(bytes);
        }
        for run in bytes.split_inclusive(is_special) {
            match run {
                [plain @ .., last] if is_special(last) => {
                    self.text.extend_from_slice(plain);
                    self.push(&format!("%{last:02X}"));
                }
                plain => self.text.extend_from_slice(plain),
            }
        }
    }
}

/// As 32 hexadecimal digits.
fn digits(number: u128) -> [u8; 32] {
    let mut digits = [0; 32];
    for (two, byte) in digits.chunks_exact_mut(2).zip(number.to_be_bytes()) {
        let digit = |half: u8| b"0123456789abcdef"[usize::from(half & 0xf)];
        two.copy_from_slice(&[digit(byte >> 4), digit(byte)]);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn bytes(form: Form) -> String {
        let (_, segments) = form.finish();
        let bytes = segments.iter().flat_map(|segment| match segment {
            Segment::Bytes(bytes) => bytes.to_vec(),
            Segment::Content(content) => panic!("{content:?}"),
        });
        String::from_utf8(bytes.collect()).unwrap()
    }

    #[test]
    fn parts_stand_between_boundaries() {
        let mut form = Form::new(0xabc, 2, 7);
        form.text("options", "{\"a\":1}");
        form.upload(
            "file",
            Opened {
                content: Segment::Bytes(Bytes::from_static(b"RIFF")),
                file_name: "audio.wav".into(),
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
    fn the_content_type_names_the_boundary() {
        let (content_type, _) = Form::new(0xabc, 0, 0).finish();
        assert_eq!(
            content_type,
            "multipart/form-data; boundary=00000000000000000000000000000abc"
        );
    }

    #[test]
    fn an_empty_form_is_its_closing_boundary() {
        assert_eq!(
            bytes(Form::new(1, 1, 1)),
            "--00000000000000000000000000000001--\r\n"
        );
    }

    #[test]
    fn names_are_escaped_as_browsers_do() {
        let mut form = Form::new(1, 1, 1);
        form.text("a\"b\r\nc\\d é\0\u{7}", "v");
        assert!(bytes(form).contains("name=\"a%22b%0D%0Ac\\d é%00%07\"\r\n"));
    }
}
