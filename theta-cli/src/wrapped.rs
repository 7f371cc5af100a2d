//! Lines no wider than the window.

use anstream::adapter::strip_str;
use std::io::IsTerminal;
use terminal_size::{Width, terminal_size};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// A narrower window does not get narrower lines.
const LEAST: usize = 40;

/// Where a column of texts begins further to the right than this, its lines begin at the left.
const DEEPEST: usize = 24;

/// Returns how wide lines may be: as `COLUMNS` says, or else the terminal; `None` in a pipe.
pub(crate) fn width(stream: &impl IsTerminal) -> Option<usize> {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.trim().parse().ok());
    let width = said.or_else(|| {
        let size = stream.is_terminal().then(terminal_size).flatten();
        size.map(|(Width(width), _)| usize::from(width))
    });
    width.map(|width: usize| width.max(LEAST))
}

/// Returns the text with lines of at most that width, where they have a blank to end at. Lines of a file stay as they are.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| one(line, width)).collect();
    lines.join("\n")
}

fn one(line: &str, width: usize) -> String {
    let plain = strip_str(line).to_string();
    if display_width(&plain) <= width || is_of_a_file(&plain) {
        return line.to_owned();
    }
    let indent = " ".repeat(hang(&plain));
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(line, options);
    // A workflow reads a line that begins so as a command.
    let is_command = |line: &str| {
        ["::", "##["]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark))
    };
    if lines.iter().skip(1).any(|line| is_command(line)) {
        return line.to_owned();
    }
    lines.join("\n")
}

/// Whether it is a line of a snippet: `12 | name = "…"`, or the marks below one.
fn is_of_a_file(line: &str) -> bool {
    let number = line
        .trim_start()
        .trim_start_matches(|c: char| c.is_ascii_digit());
    number.trim_start().starts_with('|')
}

/// Where the further lines of one begin: below its text, behind a mark or a label.
fn hang(line: &str) -> usize {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[indent..];
    let column = rest.find("  ").map(|at| {
        let blanks = &rest[at..];
        indent + at + (blanks.len() - blanks.trim_start_matches(' ').len())
    });
    let marks = ["--> ", "= ", "- ", "+ ", "::: "];
    let mark = marks.iter().find(|mark| rest.starts_with(**mark));
    match (column, mark) {
        (Some(column), _) if column <= DEEPEST => column,
        (_, Some(mark)) => indent + mark.len(),
        _ => indent + 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_lines_begin_below_the_text() {
        for (line, expected) in [
            ("one two three four", "one two\n  three\n  four"),
            ("  = one two three", "  = one\n    two\n    three"),
            ("  a:  one two three", "  a:  one\n      two\n      three"),
        ] {
            assert_eq!(wrapped(line, 9), expected, "{line}");
        }
    }

    #[test]
    fn a_line_of_a_file_stays_as_it_is() {
        for line in ["12 | one two three", "   | ^^^ one two", "onetwothreefour"] {
            assert_eq!(wrapped(line, 9), line);
        }
    }

    #[test]
    fn styles_take_no_room() {
        let line = "\u{1b}[1mone\u{1b}[0m two";
        assert_eq!(wrapped(line, 7), line);
        assert_eq!(wrapped(line, 6), "\u{1b}[1mone\u{1b}[0m\n  two");
    }
}
