//! What a call opens: a stream of bytes, or a WebSocket.

use crate::money::{Sent, Spent};
use crate::reply::error::{Scene, Stored};
use crate::site::Site;
use crate::site::meta::EndpointInfo;
use http::HeaderMap;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

/// What is known of it from its beginning.
pub(crate) struct Opened {
    pub(crate) site: Arc<Site>,
    pub(crate) endpoint: &'static EndpointInfo,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) request_id: Option<String>,
    pub(crate) sent: Sent,
    pub(crate) sent_bytes: u64,
    /// What the call took until it was opened.
    pub(crate) spent: Spent,
    /// When it was opened.
    pub(crate) at: Instant,
}

impl Opened {
    /// What is known when it fails now.
    pub(crate) fn scene(&self, reply: Option<Stored>) -> Scene {
        let open = self.site.clock().now().saturating_duration_since(self.at);
        Scene {
            endpoint: self.endpoint,
            sent: self.sent,
            sent_bytes: self.sent_bytes,
            spent: Spent {
                elapsed: self.spent.elapsed.saturating_add(open),
                ..self.spent
            },
            exhausted: None,
            reply,
            secrets: self.site.secrets.clone(),
        }
    }

    /// The id that the server gave the request, as it may be shown.
    pub(crate) fn shown_request_id(&self) -> Option<Cow<'_, str>> {
        let id = self.request_id.as_deref()?;
        Some(self.site.secrets.remove_from_text(id))
    }
}
