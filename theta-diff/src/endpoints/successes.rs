//! Which successes an endpoint has: with which statuses, in which media types, as which variants.

use crate::sides::Sides;
use crate::subject::Subject;
use theta_spec::contract::{Endpoint, Returns, Success, Successes, Type};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let (Returns::OneOf(was), Returns::OneOf(is)) = (&old.returns, &new.returns) else {
        return;
    };
    let method = &new.method_ident;
    if was.ident.is_empty() || is.ident.is_empty() {
        let [was, is] = media_of([&was.all, &is.all]);
        it.changed(
            "success-media-changed",
            "returns",
            (&was, &is),
            format!(
                "`{method}` gives back {} instead of {}",
                quoted(&is),
                quoted(&was)
            ),
        );
        return;
    }
    for one in was.answers() {
        if is
            .answers()
            .iter()
            .any(|other| other.variant == one.variant)
        {
            both(sides, (was, is), &one.variant, it);
        } else {
            let sees = format!("`{}::{}` is gone", was.ident, one.variant);
            let finding = it.finding("success-removed", "returns", sees);
            it.out.push(finding.old(said(one, |ty| sides.old_text(ty))));
        }
    }
    for one in is.answers() {
        if !was
            .answers()
            .iter()
            .any(|other| other.variant == one.variant)
        {
            let sees = format!("there is `{}::{}`", is.ident, one.variant);
            let finding = it.finding("success-added", "returns", sees);
            it.out
                .push(finding.new_value(said(one, |ty| sides.new_text(ty))));
        }
    }
}

/// Whether the successes differ in more than what is asked for.
pub(super) fn differ(old: &Endpoint, new: &Endpoint) -> bool {
    let (Returns::OneOf(old), Returns::OneOf(new)) = (&old.returns, &new.returns) else {
        return false;
    };
    let same =
        |a: &Success, b: &Success| a.status == b.status && a.media == b.media && a.is_alike(b);
    let mut pairs = old.all.iter().zip(&new.all);
    old.all.len() != new.all.len() || !pairs.all(|(a, b)| same(a, b))
}

/// A variant that both have.
fn both(
    sides: &Sides<'_>,
    (old, new): (&Successes, &Successes),
    variant: &str,
    it: &mut Subject<'_, '_>,
) {
    let of = |several: &'_ Successes| -> Vec<Success> {
        let all = several.all.iter().filter(|one| one.variant == variant);
        all.cloned().collect()
    };
    let (old, new, name) = (of(old), of(new), format!("{}::{variant}", new.ident));
    let text = |all: &[Success], text: &dyn Fn(&Type) -> String| {
        all.first()
            .map_or_else(String::new, |one| content(one, text))
    };
    let was = text(&old, &|ty| sides.old_text(ty));
    let is = text(&new, &|ty| sides.new_text(ty));
    it.changed(
        "success-type-changed",
        "returns",
        (&was, &is),
        format!("`{name}` holds {is} instead of {was}"),
    );
    let [was, is] = [&old, &new].map(|all| {
        let statuses: Vec<String> = all.iter().map(|one| one.status.to_string()).collect();
        statuses.join(", ")
    });
    it.changed(
        "endpoint-success-changed",
        "returns",
        (&was, &is),
        format!("`{name}` comes with {is} instead of {was}"),
    );
    let [was, is] = media_of([&old, &new]);
    it.changed(
        "success-media-changed",
        "returns",
        (&was, &is),
        format!(
            "`{name}` comes as {} instead of {}",
            quoted(&is),
            quoted(&was)
        ),
    );
}

/// Adds what has changed of the words and examples of successes.
pub(super) fn words(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let texts = |endpoint: &Endpoint, text: fn(&Success) -> &str| match &endpoint.returns {
        Returns::OneOf(several) => {
            let all = several.all.iter().map(text).filter(|text| !text.is_empty());
            all.collect::<Vec<&str>>().join(" ")
        }
        _ => String::new(),
    };
    let method = &new.method_ident;
    for (rule, text) in [
        (
            "endpoint-doc-changed",
            (|one| one.doc.as_str()) as fn(&Success) -> &str,
        ),
        ("endpoint-example-changed", |one| one.example.as_str()),
    ] {
        let (was, is) = (texts(old, text), texts(new, text));
        let sees = format!("readers see other words on what `{method}` gives back");
        it.changed(rule, "returns", (was, is), sees);
    }
}

/// The statuses of successes that are of one type.
pub(super) fn statuses(several: &Successes) -> String {
    let statuses = several.all.iter().map(|one| {
        let body = if one.has_body() {
            ""
        } else {
            " without a body"
        };
        format!("{}{body}", one.status)
    });
    let mut all: Vec<String> = statuses.collect();
    all.dedup();
    all.join(", ")
}

/// The media types of both sides; with the statuses where only that differs.
fn media_of(sides: [&[Success]; 2]) -> [String; 2] {
    let all = sides.map(media);
    let statuses = sides.map(|all| all.iter().map(|one| &one.status).collect::<Vec<_>>());
    if all[0] != all[1] || statuses[0] != statuses[1] {
        return all;
    }
    sides.map(|all| {
        let one = |one: &Success| format!("{} with {}", one.media.join(", "), one.status);
        all.iter().map(one).collect::<Vec<_>>().join("; ")
    })
}

fn media(all: &[Success]) -> String {
    let media = all.iter().flat_map(|one| &one.media);
    let mut media: Vec<&str> = media.map(String::as_str).collect();
    media.sort_unstable();
    media.dedup();
    media.join(", ")
}

fn said(success: &Success, text: impl Fn(&Type) -> String) -> String {
    format!("{}: {}", success.status, content(success, &text))
}

/// What is in a success.
pub(super) fn content(success: &Success, text: &dyn Fn(&Type) -> String) -> String {
    match &success.content {
        Returns::Json(ty) => text(ty),
        Returns::Xml { ty, root } => format!("{} as XML of <{root}>", text(ty)),
        Returns::Text => "text".to_owned(),
        Returns::Bytes { .. } => "bytes".to_owned(),
        Returns::Nothing | Returns::OneOf(_) | Returns::Socket { .. } | Returns::Events(_) => {
            "nothing".to_owned()
        }
    }
}
