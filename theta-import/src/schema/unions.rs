//! Alternatives: `oneOf` and `anyOf`.

use super::Types;
use super::flat::{Flat, Kind as Json, is_structural};
use crate::document::Node;
use crate::draft::{Kind, Ty, Value, Word};
use crate::names;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::json::Json as JsonValue;

impl<'d> Types<'d> {
    /// One of several; `None` if the alternatives say nothing of what a value is.
    pub(super) fn union(&mut self, flat: &Flat<'d>, node: &Node<'d>, hint: &str) -> Option<Ty> {
        let mut unions = flat.unions.iter().map(|union| {
            // An alternative that only asks for fields, or forbids some, is a limit.
            let of = union
                .of
                .iter()
                .filter(|of| is_structural(of) || is_anything(of));
            (union, of.cloned().collect::<Vec<_>>())
        });
        let mut saying: Vec<_> = unions
            .by_ref()
            .filter(|(_, of)| of.iter().any(is_structural))
            .collect();
        let (union, of) = match saying.len() {
            0 => return None,
            1 => saying.remove(0),
            _ => {
                self.lose(node, "several unions at once: any JSON");
                return Some(Ty::JSON);
            }
        };
        let at = &union.at;
        let base = flat.has_members();
        let mut variants: Vec<Ty> = Vec::new();
        let mut nodes: BTreeMap<usize, Node<'d>> = BTreeMap::new();
        let mut null = false;
        let several = of.iter().filter(|of| !is_null(of)).count() > 1;
        for (index, of) in of.iter().enumerate() {
            if is_null(of) {
                null = true;
                continue;
            }
            let name = if several {
                Self::variant_name(of, index, hint)
            } else {
                hint.to_owned()
            };
            let ty = if base && may_be_object(of) {
                self.with_base(flat, of, &name)
            } else {
                self.ty(of, &name)
            };
            let (ty, nullable) = ty.split();
            null |= nullable;
            if let Ty::Named(id) = ty {
                let target = of.followed().unwrap_or_else(|_| of.clone());
                nodes.entry(id).or_insert(target);
            }
            variants.push(ty);
        }
        let ty = self.one_of(
            variants,
            &nodes,
            flat.discriminator.as_ref(),
            at,
            node,
            hint,
        );
        Some(if null { ty.nullable() } else { ty })
    }

