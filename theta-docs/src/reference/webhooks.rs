//! The page of all webhooks.

use super::markdown::{code, evidence, paragraph, table, words};
use super::types;
use std::fmt::Write as _;
use theta_spec::contract::{Contract, Webhook, WebhookContent};
use theta_spec::text::markdown::fence;
use theta_spec::wording;

pub(super) fn page(contract: &Contract) -> String {
    // No name has a space, so no section shares the anchor of the page.
    let mut out = String::from("# All webhooks\n\n");
    for webhook in &contract.webhooks {
        section(contract, webhook, &mut out);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn section(contract: &Contract, webhook: &Webhook, out: &mut String) {
    let _ = write!(out, "## {}\n\n", webhook.name);
    paragraph(out, &words(&webhook.summary));
    paragraph(out, &words(&webhook.doc));
    let name = |ty| types::name(contract, ty, "");
    match &webhook.content {
        WebhookContent::Json(ty) => paragraph(out, &format!("The body is JSON: {}.", name(ty))),
        WebhookContent::Form(ty) => paragraph(out, &format!("The body is a form: {}.", name(ty))),
        WebhookContent::Tagged { header, events, .. } => {
            let header = code(header);
            paragraph(
                out,
                &format!(
                    "The body is JSON; {header}, which is not signed, names the event. One that is not listed is kept."
                ),
            );
            let rows: Vec<Vec<String>> = events
                .iter()
                .map(|event| vec![code(&event.tag), name(&event.ty), words(&event.doc)])
                .collect();
            table(out, &["event", "type", "meaning"], &rows);
        }
    }
    let mut signed = wording::signed(&webhook.signature, code);
    if let Some(header) = &webhook.id {
        signed.push(format!("The id of a delivery is in {}.", code(header)));
    }
    paragraph(out, &signed.join(" "));
    if !webhook.example.is_empty() {
        let language = match webhook.content {
            WebhookContent::Form(_) => "text",
            _ => "json",
        };
        paragraph(out, &fence(language, &webhook.example));
    }
    paragraph(out, &evidence(contract, &webhook.evidence));
}
