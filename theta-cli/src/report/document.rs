//! What a report says, whatever the form.
//!
//! Texts of others stand in it as they came; each writer makes them data in its form. What programs read as it is can
//! be written as JSON.

use crate::shown::shown;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use theta_spec::source::{Position, SourceText, Span};
use theta_spec::text::count;

/// A comparison and what came out.
#[derive(Default)]
pub(crate) struct Document<'r> {
    /// The command without `theta`.
    pub(crate) command: &'static str,
    /// What was compared, where it is two of a kind.
    pub(crate) sides: Option<[&'r str; 2]>,
    /// The verdict in one line.
    pub(crate) headline: String,
    pub(crate) tone: Tone,
    /// What was proved, in one line; empty when nothing was.
    pub(crate) proof: String,
    /// Pages of which nothing was compared, and why.
    pub(crate) unreadable: Vec<(&'r str, &'r str)>,
    /// What is wrong with the file that says what is known.
    pub(crate) problems: Vec<Problem<'r>>,
    /// The sections that findings stand in.
    pub(crate) sections: Vec<Section>,
    pub(crate) findings: Vec<Finding<'r>>,
    pub(crate) pages: Vec<Page<'r>>,
    /// What is known, one line each, or counted.
    pub(crate) known: Vec<String>,
    /// What was written, and into which file.
    pub(crate) written: Option<(&'r str, Written<'r>)>,
    /// How many findings there are and who explains them; empty when there are none.
    pub(crate) tally: String,
    /// What to do now, when there is something.
    pub(crate) next: Option<String>,
}

/// How something stands: its colour on a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Strong,
    #[default]
    Faint,
    Warning,
    Error,
}

/// How a workflow ranks something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
    #[default]
    Notice,
}

/// Findings that belong together.
pub(crate) struct Section {
    /// Its heading on a page.
    pub(crate) title: &'static str,
    /// What is said before them on a terminal; empty when nothing is.
    pub(crate) intro: &'static str,
    /// Whether a page folds them away.
    pub(crate) folded: bool,
}

/// One thing that was found.
#[derive(Default)]
pub(crate) struct Finding<'r> {
    /// The index of its section.
    pub(crate) section: usize,
    pub(crate) tone: Tone,
    pub(crate) level: Level,
    /// Whether nobody has to see it any more.
    pub(crate) settled: bool,
    /// How it ranks among the findings, and what kind it is: `major`, `error-renamed`.
    pub(crate) class: &'static str,
    pub(crate) kind: &'static str,
    /// What it is about, where the heading of its section has its class.
    pub(crate) subject: Option<&'r str>,
    /// What it is, in one sentence.
    pub(crate) says: &'r str,
    /// What it may cost, and whether that is the key or money.
    pub(crate) risk: Option<(&'static str, bool)>,
    /// The same fact about other things: each with its fingerprint.
    pub(crate) also: Vec<(&'r str, &'r str)>,
    /// What it means, in a few words; may be empty.
    pub(crate) verdicts: String,
    pub(crate) fingerprint: &'r str,
    /// Where it stands on both sides.
    pub(crate) places: Option<[Place<'r>; 2]>,
    /// Lines of a file that show it.
    pub(crate) lines: Vec<(Place<'r>, String)>,
    /// How many more there are.
    pub(crate) more_lines: usize,
    /// The value before and after.
    pub(crate) values: [Option<&'r str>; 2],
    /// Pieces of a page that show it.
    pub(crate) pieces: Vec<Piece<'r>>,
    pub(crate) replies: Vec<Reply<'r>>,
    /// What it says itself, one line each.
    pub(crate) told: Vec<String>,
    /// What else a reader at a terminal may want to know, one line each.
    pub(crate) facts: Vec<String>,
    /// Whether the command can write it.
    pub(crate) can_be_applied: bool,
    /// What to do; may be empty.
    pub(crate) help: &'r str,
    /// That somebody has looked at it, and what they say.
    pub(crate) acknowledged: Option<(String, &'r str)>,
}

impl Finding<'_> {
    /// Returns whether it is about the key or money: then no form may leave it out for want of room.
    pub(crate) fn is_high(&self) -> bool {
        self.risk.is_some_and(|(_, is_high)| is_high)
    }
}

/// A piece of a page, before and after.
pub(crate) struct Piece<'r> {
    /// How it changed and where it stands.
    pub(crate) what: String,
    pub(crate) values: [Option<&'r str>; 2],
}

/// A reply that is something else than before.
pub(crate) struct Reply<'r> {
    pub(crate) status: String,
    pub(crate) sent: Cow<'r, str>,
    pub(crate) was: String,
    pub(crate) becomes: String,
    pub(crate) endpoints: String,
}

/// A place in a file. Lines and columns count from 1, columns in characters; both are null where the file says nothing
/// near it.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Place<'r> {
    pub(crate) file: &'r str,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
}

impl<'r> Place<'r> {
    /// Returns the place where a span begins.
    pub(crate) fn of(source: &'r SourceText, span: Span) -> Self {
        Self::at(source, Some(source.position(span.start)))
    }

    /// Returns the place of a position, or the whole file.
    pub(crate) fn at(source: &'r SourceText, position: Option<Position>) -> Self {
        Self {
            file: source.name(),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
        }
    }
}

/// `spec.toml:12:3`, or `spec.toml` when there is no place.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // For people: the name of a file and a pointer into a document may hold anything.
        f.write_str(&shown(self.file))?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, ":{line}:{column}"),
            _ => Ok(()),
        }
    }
}

