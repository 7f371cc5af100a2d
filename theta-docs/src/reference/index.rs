//! The page about the API as a whole.

use super::access;
use super::markdown::{code, evidence, paragraph, table, words};
use std::fmt::Write as _;
use theta_spec::contract::{Billing, Confidence, Contract, Evidence, TypeId};
use theta_spec::text::count;
use theta_spec::text::markdown::address;
use theta_spec::wording;

pub(super) fn page(contract: &Contract) -> String {
    let api = &contract.api;
    let mut out = format!("# {}\n\n", heading(&api.name));
    paragraph(&mut out, &words(&api.summary));
    facts(contract, &mut out);
    endpoints(contract, &mut out);
    let _ = write!(out, "All [errors](errors.md)");
    if !contract.types.is_empty() {
        out.push_str(", all [types](types.md)");
    }
    if !contract.webhooks.is_empty() {
        out.push_str(", all [webhooks](webhooks.md)");
    }
    out.push_str(".\n\n");
    plans(contract, &mut out);
    limits(contract, &mut out);
    retrying(contract, &mut out);
    uncertain(contract, &mut out);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The text of a heading. Braces at its end would be attributes of the element to readers that extend Markdown so.
fn heading(text: &str) -> String {
    let mut heading = words(text);
    if heading.ends_with('}') {
        heading.insert(heading.len() - 1, '\\');
    }
    heading
}

fn facts(contract: &Contract, out: &mut String) {
    let api = &contract.api;
    let mut rows = vec![vec!["Base URL".to_owned(), code(&api.base_url)]];
    rows.extend(access::facts(contract));
    for (name, value) in &contract.headers {
        rows.push(vec![format!("Header {}", code(name)), code(value)]);
    }
    rows.extend(access::headers(contract));
    rows.push(vec![
        "Timeout of one attempt".to_owned(),
        wording::duration(api.timeout),
    ]);
    if !contract.request_id.headers.is_empty() {
        let names: Vec<String> = contract
            .request_id
            .headers
            .iter()
            .map(|name| code(name))
            .collect();
        rows.push(vec![
            "Request id in the header".to_owned(),
            names.join(", "),
        ]);
    }
    if let Some(docs) = &api.docs {
        let checked = api
            .checked
            .as_ref()
            .map(|day| format!(", last read {day}"))
            .unwrap_or_default();
        rows.push(vec![
            "Documentation".to_owned(),
            format!("{}{checked}", address(docs)),
        ]);
    }
    if !api.support.is_empty() {
        rows.push(vec![
            "When an error persists".to_owned(),
            words(&api.support),
        ]);
    }
    table(out, &["fact", "value"], &rows);
}

fn endpoints(contract: &Contract, out: &mut String) {
    out.push_str("## Endpoints\n\n");
    let rows: Vec<Vec<String>> = contract
        .endpoints
        .iter()
        .map(|endpoint| {
            vec![
                super::linked(endpoint),
                code(&format!(
                    "{} {}",
                    endpoint.method.as_str(),
                    endpoint.path_template()
                )),
                words(&endpoint.summary),
                billed(&endpoint.billing),
            ]
        })
        .collect();
    table(out, &["name", "request", "what it does", "billed"], &rows);
}

pub(super) fn billed(billing: &Billing) -> String {
    match billing {
        Billing::Unstated => "not documented".to_owned(),
        Billing::Free => "no".to_owned(),
        Billing::Per(bill) => {
            let counted = wording::counted(bill, code);
            format!("per {}{counted}", words(&bill.unit))
        }
    }
}

fn plans(contract: &Contract, out: &mut String) {
    if contract.plans.is_empty() {
        return;
    }
    out.push_str("## Plans\n\n");
    let rows: Vec<Vec<String>> = contract
        .plans
        .iter()
        .map(|plan| {
            let rpm = plan
                .rpm
                .map_or_else(|| "no limit stated".to_owned(), |rpm| rpm.to_string());
            vec![words(&plan.name), rpm, words(&plan.doc)]
        })
        .collect();
    table(out, &["plan", "requests per minute", "meaning"], &rows);
}

fn limits(contract: &Contract, out: &mut String) {
    if contract.limits.is_empty() {
        return;
    }
    out.push_str("## Limits\n\n");
    let rows: Vec<Vec<String>> = contract
        .limits
        .iter()
        .map(|limit| {
            let plan = limit
                .plan
                .as_deref()
                .map_or_else(|| "all".to_owned(), words);
            let on: Vec<String> = limit
                .on
                .iter()
                .map(|id| super::linked(&contract.endpoints[id.0]))
                .collect();
            let on = match on.as_slice() {
                [] => "all".to_owned(),
                on => on.join(", "),
            };
            vec![words(&limit.most.to_string()), on, plan, words(&limit.doc)]
        })
        .collect();
    table(out, &["at most", "endpoints", "plan", "meaning"], &rows);
}

fn retrying(contract: &Contract, out: &mut String) {
    let retry = &contract.retry;
    let headers: Vec<String> = retry.headers.iter().map(|name| code(name)).collect();
    out.push_str("## Trying again\n\n");
    let _ = write!(
        out,
        "Each error says whether the same request may be sent again. Where it may: {} in all, the first wait at most {}, \
         each further one up to {} times as long, none longer than {}",
        count(retry.attempts, "attempt"),
        wording::duration(retry.base),
        retry.factor,
        wording::duration(retry.cap)
    );
    if headers.is_empty() {
        out.push_str(".\n\n");
    } else {
        let _ = write!(
            out,
            "; a delay in {} is honoured.\n\n",
            headers.join(" or ")
        );
    }
    if !retry.resets.is_empty() {
        let resets = retry.resets.iter();
        let resets: Vec<String> = resets
            .map(|(name, form)| format!("{} ({})", code(name), code(form.as_str())))
            .collect();
        let _ = write!(
            out,
            "When a limit is exceeded and there is no such delay, the wait is until the limit ends, as {} says.\n\n",
            resets.join(" or ")
        );
    }
    if !retry.remaining.is_empty() {
        let left = retry.remaining.iter();
        let left: Vec<String> = left
            .map(|(name, reset)| format!("{} until {}", code(name), code(reset)))
            .collect();
        let _ = write!(
            out,
            "Nothing is left of a limit where a reply says 0 in {}: calls of that endpoint wait for its end.\n\n",
            left.join(" or ")
        );
    }
    if let Some(header) = &retry.should_retry {
        let _ = write!(
            out,
            "A failure with the header {} says itself, with `true` or `false`, whether to try again.\n\n",
            code(header)
        );
    }
}

/// Everything that is not plainly documented, in one place.
fn uncertain(contract: &Contract, out: &mut String) {
    let mut rows = Vec::new();
    let mut add = |what: String, fact: &Evidence| {
        if fact.confidence != Confidence::Documented {
            let said = Evidence {
                sources: Vec::new(),
                ..fact.clone()
            };
            rows.push(vec![what, evidence(contract, &said)]);
        }
    };
    for endpoint in &contract.endpoints {
        let page = super::linked(endpoint);
        add(page.clone(), &endpoint.evidence);
        for param in &endpoint.params {
            add(format!("{} of {page}", code(&param.name)), &param.evidence);
        }
        if let theta_spec::contract::Body::Multipart(parts) = &endpoint.body {
            for part in parts {
                add(format!("{} of {page}", code(&part.name)), &part.evidence);
            }
        }
    }
    for (at, def) in contract.types.iter().enumerate() {
        let linked = super::types::linked(contract, TypeId(at), "");
        add(linked.clone(), &def.evidence);
        if let theta_spec::contract::TypeKind::Struct { fields, .. } = &def.kind {
            for field in fields {
                add(
                    format!("{} of {linked}", code(&field.name)),
                    &field.evidence,
                );
            }
        }
    }
    for row in &contract.errors {
        add(
            format!("[{}](errors.md#{})", row.name, row.name),
            &row.evidence,
        );
    }
    if !rows.is_empty() {
        out.push_str("## What is uncertain\n\n");
        table(out, &["fact", "why"], &rows);
    }
}
