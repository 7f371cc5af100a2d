//! Rules about jobs: the asked endpoint takes the id, and its answer is in one state at most.

use super::places::{Wanted, answer, fits, place, takes};
use super::{find, names, unknown};
use crate::body::put;
use crate::contract::{Contract, Endpoint, Number, Place, Scalar, State, Type, TypeKind};
use crate::diagnostic::{Diagnostic, Report};
use crate::json::Json;
use crate::keys::{RawContract, RawJob, RawState};
use crate::names::is_job_method;
use crate::resolve::jobs::takes_id;
use crate::resolve::types::argument_ident;
use crate::source::{Span, Spanned};

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (raw_endpoint, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        if let Some(job) = &raw_endpoint.job {
            one(raw, contract, endpoint, job, report);
        }
    }
}

fn one(
    all: &RawContract,
    contract: &Contract,
    endpoint: &Endpoint,
    raw: &RawJob,
    report: &mut Report,
) {
    for setter in &endpoint.setters {
        let ident = argument_ident(&contract.types, &endpoint.params, &endpoint.body, setter);
        if is_job_method(ident) {
            report.push(
                Diagnostic::error(
                    "T0310",
                    endpoint.span,
                    format!(
                        "a setter would be called `{ident}`, as the method that begins the job"
                    ),
                )
                .related(raw.name.span, "the job")
                .help(
                    "rename it with `rust = \"…\"`, or pass its struct whole with `spread = false`",
                ),
            );
        }
    }
    let id = answer(endpoint, raw.name.span, "the id of a job", report)
        .zip(raw.id.as_ref())
        .and_then(|(ty, id)| place(contract, ty, id, Wanted::Text, report));
    let Some(poll) = &raw.poll else {
        return;
    };
    if find(&all.endpoints, &poll.value).is_none() {
        unknown(report, "T0563", "endpoint", poll, names(&all.endpoints));
        return;
    }
    let Some(polled) = contract.endpoint(&poll.value) else {
        return;
    };
    asks(contract, polled, raw, poll.span, id.as_ref(), report);
    for (at, of) in [(raw.name.span, endpoint), (poll.span, polled)] {
        if of.may_be_empty() {
            report.push(
                Diagnostic::error(
                    "T0560",
                    at,
                    format!(
                        "an answer of `{}` may be none, and then it says nothing of the job",
                        of.name
                    ),
                )
                .related(of.span, "the endpoint")
                .help("leave out the success without a body"),
            );
        }
    }
    let Some(ty) = answer(polled, poll.span, "the state of a job", report) else {
        return;
    };
    if raw.done.is_empty() {
        report.error(
            "T0104",
            raw.name.span,
            "it is not said when the job is done",
            "add `done = { \"/status\" = \"completed\" }`",
        );
    }
    let mut states = Vec::new();
    for (name, state) in [
        ("done", &raw.done),
        ("failed", &raw.failed),
        ("cancelled", &raw.cancelled),
    ] {
        if let Some(state) = resolved(contract, ty, state, report)
            && let (Some(first), false) = (state.first(), state.is_empty())
        {
            states.push((
                name,
                first.2,
                state
                    .iter()
                    .map(|(place, values, _)| (place.clone(), values.clone()))
                    .collect(),
            ));
        }
    }
    apart(&states, report);
}

/// The asked endpoint needs nothing but the id.
fn asks(
    contract: &Contract,
    polled: &Endpoint,
    raw: &RawJob,
    at: Span,
    id: Option<&Place>,
    report: &mut Report,
) {
    let types = &contract.types;
    let into = match &raw.into {
        Some(into) => {
            if takes(contract, polled, into, id.map(|id| &id.ty), report).is_none() {
                return;
            }
            takes_id(types, polled, raw)
        }
        None => takes_id(types, polled, raw),
    };
    let others: Vec<&str> = polled
        .arguments
        .iter()
        .filter(|argument| into.as_ref() != Some(*argument))
        .map(|argument| {
            polled
                .argument(types, argument)
                .map_or("its body", |(name, ..)| name)
        })
        .collect();
    if into.is_none() || !others.is_empty() {
        let needs = if polled.arguments.is_empty() {
            "takes nothing".to_owned()
        } else {
            format!("needs {}", others.join(", "))
        };
        report.push(
            Diagnostic::error(
                "T0563",
                at,
                format!("`{}` {needs}, and a job has only its id", polled.name),
            )
            .related(polled.span, "the endpoint")
            .help(
                "name an endpoint that needs nothing but the id, or say with `into` what takes it",
            ),
        );
    } else if let (Some(into), None, Some(id)) = (&into, &raw.into, id) {
        fits(contract, polled, into, at, Some(&id.ty), report);
    }
}

