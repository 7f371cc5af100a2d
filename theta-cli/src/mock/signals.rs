//! Being told to stop.

use super::Event;
use std::io;
use std::sync::mpsc::Sender;

/// Sends an event when the process is told to stop, by Ctrl-C or as a service is.
pub(super) fn listen(events: Sender<Event>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    // The signals are heard from now on.
    let stopped = {
        let _context = runtime.enter();
        stop()?
    };
    std::thread::Builder::new()
        .name("theta-signals".to_owned())
        .spawn(move || {
            runtime.block_on(stopped);
            let _ = events.send(Event::Stop);
        })?;
    Ok(())
}

#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(std::future::poll_fn(move |context| {
        let told = [&mut interrupt, &mut terminate].map(|signal| signal.poll_recv(context));
        if told.iter().any(std::task::Poll::is_ready) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    }))
}

#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
