//! Parameters and parts that are always the same, and that no caller gives.

use super::place_of;
use crate::finding::Finding;
use crate::subject::Subject;
use theta_spec::contract::{Body, Endpoint, Param, Part, Scalar};
use theta_spec::text::markdown::code as quoted;

struct Constant<'c> {
    /// Table of the contract: `query`, `parts`.
    place: &'static str,
    name: &'c str,
    text: String,
    doc: &'c str,
    /// Media type and file name of a part.
    sent_as: [&'c str; 2],
}

impl<'c> Constant<'c> {
    fn of_param(param: &'c Param, value: &Scalar) -> Self {
        Self {
            place: place_of(param),
            name: &param.name,
            text: value.text(),
            doc: &param.doc,
            sent_as: [""; 2],
        }
    }

    fn of_part(part: &'c Part, value: &Scalar) -> Self {
        Self {
            place: "parts",
            name: &part.name,
            text: value.text(),
            doc: &part.doc,
            sent_as: [&part.content_type, &part.file_name],
        }
    }

    fn all(endpoint: &'c Endpoint) -> Vec<Self> {
        let params = endpoint.params.iter();
        let params = params.filter_map(|param| Some(Self::of_param(param, param.constant()?)));
        let parts = match &endpoint.body {
            Body::Multipart(parts) => parts.as_slice(),
            _ => &[],
        };
        let parts = parts.iter();
        let parts = parts.filter_map(|part| Some(Self::of_part(part, part.constant()?)));
        params.chain(parts).collect()
    }

    fn is(&self, other: &Self) -> bool {
        self.place == other.place && self.name == other.name
    }
}

pub(super) fn compare(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let method = &new.method_ident;
    let (was, is) = (Constant::all(old), Constant::all(new));
    for one in &was {
        let name = quoted(one.name);
        let Some(now) = is.iter().find(|other| other.is(one)) else {
            let path = ["endpoints", &old.name, one.place, one.name];
            let sees = format!("`{method}` does not send {name} any more");
            it.out
                .push(Finding::new("constant-removed", &path, sees).old(&one.text));
            continue;
        };
        let mut it = it.within(&[one.place, one.name], &[one.place, one.name]);
        let sees = format!(
            "`{method}` sends {name} as {} instead of {}",
            quoted(&now.text),
            quoted(&one.text)
        );
        it.changed("constant-changed", "", (&one.text, &now.text), sees);
        super::sent_as(method, one.name, (one.sent_as, now.sent_as), &mut it);
        let sees = format!("readers see other words about {name} of `{method}`");
        it.changed("argument-doc-changed", "doc", (one.doc, now.doc), sees);
    }
    for one in &is {
        if !was.iter().any(|other| other.is(one)) {
            let path = ["endpoints", &new.name, one.place, one.name];
            let sees = format!(
                "`{method}` always sends {} as {}",
                quoted(one.name),
                quoted(&one.text)
            );
            it.out
                .push(Finding::new("constant-added", &path, sees).new_value(&one.text));
        }
    }
}
