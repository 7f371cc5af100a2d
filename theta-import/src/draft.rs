//! The contract that is being made, before it is text.

use std::collections::BTreeSet;
use theta_spec::json::Json;

/// Something that the document says and the contract does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// A JSON pointer into the document, with the file before it if that is another one.
    pub place: String,
    /// What is lost and why, lower case, without a full stop.
    pub reason: String,
}

impl Loss {
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ty {
    /// A type of the language that has a word.
    Word(Word),
    /// An index of the types.
    Named(usize),
    List(Box<Ty>),
    Map(Box<Ty>),
    Nullable(Box<Ty>),
}

/// A type that needs no declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Word {
    String,
    DateTime,
    Date,
    Uuid,
    Boolean,
    Integer,
    Unsigned,
    Number,
    Json,
}

impl Word {
    /// Returns the word in a contract.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::DateTime => "datetime",
            Self::Date => "date",
            Self::Uuid => "uuid",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Unsigned => "unsigned",
            Self::Number => "number",
            Self::Json => "json",
        }
    }

    /// Returns whether a value is a text.
    pub(crate) const fn is_text(self) -> bool {
        matches!(
            self,
            Self::String | Self::DateTime | Self::Date | Self::Uuid
        )
    }

    /// Returns whether a value is a number.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Unsigned | Self::Number)
    }
}

impl Ty {
    pub(crate) const JSON: Self = Self::Word(Word::Json);
    pub(crate) const STRING: Self = Self::Word(Word::String);

    /// Returns the type with `null` beside it.
    pub(crate) fn nullable(self) -> Self {
        match self {
            // Any JSON may be null already.
            Self::Nullable(_) | Self::Word(Word::Json) => self,
            _ => Self::Nullable(Box::new(self)),
        }
    }

    /// Returns the type without `null`, and whether that was beside it.
    pub(crate) fn split(self) -> (Self, bool) {
        match self {
            Self::Nullable(inner) => (*inner, true),
            other => (other, false),
        }
    }

    /// Returns whether every value of it is a text.
    pub(crate) const fn is_text(&self) -> bool {
        matches!(self, Self::Word(word) if word.is_text())
    }

    /// Returns the declared type at the bottom.
    pub(crate) fn named(&self) -> Option<usize> {
        match self {
            Self::Named(id) => Some(*id),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            Self::Word(_) => None,
        }
    }
}

/// A declared type.
#[derive(Clone, Debug)]
pub(crate) struct TypeDraft {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) kind: Kind,
    pub(crate) losses: Vec<Loss>,
    pub(crate) place: String,
    pub(crate) inferred: bool,
}

/// What a declared type is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct {
        fields: Vec<Field>,
        open: bool,
    },
    Enum(Vec<Value>),
    Tagged {
        tag: String,
        variants: Vec<(String, usize)>,
    },
    Any(Vec<Ty>),
    Tuple(Vec<Ty>),
    Alias(Ty),
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) optional: bool,
    pub(crate) doc: String,
    /// As JSON.
    pub(crate) default: Option<Json>,
    /// The value that it always has.
    pub(crate) constant: Option<Json>,
    pub(crate) deprecated: bool,
    /// Whether it holds what the other fields do not.
    pub(crate) rest: bool,
    pub(crate) place: String,
    pub(crate) rust: Option<String>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) wire: Json,
    pub(crate) doc: String,
    pub(crate) rust: Option<String>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    pub(crate) const ALL: [Self; 3] = [Self::Path, Self::Query, Self::Header];

    /// Returns the key of its table.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "headers",
        }
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) place: Place,
    pub(crate) field: Field,
    /// How a list is written, if not in the usual way: a word of the language.
    pub(crate) lists: Option<&'static str>,
    /// How an object is written.
    pub(crate) nested: Option<&'static str>,
    /// Whether it is written as JSON.
    pub(crate) json: bool,
    /// Whether reserved characters stay as they are.
    pub(crate) raw: bool,
}

