//! Lines no wider than the window. No line ends within a command or code, which somebody may copy.

use anstream::adapter::strip_str;
use std::io::IsTerminal;
use terminal_size::{Width, terminal_size};
use textwrap::WordSeparator;
use textwrap::core::{Word, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;

/// A narrower window does not get narrower lines.
const LEAST: usize = 40;

/// Where a column of texts begins further to the right than this, its lines begin at the left.
const DEEPEST: usize = 24;

/// What begins a line that is all code. Texts of others have none: hidden characters of theirs are escaped.
const CODE: char = '\u{1f}';

/// What stands for a blank of code in the texts of `--help`, which are wrapped elsewhere.
const BLANK: char = '\u{a0}';

/// Returns a line that stays one.
pub(crate) fn code(line: &str) -> String {
    format!("{CODE}{line}")
}

/// Returns the text without what says that a line is code.
pub(crate) fn unmarked(text: &str) -> String {
    text.replace(CODE, "")
}

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
    if line.contains(CODE) {
        return unmarked(line);
    }
    let plain = strip_str(line).to_string();
    if display_width(&plain) <= width || is_of_a_file(&plain) {
        return line.to_owned();
    }
    let hang = hang(&plain);
    let room = width.saturating_sub(hang);
    let words = words(line, room);
    let widths: [f64; 2] =
        [width, room].map(|width| u32::try_from(width).map_or(f64::MAX, f64::from));
    let indent = " ".repeat(hang);
    let lines = wrap_first_fit(&words, &widths).into_iter().enumerate();
    let lines: Vec<String> = lines
        .map(|(at, words)| {
            let text: String = words
                .iter()
                .flat_map(|word| [word.word, word.whitespace])
                .collect();
            let indent = if at == 0 { "" } else { &indent };
            format!("{indent}{}", text.trim_end_matches(' '))
        })
        .collect();
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

/// The words between which a line may end. Code in backticks is one word, unless it is a text that no line has room for.
fn words(line: &str, room: usize) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut begin = 0;
    let mut end = 0;
    for word in WordSeparator::AsciiSpace.find_words(line) {
        end += word.word.len() + word.whitespace.len();
        let all = Word::from(&line[begin..end]);
        let has_room = || display_width(&strip_str(all.word).to_string()) <= room;
        let is_open = all.word.matches('`').count() % 2 == 1;
        if is_open && line[end..].contains('`') {
            continue;
        }
        if all.word.contains('`') && !has_room() && !is_command(all.word) {
            words.extend(WordSeparator::AsciiSpace.find_words(&line[begin..end]));
        } else {
            words.push(all);
        }
        begin = end;
    }
    words
}

/// Whether it begins as a command of ours does.
fn is_command(code: &str) -> bool {
    let code = strip_str(code).to_string();
    code.contains("`theta ") || code.contains("`cargo ")
}

/// Returns a text of `--help` in which no line ends within a command: a line that is indented, or code in backticks.
pub(crate) fn help(text: &str) -> String {
    let (mut begins, mut is_indented, mut is_quoted) = (true, false, false);
    let kept = text.chars().map(|c| {
        is_indented = (is_indented || (begins && c == ' ')) && c != '\n';
        is_quoted ^= c == '`';
        begins = c == '\n';
        if c == ' ' && (is_indented || is_quoted) {
            BLANK
        } else {
            c
        }
    });
    kept.collect()
}

/// Returns what `--help` shows with blanks again.
pub(crate) fn shown_help(text: &str) -> String {
    text.replace(BLANK, " ")
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
    fn code_stays_on_one_line() {
        for (line, expected) in [
            ("one two `a b` c", "one two\n  `a b` c"),
            ("one `aaa bbb ccc` two", "one `aaa\n  bbb\n  ccc`\n  two"),
            (
                "run `theta check a.toml` now",
                "run\n  `theta check a.toml`\n  now",
            ),
            ("one ` two three", "one ` two\n  three"),
        ] {
            assert_eq!(wrapped(line, 9), expected, "{line}");
        }
        let line = "one two three four";
        assert_eq!(wrapped(&code(line), 9), line);
        assert_eq!(unmarked(&code(line)), line);
    }

    #[test]
    fn code_of_a_help_has_no_blank_to_end_at() {
        let text = "run `a b` at\n  theta init x\nnow then";
        let kept = help(text);
        assert_eq!(kept.matches(' ').count(), 3, "{kept}");
        assert_eq!(shown_help(&kept), text);
    }

    #[test]
    fn styles_take_no_room() {
        let line = "\u{1b}[1mone\u{1b}[0m two";
        assert_eq!(wrapped(line, 7), line);
        assert_eq!(wrapped(line, 6), "\u{1b}[1mone\u{1b}[0m\n  two");
    }
}
