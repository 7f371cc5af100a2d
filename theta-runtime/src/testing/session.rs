//! WebSockets that go as a test says, without a socket.

use super::documented;
use super::form::Part;
use super::stub::{Fault, Planned, Stub};
use crate::clock::{Clock, Sleep, TokioClock};
use crate::documented::DocumentedError;
use crate::endpoint::SocketEndpoint;
use crate::json;
use crate::secrets::Secrets;
use crate::socket::{CLOSE_CODES, NORMAL, failure_in};
use bytes::Bytes;
use futures_util::{Sink, Stream};
use http::HeaderMap;
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

/// Plans the WebSockets of one endpoint: each call opens the next one, and the last one stays.
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

impl<'a, R: SocketEndpoint> Sessions<'a, R> {
    pub(super) fn new(stub: &'a Stub) -> Self {
        Self {
            stub,
            is_begun: false,
            request: PhantomData,
        }
    }

    /// A WebSocket that goes as `plan` says.
    pub fn opens(&mut self, plan: impl FnOnce(&mut Script<R>) -> &mut Script<R>) -> &mut Self {
        let mut script = Script::new();
        plan(&mut script);
        self.plan(match script.impossible {
            Some(why) => Planned::Impossible(why),
            None => Planned::Session(script.steps),
        })
    }

    /// No WebSocket, but a documented failure, as the contract describes its reply.
    pub fn refuses(&mut self, error: impl Into<R::Error>) -> &mut Self {
        let planned = Planned::failure(R::API, &error.into(), None);
        self.plan(planned)
    }

    /// No WebSocket, but any reply, such as one that the contract does not document.
    pub fn replies(&mut self, status: u16, body: impl Into<Bytes>) -> &mut Self {
        self.plan(Planned::reply(
            status,
            "application/json",
            None,
            body.into(),
        ))
    }

    /// No answer. [`Fault::CutReply`] opens the WebSocket and breaks it off.
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

/// What the server does over a WebSocket, in order.
///
/// After the last step it says nothing more, and agrees when the client closes.
pub struct Script<R> {
    steps: Vec<Step>,
    impossible: Option<String>,
    request: PhantomData<fn() -> R>,
}

#[derive(Clone)]
pub(super) enum Step {
    Say(Message),
    Hear,
    Pause(Duration),
    Read(bool),
    Silence,
    BreakOff,
}

impl<R: SocketEndpoint> Script<R> {
    fn new() -> Self {
        Self {
            steps: Vec::new(),
            impossible: None,
            request: PhantomData,
        }
    }

    /// Says a message.
    pub fn says(&mut self, message: impl Into<R::Receives>) -> &mut Self {
        self.step(Step::Say(Message::text(json::to_string(&message.into()))))
    }

    /// Says any text, such as one that the contract does not document.
    pub fn says_text(&mut self, text: impl Into<String>) -> &mut Self {
        self.step(Step::Say(Message::text(text.into())))
    }

    /// Sends bytes.
    pub fn sends(&mut self, bytes: impl Into<Bytes>) -> &mut Self {
        self.step(Step::Say(Message::Binary(bytes.into())))
    }

    /// Sends a ping, which is a sign of life and no message.
    pub fn pings(&mut self) -> &mut Self {
        self.step(Step::Say(Message::Ping(Bytes::new())))
    }

    /// Waits for one more message or bytes of the client. The call's body, if it has one, is the first. A client that
    /// closes is not waited for.
    pub fn hears(&mut self) -> &mut Self {
        self.step(Step::Hear)
    }

    /// Lets time pass, by tokio's clock, which a test can pause.
    pub fn pauses(&mut self, time: Duration) -> &mut Self {
        self.step(Step::Pause(time))
    }

