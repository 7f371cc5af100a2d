//! The secrets of a webhook, and what is checked with them.

use super::error::WebhookError;
use super::form;
use super::headers::Headers;
use super::scheme::{Scheme, Signed, Stamp, digest};
use crate::site::config_error::{ConfigError, ConfigErrorKind};
use std::fmt;
use std::time::{Duration, SystemTime};
use subtle::{Choice, ConstantTimeEq};
use theta_json::{Decode, DecodeError, Raw, text_of};

/// There are webhooks in a contract, and the feature that verifies them.
pub const WEBHOOKS: () = ();

/// A webhook that the vendor sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery<E> {
    /// What it says.
    pub event: E,
    /// The id of the delivery, if the contract names its header and the header is there. Unless it is signed too, whoever
    /// sends a webhook again can change it.
    pub id: Option<String>,
    /// The time of sending, if the contract says where it stands.
    pub sent: Option<SystemTime>,
    /// Which secret it was signed with: 0 for the first one, 1 for the next. Once the old one is no longer seen, it can go.
    pub secret: usize,
}

/// The secrets of a webhook, and how it is signed. Nothing prints the secrets.
#[derive(Clone)]
pub struct Receiver {
    pub(super) scheme: &'static Scheme,
    pub(super) secrets: Vec<Vec<u8>>,
    window: Option<Duration>,
}

impl Receiver {
    #[doc(hidden)]
    pub fn new(scheme: &'static Scheme, secret: &str) -> Result<Self, ConfigError> {
        let receiver = Self {
            scheme,
            secrets: Vec::new(),
            window: None,
        };
        receiver.or_secret(secret)
    }

    #[doc(hidden)]
    pub fn from_env(scheme: &'static Scheme) -> Result<Self, ConfigError> {
        let secret = std::env::var(scheme.env).map_err(|_| {
            let env = scheme.env;
            refused(format!(
                "the environment variable `{env}` holds no secret of a webhook: set it"
            ))
        })?;
        Self::new(scheme, secret.trim())
    }

    #[doc(hidden)]
    pub fn or_secret(mut self, secret: &str) -> Result<Self, ConfigError> {
        let scheme = self.scheme;
        let text = secret.strip_prefix(scheme.secret_prefix).unwrap_or(secret);
        let bytes = match scheme.secret_encoding {
            None => Some(text.as_bytes().to_vec()),
            Some(encoding) => encoding.read(text),
        };
        let Some(bytes) = bytes else {
            return Err(refused(
                "the secret of the webhook is not encoded as the vendor does it: copy it again",
            ));
        };
        if text.trim() != text {
            return Err(refused(
                "the secret of the webhook has white space around it: trim it",
            ));
        }
        if bytes.is_empty() {
            return Err(refused(
                "the secret of the webhook is empty: pass it as the vendor shows it",
            ));
        }
        self.secrets.push(bytes);
        Ok(self)
    }

    #[doc(hidden)]
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = Some(window);
        self
    }

    #[doc(hidden)]
    pub fn verify<H: Headers + ?Sized, E>(
        &self,
        received: &Received<'_, H>,
        now: SystemTime,
        read: impl FnOnce(&Received<'_, H>) -> Result<E, DecodeError>,
    ) -> Result<Delivery<E>, WebhookError> {
        let scheme = self.scheme;
        if let Some(tag) = scheme.tag {
            received.one(tag)?;
        }
        let items = received.items(scheme)?;
        let stamp = scheme.stamp.as_ref();
        let stamp = stamp
            .map(|stamp| received.stamp(scheme, stamp))
            .transpose()?;
        let id = match scheme.id {
            Some(header) if scheme.of.contains(&Signed::Id) => Some(received.one(header)?),
            Some(header) => received.one(header).ok(),
            None => None,
        };
        let (time, id) = (stamp.map(|(text, _)| text), id.map(str::to_owned));
        let secret = self.matching(received, &items, time.unwrap_or_default(), id.as_deref())?;
        if let Some(parameter) = scheme.body_digest {
            let stated = form::query(received.url, parameter).unwrap_or_default();
            if !is_same(stated.as_bytes(), digest(received.body).as_bytes()) {
                return Err(WebhookError::OtherBody);
            }
        }
        let sent = stamp.map(|(_, sent)| sent);
        if let (Some(sent), Some(stamp)) = (sent, &scheme.stamp) {
            in_window(now, sent, self.window.unwrap_or(stamp.window))?;
        }
        match read(received) {
            Ok(event) => Ok(Delivery {
                event,
                id,
                sent,
                secret,
            }),
            Err(source) => Err(WebhookError::Unreadable { id, sent, source }),
        }
    }

    /// Which secret one of the signatures was made with. All are compared, whichever is right.
    fn matching<H: Headers + ?Sized>(
        &self,
        received: &Received<'_, H>,
        items: &[&str],
        time: &str,
        id: Option<&str>,
    ) -> Result<usize, WebhookError> {
        let form = if self.scheme.of.contains(&Signed::Form) {
            // Nobody signs what is no form.
            let pairs = form::parse(received.body).ok_or(WebhookError::NoMatch)?;
            form::signed(pairs)
        } else {
            Vec::new()
        };
        let mut found = None;
        for (at, secret) in self.secrets.iter().enumerate() {
            let expected =
                received.sign(self.scheme, secret, (time, id.unwrap_or_default(), &form));
            let is_one = items.iter().fold(Choice::from(0), |is_one, item| {
                is_one | expected.ct_eq(item.as_bytes())
            });
            if bool::from(is_one) && found.is_none() {
                found = Some(at);
            }
        }
        found.ok_or(WebhookError::NoMatch)
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}

fn refused(message: impl Into<std::borrow::Cow<'static, str>>) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Key, message)
}

fn is_same(one: &[u8], other: &[u8]) -> bool {
    bool::from(one.ct_eq(other))
}

fn in_window(now: SystemTime, sent: SystemTime, window: Duration) -> Result<(), WebhookError> {
    let (away, ahead) = match now.duration_since(sent) {
        Ok(age) => (age, false),
        Err(error) => (error.duration(), true),
    };
    match away.checked_sub(window) {
        None | Some(Duration::ZERO) => Ok(()),
        Some(by) => Err(WebhookError::OutsideWindow { by, ahead }),
    }
}

/// What was received.
#[derive(Debug)]
pub struct Received<'r, H: ?Sized> {
    headers: &'r H,
    body: &'r [u8],
    url: &'r str,
    method: &'r str,
}

