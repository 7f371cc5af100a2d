//! What is looked for, as it can stand on a page.

use super::cut::head;
use super::fact::{Fact, What};
use super::inline::inline;
use super::rich::folded;
use super::words::split;
use std::ops::Range;
use theta_spec::template::{Piece, Template};

/// What is looked for.
pub(super) struct Needle {
    /// Spellings: as it is sent, and without what is markup on a page.
    forms: Vec<Vec<String>>,
    begins_open: bool,
    ends_open: bool,
    case: Case,
    /// Whether it is a name: then it is no part of a longer one.
    is_name: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    /// Letter by letter.
    Exact,
    /// In any case.
    Any,
    /// In any case, and `-`, `_` and blanks are one.
    Folded,
}

/// The most bytes that a hole is looked for in.
const HOLE: usize = 200;

/// The most places that are kept of one needle.
pub(super) const MAX_PLACES: usize = 64;

impl Needle {
    /// What is looked for of a fact; `None` if nothing of it is literal, or if it is a number or a status.
    pub(super) fn of(fact: &Fact) -> Option<Self> {
        let name = |text: &str, case| {
            let text = if case == Case::Folded {
                fold(text)
            } else {
                folded(text)
            };
            Some(Self {
                forms: vec![vec![text]],
                begins_open: false,
                ends_open: false,
                case,
                is_name: true,
            })
        };
        match &fact.what {
            What::Code {
                text,
                folded: false,
            } => name(text, Case::Exact),
            What::Code { text, folded: true } => name(text, Case::Folded),
            What::Name(text) => name(text, Case::Any),
            What::Text(template) => Self::text(template),
            What::Path { path, .. } => {
                let path = path.trim_start_matches("https://").trim_end_matches('/');
                let pieces = path.split('{').enumerate().map(|(at, piece)| {
                    let literal = if at == 0 {
                        piece
                    } else {
                        piece.split_once('}').map_or(piece, |(_, after)| after)
                    };
                    literal.to_owned()
                });
                let pieces: Vec<String> = pieces.collect();
                let ends_open = pieces.len() > 1 && pieces.last().is_some_and(String::is_empty);
                let pieces: Vec<String> = pieces
                    .into_iter()
                    .filter(|piece| !piece.is_empty())
                    .collect();
                (!pieces.is_empty() && pieces != ["/"]).then(|| Self {
                    forms: vec![pieces],
                    begins_open: false,
                    ends_open,
                    case: Case::Exact,
                    is_name: true,
                })
            }
            What::Status(_) | What::Number(_) => None,
        }
    }

    fn text(template: &Template) -> Option<Self> {
        let literals = || {
            template.pieces().iter().filter_map(|piece| match piece {
                Piece::Literal(text) => Some(text.as_str()),
                Piece::Capture(_) | Piece::Tail => None,
            })
        };
        let is_hole = |piece: Option<&Piece>| !matches!(piece, Some(Piece::Literal(_)));
        let form = |shown: &dyn Fn(&str) -> String| -> Vec<String> {
            let mut form: Vec<String> = literals().map(shown).collect();
            // What stands at the edge of a hole is not cut off: only the text as a whole is trimmed.
            if let Some(first) = form.first_mut() {
                *first = first.trim_start().to_owned();
            }
            form
        };
        let mut forms = vec![
            form(&|text| edged(text, folded)),
            form(&|text| edged(text, |text| inline(text).finish().0.into())),
        ];
        forms.dedup();
        forms.retain(|form| {
            form.iter()
                .any(|piece| split(piece).any(|word| word.len() > 2))
        });
        (!forms.is_empty()).then(|| Self {
            forms,
            begins_open: is_hole(template.pieces().first()),
            ends_open: is_hole(template.pieces().last()),
            case: Case::Exact,
            is_name: false,
        })
    }

