//! XML bodies, as the JSON that they stand for.

use crate::contract::{Contract, Number, Scalar, Type, TypeKind, type_of, unlisted};
use crate::json::{self, Json};
use theta_xml::{Kind, Schema, Value, XmlError};

pub use theta_xml::{encoding, is_name, is_root, root};

/// Returns the JSON that the root of a document stands for, as a value of the type.
///
/// # Errors
///
/// Returns an error if the text is no XML that is read.
pub fn read(contract: &Contract, ty: &Type, text: &str) -> Result<Json, XmlError> {
    let root = theta_xml::parse(text)?;
    let value = root.to_json_as(Typed { contract, ty });
    Ok(json::parse(&value).unwrap_or(Json::Null))
}

/// Returns a document as JSON text that pointers of shapes lead into; `None` if the text is no XML that is read.
#[must_use]
pub fn document(text: &str) -> Option<String> {
    if !text.trim_ascii_start().starts_with('<') {
        return None;
    }
    theta_xml::parse(text).ok().map(|root| root.to_json())
}

/// Returns the name of a document's root; `None` if the text is no XML that is read.
#[must_use]
pub fn root_of(text: &str) -> Option<String> {
    let document = json::parse(&document(text)?).ok()?;
    of_document(&document).map(|(root, _)| root.to_owned())
}

/// Returns the document whose root stands for the value.
#[must_use]
pub fn write(root: &str, value: &Json) -> String {
    theta_xml::write(root, value, &|value| match value {
        Json::Null => Value::Nothing,
        Json::Array(items) => Value::List(items.iter().collect()),
        Json::Object(members) => {
            let members = members.iter();
            Value::Object(members.map(|(name, value)| (name.clone(), value)).collect())
        }
        Json::String(text) => Value::Text(text.clone()),
        scalar => Value::Text(scalar.to_string()),
    })
}

/// Returns the name of the root and what it holds, if the value is a document.
#[must_use]
pub fn of_document(value: &Json) -> Option<(&str, &Json)> {
    match value {
        Json::Object(members) => match members.as_slice() {
            [(name, value)] => Some((is_root(name)?, value)),
            _ => None,
        },
        _ => None,
    }
}

/// A type of a contract, as far as it changes what an element stands for.
#[derive(Clone, Copy)]
struct Typed<'c> {
    contract: &'c Contract,
    ty: &'c Type,
}

impl<'c> Typed<'c> {
    fn of(self, ty: &'c Type) -> Self {
        Self { ty, ..self }
    }

    /// The type below other names for it.
    fn bare(self) -> &'c Type {
        bare(self.contract, self.ty)
    }
}

/// Returns the type below what does not change how an element is read: other names for it, `null` and what is kept.
#[must_use]
pub fn bare<'c>(contract: &'c Contract, mut ty: &'c Type) -> &'c Type {
    /// An alias is never one of itself, so a few steps lead to what it stands for.
    const MOST: usize = 64;
    for _ in 0..MOST {
        ty = match ty {
            Type::Nullable(inner) | Type::Verbatim(inner) => inner,
            Type::Constant(value) => type_of(value),
            Type::Named(id) => match &contract.type_def(*id).kind {
                TypeKind::Alias(inner) => inner,
                TypeKind::Enum { values } => unlisted(values),
                _ => break,
            },
            _ => break,
        };
    }
    ty
}

impl Schema for Typed<'_> {
    fn kind(self) -> Kind {
        match self.bare() {
            Type::String | Type::Format(_) | Type::Constant(Scalar::Text(_)) => Kind::Text,
            Type::Boolean | Type::Constant(Scalar::Boolean(_)) => Kind::Boolean,
            Type::Number(Number::Integer | Number::Unsigned | Number::Float)
            | Type::Constant(Scalar::Number(_)) => Kind::Number,
            Type::Array(_) | Type::Tuple(_) => Kind::List,
            Type::Map(_) => Kind::Object,
            Type::Named(id) => match self.contract.type_def(*id).kind {
                TypeKind::Struct { .. } => Kind::Object,
                _ => Kind::Any,
            },
            Type::Json | Type::Nullable(_) | Type::Verbatim(_) => Kind::Any,
        }
    }

    fn item(self) -> Option<Self> {
        match self.bare() {
            Type::Array(item) => Some(self.of(item)),
            _ => None,
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        match self.bare() {
            Type::Map(value) => (name != "#text").then(|| self.of(value)),
            Type::Named(id) => match &self.contract.type_def(*id).kind {
                TypeKind::Struct { fields, .. } => {
                    let field = fields.iter().find(|field| field.name == name)?;
                    Some(self.of(&field.ty))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn lists(self) -> Vec<String> {
        let Type::Named(id) = self.bare() else {
            return Vec::new();
        };
        let TypeKind::Struct { fields, .. } = &self.contract.type_def(*id).kind else {
            return Vec::new();
        };
        let lists = fields.iter().filter(|field| {
            let kind = self.of(&field.ty).kind();
            !field.optional && kind == Kind::List
        });
        lists.map(|field| field.name.clone()).collect()
    }
}
