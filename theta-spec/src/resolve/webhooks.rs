//! `[webhooks]`.

use super::uses::resolve_type;
use super::{Index, evidence, free, ident, taken, text};
use crate::contract::{
    Signature, SignatureEncoding, SignatureHash, Signed, Stamp, StampForm, Type, TypeDef, UrlPiece,
    Webhook, WebhookContent, WebhookEvent, url_pieces,
};
use crate::keys::{RawHookEvent, RawSignature, RawType, RawWebhook};
use crate::names;
use crate::source::Spanned;
use std::collections::HashSet;
use std::time::Duration;

/// How old a webhook may be when nothing is said about it.
const WINDOW: Duration = Duration::from_secs(300);

/// Resolves them, sorted by name.
pub(super) fn resolve(index: &Index<'_>, types: &[TypeDef]) -> Vec<Webhook> {
    let taken = taken(index.raw, types);
    let webhooks = index.raw.webhooks.iter();
    webhooks.map(|raw| webhook(index, &taken, raw)).collect()
}

fn webhook(index: &Index<'_>, taken: &HashSet<&str>, raw: &RawWebhook) -> Webhook {
    let name = ident(raw.rust.as_ref(), || {
        let stem = names::pascal_stem(&raw.name.value);
        free(taken, &stem, names::WEBHOOK_ENDS)
    });
    let ty = |ty: &Option<Spanned<RawType>>| {
        let ty = ty.as_ref();
        ty.map_or(Type::Json, |ty| resolve_type(index, &ty.value))
    };
    let content = if raw.form.is_some() {
        WebhookContent::Form(ty(&raw.form))
    } else if raw.events.is_empty() {
        WebhookContent::Json(ty(&raw.event))
    } else {
        let event = |raw: &RawHookEvent| WebhookEvent {
            tag: raw.name.value.clone(),
            variant: ident(raw.rust.as_ref(), || names::pascal(&raw.name.value)),
            ty: ty(&raw.ty),
            doc: text(raw.doc.as_ref()),
            span: raw.name.span,
        };
        WebhookContent::Tagged {
            header: text(raw.tag.as_ref()).to_ascii_lowercase(),
            ident: free(taken, &name, names::NOTICE_ENDS),
            events: raw.events.iter().map(event).collect(),
        }
    };
    Webhook {
        name: raw.name.value.clone(),
        ident: name,
        summary: text(raw.summary.as_ref()),
        doc: text(raw.doc.as_ref()),
        content,
        id: raw.id.as_ref().map(|id| id.value.to_ascii_lowercase()),
        signature: signature(index, &raw.name.value, &raw.signature),
        example: text(raw.example.as_ref()),
        evidence: evidence(&raw.evidence),
        span: raw.name.span,
    }
}

fn signature(index: &Index<'_>, name: &str, raw: &RawSignature) -> Signature {
    let hash = raw.hash.as_ref().map(|hash| hash.value);
    let hash = hash.unwrap_or(SignatureHash::Sha256);
    let header = text(raw.header.as_ref()).to_ascii_lowercase();
    let of = match (&raw.of, hash) {
        (_, SignatureHash::None) => Vec::new(),
        (None, _) => vec![Signed::Body],
        (Some(of), _) => signed(&of.value).filter_map(Result::ok).collect(),
    };
    let timestamp = raw.timestamp.as_ref().map(|raw| Stamp {
        header: raw
            .header
            .as_ref()
            .map_or_else(|| header.clone(), |own| own.value.to_ascii_lowercase()),
        prefix: text(raw.prefix.as_ref()),
        form: raw
            .form
            .as_ref()
            .map_or(StampForm::Epoch, |form| form.value),
        window: raw.window.as_ref().map_or(WINDOW, |window| window.value),
    });
    let secret = &raw.secret;
    Signature {
        header,
        of,
        hash,
        encoding: raw
            .encoding
            .as_ref()
            .map_or(SignatureEncoding::Hex, |encoding| encoding.value),
        prefix: text(raw.prefix.as_ref()),
        separator: text(raw.separator.as_ref()),
        timestamp,
        body_digest: raw.body_digest.as_ref().map(|name| name.value.clone()),
        env: secret.env.as_ref().map_or_else(
            || {
                let api = text(index.raw.api.title.as_ref());
                names::screaming(&format!("{api} {name} webhook secret"))
            },
            |env| env.value.clone(),
        ),
        secret_prefix: text(secret.prefix.as_ref()),
        secret_encoding: secret.encoding.as_ref().map(|encoding| encoding.value),
    }
}

/// The pieces of what is signed; a word that is none is given as it stands.
pub(crate) fn signed(text: &str) -> impl Iterator<Item = Result<Signed, &str>> {
    let pieces = url_pieces(text).into_iter();
    pieces.map(|piece| match piece {
        UrlPiece::Text(text) => Ok(Signed::Text(text.to_owned())),
        UrlPiece::Variable(word) => {
            let known = Signed::WORDS.iter().find(|(known, _)| *known == word);
            known.map(|(_, piece)| piece.clone()).ok_or(word)
        }
    })
}
