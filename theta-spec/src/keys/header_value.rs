//! What a header of a failure must be.

use super::Expect;
use super::form::{Boolean, Many, NotEmpty, form};
use super::notation::TemplateText;
use super::reader::Reader;
use crate::source::Spanned;
use crate::template::Template;
use toml::de::DeValue;

/// What a header of a failure must be.
#[derive(Clone, Debug)]
pub(crate) enum RawHeaderValue {
    /// There, or not.
    There(bool),
    /// One of these.
    Is(Vec<Spanned<Template>>),
}

form! {
    /// Texts, or whether there is one at all.
    HeaderValue -> RawHeaderValue,
    Expect::Any(&[*Many::<TemplateText>::EXPECTS, Expect::Boolean]),
    |reader: &mut Reader<'_>, slot| match slot.value.get_ref() {
        DeValue::Boolean(_) => {
            Boolean::read(reader, slot).map(|there| RawHeaderValue::There(there.value))
        }
        DeValue::String(_) | DeValue::Array(_) => {
            NotEmpty::<Many<TemplateText>>::read(reader, slot).map(RawHeaderValue::Is)
        }
        _ => {
            reader.wrong_type(slot.value, slot.what, "a string, a list of strings, or `true` or `false`");
            None
        }
    }
}
