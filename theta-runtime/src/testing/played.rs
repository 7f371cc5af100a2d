//! The server's end of a planned WebSocket.

use super::form::Part;
use crate::call::socket::NORMAL;
use futures_util::{Sink, Stream};
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use theta_pace::{Clock, Sleep, TokioClock};
use theta_secrets::Secrets;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

/// What the server does, one after the other.
#[derive(Clone)]
pub(super) enum Step {
    Say(Message),
    Hear,
    Pause(Duration),
    Read(bool),
    Silence,
    BreakOff,
}

pub(super) fn close(code: u16, reason: String) -> Message {
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
    /// Takes what the client says.
    listener: Box<dyn FnMut(Part) + Send>,
    secrets: Secrets,
}

impl Played {
    pub(super) fn new(
        steps: Vec<Step>,
        secrets: Secrets,
        listener: impl FnMut(Part) + Send + 'static,
    ) -> Self {
        Self {
            steps: steps.into(),
            said: VecDeque::new(),
            pause: None,
            heard: 0,
            reads: true,
            closed: false,
            listener: Box::new(listener),
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
        (self.listener)(part);
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
