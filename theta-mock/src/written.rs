//! Reading values that were written as text: parameters of which the contract says how, and forms.

use crate::encoded::decode;
use crate::value::from_text;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use theta_spec::contract::{
    Alternative, AnyVariant, Contract, Field, Layout, Lists, Nested, Outline, ParamPlace, Picked,
    Type, TypeId, TypeKind, pick,
};
use theta_spec::json::{self, Json};

/// Deepest nesting that is read; deeper is not there.
const MAX_DEPTH: usize = 64;

/// Pairs of a name and a text.
pub(crate) struct Pairs {
    /// Names decoded, texts as they came.
    all: Vec<(String, String)>,
    /// Their indices, by name and then in the order in which they came.
    sorted: Vec<usize>,
    undo: fn(&str) -> String,
}

impl Pairs {
    /// Takes a query or a form apart.
    pub(crate) fn of_query(text: &str) -> Self {
        let undo = |text: &str| decode(&text.replace('+', " "));
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (undo(name), value.to_owned())
        });
        Self::new(pairs.collect(), undo)
    }

    fn new(all: Vec<(String, String)>, undo: fn(&str) -> String) -> Self {
        let mut sorted: Vec<usize> = (0..all.len()).collect();
        sorted.sort_by(|one, other| all[*one].0.cmp(&all[*other].0));
        Self { all, sorted, undo }
    }

    /// A parameter whose name has no part in how it is written.
    pub(crate) fn of_param(place: ParamPlace, name: &str, texts: &[&str]) -> Self {
        let pair = |text: &&str| (name.to_owned(), (*text).to_owned());
        let undo: fn(&str) -> String = match place {
            ParamPlace::Header => |text| text.to_owned(),
            ParamPlace::Path | ParamPlace::Query => decode,
        };
        Self::new(texts.iter().map(pair).collect(), undo)
    }

    /// Reads the value called `name`; `None` when it is not there.
    pub(crate) fn value(
        &self,
        contract: &Contract,
        layout: &Layout,
        ty: &Type,
        name: &str,
    ) -> Option<Json> {
        let whole = Some(name);
        let read = Read {
            pairs: self,
            contract,
            layout,
            tried: RefCell::default(),
        };
        read.value(ty, name, whole, 0)
    }

    /// Reads a form of this type.
    pub(crate) fn form(&self, contract: &Contract, layout: &Layout, ty: &Type) -> Json {
        let read = Read {
            pairs: self,
            contract,
            layout,
            tried: RefCell::default(),
        };
        read.form(ty)
    }

    fn texts<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        let named = self.below(name);
        let named = named.take_while(move |&at| self.all[at].0 == name);
        named.map(|at| self.all[at].1.as_str())
    }

    /// The indices of those whose names begin so, by name.
    fn below<'r>(&'r self, before: &'r str) -> impl Iterator<Item = usize> + 'r {
        let name = |at: &usize| self.all[*at].0.as_str();
        let first = self.sorted.partition_point(|at| name(at) < before);
        let named = self.sorted[first..].iter().copied();
        named.take_while(move |at| name(at).starts_with(before))
    }

    /// What follows `name` and `open` in a name, up to `close`: the keys of an object or a list, in order.
    fn keys(&self, before: &str, close: &[char]) -> Vec<String> {
        let mut came: Vec<usize> = self.below(before).collect();
        came.sort_unstable();
        let keys = came.into_iter().map(|at| {
            let rest = &self.all[at].0[before.len()..];
            rest.find(close).map_or(rest, |end| &rest[..end])
        });
        let mut known = HashSet::new();
        keys.filter(|key| known.insert(*key))
            .map(str::to_owned)
            .collect()
    }
}

struct Read<'r> {
    pairs: &'r Pairs,
    contract: &'r Contract,
    layout: &'r Layout,
    /// What was read for a union by a name: its variants may hold it again, and each of them would read all of it.
    tried: RefCell<HashMap<(*const AnyVariant, String), Option<Json>>>,
}

