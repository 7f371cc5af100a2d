//! Text in the charset that a reply says it has.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// A charset, as a reply names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8, which is also what a reply has that names none.
    Utf8,
    /// One byte for each character (WHATWG: `windows-1252`, which Latin-1 and its names stand for).
    Western,
    /// UTF-16 without a byte order mark.
    Utf16 { big_endian: bool },
    /// Any other, by its name.
    Other(String),
}

impl Charset {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let stated = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let mut parameters = stated.unwrap_or_default().split(';').skip(1);
        let charset = parameters.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_it = name.trim().eq_ignore_ascii_case("charset");
            is_it.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        });
        charset.map_or(Self::Utf8, |charset| Self::named(&charset))
    }

    pub(crate) fn named(charset: &str) -> Self {
        let charset = charset.to_ascii_lowercase();
        match charset.as_str() {
            "" | "utf-8" | "utf8" | "unicode-1-1-utf-8" => Self::Utf8,
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" | "l1"
            | "us-ascii" | "ascii" | "windows-1252" | "cp1252" | "x-cp1252" => Self::Western,
            "utf-16be" => Self::Utf16 { big_endian: true },
            "utf-16" | "utf-16le" => Self::Utf16 { big_endian: false },
            _ => Self::Other(charset),
        }
    }

    /// The text of a body; `None` if it is not in this charset, or if the charset is not known.
    pub(crate) fn decode(&self, body: &[u8]) -> Option<String> {
        match self {
            Self::Utf8 => std::str::from_utf8(body).ok().map(str::to_owned),
            Self::Western => Some(body.iter().map(|&byte| western(byte)).collect()),
            Self::Utf16 { big_endian } => {
                let (units, rest) = body.as_chunks::<2>();
                let unit = if *big_endian {
                    u16::from_be_bytes
                } else {
                    u16::from_le_bytes
                };
                let text = char::decode_utf16(units.iter().map(|bytes| unit(*bytes)));
                let text: Option<String> = text.collect::<Result<_, _>>().ok();
                text.filter(|_| rest.is_empty())
            }
            #[cfg(feature = "charsets")]
            Self::Other(name) => {
                let encoding = encoding_rs::Encoding::for_label(name.as_bytes())?;
                let text = encoding.decode_without_bom_handling_and_without_replacement(body)?;
                Some(text.into_owned())
            }
            #[cfg(not(feature = "charsets"))]
            Self::Other(_) => None,
        }
    }

    /// What a text in it is called.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8 text",
            Self::Western => "windows-1252 text",
            Self::Utf16 { .. } => "UTF-16 text",
            Self::Other(_) => "text in a known charset",
        }
    }
}

/// What the bytes from 0x80 to 0x9f are in windows-1252; all others are characters by their number.
const HIGH: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

fn western(byte: u8) -> char {
    let high = byte.checked_sub(0x80).map(usize::from);
    let high = high.and_then(|at| HIGH.get(at).copied());
    high.unwrap_or(char::from(byte))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails stops")]
mod tests {
    use super::Charset;
    use http::HeaderMap;
    use http::header::CONTENT_TYPE;

    fn decoded(content_type: &str, body: &[u8]) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        Charset::of(&headers).decode(body)
    }

    #[test]
    fn a_text_is_read_in_the_charset_that_it_is_said_to_have() {
        let table: [(&str, &[u8], Option<&str>); 10] = [
            ("text/plain", "é".as_bytes(), Some("é")),
            ("text/plain; charset=\"UTF-8\"", "é".as_bytes(), Some("é")),
            ("text/plain", b"\xe9", None),
            ("text/plain; charset=ISO-8859-1", b"\xe9", Some("é")),
            (
                "text/plain;Charset=windows-1252",
                b"\x80\x93\xff",
                Some("€“ÿ"),
            ),
            (
                "text/plain; x=y; charset=utf-16le",
                b"a\0\xe9\0",
                Some("aé"),
            ),
            ("text/plain; charset=utf-16be", b"\0a\0\xe9", Some("aé")),
            ("text/plain; charset=utf-16be", b"\0a\0", None),
            ("text/plain; charset=utf-16le", b"\0\xd8", None),
            ("text/plain; charset=x-none", b"a", None),
        ];
        for (content_type, body, expected) in table {
            let found = decoded(content_type, body);
            assert_eq!(found.as_deref(), expected, "{content_type} {body:?}");
        }
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn every_charset_of_browsers_is_known_with_the_feature() {
        let text = decoded("text/plain; charset=shift_jis", b"\x82\xa0");
        assert_eq!(text.as_deref(), Some("あ"));
        assert_eq!(decoded("text/plain; charset=shift_jis", b"\x82"), None);
    }
}
