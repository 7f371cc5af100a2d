//! The server's thread: connections, bodies, replies on the wire.

use crate::connection::Place;
use crate::control;
use crate::cors;
use crate::encoded;
use crate::exchange::{Chosen, Shared, Struck};
use crate::farewell::see_off;
use crate::fault::{Fault, Stage};
use crate::line::{Line, Upload};
use crate::look::Look;
use crate::play::{Play, Taken};
use crate::record::ReplyKind;
use crate::reply::Reply;
use crate::request::{Incoming, texts};
use crate::response::{ReplyBody, respond};
use http_body_util::{BodyExt, Limited};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::http::request;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, body};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::poll_fn;
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
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
    let line = Arc::new(Line::open(Arc::clone(&shared)));
    if let Some(struck) = shared.strike_at_accept(line.number) {
        let taken = Taken {
            stream,
            shared: Arc::clone(&shared),
        };
        shared.settings.clock.sleep(struck.delay()).await;
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
        running: crate::limits::Running::default(),
    }
}

async fn exchange(
    request: Request<body::Incoming>,
    line: Arc<Line>,
) -> Result<Response<ReplyBody>, Ended> {
    let shared = &line.shared;
    let cors = cors::asked(&shared.settings, request.headers());
    if let Some(cors) = &cors
        && cors.is_preflight(request.method())
    {
        return Ok(cors.preflight());
    }
    let mut response = match control::path(request.uri().path()) {
        Some(path) if shared.settings.control => {
            let path = path.to_owned();
            let is_head = request.method() == Method::HEAD;
            respond(controlled(request, shared, &path).await?, is_head)
        }
        _ => of_contract(request, &line).await?,
    };
    if cors.is_some() {
        cors::allow(response.headers_mut());
    }
    Ok(response)
}

/// The answer of the server's own API.
async fn controlled(
    request: Request<body::Incoming>,
    shared: &Shared,
    path: &str,
) -> Result<Reply, Ended> {
    let method = request.method().clone();
    let host = request.headers().get(HOST);
    if !control::is_local(host.and_then(|host| host.to_str().ok())) {
        let (status, said) = control::not_local();
        return Ok(Reply::control(status, &said));
    }
    let body = Limited::new(request.into_body(), control::BODY_LIMIT);
    let (status, said) = match body.collect().await {
        Ok(body) => control::answer(shared, method.as_str(), path, &body.to_bytes()),
        Err(error) => match error.downcast::<hyper::Error>() {
            Ok(error) => return Err(Ended::Request(*error)),
            Err(_) => control::too_long(),
        },
    };
    Ok(Reply::control(status, &said))
}

async fn of_contract(
    request: Request<body::Incoming>,
    line: &Arc<Line>,
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
        shared.settings.clock.sleep(struck.delay()).await;
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
    let body = upload.kept.freeze();
    let incoming = Incoming::read(&head, body, over_limit, &shared.contract).await;
    let Chosen {
        reply,
        delay,
        session,
        running,
    } = shared.answer(incoming, struck.as_ref());
    if delay > Duration::ZERO {
        shared.settings.clock.sleep(delay).await;
    }
    if session.is_some() {
        let mut play = bare(Fault::Hang, Some(place));
        play.session = session;
        play.running = running;
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
    drop(running);
    Ok(respond(reply, head.method == Method::HEAD))
}

fn strike(head: &request::Parts, place: Place, shared: &Shared) -> Option<Struck> {
    let content_type = head.headers.get(CONTENT_TYPE);
    let query = encoded::query(head.uri.query().unwrap_or_default());
    let headers = texts(&head.headers);
    let look = Look {
        content_type: content_type.and_then(|value| value.to_str().ok()),
        query: &query,
        headers: &headers,
        ..Look::default()
    };
    shared.strike(place, head.method.as_str(), head.uri.path(), &look)
}
