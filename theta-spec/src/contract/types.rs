//! Types of requests and responses.

use super::{Evidence, TypeId};
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
    /// Where this comes from and how sure we are.
    pub evidence: Evidence,
    /// Whether it appears in a request (directly or inside another type).
    pub in_request: bool,
    /// Whether it appears in a response (directly or inside another type).
    pub in_response: bool,
    /// Where its name stands.
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
    },
    /// A string out of a list; a value outside it is kept. Sorted by wire value.
    Enum {
        /// The documented values.
        values: Vec<EnumValue>,
    },
    /// One of several objects told apart by a field; an unknown tag is kept. Sorted by tag.
    Union {
        /// Name of the field that tells them apart.
        tag: String,
        /// The documented variants.
        variants: Vec<UnionVariant>,
    },
    /// Another name for a type, such as an array of objects.
    Alias(Type),
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
    /// What it is, as written; empty when unwritten.
    pub doc: String,
    /// Unit of the number, such as `s` or `Hz`; empty for none.
    pub unit: String,
    /// What the server takes when it is left out, as JSON text; empty when the docs do not say.
    pub default: String,
    /// Why it should not be used any more; empty where the contract only says that it should not.
    pub deprecated: Option<String>,
    /// Where this comes from and how sure we are.
    pub evidence: Evidence,
    /// Where its name stands.
    pub span: Span,
}

/// One value of a string enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// Text on the wire.
    pub value: String,
    /// Rust variant name.
    pub variant: String,
    /// What it means; empty when unwritten.
    pub doc: String,
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
    /// Any JSON, kept byte for byte.
    Json,
    /// A named type.
    Named(TypeId),
    /// An array.
    Array(Box<Type>),
    /// An object used as a map from text.
    Map(Box<Type>),
    /// The value or `null`.
    Nullable(Box<Type>),
    /// A value of that type whose bytes are kept, to be passed back unchanged.
    Verbatim(Box<Type>),
}

/// Which numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A signed 64-bit integer.
    Integer,
    /// A double.
    Float,
}
