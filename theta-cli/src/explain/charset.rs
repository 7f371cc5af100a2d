//! The text of a reply, in the charset that it says it has.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use theta_spec::xml;

/// A charset as a reply names it, by that name.
struct Charset<'r> {
    name: &'r str,
    /// `None` if nobody knows it.
    encoding: Option<&'static Encoding>,
}

impl<'r> Charset<'r> {
    fn named(name: &'r str) -> Self {
        let encoding = match name.to_ascii_lowercase().as_str() {
            "" => Some(UTF_8),
            "latin-1" => Some(WINDOWS_1252),
            _ => Encoding::for_label(name.as_bytes()),
        };
        Self { name, encoding }
    }

    /// The charset that the headers name; UTF-8 if they name none.
    fn of(headers: &'r [(String, String)]) -> Self {
        let stated = content_type(headers).unwrap_or_default();
        let name = stated.split(';').skip(1).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_it = name.trim().eq_ignore_ascii_case("charset");
            is_it.then(|| value.trim().trim_matches('"'))
        });
        Self::named(name.unwrap_or_default())
    }

    /// The charset of a document, which the headers or it itself can name.
    fn of_document(headers: &'r [(String, String)], body: &'r [u8]) -> Self {
        let stated = Self::of(headers);
        if !stated.is(UTF_8) {
            return stated;
        }
        // One that is read as ASCII is not in UTF-16, whatever it says.
        let declared = xml::encoding(body).map(Self::named);
        let declared = declared.filter(|it| !it.is(UTF_16LE) && !it.is(UTF_16BE));
        declared.unwrap_or(stated)
    }

    fn is(&self, encoding: &'static Encoding) -> bool {
        self.encoding == Some(encoding)
    }

    fn decode<'b>(&self, body: &'b [u8]) -> Result<Cow<'b, str>, String> {
        let Some(encoding) = self.encoding else {
            return Err(format!("its charset `{}` is not known", self.name));
        };
        encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or_else(|| format!("it is not {}", encoding.name()))
    }
}

/// The first `content-type` among headers.
pub(super) fn content_type(headers: &[(String, String)]) -> Option<&str> {
    let mut all = headers.iter();
    let (_, value) = all.find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    Some(value)
}

/// What begins with a byte order mark, by that.
fn marked(body: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    let (encoding, length) = Encoding::for_bom(body)?;
    Some((encoding, body.get(length..)?))
}

/// What an answer is as a text.
pub(super) fn text<'b>(
    headers: &[(String, String)],
    body: &'b [u8],
) -> Result<Cow<'b, str>, String> {
    in_charset(&Charset::of(headers), body)
}

/// What an answer is as the text of a document.
pub(super) fn document<'b>(
    headers: &[(String, String)],
    body: &'b [u8],
) -> Result<Cow<'b, str>, String> {
    in_charset(&Charset::of_document(headers, body), body)
}

fn in_charset<'b>(stated: &Charset<'_>, body: &'b [u8]) -> Result<Cow<'b, str>, String> {
    match marked(body) {
        Some((encoding, rest)) => Charset {
            name: encoding.name(),
            encoding: Some(encoding),
        }
        .decode(rest),
        None => stated.decode(body),
    }
}

/// The body as errors are looked for in it: in UTF-8 where it is not but says what it is. One with a byte order mark is
/// left as it came.
pub(super) fn examined<'b>(headers: &[(String, String)], body: &'b [u8]) -> Cow<'b, [u8]> {
    if is_known(body) {
        return Cow::Borrowed(body);
    }
    match Charset::of_document(headers, body).decode(body) {
        Ok(text) => Cow::Owned(text.into_owned().into_bytes()),
        Err(_) => Cow::Borrowed(body),
    }
}

/// Whether the bytes alone say what text they are.
fn is_known(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok() || marked(body).is_some()
}

/// What a client needs to read a body, unless each of them can.
pub(super) fn needs(headers: &[(String, String)], body: &[u8]) -> Option<String> {
    const ALWAYS: [&Encoding; 4] = [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252];
    let encoding = Charset::of_document(headers, body).encoding?;
    (!is_known(body) && !ALWAYS.contains(&encoding)).then(|| {
        format!(
            "a client reads {} with the feature `charsets` of theta-runtime",
            encoding.name()
        )
    })
}

/// The body as it is shown.
pub(super) fn shown(headers: &[(String, String)], body: &[u8]) -> String {
    let lossy = String::from_utf8_lossy(body);
    match (lossy, document(headers, body)) {
        (Cow::Owned(_), Ok(text)) => text.into_owned(),
        (lossy, _) => lossy.into_owned(),
    }
}
