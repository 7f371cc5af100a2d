//! Planned WebSockets, without a socket.

use super::documented;
use super::plan::{Fault, Planned};
use super::played::{Step, close};
use super::stub::Stub;
use crate::reply::documented::DocumentedError;
use crate::reply::endpoint::SocketEndpoint;
use crate::reply::within::{CLOSE_CODES, Heard, failure_in};
use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// The planned WebSockets of one endpoint: each call opens the next one, and the last one is repeated.
///
/// ```
/// use theta_runtime::SocketEndpoint;
/// use theta_runtime::testing::Stub;
///
/// fn plan<R: SocketEndpoint>(stub: &Stub, busy: R::Error, hello: R::Receives, failed: R::Error) {
///     stub.on_socket::<R>()
///         .refuses(busy)
///         .opens(|script| script.hears().says(hello).sends(&b"\0\x01"[..]).fails(failed));
/// }
/// ```
pub struct Sessions<'a, R> {
    stub: &'a Stub,
    is_begun: bool,
    request: PhantomData<fn() -> R>,
}

impl Stub {
    /// Starts a plan for the WebSockets that a request opens. The first of them replaces the previous plan.
    #[must_use = "an endpoint without a plan answers nothing"]
    pub fn on_socket<R: SocketEndpoint>(&self) -> Sessions<'_, R> {
        Sessions {
            stub: self,
            is_begun: false,
            request: PhantomData,
        }
    }
}

impl<R: SocketEndpoint> Sessions<'_, R> {
    /// Plans a WebSocket that follows the script of `plan`.
    pub fn opens(&mut self, plan: impl FnOnce(&mut Script<R>) -> &mut Script<R>) -> &mut Self {
        let mut script = Script::new();
        plan(&mut script);
        self.plan(match script.impossible {
            Some(why) => Planned::Impossible(why),
            None => Planned::Session(script.steps),
        })
    }

    /// Plans a documented failure of the handshake, as the contract describes its reply.
    pub fn refuses(&mut self, error: impl Into<R::Error>) -> &mut Self {
        let planned = Planned::failure(R::API, &error.into(), None);
        self.plan(planned)
    }

    /// Plans any other reply to the handshake, such as one that the contract does not document.
    pub fn replies(&mut self, status: u16, body: impl Into<Bytes>) -> &mut Self {
        self.plan(Planned::reply(
            status,
            "application/json",
            None,
            body.into(),
        ))
    }

    /// Plans a fault in place of an answer. [`Fault::CutReply`] opens the WebSocket and then breaks the connection.
    pub fn breaks(&mut self, fault: Fault) -> &mut Self {
        match fault {
            Fault::CutReply => self.opens(Script::breaks_off),
            fault => self.plan(Planned::Break(fault)),
        }
    }

    fn plan(&mut self, planned: Planned) -> &mut Self {
        self.stub.plan(R::INFO, planned, &mut self.is_begun);
        self
    }
}

/// The script of a server's end of a WebSocket.
///
/// After the last step the server sends nothing more, and agrees when the client closes.
pub struct Script<R> {
    steps: Vec<Step>,
    impossible: Option<String>,
    request: PhantomData<fn() -> R>,
}

impl<R: SocketEndpoint> Script<R> {
    fn new() -> Self {
        Self {
            steps: Vec::new(),
            impossible: None,
            request: PhantomData,
        }
    }

    /// Sends a message.
    pub fn says(&mut self, message: impl Into<R::Receives>) -> &mut Self {
        self.step(Step::Say(Message::text(theta_json::to_string(
            &message.into(),
        ))))
    }

    /// Sends any text, such as one that the contract does not document.
    pub fn says_text(&mut self, text: impl Into<String>) -> &mut Self {
        self.step(Step::Say(Message::text(text.into())))
    }

    /// Sends bytes.
    pub fn sends(&mut self, bytes: impl Into<Bytes>) -> &mut Self {
        self.step(Step::Say(Message::Binary(bytes.into())))
    }

    /// Sends a ping, which counts as a sign of life but not as a message.
    pub fn pings(&mut self) -> &mut Self {
        self.step(Step::Say(Message::Ping(Bytes::new())))
    }

    /// Waits for one more message, or bytes, from the client. The body of the call, if there is one, is the first. The
    /// wait ends when the client closes.
    pub fn hears(&mut self) -> &mut Self {
        self.step(Step::Hear)
    }

    /// Waits for this time on tokio's clock, which a test can pause.
    pub fn pauses(&mut self, time: Duration) -> &mut Self {
        self.step(Step::Pause(time))
    }

    /// Ends the WebSocket with a documented failure: a close frame when its status is a close code, otherwise a
    /// message.
    pub fn fails(&mut self, error: impl Into<R::Error>) -> &mut Self {
        let error = error.into();
        let said = if error.status() >= CLOSE_CODES {
            documented::reason(R::API, &error).map(|(code, reason)| close(code, reason))
        } else {
            let headers = HeaderMap::new();
            let read =
                |text: &str| failure_in(R::API, R::INFO, (101, &headers), text, Heard::Message)?.1;
            documented::message(R::API, &error, read).map(Message::text)
        };
        if let Some(message) = said {
            return self.step(Step::Say(message));
        }
        self.impossible.get_or_insert_with(|| {
            format!(
                "the stub cannot write the message that is `{error:?}`: give its text with `says_text`"
            )
        });
        self
    }

    /// Closes the WebSocket; code 1000 means that everything is done.
    pub fn closes(&mut self, code: u16, reason: impl Into<String>) -> &mut Self {
        self.step(Step::Say(close(code, reason.into())))
    }

    /// Breaks the connection.
    pub fn breaks_off(&mut self) -> &mut Self {
        self.step(Step::BreakOff)
    }

    /// Stops reading what the client sends.
    pub fn stops_reading(&mut self) -> &mut Self {
        self.step(Step::Read(false))
    }

    /// Resumes reading, after [`stops_reading`](Self::stops_reading).
    pub fn reads_again(&mut self) -> &mut Self {
        self.step(Step::Read(true))
    }

    /// Stops doing anything, whatever the client does.
    pub fn goes_silent(&mut self) -> &mut Self {
        self.step(Step::Silence)
    }

    fn step(&mut self, step: Step) -> &mut Self {
        self.steps.push(step);
        self
    }
}

impl<R: SocketEndpoint> fmt::Debug for Sessions<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sessions").field(&R::INFO.name).finish()
    }
}

impl<R: SocketEndpoint> fmt::Debug for Script<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("endpoint", &R::INFO.name)
            .field("steps", &self.steps.len())
            .finish_non_exhaustive()
    }
}
