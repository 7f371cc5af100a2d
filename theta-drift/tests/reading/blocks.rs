//! What blocks a page is cut into.

use theta_drift::{Format, Kind, Page};

fn shown(name: &str, text: &str) -> Vec<String> {
    let page = Page::new(name, text.as_bytes());
    let blocks = page
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind != Kind::Markup);
    let lines = blocks.map(|(at, block)| {
        let above: Vec<&str> = page.headings(at).map(|at| &*page.blocks[at].text).collect();
        let around: Vec<&str> = page
            .elements(at)
            .map(|at| &*page.elements[at].tag)
            .collect();
        let place = match &block.kind {
            Kind::Cell { .. } => format!(" of {}", page.header(block)),
            Kind::Leaf { pointer } => format!(" at {pointer}"),
            Kind::Attribute { tag, name } => format!(" {tag}.{name}"),
            _ => String::new(),
        };
        let context = [above, around].concat().join(", ");
        format!("{}{place}: {} ({context})", block.kind.word(), block.text)
    });
    lines.collect()
}

#[test]
fn a_table_has_cells_under_headers() {
    assert_eq!(
        shown(
            "a.md",
            "# A\n\n| *x* | `y` |\n|---|---|\n| [1](https://a.example) | a\\|b<br/>c |\n"
        ),
        [
            "heading: A ()",
            "header: x (A)",
            "header: y (A)",
            "cell of x: 1 (A)",
            "cell of y: a|b c (A)"
        ],
    );
}

#[test]
fn a_mark_of_the_byte_order_is_no_text() {
    let page = "# Errors\n\n## 404\n\nThere is no such thing.\n";
    assert_eq!(
        shown("a.md", &format!("\u{feff}{page}")),
        shown("a.md", page)
    );
    let data = "[{\"code\": \"no_key\"}, {\"code\": \"too_fast\"}]";
    assert_eq!(
        shown("a.json", &format!("\u{feff}{data}")),
        shown("a.json", data)
    );
}

#[test]
fn cells_and_rows_end_where_the_next_begin() {
    let closed = "<table><tr><th>Code</th><th>Status</th></tr><tr><td>a</td><td>401</td></tr>\
        <tr><td></td><td>404</td></tr></table><p>Words.</p>";
    let open = ["</th>", "</td>", "</tr>"]
        .iter()
        .fold(closed.to_owned(), |page, end| page.replace(end, "\n"));
    let expected = [
        "header: Code ()",
        "header: Status ()",
        "cell of Code: a ()",
        "cell of Status: 401 ()",
        "cell of Status: 404 ()",
        "paragraph: Words. ()",
    ];
    assert_eq!(shown("a.html", closed), expected);
    assert_eq!(shown("a.html", &open), expected);
}

#[test]
fn a_value_of_a_sample_begins_behind_the_comma_before_it() {
    let page = Page::new(
        "a.json",
        b"[\n  {\n    \"code\": \"no_key\",\n    \"status\": 401\n  }\n]\n",
    );
    let status = page.blocks.iter().find(|block| &*block.text == "401");
    let span = status.expect("it is there").span;
    let text = &page.source.text()[span.start..span.end];
    assert!(text.trim_start().starts_with("\"status\""), "{text:?}");
}

#[test]
fn a_sample_has_values_at_their_places() {
    assert_eq!(
        shown(
            "a.md",
            "```json\n{\"a\": {\"b\": [1, {\"c\": \"x\\ny\"}]}, // why\n \"d\": null, \"e\": {},}\n```\n"
        ),
        [
            "info: json ()",
            "value at /a/b/*: 1 ()",
            "value at /a/b/*/c: x y ()",
            "value at /d: null ()",
            "value at /e: {} ()"
        ],
    );
}

#[test]
fn elements_enclose_what_is_in_them() {
    assert_eq!(
        shown(
            "a.mdx",
            "## B\n\n<Tabs>\n  <Tab title=\"401: `no_key`\" icon=\"key\">\n    Words <b>here</b>.\n  </Tab>\n</Tabs>\n\nBehind.\n"
        ),
        [
            "heading: B ()",
            "attribute Tab.title: 401: no_key (B, Tab, Tabs)",
            "paragraph: Words here. (B, Tab, Tabs)",
            "paragraph: Behind. (B)",
        ],
    );
}

#[test]
fn typography_and_markup_are_folded() {
    let text = |text: &str| shown("a.md", &format!("# A\n\n{text}\n"))[1..].join("");
    assert_eq!(
        text("\u{201c}It\u{2019}s\u{201d}\u{a0}\u{2014} **so**\u{2026}"),
        text("\"It's\" - so...")
    );
    assert_ne!(text("\"It's\" - so..."), text("\"It is\" - so..."));
}

#[test]
fn lists_of_definitions_are_terms_and_what_is_said() {
    let expected = ["term: no_key ()", "definition: Words. ()"];
    assert_eq!(shown("a.md", "`no_key`\n: Words.\n"), expected);
    assert_eq!(shown("a.adoc", "no_key:: Words.\n"), expected);
    assert_eq!(shown("a.rst", "no_key\n    Words.\n"), expected);
    assert_eq!(
        shown(
            "a.html",
            "<html><body><dl><dt>no_key</dt><dd>Words.</dd></dl></body></html>"
        ),
        expected
    );
}

