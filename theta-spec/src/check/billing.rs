//! Rules about what calls are billed by: places that a request or an answer has.

use super::find;
use crate::contract::{
    Billing, Body, Contract, Endpoint, PartContent, Pointer, Returns, Type, TypeId, TypeKind,
};
use crate::diagnostic::Report;
use crate::keys::{RawBilling, RawContract};

/// How far a type is followed.
const MAX_STEPS: usize = 64;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for endpoint in &contract.endpoints {
        let Billing::Per(bill) = &endpoint.billing else {
            continue;
        };
        if bill.sent.is_empty() && bill.used.is_empty() {
            continue;
        }
        let written = find(&raw.endpoints, &endpoint.name).and_then(|raw| raw.billed.as_ref());
        let Some(RawBilling::Per(written)) = written.map(|billed| &billed.value) else {
            continue;
        };
        for place in &written.sent {
            if !is_sent(contract, endpoint, &place.value) {
                report.error(
                    "T0580",
                    place.span,
                    format!("what `{}` sends has no text or number at `{}`", endpoint.name, place.value),
                    "write a pointer into the JSON of its body; of a multipart body, the name of a part comes first, as in `/options/text`",
                );
            }
        }
        for place in &written.used {
            let mut contents = endpoint.contents();
            if !contents.any(|content| is_used(contract, content, &place.value)) {
                report.error(
                    "T0580",
                    place.span,
                    format!(
                        "no answer of `{}` has a number at `{}`",
                        endpoint.name, place.value
                    ),
                    "write a pointer into the JSON that comes back, such as `/usage/total_tokens`",
                );
            }
        }
    }
}

fn is_sent(contract: &Contract, endpoint: &Endpoint, place: &Pointer) -> bool {
    let tokens = place.tokens.as_slice();
    let leads = |ty: &Type, tokens: &[String]| leads_to(contract, ty, tokens, is_counted);
    match (&endpoint.body, tokens) {
        (Body::Json(json), _) => leads(&json.ty, tokens),
        (Body::Text { .. }, []) => true,
        (Body::Multipart(parts), [name, rest @ ..]) => {
            let mut parts = parts.iter().filter(|part| part.name == *name);
            parts.any(|part| match &part.content {
                PartContent::Json(json) => leads(&json.ty, rest),
                PartContent::Text(ty) => leads(ty, rest),
                PartContent::Upload(_) => false,
            })
        }
        _ => false,
    }
}

fn is_used(contract: &Contract, content: &Returns, place: &Pointer) -> bool {
    match content {
        Returns::Json(ty) => leads_to(contract, ty, &place.tokens, is_number),
        Returns::Events(events) => {
            let mut types = events.types();
            types.any(|ty| leads_to(contract, ty, &place.tokens, is_number))
        }
        _ => false,
    }
}

/// A kind of type that a place may have.
type Wanted = fn(&Type) -> bool;

/// Whether a place of a value of the type may be what is wanted.
fn leads_to(contract: &Contract, ty: &Type, tokens: &[String], wanted: Wanted) -> bool {
    let mut left = vec![(ty, tokens)];
    for _ in 0..MAX_STEPS {
        let Some((ty, tokens)) = left.pop() else {
            return false;
        };
        match (ty, tokens) {
            (Type::Json, _) => return true,
            (Type::Nullable(inner) | Type::Verbatim(inner), _) => left.push((inner, tokens)),
            (Type::Array(inner), [at, rest @ ..]) if at.parse::<usize>().is_ok() => {
                left.push((inner, rest));
            }
            (Type::Map(inner), [_, rest @ ..]) => left.push((inner, rest)),
            (Type::Tuple(items), [at, rest @ ..]) => {
                let item = at.parse::<usize>().ok().and_then(|at| items.get(at));
                left.extend(item.map(|item| (item, rest)));
            }
            (Type::Named(id), _) => {
                let is_there = in_named(contract, *id, tokens, wanted, &mut left);
                if is_there {
                    return true;
                }
            }
            (_, []) if wanted(ty) => return true,
            _ => {}
        }
    }
    // A type of more steps than that has it, for all that is known.
    true
}

/// The same of a named type; what is to be followed goes to `left`.
fn in_named<'c>(
    contract: &'c Contract,
    id: TypeId,
    tokens: &'c [String],
    wanted: Wanted,
    left: &mut Vec<(&'c Type, &'c [String])>,
) -> bool {
    match &contract.type_def(id).kind {
        TypeKind::Alias(inner) => left.push((inner, tokens)),
        TypeKind::Any { variants, .. } => {
            left.extend(variants.iter().map(|variant| (&variant.ty, tokens)));
        }
        TypeKind::Union { variants, .. } => {
            let mut variants = variants.iter();
            return variants.any(|variant| in_named(contract, variant.ty, tokens, wanted, left));
        }
        TypeKind::Enum { .. } => return tokens.is_empty() && wanted(&Type::Named(id)),
        TypeKind::Struct { fields, open, rest } => {
            let Some((name, further)) = tokens.split_first() else {
                return wanted(&Type::Named(id));
            };
            match (fields.iter().find(|field| field.name == *name), rest) {
                (Some(field), _) => left.push((&field.ty, further)),
                (None, Some(rest)) => left.push((&rest.ty, tokens)),
                (None, None) => return *open,
            }
        }
    }
    false
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Number(_))
}

/// Whether something in a value of the type is counted.
fn is_counted(ty: &Type) -> bool {
    !matches!(ty, Type::Boolean | Type::Constant(_))
}
