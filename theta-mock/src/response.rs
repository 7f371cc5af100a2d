//! A reply as the HTTP library sends it.

use crate::reply::Reply;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::{Response, StatusCode};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Puts a reply on the wire. One to a HEAD may have the length of a body that does not follow.
pub(crate) fn respond(reply: Reply, is_head: bool) -> Response<ReplyBody> {
    let length = reply.body.len();
    let end = if reply.cut_short {
        End::Flush
    } else {
        End::Whole
    };
    let mut response = Response::new(ReplyBody {
        data: Some(reply.body).filter(|data| !data.is_empty()),
        end,
    });
    // Statuses and headers were checked when they were scripted, and those of a contract are checked with it.
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // What says where a body ends is written by the library, and what contradicts it cannot be sent.
    let is_framing = |name: &HeaderName| match *name {
        CONTENT_LENGTH => !is_head || length > 0,
        ref name => *name == TRANSFER_ENCODING,
    };
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
            && !is_framing(&name)
        {
            response.headers_mut().append(name, value);
        }
    }
    if reply.cut_short {
        response
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(length + 1));
    }
    response
}

/// A reply without a body.
pub(crate) fn empty(status: u16) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody {
        data: None,
        end: End::Whole,
    });
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// A body that may end before it should.
pub(crate) struct ReplyBody {
    data: Option<Bytes>,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    /// The connection gets one turn to send what it has before it is cut.
    Flush,
    Cut,
}

/// The reply was scripted to be cut short.
#[derive(Debug, thiserror::Error)]
#[error("the reply was scripted to be cut short")]
pub(crate) struct CutShort;

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = CutShort;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutShort>>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            End::Flush => {
                self.end = End::Cut;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            End::Cut => Poll::Ready(Some(Err(CutShort))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && self.end == End::Whole
    }

    fn size_hint(&self) -> SizeHint {
        let length = self
            .data
            .as_ref()
            .map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
        match self.end {
            End::Whole => SizeHint::with_exact(length),
            End::Flush | End::Cut => SizeHint::default(),
        }
    }
}
