//! Types of requests and responses.

use super::{Alternative, Evidence, Format, Scalar, TypeId};
use crate::json;
use crate::source::Span;

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name in the contract.
    pub name: String,
    /// Rust type name.
    pub ident: String,
    /// What it is, as written; empty when unwritten.
    pub doc: String,
    /// What it is made of.
    pub kind: TypeKind,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// Whether it appears in a request (directly or inside another type).
    pub in_request: bool,
    /// Whether it appears in a response (directly or inside another type).
    pub in_response: bool,
    /// The place of its name.
    pub span: Span,
}

/// What a named type is made of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known fields, sorted by name.
    Struct {
        /// The known fields.
        fields: Vec<Field>,
        /// Whether unknown fields are kept rather than dropped.
        open: bool,
        /// The map that all other fields go into; its type is a [`Type::Map`].
        rest: Option<Box<Field>>,
    },
    /// One value of a list, sorted by wire value; others of the same kind are kept.
    Enum {
        /// The documented values.
        values: Vec<EnumValue>,
    },
    /// One of several objects distinguished by a field, sorted by tag; an unknown tag is kept.
    Union {
        /// The name of the field that distinguishes them.
        tag: String,
        /// The documented variants.
        variants: Vec<UnionVariant>,
    },
    /// One of several types that no field distinguishes, sorted by variant; a value that is none of them is kept.
    Any {
        /// The documented variants.
        variants: Vec<AnyVariant>,
        /// How they are told apart.
        alternatives: Vec<Alternative>,
    },
    /// Another name for a type, such as an array of objects.
    Alias(Type),
}

impl TypeKind {
    /// Returns the field of a struct with this index; that of the map of all other fields comes after the known ones.
    #[must_use]
    pub fn field(&self, at: usize) -> Option<&Field> {
        let Self::Struct { fields, rest, .. } = self else {
            return None;
        };
        let rest = rest.as_deref().filter(|_| at == fields.len());
        fields.get(at).or(rest)
    }
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Rust field name.
    pub ident: String,
    /// Its type, [`Type::Nullable`] included.
    pub ty: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether its type holds the struct directly, so that Rust needs a box there.
    pub boxed: bool,
    /// What it is, as written; empty when unwritten.
    pub doc: String,
    /// Unit of the number, such as `s` or `Hz`; empty for none.
    pub unit: String,
    /// The default that the server uses, as JSON text; empty if the docs do not say.
    pub default: String,
    /// Why it is deprecated; empty if the contract gives no reason.
    pub deprecated: Option<String>,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// The place of its name.
    pub span: Span,
}

impl Field {
    /// Returns the value that is always there; `None` if there can be several.
    #[must_use]
    pub fn constant(&self) -> Option<&Scalar> {
        match &self.ty {
            Type::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Returns whether a caller has to give it: it may not be left out, and there is more than one value.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !self.optional && self.constant().is_none()
    }
}

/// One value of a list.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value on the wire.
    pub value: Scalar,
    /// Rust variant name.
    pub variant: String,
    /// What it means; empty when unwritten.
    pub doc: String,
    /// Why it is deprecated; empty if the contract gives no reason.
    pub deprecated: Option<String>,
}

/// One variant of a tagged union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Text of the tag field.
    pub tag: String,
    /// Rust variant name.
    pub variant: String,
    /// The struct it holds.
    pub ty: TypeId,
    /// Why it is deprecated; empty if the contract gives no reason.
    pub deprecated: Option<String>,
}

/// One variant of an untagged union.
#[derive(Clone, Debug)]
pub struct AnyVariant {
    /// Rust variant name.
    pub variant: String,
    /// What it holds; never [`Type::Nullable`] itself.
    pub ty: Type,
    /// What it is, as written; empty when unwritten.
    pub doc: String,
    /// The place of the type.
    pub span: Span,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number(Number),
    /// Text of a documented form.
    Format(Format),
    /// Always this value. A client keeps another one of the same JSON kind.
    Constant(Scalar),
    /// Any JSON, kept byte for byte.
    Json,
    /// A named type.
    Named(TypeId),
    /// An array.
    Array(Box<Type>),
    /// An array of exactly these, at least two.
    Tuple(Vec<Type>),
    /// An object used as a map from text.
    Map(Box<Type>),
    /// The value or `null`.
    Nullable(Box<Type>),
    /// A value of this type whose bytes are kept, to be passed back unchanged.
    Verbatim(Box<Type>),
}

/// A kind of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A signed 64-bit integer.
    Integer,
    /// An unsigned 64-bit integer.
    Unsigned,
    /// A double.
    Float,
}

impl Number {
    /// Returns the kind of number that a constant is: the narrowest that holds it.
    #[must_use]
    pub fn of_constant(number: &str) -> Self {
        if json::integer(number).is_some() {
            Self::Integer
        } else if json::unsigned(number).is_some() {
            Self::Unsigned
        } else {
            Self::Float
        }
    }
}
