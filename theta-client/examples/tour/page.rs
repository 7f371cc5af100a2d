//! A page of 80 columns: what does not fit goes on below, and nothing is cut.

use std::io::{self, Write};

/// Columns of a line.
const WIDTH: usize = 80;
/// Columns of a label and the space behind it.
const LABEL: usize = 22;

/// Writes the text, wrapped between words.
pub(crate) fn say(out: &mut dyn Write, text: &str) -> io::Result<()> {
    write(out, "", 0, text)
}

/// Writes a label, and the text beside it.
pub(crate) fn labelled(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    write(out, label, LABEL, text)
}

fn write(out: &mut dyn Write, label: &str, indent: usize, text: &str) -> io::Result<()> {
    for (at, line) in lines(text, WIDTH - indent).iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        writeln!(out, "{}", format!("{label:indent$}{line}").trim_end())?;
    }
    Ok(())
}

/// Lines of at most that many characters; a word that is longer is broken, since it must not be cut.
fn lines(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let length = |text: &str| text.chars().count();
    for word in text.split(' ') {
        if !line.is_empty() && length(&line) + 1 + length(word) > room {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        for character in word.chars() {
            if length(&line) == room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line);
    lines
}
