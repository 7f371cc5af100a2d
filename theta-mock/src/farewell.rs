//! A connection that the server has given up while the client may still send on it.

use crate::line::{Line, Upload};
use bytes::Bytes;
use hyper::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io::Cursor;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Closes the sending half, and counts what still comes until the client closes too, or the time to hold a connection
/// is over. `ahead` is what was read of it before.
///
/// A client learns of the end only when it next reads. What it began to send before that did leave it, and whoever
/// compares the accounts of both sides must find it in both.
pub(crate) async fn see_off(ahead: Bytes, mut stream: TcpStream, line: &Arc<Line>) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let line = Arc::clone(line);
        async move {
            let (head, mut body) = request.into_parts();
            let (place, _) = line.arrive(&head, true);
            let mut upload = Upload::new(place, &line.shared);
            upload.read(&mut body, None).await?;
            line.shared.state().connections.complete(place);
            // It goes nowhere, and ends the connection.
            Ok::<_, hyper::Error>(Response::new(String::new()))
        }
    });
    let (rest, writer) = stream.into_split();
    let stream = tokio::io::join(Cursor::new(ahead).chain(rest), writer);
    let reading = hyper::server::conn::http1::Builder::new()
        // What came before the client closed is read although it has.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        () = line.shared.settings.clock.sleep(line.shared.settings.hold) => {}
        // What goes wrong on a connection that is over is of no interest.
        _ = reading => {}
    }
}
