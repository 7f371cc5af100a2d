//! Events that the vendor sends.

use super::finding::Finding;
use super::made;
use super::said::seconds;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{
    Signature, SignatureEncoding, Signed, Webhook, WebhookContent, WebhookEvent,
};
use theta_spec::text::markdown::code as quoted;

const KEY: &str = "webhooks";

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let mut it = Subject::new(&[], &[], out);
    let (old, new) = (&sides.old.webhooks, &sides.new.webhooks);
    for was in old {
        if !new.iter().any(|is| is.ident == was.ident) {
            let it = it.within(&[KEY, &was.name], &[KEY]);
            let sees = format!(
                "there is no `{}` to verify what the vendor sends",
                was.ident
            );
            let finding = it.finding("webhook-removed", "", sees);
            it.out.push(finding.old(&was.name));
        }
    }
    for is in new {
        let Some(was) = old.iter().find(|was| was.ident == is.ident) else {
            let it = it.within(&[KEY], &[KEY, &is.name]);
            let sees = format!("there is a `{}` to verify what the vendor sends", is.ident);
            let finding = it.finding("webhook-added", "", sees);
            it.out.push(finding.new_value(&is.name));
            continue;
        };
        let mut it = it.within(&[KEY, &was.name], &[KEY, &is.name]);
        signature(&was.signature, &is.signature, &is.ident, &mut it);
        content(sides, was, is, &mut it);
        let id = |webhook: &Webhook| webhook.id.clone().unwrap_or_default();
        it.changed(
            "webhook-id-changed",
            "id",
            (id(was), id(is)),
            format!(
                "`{}` reads the id of a delivery from another header, or from none",
                is.ident
            ),
        );
        for (key, before, after) in [
            ("summary", &was.summary, &is.summary),
            ("doc", &was.doc, &is.doc),
            ("example", &was.example, &is.example),
        ] {
            let sees = format!("readers see other words about `{}`", is.ident);
            it.changed("webhook-doc-changed", key, (before, after), sees);
        }
        it.key_changed("webhook-doc-changed", "webhook", (&was.name, &is.name));
        it.evidence((&was.evidence, &is.evidence), &is.ident);
    }
}

fn signature(was: &Signature, is: &Signature, ident: &str, it: &mut Subject<'_, '_>) {
    let mut it = it.within(&["signature"], &["signature"]);
    for piece in [Signed::Url, Signed::Method] {
        let needs = |signature: &Signature| {
            if signature.needs(&piece) {
                piece.word()
            } else {
                ""
            }
        };
        it.changed(
            "webhook-arguments-changed",
            "of",
            (needs(was), needs(is)),
            format!(
                "`{ident}::verify` takes other arguments: `{}` is needed or no longer",
                piece.word()
            ),
        );
    }
    let word = |encoding: Option<SignatureEncoding>| encoding.map_or("", SignatureEncoding::as_str);
    let stamp = |signature: &Signature| {
        let stamp = signature.timestamp.as_ref();
        stamp.map_or_else(String::new, |stamp| {
            format!("{} {}{}", stamp.header, stamp.prefix, stamp.form.as_str())
        })
    };
    let digest = |signature: &Signature| signature.body_digest.clone().unwrap_or_default();
    for (key, before, after) in [
        ("header", was.header.clone(), is.header.clone()),
        ("of", was.template(), is.template()),
        (
            "hash",
            was.hash.as_str().to_owned(),
            is.hash.as_str().to_owned(),
        ),
        (
            "encoding",
            was.encoding.as_str().to_owned(),
            is.encoding.as_str().to_owned(),
        ),
        ("prefix", was.prefix.clone(), is.prefix.clone()),
        ("separator", was.separator.clone(), is.separator.clone()),
        ("timestamp", stamp(was), stamp(is)),
        ("body_digest", digest(was), digest(is)),
        ("secret", was.env.clone(), is.env.clone()),
        (
            "secret",
            was.secret_prefix.clone(),
            is.secret_prefix.clone(),
        ),
        (
            "secret",
            word(was.secret_encoding).to_owned(),
            word(is.secret_encoding).to_owned(),
        ),
    ] {
        let sees = format!("`{ident}` refuses what it accepted, and accepts what it refused");
        it.changed("webhook-signature-changed", key, (before, after), sees);
    }
    if let (Some(was), Some(is)) = (&was.timestamp, &is.timestamp) {
        let (before, after) = (seconds(was.window), seconds(is.window));
        it.changed(
            "webhook-window-changed",
            "timestamp",
            (&before, &after),
            format!("`{ident}` accepts what was sent up to {after} ago instead of {before}"),
        );
    }
}

