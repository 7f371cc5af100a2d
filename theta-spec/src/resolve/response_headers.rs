//! Headers of replies: those of the API as a whole, and those of an endpoint.

use super::uses::resolve_type;
use super::{Index, ident, text};
use crate::contract::{ResponseHeader, Type};
use crate::keys::RawResponseHeader;
use crate::names;

/// Resolves them, sorted by name.
pub(super) fn resolve(index: &Index<'_>, raws: &[RawResponseHeader]) -> Vec<ResponseHeader> {
    let header = |raw: &RawResponseHeader| ResponseHeader {
        name: raw.name.value.clone(),
        ident: ident(raw.rust.as_ref(), || names::snake(&raw.name.value)),
        header: text(raw.header.as_ref()).to_ascii_lowercase(),
        ty: raw
            .ty
            .as_ref()
            .map_or(Type::String, |ty| resolve_type(index, &ty.value)),
        doc: text(raw.doc.as_ref()),
        unit: text(raw.unit.as_ref()),
        span: raw.name.span,
    };
    raws.iter().map(header).collect()
}

/// Those of an endpoint: its own, and those of the API as a whole that it does not name otherwise.
pub(super) fn of_endpoint(index: &Index<'_>, own: &[RawResponseHeader]) -> Vec<ResponseHeader> {
    let mut all = resolve(index, own);
    for header in resolve(index, &index.raw.response_headers) {
        if !all.iter().any(|other| other.name == header.name) {
            all.push(header);
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}
