//! Random JSON of the types of a contract.

use theta_spec::contract::{Contract, Number, Type, TypeKind};

const TEXTS: [&str; 12] = [
    "",
    "word",
    "é",
    "\\u00e9",
    "a\\nb",
    "\\\"",
    "\\\\",
    "\u{1F600}",
    "true",
    "1",
    "~",
    "- a: b",
];
const NAMES: [&str; 5] = ["later", "newest", "a b", "é", "01"];
const NUMBERS: [&str; 6] = ["0", "-7", "1.5", "2.0", "9223372036854775807", "0.1"];

/// What only JSON text holds: half a surrogate pair, keys with escapes, and numbers that are written in another way or
/// are beyond a double.
const ODD_TEXTS: [&str; 1] = ["\\ud800"];
const ODD_NAMES: [&str; 3] = ["\\u006eewest", "\\ud800", "q\\\""];
const ODD_NUMBERS: [&str; 5] = [
    "1e3",
    "2.50",
    "-0",
    "1e999",
    "123456789012345678901234567890",
];

/// Deepest nesting before everything that may be left out is.
const DEEP: usize = 5;

/// A maker of values, all of them given by a seed.
pub(crate) struct Maker<'c> {
    contract: &'c Contract,
    state: u64,
    /// Whether values may hold what only JSON text holds.
    is_odd: bool,
}

impl<'c> Maker<'c> {
    pub(crate) fn new(contract: &'c Contract, seed: u64, is_odd: bool) -> Self {
        Self {
            contract,
            state: seed,
            is_odd,
        }
    }