fn content(sides: &Sides<'_>, was: &Webhook, is: &Webhook, it: &mut Subject<'_, '_>) {
    let ident = &is.ident;
    if let (
        WebhookContent::Tagged {
            header: old_header,
            ident: old_ident,
            events: old,
        },
        WebhookContent::Tagged {
            header: new_header,
            ident: new_ident,
            events: new,
        },
    ) = (&was.content, &is.content)
    {
        it.changed(
            "webhook-tag-changed",
            "tag",
            (old_header, new_header),
            format!("`{ident}` reads from another header which event it is"),
        );
        made::renamed((old_ident, new_ident), it);
        return events(sides, (old, new), ident, it);
    }
    let (before, after) = (
        kind(&was.content, |ty| sides.old_text(ty)),
        kind(&is.content, |ty| sides.new_text(ty)),
    );
    let key = if matches!(is.content, WebhookContent::Form(_)) {
        "form"
    } else {
        "event"
    };
    it.changed(
        "webhook-type-changed",
        key,
        (&before, &after),
        format!("`{ident}` gives {after} instead of {before}"),
    );
}

fn kind(content: &WebhookContent, text: impl Fn(&theta_spec::contract::Type) -> String) -> String {
    match content {
        WebhookContent::Json(ty) => text(ty),
        WebhookContent::Form(ty) => format!("the form {}", text(ty)),
        WebhookContent::Tagged { header, .. } => format!("what {} names", quoted(header)),
    }
}

fn events(
    sides: &Sides<'_>,
    (old, new): (&[WebhookEvent], &[WebhookEvent]),
    ident: &str,
    it: &mut Subject<'_, '_>,
) {
    let mut it = it.within(&["events"], &["events"]);
    for was in old {
        if !new.iter().any(|is| is.variant == was.variant) {
            let it = it.within(&[&was.tag], &[]);
            let sees = format!("an event {} of `{ident}` is not listed", quoted(&was.tag));
            let finding = it.finding("webhook-event-removed", "", sees);
            it.out.push(finding.old(&was.tag));
        }
    }
    for is in new {
        let Some(was) = old.iter().find(|was| was.variant == is.variant) else {
            let it = it.within(&[], &[&is.tag]);
            let sees = format!(
                "an event {} of `{ident}` is `{}`",
                quoted(&is.tag),
                is.variant
            );
            let finding = it.finding("webhook-event-added", "", sees);
            it.out.push(finding.new_value(&is.tag));
            continue;
        };
        let mut it = it.within(&[&was.tag], &[&is.tag]);
        let variant = &is.variant;
        let (before, after) = sides.type_texts(&was.ty, &is.ty);
        it.changed(
            "webhook-type-changed",
            "type",
            (&before, &after),
            format!("`{variant}` holds {after} instead of {before}"),
        );
        it.changed(
            "webhook-tag-changed",
            "",
            (&was.tag, &is.tag),
            format!(
                "`{variant}` is the event {} instead of {}",
                quoted(&is.tag),
                quoted(&was.tag)
            ),
        );
        it.changed(
            "webhook-doc-changed",
            "doc",
            (&was.doc, &is.doc),
            format!("readers see other words about `{variant}`"),
        );
    }
}