/// What is wrong with a file of ours.
#[derive(Serialize)]
pub(crate) struct Problem<'r> {
    pub(crate) kind: &'static str,
    pub(crate) message: &'r str,
    #[serde(flatten)]
    pub(crate) place: Place<'r>,
}

/// A page and how much of the contract it states.
#[derive(Serialize)]
pub(crate) struct Page<'r> {
    pub(crate) file: &'r str,
    /// The contract's name of it.
    pub(crate) source: Option<&'r str>,
    /// Why nothing of it was compared, as the end of a sentence.
    pub(crate) unreadable: Option<&'r str>,
    /// What it is to the contract, in a word.
    pub(crate) standing: &'static str,
    /// Codes and texts that the contract takes from it and that stand on it.
    pub(crate) stated: usize,
    /// Codes and texts that the contract takes from it.
    pub(crate) of: usize,
    /// Codes and texts of the contract that stand on it, whatever their source.
    pub(crate) found: usize,
    /// What cannot be told from it.
    pub(crate) untold: Vec<Untold<'r>>,
    /// Whether it was accepted before.
    pub(crate) pinned: bool,
}

/// What cannot be told from a page, and why.
#[derive(Serialize)]
pub(crate) struct Untold<'r> {
    pub(crate) subject: &'r str,
    pub(crate) reason: &'static str,
}

impl Page<'_> {
    /// Returns what it states, in a few words.
    pub(crate) fn share(&self) -> String {
        let (stated, of) = (self.stated, self.of);
        if self.unreadable.is_some() {
            return "not compared".to_owned();
        }
        match of {
            0 if self.found > 0 => format!(
                "it has {} of errors, none of which names it as its `source`, so nothing tells whether it is the right \
                 page: write their `source`, or that of all errors in `[defaults.errors]`",
                count(self.found, "code or text").replace("code or texts", "codes and texts")
            ),
            0 => "the contract takes no code and no text from it; nothing tells whether it is the right page".to_owned(),
            _ => format!("{stated} of {of} codes and texts stated ({} %)", stated * 100 / of),
        }
    }
}

/// What was written, and what `theta diff` says of it.
#[derive(Serialize)]
pub(crate) struct Written<'r> {
    pub(crate) edits: Vec<Edit<'r>>,
    pub(crate) diff: &'r str,
    pub(crate) diff_findings: &'r [String],
}

/// One edit: where it stands now, and the place of the page that supports it.
#[derive(Serialize)]
pub(crate) struct Edit<'r> {
    pub(crate) path: &'r str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) page: Option<&'r str>,
    pub(crate) page_line: Option<usize>,
    pub(crate) page_column: Option<usize>,
}

impl Edit<'_> {
    /// Returns the edit in one line, for a file of that name.
    pub(crate) fn line(&self, file: &str) -> String {
        let Self {
            path, line, column, ..
        } = self;
        let page = match (self.page, self.page_line, self.page_column) {
            (Some(page), Some(line), Some(column)) => format!(", as {page}:{line}:{column} says"),
            _ => String::new(),
        };
        format!("{file}:{line}:{column}: `{path}`{page}")
    }
}
