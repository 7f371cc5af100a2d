//! The server's thread: connections, bodies, replies on the wire.

use crate::connection::{Arrival, Place};
use crate::exchange::{Chosen, Incoming, Shared, Struck};
use crate::farewell::see_off;
use crate::fault::{Fault, Stage};
use crate::multipart;
use crate::play::{Play, Taken};
use crate::record::ReplyKind;
use crate::reply::Reply;
use crate::route;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{self, Body, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::http::request;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::{pending, poll_fn};
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
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
const DRAINED: u64 = 16;

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

/// An open connection; it is recorded as closed in the end.
pub(crate) struct Line {
    pub(crate) shared: Arc<Shared>,
    number: u64,
    /// A fault that wants the bare socket.
    play: Mutex<Option<Play>>,
}

impl Line {
    fn open(shared: Arc<Shared>) -> Self {
        let now = shared.clock.now();
        let number = shared.state().connections.open(now);
        Self {
            shared,
            number,
            play: Mutex::new(None),
        }
    }

    fn take_play(&self) -> Option<Play> {
        self.play
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Has the HTTP library dropped where it stands, and the fault played on its socket.
    async fn hand_over<T>(&self, play: Play) -> T {
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

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // Small replies should not wait for each other; a socket that refuses the option still works.
    let _ = stream.set_nodelay(true);
    let line = Arc::new(Line::open(Arc::clone(&shared)));
    if let Some(struck) = shared.strike_at_accept(line.number) {
        let taken = Taken {
            stream,
            shared: Arc::clone(&shared),
        };
        shared.clock.sleep(struck.delay()).await;
        taken.play(bare(struck.fault, None)).await;
        return;
    }
    let service = service_fn({
        let line = Arc::clone(&line);
        move |request| exchange(request, Arc::clone(&line))
    });
    let mut http = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    // The service runs inside this poll, so a fault is seen as soon as it is handed over.
    let play = poll_fn(|context| {
        let served = Pin::new(&mut http).poll(context);
        match line.take_play() {
            Some(play) => Poll::Ready(Some(play)),
            // What goes wrong on one connection is between it and its client.
            None => served.map(|_| None),
        }
    })
    .await;
    if let Some(mut play) = play {
        let parts = http.into_parts();
        play.count_ahead(&shared, parts.read_buf.len()).await;
        let taken = Taken {
            stream: parts.io.into_inner(),
            shared,
        };
        if let Some(stream) = taken.play(play).await {
            see_off(parts.read_buf, stream, &line).await;
        }
    }
}

/// A fault without a reply.
fn bare(fault: Fault, place: Option<Place>) -> Play {
    Play {
        fault,
        reply: None,
        place,
        body: None,
        left: Some(0),
        whole: true,
        session: None,
    }
}

async fn exchange(
    request: Request<body::Incoming>,
    line: Arc<Line>,
) -> Result<Response<ReplyBody>, Ended> {
    let shared = &line.shared;
    let (head, mut body) = request.into_parts();
    let (place, length) = line.arrive(&head, false);
    let struck = strike(&head, place, shared);
    let mut upload = Upload::new(place, shared);
    if let Some(struck) = &struck
        && struck.fault.stage() != Stage::Reply
    {
        if let Stage::Upload(after) = struck.fault.stage() {
            upload.read(&mut body, Some(after)).await?;
        }
        shared.clock.sleep(struck.delay()).await;
        let mut play = bare(struck.fault.clone(), Some(place));
        play.left = length.map(|length| length.saturating_sub(upload.total));
        play.body = Some(body);
        play.whole = false;
        if let Fault::EarlyReplyClose { status } | Fault::EarlyReplyDrain { status } = struck.fault
        {
            play.reply = Some(shared.early(status, head.method.as_str(), head.uri.path()));
        }
        return line.hand_over(play).await;
    }
    upload.read(&mut body, None).await?;
    shared.state().connections.complete(place);
    let over_limit = upload.is_over_limit();
    let incoming = incoming(&head, upload.kept.freeze(), over_limit, shared).await;
    let Chosen {
        reply,
        delay,
        session,
    } = shared.answer(incoming, struck.as_ref());
    if delay > Duration::ZERO {
        shared.clock.sleep(delay).await;
    }
    if session.is_some() {
        let mut play = bare(Fault::Hang, Some(place));
        play.session = session;
        return line.hand_over(play).await;
    }
    if let Some(struck) = struck.filter(|struck| struck.fault.is_by_hand()) {
        let mut play = bare(struck.fault, Some(place));
        play.reply = Some(reply);
        return line.hand_over(play).await;
    }
    if reply.kind == ReplyKind::Disconnect {
        return Err(Ended::Scripted);
    }
    Ok(respond(reply))
}

fn strike(head: &request::Parts, place: Place, shared: &Shared) -> Option<Struck> {
    let content_type = head.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    shared.strike(place, head.method.as_str(), head.uri.path(), content_type)
}

/// A body while it is read.
pub(crate) struct Upload<'s> {
    place: Place,
    shared: &'s Shared,
    /// The beginning, up to the limit; what is beyond it is dropped.
    kept: BytesMut,
    total: u64,
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

    fn is_over_limit(&self) -> bool {
        self.total > self.shared.body_limit as u64
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
        let limit = self.shared.body_limit;
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
