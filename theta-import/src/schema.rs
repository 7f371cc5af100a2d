//! Schemas as types.
//!
//! A schema that is an object, an enum, a tuple or one of several becomes a declared type; everything else is written where it
//! stands. What refers to one place is one type.

mod enums;
mod flat;
mod together;
mod unions;

use crate::document::{Key, Node, last_step};
use crate::draft::{Field, Kind, Loss, Ty, TypeDraft, Word};
use crate::names::{self, Names};
use crate::words;
use flat::{Additional, Flat, Kind as Json, has_structure, is_structural};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use theta_spec::json::Json as JsonValue;

/// Deepest nesting of schemas, references included.
const MAX_DEPTH: usize = 100;

/// The types of a contract, and which schema is which.
pub(crate) struct Types<'d> {
    pub(crate) defs: Vec<TypeDraft>,
    names: Names,
    /// What is lost where no type is being made.
    pub(crate) losses: Vec<Loss>,
    made: HashMap<Key, Ty>,
    /// Schemas that are being made, with their type if something inside refers to it.
    open: HashMap<Key, Option<usize>>,
    components: HashMap<String, String>,
    /// The schemas that inherit from one with a discriminator, by its place.
    heirs: HashMap<Key, Vec<Node<'d>>>,
    /// Whether such a schema stands for itself and not for its heirs.
    depth: usize,
}

pub(crate) use together::laid_together;

impl<'d> Types<'d> {
    /// Returns no types yet; the names of all components are kept for them.
    pub(crate) fn new(root: &Node<'d>) -> Self {
        let mut types = Self {
            defs: Vec::new(),
            names: Names::new(&names::reserved_types()),
            losses: Vec::new(),
            made: HashMap::new(),
            open: HashMap::new(),
            components: HashMap::new(),
            heirs: HashMap::new(),
            depth: 0,
        };
        let components = root
            .get("components")
            .map(|components| components.members_of("schemas"));
        let mut all = components.unwrap_or_default();
        all.extend(root.members_of("definitions"));
        // A name that is one already goes to who has it.
        let (fine, others): (Vec<_>, Vec<_>) = all
            .iter()
            .partition(|(name, _)| names::type_name(name) == *name);
        for (name, node) in fine.into_iter().chain(others) {
            let chosen = types.names.choose(&[
                names::type_name(name),
                format!("{}Schema", names::type_name(name)),
            ]);
            types.components.insert(node.pointer().to_owned(), chosen);
            for part in node.items_of("allOf") {
                if let Ok(parent) = part.followed()
                    && part.has("$ref")
                    && parent.has("discriminator")
                    && !parent.has("oneOf")
                    && !parent.has("anyOf")
                {
                    types
                        .heirs
                        .entry(parent.key())
                        .or_default()
                        .push(node.clone());
                }
            }
        }
        types
    }

    pub(crate) fn lose(&mut self, node: &Node<'_>, reason: impl Into<String>) {
        self.losses.push(Loss::new(node.place(), reason));
    }

    /// Returns the type of a schema. `hint` is the name it gets if it has none of its own.
    pub(crate) fn ty(&mut self, node: &Node<'d>, hint: &str) -> Ty {
        if self.depth >= MAX_DEPTH {
            self.lose(node, "the schema nests too deeply: any JSON");
            return Ty::JSON;
        }
        self.depth += 1;
        let ty = self.reference(node, hint);
        self.depth -= 1;
        ty
    }

    /// A reference is what it leads to; with more beside it, both together.
    fn reference(&mut self, node: &Node<'d>, hint: &str) -> Ty {
        if matches!(node.value, JsonValue::Bool(_)) {
            return Ty::JSON;
        }
        if node.has("$ref") && !has_structure(node) {
            let target = match node.followed() {
                Ok(target) => target,
                Err(why) => {
                    self.lose(node, format!("{why}: any JSON"));
                    return Ty::JSON;
                }
            };
            let ty = self.place(&target, hint);
            return if node.flag("nullable") == Some(true) {
                ty.nullable()
            } else {
                ty
            };
        }
        self.place(node, hint)
    }