/// The body of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) content: Content,
    pub(crate) optional: bool,
    pub(crate) content_type: Option<String>,
    pub(crate) whole: bool,
    pub(crate) lists: Option<&'static str>,
    pub(crate) nested: Option<&'static str>,
    pub(crate) doc: String,
    pub(crate) place: String,
}

/// What a body is.
#[derive(Clone, Debug, Default)]
pub(crate) enum Content {
    #[default]
    None,
    Json(Ty),
    Form(Ty),
    Xml(Ty),
    Parts(Vec<Part>),
    Binary,
    Text,
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) holds: Holds,
    pub(crate) optional: bool,
    pub(crate) doc: String,
    pub(crate) content_type: Option<String>,
    pub(crate) place: String,
    pub(crate) rust: Option<String>,
    pub(crate) whole: bool,
}

/// What a part holds.
#[derive(Clone, Debug)]
pub(crate) enum Holds {
    File,
    Files,
    Text(Ty),
    Json(Ty),
}

/// What comes back with a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: String,
    pub(crate) returns: Returns,
    /// The media type, where it says more than the kind of what comes back.
    pub(crate) media: Option<String>,
    pub(crate) place: String,
}

impl Answer {
    /// Whether it comes piece by piece, each read by itself.
    pub(crate) fn is_events(&self) -> bool {
        matches!(self.returns, Returns::Events(..) | Returns::Lines(_))
    }
}

/// What an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Returns {
    Json(Ty),
    Xml(Ty),
    Text,
    Bytes,
    /// Events with data of this type, and the data that ends them.
    Events(Ty, Option<&'static str>),
    /// Lines of JSON of this type.
    Lines(Ty),
    Nothing,
}

impl Returns {
    /// Returns the type that it has.
    pub(crate) const fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Json(ty) | Self::Xml(ty) | Self::Events(ty, _) | Self::Lines(ty) => Some(ty),
            _ => None,
        }
    }
}

/// An operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Endpoint {
    pub(crate) name: String,
    /// Its name in Rust, where the one made from its name will not do.
    pub(crate) rust: Option<String>,
    /// What leads to its method.
    pub(crate) under: Option<String>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) doc: String,
    pub(crate) deprecated: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) body: Body,
    pub(crate) answers: Vec<Answer>,
    pub(crate) response_headers: Vec<Field>,
    /// What the document says of the key: `None` as everywhere, else alternatives, none of them for no key.
    pub(crate) auth: Option<Vec<Vec<String>>>,
    pub(crate) host: Option<String>,
    /// How its list goes on.
    pub(crate) pages: Option<Pages>,
    pub(crate) losses: Vec<Loss>,
    /// The operations of the document that it is, by index.
    pub(crate) operations: Vec<usize>,
    pub(crate) place: String,
}

/// How a list goes on page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pages {
    /// The keys of the contract that are texts.
    pub(crate) keys: Vec<(&'static str, String)>,
    /// The number of the first page, where that is not 1.
    pub(crate) first: Option<u32>,
    /// The names that it was inferred from.
    pub(crate) by: String,
}

impl Endpoint {
    /// Returns every use of a type.
    pub(crate) fn types(&self) -> Vec<&Ty> {
        let mut found: Vec<&Ty> = self.params.iter().map(|param| &param.field.ty).collect();
        match &self.body.content {
            Content::Json(ty) | Content::Form(ty) | Content::Xml(ty) => found.push(ty),
            Content::Parts(parts) => {
                found.extend(parts.iter().filter_map(|part| match &part.holds {
                    Holds::Text(ty) | Holds::Json(ty) => Some(ty),
                    Holds::File | Holds::Files => None,
                }));
            }
            Content::None | Content::Binary | Content::Text => {}
        }
        found.extend(self.answers.iter().filter_map(|answer| answer.returns.ty()));
        found.extend(self.response_headers.iter().map(|field| &field.ty));
        found
    }
}

