//! Seeing that a contract has changed.

use super::Event;
use crate::files;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// How often the file is looked at.
const PAUSE: Duration = Duration::from_millis(300);

/// Sends an event whenever the file holds something else than before, and the same twice: it may be seen half written. A
/// file that cannot be read for a moment, as while an editor replaces it, is what it was.
pub(super) fn watch(path: PathBuf, events: Sender<Event>) -> io::Result<()> {
    let mut served = files::read(&path).ok();
    let mut before = served.clone();
    let look = move || {
        loop {
            std::thread::sleep(PAUSE);
            let Ok(now) = files::read(&path).map(Some) else {
                continue;
            };
            if now == before && now != served {
                served.clone_from(&now);
                if events.send(Event::Changed).is_err() {
                    return;
                }
            }
            before = now;
        }
    };
    std::thread::Builder::new()
        .name("theta-watch".to_owned())
        .spawn(look)?;
    Ok(())
}
