//! Rules about `when`: what is said to cause an error can happen, and is not a request that the docs allow.

use crate::apart::{Mark, Marks, Place};
use crate::contract::{
    Body, Contract, Endpoint, EndpointId, ErrorRow, Param, ParamPlace, Part, PartContent, Returns,
    Scalar, Scheme, TriggerKind, Type, TypeId, TypeKind, Written, unlisted,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::RawContract;
use crate::resolve::errors::cause;
use crate::source::Spanned;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Most pairs of a name and an endpoint that are looked at: what is beyond is only a help less.
const MAX_LOOKS: usize = 10_000_000;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    let demanding = demanding(contract);
    let leading = leading(contract);
    let facts = contract.endpoints.iter().enumerate().map(|(at, endpoint)| {
        let leading = leading.get(&EndpointId(at));
        Facts::of(contract, endpoint, &demanding, leading)
    });
    let facts: Vec<Facts<'_>> = facts.collect();
    let mut looks = 0;
    for row in &contract.errors {
        let Some(named) = super::find(&raw.errors, &row.name) else {
            continue;
        };
        for (kind, of) in &named.said.when {
            let has = |fact: Fact, name: &str| {
                let mut on = row.on.iter();
                on.any(|id| facts[id.0].has.contains(&(fact, name)))
            };
            if of.is_empty() {
                let why = if is_about_a_name(kind.value) {
                    let mut on = row.on.iter();
                    looks += row.on.len();
                    let fires = on.any(|id| facts[id.0].fires.contains(&kind.value));
                    (!fires).then_some("no endpoint that the error is `on` takes anything of which a request can do so")
                } else {
                    idle_key(contract, row, kind.value)
                };
                if let Some(why) = why {
                    report.push(
                        Diagnostic::error(
                            "T0308",
                            kind.span,
                            format!("no request {}", kind.value.doc()),
                        )
                        .label(why)
                        .help("remove the trigger, or say what it needs"),
                    );
                }
            }
            for name in of {
                looks += row.on.len();
                if looks > MAX_LOOKS {
                    return;
                }
                let cause = cause(raw, &name.value);
                if has(Fact::Fires(kind.value), &cause) {
                    continue;
                }
                report.push(if has(Fact::MayLack(kind.value), &cause) {
                    may_lack(name)
                } else {
                    never(kind.value, name, &row.name)
                });
            }
        }
    }
}

/// Whether the trigger is about something that a request carries and that has a name.
pub(super) fn is_about_a_name(kind: TriggerKind) -> bool {
    match kind {
        TriggerKind::Missing
        | TriggerKind::FieldMissing
        | TriggerKind::JsonInvalid
        | TriggerKind::SchemaInvalid
        | TriggerKind::AudioInvalid
        | TriggerKind::TooLarge
        | TriggerKind::MediaTypeInvalid => true,
        TriggerKind::KeyMissing
        | TriggerKind::KeyMalformed
        | TriggerKind::KeyUnknown
        | TriggerKind::PlanTooLow
        | TriggerKind::RateLimited => false,
    }
}

/// Why a trigger that is about the key never fires.
fn idle_key(contract: &Contract, row: &ErrorRow, kind: TriggerKind) -> Option<&'static str> {
    match kind {
        TriggerKind::KeyMissing | TriggerKind::KeyMalformed | TriggerKind::KeyUnknown
            if contract.auth.is_empty() =>
        {
            Some("there is no [auth]")
        }
        TriggerKind::KeyMissing | TriggerKind::KeyMalformed | TriggerKind::KeyUnknown
            if row
                .on
                .iter()
                .all(|id| contract.endpoints[id.0].access.is_keyless())
                && !(kind == TriggerKind::KeyUnknown
                    && row.on.iter().any(|id| contract.takes_refresh_token(*id))) =>
        {
            Some("no endpoint that the error is `on` takes a key")
        }
        TriggerKind::KeyMissing if of_row(contract, row).all(|one| one.access.is_open()) => {
            Some("each endpoint that the error is `on` may be called without a key")
        }
        TriggerKind::KeyMalformed
            if !of_row(contract, row)
                .flat_map(|one| one.access.schemes())
                .any(|id| has_form(contract.scheme(id))) =>
        {
            Some("no key of the endpoints that the error is `on` has a `prefix` or a `scheme`")
        }
        TriggerKind::PlanTooLow if contract.endpoints.iter().all(|one| one.plans.is_empty()) => {
            Some("no endpoint says its `plans`")
        }
        TriggerKind::PlanTooLow if row.on.iter().all(|id| in_every_plan(contract, *id)) => {
            Some("each endpoint that the error is `on` is part of every plan")
        }
        _ => None,
    }
}