    /// The type of the schema at a place, made once.
    fn place(&mut self, node: &Node<'d>, hint: &str) -> Ty {
        let key = node.key();
        if let Some(ty) = self.made.get(&key) {
            return ty.clone();
        }
        let hint = match self.components.get(node.pointer()) {
            Some(name) if node.pointer().matches('/').count() <= 3 => name.clone(),
            _ => hint.to_owned(),
        };
        if let Some(open) = self.open.get(&key).copied() {
            let id = open.unwrap_or_else(|| {
                let id = self.declare(node, &hint);
                self.open.insert(key, Some(id));
                id
            });
            return Ty::Named(id);
        }
        self.open.insert(key.clone(), None);
        let outside = std::mem::take(&mut self.losses);
        let ty = self.whole(node, &hint, &key);
        let open = self.open.remove(&key).flatten();
        let ty = match (open, ty) {
            // Something inside refers to what turned out to need no declaration.
            (Some(id), ty) if ty.named() != Some(id) || matches!(ty, Ty::List(_) | Ty::Map(_)) => {
                self.defs[id].kind = Kind::Alias(ty);
                Ty::Named(id)
            }
            (_, ty) => ty,
        };
        // What a declared type loses is told wherever it is used; of others it is told here, each time.
        let inside = std::mem::replace(&mut self.losses, outside);
        match ty.clone().split().0 {
            Ty::Named(id) if self.defs[id].place == node.place() => {
                self.defs[id].losses.extend(inside);
            }
            _ if inside.is_empty() => {}
            _ => {
                self.losses.extend(inside);
                return ty;
            }
        }
        self.made.insert(key, ty.clone());
        ty
    }

    /// A part that says all there is stands for the whole.
    fn whole(&mut self, node: &Node<'d>, hint: &str, key: &Key) -> Ty {
        if let Some(heirs) = self.heirs.get(key).cloned() {
            return self.inherited(node, &heirs, hint);
        }
        let own = flat::STRUCTURAL_BUT_ALL_OF
            .iter()
            .any(|name| node.has(name));
        if !own && !node.has("$ref") {
            let parts = node.items_of("allOf");
            let saying: Vec<_> = parts.iter().filter(|part| is_structural(part)).collect();
            if let [only] = saying.as_slice() {
                let nullable = node.flag("nullable") == Some(true)
                    || parts.iter().any(|part| part.flag("nullable") == Some(true));
                let required = !node.texts("required").is_empty()
                    || parts
                        .iter()
                        .any(|part| !is_structural(part) && part.has("required"));
                if !required {
                    let ty = self.ty(only, hint);
                    return if nullable { ty.nullable() } else { ty };
                }
            }
        }
        let flat = Flat::of(node);
        self.of_flat(&flat, node, hint)
    }

    /// Declares a type whose contents come later.
    fn declare(&mut self, node: &Node<'d>, hint: &str) -> usize {
        let own = self
            .components
            .get(node.pointer())
            .filter(|name| *name == hint);
        let name = match own {
            Some(name) if !self.defs.iter().any(|def| def.name == *name) => name.clone(),
            _ => self.names.choose(&[
                hint.to_owned(),
                node.text("title").map(names::type_name).unwrap_or_default(),
                format!("{hint}Value"),
                format!("{hint}Object"),
            ]),
        };
        self.defs.push(TypeDraft {
            name,
            doc: words::of(node),
            kind: Kind::Alias(Ty::JSON),
            losses: Vec::new(),
            place: node.place(),
            inferred: false,
        });
        self.defs.len() - 1
    }

    /// The type that stands for a place while and after it is made.
    fn claim(&mut self, node: &Node<'d>, hint: &str) -> usize {
        let key = node.key();
        if let Some(Some(id)) = self.open.get(&key) {
            return *id;
        }
        let id = self.declare(node, hint);
        if let Some(open) = self.open.get_mut(&key) {
            *open = Some(id);
        }
        id
    }

    /// The type of everything that a schema says.
    fn of_flat(&mut self, flat: &Flat<'d>, node: &Node<'d>, hint: &str) -> Ty {
        for (place, why) in &flat.broken {
            self.losses
                .push(Loss::new(place.clone(), format!("{why}: it is left out")));
        }
        let ty = self.kinds(flat, node, hint);
        if flat.nullable { ty.nullable() } else { ty }
    }

    fn kinds(&mut self, flat: &Flat<'d>, node: &Node<'d>, hint: &str) -> Ty {
        if !flat.unions.is_empty()
            && let Some(ty) = self.union(flat, node, hint)
        {
            return ty;
        }
        if let Some(values) = &flat.values {
            return self.listed(values, flat, node, hint);
        }
        let kinds: Vec<Json> = flat.told().into_iter().collect();
        match kinds.as_slice() {
            [] => Ty::JSON,
            [one] => self.kind(*one, flat, node, hint),
            several => {
                let types = several
                    .iter()
                    .map(|kind| self.kind(*kind, flat, node, hint))
                    .collect();
                self.any(types, node, hint)
            }
        }
    }

