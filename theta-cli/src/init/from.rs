//! A first contract whose errors come from a page of the docs.

use super::{ERRORS, FIRST, SHAPE};
use crate::exit::Failure;
use crate::input;
use std::fmt::Write as _;
use std::path::Path;
use theta_drift::{NoFirst, Page, Row, first, pointer};
use theta_spec::source::{SourceText, Span};
use theta_spec::text;
use theta_spec::text::count;
use theta_spec::text::markdown::code as quoted;

/// The name of the page in the contract.
const SOURCE: &str = "errors";

/// Fewest rows from which a place can be learnt: one may stand anywhere.
const FEWEST: usize = 2;

/// Reads a row: status, code, text.
pub(super) fn row(argument: &str) -> Result<Row, String> {
    let given = |word: &str| Some(word.trim().to_owned()).filter(|it| !it.is_empty() && it != "-");
    let (status, rest) = argument.trim().split_once(' ').unwrap_or((argument, ""));
    let rest = rest.trim_start();
    let (code, detail) = rest.split_once(' ').unwrap_or((rest, ""));
    let status = match given(status) {
        None => None,
        Some(text) => Some(
            text.parse()
                .ok()
                .filter(|status| (100..=599).contains(status))
                .ok_or_else(|| {
                    format!(
                        "{} is not a status; write `-` if the row has none",
                        quoted(&text)
                    )
                })?,
        ),
    };
    let row = Row {
        status,
        code: given(code),
        detail: given(detail),
    };
    if row.code.is_none() && row.detail.is_none() {
        return Err(
            "it has neither code nor text: write '401 invalid_key The key is wrong.'".to_owned(),
        );
    }
    Ok(row)
}

/// The contract, and what was found for it in a few words.
pub(super) fn text(
    path: &Path,
    rows: &[Row],
    name: &str,
    filled: impl Fn(&str) -> String,
) -> Result<(String, String), Failure> {
    if rows.len() < FEWEST {
        return Err(
            Failure::usage("one row does not tell where the others stand")
                .help("give two or three, each with a `--row` of its own"),
        );
    }
    let bytes = if input::is_stdin(path) {
        input::stdin()?
    } else {
        input::file(path)?
    };
    let page = Page::new(&input::name(path), &bytes).with_role(SOURCE);
    if let Some(reason) = page.unreadable {
        return Err(Failure::failed(format!(
            "nothing was written: {} {}",
            page.source.name(),
            reason.as_str()
        ))
        .help("fetch the page again"));
    }
    let (head, _) = FIRST.split_once(ERRORS).unwrap_or((FIRST, ""));
    let head = head.replacen(SHAPE, &shape(&page, rows), 1);
    let head = SourceText::new(name, filled(&head));
    let first = first(&head, &page, rows).map_err(|why| refused(&why, &page, rows))?;
    let mut found = format!(
        "It has the {} and {} more that stand where these do on {}, each with its line.\n",
        count(rows.len(), "given row"),
        first.found,
        page.source.name(),
    );
    if let many @ 1.. = first.perhaps.len() {
        let _ = writeln!(
            found,
            "The page may have {many} more: `theta drift {} --docs {SOURCE}={}` shows them.",
            text::shell(name),
            input::argument(path)
        );
    }
    Ok((first.spec.text().to_owned(), found))
}

/// Where the page's samples have the codes and texts of the rows; where it shows none, the usual place.
fn shape(page: &Page, rows: &[Row]) -> String {
    let codes: Vec<&str> = rows.iter().filter_map(|row| row.code.as_deref()).collect();
    let details: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.detail.as_deref())
        .collect();
    let mut shape = String::new();
    for (key, texts, usual) in [
        ("code   ", codes, "/error/code"),
        ("message", details, "/error/message"),
    ] {
        if texts.is_empty() {
            continue;
        }
        let (pointer, seen) = match pointer(page, &texts) {
            Some(pointer) => (pointer, "as the samples of the page have it"),
            None => (
                usual.to_owned(),
                "no sample of the page shows it: look where it is",
            ),
        };
        let _ = writeln!(shape, "{key} = {} # {seen}", text::toml(&pointer));
    }
    shape
}

fn refused(why: &NoFirst, page: &Page, rows: &[Row]) -> Failure {
    let line = |span: &Span| page.source.position(span.start).line;
    let file = page.source.name();
    match why {
        NoFirst::NotThere { value, nearest, .. } => {
            let failure = Failure::failed(format!("{} is not on {file}", quoted(value)));
            match nearest {
                Some(span) => failure.help(format!(
                    "give it as the page prints it; most like it is line {}",
                    line(span)
                )),
                None => failure.help("give it as the page prints it, or another row"),
            }
        }
        NoFirst::OtherStatus { row, at } => {
            let status = rows.get(*row).and_then(|row| row.status);
            let status = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
            Failure::failed(format!(
                "{file} has row {} under another status than {status}",
                row + 1
            ))
            .help(format!("look at its line {}", line(at)))
        }
        NoFirst::Refused(error) => Failure::failed(format!("nothing was written: {error}"))
            .help("give other rows, or begin without `--from`"),
    }
}
