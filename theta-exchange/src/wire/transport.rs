//! Custom transports of requests.

#[cfg(feature = "testing")]
use crate::upload::body::Segment;
use crate::upload::body::UploadBody;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{fmt, io};

#[doc(hidden)]
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The future that [`Transport::send`] returns.
pub type TransportFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<ResponseBody>, TransportError>> + Send>>;

/// A transport that carries requests in place of the built-in HTTP client: another HTTP stack, a proxy, a test.
///
/// A transport sends each request once: it must neither retry nor follow redirects, which could cost money or carry
/// the key to another host. Timeouts, retries and pacing are handled by the client. The request body counts what is
/// taken from it, which tells the client how much the server may have received: take frames only as they are sent. The
/// extensions of the request contain the `&'static EndpointInfo` of its endpoint. The client decodes a body with a
/// `content-encoding` of `gzip` or `deflate`; a transport that decodes the body itself must remove the header.
///
/// ```
/// use theta_runtime::http::{Request, Response};
/// use theta_runtime::{RequestBody, ResponseBody, Transport, TransportFuture};
///
/// #[derive(Debug)]
/// struct AlwaysBusy;
///
/// impl Transport for AlwaysBusy {
///     fn send(&self, request: Request<RequestBody>) -> TransportFuture {
///         Box::pin(async move {
///             request.into_body().collect().await?;
///             let mut response = Response::new(ResponseBody::from("{\"detail\": \"busy\"}"));
///             *response.status_mut() = theta_runtime::http::StatusCode::SERVICE_UNAVAILABLE;
///             Ok(response)
///         })
///     }
/// }
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request and returns the reply once its headers have been received.
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture;
}

/// The error when a request was not answered.
#[derive(Clone, Debug)]
pub struct TransportError {
    pub(crate) connect: bool,
    pub(crate) refused: bool,
    pub(crate) cause: Arc<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// Creates an error for a connection that was established and failed.
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self {
            connect: false,
            refused: false,
            cause: cause.into().into(),
        }
    }

    /// Creates an error for a connection that could not be established: the request was certainly not sent.
    pub fn connect(cause: impl Into<BoxError>) -> Self {
        Self {
            connect: true,
            ..Self::new(cause)
        }
    }

    /// Creates a refusal of a request that this transport does not send, and would not send on a retry either,
    /// whatever it read of the body. The call fails as one with refused input, with `cause` as its text.
    pub fn refused(cause: impl Into<BoxError>) -> Self {
        Self {
            refused: true,
            ..Self::new(cause)
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.refused, self.connect) {
            (true, _) => "the transport refuses the request",
            (false, true) => "the transport could not connect",
            (false, false) => "the transport failed",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

impl From<io::Error> for TransportError {
    fn from(error: io::Error) -> Self {
        Self::new(error)
    }
}

/// The body of a request. Its length is exact, and it counts what is taken from it.
pub struct RequestBody {
    body: UploadBody,
    /// A copy of what was taken, for a recorder.
    #[cfg(feature = "testing")]
    copy: Option<Copied>,
}

/// A copy of what was taken from a body.
#[doc(hidden)]
#[cfg(feature = "testing")]
pub type Copied = Arc<std::sync::Mutex<Vec<u8>>>;

impl RequestBody {
    pub(crate) fn new(body: UploadBody) -> Self {
        Self {
            body,
            #[cfg(feature = "testing")]
            copy: None,
        }
    }

    /// Keeps a copy of what is taken from now on.
    #[doc(hidden)]
    #[cfg(feature = "testing")]
    pub fn copied(&mut self) -> Copied {
        self.copy.insert(Arc::default()).clone()
    }

    /// A body that was read before.
    #[doc(hidden)]
    #[must_use]
    #[cfg(feature = "testing")]
    pub fn whole(bytes: Bytes) -> Self {
        Self::new(UploadBody::quiet(vec![Segment::Bytes(bytes)]))
    }

    /// Ends as a connection does that breaks in the middle.
    #[doc(hidden)]
    #[cfg(feature = "testing")]
    pub fn cut(self) {
        self.body.cut();
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    ///
    /// Returns an error when a file cannot be read, or has changed since it was opened.
    pub async fn collect(mut self) -> io::Result<Bytes> {
        let mut all = Vec::new();
        while let Some(frame) =
            std::future::poll_fn(|context| Pin::new(&mut self).poll_frame(context)).await
        {
            if let Ok(data) = frame?.into_data() {
                all.extend_from_slice(&data);
            }
        }
        Ok(all.into())
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        #[cfg(feature = "testing")]
        if let (Poll::Ready(Some(Ok(frame))), Some(copy)) = (&frame, &self.copy)
            && let Some(data) = frame.data_ref()
        {
            let mut copy = copy
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            copy.extend_from_slice(data);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestBody")
            .field(&self.body.size_hint().exact())
            .finish()
    }
}

/// The body of a reply.
pub struct ResponseBody(Pin<Box<dyn Body<Data = Bytes, Error = BoxError> + Send>>);

impl ResponseBody {
    /// Creates the body of a reply from any body.
    pub fn new<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Box::pin(Boxable(Some(Box::pin(body)))))
    }

    /// The next frame; nothing at the end.
    #[doc(hidden)]
    #[cfg(feature = "testing")]
    pub fn poll_frame(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0.as_mut().poll_frame(context)
    }

    /// The next bytes; `None` at the end.
    #[doc(hidden)]
    pub async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        loop {
            let frame = std::future::poll_fn(|context| self.0.as_mut().poll_frame(context)).await?;
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) => return Some(Ok(data)),
                // Trailers.
                Ok(Err(_)) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T: Into<Bytes>> From<T> for ResponseBody {
    fn from(bytes: T) -> Self {
        Self(Box::pin(Whole(Some(bytes.into()))))
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseBody(..)")
    }
}

/// A body whose errors are boxed, and which is not asked again after its end, which not every body allows.
struct Boxable<B>(Option<Pin<Box<B>>>);

impl<B> Body for Boxable<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Some(body) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let frame = body.as_mut().poll_frame(context);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        frame.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }
}

/// A body of one piece.
struct Whole(Option<Bytes>);

impl Body for Whole {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    /// A body that gives these and must not be asked for more than there is.
    struct Strict(Vec<Option<Result<&'static str, io::Error>>>);

    impl Body for Strict {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            let next = self.0.pop();
            let next = next.expect("it is not asked again after its end");
            Poll::Ready(next.map(|piece| Ok(Frame::data(piece?.into()))))
        }
    }

    #[test]
    fn a_body_is_not_asked_for_more_after_its_end_or_an_error() {
        let chunk = |body: &mut ResponseBody| body.chunk().now_or_never().unwrap();
        let mut body = ResponseBody::new(Strict(vec![None, Some(Ok("la"))]));
        assert_eq!(chunk(&mut body).unwrap().unwrap(), "la");
        assert!(chunk(&mut body).is_none() && chunk(&mut body).is_none());
        let broken = io::Error::from(io::ErrorKind::ConnectionReset);
        let mut body = ResponseBody::new(Strict(vec![Some(Err(broken))]));
        assert!(chunk(&mut body).unwrap().is_err());
        assert!(chunk(&mut body).is_none());
    }
}
