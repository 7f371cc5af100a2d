//! A schema with its `allOf` parts laid into one.

use crate::document::Node;
use std::collections::BTreeSet;
use theta_spec::json::Json;

/// Deepest chain of `allOf`.
const MAX_DEPTH: usize = 50;

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Null,
    String,
    Boolean,
    Integer,
    Number,
    Array,
    Object,
}

impl Kind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("null", Self::Null),
        ("string", Self::String),
        ("boolean", Self::Boolean),
        ("integer", Self::Integer),
        ("number", Self::Number),
        ("array", Self::Array),
        ("object", Self::Object),
        // What 2.0 calls bytes.
        ("file", Self::String),
    ];

    fn of(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(_) => Self::Boolean,
            Json::Number(text) if theta_spec::json::integer(text).is_some() => Self::Integer,
            Json::Number(_) => Self::Number,
            Json::String(_) => Self::String,
            Json::Array(_) => Self::Array,
            Json::Object(_) => Self::Object,
        }
    }
}

/// What fields an object may have beside the named ones.
#[derive(Clone, Default)]
pub(super) enum Additional<'d> {
    #[default]
    Unsaid,
    None,
    Any,
    Typed(Node<'d>),
}

/// Alternatives of a schema.
#[derive(Clone)]
pub(super) struct Alternatives<'d> {
    pub(super) at: Node<'d>,
    pub(super) of: Vec<Node<'d>>,
}

/// Keys that say what a value is, besides `allOf`; the others are words and limits.
pub(super) const STRUCTURAL_BUT_ALL_OF: &[&str] = &[
    "type",
    "properties",
    "additionalProperties",
    "items",
    "prefixItems",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "patternProperties",
];

/// Whether a schema says what a value is.
pub(super) fn is_structural(node: &Node<'_>) -> bool {
    node.has("$ref") || has_structure(node)
}

/// The same without what its reference says.
pub(super) fn has_structure(node: &Node<'_>) -> bool {
    node.has("allOf") || STRUCTURAL_BUT_ALL_OF.iter().any(|key| node.has(key))
}

/// Everything that a schema and its `allOf` parts say.
#[derive(Clone, Default)]
pub(super) struct Flat<'d> {
    /// Kinds that it names; all when it names none.
    pub(super) kinds: BTreeSet<Kind>,
    pub(super) nullable: bool,
    pub(super) properties: Vec<(&'d str, Vec<Node<'d>>)>,
    pub(super) required: BTreeSet<&'d str>,
    pub(super) additional: Additional<'d>,
    pub(super) values: Option<Vec<(&'d Json, Node<'d>)>>,
    pub(super) items: Option<Node<'d>>,
    pub(super) prefix: Vec<Node<'d>>,
    pub(super) format: Option<&'d str>,
    pub(super) unions: Vec<Alternatives<'d>>,
    pub(super) discriminator: Option<Node<'d>>,
    /// References that lead nowhere.
    pub(super) broken: Vec<(String, String)>,
    /// Whether its number may be larger than 63 bits.
    pub(super) large: bool,
    visited: BTreeSet<(usize, String)>,
}

impl<'d> Flat<'d> {
    /// Returns what a schema says.
    pub(super) fn of(node: &Node<'d>) -> Self {
        let mut flat = Self::default();
        flat.add(node);
        flat
    }

    /// Adds what a further schema says.
    pub(super) fn add(&mut self, node: &Node<'d>) {
        self.take(node, 0);
        // `type: integer` narrows `type: number`, and the other way round.
        if self.kinds.contains(&Kind::Null) {
            self.kinds.remove(&Kind::Null);
            self.nullable = true;
        }
    }

    fn take(&mut self, node: &Node<'d>, depth: usize) {
        if depth > MAX_DEPTH || !self.visited.insert(node.key()) {
            return;
        }
        if node.has("$ref") {
            match node.followed() {
                Ok(target) => self.take(&target, depth + 1),
                Err(why) => self.broken.push((node.place(), why)),
            }
        }
        for part in node.items_of("allOf") {
            self.take(&part, depth + 1);
        }
        self.own(node);
    }