    fn kind(&mut self, kind: Json, flat: &Flat<'d>, node: &Node<'d>, hint: &str) -> Ty {
        match kind {
            Json::Null => Ty::JSON,
            Json::String => Ty::Word(match flat.format {
                Some("date-time") => Word::DateTime,
                Some("date") => Word::Date,
                Some("uuid") => Word::Uuid,
                _ => Word::String,
            }),
            Json::Boolean => Ty::Word(Word::Boolean),
            Json::Integer if flat.large || flat.format == Some("uint64") => {
                Ty::Word(Word::Unsigned)
            }
            Json::Integer => Ty::Word(Word::Integer),
            Json::Number => Ty::Word(Word::Number),
            Json::Array => self.list(flat, node, hint),
            Json::Object => self.object(flat, node, hint),
        }
    }

    fn list(&mut self, flat: &Flat<'d>, node: &Node<'d>, hint: &str) -> Ty {
        if !flat.prefix.is_empty() {
            let id = self.claim(node, hint);
            let items = flat.prefix.iter().enumerate();
            let items =
                items.map(|(at, item)| self.ty(item, &format!("{hint}{}", names::ordinal(at))));
            let items = items.collect();
            self.defs[id].kind = Kind::Tuple(items);
            return Ty::Named(id);
        }
        let item = match &flat.items {
            Some(items) => self.ty(items, &names::singular(hint)),
            None => Ty::JSON,
        };
        Ty::List(Box::new(item))
    }

    fn object(&mut self, flat: &Flat<'d>, node: &Node<'d>, hint: &str) -> Ty {
        if flat.properties.is_empty() {
            let value = match &flat.additional {
                Additional::Typed(value) => self.ty(value, &format!("{hint}Value")),
                Additional::None => {
                    let id = self.claim(node, hint);
                    self.defs[id].kind = Kind::Struct {
                        fields: Vec::new(),
                        open: false,
                    };
                    return Ty::Named(id);
                }
                Additional::Unsaid | Additional::Any => Ty::JSON,
            };
            return Ty::Map(Box::new(value));
        }
        let id = self.claim(node, hint);
        self.fill(id, flat, hint);
        Ty::Named(id)
    }

    /// Makes a declared type a struct.
    fn fill(&mut self, id: usize, flat: &Flat<'d>, hint: &str) {
        let mut fields: Vec<Field> = Vec::with_capacity(flat.properties.len());
        for (name, nodes) in &flat.properties {
            let hint = names::joined(hint, name);
            fields.push(self.field(name, nodes, !flat.required.contains(name), &hint));
        }
        for name in &flat.required {
            if !flat.properties.iter().any(|(known, _)| known == name) && flat.unions.is_empty() {
                fields.push(Field::named(name, Ty::JSON));
            }
        }
        let mut open = false;
        match &flat.additional {
            Additional::Any => open = true,
            Additional::Typed(value) => {
                let value = self.ty(value, &format!("{hint}Value"));
                let mut rest = Field::named(&rest_name(&flat.properties), Ty::Map(Box::new(value)));
                rest.rest = true;
                "All other fields.".clone_into(&mut rest.doc);
                fields.push(rest);
            }
            Additional::Unsaid | Additional::None => {}
        }
        names::distinct_fields(&mut fields, open);
        self.defs[id].kind = Kind::Struct { fields, open };
    }

