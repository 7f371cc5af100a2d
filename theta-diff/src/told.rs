//! Facts that are told in words.

use super::finding::Finding;
use super::rule::Told;

/// Compares what is told of a thing. `finding` makes one about a key of it.
pub(super) fn compare<T>(
    facts: &[Told<T>],
    (old, new): (&T, &T),
    name: &str,
    finding: &dyn Fn(&'static str, &[&str], String) -> Finding,
    out: &mut Vec<Finding>,
) {
    for fact in facts {
        let (was, is) = ((fact.text)(old), (fact.text)(new));
        if let Some((rule, sees)) = fact.change.of(&was, &is) {
            out.push(finding(rule, &[fact.key], format!("{sees} `{name}`")).values(was, is));
        }
    }
}
