//! Objects that nothing tells apart, as one with the fields of all.

use crate::draft::{Field, Kind, Loss, Ty, TypeDraft, Word};
use crate::names;
use std::collections::BTreeSet;

/// Makes a union of objects one struct with the fields of all; `false` if it is none, or if the fields contradict each other.
///
/// A reader learns from such a value which fields it has, and no more: the document itself does not say which of the objects it is.
/// Nothing is lost where all of them must have the same fields.
pub(crate) fn laid_together(types: &mut [TypeDraft], id: usize) -> bool {
    let Some(def) = types.get(id) else {
        return false;
    };
    let Kind::Any(of) = &def.kind else {
        return false;
    };
    let mut structs: Vec<usize> = Vec::new();
    let mut others: Vec<Ty> = Vec::new();
    for ty in of {
        match ty {
            Ty::Named(id) if matches!(types[*id].kind, Kind::Struct { .. }) => structs.push(*id),
            other => others.push(other.clone()),
        }
    }
    if structs.len() < 2 || !others.is_empty() {
        return false;
    }
    let mut fields: Vec<Field> = Vec::new();
    let mut open = false;
    let mut needed: Vec<BTreeSet<String>> = Vec::new();
    let names: Vec<String> = structs.iter().map(|id| types[*id].name.clone()).collect();
    for id in &structs {
        let Kind::Struct {
            fields: own,
            open: is_open,
        } = &types[*id].kind
        else {
            return false;
        };
        open |= is_open;
        needed.push(
            own.iter()
                .filter(|field| !field.optional && !field.rest)
                .map(|field| field.name.clone())
                .collect(),
        );
        for field in own {
            if field.rest {
                open = true;
                continue;
            }
            match fields.iter_mut().find(|known| known.name == field.name) {
                None => fields.push(field.clone()),
                Some(known) => {
                    let Some((ty, constant)) = both(types, known, field) else {
                        return false;
                    };
                    known.ty = ty;
                    known.constant = constant;
                    if known.doc != field.doc {
                        known.doc.clear();
                    }
                }
            }
        }
    }
    let everywhere = needed.iter().skip(1).fold(needed[0].clone(), |all, own| {
        all.intersection(own).cloned().collect()
    });
    for field in &mut fields {
        field.optional = !everywhere.contains(&field.name);
        field.default = None;
        field.rust = None;
    }
    names::distinct_fields(&mut fields, open);
    let same_needs = needed.iter().all(|own| *own == everywhere);
    let def = &mut types[id];
    let told = format!(
        "The fields of {}, which nothing tells apart.",
        listed(&names)
    );
    def.doc = if def.doc.is_empty() {
        told
    } else {
        format!("{} {told}", def.doc)
    };
    def.kind = Kind::Struct { fields, open };
    def.inferred = true;
    if !same_needs {
        let reason = format!(
            "nothing tells {} apart: one object with the fields of all",
            listed(&names)
        );
        def.losses.push(Loss::new(def.place.clone(), reason));
    }
    true
}

/// A type that holds the values of both.
fn both(types: &[TypeDraft], a: &Field, b: &Field) -> Option<(Ty, Option<theta_spec::json::Json>)> {
    if a.ty == b.ty && a.constant == b.constant {
        return Some((a.ty.clone(), a.constant.clone()));
    }
    let ((a, null_a), (b, null_b)) = (a.ty.clone().split(), b.ty.clone().split());
    let is_text = |ty: &Ty| match ty {
        Ty::Word(word) => word.is_text(),
        Ty::Named(id) => matches!(types[*id].kind, Kind::Enum(_)),
        _ => false,
    };
    let ty = match (&a, &b) {
        _ if a == b => a,
        (Ty::Word(one), Ty::Word(other)) if one.is_number() && other.is_number() => {
            Ty::Word(Word::Number)
        }
        _ if is_text(&a) && is_text(&b) => Ty::STRING,
        _ => return None,
    };
    Some((if null_a || null_b { ty.nullable() } else { ty }, None))
}

fn listed(names: &[String]) -> String {
    match names {
        [one] => format!("`{one}`"),
        [first, second] => format!("`{first}` and `{second}`"),
        [first, second, ..] => format!("`{first}`, `{second}` and others"),
        [] => String::new(),
    }
}
