//! Rules about how values are written as text: parameters, and the fields of forms.

use crate::contract::{
    Body, Contract, Field, Layout, Lists, Nested, Outline, Param, ParamPlace, Type, Written,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContent, RawContract, RawEndpoint, RawField, RawTypeKind};
use crate::source::Span;
use std::collections::HashSet;

mod names;

/// Where a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Param(ParamPlace),
    Form,
}

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for def in &raw.types {
        if let RawTypeKind::Struct { fields, rest, .. } = &def.kind {
            for field in fields.iter().chain(rest) {
                of_field(field, report);
            }
        }
    }
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        for param in &endpoint.params {
            if let Some((field, ty)) = declared(named, param) {
                parameter(contract, param, field, ty, report);
            }
        }
        if let Body::Form(form) = &endpoint.body
            && let Some(RawContent::Form { ty, writing, .. }) =
                named.body.as_ref().map(|body| &body.content)
        {
            let mut walk = Walk::new(contract, &form.layout, ty.span, Place::Form, report);
            let found = walk.all(Step::Form(&form.value.ty));
            for (key, span) in writing.given() {
                idle(key, span, found, report);
            }
            at_place(&form.layout, Place::Form, writing.given(), report);
        }
        names::check(contract, endpoint, named.name.span, report);
    }
}

/// The declaration of a parameter, and where its type stands.
fn declared<'r>(endpoint: &'r RawEndpoint, param: &Param) -> Option<(&'r RawField, Span)> {
    let fields = match param.place {
        ParamPlace::Path => &endpoint.path_params,
        ParamPlace::Query => &endpoint.query,
        ParamPlace::Header => &endpoint.headers,
    };
    let field = fields.iter().find(|field| field.name.value == param.name)?;
    Some((field, field.ty.as_ref()?.span))
}

/// How a field is written is said where its whole value is sent.
fn of_field(field: &RawField, report: &mut Report) {
    let json = field.json.iter().map(|json| ("json", json.span));
    let slashes = field
        .slashes
        .iter()
        .map(|slashes| ("slashes", slashes.span));
    for (key, span) in field.writing.given().chain(json).chain(slashes) {
        report.push(
            Diagnostic::error("T0518", span, format!("`{key}` means nothing for a field of a type"))
                .label("a type is the same wherever it is used")
                .help("remove it; how values are written is said on the parameter, or on `body` beside `form`"),
        );
    }
}

fn parameter(contract: &Contract, param: &Param, field: &RawField, ty: Span, report: &mut Report) {
    let outline = Outline::of(&contract.types, &param.ty);
    if let Some(slashes) = &field.slashes
        && (param.place != ParamPlace::Path
            || param.written != Written::Plain
            || !matches!(outline, Outline::Text))
    {
        report.error(
            "T0518",
            slashes.span,
            "`slashes` has no effect here",
            "only a text in the path has slashes that are no separators: remove it",
        );
    }
    let layout = match &param.written {
        Written::Json => {
            for (key, span) in field.writing.given() {
                report.error(
                    "T0518",
                    span,
                    format!("`{key}` means nothing beside `json`"),
                    "JSON text has lists, objects and null of its own: remove one of the two",
                );
            }
            return;
        }
        Written::Pairs(layout) => layout.clone(),
        Written::Plain => Layout {
            lists: Lists::Repeat,
            nested: None,
            null: None,
        },
    };
    let place = Place::Param(param.place);
    let mut walk = Walk::new(contract, &layout, ty, place, report);
    let found = walk.all(Step::Value {
        ty: &param.ty,
        name: param.name.clone(),
        whole: true,
        absent: param.optional,
    });
    for (key, span) in field.writing.given() {
        idle(key, span, found, report);
    }
    at_place(&layout, place, field.writing.given(), report);
}