fn of_row<'c>(contract: &'c Contract, row: &'c ErrorRow) -> impl Iterator<Item = &'c Endpoint> {
    row.on.iter().map(|id| &contract.endpoints[id.0])
}

/// Whether something can be seen not to be a key.
fn has_form(scheme: &Scheme) -> bool {
    !scheme.prefix.is_empty() || !scheme.word().is_empty()
}

fn in_every_plan(contract: &Contract, id: EndpointId) -> bool {
    let named = &contract.endpoints[id.0].plans;
    named.is_empty() || contract.plans.iter().all(|plan| named.contains(&plan.name))
}

/// Whether some JSON is no value of the type.
fn refuses_json(contract: &Contract, ty: &Type) -> bool {
    match stands_for(contract, ty) {
        Type::Json => false,
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Enum { values } => *unlisted(values) != Type::Json,
            _ => true,
        },
        _ => true,
    }
}

/// Whether some text is no value of the type: a list repeats its items.
fn refuses_text(contract: &Contract, ty: &Type) -> bool {
    match stands_for(contract, ty) {
        Type::String | Type::Format(_) | Type::Json => false,
        Type::Array(inner) => refuses_text(contract, inner),
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Enum { values } => refuses_text(contract, unlisted(values)),
            TypeKind::Any { variants, .. } => variants
                .iter()
                .all(|variant| refuses_text(contract, &variant.ty)),
            _ => true,
        },
        _ => true,
    }
}

/// The type without what makes no difference to what it refuses.
fn stands_for<'c>(contract: &'c Contract, mut ty: &'c Type) -> &'c Type {
    /// Most names of a type that are followed to what it is.
    const MAX_ALIASES: usize = 32;
    for _ in 0..MAX_ALIASES {
        ty = match ty {
            Type::Nullable(inner) | Type::Verbatim(inner) => inner,
            Type::Named(id) => match &contract.type_def(*id).kind {
                TypeKind::Alias(inner) => inner,
                _ => break,
            },
            _ => break,
        };
    }
    ty
}

fn may_lack(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "T0308",
        name.span,
        format!(
            "`{}` is optional: a request without it is not a failure",
            name.value
        ),
    )
    .help(
        "remove the trigger, or remove `optional = true` where the docs say that it must be there",
    )
}

fn never(kind: TriggerKind, name: &Spanned<String>, row: &str) -> Diagnostic {
    Diagnostic::error(
        "T0308",
        name.span,
        format!("no request that can return `{row}` {} at `{}`", kind.doc(), name.value),
    )
    .help("name what the trigger is about, on an endpoint that the error is `on`, or use another trigger")
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Fact {
    /// A request can do this at the name.
    Fires(TriggerKind),
    /// A request may do without the name.
    MayLack(TriggerKind),
}

/// The types of which a value lacks a field when some field is missing, in it or in what it holds.
fn demanding(contract: &Contract) -> HashSet<TypeId> {
    let mut held_by: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut open = Vec::new();
    for (at, def) in contract.types.iter().enumerate() {
        let holder = TypeId(at);
        let mut holds = |ty: &Type| {
            for inner in names_in(ty) {
                held_by.entry(inner).or_default().push(holder);
            }
        };
        match &def.kind {
            TypeKind::Struct { fields, .. } => {
                for field in fields {
                    holds(&field.ty);
                }
                open.extend(fields.iter().any(|field| !field.optional).then_some(holder));
            }
            TypeKind::Union { variants, .. } => {
                for one in variants {
                    holds(&Type::Named(one.ty));
                }
            }
            TypeKind::Any { variants, .. } => {
                for one in variants {
                    holds(&one.ty);
                }
            }
            TypeKind::Alias(inner) => holds(inner),
            TypeKind::Enum { .. } => {}
        }
    }
    let mut found = HashSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(held_by.get(&id).into_iter().flatten());
        }
    }
    found
}

fn names_in(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Verbatim(inner) => {
            names_in(inner)
        }
        Type::Tuple(items) => items.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}