    /// Words that stand on a page if the needle does, for each of its forms.
    pub(super) fn words(&self) -> impl Iterator<Item = Vec<&str>> {
        self.forms.iter().map(move |form| {
            let last = form.len() - 1;
            let words = form.iter().enumerate().flat_map(move |(at, piece)| {
                // A word at the edge of a hole may be part of a longer one.
                let open_start = at > 0 || self.begins_open;
                let open_end = at < last || self.ends_open;
                let start = piece.starts_with(char::is_alphanumeric) && open_start && !self.is_name;
                let end = piece.ends_with(char::is_alphanumeric) && open_end && !self.is_name;
                let words: Vec<&str> = split(piece).collect();
                let until = words.len() - usize::from(end && !words.is_empty());
                let from = usize::from(start).min(until);
                words[from..until].to_vec()
            });
            words.collect()
        })
    }

    /// Where it stands in a text.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let shown;
        let text = match self.case {
            Case::Any if text.is_ascii() => {
                shown = text.to_ascii_lowercase();
                &shown
            }
            Case::Folded if text.is_ascii() => {
                shown = fold(text);
                &shown
            }
            Case::Exact | Case::Any | Case::Folded => text,
        };
        let mut found: Vec<Range<usize>> = Vec::new();
        for form in &self.forms {
            let first = if self.case == Case::Any {
                form[0].to_lowercase()
            } else {
                form[0].clone()
            };
            let mut from = 0;
            while let Some(at) = text.get(from..).and_then(|rest| rest.find(&first)) {
                let start = from + at;
                match self.whole(text, form, start, start + first.len()) {
                    Some(range) => {
                        from = range.end.max(start + 1);
                        found.push(range);
                    }
                    None => from = start + first.chars().next().map_or(1, char::len_utf8),
                }
                while !text.is_char_boundary(from.min(text.len())) {
                    from += 1;
                }
                if found.len() >= MAX_PLACES {
                    return found;
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// The whole of it, if it begins there.
    fn whole(
        &self,
        text: &str,
        form: &[String],
        start: usize,
        mut end: usize,
    ) -> Option<Range<usize>> {
        for piece in &form[1..] {
            let first = text[end..].chars().next()?.len_utf8();
            let near = head(&text[end..], HOLE + piece.len());
            let at = near.get(first..)?.find(piece.as_str())?;
            end += first + at + piece.len();
        }
        let mut start = start;
        if self.begins_open {
            if start == 0 || start > HOLE {
                return None;
            }
            start = 0;
        } else if !self.fits_before(text, start) {
            return None;
        }
        if self.ends_open {
            if self.is_name {
                let rest = &text[end..];
                let hole = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '"' | '`' | ',' | '/' | ')'));
                end += hole.unwrap_or(rest.len());
            } else {
                let quoted = text[..start].ends_with('"');
                let rest = &text[end..];
                let close = if quoted { rest.find('"') } else { None };
                end += close.unwrap_or_else(|| head(rest, HOLE).len());
            }
        } else if !self.fits_after(text, end) {
            return None;
        }
        Some(start..end)
    }

    fn fits_before(&self, text: &str, start: usize) -> bool {
        let Some(first) = text[start..].chars().next() else {
            return false;
        };
        if first == '/' {
            return true;
        }
        let before = text[..start].chars().next_back();
        let joins = |c: char| c.is_alphanumeric() || self.is_name && matches!(c, '_' | '.' | '-');
        if first.is_alphanumeric() || self.is_name {
            !before.is_some_and(joins)
        } else {
            true
        }
    }

    fn fits_after(&self, text: &str, end: usize) -> bool {
        let Some(last) = text[..end].chars().next_back() else {
            return false;
        };
        let mut after = text[end..].chars();
        let next = after.next();
        if self.is_name {
            return match next {
                Some(c) if c.is_alphanumeric() || matches!(c, '_' | '/') => false,
                Some('.' | '-') => !after.next().is_some_and(char::is_alphanumeric),
                _ => true,
            };
        }
        !last.is_alphanumeric() || !next.is_some_and(char::is_alphanumeric)
    }
}

/// What `shown` makes of a text, with the blanks around it.
fn edged(text: &str, shown: fn(&str) -> String) -> String {
    let mut out = shown(text);
    if text.starts_with(char::is_whitespace) {
        out.insert(0, ' ');
    }
    if text.ends_with(char::is_whitespace) && !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Lower case with one mark for each separator, as long as before for ASCII.
fn fold(text: &str) -> String {
    text.chars()
        .map(|c| {
            if matches!(c, '-' | ' ') {
                '_'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}