    /// What an alternative is called where it has no name of its own.
    fn variant_name(of: &Node<'d>, index: usize, hint: &str) -> String {
        let target = of.followed().unwrap_or_else(|_| of.clone());
        let flat = Flat::of(of);
        let title = of
            .text("title")
            .or_else(|| target.text("title"))
            .map(names::type_name);
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            return if title.starts_with(hint) {
                title
            } else {
                names::joined(hint, &title)
            };
        }
        if let Some((_, constant)) = constants(&flat).into_iter().next() {
            return names::joined(hint, &constant);
        }
        let kinds = flat.told();
        match kinds.iter().next() {
            // An enum beside a text is the text with its known values.
            Some(Json::String | Json::Integer | Json::Number | Json::Boolean) => hint.to_owned(),
            Some(Json::Array) => format!("{hint}List"),
            _ => format!("{hint}{}", names::ordinal(index)),
        }
    }

    /// An alternative with what holds for all of them.
    fn with_base(&mut self, base: &Flat<'d>, of: &Node<'d>, name: &str) -> Ty {
        let mut flat = base.clone();
        flat.unions.clear();
        flat.add(of);
        // The name is the alternative's own where it is a component.
        let target = of.followed().unwrap_or_else(|_| of.clone());
        let name = self
            .component(&target)
            .map_or_else(|| name.to_owned(), |own| names::joined(name, &own));
        if !flat.unions.is_empty() {
            let nested = flat.clone();
            return self.union(&nested, of, &name).unwrap_or(Ty::JSON);
        }
        let id = self.declare(of, &name);
        self.fill(id, &flat, &name);
        Ty::Named(id)
    }

    /// Kinds that a schema names side by side.
    pub(super) fn any(&mut self, types: Vec<Ty>, node: &Node<'d>, hint: &str) -> Ty {
        self.one_of(types, &BTreeMap::new(), None, node, node, hint)
    }

    /// One of several types, in the simplest form that says the same.
    fn one_of(
        &mut self,
        variants: Vec<Ty>,
        nodes: &BTreeMap<usize, Node<'d>>,
        discriminator: Option<&Node<'d>>,
        at: &Node<'d>,
        node: &Node<'d>,
        hint: &str,
    ) -> Ty {
        let mut null = false;
        let mut all: Vec<Ty> = Vec::new();
        for variant in variants {
            let (variant, nullable) = variant.split();
            null |= nullable;
            self.spread(variant, &mut all, &mut null);
        }
        let wrap = |ty: Ty| if null { ty.nullable() } else { ty };
        if all.contains(&Ty::JSON) {
            return Ty::JSON;
        }
        let all = self.merged_texts(all, node, hint);
        let all = merged_numbers(all);
        let all = self.merged_lists(all, node, hint);
        let all = self.without_twins(all);
        if let [only] = all.as_slice() {
            return wrap(only.clone());
        }
        let structs: BTreeMap<usize, &Node<'d>> = all
            .iter()
            .filter_map(|ty| match ty {
                Ty::Named(id)
                    if matches!(
                        self.defs[*id].kind,
                        Kind::Struct { .. } | Kind::Tagged { .. }
                    ) =>
                {
                    Some((*id, nodes.get(id).unwrap_or(at)))
                }
                _ => None,
            })
            .collect();
        if structs.len() > 1 {
            let kind = discriminator
                .and_then(|discriminator| self.tagged(discriminator, &structs))
                .or_else(|| self.tagged_by_constant(&structs));
            if let Some(kind) = kind {
                if structs.len() == all.len() {
                    let id = self.claim(node, hint);
                    self.defs[id].kind = kind;
                    return wrap(Ty::Named(id));
                }
                // Objects beside other kinds: the objects are a union of their own.
                let id = self.declare(at, &format!("{hint}Object"));
                self.defs[id].kind = kind;
                let mut types: Vec<Ty> = all
                    .into_iter()
                    .filter(|ty| {
                        !ty.named().is_some_and(|id| structs.contains_key(&id))
                            || !matches!(ty, Ty::Named(_))
                    })
                    .collect();
                types.push(Ty::Named(id));
                let id = self.claim(node, hint);
                self.defs[id].kind = Kind::Any(types);
                return wrap(Ty::Named(id));
            }
        }
        let id = self.claim(node, hint);
        self.defs[id].kind = Kind::Any(all);
        wrap(Ty::Named(id))
    }

    /// Adds a type, or what it is one of.
    fn spread(&self, ty: Ty, all: &mut Vec<Ty>, null: &mut bool) {
        if let Ty::Named(id) = &ty {
            match &self.defs[*id].kind {
                Kind::Any(types) => {
                    for ty in types {
                        if !all.contains(ty) {
                            all.push(ty.clone());
                        }
                    }
                    return;
                }
                Kind::Alias(inner) if inner.named() != Some(*id) && *inner != Ty::JSON => {
                    let (inner, nullable) = inner.clone().split();
                    *null |= nullable;
                    if inner.named().is_none() {
                        if !all.contains(&inner) {
                            all.push(inner);
                        }
                        return;
                    }
                }
                _ => {}
            }
        }
        if !all.contains(&ty) {
            all.push(ty);
        }
    }

    /// An enum keeps values that it does not list, so a text beside it adds nothing.
    fn merged_texts(&mut self, all: Vec<Ty>, node: &Node<'d>, hint: &str) -> Vec<Ty> {
        let is_text = |types: &Self, ty: &Ty| match ty {
            Ty::Word(word) => word.is_text(),
            Ty::Named(id) => {
                matches!(&types.defs[*id].kind, Kind::Enum(values) if values.iter().all(|value| matches!(value.wire, JsonValue::String(_))))
            }
            _ => false,
        };
        let (texts, others): (Vec<Ty>, Vec<Ty>) =
            all.iter().cloned().partition(|ty| is_text(self, ty));
        if texts.len() < 2 {
            return all;
        }
        let enums: Vec<usize> = texts.iter().filter_map(Ty::named).collect();
        let merged = match enums.as_slice() {
            [] => Ty::STRING,
            [one] => Ty::Named(*one),
            several => {
                let mut values: Vec<Value> = Vec::new();
                for id in several {
                    if let Kind::Enum(own) = &self.defs[*id].kind {
                        for value in own {
                            if !values.iter().any(|known| known.wire == value.wire) {
                                values.push(Value {
                                    rust: None,
                                    ..value.clone()
                                });
                            }
                        }
                    }
                }
                names::distinct_values(&mut values);
                let id = self.declare(node, &format!("{hint}Known"));
                self.defs[id].kind = Kind::Enum(values);
                Ty::Named(id)
            }
        };
        let mut all = others;
        all.insert(0, merged);
        all
    }

    /// `[A]` or `[B]` is a list of A or B: an empty one is both.
    fn merged_lists(&mut self, all: Vec<Ty>, node: &Node<'d>, hint: &str) -> Vec<Ty> {
        let mut all = all;
        for is_list in [true, false] {
            let inner = |ty: &Ty| match ty {
                Ty::List(inner) if is_list => Some((**inner).clone()),
                Ty::Map(inner) if !is_list => Some((**inner).clone()),
                _ => None,
            };
            let items: Vec<Ty> = all.iter().filter_map(inner).collect();
            if items.len() < 2 {
                continue;
            }
            let hint = format!("{hint}{}", if is_list { "Item" } else { "Value" });
            let item = self.item(items, node, &hint);
            let merged = if is_list {
                Ty::List(Box::new(item))
            } else {
                Ty::Map(Box::new(item))
            };
            let first = all
                .iter()
                .position(|ty| inner(ty).is_some())
                .unwrap_or_default();
            all = all
                .into_iter()
                .enumerate()
                .filter(|(at, ty)| *at == first || inner(ty).is_none())
                .map(|(_, ty)| ty)
                .collect();
            all[first] = merged;
        }
        all
    }

    /// One of several types that is no place of the document.
    fn item(&mut self, types: Vec<Ty>, node: &Node<'d>, hint: &str) -> Ty {
        let key = node.key();
        // It must not become the type of the place itself.
        let open = self.open.remove(&key);
        let ty = self.one_of(types, &BTreeMap::new(), None, node, node, hint);
        if let Some(open) = open {
            self.open.insert(key, open);
        }
        ty
    }

    /// Structs with the same fields are one.
    fn without_twins(&self, all: Vec<Ty>) -> Vec<Ty> {
        let mut kept: Vec<Ty> = Vec::new();
        for ty in all {
            let twin = kept.iter().any(|other| match (&ty, other) {
                (Ty::Named(a), Ty::Named(b)) => {
                    let (a, b) = (&self.defs[*a].kind, &self.defs[*b].kind);
                    !matches!(a, Kind::Alias(_)) && same(a, b)
                }
                _ => false,
            });
            if !twin {
                kept.push(ty);
            }
        }
        kept
    }

    /// A union that a field tells apart, as the document says.
    pub(super) fn tagged(
        &self,
        discriminator: &Node<'d>,
        structs: &BTreeMap<usize, &Node<'d>>,
    ) -> Option<Kind> {
        let tag = discriminator
            .text("propertyName")
            .or_else(|| discriminator.value.as_str())?;
        let mapping = discriminator.members_of("mapping");
        let mut variants: Vec<(String, usize)> = Vec::new();
        for (&id, node) in structs {
            match &self.defs[id].kind {
                Kind::Struct { .. } => {}
                Kind::Tagged {
                    tag: inner,
                    variants: inner_variants,
                } if inner == tag => {
                    variants.extend(inner_variants.iter().cloned());
                    continue;
                }
                _ => return None,
            }
            let key = node.key();
            let leads_here = |(_, value): &&(&str, Node<'d>)| self.leads_to(value, &key, node);
            let mapped: Vec<String> = mapping
                .iter()
                .filter(leads_here)
                .map(|(text, _)| (*text).to_owned())
                .collect();
            let of_field = self.tags_of_field(id, tag);
            let tags = if !mapped.is_empty() {
                mapped
            } else if !of_field.is_empty() {
                of_field
            } else {
                vec![self.component(node)?]
            };
            variants.extend(tags.into_iter().map(|tag| (tag, id)));
        }
        distinct(&variants).then(|| Kind::Tagged {
            tag: tag.to_owned(),
            variants,
        })
    }

    /// Whether an entry of a mapping names a schema: by a reference, or by the name of a component.
    fn leads_to(&self, value: &Node<'d>, key: &(usize, String), node: &Node<'d>) -> bool {
        let Some(text) = value.value.as_str() else {
            return false;
        };
        let fragment = text.split_once('#').map(|(_, fragment)| fragment);
        fragment == Some(key.1.as_str())
            || (fragment.is_none() && self.component(node).as_deref() == Some(text))
    }

    /// The texts that a field of a struct always is one of.
    fn tags_of_field(&self, id: usize, tag: &str) -> Vec<String> {
        let Kind::Struct { fields, .. } = &self.defs[id].kind else {
            return Vec::new();
        };
        let Some(field) = fields.iter().find(|field| field.name == tag) else {
            return Vec::new();
        };
        if let Some(constant) = &field.constant {
            return constant.as_str().map(str::to_owned).into_iter().collect();
        }
        match &field.ty {
            Ty::Named(id) => match &self.defs[*id].kind {
                Kind::Enum(values) => values
                    .iter()
                    .filter_map(|value| value.wire.as_str())
                    .map(str::to_owned)
                    .collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// A union that a constant tells apart which every alternative requires.
    fn tagged_by_constant(&self, structs: &BTreeMap<usize, &Node<'d>>) -> Option<Kind> {
        self.constant_of_all(structs, false)
            .or_else(|| self.constant_of_all(structs, true))
    }

    /// The same; with `optional` also by a constant that may be left out: without it nothing tells them apart, and it is kept
    /// as it came.
    fn constant_of_all(
        &self,
        structs: &BTreeMap<usize, &Node<'d>>,
        optional: bool,
    ) -> Option<Kind> {
        let constants = |id: usize| -> BTreeMap<&str, &str> {
            let Kind::Struct { fields, .. } = &self.defs[id].kind else {
                return BTreeMap::new();
            };
            fields
                .iter()
                .filter(|field| optional || !field.optional)
                .filter_map(|field| Some((field.name.as_str(), field.constant.as_ref()?.as_str()?)))
                .collect()
        };
        let mut ids = structs.keys();
        let first = constants(*ids.next()?);
        let tag = first.keys().find(|tag| {
            let mut seen = BTreeSet::new();
            structs.keys().all(|id| {
                constants(*id)
                    .get(*tag)
                    .is_some_and(|text| seen.insert((*text).to_owned()))
            })
        })?;
        let variants = structs
            .keys()
            .filter_map(|id| Some((constants(*id).get(tag)?.to_string(), *id)));
        Some(Kind::Tagged {
            tag: (*tag).to_owned(),
            variants: variants.collect(),
        })
    }
}

/// The constants that a schema requires.
fn constants(flat: &Flat<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, nodes) in &flat.properties {
        if !flat.required.contains(name) {
            continue;
        }
        let mut property = Flat::default();
        for node in nodes {
            property.add(node);
        }
        if let Some(JsonValue::String(text)) = super::enums::constant(&property) {
            found.push(((*name).to_owned(), text));
        }
    }
    found
}

/// Whether two kinds have the same fields, words aside.
fn same(a: &Kind, b: &Kind) -> bool {
    match (a, b) {
        (
            Kind::Struct {
                fields: a,
                open: open_a,
            },
            Kind::Struct {
                fields: b,
                open: open_b,
            },
        ) => {
            open_a == open_b
                && a.len() == b.len()
                && a.iter().all(|field| {
                    b.iter().any(|other| {
                        (
                            &field.name,
                            &field.ty,
                            field.optional,
                            &field.constant,
                            field.rest,
                        ) == (
                            &other.name,
                            &other.ty,
                            other.optional,
                            &other.constant,
                            other.rest,
                        )
                    })
                })
        }
        _ => a == b,
    }
}

fn distinct(variants: &[(String, usize)]) -> bool {
    let tags: BTreeSet<&str> = variants.iter().map(|(tag, _)| tag.as_str()).collect();
    !variants.is_empty() && tags.len() == variants.len()
}

fn merged_numbers(all: Vec<Ty>) -> Vec<Ty> {
    let is_number = |ty: &Ty| matches!(ty, Ty::Word(word) if word.is_number());
    let numbers: Vec<&Ty> = all.iter().filter(|ty| is_number(ty)).collect();
    if numbers.len() < 2 {
        return all;
    }
    let word = if numbers.contains(&&Ty::Word(Word::Number)) {
        Word::Number
    } else {
        Word::Integer
    };
    let first = all.iter().position(is_number).unwrap_or_default();
    let mut merged: Vec<Ty> = Vec::new();
    for (at, ty) in all.into_iter().enumerate() {
        if at == first {
            merged.push(Ty::Word(word));
        } else if !is_number(&ty) {
            merged.push(ty);
        }
    }
    merged
}

/// Whether an alternative is nothing but `null`.
fn is_null(node: &Node<'_>) -> bool {
    let texts = node.texts("type");
    let listed = match node.value.get("enum") {
        Some(JsonValue::Array(items)) => items.as_slice() == [JsonValue::Null],
        _ => false,
    };
    texts == ["null"] || listed || node.value.get("const") == Some(&JsonValue::Null)
}

/// Whether an alternative is anything at all.
fn is_anything(node: &Node<'_>) -> bool {
    matches!(node.value, JsonValue::Bool(true))
        || matches!(node.value, JsonValue::Object(members) if members.is_empty())
}

fn may_be_object(node: &Node<'_>) -> bool {
    let kinds = Flat::of(node).told();
    kinds.is_empty() || kinds.contains(&Json::Object)
}