/// The constants by which endpoints of one path differ: a request without one of them is another endpoint's.
fn leading(contract: &Contract) -> HashMap<EndpointId, BTreeSet<(Place, &str)>> {
    let mut looks = 0;
    let mut all: HashMap<_, BTreeSet<_>> = HashMap::new();
    for ids in super::apart::of_one_path(contract) {
        let marks = ids
            .iter()
            .map(|id| Marks::of(contract, &contract.endpoints[id.0]));
        let marks: Vec<Marks<'_>> = marks.collect();
        for (at, (id, own)) in ids.iter().zip(&marks).enumerate() {
            let others = ids.iter().zip(&marks).enumerate();
            for (_, (elsewhere, other)) in others.filter(|(other, _)| *other != at) {
                let [a, b] = [id, elsewhere].map(|id| &contract.endpoints[id.0]);
                if super::apart::are_elsewhere(contract, a, b) {
                    continue;
                }
                looks += own.named.len() * other.named.len();
                if looks > MAX_LOOKS {
                    return all;
                }
                // One that asks for a constant of its own need not be meant.
                let asks = |mark: &&Mark<'_>| mark.needed && mark.constant.is_some();
                if other
                    .named
                    .iter()
                    .filter(asks)
                    .any(|mark| find(own, mark) != mark.constant)
                {
                    continue;
                }
                let only = own.named.iter().filter(asks);
                let only = only.filter(|mark| find(other, mark).is_none());
                let only = only.map(|mark| (mark.place, mark.name));
                all.entry(*id).or_default().extend(only);
            }
        }
    }
    all
}

/// The constant that is needed at the same place.
fn find<'c>(marks: &Marks<'c>, mark: &Mark<'_>) -> Option<&'c Scalar> {
    let mut named = marks.named.iter().filter(|other| other.needed);
    named
        .find(|other| other.place == mark.place && other.name == mark.name)?
        .constant
}

/// What requests of an endpoint can do wrong, by the names of what they carry.
struct Facts<'c> {
    has: HashSet<(Fact, &'c str)>,
    /// What fires at some name.
    fires: HashSet<TriggerKind>,
    demanding: &'c HashSet<TypeId>,
    leading: Option<&'c BTreeSet<(Place, &'c str)>>,
}

/// The name of a whole body.
const BODY: &str = "body";

