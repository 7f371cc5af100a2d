//! Headers of replies that callers read.

use super::finding::Finding;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{Contract, Endpoint, ResponseHeader};
use theta_spec::text::markdown::code as quoted;

/// Compares those of the API as a whole.
pub(super) fn of_all(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let mut it = Subject::new(&[], &[], out);
    let (old, new) = (&sides.old.response_headers, &sides.new.response_headers);
    let (old, new): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
    compare(sides, (&old, &new), &mut it);
}

/// Compares those that an endpoint has of its own.
pub(super) fn of_endpoint(
    sides: &Sides<'_>,
    old: &Endpoint,
    new: &Endpoint,
    it: &mut Subject<'_, '_>,
) {
    let (old, new) = (own(sides.old, old), own(sides.new, new));
    compare(sides, (&old, &new), it);
}

fn own<'c>(contract: &Contract, endpoint: &'c Endpoint) -> Vec<&'c ResponseHeader> {
    let all = endpoint.response_headers.iter();
    let of_all = |header: &ResponseHeader| {
        let mut all = contract.response_headers.iter();
        all.any(|other| other.span == header.span)
    };
    all.filter(|header| !of_all(header)).collect()
}

fn compare(
    sides: &Sides<'_>,
    (old, new): (&[&ResponseHeader], &[&ResponseHeader]),
    it: &mut Subject<'_, '_>,
) {
    const KEY: &str = "response_headers";
    for header in old {
        if !new.iter().any(|other| other.ident == header.ident) {
            let sees = format!(
                "there is no field `{}` for {}",
                header.ident,
                quoted(&header.header)
            );
            let it = it.within(&[KEY, &header.name], &[KEY]);
            let finding = it.finding("response-header-removed", "", sees);
            it.out.push(finding.old(&header.header));
        }
    }
    for header in new {
        let Some(was) = old.iter().find(|other| other.ident == header.ident) else {
            let sees = format!(
                "there is a field `{}` for {}",
                header.ident,
                quoted(&header.header)
            );
            let it = it.within(&[KEY], &[KEY, &header.name]);
            let finding = it.finding("response-header-added", "", sees);
            it.out.push(finding.new_value(&header.header));
            continue;
        };
        let mut it = it.within(&[KEY, &was.name], &[KEY, &header.name]);
        let field = &header.ident;
        it.changed(
            "response-header-name-changed",
            "header",
            (&was.header, &header.header),
            format!(
                "`{field}` is read from {} instead of {}",
                quoted(&header.header),
                quoted(&was.header)
            ),
        );
        let (old_type, new_type) = (sides.old_text(&was.ty), sides.new_text(&header.ty));
        it.changed(
            "response-header-type-changed",
            "type",
            (&old_type, &new_type),
            format!("`{field}` is {new_type} instead of {old_type}"),
        );
        for (key, was, is) in [
            ("doc", &was.doc, &header.doc),
            ("unit", &was.unit, &header.unit),
        ] {
            let sees = format!("readers see other words about `{field}`");
            it.changed("response-header-doc-changed", key, (was, is), sees);
        }
        it.key_changed(
            "response-header-doc-changed",
            "header",
            (&was.name, &header.name),
        );
    }
}
