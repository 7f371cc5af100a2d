//! Rules about `when`: what is said to cause an error can happen, and is not a request that the docs allow.

use crate::contract::{
    Body, Contract, Endpoint, EndpointId, ErrorRow, JsonPart, ParamPlace, PartContent, TriggerKind,
    Type, TypeKind, Written, unlisted,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::RawContract;
use crate::resolve::errors::cause;
use crate::source::Spanned;
use std::collections::HashSet;

/// Most pairs of a name and an endpoint that are looked at: what is beyond is only a help less.
const MAX_LOOKS: usize = 10_000_000;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    let facts: Vec<Facts<'_>> = contract
        .endpoints
        .iter()
        .map(|endpoint| Facts::of(contract, endpoint))
        .collect();
    let mut looks = 0;
    for row in &contract.errors {
        let Some(named) = super::find(&raw.errors, &row.name) else {
            continue;
        };
        for (kind, of) in &named.said.when {
            if let Some(why) = idle_key(contract, row, kind.value) {
                report.push(
                    Diagnostic::error(
                        "T0308",
                        kind.span,
                        format!("no request {}", kind.value.doc()),
                    )
                    .label(why)
                    .help("remove the trigger, or say what it needs"),
                );
                continue;
            }
            for name in of {
                looks += row.on.len();
                if looks > MAX_LOOKS {
                    return;
                }
                let cause = cause(raw, &name.value);
                let name_of = |fact: Fact| (fact, &*cause);
                let has = |fact: Fact| {
                    let mut on = row.on.iter();
                    on.any(|id| facts[id.0].has.contains(&name_of(fact)))
                };
                if has(Fact::Fires(kind.value)) {
                    continue;
                }
                if has(Fact::MayLack(kind.value)) {
                    report.push(may_lack(name));
                } else if facts.iter().any(|facts| facts.names.contains(&*cause)) {
                    report.push(never(kind.value, name, &row.name));
                }
            }
        }
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
        TriggerKind::PlanTooLow if contract.endpoints.iter().all(|one| one.plans.is_empty()) => {
            Some("no endpoint says its `plans`")
        }
        TriggerKind::PlanTooLow if row.on.iter().all(|id| in_every_plan(contract, *id)) => {
            Some("each endpoint that the error is `on` is part of every plan")
        }
        _ => None,
    }
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

/// What requests of an endpoint can do wrong, by the names of what they carry.
#[derive(Default)]
struct Facts<'c> {
    has: HashSet<(Fact, &'c str)>,
    names: HashSet<&'c str>,
}

/// The name of a whole body.
const BODY: &str = "body";

impl<'c> Facts<'c> {
    fn of(contract: &'c Contract, endpoint: &'c Endpoint) -> Self {
        let mut facts = Self::default();
        for (name, value) in contract.demanded_headers() {
            facts.add(TriggerKind::Missing, name);
            facts.add_if(value.is_some(), TriggerKind::SchemaInvalid, name);
        }
        for header in contract
            .client_headers
            .iter()
            .filter(|header| header.optional)
        {
            facts.lacks(TriggerKind::Missing, &header.name, true);
        }
        for param in &endpoint.params {
            let refuses = refuses_text(contract, &param.ty);
            facts.add_if(refuses, TriggerKind::SchemaInvalid, &param.name);
            let is_json = param.written == Written::Json;
            facts.add_if(is_json, TriggerKind::JsonInvalid, &param.name);
            // Without one in the path it is another address.
            if param.place != ParamPlace::Path {
                facts.lacks(TriggerKind::Missing, &param.name, param.optional);
            }
        }
        match &endpoint.body {
            Body::None => {}
            Body::Json(json) => {
                facts.body();
                facts.json(contract, BODY, json);
            }
            Body::Form(form) => facts.form(contract, &form.value),
            Body::Text { .. } => facts.body(),
            Body::Binary(upload) => {
                facts.body();
                if upload.audio {
                    facts.add(TriggerKind::AudioInvalid, BODY);
                }
            }
            Body::Multipart(parts) => {
                facts.body();
                for part in parts {
                    facts.lacks(TriggerKind::Missing, &part.name, part.optional);
                    match &part.content {
                        PartContent::Upload(upload) => {
                            facts.add(TriggerKind::TooLarge, &part.name);
                            if upload.max_count.is_some() {
                                facts.add(TriggerKind::SchemaInvalid, &part.name);
                            }
                            if upload.audio {
                                facts.add(TriggerKind::AudioInvalid, &part.name);
                            }
                        }
                        PartContent::Json(json) => facts.json(contract, &part.name, json),
                        PartContent::Text(ty) => {
                            let refuses = refuses_text(contract, ty);
                            facts.add_if(refuses, TriggerKind::SchemaInvalid, &part.name);
                        }
                    }
                }
            }
        }
        facts
    }

    fn add(&mut self, kind: TriggerKind, name: &'c str) {
        self.names.insert(name);
        self.has.insert((Fact::Fires(kind), name));
    }

    fn add_if(&mut self, fires: bool, kind: TriggerKind, name: &'c str) {
        self.names.insert(name);
        if fires {
            self.has.insert((Fact::Fires(kind), name));
        }
    }

    fn lacks(&mut self, kind: TriggerKind, name: &'c str, optional: bool) {
        self.names.insert(name);
        let fact = if optional {
            Fact::MayLack(kind)
        } else {
            Fact::Fires(kind)
        };
        self.has.insert((fact, name));
    }

    fn body(&mut self) {
        for kind in [
            TriggerKind::Missing,
            TriggerKind::TooLarge,
            TriggerKind::MediaTypeInvalid,
        ] {
            self.add(kind, BODY);
        }
    }

    /// A form without a pair is not a missing one: it says that nothing is set.
    fn form(&mut self, contract: &'c Contract, value: &'c JsonPart) {
        for kind in [TriggerKind::TooLarge, TriggerKind::MediaTypeInvalid] {
            self.add(kind, BODY);
        }
        self.fields(contract, BODY, value);
    }

    fn json(&mut self, contract: &'c Contract, name: &'c str, json: &'c JsonPart) {
        self.add(TriggerKind::JsonInvalid, name);
        self.fields(contract, name, json);
    }

    fn fields(&mut self, contract: &'c Contract, name: &'c str, json: &'c JsonPart) {
        self.add(TriggerKind::FieldMissing, name);
        let refuses = refuses_json(contract, &json.ty);
        self.add_if(refuses, TriggerKind::SchemaInvalid, name);
        let Some(TypeKind::Struct { fields, .. }) = definition(contract, &json.ty) else {
            return;
        };
        for field in fields {
            let refuses = refuses_json(contract, &field.ty);
            self.add_if(refuses, TriggerKind::SchemaInvalid, &field.name);
            self.lacks(TriggerKind::FieldMissing, &field.name, field.optional);
        }
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
