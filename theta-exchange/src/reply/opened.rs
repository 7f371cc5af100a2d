//! What a call opens: a stream of bytes, or a WebSocket.

use crate::money::meter::Counted;
use crate::money::{Sent, Spent};
use crate::reply::error::{Scene, Stored};
use crate::site::Site;
use crate::site::meta::EndpointInfo;
use http::HeaderMap;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

/// What is known of it from its beginning.
pub struct Opened {
    pub site: Arc<Site>,
    pub endpoint: &'static EndpointInfo,
    pub status: u16,
    /// Whether the status is that of a documented success.
    pub is_documented: bool,
    pub headers: HeaderMap,
    pub request_id: Option<String>,
    pub sent: Sent,
    pub sent_bytes: u64,
    /// What the call took until it was opened.
    pub spent: Spent,
    /// When it was opened.
    pub at: Instant,
    /// The units that it was counted with; what is received may correct them.
    pub counted: Option<Counted>,
}

impl Opened {
    /// What is known when it fails now.
    pub fn scene(&self, reply: Option<Stored>) -> Scene {
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
            is_documented: self.is_documented,
            secrets: self.site.secrets(),
        }
    }

    /// Goes on with what was opened in its place.
    pub(crate) fn go_on(&mut self, other: Self) {
        let spent = Spent {
            attempts: self.spent.attempts.saturating_add(other.spent.attempts),
            billed: self.spent.billed.max(other.spent.billed),
            ..self.spent
        };
        let at = self.at;
        *self = Self { spent, at, ..other };
    }

    /// The id that the server gave the request, as it may be shown.
    #[must_use]
    pub fn shown_request_id(&self) -> Option<Cow<'_, str>> {
        let id = self.request_id.as_deref()?;
        Some(self.site.secrets().remove_from_text(id))
    }
}