/// A way of proving who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scheme {
    pub(crate) name: String,
    /// Its setting in Rust, where that is not its name.
    pub(crate) rust: Option<String>,
    pub(crate) carries: Carries,
    pub(crate) doc: String,
}

/// How a key travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Carries {
    Header {
        header: String,
        scheme: Option<String>,
    },
    Query(String),
    Basic,
    /// A token from an address, which becomes an endpoint.
    Token {
        url: String,
        endpoint: String,
    },
}

/// What an error body looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) text: bool,
    pub(crate) code: Vec<String>,
    pub(crate) message: Vec<String>,
    pub(crate) optional: Vec<&'static str>,
    pub(crate) before: Vec<String>,
    pub(crate) place: String,
}

/// What tells a failure from others of its status.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tells {
    #[default]
    Nothing,
    /// Its code.
    Text(String),
    /// Its code, as a number.
    Number(i64),
    Message(String),
}

/// A documented failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// Statuses as the contract writes them.
    pub(crate) statuses: Vec<String>,
    pub(crate) shapes: Vec<String>,
    /// Indices of endpoints.
    pub(crate) on: BTreeSet<usize>,
    pub(crate) tells: Tells,
    /// Bodies that the document shows.
    pub(crate) examples: Vec<String>,
    /// Whether it says when to ask again.
    pub(crate) waits: bool,
    pub(crate) cause: String,
    pub(crate) category: Option<&'static str>,
    /// Whether every endpoint has it.
    pub(crate) everywhere: bool,
    pub(crate) place: String,
}

/// What the document says of the API as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Api {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) docs: String,
    pub(crate) base_url: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) hosts: Vec<(String, String)>,
    /// Headers that say when a limit ends, each with the form of its value.
    pub(crate) resets: Vec<(String, &'static str)>,
    /// What was made up because the document says nothing.
    pub(crate) notes: Vec<Loss>,
}

/// A variable of the base URL.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    /// Its setting in Rust, where that is not its name.
    pub(crate) rust: Option<String>,
    pub(crate) values: Vec<String>,
    pub(crate) default: Option<String>,
    pub(crate) doc: String,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) api: Api,
    pub(crate) schemes: Vec<Scheme>,
    /// What holds where an endpoint says nothing.
    pub(crate) auth: Vec<Vec<String>>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) types: Vec<TypeDraft>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) rows: Vec<Row>,
}

impl Draft {
    /// Returns the scheme that `[auth]` itself describes: the only one there is, where every request carries it.
    pub(crate) fn main_scheme(&self) -> Option<&Scheme> {
        let [scheme] = self.schemes.as_slice() else {
            return None;
        };
        let is_usual = self.auth == [[scheme.name.clone()]];
        is_usual.then_some(scheme)
    }

    /// Returns which types are used, directly or inside others, from these.
    pub(crate) fn reachable<'t>(&self, from: impl IntoIterator<Item = &'t Ty>) -> BTreeSet<usize> {
        let mut queue: Vec<usize> = from.into_iter().filter_map(Ty::named).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = queue.pop() {
            if seen.insert(id)
                && let Some(def) = self.types.get(id)
            {
                queue.extend(held(&def.kind));
            }
        }
        seen
    }
}

/// The types that a type is made of.
fn held(kind: &Kind) -> Vec<usize> {
    match kind {
        Kind::Struct { fields, .. } => fields.iter().filter_map(|field| field.ty.named()).collect(),
        Kind::Tagged { variants, .. } => variants.iter().map(|(_, id)| *id).collect(),
        Kind::Any(types) | Kind::Tuple(types) => types.iter().filter_map(Ty::named).collect(),
        Kind::Alias(ty) => ty.named().into_iter().collect(),
        Kind::Enum(_) => Vec::new(),
    }
}