    /// A field of a struct; several schemas for it hold together.
    pub(crate) fn field(
        &mut self,
        name: &str,
        nodes: &[Node<'d>],
        optional: bool,
        hint: &str,
    ) -> Field {
        let mut saying: Vec<&Node<'d>> = nodes.iter().filter(|node| is_structural(node)).collect();
        // The same said twice is said once.
        saying.dedup_by(|a, b| a.value == b.value);
        let first = saying.first().copied().or(nodes.first());
        let mut field = Field::named(name, Ty::JSON);
        field.optional = optional;
        let Some(first) = first else {
            return field;
        };
        field.place = first.place();
        let flat = saying.iter().fold(Flat::default(), |mut flat, node| {
            flat.add(node);
            flat
        });
        field.constant = enums::constant(&flat);
        field.ty = match (saying.as_slice(), &field.constant) {
            (_, Some(constant)) => enums::word_of(constant),
            ([], _) => Ty::JSON,
            ([one], _) => self.ty(one, hint),
            (several, _) => {
                let last = several[several.len() - 1];
                self.of_flat(&flat, last, hint)
            }
        };
        field.doc = nodes
            .iter()
            .rev()
            .map(words::of)
            .find(|doc| !doc.is_empty())
            .unwrap_or_default();
        let target = first.followed().unwrap_or_else(|_| first.clone());
        if field.doc.is_empty() && field.ty.named().is_none() {
            field.doc = words::of(&target);
        }
        field.deprecated = nodes
            .iter()
            .any(|node| node.flag("deprecated") == Some(true));
        if optional && field.constant.is_none() {
            let default = nodes.iter().find_map(|node| node.value.get("default"));
            field.default = default
                .filter(|default| self.is_of(default, &field.ty))
                .cloned();
        }
        field
    }

    /// Whether a scalar is a value of a type.
    pub(crate) fn is_of(&self, value: &JsonValue, ty: &Ty) -> bool {
        match (value, ty) {
            (_, Ty::Nullable(inner)) => self.is_of(value, inner),
            (JsonValue::String(_), Ty::Word(word)) => word.is_text(),
            (JsonValue::Bool(_), Ty::Word(word)) => *word == Word::Boolean,
            (JsonValue::Number(text), Ty::Word(word)) => match word {
                Word::Integer => {
                    theta_spec::json::integer(text).is_some() && !text.contains(['.', 'e', 'E'])
                }
                Word::Unsigned => text.parse::<u64>().is_ok(),
                Word::Number => true,
                _ => false,
            },
            (value, Ty::Named(id)) => match &self.defs[*id].kind {
                Kind::Enum(values) => values.iter().any(|known| known.wire == *value),
                Kind::Alias(ty) => self.is_of(value, ty),
                _ => false,
            },
            _ => false,
        }
    }

    /// A schema that stands for those that inherit from it.
    fn inherited(&mut self, node: &Node<'d>, heirs: &[Node<'d>], hint: &str) -> Ty {
        let id = self.claim(node, hint);
        let discriminator = node.get("discriminator");
        let of: Vec<Ty> = heirs.iter().map(|heir| self.ty(heir, hint)).collect();
        let at: BTreeMap<usize, &Node<'d>> = of
            .iter()
            .zip(heirs)
            .filter_map(|(ty, heir)| Some((ty.named()?, heir)))
            .collect();
        let tagged = discriminator.and_then(|discriminator| self.tagged(&discriminator, &at));
        if let Some(kind) = tagged {
            self.defs[id].kind = kind;
        } else {
            let flat = Flat::of(node);
            self.fill(id, &flat, hint);
        }
        Ty::Named(id)
    }

    /// Returns the name of a component of the document, if the place is one.
    fn component(&self, node: &Node<'_>) -> Option<String> {
        self.components
            .get(node.pointer())
            .map(|_| last_step(node.pointer()))
    }
}

/// The fields of an object, each with the schemas for it, and which of them it must have.
pub(crate) type Members<'d> = (Vec<(&'d str, Vec<Node<'d>>)>, BTreeSet<&'d str>);

impl<'d> Types<'d> {
    /// Returns the members of the objects that a schema describes; `None` if it describes none. Of alternatives those of
    /// all of them, which must be there only if each says so.
    pub(crate) fn members(&mut self, node: &Node<'d>) -> Option<Members<'d>> {
        let flat = Flat::of(node);
        let (mut properties, mut required) = (flat.properties, flat.required);
        for union in &flat.unions {
            let of: Vec<_> = union
                .of
                .iter()
                .filter(|of| is_structural(of))
                .filter_map(|of| self.members(of))
                .collect();
            let mut shared: Option<BTreeSet<&'d str>> = None;
            for (own, needed) in of {
                shared = Some(shared.map_or_else(
                    || needed.clone(),
                    |shared| shared.intersection(&needed).copied().collect(),
                ));
                for (name, nodes) in own {
                    match properties.iter_mut().find(|(known, _)| *known == name) {
                        Some(_) => {}
                        None => properties.push((name, nodes)),
                    }
                }
            }
            required.extend(shared.into_iter().flatten());
        }
        if matches!(flat.additional, Additional::Typed(_)) {
            self.lose(node, "further fields beside the named parts: left out");
        }
        (!properties.is_empty()).then_some((properties, required))
    }
}

/// A name for the rest of the fields that none of them has.
fn rest_name(properties: &[(&str, Vec<Node<'_>>)]) -> String {
    let taken = |name: &&str| properties.iter().any(|(known, _)| known == name);
    let names = [
        "additional",
        "further",
        "others",
        "rest",
        "additional_fields",
    ];
    let free = names.iter().find(|name| !taken(name));
    free.unwrap_or(&"all_other_fields").to_string()
}

impl Field {
    /// Returns a required field without further words.
    pub(crate) fn named(name: &str, ty: Ty) -> Self {
        Self {
            name: name.to_owned(),
            ty,
            optional: false,
            doc: String::new(),
            default: None,
            constant: None,
            deprecated: false,
            rest: false,
            place: String::new(),
            rust: None,
        }
    }
}