impl<'r, H: Headers + ?Sized> Received<'r, H> {
    /// Creates it of headers and body.
    pub fn new(headers: &'r H, body: &'r [u8]) -> Self {
        Self {
            headers,
            body,
            url: "",
            method: "",
        }
    }

    /// Sets the address that the vendor was given.
    #[must_use]
    pub fn url(mut self, url: &'r str) -> Self {
        self.url = url;
        self
    }

    /// Sets the method of the request.
    #[must_use]
    pub fn method(mut self, method: &'r str) -> Self {
        self.method = method;
        self
    }

    /// Returns the bytes of the body.
    #[must_use]
    pub fn body(&self) -> &'r [u8] {
        self.body
    }

    /// Returns the text of a header that is there once; empty if it is not.
    #[must_use]
    pub fn text(&self, header: &'static str) -> &'r str {
        self.one(header).unwrap_or_default()
    }

    /// The texts of a header, without white space around them.
    fn texts(&self, header: &'static str) -> Result<Vec<&'r str>, WebhookError> {
        let values = self.headers.all(header);
        if values.is_empty() {
            return Err(WebhookError::MissingHeader { header });
        }
        let texts = values.into_iter().map(std::str::from_utf8);
        texts
            .map(|text| text.map(str::trim))
            .collect::<Result<_, _>>()
            .map_err(|_| WebhookError::Malformed {
                header,
                expected: "text",
            })
    }

    fn one(&self, header: &'static str) -> Result<&'r str, WebhookError> {
        match self.texts(header)?[..] {
            [one] => Ok(one),
            _ => Err(WebhookError::Malformed {
                header,
                expected: "there once",
            }),
        }
    }

    /// What stands in a header behind a prefix: in the whole of it, or in its items if it has several.
    fn behind(
        &self,
        header: &'static str,
        separator: &'static str,
        prefix: &str,
    ) -> Result<Vec<&'r str>, WebhookError> {
        let texts = self.texts(header)?.into_iter();
        let items: Vec<&str> = if separator.is_empty() {
            texts.collect()
        } else {
            texts
                .flat_map(|text| text.split(separator))
                .map(str::trim)
                .collect()
        };
        let items = items
            .into_iter()
            .filter_map(|item| item.strip_prefix(prefix));
        Ok(items.filter(|item| !item.is_empty()).collect())
    }

    /// The signatures.
    fn items(&self, scheme: &Scheme) -> Result<Vec<&'r str>, WebhookError> {
        let items = self.behind(scheme.header, scheme.separator, scheme.prefix)?;
        if items.is_empty() {
            return Err(WebhookError::Malformed {
                header: scheme.header,
                expected: "a signature of the documented form",
            });
        }
        Ok(items)
    }

    /// The time of sending, as it is written and as it is meant.
    fn stamp(&self, scheme: &Scheme, stamp: &Stamp) -> Result<(&'r str, SystemTime), WebhookError> {
        let is_beside = stamp.header == scheme.header;
        let separator = if is_beside { scheme.separator } else { "" };
        let found = self.behind(stamp.header, separator, stamp.prefix)?;
        let one = match found[..] {
            [text] => stamp.form.read(text).map(|time| (text, time)),
            _ => None,
        };
        one.ok_or(WebhookError::Malformed {
            header: stamp.header,
            expected: stamp.form.expected(),
        })
    }

    /// The signature that is expected, as text, of this time, id and form.
    pub(super) fn sign(
        &self,
        scheme: &Scheme,
        secret: &[u8],
        (time, id, form): (&str, &str, &[u8]),
    ) -> Vec<u8> {
        let pieces = scheme.of.iter().map(|piece| match piece {
            Signed::Text(text) => text.as_bytes(),
            Signed::Body => self.body,
            Signed::Timestamp => time.as_bytes(),
            Signed::Id => id.as_bytes(),
            Signed::Url => self.url.as_bytes(),
            Signed::Method => self.method.as_bytes(),
            Signed::Form => form,
        });
        let bytes = scheme.hash.of(secret, &pieces.collect::<Vec<_>>());
        match scheme.hash {
            super::scheme::Hash::None => bytes,
            _ => scheme.encoding.write(&bytes).into_bytes(),
        }
    }
}

/// Reads a body that is JSON.
///
/// # Errors
///
/// Returns an error that says how it differs from its type.
pub fn json_event<E: Decode>(body: &[u8]) -> Result<E, DecodeError> {
    E::decode(Raw::parse(&text_of(body))?)
}

/// Reads a body that is a form.
///
/// # Errors
///
/// Returns an error that says how it differs from its type.
pub fn form_event<E: Decode>(body: &[u8]) -> Result<E, DecodeError> {
    let pairs = form::parse(body);
    let pairs = pairs.ok_or_else(|| DecodeError::new("a form", "bytes that are not UTF-8"))?;
    E::decode(Raw::parse(&form::json(pairs))?)
}
