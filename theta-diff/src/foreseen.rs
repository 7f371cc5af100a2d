//! Which errors a client gives for flaws that it finds itself.

use super::sides::Sides;
use super::subject::Subject;
use std::collections::BTreeSet;
use theta_spec::contract::{Contract, Endpoint, ErrorId, Flaw};

/// Compares them where both sides have the errors: one that comes, goes or is returned elsewhere is a finding of its own, and so is a
/// limit.
pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let backward = sides.errors.backward(sides.new.errors.len());
    let both = old.foreseen.iter().chain(&new.foreseen);
    let flaws: BTreeSet<(Flaw, &str)> = both.map(|one| (one.flaw, one.name.as_str())).collect();
    for (flaw, name) in flaws {
        let row = |endpoint: &Endpoint| {
            let mut foreseen = endpoint.foreseen.iter();
            let found = foreseen.find(|one| one.flaw == flaw && one.name == name);
            found.map(|one| one.row.0)
        };
        let later = |at: usize| {
            let other = sides.error_forward[at]?;
            new.errors.contains(&ErrorId(other)).then_some(other)
        };
        let earlier = |at: usize| {
            let other = backward[at]?;
            old.errors.contains(&ErrorId(other)).then_some(other)
        };
        let other_triggers =
            |a: usize, b: usize| sides.old.errors[a].triggers != sides.new.errors[b].triggers;
        let (was, is) = (row(old), row(new));
        let is_other = match (was, is) {
            (Some(a), Some(b)) => later(a).is_some_and(|other| other != b) && earlier(b).is_some(),
            (Some(a), None) => later(a).is_some_and(|b| other_triggers(a, b)),
            (None, Some(b)) => earlier(b).is_some_and(|a| other_triggers(a, b)),
            (None, None) => false,
        };
        if !is_other {
            continue;
        }
        let variant = |contract: &Contract, row: Option<usize>| match row {
            Some(at) => format!("`{}`", contract.errors[at].variant),
            None => "no documented error".to_owned(),
        };
        let (was, is) = (variant(sides.old, was), variant(sides.new, is));
        let method = &new.method_ident;
        let what = what(flaw, name);
        let sees = format!("`{method}` refuses {what} as {is} instead of {was}");
        it.became("foreseen-error-changed", "", (was, is), sees);
    }
}

fn what(flaw: Flaw, name: &str) -> String {
    let what = match flaw {
        Flaw::TooLarge => "that is too large",
        Flaw::Empty => "without bytes",
        Flaw::NotFinite => "that is no finite number",
        Flaw::NotAudio => "that is no documented audio",
        Flaw::TooMany => "of too many uploads",
        Flaw::Missing => "that is empty",
        Flaw::NoKey => return "a call without a key".to_owned(),
    };
    format!("a `{name}` {what}")
}
