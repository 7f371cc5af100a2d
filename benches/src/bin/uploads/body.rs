//! The body that somebody would write by hand who knows how: a form in three runs of bytes, of exact length.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::collections::hash_map::RandomState;
use std::convert::Infallible;
use std::hash::BuildHasher;
use std::pin::Pin;
use std::task::{Context, Poll};

pub(crate) struct Form {
    runs: [Bytes; 3],
    next: usize,
    left: u64,
}

impl Form {
    /// A form with one file, and the value of its `content-type` header.
    pub(crate) fn new(file: Bytes) -> (Self, String) {
        let half = || RandomState::new().hash_one(0_u8);
        let boundary = format!("{:016x}{:016x}", half(), half());
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"audio.wav\"\r\n\
             Content-Type: audio/wav\r\n\r\n"
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let runs = [head.into(), file, tail.into()];
        let left = runs.iter().map(|run| run.len() as u64).sum();
        let content_type = format!("multipart/form-data; boundary={boundary}");
        (
            Self {
                runs,
                next: 0,
                left,
            },
            content_type,
        )
    }
}

impl Body for Form {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.next;
        self.next += 1;
        let run = self.runs.get_mut(next).map(std::mem::take);
        self.left -= run.as_ref().map_or(0, |run| run.len() as u64);
        Poll::Ready(run.map(|run| Ok(Frame::data(run))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
