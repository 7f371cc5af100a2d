//! A body that is played in steps.

use http_body::{Body, Frame};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use theta_runtime::Bytes;
use tokio::time::{Sleep, sleep};

/// What a server does with its body.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Send(&'static str),
    Bytes(&'static [u8]),
    Wait(Duration),
    Break,
}

/// A body that does this. It must not be asked for more once it has ended, as many must not.
pub(crate) struct Played {
    steps: VecDeque<Step>,
    waiting: Option<Pin<Box<Sleep>>>,
    has_ended: bool,
}

impl Played {
    pub(crate) fn new(steps: Vec<Step>) -> Self {
        Self {
            steps: steps.into(),
            waiting: None,
            has_ended: false,
        }
    }
}

impl Body for Played {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        assert!(!self.has_ended, "polled after its end");
        loop {
            if let Some(waiting) = &mut self.waiting {
                ready!(waiting.as_mut().poll(context));
                self.waiting = None;
            }
            match self.steps.pop_front() {
                None => {
                    self.has_ended = true;
                    return Poll::Ready(None);
                }
                Some(Step::Send(text)) => {
                    let data = Bytes::from_static(text.as_bytes());
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                Some(Step::Bytes(bytes)) => {
                    let data = Bytes::from_static(bytes);
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                Some(Step::Wait(time)) => self.waiting = Some(Box::pin(sleep(time))),
                Some(Step::Break) => {
                    self.has_ended = true;
                    return Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())));
                }
            }
        }
    }
}
