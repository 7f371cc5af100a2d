//! Webhooks as the vendor would sign them.

use crate::site::generated::Generated;
use crate::webhooks::{Receiver, SignedParts};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::time::SystemTime;

/// Signs a body as the vendor would, with the first secret of the webhook, to test what receives it.
///
/// ```
/// # mod parrot {
/// #     theta_runtime::api! { spec = "examples/squawks.toml" }
/// # }
/// use parrot::SquawksWebhook;
/// use theta_runtime::testing::sign_webhook;
///
/// let webhook = SquawksWebhook::new("whsec_c2VjcmV0")?;
/// let sent = sign_webhook(&webhook, r#"{"text": "hi"}"#);
/// let delivery = webhook.verify(&sent.headers(), sent.body())?;
/// assert_eq!(delivery.event.text, "hi");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign_webhook<W: AsRef<Receiver> + Generated>(
    webhook: &W,
    body: impl Into<Bytes>,
) -> SignedWebhook<'_> {
    SignedWebhook {
        receiver: webhook.as_ref(),
        body: body.into(),
        at: SystemTime::now(),
        id: "test".to_owned(),
        url: "https://webhooks.example/".to_owned(),
        method: "POST".to_owned(),
        event: String::new(),
    }
}

/// A webhook to be signed, with its settings.
#[derive(Clone, Debug)]
#[must_use = "a webhook is signed when its headers are taken"]
pub struct SignedWebhook<'w> {
    receiver: &'w Receiver,
    body: Bytes,
    at: SystemTime,
    id: String,
    url: String,
    method: String,
    event: String,
}

impl SignedWebhook<'_> {
    /// Sets the time of sending; the system's when unset.
    pub fn at(mut self, time: SystemTime) -> Self {
        self.at = time;
        self
    }

    /// Sets the id of the delivery.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the address that it is sent to.
    pub fn to(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// Sets the method of the request; `POST` when unset.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = method.into();
        self
    }

    /// Sets the event that a header names.
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = event.into();
        self
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the address that it is sent to, with the digest of the body where that is signed.
    #[must_use]
    pub fn url(&self) -> String {
        self.receiver.url(&self.url, &self.body)
    }

    /// Returns the headers that prove who sent it. One that cannot be a header is left out.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let url = self.url();
        let headers = self.receiver.headers(&SignedParts {
            body: &self.body,
            at: self.at,
            id: &self.id,
            url: &url,
            method: &self.method,
            event: &self.event,
        });
        let headers = headers.into_iter().filter_map(|(name, value)| {
            let value = HeaderValue::try_from(value).ok()?;
            Some((HeaderName::try_from(name).ok()?, value))
        });
        headers.collect()
    }
}