/// The places of a state with their values; those that lead nowhere are reported.
fn resolved(
    contract: &Contract,
    ty: &Type,
    raw: &RawState,
    report: &mut Report,
) -> Option<Vec<(Place, Vec<Scalar>, Span)>> {
    let mut state = Vec::new();
    let mut is_sound = true;
    for (pointer, values) in raw {
        let Some(found) = place(contract, ty, pointer, Wanted::Value, report) else {
            is_sound = false;
            continue;
        };
        for value in values {
            is_sound &= may_be(contract, &found.ty, value, report);
        }
        if values.is_empty() {
            report.error(
                "T0104",
                pointer.span,
                "a place that may hold nothing",
                "name the values that it has in that state",
            );
            is_sound = false;
        }
        let values = values.iter().map(|value| value.value.clone()).collect();
        state.push((found, values, pointer.span));
    }
    is_sound.then_some(state)
}

/// Whether a value of the type may be this one.
fn may_be(contract: &Contract, ty: &Type, value: &Spanned<Scalar>, report: &mut Report) -> bool {
    let text = value.value.as_text();
    let (may, known): (bool, Vec<&str>) = match ty {
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Enum { values } => {
                let is = values.iter().any(|known| known.value == value.value);
                (
                    is,
                    values.iter().map(|known| known.value.as_text()).collect(),
                )
            }
            _ => (true, Vec::new()),
        },
        Type::Boolean => (matches!(value.value, Scalar::Boolean(_)), Vec::new()),
        Type::Number(number) => {
            let is = match (&value.value, number) {
                (Scalar::Number(text), Number::Unsigned) => crate::json::unsigned(text).is_some(),
                (Scalar::Number(text), _) => crate::json::integer(text).is_some(),
                _ => false,
            };
            (is, Vec::new())
        }
        _ => (matches!(value.value, Scalar::Text(_)), Vec::new()),
    };
    if !may {
        let diagnostic = Diagnostic::error(
            "T0564",
            value.span,
            format!("{} is no value of what stands there", value.value),
        );
        let mut diagnostic = diagnostic.suggest(text, known.iter().copied());
        if diagnostic.help.is_empty() {
            diagnostic = diagnostic.help(if known.is_empty() {
                "write a value of its type".to_owned()
            } else {
                format!("known: {}", known.join(", "))
            });
        }
        report.push(diagnostic);
    }
    may
}

/// No answer is in two states.
fn apart(states: &[(&str, Span, State)], report: &mut Report) {
    for (at, (name, span, state)) in states.iter().enumerate() {
        for (other, first, earlier) in &states[..at] {
            if let Some(both) = both(state, earlier) {
                report.push(
                    Diagnostic::error(
                        "T0565",
                        *span,
                        format!("one answer would be `{other}` and `{name}`"),
                    )
                    .label(both.to_string())
                    .related(*first, "it is this one too")
                    .help("give both a value at one place, so that they differ there"),
                );
            }
        }
    }
}

/// An answer that is in both states.
fn both(one: &State, other: &State) -> Option<Json> {
    let mut places: Vec<(Vec<String>, Scalar)> = Vec::new();
    for (place, values) in one {
        let same = other
            .iter()
            .find(|(other, _)| other.pointer == place.pointer);
        let value = match same {
            Some((_, others)) => values.iter().find(|value| others.contains(value))?,
            None => values.first()?,
        };
        places.push((place.pointer.tokens.clone(), value.clone()));
    }
    for (place, values) in other {
        if !one.iter().any(|(one, _)| one.pointer == place.pointer) {
            places.push((place.pointer.tokens.clone(), values.first()?.clone()));
        }
    }
    let mut body = Json::Object(Vec::new());
    for (mut tokens, value) in places {
        // The last item of a list is its only one.
        for token in tokens.iter_mut().filter(|token| *token == "-1") {
            "0".clone_into(token);
        }
        put(&mut body, &tokens, value.to_json());
    }
    Some(body)
}
