//! Whether a text of the contract is a text of a page.

use super::super::LITERAL;
use super::super::alike::{plain, shape};
use crate::Wording;
use crate::claim::Says;
use std::fmt::Write as _;
use theta_spec::classify::fold;
use theta_spec::contract::CodeMatcher;
use theta_spec::template::{Piece, Template};

/// How well a text of a page fits one of the contract; a later one fits better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The page breaks off inside a word of the contract's: the vendor may have another word there.
    Begun,
    /// The contract has the beginning, and the page gives the whole.
    Cut,
    /// A hole on one side takes in what the other side prints.
    Within,
    /// The same but for what pages lose: quotes, dashes, backticks, white space.
    Lossy,
    /// The same.
    Same,
}

/// How well it fits what the claim says; `None` when it does not.
pub(super) fn fit(says: &Says, wording: &Wording) -> Option<Fit> {
    match says {
        Says::Detail(templates) | Says::Field(_, templates) => templates
            .iter()
            .filter_map(|one| template(one, wording))
            .max(),
        Says::Code(CodeMatcher::Exact(text) | CodeMatcher::Number(text)) => {
            template(&Template::exact(text), wording)
        }
        Says::Code(CodeMatcher::Folded { folded, .. }) => {
            (fold(&wording.raw) == *folded).then_some(Fit::Same)
        }
        Says::Code(CodeMatcher::Template(one)) => template(one, wording),
        _ => None,
    }
}

fn template(ours: &Template, page: &Wording) -> Option<Fit> {
    let theirs = &page.template;
    let raw = page.raw.as_str();
    // What a page prints in brackets or dots may be what is sent, or this notation itself.
    if ours.as_exact() == Some(raw) || shape(ours) == shape(theirs) || ours.to_string() == raw {
        return Some(Fit::Same);
    }
    if is_cut(theirs)
        && let Some(fit) = begun(ours, theirs.leading_literal(), Fit::Same)
    {
        return Some(fit);
    }
    let same = plain(&shape(ours)) == plain(&shape(theirs))
        || ours
            .as_exact()
            .is_some_and(|text| plain(text) == plain(raw));
    if same {
        return Some(Fit::Lossy);
    }
    if is_cut(theirs)
        && let Some(fit) = begun(&lossy(ours), &plain(theirs.leading_literal()), Fit::Lossy)
    {
        return Some(fit);
    }
    if ours.literal_len() >= LITERAL {
        if ours.accepts(raw) {
            return Some(accepted(ours, raw));
        }
        let (ours, raw) = (lossy(ours), plain(raw));
        if ours.accepts(&raw) {
            return Some(accepted(&ours, &raw));
        }
    }
    let theirs_takes_ours = theirs.literal_len() >= LITERAL
        && !page.is_exact()
        && ours.as_exact().is_some_and(|text| theirs.accepts(text));
    theirs_takes_ours.then_some(Fit::Within)
}

fn accepted(ours: &Template, raw: &str) -> Fit {
    let is_whole = ours.leading_literal().len() < raw.len();
    let only_a_tail = matches!(ours.pieces(), [Piece::Literal(_), Piece::Tail]);
    match (only_a_tail, is_whole) {
        (true, true) => Fit::Cut,
        (true, false) => Fit::Same,
        _ => Fit::Within,
    }
}

/// Whether a page ends it with an ellipsis after enough of a beginning.
fn is_cut(theirs: &Template) -> bool {
    matches!(theirs.pieces(), [Piece::Literal(text), Piece::Tail] if text.chars().count() >= LITERAL)
}

/// How well a beginning fits, when every text of ours begins so: `whole` where it ends with a word.
fn begun(ours: &Template, with: &str, whole: Fit) -> Option<Fit> {
    let rest = ours.leading_literal().strip_prefix(with)?;
    let breaks_a_word =
        with.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    Some(if breaks_a_word { Fit::Begun } else { whole })
}

/// The same template without what pages lose.
fn lossy(ours: &Template) -> Template {
    let mut text = String::new();
    for (at, piece) in ours.pieces().iter().enumerate() {
        match piece {
            Piece::Literal(literal) => {
                // A space at the border of a hole belongs to the text.
                let begin = if literal.starts_with(' ') && at > 0 {
                    " "
                } else {
                    ""
                };
                let end = if literal.trim_end() != literal && at + 1 < ours.pieces().len() {
                    " "
                } else {
                    ""
                };
                text.push_str(begin);
                text.push_str(&plain(literal).replace('{', "{{").replace('}', "}}"));
                text.push_str(end);
            }
            Piece::Capture(capture) => {
                let _ = write!(text, "{{{}}}", capture.name);
            }
            Piece::Tail => text.push_str("{..}"),
        }
    }
    Template::parse(&text).unwrap_or_else(|_| ours.clone())
}
