//! Descriptions as the words of a contract: plain text, a few sentences of it.

use crate::document::Node;

/// Longest text that is taken over, in characters.
const MOST: usize = 300;

/// Returns what the document says about something.
pub(crate) fn of(node: &Node<'_>) -> String {
    let text = node.text("description").unwrap_or_default();
    let text = if text.trim().is_empty() {
        node.text("title").unwrap_or_default()
    } else {
        text
    };
    short(text)
}

/// Returns the first paragraph in one line, cut after a sentence where it is long.
pub(crate) fn short(text: &str) -> String {
    let mut line = String::new();
    for row in text.trim().lines() {
        let row = row.trim();
        // A heading, a fence or an empty line ends what was begun.
        let ends = row.is_empty()
            || row.starts_with("```")
            || row.starts_with('|')
            || row.starts_with("---");
        if ends && !line.is_empty() {
            break;
        }
        let row = row.trim_start_matches('#').trim();
        if ends || row.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&row.split_whitespace().collect::<Vec<_>>().join(" "));
        if line.chars().count() > MOST {
            break;
        }
    }
    cut(line)
}

fn cut(line: String) -> String {
    if line.chars().count() <= MOST {
        return line;
    }
    let head: String = line.chars().take(MOST).collect();
    if let Some(end) = head.rfind(". ") {
        head[..=end].to_owned()
    } else {
        let end = head.rfind(' ').unwrap_or(head.len());
        format!("{} …", &head[..end])
    }
}

/// Returns the first sentence, without the full stop of a title.
pub(crate) fn sentence(text: &str) -> String {
    let line = short(text);
    match line.find(". ") {
        Some(end) => line[..=end].to_owned(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_paragraph_is_one_line() {
        assert_eq!(short("\n# Title\nof it\n\nMore.\n"), "Title of it");
        assert_eq!(short("Lists\n  all.\n```json\n{}\n```"), "Lists all.");
        assert_eq!(short("  "), "");
    }

    #[test]
    fn long_words_are_cut_after_a_sentence() {
        let text = format!("One. {}", "word ".repeat(100));
        assert_eq!(short(&text), "One.");
        assert!(short(&"word ".repeat(100)).ends_with(" …"));
    }
}
