//! No two values of a request under one name.

use crate::contract::{
    Body, Contract, Endpoint, Field, Layout, Lists, Nested, Outline, ParamPlace, Type, TypeKind,
    Written,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::source::Span;

/// Most names of one endpoint that are compared; the rest are those of types that hold each other.
const MAX_NAMES: usize = 10_000;

/// Deepest nesting that names are made for.
const MAX_DEPTH: usize = 6;

/// A name that a value is written under, or that its names begin with.
struct Name {
    text: String,
    begins: bool,
    /// Which value it is of.
    of: String,
}

pub(super) fn check(contract: &Contract, endpoint: &Endpoint, at: Span, report: &mut Report) {
    let mut query = Names::new(contract);
    for param in &endpoint.params {
        if param.place == ParamPlace::Query {
            match &param.written {
                Written::Pairs(layout) => query.value(layout, &param.ty, &param.name, 0),
                Written::Plain | Written::Json => query.add(param.name.clone(), false),
            }
            query.of(&param.name);
        }
    }
    query.report("the query", at, report);
    if let Body::Form(form) = &endpoint.body {
        let mut names = Names::new(contract);
        names.form(&form.layout, &form.value.ty);
        names.report("the form", at, report);
    }
}

struct Names<'c> {
    contract: &'c Contract,
    names: Vec<Name>,
    /// How many belong to a value already.
    owned: usize,
}

impl<'c> Names<'c> {
    fn new(contract: &'c Contract) -> Self {
        Self {
            contract,
            names: Vec::new(),
            owned: 0,
        }
    }

    fn add(&mut self, text: String, begins: bool) {
        if self.names.len() < MAX_NAMES {
            self.names.push(Name {
                text,
                begins,
                of: String::new(),
            });
        }
    }

    /// What was added since belongs to this value.
    fn of(&mut self, name: &str) {
        for added in &mut self.names[self.owned..] {
            name.clone_into(&mut added.of);
        }
        self.owned = self.names.len();
    }

    fn form(&mut self, layout: &Layout, ty: &Type) {
        if let Outline::Struct(fields) = Outline::of(&self.contract.types, ty) {
            for field in fields {
                self.value(layout, &field.ty, &field.name, 0);
                self.of(&field.name);
            }
        }
    }

    fn value(&mut self, layout: &Layout, ty: &Type, name: &str, depth: usize) {
        let types = &self.contract.types;
        match Outline::of(types, ty) {
            Outline::Text => self.add(name.to_owned(), false),
            Outline::Nullable(inner) => self.value(layout, inner, name, depth),
            Outline::List(item) => self.list(layout, std::slice::from_ref(item), name),
            Outline::Tuple(items) => self.list(layout, items, name),
            Outline::Struct(fields) => self.object(layout, name, fields, depth),
            Outline::Union(_, variants) => {
                let before = self.names.len();
                for variant in variants {
                    if let TypeKind::Struct { fields, .. } =
                        &self.contract.type_def(variant.ty).kind
                    {
                        self.object(layout, name, fields, depth);
                    }
                }
                self.once(before);
            }
            Outline::OneOf(variants, _) if depth < MAX_DEPTH => {
                let before = self.names.len();
                for variant in variants {
                    self.value(layout, &variant.ty, name, depth + 1);
                }
                self.once(before);
            }
            Outline::OneOf(..) => self.open(layout, name),
            Outline::Map(_) | Outline::Any => self.open(layout, name),
        }
    }

    /// What several variants have is one value.
    fn once(&mut self, before: usize) {
        let mut own = self.names.split_off(before);
        own.sort_by(|a, b| (&a.text, a.begins).cmp(&(&b.text, b.begins)));
        own.dedup_by(|a, b| a.text == b.text && a.begins == b.begins);
        self.names.extend(own);
    }

    fn list(&mut self, layout: &Layout, items: &[Type], name: &str) {
        let types = &self.contract.types;
        let nests = |item| Outline::of(types, item).nests(types);
        match layout.lists {
            Lists::Brackets if !items.iter().any(nests) => {
                self.add(format!("{name}[]"), false);
            }
            Lists::Brackets | Lists::Indices => self.add(format!("{name}["), true),
            _ => self.add(name.to_owned(), false),
        }
    }

    fn object(&mut self, layout: &Layout, name: &str, fields: &[Field], depth: usize) {
        match layout.nested {
            Some(Nested::Brackets | Nested::Dots | Nested::Fields) if depth < MAX_DEPTH => {
                for field in fields {
                    let member = layout.member(name, &field.name);
                    self.value(layout, &field.ty, &member, depth + 1);
                }
            }
            _ => self.open(layout, name),
        }
    }

    /// An object whose members nobody knows.
    fn open(&mut self, layout: &Layout, name: &str) {
        match layout.nested {
            Some(Nested::Brackets) => self.add(format!("{name}["), true),
            Some(Nested::Dots) => self.add(format!("{name}."), true),
            // Every name may be one of its own: a name of another value is not taken for it.
            Some(Nested::Fields) => {}
            _ => self.add(name.to_owned(), false),
        }
    }

    fn report(mut self, place: &str, at: Span, report: &mut Report) {
        self.names.sort_by(|a, b| a.text.cmp(&b.text));
        let clash = self.names.iter().enumerate().find_map(|(at, first)| {
            // Those that begin with it stand right behind it.
            let mut later = self.names[at + 1..].iter();
            later
                .by_ref()
                .take_while(|other| other.text.starts_with(&first.text))
                .find(|other| other.of != first.of && (first.begins || other.text == first.text))
                .map(|other| (first, other))
        });
        let Some((first, other)) = clash else { return };
        let witness = if other.begins {
            format!("{}…", other.text)
        } else {
            other.text.clone()
        };
        report.push(
            Diagnostic::error(
                "T0517",
                at,
                format!("two values of {place} are written as `{witness}`"),
            )
            .label(format!("`{}` and `{}`", first.of, other.of))
            .help("a server cannot tell them apart: write one of them otherwise"),
        );
    }
}
