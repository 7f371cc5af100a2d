//! A sign of life while a command works: on a terminal, and only where it takes a while.

use indicatif::ProgressBar;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What takes less shows nothing.
const QUIET: Duration = Duration::from_millis(700);

/// How often it moves.
const TICK: Duration = Duration::from_millis(100);

/// A spinner on standard error until it is dropped; nothing in a pipe.
pub(crate) struct Working(Option<(Sender<()>, JoinHandle<()>)>);

impl Working {
    /// Begins to wait.
    pub(crate) fn on(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let (done, waits) = mpsc::channel();
        let shows = move || {
            if waits.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                let spinner = ProgressBar::new_spinner().with_message(what);
                spinner.enable_steady_tick(TICK);
                let _ = waits.recv();
                spinner.finish_and_clear();
            }
        };
        let thread = thread::Builder::new().spawn(shows).ok();
        Self(thread.map(|thread| (done, thread)))
    }
}

impl Drop for Working {
    /// Nothing of it is left on the screen when the result is written.
    fn drop(&mut self) {
        if let Some((done, thread)) = self.0.take() {
            drop(done);
            let _ = thread.join();
        }
    }
}