    /// Ends it with a documented failure: a close frame when its status is the code of one, and a message otherwise.
    pub fn fails(&mut self, error: impl Into<R::Error>) -> &mut Self {
        let error = error.into();
        let said = if error.status() >= CLOSE_CODES {
            documented::reason(R::API, &error).map(|(code, reason)| close(code, reason))
        } else {
            let headers = HeaderMap::new();
            let read = |text: &str| failure_in(R::API, R::INFO, 101, &headers, text)?.1;
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

    /// Closes it; 1000 says that all is done.
    pub fn closes(&mut self, code: u16, reason: impl Into<String>) -> &mut Self {
        self.step(Step::Say(close(code, reason.into())))
    }

    /// Breaks the connection off.
    pub fn breaks_off(&mut self) -> &mut Self {
        self.step(Step::BreakOff)
    }

    /// Takes nothing more of what the client sends.
    pub fn stops_reading(&mut self) -> &mut Self {
        self.step(Step::Read(false))
    }

    /// Takes what the client sends, after [`stops_reading`](Self::stops_reading).
    pub fn reads_again(&mut self) -> &mut Self {
        self.step(Step::Read(true))
    }

    /// Does nothing any more, whatever the client does.
    pub fn goes_silent(&mut self) -> &mut Self {
        self.step(Step::Silence)
    }

    fn step(&mut self, step: Step) -> &mut Self {
        self.steps.push(step);
        self
    }
}

fn close(code: u16, reason: String) -> Message {
    Message::Close(Some(CloseFrame {
        code: CloseCode::from(code),
        reason: Utf8Bytes::from(reason),
    }))
}

/// The server's end of a WebSocket, as the client sees it.
pub(super) struct Played {
    steps: VecDeque<Step>,
    /// What is said and not yet taken; nothing for an end without a close frame.
    said: VecDeque<Option<Message>>,
    pause: Option<Sleep>,
    /// How many messages were heard and not yet waited for.
    heard: usize,
    reads: bool,
    /// Whether the client has closed.
    closed: bool,
    stub: Stub,
    /// The number of its call.
    call: usize,
    secrets: Secrets,
}

impl Played {
    pub(super) fn new(steps: Vec<Step>, stub: Stub, call: usize, secrets: Secrets) -> Self {
        Self {
            steps: steps.into(),
            said: VecDeque::new(),
            pause: None,
            heard: 0,
            reads: true,
            closed: false,
            stub,
            call,
            secrets,
        }
    }

    /// Goes on as far as it can.
    fn play(&mut self, context: &mut Context<'_>) {
        while let Some(step) = self.steps.front() {
            match step {
                Step::Say(message) => self.said.push_back(Some(message.clone())),
                Step::BreakOff => self.said.push_back(None),
                Step::Read(reads) => self.reads = *reads,
                Step::Hear if self.heard > 0 => self.heard -= 1,
                Step::Hear if self.closed => {}
                Step::Hear | Step::Silence => return,
                Step::Pause(time) => {
                    let pause = self.pause.get_or_insert_with(|| TokioClock.sleep(*time));
                    if pause.as_mut().poll(context).is_pending() {
                        return;
                    }
                    self.pause = None;
                }
            }
            self.steps.pop_front();
        }
        if std::mem::take(&mut self.closed) {
            self.said.push_back(Some(close(NORMAL, String::new())));
        }
    }

    fn hear(&mut self, content: &[u8]) {
        self.heard += 1;
        let part = Part {
            name: String::new(),
            file_name: None,
            content_type: None,
            content: self.secrets.remove_from(content).into_owned().into(),
        };
        self.stub.hear(self.call, part);
    }
}

impl Stream for Played {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.play(context);
        match self.said.pop_front() {
            Some(message) => Poll::Ready(message.map(Ok)),
            // Nobody else can send while this is waited for, so that nothing but time changes it.
            None => Poll::Pending,
        }
    }
}

impl Sink<Message> for Played {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.play(context);
        if self.reads {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        match message {
            Message::Text(text) => self.hear(text.as_bytes()),
            Message::Binary(bytes) => self.hear(&bytes),
            Message::Close(_) => self.closed = true,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
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