    /// Returns a number below that one, by splitmix64.
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    fn one_of(&mut self, plain: &[&'static str], odd: &[&'static str]) -> &'static str {
        let odd = if self.is_odd { odd } else { &[] };
        let index = self.below(plain.len() + odd.len());
        plain
            .get(index)
            .copied()
            .unwrap_or_else(|| odd[index - plain.len()])
    }

    fn text(&mut self) -> String {
        format!("\"{}\"", self.one_of(&TEXTS, &[]))
    }

    /// Returns text of a value of the type.
    pub(crate) fn value(&mut self, ty: &Type, depth: usize) -> String {
        match ty {
            Type::String | Type::Format(_) => self.text(),
            Type::Boolean => self.one_of(&["true", "false"], &[]).to_owned(),
            Type::Number(Number::Integer) => self
                .one_of(&["0", "-7", "9223372036854775807"], &["2.0", "1e3"])
                .to_owned(),
            Type::Number(Number::Unsigned) => self
                .one_of(&["0", "18446744073709551615"], &["2.0", "1e3"])
                .to_owned(),
            Type::Constant(value) => value.to_string(),
            Type::Number(Number::Float) => self.one_of(&NUMBERS, &["1e3", "2.50"]).to_owned(),
            Type::Verbatim(inner) if self.below(2) == 0 => self.value(inner, depth),
            Type::Json | Type::Verbatim(_) => self.any(depth),
            Type::Nullable(_) if self.below(3) == 0 => "null".to_owned(),
            Type::Nullable(inner) => self.value(inner, depth),
            Type::Array(item) => self.array(depth, |maker| maker.value(item, depth + 1)),
            Type::Tuple(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| self.value(item, depth + 1))
                    .collect();
                format!("[{}]", items.join(","))
            }
            Type::Map(inner) => {
                self.object(Vec::new(), depth, |maker| maker.value(inner, depth + 1))
            }
            Type::Named(id) => self.named(&self.contract.type_def(*id).kind, depth),
        }
    }

    pub(crate) fn named(&mut self, kind: &'c TypeKind, depth: usize) -> String {
        match kind {
            TypeKind::Alias(target) => self.value(target, depth),
            TypeKind::Enum { values } => match values.get(self.below(values.len() + 1)) {
                Some(listed) => listed.value.to_string(),
                None => self.value(theta_spec::contract::unlisted(values), depth),
            },
            TypeKind::Any { variants, .. } => {
                match variants.get(self.below(variants.len() + 1)) {
                    Some(variant) => self.value(&variant.ty, depth),
                    // No variant is an object without any documented field.
                    None => self.object(Vec::new(), depth, |maker| maker.any(depth + 1)),
                }
            }
            TypeKind::Struct { .. } => self.structure(kind, None, depth),
            TypeKind::Union { tag, variants } => {
                match variants.get(self.below(variants.len() + 1)) {
                    Some(variant) => {
                        let held = &self.contract.type_def(variant.ty).kind;
                        self.structure(held, Some((tag, &variant.tag)), depth)
                    }
                    None => self.object(Vec::new(), depth, |maker| maker.any(depth + 1)),
                }
            }
        }
    }

    fn structure(&mut self, kind: &TypeKind, tag: Option<(&str, &str)>, depth: usize) -> String {
        let TypeKind::Struct { fields, open, rest } = kind else {
            panic!("a union holds structs")
        };
        let tagged = tag.map(|(name, value)| (name, serde_json::to_string(value).unwrap()));
        let mut members: Vec<_> = tagged
            .into_iter()
            .map(|(name, value)| (serde_json::to_string(name).unwrap(), value))
            .collect();
        for field in fields {
            let is_tag = tag.is_some_and(|(name, _)| name == field.name);
            if is_tag || (field.optional && (depth > DEEP || self.below(2) == 0)) {
                continue;
            }
            let value = if field.optional && self.below(4) == 0 {
                "null".to_owned()
            } else {
                self.value(&field.ty, depth + 1)
            };
            members.push((serde_json::to_string(&field.name).unwrap(), value));
        }
        if let Some(Type::Map(inner)) = rest.as_deref().map(|rest| &rest.ty) {
            self.object(members, depth, |maker| maker.value(inner, depth + 1))
        } else if *open {
            self.object(members, depth, |maker| maker.any(depth + 1))
        } else {
            self.written(&members)
        }
    }

    fn any(&mut self, depth: usize) -> String {
        let kinds = if depth > DEEP { 4 } else { 6 };
        match self.below(kinds) {
            0 => self.one_of(&["null", "true", "false"], &[]).to_owned(),
            1 | 2 => format!("\"{}\"", self.one_of(&TEXTS, &ODD_TEXTS)),
            3 => self.one_of(&NUMBERS, &ODD_NUMBERS).to_owned(),
            4 => self.array(depth, |maker| maker.any(depth + 1)),
            _ => self.object(Vec::new(), depth, |maker| maker.any(depth + 1)),
        }
    }

    fn array(&mut self, depth: usize, mut item: impl FnMut(&mut Self) -> String) -> String {
        let count = if depth > DEEP { 0 } else { self.below(3) };
        let items: Vec<_> = (0..count).map(|_| item(self) + self.space()).collect();
        format!("[{}{}]", self.space(), items.join(","))
    }

    /// Writes an object with up to two members more.
    fn object(
        &mut self,
        mut members: Vec<(String, String)>,
        depth: usize,
        mut value: impl FnMut(&mut Self) -> String,
    ) -> String {
        let more = if depth > DEEP { 0 } else { self.below(3) };
        for _ in 0..more {
            let name = format!("\"{}\"", self.one_of(&NAMES, &ODD_NAMES));
            // Of several of one name the last counts, which is another value.
            if self.is_odd || members.iter().all(|(known, _)| *known != name) {
                members.push((name, value(self)));
            }
        }
        self.written(&members)
    }

    fn written(&mut self, members: &[(String, String)]) -> String {
        let members = members.iter();
        let members: Vec<_> = members
            .map(|(name, value)| format!("{name}{}:{value}", self.space()))
            .collect();
        format!("{{{}{}}}", self.space(), members.join(","))
    }

    fn space(&mut self) -> &'static str {
        self.one_of(&["", " ", "\n\t"], &[])
    }
}
