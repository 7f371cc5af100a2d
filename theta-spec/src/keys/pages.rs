//! How a list goes on page by page.

use super::Rule;
use super::declare::table;
use super::form::{Many, NotEmpty, Required, Text, Whole};
use super::name::HeaderName;
use super::notation::{PlaceText, PointerText};
use super::reader::{Reader, View};
use crate::diagnostic::Diagnostic;

/// Keys of which each says in its own way where the next page is.
const WAYS: &[&str] = &["next", "last", "header", "link", "url", "page", "offset"];

table! {
    /// How a list goes on page by page, and what leads from a page to the next.
    PAGES at "endpoints.NAME.pages" => RawPages {
        /// where a page has its items, empty for the whole body
        items: Required<PlaceText>,
        /// where a page has the cursor of the next one; null, an empty text or nothing there is the end
        next: PointerText,
        /// where the last item has what the next page begins after, such as `/data/-1/id`
        last: PointerText,
        /// header of a page with the cursor of the next one
        header: HeaderName,
        /// relation of the header `link` that leads to the next page, such as `next`
        link: Text,
        /// where a page has the address of the next one
        url: PointerText,
        /// parameter or field that takes the number of the page
        page: Text,
        /// parameter or field that takes how many items come before the page
        offset: Text,
        /// parameter or field that takes the cursor
        into: Text,
        /// where a page says with true or false whether there is another one
        more: PointerText,
        /// where a page has the number of all pages, or with `offset` of all items
        total: PointerText,
        /// number of the first page; 1 when unwritten
        first: Whole,
        /// other hosts that the address of a page may name; no key goes there
        hosts: NotEmpty<Many<Text>>,
    }
    rules [
        Rule::One(WAYS),
        Rule::With("next", "into"),
        Rule::With("last", "into"),
        Rule::With("header", "into"),
        Rule::Apart(&["into"], &["link", "url", "page", "offset"]),
        Rule::Apart(&["total"], &["next", "last", "header", "link", "url"]),
        Rule::Apart(&["hosts"], &["next", "last", "header", "page", "offset"]),
        Rule::Beside(&["first"], "page"),
    ]
    then one_way
}

fn one_way(raw: RawPages, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawPages {
    reader.idle(view, &PAGES);
    let written: Vec<&str> = WAYS.iter().copied().filter(|key| view.has(key)).collect();
    match written[..] {
        [] if !reader.syntax_errors => reader.report.error(
            "T0103",
            view.span,
            "it is not said what leads to the next page",
            "add one of next, last, header, link, url, page and offset, such as `next = \"/next_cursor\"` with `into = \"cursor\"`",
        ),
        [first, second, ..] => reader.report.push(
            Diagnostic::error("T0104", view.key_span(second), "one thing leads to the next page")
                .related(view.key_span(first), "already given here")
                .help("keep the one that the docs tell callers to use"),
        ),
        [way @ ("next" | "last" | "header")] if !view.has("into") => reader.report.error(
            "T0103",
            view.key_span(way),
            "it is not said where the cursor goes",
            "add `into = …`: the parameter or field that takes it",
        ),
        _ => {}
    }
    raw
}
