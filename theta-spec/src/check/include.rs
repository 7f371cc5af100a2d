//! Fields that structs have in common: a struct gets those of the structs that it includes.

use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawField, RawTypeDef, RawTypeKind};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, HashMap};

/// Most fields that are given to structs in this way.
const MOST: usize = 100_000;

/// The index of a struct and that of one of its own fields, known ones before the rest.
type At = (usize, usize);

/// Gives every struct the fields that it includes. `false` if there are too many.
pub(crate) fn spread(raw: &mut RawContract, report: &mut Report) -> bool {
    let mut shared = Shared {
        types: &raw.types,
        index: HashMap::new(),
        done: vec![None; raw.types.len()],
    };
    if raw.types.iter().all(|def| included(def).is_empty()) {
        return true;
    }
    let names = raw.types.iter().map(|def| def.name.value.as_str());
    shared.index = names.zip(0..).collect();
    for at in 0..raw.types.len() {
        shared.resolve(at, report);
    }
    let mut left = MOST;
    let mut given: Vec<(usize, Vec<RawField>)> = Vec::new();
    for (at, def) in raw.types.iter().enumerate() {
        let all = shared.done[at].iter().flatten();
        let others: Vec<At> = all.copied().filter(|(of, _)| *of != at).collect();
        let Some(rest) = left.checked_sub(others.len()) else {
            report.error(
                "T0006",
                def.name.span,
                format!("more than {MOST} fields that structs include"),
                "include less: a struct that holds another has its fields once",
            );
            return false;
        };
        left = rest;
        let fields = others
            .into_iter()
            .filter_map(|(of, field)| own(&raw.types[of]).nth(field));
        given.push((at, fields.cloned().collect()));
    }
    for (at, more) in given {
        if let RawTypeKind::Struct { fields, rest, .. } = &mut raw.types[at].kind {
            let (of_rest, known): (Vec<_>, Vec<_>) = more.into_iter().partition(|field| field.rest);
            rest.extend(of_rest);
            fields.extend(known);
            fields.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        }
    }
    true
}

fn included(def: &RawTypeDef) -> &[Spanned<String>] {
    match &def.kind {
        RawTypeKind::Struct { include, .. } => include,
        _ => &[],
    }
}

fn own(def: &RawTypeDef) -> impl Iterator<Item = &RawField> {
    let (fields, rest): (&[RawField], &[RawField]) = match &def.kind {
        RawTypeKind::Struct { fields, rest, .. } => (fields, rest),
        _ => (&[], &[]),
    };
    fields.iter().chain(rest)
}

struct Shared<'r> {
    types: &'r [RawTypeDef],
    index: HashMap<&'r str, usize>,
    /// All fields of each struct, once they are known.
    done: Vec<Option<Vec<At>>>,
}

impl Shared<'_> {
    /// With a stack of its own: a chain of structs can be as long as the file.
    fn resolve(&mut self, start: usize, report: &mut Report) {
        let mut open = vec![(start, 0)];
        while let Some((at, next)) = open.last_mut() {
            let at = *at;
            let Some(name) = included(&self.types[at])
                .get(*next)
                .filter(|_| self.done[at].is_none())
            else {
                open.pop();
                if self.done[at].is_none() {
                    self.done[at] = Some(self.fields(at, report));
                }
                continue;
            };
            *next += 1;
            let Some(base) = self.base(name, report) else {
                continue;
            };
            if let Some(from) = open.iter().position(|(of, _)| *of == base) {
                let steps = open[from..].iter().map(|(of, _)| *of).chain([base]);
                let steps: Vec<&str> = steps.map(|of| self.types[of].name.value.as_str()).collect();
                let way = super::way(&steps);
                report.error(
                    "T0412",
                    name.span,
                    format!("a struct includes itself: {way}"),
                    "remove one of them: a struct can have another in a field instead",
                );
            } else if self.done[base].is_none() {
                open.push((base, 0));
            }
        }
    }

    fn base(&self, name: &Spanned<String>, report: &mut Report) -> Option<usize> {
        let Some(&base) = self.index.get(name.value.as_str()) else {
            super::unknown(report, "T0302", "type", name, self.index.keys().copied());
            return None;
        };
        match &self.types[base].kind {
            RawTypeKind::Struct { .. } => Some(base),
            RawTypeKind::Broken => None,
            _ => {
                report.error(
                    "T0411",
                    name.span,
                    format!("`{}` is not a struct", name.value),
                    "include a type with `fields`, or put the value into a field",
                );
                None
            }
        }
    }

    /// Its own fields and those of what it includes, each once.
    fn fields(&self, at: usize, report: &mut Report) -> Vec<At> {
        let mut places: BTreeMap<&str, (At, Span)> = BTreeMap::new();
        let def = &self.types[at];
        for (field, raw) in own(def).enumerate() {
            places.insert(&raw.name.value, ((at, field), raw.name.span));
        }
        let mut all: Vec<At> = places.values().map(|(place, _)| *place).collect();
        for name in included(def) {
            let base = self.index.get(name.value.as_str());
            let fields = base.and_then(|base| self.done[*base].as_deref());
            for &place in fields.unwrap_or_default() {
                let Some(raw) = own(&self.types[place.0]).nth(place.1) else {
                    continue;
                };
                match places.get(raw.name.value.as_str()) {
                    None => {
                        places.insert(&raw.name.value, (place, raw.name.span));
                        all.push(place);
                    }
                    Some((known, _)) if *known == place => {}
                    Some((_, first)) => report.push(
                        Diagnostic::error(
                            "T0413",
                            name.span,
                            format!(
                                "`{}` would have two fields `{}`",
                                def.name.value, raw.name.value
                            ),
                        )
                        .related(*first, "one")
                        .related(raw.name.span, "the other, which is included")
                        .help("give the structs that share fields only those that all of them have alike"),
                    ),
                }
            }
        }
        all
    }
}
