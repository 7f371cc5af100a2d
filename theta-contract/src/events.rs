//! Events as text: how a whole body is read and written.

use crate::contract::{Framing, MESSAGE};
use std::fmt::Write as _;

/// An event as it is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name; `message` if it names none.
    pub name: String,
    /// Its data.
    pub data: String,
}

impl Event {
    /// Creates an event that names none.
    #[must_use]
    pub fn of(data: impl Into<String>) -> Self {
        Self {
            name: MESSAGE.to_owned(),
            data: data.into(),
        }
    }
}

/// Reads the events of a whole body. One at the end needs no empty line after it: documentation often cuts it off.
///
/// # Errors
///
/// Returns a line that is no part of an event.
pub fn read(framing: Framing, text: &str) -> Result<Vec<Event>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    if framing == Framing::Lines {
        let lines = lines.map(str::trim).filter(|line| !line.is_empty());
        return Ok(lines.map(Event::of).collect());
    }
    let mut all = Vec::new();
    let (mut name, mut data) = (None, None::<String>);
    for line in lines.chain([""]) {
        if line.trim().is_empty() {
            if let Some(data) = data.take() {
                let name = name.take().filter(|name: &String| !name.is_empty());
                all.push(Event {
                    name: name.unwrap_or_else(|| MESSAGE.to_owned()),
                    data,
                });
            }
            name = None;
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => name = Some(value.to_owned()),
            "data" => match &mut data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => data = Some(value.to_owned()),
            },
            "" | "id" | "retry" => {}
            _ => return Err(line.to_owned()),
        }
    }
    Ok(all)
}

/// Writes an event to a body.
pub fn write(framing: Framing, event: &Event, out: &mut String) {
    if framing == Framing::Lines {
        out.push_str(&event.data);
        out.push('\n');
        return;
    }
    // Writing to a `String` cannot fail.
    if event.name != MESSAGE {
        let _ = writeln!(out, "event: {}", event.name);
    }
    for line in event.data.split('\n') {
        let _ = writeln!(out, "data: {line}");
    }
    out.push('\n');
}