impl Read<'_> {
    fn outline<'t>(&'t self, ty: &'t Type) -> Outline<'t> {
        Outline::of(&self.contract.types, ty)
    }

    fn form(&self, ty: &Type) -> Json {
        let (mut members, map) = match self.outline(ty) {
            Outline::Struct(fields) => (self.fields(fields, str::to_owned, 0), None),
            Outline::Union(tag, variants) => {
                let tagged = self.pairs.texts(tag).next().map(self.pairs.undo);
                let variant = variants
                    .iter()
                    .find(|one| Some(&one.tag) == tagged.as_ref());
                let mut members = match variant {
                    Some(variant) => self.struct_fields(variant.ty, str::to_owned, 0),
                    None => Vec::new(),
                };
                members.extend(tagged.map(|text| (tag.to_owned(), Json::String(text))));
                (members, None)
            }
            Outline::Map(inner) => (Vec::new(), Some(inner)),
            _ => (Vec::new(), None),
        };
        let close: &[char] = match self.layout.nested {
            Some(Nested::Dots) => &['.', '['],
            _ => &['['],
        };
        if let Some(inner) = map {
            for key in self.pairs.keys("", close) {
                if let Some(value) = self.value(inner, &key, None, 1) {
                    members.push((key, value));
                }
            }
        } else {
            // What nobody declared is a text.
            let mut known: HashSet<String> = members.iter().map(|(name, _)| name.clone()).collect();
            for (name, text) in &self.pairs.all {
                let cuts = name.match_indices(['[', '.']).take(MAX_DEPTH);
                let declared = |end: usize| known.contains(&name[..end]);
                if cuts.map(|(at, _)| at).chain([name.len()]).any(declared) {
                    continue;
                }
                known.insert(name.clone());
                members.push((name.clone(), Json::String((self.pairs.undo)(text))));
            }
        }
        Json::Object(members)
    }

    fn struct_fields(
        &self,
        id: TypeId,
        name: impl Fn(&str) -> String,
        depth: usize,
    ) -> Vec<(String, Json)> {
        match &self.contract.type_def(id).kind {
            TypeKind::Struct { fields, .. } => self.fields(fields, name, depth),
            _ => Vec::new(),
        }
    }

    /// The members that are there. A list or an object that may be empty is not written when it is.
    fn fields(
        &self,
        fields: &[Field],
        name: impl Fn(&str) -> String,
        depth: usize,
    ) -> Vec<(String, Json)> {
        let fields = fields.iter().filter_map(|field| {
            let value = self.value(&field.ty, &name(&field.name), None, depth + 1);
            let value = value.or_else(|| (!field.optional).then(|| self.empty(&field.ty))?);
            Some((field.name.clone(), value?))
        });
        fields.collect()
    }

    /// The value that is written as nothing.
    fn empty(&self, ty: &Type) -> Option<Json> {
        match self.outline(ty) {
            Outline::List(_) if self.layout.lists != Lists::Json => Some(Json::Array(Vec::new())),
            Outline::Map(_) if self.layout.nested != Some(Nested::Json) => {
                Some(Json::Object(Vec::new()))
            }
            Outline::Struct(fields) if self.layout.nested != Some(Nested::Json) => fields
                .iter()
                .all(|field| field.optional)
                .then(|| Json::Object(Vec::new())),
            _ => None,
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.pairs.texts(name).next().map(self.pairs.undo)
    }

    fn scalar(&self, ty: &Type, text: &str) -> Json {
        if let Outline::Nullable(inner) = self.outline(ty) {
            if self.layout.null.as_deref() == Some(text) {
                return Json::Null;
            }
            return self.scalar(inner, text);
        }
        from_text(self.contract, ty, text)
    }

    /// JSON that is written as text; what is none is a text.
    fn json(&self, name: &str) -> Option<Json> {
        let text = self.text(name)?;
        Some(json::parse(&text).unwrap_or(Json::String(text)))
    }

    /// `whole` is the name of a parameter of its own.
    fn value(&self, ty: &Type, name: &str, whole: Option<&str>, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.outline(ty) {
            Outline::Text => Some(self.scalar(ty, &self.text(name)?)),
            Outline::Nullable(inner) => {
                let null = self.layout.null.as_deref();
                if null.is_some() && self.text(name).as_deref() == null {
                    return Some(Json::Null);
                }
                self.value(inner, name, whole, depth)
            }
            Outline::List(item) => self.list(&|_| Some(item), name, depth),
            Outline::Tuple(items) => self.list(&|at| items.get(at), name, depth),
            Outline::Any => self.any(name, depth),
            Outline::OneOf(variants, alternatives) => {
                self.one_of(variants, alternatives, name, whole, depth)
            }
            Outline::Map(_) | Outline::Struct(_) | Outline::Union(..) => {
                self.object(ty, name, depth)
            }
        }
    }

    /// A value of one of several types. One text is a text where a variant is one, since it may as well be a list of one.
    fn one_of(
        &self,
        variants: &[AnyVariant],
        alternatives: &[Alternative],
        name: &str,
        whole: Option<&str>,
        depth: usize,
    ) -> Option<Json> {
        let place = (variants.as_ptr(), name.to_owned());
        if let Some(known) = self.tried.borrow().get(&place) {
            return known.clone();
        }
        let read = self.first_that_fits(variants, alternatives, name, whole, depth);
        self.tried.borrow_mut().insert(place, read.clone());
        read
    }

    fn first_that_fits(
        &self,
        variants: &[AnyVariant],
        alternatives: &[Alternative],
        name: &str,
        whole: Option<&str>,
        depth: usize,
    ) -> Option<Json> {
        let types = &self.contract.types;
        let (texts, others): (Vec<_>, Vec<_>) = variants
            .iter()
            .partition(|variant| !self.outline(&variant.ty).nests(types));
        let order = match self.pairs.texts(name).count() {
            1 => texts.into_iter().chain(others),
            _ => others.into_iter().chain(texts),
        };
        let mut values =
            order.filter_map(|variant| self.value(&variant.ty, name, whole, depth + 1));
        let first = values.next()?;
        if pick(alternatives, &first) != Picked::Nothing {
            return Some(first);
        }
        let fits = values.find(|value| pick(alternatives, value) != Picked::Nothing);
        Some(fits.unwrap_or(first))
    }

    /// A list whose items have the types that `types` gives by their indices.
    fn list<'t>(
        &'t self,
        types: &dyn Fn(usize) -> Option<&'t Type>,
        name: &str,
        depth: usize,
    ) -> Option<Json> {
        let undo = self.pairs.undo;
        let item = |(at, text): (usize, String)| match types(at) {
            Some(ty) => self.scalar(ty, &text),
            None => Json::String(text),
        };
        let texts = |name: &str| -> Vec<Json> {
            let texts = self.pairs.texts(name).map(undo);
            texts.enumerate().map(item).collect()
        };
        let nests = types(0).is_some_and(|ty| self.outline(ty).nests(&self.contract.types));
        let items = match self.layout.lists {
            Lists::Json => return self.json(name),
            Lists::Repeat => texts(name),
            Lists::Brackets if !nests => texts(&format!("{name}[]")),
            Lists::Brackets | Lists::Indices => {
                let keys = self.pairs.keys(&format!("{name}["), &[']']);
                let mut indices: Vec<usize> =
                    keys.iter().filter_map(|key| key.parse().ok()).collect();
                indices.sort_unstable();
                let items = indices.into_iter().filter_map(|at| {
                    self.value(types(at)?, &format!("{name}[{at}]"), None, depth + 1)
                });
                items.collect()
            }
            Lists::Comma => {
                let text = self.pairs.texts(name).next()?;
                text.split(',').map(undo).enumerate().map(item).collect()
            }
            Lists::Pipe | Lists::Space => {
                let separator = self.layout.lists.separator().unwrap_or(',');
                let text = self.text(name)?;
                let texts = text.split(separator).map(str::to_owned);
                texts.enumerate().map(item).collect()
            }
        };
        (!items.is_empty()).then_some(Json::Array(items))
    }

    fn object(&self, ty: &Type, name: &str, depth: usize) -> Option<Json> {
        match self.layout.nested {
            None | Some(Nested::Json) => return self.json(name),
            Some(Nested::Comma | Nested::Pairs) => return self.joined(ty, name),
            Some(Nested::Brackets | Nested::Dots | Nested::Fields) => {}
        }
        let member = |key: &str| self.layout.member(name, key);
        let members = match self.outline(ty) {
            Outline::Struct(fields) => self.fields(fields, member, depth),
            Outline::Union(tag, variants) => {
                let tagged = self.text(&member(tag))?;
                let variant = variants.iter().find(|variant| variant.tag == tagged);
                let mut members = match variant {
                    Some(variant) => self.struct_fields(variant.ty, member, depth),
                    None => Vec::new(),
                };
                members.push((tag.to_owned(), Json::String(tagged)));
                members
            }
            Outline::Map(inner) => {
                let keys = self.member_keys(name).into_iter();
                let members = keys.filter_map(|key| {
                    let value = self.value(inner, &member(&key), None, depth + 1)?;
                    Some((key, value))
                });
                members.collect()
            }
            _ => Vec::new(),
        };
        // What is written as nothing is not there.
        let is_there = members.iter().any(|(_, value)| !value.is_empty());
        is_there.then_some(Json::Object(members))
    }

    fn member_keys(&self, name: &str) -> Vec<String> {
        match self.layout.nested {
            Some(Nested::Dots) => self.pairs.keys(&format!("{name}."), &['.', '[']),
            Some(Nested::Fields) => self.pairs.keys("", &['[']),
            _ => self.pairs.keys(&format!("{name}["), &[']']),
        }
    }

    /// An object in one text.
    fn joined(&self, ty: &Type, name: &str) -> Option<Json> {
        let undo = self.pairs.undo;
        let text = self.pairs.texts(name).next()?;
        let texts: Vec<&str> = text.split(',').collect();
        let pairs: Vec<(&str, &str)> = if self.layout.nested == Some(Nested::Pairs) {
            let pairs = texts
                .iter()
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            pairs.collect()
        } else {
            let pairs = texts.chunks(2);
            pairs
                .map(|pair| (pair[0], pair.get(1).copied().unwrap_or_default()))
                .collect()
        };
        let members = pairs.into_iter().map(|(key, text)| {
            let (key, text) = (undo(key), undo(text));
            let value = match self.member_type(ty, &key) {
                Some(ty) => self.scalar(ty, &text),
                None => Json::String(text),
            };
            (key, value)
        });
        Some(Json::Object(members.collect()))
    }

    fn member_type<'t>(&'t self, ty: &'t Type, key: &str) -> Option<&'t Type> {
        let of = |fields: &'t [Field]| {
            let field = fields.iter().find(|field| field.name == key)?;
            Some(&field.ty)
        };
        match self.outline(ty) {
            Outline::Struct(fields) => of(fields),
            Outline::Map(inner) => Some(inner),
            Outline::Union(_, variants) => {
                variants
                    .iter()
                    .find_map(|variant| match &self.contract.type_def(variant.ty).kind {
                        TypeKind::Struct { fields, .. } => of(fields),
                        _ => None,
                    })
            }
            _ => None,
        }
    }

    /// Any JSON, as far as texts tell.
    fn any(&self, name: &str, depth: usize) -> Option<Json> {
        if self.layout.nested == Some(Nested::Json) {
            return self.json(name);
        }
        let any = Type::Json;
        if let Some(text) = self.text(name) {
            return Some(match self.layout.null.as_deref() {
                Some(null) if null == text => Json::Null,
                _ => Json::String(text),
            });
        }
        if let Some(list) = self.list(&|_| Some(&Type::String), name, depth) {
            return Some(list);
        }
        let keys = self.member_keys(name).into_iter();
        let members = keys.filter_map(|key| {
            let value = self.value(&any, &self.layout.member(name, &key), None, depth + 1)?;
            Some((key, value))
        });
        let members: Vec<_> = members.collect();
        (!members.is_empty()).then_some(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Pairs {
        Pairs::of_query(text)
    }

    #[test]
    fn texts_and_keys_come_in_the_order_of_the_pairs() {
        let pairs = pairs("b[z]=1&a=2&b[a][q]=3&a=1&ab=4&b[z][k]=5&b%5By%5D=6");
        assert_eq!(pairs.texts("a").collect::<Vec<_>>(), ["2", "1"]);
        assert_eq!(pairs.texts("b").count(), 0);
        assert_eq!(pairs.keys("b[", &[']']), ["z", "a", "y"]);
        assert_eq!(pairs.keys("", &['[']), ["b", "a", "ab"]);
    }

    #[test]
    fn a_large_form_of_undeclared_fields_is_read_whole() {
        let source = r#"
            theta = 1
            api = { name = "Form", summary = "Reads.", base_url = "https://form.example" }
            [types.Fields]
            doc = "The fields."
            fields.known = { type = "string", doc = "One that is known." }
            [endpoints.put]
            post = "/form"
            summary = "Takes a form."
            body = { form = "Fields" }
            billed = false
            returns = "text"
        "#;
        let loaded = theta_spec::load("form.toml", source.as_bytes());
        let contract = loaded.contract.unwrap();
        let id = TypeId(0);
        let layout = Layout {
            lists: Lists::Repeat,
            nested: Some(Nested::Brackets),
            null: None,
        };
        let many: Vec<String> = (0..40_000).map(|n| format!("f{n}={n}")).collect();
        let form = pairs(&("known=a&known.b=c&".to_owned() + &many.join("&")));
        let Json::Object(members) = form.form(&contract, &layout, &Type::Named(id)) else {
            panic!("a form is an object");
        };
        assert_eq!(members.len(), 40_001);
    }
}
