//! Bytes that are written wherever something is said, although the contract says it once.

use crate::contract::{Pointer, Scalar};
use crate::keys::{
    RawBilling, RawContent, RawContract, RawEndpoint, RawEvidence, RawField, RawResponseHeader,
    RawType, RawTypeKind,
};
use crate::source::Spanned;
use std::collections::HashMap;

/// What names stand for, counted once.
pub(super) struct Said<'r> {
    structs: HashMap<&'r str, usize>,
    sources: HashMap<&'r str, usize>,
    /// Addresses, with what their variables can be.
    hosts: HashMap<&'r str, usize>,
    base_url: usize,
    /// Headers of all requests.
    headers: usize,
    /// Headers of all replies.
    response_headers: usize,
}

impl<'r> Said<'r> {
    pub(super) fn new(raw: &'r RawContract) -> Self {
        let variables = raw.api.variables.iter().map(|variable| {
            let said = [&variable.default, &variable.env, &variable.doc];
            let bytes = texts(said.into_iter().flatten()) + texts(&variable.values);
            (format!("{{{}}}", variable.name.value), bytes)
        });
        let variables: Vec<(String, usize)> = variables.collect();
        let hosts = raw.api.hosts.iter().map(|host| {
            let address = host.value.value.as_str();
            let used = variables.iter().filter(|(name, _)| address.contains(name));
            let bytes = address.len() + used.map(|(_, bytes)| bytes).sum::<usize>();
            (host.name.value.as_str(), bytes)
        });
        let headers = raw.headers.iter().map(|header| {
            header.name.value.len() + texts([&header.value, &header.doc].into_iter().flatten())
        });
        let sources = raw.sources.iter().map(|source| {
            let bytes = source.name.value.len() + texts(&source.url);
            (source.name.value.as_str(), bytes)
        });
        let mut said = Self {
            structs: HashMap::new(),
            sources: sources.collect(),
            hosts: hosts.collect(),
            base_url: texts(&raw.api.base_url),
            headers: headers.sum(),
            response_headers: replies(&raw.response_headers),
        };
        for def in &raw.types {
            if let RawTypeKind::Struct { fields, rest, .. } = &def.kind {
                let fields = fields.iter().chain(rest).map(|field| said.of_field(field));
                let bytes = fields.sum();
                said.structs.insert(&def.name.value, bytes);
            }
        }
        said
    }

    /// What the fields of a struct say; nothing of any other type.
    pub(super) fn of_struct(&self, name: &str) -> usize {
        self.structs.get(name).copied().unwrap_or_default()
    }

    pub(super) fn of_sources(&self, evidence: &RawEvidence) -> usize {
        let sources = evidence.source.iter();
        let sources = sources.filter_map(|source| self.sources.get(source.value.as_str()));
        sources.sum()
    }

    fn of_evidence(&self, evidence: &RawEvidence) -> usize {
        self.of_sources(evidence) + texts(&evidence.note)
    }

    pub(super) fn of_endpoint(&self, endpoint: &RawEndpoint) -> usize {
        let own = [
            &endpoint.summary,
            &endpoint.doc,
            &endpoint.deprecated,
            &endpoint.example,
            &endpoint.idempotency_key,
        ];
        let params = endpoint.params().map(|param| self.of_field(param));
        let contents = endpoint.contents().map(|content| self.of_content(content));
        let parts = endpoint.parts.iter().flatten().map(|part| {
            part.name.value.len() + texts(&part.doc) + self.of_evidence(&part.evidence)
        });
        let host = endpoint.host.as_ref().map_or(self.base_url, |host| {
            let address = self.hosts.get(host.value.as_str());
            address.copied().unwrap_or_default()
        });
        let replies = match replies(&endpoint.response_headers) {
            0 => 0,
            own => own + self.response_headers,
        };
        let billed = match endpoint.billed.as_ref().map(|billed| &billed.value) {
            Some(RawBilling::Per(bill)) => {
                let places = bill.sent.iter().chain(&bill.used);
                let places = places.map(|place| pointer(&place.value));
                places.sum::<usize>() + texts(&bill.unit)
            }
            Some(RawBilling::Free) | None => 0,
        };
        texts(own.into_iter().flatten())
            + texts(endpoint.body.iter().flat_map(|body| &body.doc))
            + texts(&endpoint.plans)
            + self.of_evidence(&endpoint.evidence)
            + params.chain(contents).chain(parts).sum::<usize>()
            + (host + replies + billed + self.headers)
    }

    fn of_field(&self, field: &RawField) -> usize {
        let said = [&field.doc, &field.unit, &field.default, &field.deprecated];
        let constant = field.ty.as_ref().map_or(0, |ty| constant(&ty.value));
        field.name.value.len()
            + texts(said.into_iter().flatten())
            + constant
            + self.of_evidence(&field.evidence)
    }

    fn of_content(&self, content: &RawContent) -> usize {
        let of_type = match content {
            RawContent::Upload(upload) => return texts(&upload.formats),
            RawContent::Json { ty, .. }
            | RawContent::Form { ty, .. }
            | RawContent::Text { ty, .. } => &ty.value,
            RawContent::Broken => return 0,
        };
        let named = of_type.named().map_or(0, |name| self.of_struct(name));
        named + constant(of_type)
    }
}

fn replies(headers: &[RawResponseHeader]) -> usize {
    let headers = headers.iter().map(|header| {
        let said = [&header.header, &header.doc, &header.unit];
        header.name.value.len() + texts(said.into_iter().flatten())
    });
    headers.sum()
}

fn texts<'t>(texts: impl IntoIterator<Item = &'t Spanned<String>>) -> usize {
    texts.into_iter().map(|text| text.value.len()).sum()
}

fn constant(ty: &RawType) -> usize {
    match ty {
        RawType::Constant(value) => scalar(value),
        _ => 0,
    }
}

pub(super) fn scalar(value: &Scalar) -> usize {
    match value {
        Scalar::Text(text) | Scalar::Number(text) => text.len(),
        Scalar::Boolean(_) => 0,
    }
}

pub(super) fn pointer(pointer: &Pointer) -> usize {
    pointer.tokens.iter().map(|token| token.len() + 1).sum()
}
