//! A connection as long as it is open, and the bodies that come over it.

use crate::connection::{Arrival, Place};
use crate::exchange::Shared;
use crate::play::Play;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;
use hyper::header::CONTENT_LENGTH;
use hyper::http::request;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};

/// A body beyond its limit is read and dropped up to this many times the limit, so that a client that is still
/// sending gets to see the reply.
const DRAINED: u64 = 16;

/// An open connection; it is recorded as closed in the end.
pub(crate) struct Line {
    pub(crate) shared: Arc<Shared>,
    pub(crate) number: u64,
    /// A fault that wants the bare socket.
    play: Mutex<Option<Play>>,
}

impl Line {
    pub(crate) fn open(shared: Arc<Shared>) -> Self {
        let now = shared.settings.clock.now();
        let number = shared.state().connections.open(now);
        Self {
            shared,
            number,
            play: Mutex::new(None),
        }
    }

    pub(crate) fn take_play(&self) -> Option<Play> {
        self.play
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Has the HTTP library dropped where it stands, and the fault played on its socket.
    pub(crate) async fn hand_over<T>(&self, play: Play) -> T {
        *self.play.lock().unwrap_or_else(PoisonError::into_inner) = Some(play);
        pending().await
    }

    /// `late` says that it will not be answered.
    pub(crate) fn arrive(&self, head: &request::Parts, late: bool) -> (Place, Option<u64>) {
        let length = head.headers.get(CONTENT_LENGTH);
        let content_length = length.and_then(|value| value.to_str().ok()?.parse().ok());
        let arrival = Arrival {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            content_length,
            body_bytes: 0,
            complete: false,
            late,
            fault: None,
        };
        let place = self.shared.state().connections.arrive(self.number, arrival);
        (place, content_length)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shared.state().connections.close(self.number);
    }
}

/// A body while it is read.
pub(crate) struct Upload<'s> {
    place: Place,
    shared: &'s Shared,
    /// The beginning, up to the limit; what is beyond it is dropped.
    pub(crate) kept: BytesMut,
    pub(crate) total: u64,
}

impl<'s> Upload<'s> {
    pub(crate) fn new(place: Place, shared: &'s Shared) -> Self {
        Self {
            place,
            shared,
            kept: BytesMut::new(),
            total: 0,
        }
    }

    pub(crate) fn is_over_limit(&self) -> bool {
        self.total > self.shared.settings.body_limit as u64
    }

    /// Reads the body to its end, or until so much of it was read.
    pub(crate) async fn read<B>(
        &mut self,
        body: &mut B,
        until: Option<u64>,
    ) -> Result<(), hyper::Error>
    where
        B: Body<Data = Bytes, Error = hyper::Error> + Unpin,
    {
        let limit = self.shared.settings.body_limit;
        let too_much = (limit as u64).saturating_mul(DRAINED);
        while until.is_none_or(|until| self.total < until) && self.total <= too_much {
            let Some(frame) = body.frame().await else {
                break;
            };
            let Ok(data) = frame?.into_data() else {
                continue;
            };
            let length = data.len() as u64;
            self.total = self.total.saturating_add(length);
            self.shared.state().connections.read(self.place, length);
            let room = limit - self.kept.len();
            self.kept.extend_from_slice(&data[..data.len().min(room)]);
        }
        Ok(())
    }
}