impl<'c> Facts<'c> {
    fn of(
        contract: &'c Contract,
        endpoint: &'c Endpoint,
        demanding: &'c HashSet<TypeId>,
        leading: Option<&'c BTreeSet<(Place, &'c str)>>,
    ) -> Self {
        let mut facts = Self {
            has: HashSet::new(),
            fires: HashSet::new(),
            demanding,
            leading,
        };
        if endpoint.address.is_none() {
            facts.headers(contract);
        }
        for param in &endpoint.params {
            facts.param(contract, param);
        }
        // What a WebSocket calls its body is a message: it is always there, and has neither a size nor a media type.
        let is_message = matches!(endpoint.returns, Returns::Socket { .. });
        let optional = endpoint.body_optional;
        match &endpoint.body {
            Body::None => {}
            Body::Json(json) => {
                if !is_message {
                    facts.body(optional);
                }
                facts.json(contract, BODY, &json.ty);
            }
            // A form without a pair is not a missing one: it says that nothing is set.
            Body::Form(form) => {
                facts.whole();
                facts.fields(contract, BODY, &form.value.ty);
            }
            Body::Text { .. } => facts.body(optional),
            Body::Binary(upload) => {
                facts.body(optional);
                if upload.audio {
                    facts.add(TriggerKind::AudioInvalid, BODY);
                }
            }
            Body::Multipart(parts) => {
                facts.whole();
                for part in parts {
                    facts.part(contract, part);
                }
            }
        }
        facts
    }

    fn headers(&mut self, contract: &'c Contract) {
        for (name, value) in contract.demanded_headers() {
            self.add(TriggerKind::Missing, name);
            self.add_if(value.is_some(), TriggerKind::SchemaInvalid, name);
        }
        let headers = contract.client_headers.iter();
        for header in headers.filter(|header| header.optional) {
            self.lacks(TriggerKind::Missing, &header.name, true);
        }
    }

    fn param(&mut self, contract: &'c Contract, param: &'c Param) {
        let place = match param.place {
            ParamPlace::Path => None,
            ParamPlace::Query => Some(Place::Query),
            ParamPlace::Header => Some(Place::Header),
        };
        if place.is_some_and(|place| self.leads(place, &param.name)) {
            return;
        }
        // Without one in the path it is another address.
        if place.is_some() {
            self.lacks(TriggerKind::Missing, &param.name, param.optional);
        }
        let demands = self.demands(&param.ty);
        self.add_if(demands, TriggerKind::FieldMissing, &param.name);
        let is_json = param.written == Written::Json;
        self.add_if(is_json, TriggerKind::JsonInvalid, &param.name);
        let refuses = if is_json {
            refuses_json(contract, &param.ty)
        } else {
            refuses_text(contract, &param.ty)
        };
        self.add_if(refuses || demands, TriggerKind::SchemaInvalid, &param.name);
    }

    fn part(&mut self, contract: &'c Contract, part: &'c Part) {
        if self.leads(Place::Part, &part.name) {
            return;
        }
        self.lacks(TriggerKind::Missing, &part.name, part.optional);
        match &part.content {
            PartContent::Upload(upload) => {
                self.add(TriggerKind::TooLarge, &part.name);
                let counts = upload.max_count.is_some();
                self.add_if(counts, TriggerKind::SchemaInvalid, &part.name);
                self.add_if(upload.audio, TriggerKind::AudioInvalid, &part.name);
            }
            PartContent::Json(json) => self.json(contract, &part.name, &json.ty),
            PartContent::Text(ty) => {
                let refuses = refuses_text(contract, ty);
                self.add_if(refuses, TriggerKind::SchemaInvalid, &part.name);
            }
        }
    }

    fn add(&mut self, kind: TriggerKind, name: &'c str) {
        self.fires.insert(kind);
        self.has.insert((Fact::Fires(kind), name));
    }

    fn add_if(&mut self, fires: bool, kind: TriggerKind, name: &'c str) {
        if fires {
            self.add(kind, name);
        }
    }

    fn lacks(&mut self, kind: TriggerKind, name: &'c str, optional: bool) {
        if optional {
            self.has.insert((Fact::MayLack(kind), name));
        } else {
            self.add(kind, name);
        }
    }

    fn body(&mut self, optional: bool) {
        self.lacks(TriggerKind::Missing, BODY, optional);
        self.whole();
    }

    fn whole(&mut self) {
        self.add(TriggerKind::TooLarge, BODY);
        self.add(TriggerKind::MediaTypeInvalid, BODY);
    }

    fn json(&mut self, contract: &'c Contract, name: &'c str, ty: &'c Type) {
        self.add(TriggerKind::JsonInvalid, name);
        self.fields(contract, name, ty);
    }

    fn fields(&mut self, contract: &'c Contract, name: &'c str, ty: &'c Type) {
        let refuses = refuses_json(contract, ty);
        self.add_if(refuses, TriggerKind::SchemaInvalid, name);
        let Some(TypeKind::Struct { fields, .. }) = definition(contract, ty) else {
            let demands = self.demands(ty);
            return self.add_if(demands, TriggerKind::FieldMissing, name);
        };
        for field in fields {
            if name == BODY && self.leads(Place::Field, &field.name) {
                continue;
            }
            let demands = self.demands(&field.ty);
            self.add_if(demands || !field.optional, TriggerKind::FieldMissing, name);
            // A field that is not there is of another type, too.
            let refuses = refuses_json(contract, &field.ty) || !field.optional;
            self.add_if(refuses, TriggerKind::SchemaInvalid, &field.name);
            self.lacks(TriggerKind::FieldMissing, &field.name, field.optional);
        }
    }

    fn demands(&self, ty: &Type) -> bool {
        names_in(ty).iter().any(|id| self.demanding.contains(id))
    }

    fn leads(&self, place: Place, name: &'c str) -> bool {
        self.leading.is_some_and(|all| all.contains(&(place, name)))
    }
}

/// What is sent, when it has a name: of a list, its items.
fn definition<'c>(contract: &'c Contract, ty: &'c Type) -> Option<&'c TypeKind> {
    match ty {
        Type::Named(id) => Some(&contract.type_def(*id).kind),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Verbatim(inner) => {
            definition(contract, inner)
        }
        _ => None,
    }
}
