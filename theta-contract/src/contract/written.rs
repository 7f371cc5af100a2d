//! How a value is written as text: in a parameter, or in a form.

use super::{Alternative, AnyVariant, Field, Type, TypeDef, TypeKind, UnionVariant};
use crate::named_enum;

/// How a parameter is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// One text as it is; a list repeats it.
    #[default]
    Plain,
    /// The JSON text of the value.
    Json,
    /// Pairs of a name and a text.
    Pairs(Layout),
}

/// So deep a type is looked into, so that one which holds itself has an end.
const MAX_DEPTH: usize = 16;

impl Written {
    /// Returns whether a value of the type can be written as nothing, as an empty list is.
    #[must_use]
    pub fn may_be_nothing(&self, types: &[TypeDef], ty: &Type) -> bool {
        self.nothing(types, ty, 0)
    }

    fn nothing(&self, types: &[TypeDef], ty: &Type, depth: usize) -> bool {
        let of = |ty: &Type| depth < MAX_DEPTH && self.nothing(types, ty, depth + 1);
        let (lists, objects) = match self {
            Self::Json => (false, false),
            Self::Plain => (true, false),
            Self::Pairs(layout) => (
                layout.lists != Lists::Json,
                layout.nested.is_some_and(|nested| nested != Nested::Json),
            ),
        };
        match ty {
            Type::Array(_) => lists,
            Type::Map(_) => objects,
            Type::Json => objects || (lists && *self != Self::Plain),
            Type::Nullable(inner) | Type::Verbatim(inner) => of(inner),
            Type::Named(id) => match types.get(id.0).map(|def| &def.kind) {
                Some(TypeKind::Alias(inner)) => of(inner),
                Some(TypeKind::Any { variants, .. }) => {
                    variants.iter().any(|variant| of(&variant.ty))
                }
                Some(TypeKind::Struct { fields, .. }) => {
                    objects && fields.iter().all(|field| field.optional || of(&field.ty))
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// Which pairs of a name and a text a value becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How a list is written.
    pub lists: Lists,
    /// How an object is written; `None` if there is none.
    pub nested: Option<Nested>,
    /// The text that stands for null; `None` if there is none.
    pub null: Option<String>,
}

named_enum! {
    /// How a list is written.
    pub enum Lists {
        /// `a=1&a=2`
        Repeat = "repeat",
        /// `a=1,2`
        Comma = "comma",
        /// `a=1|2`
        Pipe = "pipe",
        /// `a=1 2`
        Space = "space",
        /// `a[]=1&a[]=2`; items that are objects or lists are numbered.
        Brackets = "brackets",
        /// `a[0]=1&a[1]=2`
        Indices = "indices",
        /// `a=[1,2]`
        Json = "json",
    }
}

named_enum! {
    /// How an object is written.
    pub enum Nested {
        /// `a[b]=1`
        Brackets = "brackets",
        /// `a.b=1`
        Dots = "dots",
        /// `b=1`: each field is a parameter of its own.
        Fields = "fields",
        /// `a=b,1,c,2`
        Comma = "comma",
        /// `a=b=1,c=2`
        Pairs = "pairs",
        /// `a={"b":1}`
        Json = "json",
    }
}

impl Lists {
    /// Returns what stands between the items of a list that is one text.
    #[must_use]
    pub fn separator(self) -> Option<char> {
        match self {
            Self::Comma => Some(','),
            Self::Pipe => Some('|'),
            Self::Space => Some(' '),
            Self::Repeat | Self::Brackets | Self::Indices | Self::Json => None,
        }
    }
}

impl Layout {
    /// Returns the name under which the member `key` of `name` is written, for an object that is several pairs.
    #[must_use]
    pub fn member(&self, name: &str, key: &str) -> String {
        match self.nested {
            Some(Nested::Dots) => format!("{name}.{key}"),
            Some(Nested::Fields) => key.to_owned(),
            _ => format!("{name}[{key}]"),
        }
    }

    /// Returns the name under which the item of a list is written that has this index.
    #[must_use]
    pub fn item(&self, name: &str, index: usize, nests: bool) -> String {
        match self.lists {
            Lists::Brackets if !nests => format!("{name}[]"),
            Lists::Brackets | Lists::Indices => format!("{name}[{index}]"),
            _ => name.to_owned(),
        }
    }
}

/// What a type is when it is written as text, other names and [`Type::Verbatim`] looked through.
#[derive(Clone, Copy, Debug)]
pub enum Outline<'t> {
    /// One text.
    Text,
    /// A list of items of this type.
    List(&'t Type),
    /// A list of exactly these.
    Tuple(&'t [Type]),
    /// An object with members of this type.
    Map(&'t Type),
    /// An object with these members.
    Struct(&'t [Field]),
    /// An object with one of these sets of members.
    Union(&'t str, &'t [UnionVariant]),
    /// A value of one of these types, and the forms that tell them apart.
    OneOf(&'t [AnyVariant], &'t [Alternative]),
    /// Any JSON.
    Any,
    /// This or null.
    Nullable(&'t Type),
}

impl<'t> Outline<'t> {
    /// Returns the outline of a type. What is null in two ways is null in one: within a nullable one is none.
    #[must_use]
    pub fn of(types: &'t [TypeDef], ty: &'t Type) -> Self {
        let (mut ty, mut may_be_null) = (ty, false);
        // Each name may be kept and null as well; a longer chain is a cycle, reported elsewhere.
        for _ in 0..=3 * types.len() + 3 {
            let outline = match ty {
                Type::String
                | Type::Boolean
                | Type::Number(_)
                | Type::Format(_)
                | Type::Constant(_) => Self::Text,
                Type::Json => Self::Any,
                Type::Array(inner) => Self::List(inner),
                Type::Tuple(items) => Self::Tuple(items),
                Type::Map(inner) => Self::Map(inner),
                Type::Nullable(inner) => {
                    (ty, may_be_null) = (inner, true);
                    continue;
                }
                Type::Verbatim(inner) => {
                    ty = inner;
                    continue;
                }
                Type::Named(id) => match &types[id.0].kind {
                    TypeKind::Struct { fields, .. } => Self::Struct(fields),
                    TypeKind::Enum { .. } => Self::Text,
                    TypeKind::Union { tag, variants } => Self::Union(tag, variants),
                    TypeKind::Any {
                        variants,
                        alternatives,
                    } => {
                        if variants.iter().all(|variant| is_text(types, &variant.ty)) {
                            Self::Text
                        } else {
                            Self::OneOf(variants, alternatives)
                        }
                    }
                    TypeKind::Alias(inner) => {
                        ty = inner;
                        continue;
                    }
                },
            };
            return if may_be_null {
                Self::Nullable(ty)
            } else {
                outline
            };
        }
        Self::Any
    }

    /// Returns whether a value may be several texts.
    #[must_use]
    pub fn nests(self, types: &'t [TypeDef]) -> bool {
        match self {
            Self::Text => false,
            Self::Nullable(inner) => Self::of(types, inner).nests(types),
            _ => true,
        }
    }

    /// Returns whether every value but null is several texts.
    #[must_use]
    pub fn always_nests(self, types: &'t [TypeDef]) -> bool {
        match self {
            Self::OneOf(variants, _) => variants
                .iter()
                .all(|variant| Self::of(types, &variant.ty).nests(types)),
            Self::Nullable(inner) => Self::of(types, inner).always_nests(types),
            outline => outline.nests(types),
        }
    }
}

/// Whether a variant of a union is one text, as far as can be seen of it.
fn is_text(types: &[TypeDef], ty: &Type) -> bool {
    match ty {
        Type::Named(id) => matches!(types[id.0].kind, TypeKind::Enum { .. }),
        ty => matches!(
            ty,
            Type::String | Type::Boolean | Type::Number(_) | Type::Format(_) | Type::Constant(_)
        ),
    }
}
