//! Names of types that no contract writes: they are made, and give way to those that it writes.

use super::finding::Finding;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::Endpoint;

/// Compares those of the methods that are not on the client itself.
pub(super) fn of_branches(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for was in &sides.old.branches {
        if let Some(is) = sides.new.branch(&was.path) {
            let mut it = Subject::new(&["endpoints"], &["endpoints"], out);
            renamed((&was.type_ident, &is.type_ident), &mut it);
        }
    }
}

/// Compares those of an endpoint. A method that has another name is said to have it, types included.
pub(super) fn of_endpoint(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    if old.call() != new.call() {
        return;
    }
    renamed((&old.request_ident, &new.request_ident), it);
    renamed((&old.error_ident, &new.error_ident), it);
    // Headers that come or go are a finding each.
    if !old.headers_ident.is_empty() && !new.headers_ident.is_empty() {
        renamed((&old.headers_ident, &new.headers_ident), it);
    }
}

/// Adds a finding when something of both sides has another made name.
pub(super) fn renamed((was, is): (&str, &str), it: &mut Subject<'_, '_>) {
    let sees = format!("the type `{was}` is called `{is}`");
    it.changed("made-type-renamed", "", (was, is), sees);
}