/// Ways to write a value that do not exist at its place.
fn at_place(
    layout: &Layout,
    place: Place,
    given: impl Iterator<Item = (&'static str, Span)>,
    report: &mut Report,
) {
    let (what, lists, nested): (_, &[Lists], &[Nested]) = match place {
        Place::Param(ParamPlace::Query) => return,
        Place::Form => (
            "a form",
            &[
                Lists::Repeat,
                Lists::Comma,
                Lists::Pipe,
                Lists::Space,
                Lists::Brackets,
                Lists::Indices,
                Lists::Json,
            ],
            &[Nested::Brackets, Nested::Dots, Nested::Json],
        ),
        Place::Param(ParamPlace::Header) => (
            "a header",
            &[Lists::Repeat, Lists::Comma, Lists::Json],
            &[Nested::Comma, Nested::Pairs, Nested::Json],
        ),
        Place::Param(ParamPlace::Path) => (
            "a path",
            &[Lists::Comma, Lists::Json],
            &[Nested::Comma, Nested::Pairs, Nested::Json],
        ),
    };
    for (key, span) in given {
        let (word, words): (_, Vec<&str>) = match (key, layout.nested) {
            ("lists", _) if !lists.contains(&layout.lists) => (
                layout.lists.as_str(),
                lists.iter().map(|lists| lists.as_str()).collect(),
            ),
            ("nested", Some(written)) if !nested.contains(&written) => (
                written.as_str(),
                nested.iter().map(|nested| nested.as_str()).collect(),
            ),
            _ => continue,
        };
        report.error(
            "T0518",
            span,
            format!("`{word}` is no way to write a value in {what}"),
            format!("use {}", words.join(", ")),
        );
    }
}

/// A key about what the value does not have.
fn idle(key: &'static str, span: Span, found: Found, report: &mut Report) {
    let (there, what) = match key {
        "lists" => (found.list, "a list"),
        "nested" => (found.object, "an object"),
        _ => (found.null, "null"),
    };
    if !there {
        report.error(
            "T0518",
            span,
            format!("`{key}` has no effect here"),
            format!("nothing in the value is {what}: remove it"),
        );
    }
}

/// What a value can have in it.
#[derive(Clone, Copy, Default)]
struct Found {
    list: bool,
    object: bool,
    null: bool,
}

/// `a.b`; of a long way its end.
fn below(name: &str, member: &str) -> String {
    const LONGEST: usize = 200;
    let name = if name.len() > LONGEST { "…" } else { name };
    format!("{name}.{member}")
}

/// A walk through what a value is made of.
struct Walk<'c, 'r> {
    contract: &'c Contract,
    layout: &'c Layout,
    /// Where its type stands.
    at: Span,
    place: Place,
    found: Found,
    /// Structs and unions on the way, by where their fields and variants are: one that holds itself has been looked at.
    seen: HashSet<*const ()>,
    /// What is still to be looked at, the next one last: a chain of types can be as long as the file.
    open: Vec<Step<'c>>,
    report: &'r mut Report,
}

/// Something that is part of a value.
enum Step<'c> {
    /// The whole body: an object whose members are the fields of the form.
    Form(&'c Type),
    /// A value called `name`. A whole one is a parameter; an absent one is left out where it is null.
    Value {
        ty: &'c Type,
        name: String,
        whole: bool,
        absent: bool,
    },
}

impl<'c, 'r> Walk<'c, 'r> {
    fn new(
        contract: &'c Contract,
        layout: &'c Layout,
        at: Span,
        place: Place,
        report: &'r mut Report,
    ) -> Self {
        Self {
            contract,
            layout,
            at,
            place,
            found: Found::default(),
            seen: HashSet::new(),
            open: Vec::new(),
            report,
        }
    }

    fn outline(&self, ty: &'c Type) -> Outline<'c> {
        Outline::of(&self.contract.types, ty)
    }

    /// Looks at everything that this is made of.
    fn all(&mut self, first: Step<'c>) -> Found {
        self.open.push(first);
        while let Some(step) = self.open.pop() {
            let before = self.open.len();
            match step {
                Step::Form(ty) => self.form(ty),
                Step::Value {
                    ty,
                    name,
                    whole,
                    absent,
                } => self.value(ty, &name, whole, absent),
            }
            self.open[before..].reverse();
        }
        self.found
    }

    fn later(&mut self, ty: &'c Type, name: &str, whole: bool, absent: bool) {
        let name = name.to_owned();
        self.open.push(Step::Value {
            ty,
            name,
            whole,
            absent,
        });
    }

    fn form(&mut self, ty: &'c Type) {
        match self.outline(ty) {
            Outline::Struct(fields) => self.members(fields, "", true),
            Outline::Map(inner) => self.later(inner, "…", false, false),
            Outline::Union(_, variants) => {
                for variant in variants {
                    if let Outline::Struct(fields) = self.outline_of(variant.ty) {
                        self.members(fields, "", true);
                    }
                }
            }
            Outline::OneOf(variants, _) => {
                if self.enter(variants) {
                    for variant in variants {
                        self.open.push(Step::Form(&variant.ty));
                    }
                }
            }
            Outline::Text
            | Outline::List(_)
            | Outline::Tuple(_)
            | Outline::Any
            | Outline::Nullable(_) => {
                self.report.error(
                    "T0520",
                    self.at,
                    "a form is an object",
                    "name a struct, a union or a map: its members are the fields of the form",
                );
            }
        }
    }

    fn outline_of(&self, id: crate::contract::TypeId) -> Outline<'c> {
        match &self.contract.type_def(id).kind {
            crate::contract::TypeKind::Struct { fields, .. } => Outline::Struct(fields),
            _ => Outline::Any,
        }
    }

    /// Whether these are not looked at already.
    fn enter<T>(&mut self, of: &'c [T]) -> bool {
        let at = of.as_ptr().cast();
        !of.is_empty() && self.seen.insert(at)
    }

    fn members(&mut self, fields: &'c [Field], name: &str, is_form: bool) {
        if !self.enter(fields) {
            return;
        }
        for field in fields {
            if !is_form {
                self.named(field, name);
            }
            let name = match name {
                "" => field.name.clone(),
                name => below(name, &field.name),
            };
            self.later(&field.ty, &name, false, field.optional);
        }
    }

    /// A name that is cut where it has a separator.
    fn named(&mut self, field: &Field, name: &str) {
        let cuts = match self.layout.nested {
            Some(Nested::Brackets) => field.name.contains(['[', ']']) || field.name.is_empty(),
            Some(Nested::Dots) => field.name.contains(['.', '[', ']']) || field.name.is_empty(),
            Some(Nested::Pairs) => field.name.contains([',', '=']),
            Some(Nested::Comma) => field.name.contains(','),
            Some(Nested::Fields | Nested::Json) | None => false,
        };
        if cuts {
            let nested = self.layout.nested.map_or("", Nested::as_str);
            self.report.error(
                "T0519",
                self.at,
                format!("field `{}` of `{name}` has what separates names", field.name),
                format!("with `nested = \"{nested}\"` it would be read as something else: use `nested = \"json\"`"),
            );
        }
    }

    fn value(&mut self, ty: &'c Type, name: &str, whole: bool, absent: bool) {
        match self.outline(ty) {
            Outline::Text => {}
            Outline::Any => {
                self.found = Found {
                    list: true,
                    object: true,
                    null: true,
                };
                self.nests(name);
            }
            Outline::OneOf(variants, _) => {
                if self.enter(variants) {
                    for variant in variants {
                        self.later(&variant.ty, name, whole, absent);
                    }
                }
            }
            Outline::Nullable(inner) => {
                self.found.null |= !absent;
                if !absent && self.layout.null.is_none() {
                    self.report.error(
                        "T0516",
                        self.at,
                        format!("nothing says how a null of `{name}` is written"),
                        "say it with `null = \"\"` for an empty text, or make it `optional` when it can be left out",
                    );
                }
                self.later(inner, name, whole, absent);
            }
            Outline::List(item) => {
                self.found.list = true;
                self.list(std::slice::from_ref(item), name);
            }
            Outline::Tuple(items) => {
                self.found.list = true;
                self.list(items, name);
            }
            Outline::Map(inner) => {
                if self.object(name, whole) {
                    let whole_text = self.is_one_text();
                    self.member(inner, name, whole_text);
                }
            }
            Outline::Struct(fields) => {
                if self.object(name, whole) {
                    self.fields(fields, name);
                }
            }
            Outline::Union(_, variants) => {
                if self.object(name, whole) {
                    for variant in variants {
                        if let Outline::Struct(fields) = self.outline_of(variant.ty) {
                            self.fields(fields, name);
                        }
                    }
                }
            }
        }
    }

    fn is_one_text(&self) -> bool {
        matches!(self.layout.nested, Some(Nested::Comma | Nested::Pairs))
    }

    fn fields(&mut self, fields: &'c [Field], name: &str) {
        if self.is_one_text() {
            for field in fields {
                self.named(field, name);
                self.member(&field.ty, &below(name, &field.name), true);
            }
        } else {
            self.members(fields, name, self.layout.nested == Some(Nested::Fields));
        }
    }

    fn member(&mut self, ty: &'c Type, name: &str, one_text: bool) {
        if one_text && self.outline(ty).nests(&self.contract.types) {
            self.cannot(name, "several values inside one text");
        } else {
            self.later(ty, name, false, one_text);
        }
    }

    fn list(&mut self, items: &'c [Type], name: &str) {
        let types = &self.contract.types;
        let nests = items.iter().any(|item| self.outline(item).nests(types));
        match self.layout.lists {
            Lists::Json => {}
            Lists::Repeat if nests => {
                self.cannot(name, "which texts of several names belong to one item");
            }
            Lists::Brackets
                if nests
                    && !items
                        .iter()
                        .all(|item| self.outline(item).always_nests(types)) =>
            {
                self.cannot(name, "the order of what is numbered and what is not");
            }
            Lists::Comma | Lists::Pipe | Lists::Space if nests => {
                self.cannot(name, "several values inside one text");
            }
            Lists::Repeat
            | Lists::Comma
            | Lists::Pipe
            | Lists::Space
            | Lists::Brackets
            | Lists::Indices => {
                for (at, item) in items.iter().enumerate() {
                    self.later(item, &below(name, &at.to_string()), false, false);
                }
            }
        }
    }

    fn cannot(&mut self, name: &str, what: &str) {
        let lists = self.layout.lists.as_str();
        let help = match self.place {
            Place::Form | Place::Param(ParamPlace::Query) => {
                "write its items with `lists = \"indices\"`, or the whole as JSON with `lists = \"json\"` or `nested = \"json\"`"
            }
            Place::Param(_) => "write the whole as JSON with `json = true`",
        };
        self.report.push(
            Diagnostic::error(
                "T0515",
                self.at,
                format!("`{name}` cannot be written this way"),
            )
            .label(format!("nothing tells {what} (lists: {lists})"))
            .help(help),
        );
    }

    /// Whether its members are to be looked at.
    fn object(&mut self, name: &str, whole: bool) -> bool {
        self.found.object = true;
        match self.layout.nested {
            None => {
                self.nests(name);
                false
            }
            Some(Nested::Json) => false,
            Some(Nested::Fields | Nested::Comma | Nested::Pairs) if !whole => {
                if self.place != Place::Form {
                    self.cannot(name, "the members of objects inside objects");
                }
                false
            }
            Some(_) => true,
        }
    }

    /// An object, and no word on how one is written.
    fn nests(&mut self, name: &str) {
        if self.layout.nested.is_some() {
            return;
        }
        let ways = match self.place {
            Place::Form => "`nested = \"brackets\"` for a[b]=1, \"dots\" for a.b=1, or \"json\"",
            Place::Param(ParamPlace::Query) => {
                "`nested = \"brackets\"` for a[b]=1, \"dots\" for a.b=1, \"fields\" for b=1, or `json = true`"
            }
            Place::Param(_) => {
                "`nested = \"comma\"` for b,1,c,2, \"pairs\" for b=1,c=2, or `json = true`"
            }
        };
        self.report.error(
            "T0404",
            self.at,
            format!("`{name}` is no text, and nothing says how it is written as one"),
            format!("say it with {ways}"),
        );
    }
}
