//! Events that the vendor sends, and how they are signed.

use super::{Evidence, Type};
use crate::named_enum;
use crate::source::Span;
use std::time::Duration;

/// Events that the vendor sends to an address of the caller.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Name in the contract.
    pub name: String,
    /// Rust name of the type that verifies it.
    pub ident: String,
    /// One sentence on when it is sent; empty when unwritten.
    pub summary: String,
    /// Further words; empty when unwritten.
    pub doc: String,
    /// What the body is.
    pub content: WebhookContent,
    /// Header with the id of a delivery, lower case.
    pub id: Option<String>,
    /// How it is signed.
    pub signature: Signature,
    /// A body, as the vendor sends it; empty when unwritten.
    pub example: String,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// The place of its name.
    pub span: Span,
}

/// What the body of a webhook is.
#[derive(Clone, Debug)]
pub enum WebhookContent {
    /// JSON of this type.
    Json(Type),
    /// Fields of a form: texts of this struct.
    Form(Type),
    /// JSON of a type that a header names; another text of the header is kept with the JSON.
    Tagged {
        /// The header, lower case.
        header: String,
        /// Rust name of the enum.
        ident: String,
        /// The documented events, sorted by tag.
        events: Vec<WebhookEvent>,
    },
}

impl WebhookContent {
    /// Returns every type that a body may have.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let (one, several) = match self {
            Self::Json(ty) | Self::Form(ty) => (Some(ty), &[][..]),
            Self::Tagged { events, .. } => (None, events.as_slice()),
        };
        one.into_iter().chain(several.iter().map(|event| &event.ty))
    }
}

/// An event that a header names.
#[derive(Clone, Debug)]
pub struct WebhookEvent {
    /// Text of the header.
    pub tag: String,
    /// Rust variant name.
    pub variant: String,
    /// What the JSON body is.
    pub ty: Type,
    /// What it means; empty when unwritten.
    pub doc: String,
    /// The place of its tag.
    pub span: Span,
}

/// How a webhook is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Header with the signature, lower case.
    pub header: String,
    /// What is signed, piece by piece. Empty if the header is the secret itself.
    pub of: Vec<Signed>,
    /// The hash of the HMAC.
    pub hash: SignatureHash,
    /// How the signature is written as text.
    pub encoding: SignatureEncoding,
    /// What stands before a signature; may be empty.
    pub prefix: String,
    /// What stands between the items of the header; empty if there is one item.
    pub separator: String,
    /// Where the time of sending stands.
    pub timestamp: Option<Stamp>,
    /// Query parameter of the address with the SHA-256 of the body, in hex.
    pub body_digest: Option<String>,
    /// Environment variable with the secret.
    pub env: String,
    /// What the secret begins with and is left out when signing; may be empty.
    pub secret_prefix: String,
    /// How the bytes of the secret are written; `None` if its text is taken as it is.
    pub secret_encoding: Option<SignatureEncoding>,
}

impl Signature {
    /// Returns whether this is signed, or needed to check a signature.
    #[must_use]
    pub fn needs(&self, piece: &Signed) -> bool {
        self.of.contains(piece) || (*piece == Signed::Url && self.body_digest.is_some())
    }

    /// Returns what is signed as the contract writes it; empty if the header is the secret itself.
    #[must_use]
    pub fn template(&self) -> String {
        let pieces = self.of.iter().map(|piece| match piece {
            Signed::Text(text) => text.clone(),
            piece => format!("{{{}}}", piece.word()),
        });
        pieces.collect()
    }
}

/// A piece of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// This text.
    Text(String),
    /// The bytes of the body.
    Body,
    /// The time of sending, as it is written.
    Timestamp,
    /// The id of the delivery.
    Id,
    /// The address that the vendor was given.
    Url,
    /// The method of the request.
    Method,
    /// Names and values of a form, one after another, sorted by name and then by value, doubles once.
    Form,
}

impl Signed {
    /// Every piece but texts, with its word.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("body", Self::Body),
        ("form", Self::Form),
        ("id", Self::Id),
        ("method", Self::Method),
        ("timestamp", Self::Timestamp),
        ("url", Self::Url),
    ];

    /// Returns its word in a contract; empty for a text.
    #[must_use]
    pub fn word(&self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, piece)| piece == self);
        known.map_or("", |(word, _)| word)
    }
}

/// Where the time of sending stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The header, lower case; that of the signature if it stands there.
    pub header: String,
    /// What stands before it; may be empty.
    pub prefix: String,
    /// How it is written.
    pub form: StampForm,
    /// How old, or how far ahead, it may be.
    pub window: Duration,
}

named_enum! {
    /// The hash of a signature.
    pub enum SignatureHash {
        /// HMAC with SHA-1.
        Sha1 = "sha1",
        /// HMAC with SHA-256.
        Sha256 = "sha256",
        /// HMAC with SHA-512.
        Sha512 = "sha512",
        /// None: the header is the secret itself.
        None = "none",
    }
}

named_enum! {
    /// How bytes are written as text.
    pub enum SignatureEncoding {
        /// Two digits for each byte, in lower case.
        Hex = "hex",
        /// Base64 with padding.
        Base64 = "base64",
    }
}

named_enum! {
    /// How the time of sending is written.
    pub enum StampForm {
        /// Seconds since 1970.
        Epoch = "epoch",
        /// Milliseconds since 1970.
        EpochMs = "epoch_ms",
        /// RFC 3339: `1994-11-06T08:49:37Z`.
        Timestamp = "timestamp",
    }
}