#[test]
fn what_is_not_on_a_page_of_html_is_no_text_of_it() {
    assert_eq!(
        shown(
            "a.html",
            "<html><head><title>t</title></head><body><nav>n</nav><p>One &amp; two</p><script>x</script></body></html>"
        ),
        ["paragraph: One & two ()"],
    );
}

#[test]
fn the_format_is_told_from_the_content() {
    let format = |name: &str, text: &str| Page::new(name, text.as_bytes()).format;
    assert_eq!(
        format("a.txt", "<!DOCTYPE html><h1>Errors</h1>"),
        Format::Html
    );
    assert_eq!(
        format("a.html", "# Errors\n\n| a |\n|---|\n"),
        Format::Markdown
    );
    assert_eq!(format("a", "{\"errors\": []}"), Format::Data);
    assert_eq!(format("a", "Errors\nall of them\n"), Format::Text);
}

#[test]
fn each_element_inside_a_line_leaves_it_whole() {
    let page =
        |name: &str| format!("<html><body><p>One <{name}>two</{name}> three</p></body></html>");
    for name in [
        "a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "ins", "kbd", "label", "mark", "path", "q", "s", "samp", "small", "span",
        "strong", "sub", "sup", "time", "tt", "u", "var",
    ] {
        assert_eq!(
            shown("a.html", &page(name)),
            ["paragraph: One two three ()"],
            "{name}"
        );
        assert_eq!(
            shown("a.md", &format!("One <{name}>two</{name}> three\n")),
            ["paragraph: One two three ()"],
            "{name}"
        );
    }
    for name in ["br", "img", "wbr"] {
        let page = format!("<html><body><p>One<{name}> two three</p></body></html>");
        assert_eq!(
            shown("a.html", &page),
            ["paragraph: One two three ()"],
            "{name}"
        );
    }
    for name in ["br", "img", "input", "svg", "wbr"] {
        assert_eq!(
            shown("a.md", &format!("One<{name}> two three\n")),
            ["paragraph: One two three ()"],
            "{name}"
        );
    }
    assert_eq!(shown("a.html", &page("section")).len(), 3);
}

#[test]
fn each_element_that_nobody_reads_has_no_text() {
    let page = |name: &str| {
        format!("<html><body><p>One</p><{name}>not said</{name}><p>two</p></body></html>")
    };
    for name in [
        "footer", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg",
        "template", "textarea",
    ] {
        assert_eq!(
            shown("a.html", &page(name)),
            ["paragraph: One ()", "paragraph: two ()"],
            "{name}"
        );
    }
    assert_eq!(shown("a.html", &page("aside")).len(), 3);
}

#[test]
fn each_element_that_only_encloses_is_none_of_the_page() {
    let elements = |name: &str| {
        let text = format!("<{name}>words</{name}>");
        Page::new("a.html", text.as_bytes()).elements.len()
    };
    for name in [
        "article", "base", "body", "col", "colgroup", "div", "form", "header", "hr", "html",
        "input", "li", "link", "main", "meta", "p", "source", "tbody", "tfoot", "thead",
    ] {
        assert_eq!(elements(name), 0, "{name}");
    }
    assert_eq!(elements("section"), 1);
}

#[test]
fn each_attribute_that_nobody_reads_is_no_text() {
    let page = |name: &str| {
        shown(
            "a.mdx",
            &format!("<Card {name}=\"two words\">\n\nText\n\n</Card>\n"),
        )
    };
    for name in [
        "align",
        "alt",
        "as",
        "border",
        "class",
        "className",
        "color",
        "cols",
        "colspan",
        "d",
        "data",
        "data-x",
        "dir",
        "fill",
        "height",
        "href",
        "icon",
        "id",
        "key",
        "lang",
        "language",
        "onclick",
        "path",
        "rel",
        "role",
        "rowspan",
        "scope",
        "size",
        "slug",
        "src",
        "srcset",
        "stroke",
        "style",
        "tabindex",
        "target",
        "theme",
        "to",
        "url",
        "valign",
        "viewBox",
        "width",
        "xmlns",
        "aria-label",
        "testid",
        "imageurl",
        "xhref",
    ] {
        assert_eq!(page(name), ["paragraph: Text (Card)"], "{name}");
    }
    assert_eq!(page("title").len(), 2);
}

#[test]
fn each_block_of_html_in_markdown_is_no_placeholder() {
    let page = |name: &str| shown("a.md", &format!("# A\n\nOne.\n\n<{name}>\n\nTwo.\n"));
    for name in [
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ] {
        let lines = page(name);
        assert!(
            lines.iter().all(|line| !line.contains('<')),
            "{name}: {lines:?}"
        );
    }
    assert!(
        page("api_key")
            .iter()
            .any(|line| line.contains("<api_key>"))
    );
}
