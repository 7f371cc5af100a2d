//! Opening a WebSocket.

use super::Socket;
use super::line::Line;
#[cfg(feature = "testing")]
use super::line::{Messages, Planned};
use crate::call::Call;
use crate::call::outcome::Finished;
use crate::call::send::{Done, reads};
use crate::reply::Reply;
use crate::reply::documented::Classify;
use crate::reply::error::{Error, Failure};
use crate::reply::opened::Opened;
use crate::reply::response::Response;
use crate::site::Site;
use crate::wire::exchange::{Outcome, Received};
#[cfg(feature = "testing")]
use crate::wire::transport::ResponseBody;
use crate::wire::transport::TransportError;
use bytes::Bytes;
use http::header::{CONNECTION, UPGRADE};
use http::{HeaderName, HeaderValue};
use std::convert::Infallible;
use std::sync::Arc;
use theta_json::{DecodeError, Encode, Writer};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

const SWITCHING: u16 = 101;
pub(crate) const KEY: HeaderName = HeaderName::from_static("sec-websocket-key");
const ACCEPT: HeaderName = HeaderName::from_static("sec-websocket-accept");
const VERSION: HeaderName = HeaderName::from_static("sec-websocket-version");

impl Call {
    /// Opens a WebSocket and sends the body of the call as the first message.
    ///
    /// # Errors
    ///
    /// See [`Error`]; a refused handshake is treated like any other reply.
    pub async fn open_socket<S, R, E: Classify>(
        mut self: Box<Self>,
        key_field: Option<&'static str>,
    ) -> Result<Response<Socket<S, R, E>>, Error<E>> {
        let first = self.take_text();
        let (site, silence, gap) = (
            self.core.0.site.clone(),
            self.idle_timeout(),
            self.message_timeout(),
        );
        let key = generate_key();
        self.fix(CONNECTION, HeaderValue::from_static("upgrade"));
        self.fix(UPGRADE, HeaderValue::from_static("websocket"));
        self.fix(VERSION, HeaderValue::from_static("13"));
        if let Ok(key) = HeaderValue::from_str(&key) {
            self.fix(KEY, key);
        }
        let mut reads = reads::<E>(0, |_| true);
        reads.max_body = None;
        reads.promised = false;
        let done = self.run(reads).await;
        let (received, rest) = match &done.finished.outcome {
            Outcome::Replied(received, None) if received.status == SWITCHING => {
                match received
                    .rest
                    .as_ref()
                    .and_then(crate::wire::exchange::Rest::take)
                {
                    Some((_, rest)) => (received.clone(), rest),
                    None => return Err(refused(done)),
                }
            }
            _ => return Err(refused(done)),
        };
        let (api, endpoint) = (done.api, done.endpoint);
        let opened = opened(&done, &received, &site);
        let scene = opened.scene(None);
        let refuse = |cut| Error::new(Failure::Transport(cut), scene);
        let expected = derive_accept_key(key.as_bytes());
        let accepted = received
            .headers
            .get(ACCEPT)
            .is_some_and(|accept| accept.as_bytes() == expected.as_bytes());
        if !accepted {
            let error = TransportError::new("the server did not accept the WebSocket's key");
            return Err(refuse(error.into()));
        }
        let line = Line::over(rest, &site, silence).await.map_err(refuse)?;
        let mut socket = Socket::new(line, api, opened, silence, gap);
        // The key is the one that opened it, which may have been asked for.
        let first = first.map(|text| match (key_field, site.key_of(endpoint)) {
            (Some(field), Some(key)) => with_key(&text, field, &key),
            _ => text,
        });
        if let Some(first) = first {
            socket.transmit(Message::text(first)).await?;
        }
        let opened = &socket.opened;
        Ok(Response {
            secrets: socket.opened.site.secrets(),
            status: opened.status,
            headers: opened.headers.clone(),
            request_id: opened.request_id.clone(),
            spent: opened.spent,
            value: socket,
        })
    }
}

/// The reply that opens a WebSocket which a test plays.
#[cfg(feature = "testing")]
pub(crate) fn switched(
    key: Option<&HeaderValue>,
    messages: impl Messages + 'static,
) -> http::Response<ResponseBody> {
    let mut response = http::Response::new(ResponseBody::from(Bytes::new()));
    *response.status_mut() = http::StatusCode::SWITCHING_PROTOCOLS;
    let accept = key.map(|key| derive_accept_key(key.as_bytes()));
    if let Some(Ok(accept)) = accept.as_deref().map(HeaderValue::from_str) {
        response.headers_mut().insert(ACCEPT, accept);
    }
    response.extensions_mut().insert(Planned::new(messages));
    response
}

/// Why there is no WebSocket: what any call that failed says.
fn refused<E: Classify>(done: Done) -> Error<E> {
    let other =
        |_: &Bytes| Err::<Infallible, _>(DecodeError::new("a WebSocket", "another success"));
    let Err(error) = done.finish(true, other).map(Response::into_value);
    error
}

fn opened(done: &Done, received: &Received, site: &Arc<Site>) -> Opened {
    let Finished {
        sent,
        sent_bytes,
        spent,
        ..
    } = done.finished;
    let reply = Reply::unread(done.api, received.status, &received.headers, &[]);
    Opened {
        site: site.clone(),
        at: site.clock().now(),
        endpoint: done.endpoint,
        status: received.status,
        is_documented: done.reads.is_documented(done.endpoint, received.status),
        request_id: reply.request_id().map(str::to_owned),
        headers: received.headers.clone(),
        sent,
        sent_bytes,
        spent,
        counted: done.finished.counted.clone(),
    }
}

/// A JSON object with one more field.
fn with_key(object: &str, field: &str, key: &str) -> String {
    let text = |text: &str| {
        let mut out = Writer::new();
        text.encode(&mut out);
        out.into_string()
    };
    let Some(rest) = object.trim_start().strip_prefix('{') else {
        return object.to_owned();
    };
    let comma = if rest.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    format!("{{{}:{}{comma}{rest}", text(field), text(key))
}

#[cfg(test)]
mod tests {
    use super::with_key;

    #[test]
    fn the_key_stands_first_in_the_first_message() {
        let table = [
            (r#"{"a":1}"#, r#"{"X-Key":"k\"1","a":1}"#),
            ("{}", r#"{"X-Key":"k\"1"}"#),
            ("[1]", "[1]"),
        ];
        for (object, expected) in table {
            assert_eq!(with_key(object, "X-Key", "k\"1"), expected);
        }
    }
}
