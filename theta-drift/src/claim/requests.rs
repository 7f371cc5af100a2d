//! What an endpoint is, takes and costs.

use super::api::{millis, written};
use super::{Claim, Claims, Says};
use crate::Kind;
use crate::fact::Limited;
use theta_spec::contract::{
    Billing, Body, Endpoint, Evidence, ParamPlace, Part, PartContent, TypeKind, Upload,
};

pub(super) fn claims(out: &mut Claims<'_, '_>) {
    let contract = out.contract;
    for endpoint in &contract.endpoints {
        let from = out.list.len();
        claims_of(out, endpoint);
        for claim in &mut out.list[from..] {
            claim.endpoints = vec![endpoint.path_template()];
        }
    }
    for def in contract.types.iter().filter(|def| def.in_request) {
        let TypeKind::Struct { fields, .. } = &def.kind else {
            continue;
        };
        for field in fields {
            let evidence = or(&field.evidence, &def.evidence);
            let says = Says::Part(field.name.clone(), !field.optional);
            let value = needed(&field.name, field.optional);
            out.add(
                &["types", &def.name, "fields", &field.name],
                says,
                value,
                evidence,
            );
        }
    }
}

fn claims_of(out: &mut Claims<'_, '_>, endpoint: &Endpoint) {
    let evidence = &endpoint.evidence;
    let name = endpoint.name.as_str();
    let method = endpoint.method;
    let path = endpoint.path_template();
    let key = method.as_str().to_ascii_lowercase();
    let value = format!("{} {path}", method.as_str());
    out.add(
        &["endpoints", name, &key],
        Says::Endpoint(method, path),
        value,
        evidence,
    )
    .main = true;
    if !endpoint.summary.is_empty() {
        let says = Says::Words(Kind::Purpose);
        out.add(
            &["endpoints", name, "summary"],
            says,
            endpoint.summary.clone(),
            evidence,
        );
    }
    let billed = match &endpoint.billing {
        Billing::Unstated => None,
        Billing::Free => Some(("no".to_owned(), String::new())),
        Billing::Per(unit) => Some((format!("per {unit}"), unit.clone())),
    };
    if let Some((value, unit)) = billed {
        out.add(
            &["endpoints", name, "billed"],
            Says::Billed(unit),
            value,
            evidence,
        );
    }
    if !endpoint.plans.is_empty() {
        let says = Says::PlanGate(endpoint.plans.clone());
        out.add(
            &["endpoints", name, "plans"],
            says,
            endpoint.plans.join(", "),
            evidence,
        );
    }
    let timeout = ["endpoints", name, "timeout"];
    if out.spelled.has(&timeout) {
        let says = Says::Limit(Limited::Timeout, millis(endpoint.timeout));
        out.add(&timeout, says, written(endpoint.timeout), evidence);
    }
    for param in &endpoint.params {
        let table = match param.place {
            ParamPlace::Path => "path",
            ParamPlace::Query => "query",
            ParamPlace::Header => "headers",
        };
        let says = Says::Part(param.name.clone(), !param.optional);
        let value = needed(&param.name, param.optional);
        let path = ["endpoints", name, table, &param.name];
        out.add(&path, says, value, &param.evidence).main = param.place != ParamPlace::Path;
    }
    match &endpoint.body {
        Body::Multipart(parts) => {
            for part in parts {
                claims_of_part(out, endpoint, part);
            }
        }
        Body::Binary(upload) => {
            claims_of_upload(out, &["endpoints", name, "body"], upload, evidence);
        }
        Body::None | Body::Json(_) | Body::Form(_) | Body::Text { .. } => {}
    }
}

fn claims_of_part(out: &mut Claims<'_, '_>, endpoint: &Endpoint, part: &Part) {
    let path = ["endpoints", &endpoint.name, "parts", &part.name];
    let evidence = or(&part.evidence, &endpoint.evidence);
    let says = Says::Part(part.name.clone(), !part.optional);
    out.add(&path, says, needed(&part.name, part.optional), evidence)
        .main = true;
    if let PartContent::Upload(upload) = &part.content {
        claims_of_upload(out, &path, upload, evidence);
    }
}

fn claims_of_upload(out: &mut Claims<'_, '_>, path: &[&str], upload: &Upload, evidence: &Evidence) {
    let at = |key| [path, &[key]].concat();
    if !upload.formats.is_empty() {
        let says = Says::Formats(upload.formats.clone());
        out.add(&at("formats"), says, upload.formats.join(", "), evidence);
    }
    if let Some(size) = upload.max_size {
        let says = Says::Limit(Limited::Size, size);
        out.add(
            &at("max_size"),
            says,
            upload.max_size_text.clone(),
            evidence,
        );
    }
    if let Some(longest) = upload.max_duration {
        let says = Says::Limit(Limited::Duration, millis(longest));
        out.add(&at("max_duration"), says, written(longest), evidence);
    }
}

/// Its own evidence, or that of what it is a piece of when it names no page.
fn or<'e>(own: &'e Evidence, outer: &'e Evidence) -> &'e Evidence {
    if own.sources.is_empty() { outer } else { own }
}

fn needed(name: &str, optional: bool) -> String {
    format!("{name}, {}", if optional { "optional" } else { "required" })
}

impl Claim {
    /// What it is a piece of: the endpoint or the type, by its path.
    #[must_use]
    pub fn owner(&self) -> &[String] {
        &self.path[..self.path.len().min(2)]
    }
}
