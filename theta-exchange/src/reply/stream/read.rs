//! Bytes that are read as a file is.

use super::ByteStream;
use crate::reply::documented::DocumentedError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{error, io};
use tokio::io::{AsyncRead, ReadBuf};

/// An error of the stream is inside the [`io::Error`]: [`get_ref`](io::Error::get_ref) gives the
/// [`Error`](crate::reply::error::Error). Its kind is [`TimedOut`](io::ErrorKind::TimedOut) after silence.
impl<E: DocumentedError> AsyncRead for ByteStream<E> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        while buffer.remaining() > 0 {
            let mut chunk = match ready!(stream.poll(context)) {
                Some(Ok(chunk)) if chunk.is_empty() => continue,
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => {
                    let kind = if error.is_timeout() {
                        io::ErrorKind::TimedOut
                    } else {
                        io::ErrorKind::UnexpectedEof
                    };
                    let error: Box<dyn error::Error + Send + Sync> = Box::new(error);
                    return Poll::Ready(Err(io::Error::new(kind, error)));
                }
                None => break,
            };
            let taken = chunk.split_to(chunk.len().min(buffer.remaining()));
            buffer.put_slice(&taken);
            // What is given back was not received yet.
            stream.received -= chunk.len() as u64;
            stream.first = chunk;
            break;
        }
        Poll::Ready(Ok(()))
    }
}
