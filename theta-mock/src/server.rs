//! The server's thread: connections, bodies, replies on the wire.

use crate::exchange::{Chosen, Incoming, Shared};
use crate::multipart;
use crate::record::ReplyKind;
use crate::reply::Reply;
use crate::route;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use hyper::http::request;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;

/// Connections that are served at the same time; further ones wait to be accepted.
const MAX_CONNECTIONS: usize = 1024;

/// How long a connection may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How much of a head is read before it is refused.
const MAX_HEAD: usize = 64 * 1024;

/// A body beyond its limit is read and dropped up to this many times the limit, so that a client that is still
/// sending gets to see the reply.
const DRAINED: usize = 16;

/// A pause after an accept that failed, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Why a connection ends without a whole reply.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("the reply was scripted to be missing")]
    Scripted,
    #[error("the request could not be read: {0}")]
    Request(#[from] hyper::Error),
}

/// Starts the thread. It ends when the sender is used or dropped.
pub(crate) fn spawn(
    listener: TcpListener,
    shared: Arc<Shared>,
) -> io::Result<(JoinHandle<()>, oneshot::Sender<()>)> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let listener = {
        let _context = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .name("theta-mock".to_owned())
        .spawn(move || {
            // Connections live in the runtime and end with it.
            runtime.block_on(serve(listener, shared, stopped));
        })?;
    Ok((thread, stop))
}

async fn serve(
    listener: tokio::net::TcpListener,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<()>,
) {
    let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            let permit = Arc::clone(&free).acquire_owned().await;
            (permit, listener.accept().await)
        };
        tokio::select! {
            biased;
            _ = &mut stopped => return,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            (permit, accepted) = accepted => match accepted {
                Ok((stream, _)) => {
                    let shared = Arc::clone(&shared);
                    connections.spawn(async move {
                        let _permit = permit;
                        connection(stream, shared).await;
                    });
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // Small replies should not wait for each other; a socket that refuses the option still works.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| exchange(request, Arc::clone(&shared)));
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    // What goes wrong on one connection is between it and its client.
    let _ = served.await;
}

async fn exchange<B>(request: Request<B>, shared: Arc<Shared>) -> Result<Response<ReplyBody>, Ended>
where
    B: Body<Data = Bytes, Error = hyper::Error> + Unpin,
{
    let (head, body) = request.into_parts();
    let (body, over_limit) = read(body, shared.body_limit).await?;
    let incoming = incoming(&head, body, over_limit, &shared).await;
    let Chosen { reply, delay } = shared.answer(incoming);
    if delay > Duration::ZERO {
        shared.clock.sleep(delay).await;
    }
    if reply.kind == ReplyKind::Disconnect {
        return Err(Ended::Scripted);
    }
    Ok(respond(reply))
}

/// Reads a body; what is beyond the limit is dropped.
async fn read<B>(mut body: B, limit: usize) -> Result<(Bytes, bool), hyper::Error>
where
    B: Body<Data = Bytes, Error = hyper::Error> + Unpin,
{
    let mut kept = BytesMut::new();
    let mut total: usize = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len());
        let room = limit - kept.len();
        kept.extend_from_slice(&data[..data.len().min(room)]);
        if total > limit.saturating_mul(DRAINED) {
            break;
        }
    }
    Ok((kept.freeze(), total > limit))
}

async fn incoming(
    head: &request::Parts,
    body: Bytes,
    over_limit: bool,
    shared: &Shared,
) -> Incoming {
    let headers = head.headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    let key = shared
        .contract
        .auth
        .as_ref()
        .and_then(|auth| head.headers.get(auth.header.as_str()));
    let mut incoming = Incoming {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: route::query(head.uri.query().unwrap_or_default()),
        headers: headers.collect(),
        key: key.map(|value| value.as_bytes().to_vec()),
        body,
        over_limit,
        parts: Vec::new(),
        malformed: None,
    };
    let multipart = incoming
        .content_type()
        .filter(|value| route::essence(value) == "multipart/form-data");
    if let Some(content_type) = multipart {
        match multipart::parts(content_type, &incoming.body).await {
            Ok(parts) => incoming.parts = parts,
            Err(reason) => incoming.malformed = Some(reason),
        }
    }
    incoming
}

fn respond(reply: Reply) -> Response<ReplyBody> {
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
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
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

/// A body that may end before it should.
struct ReplyBody {
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
struct CutShort;

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
