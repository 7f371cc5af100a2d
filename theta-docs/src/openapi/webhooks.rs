//! Events that the vendor sends.

use super::{Source, extension, free_id, types};
use std::collections::BTreeSet;
use theta_spec::contract::{Signature, Webhook, WebhookContent};
use theta_spec::json::{self, Json};
use theta_spec::wording;

/// Every webhook by its name; an empty object if there is none.
pub(super) fn all(source: &Source<'_>, ids: &mut BTreeSet<String>) -> Json {
    let webhooks = source.contract.webhooks.iter();
    Json::object(webhooks.map(|webhook| {
        let id = free_id(format!("{}_webhook", webhook.name), ids);
        let operation = operation(source, id, webhook);
        (webhook.name.as_str(), Json::object([("post", operation)]))
    }))
}

fn operation(source: &Source<'_>, id: String, webhook: &Webhook) -> Json {
    let signature = &webhook.signature;
    let mut operation = Json::object([("operationId", Json::from(id))]);
    operation.say("summary", &webhook.summary);
    let signed = wording::signed(signature, |text| format!("`{text}`")).join(" ");
    let said = [webhook.doc.as_str(), &signed];
    let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
    extension::describe(&mut operation, &said.join("\n\n"));
    // What the vendor sends carries no key of the caller.
    operation.set("security", Json::Array(Vec::new()));
    operation.set("parameters", Json::array(parameters(webhook)));
    let mut body = Json::object([("schema", schema(source, webhook))]);
    let kind = match &webhook.content {
        WebhookContent::Form(_) => "application/x-www-form-urlencoded",
        WebhookContent::Json(_) | WebhookContent::Tagged { .. } => {
            if let Ok(example) = json::parse(&webhook.example) {
                body.set("example", example);
            }
            "application/json"
        }
    };
    operation.set(
        "requestBody",
        Json::object([
            ("required", Json::from(true)),
            ("content", Json::object([(kind, body)])),
        ]),
    );
    let answer = Json::object([("description", Json::from("It has been received."))]);
    operation.set("responses", Json::object([("2XX", answer)]));
    let mut more = extension::evidence(&webhook.evidence);
    more.set("signature", scheme(signature));
    extension::put(&mut operation, more);
    operation
}

fn parameters(webhook: &Webhook) -> Vec<Json> {
    let signature = &webhook.signature;
    let stamp = signature.timestamp.as_ref().map(|stamp| &stamp.header);
    let stamp = stamp.filter(|header| **header != signature.header);
    let mut headers: Vec<(&String, Option<Json>)> = vec![(&signature.header, None)];
    headers.extend(stamp.map(|header| (header, None)));
    headers.extend(webhook.id.as_ref().map(|header| (header, None)));
    if let WebhookContent::Tagged { header, events, .. } = &webhook.content {
        let tags = Json::array(events.iter().map(|event| event.tag.as_str()));
        headers.push((header, Some(tags)));
    }
    let parameters = headers.into_iter().map(|(header, values)| {
        let mut schema = Json::object([("type", Json::from("string"))]);
        if let Some(values) = values {
            // Others are kept, so these are only examples of it.
            schema.set("examples", values);
        }
        Json::object([
            ("name", Json::from(header.as_str())),
            ("in", Json::from("header")),
            ("required", Json::from(true)),
            ("schema", schema),
        ])
    });
    parameters.collect()
}

fn schema(source: &Source<'_>, webhook: &Webhook) -> Json {
    let mut schemas: Vec<Json> = Vec::new();
    for ty in webhook.content.types() {
        let schema = types::of(source, ty);
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    if matches!(webhook.content, WebhookContent::Tagged { .. }) {
        schemas.push(Json::Object(Vec::new()));
    }
    super::alternatives(schemas, false)
}

/// How it is signed, as the contract says it.
fn scheme(signature: &Signature) -> Json {
    let mut out = Json::object([
        ("header", Json::from(signature.header.as_str())),
        ("hash", Json::from(signature.hash.as_str())),
        ("encoding", Json::from(signature.encoding.as_str())),
        ("env", Json::from(signature.env.as_str())),
    ]);
    out.say("of", &signature.template());
    out.say("prefix", &signature.prefix);
    out.say("separator", &signature.separator);
    if let Some(stamp) = &signature.timestamp {
        let mut timestamp = Json::object([
            ("header", Json::from(stamp.header.as_str())),
            ("form", Json::from(stamp.form.as_str())),
            (
                "window_ms",
                Json::from(u64::try_from(stamp.window.as_millis()).unwrap_or(u64::MAX)),
            ),
        ]);
        timestamp.say("prefix", &stamp.prefix);
        out.set("timestamp", timestamp);
    }
    out.say(
        "body_digest",
        signature.body_digest.as_deref().unwrap_or_default(),
    );
    out.say("secret_prefix", &signature.secret_prefix);
    if let Some(encoding) = signature.secret_encoding {
        out.set("secret_encoding", encoding.as_str());
    }
    out
}
