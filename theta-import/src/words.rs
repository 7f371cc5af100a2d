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
    let mut len = 0;
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
        // What is cut off is not read: many operations can refer to one long text.
        for word in row.split_whitespace() {
            if len > MOST {
                return cut(line);
            }
            if !line.is_empty() {
                line.push(' ');
                len += 1;
            }
            line.push_str(word);
            len += word.chars().count();
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

    #[test]
    fn of_a_text_that_is_cut_the_rest_says_nothing() {
        let long = "word ".repeat(100);
        for rest in ["", "more", "\nmore. Again.", "\n\n# More"] {
            assert_eq!(short(&format!("{long}{rest}")), short(&long));
        }
        assert_eq!(short("few\nwords"), "few words");
    }
}