    fn own(&mut self, node: &Node<'d>) {
        let kinds: BTreeSet<Kind> = node
            .texts("type")
            .iter()
            .filter_map(|word| Kind::WORDS.iter().find(|(known, _)| known == word))
            .map(|(_, kind)| *kind)
            .collect();
        self.narrow(kinds);
        self.nullable |=
            node.flag("nullable") == Some(true) || node.flag("x-nullable") == Some(true);
        for (name, property) in node.members_of("properties") {
            match self.properties.iter_mut().find(|(known, _)| *known == name) {
                Some((_, nodes)) => nodes.push(property),
                None => self.properties.push((name, vec![property])),
            }
        }
        self.required.extend(node.texts("required"));
        let additional =
            node.get("additionalProperties")
                .map(|additional| match additional.value {
                    Json::Bool(true) => Additional::Any,
                    Json::Bool(false) => Additional::None,
                    Json::Object(members) if members.is_empty() => Additional::Any,
                    _ => Additional::Typed(additional),
                });
        let patterns = node.members_of("patternProperties");
        let additional = match (additional, patterns.as_slice()) {
            (None | Some(Additional::None), [(_, one)]) => Some(Additional::Typed(one.clone())),
            (None | Some(Additional::None), [_, ..]) => Some(Additional::Any),
            (said, _) => said,
        };
        match additional {
            // A part that is closed knows nothing of the fields of the others.
            Some(Additional::None)
                if matches!(self.additional, Additional::Any | Additional::Typed(_)) => {}
            Some(said) => self.additional = said,
            None => {}
        }
        if let Some(listed) = node
            .get("enum")
            .filter(|listed| matches!(listed.value, Json::Array(_)))
        {
            self.list(listed.items());
        }
        if let Some(one) = node.get("const") {
            self.list(vec![one]);
        }
        if let Some(items) = node.get("items") {
            match items.value {
                Json::Array(_) => self.prefix = items.items(),
                _ => self.items = Some(items),
            }
        }
        let prefix = node.items_of("prefixItems");
        if !prefix.is_empty() {
            self.prefix = prefix;
        }
        self.format = node.text("format").or(self.format);
        for key in ["oneOf", "anyOf"] {
            let of = node.items_of(key);
            if !of.is_empty() {
                let at = node.get(key).unwrap_or_else(|| node.clone());
                self.unions.push(Alternatives { at, of });
            }
        }
        if let Some(discriminator) = node.get("discriminator") {
            self.discriminator = Some(discriminator);
        }
        if let Some(Json::Number(most)) = node.value.get("maximum") {
            self.large |=
                most.bytes().all(|byte| byte.is_ascii_digit()) && most.parse::<i64>().is_err();
        }
    }

    /// Keeps the kinds that both name.
    fn narrow(&mut self, kinds: BTreeSet<Kind>) {
        if kinds.is_empty() {
            return;
        }
        if self.kinds.is_empty() {
            self.kinds = kinds;
            return;
        }
        let both: BTreeSet<Kind> = self.kinds.intersection(&kinds).copied().collect();
        let narrower = |wide: &BTreeSet<Kind>, narrow: &BTreeSet<Kind>| {
            wide.contains(&Kind::Number) && narrow.contains(&Kind::Integer)
        };
        if !both.is_empty() {
            self.kinds = both;
        } else if narrower(&self.kinds, &kinds) {
            self.kinds = kinds;
        } else if !narrower(&kinds, &self.kinds) {
            // A contradiction: the later word is the more special one.
            self.kinds = kinds;
        }
    }

    fn list(&mut self, listed: Vec<Node<'d>>) {
        let listed = listed.into_iter().map(|node| (node.value, node));
        match &mut self.values {
            None => self.values = Some(listed.collect()),
            Some(known) => {
                let listed: Vec<_> = listed.collect();
                known.retain(|(value, _)| listed.iter().any(|(other, _)| other == value));
            }
        }
    }

    /// Returns the kinds of its values without null, from what it says of each where it names none.
    pub(super) fn told(&self) -> BTreeSet<Kind> {
        if !self.kinds.is_empty() {
            return self.kinds.clone();
        }
        let mut kinds = BTreeSet::new();
        if let Some(values) = &self.values {
            kinds.extend(values.iter().map(|(value, _)| Kind::of(value)));
            kinds.remove(&Kind::Null);
            return kinds;
        }
        if self.has_members() {
            kinds.insert(Kind::Object);
        }
        if self.items.is_some() || !self.prefix.is_empty() {
            kinds.insert(Kind::Array);
        }
        if kinds.is_empty()
            && self
                .format
                .is_some_and(|format| TEXT_FORMATS.contains(&format))
        {
            kinds.insert(Kind::String);
        }
        kinds
    }

    /// Whether it says something of the members of objects.
    pub(super) fn has_members(&self) -> bool {
        !self.properties.is_empty()
            || !matches!(self.additional, Additional::Unsaid | Additional::None)
    }
}

/// Formats that only texts have.
const TEXT_FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "uuid",
    "uri",
    "email",
    "byte",
    "binary",
    "password",
    "hostname",
];
