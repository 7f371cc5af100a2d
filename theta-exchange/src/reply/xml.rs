//! Bodies that are XML, as the JSON that they stand for.

use super::charset::Charset;
use super::content;
use bytes::Bytes;
use http::HeaderMap;
use theta_json::{Decode, DecodeError, Kind, Raw};
use theta_xml::{Schema, Value, XmlError};

/// There is XML in a contract, and the feature that reads it.
pub const XML: () = ();

/// What a type says of the JSON that an element stands for.
#[derive(Clone, Copy, Debug)]
pub enum Xml {
    /// Nothing.
    Any,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A list of these.
    List(&'static Xml),
    /// Members of any name.
    Map(&'static Xml),
    /// Members: name, whether it must be there, and type.
    Object(&'static [(&'static str, bool, &'static Xml)]),
}

impl Schema for &'static Xml {
    fn kind(self) -> theta_xml::Kind {
        match self {
            Xml::Any => theta_xml::Kind::Any,
            Xml::Text => theta_xml::Kind::Text,
            Xml::Number => theta_xml::Kind::Number,
            Xml::Boolean => theta_xml::Kind::Boolean,
            Xml::List(_) => theta_xml::Kind::List,
            Xml::Map(_) | Xml::Object(_) => theta_xml::Kind::Object,
        }
    }

    fn item(self) -> Option<Self> {
        match self {
            Xml::List(item) => Some(item),
            _ => None,
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        match self {
            Xml::Map(value) => (name != "#text").then_some(value),
            Xml::Object(members) => {
                let member = members.iter().find(|(known, ..)| *known == name)?;
                Some(member.2)
            }
            _ => None,
        }
    }

    fn lists(self) -> Vec<String> {
        let Xml::Object(members) = self else {
            return Vec::new();
        };
        let lists = members
            .iter()
            .filter(|(_, is_required, member)| *is_required && matches!(member, Xml::List(_)));
        lists.map(|(name, ..)| (*name).to_owned()).collect()
    }
}

/// Reads a body whose root holds a value of the type.
pub(crate) fn read<T: Decode>(
    headers: &HeaderMap,
    body: &Bytes,
    schema: &'static Xml,
) -> Result<T, DecodeError> {
    if body.is_empty() {
        return Err(DecodeError::new("a body", "nothing"));
    }
    let text = match declared(headers, body).and_then(|charset| charset.decode(body)) {
        Some(text) => text,
        None => content::text(headers, body)?,
    };
    let root = theta_xml::parse(&text);
    let root = root.map_err(|error: XmlError| DecodeError::new("XML", error.what()))?;
    T::decode(Raw::parse(&root.to_json_as(schema))?)
}

/// The charset that a document itself declares, where nothing before it says which.
pub(crate) fn declared(headers: &HeaderMap, body: &[u8]) -> Option<Charset> {
    if Charset::of(headers) != Charset::Utf8 {
        return None;
    }
    let charset = Charset::named(theta_xml::encoding(body)?);
    // One that is read as ASCII is not in UTF-16, whatever it says.
    Some(charset).filter(|charset| !matches!(charset, Charset::Utf8 | Charset::Utf16 { .. }))
}

/// A document as JSON text that pointers of shapes lead into.
pub(crate) fn document(text: &str) -> Option<String> {
    if !text.trim_ascii_start().starts_with('<') {
        return None;
    }
    theta_xml::parse(text).ok().map(|root| root.to_json())
}

/// The document that JSON text stands for, if it stands for one.
#[cfg(feature = "testing")]
#[must_use]
pub fn written(json: &str) -> Option<String> {
    let mut members = Raw::parse_container(json)?.entries().ok()?;
    let (name, value) = members.next()?;
    let root = theta_xml::is_root(&name)?;
    let body = xml_body(root, value.text());
    members.next().is_none().then_some(())?;
    String::from_utf8(body.into()).ok()
}

/// Returns the document whose root stands for the value, given as JSON text.
#[must_use]
pub fn xml_body(root: &str, json: &str) -> Bytes {
    let Ok(value) = Raw::parse(json) else {
        return Bytes::new();
    };
    let text = theta_xml::write(root, value, &|value: Raw<'_>| match value.kind() {
        Kind::Null => Value::Nothing,
        Kind::Array => Value::List(value.items().map(Iterator::collect).unwrap_or_default()),
        Kind::Object => {
            let entries = value.entries().map(|entries| {
                let entries = entries.map(|(name, value)| (name.into_owned(), value));
                entries.collect()
            });
            Value::Object(entries.unwrap_or_default())
        }
        Kind::String => Value::Text(value.as_str().unwrap_or_default().into_owned()),
        Kind::Number | Kind::Boolean => Value::Text(value.text().to_owned()),
    });
    Bytes::from(text)
}
