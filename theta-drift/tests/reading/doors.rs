//! What comes in the place of a page is told by its form, in no language's words.

use theta_drift::{Page, Unreadable};

fn why(name: &str, bytes: &[u8]) -> Option<Unreadable> {
    Page::new(name, bytes).unreadable
}

const GOOD: &str = "# Errors\n\n## 404 Not Found\n\nThere is no such thing. Look at the list of things that are yours.\n";

#[test]
fn bytes_that_are_no_text_are_no_page() {
    assert_eq!(
        why(
            "a.md",
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9"
        ),
        Some(Unreadable::NoText)
    );
    assert_eq!(
        why(
            "a.md",
            b"%PDF-1.7\nErrors and more of them, page after page"
        ),
        Some(Unreadable::NoText)
    );
    assert_eq!(why("a.md", GOOD.as_bytes()), None);
}

#[test]
fn text_in_utf_16_is_text() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(GOOD.encode_utf16().flat_map(u16::to_le_bytes));
    let page = Page::new("a.md", &bytes);
    assert_eq!(page.unreadable, None);
    assert_eq!(page.source.text(), GOOD);
}

#[test]
fn doors_are_told_by_their_form() {
    let html = |body: &str| {
        format!(
            "<html><body>{body}<p>Some words that are long enough to be read.</p></body></html>"
        )
    };
    assert_eq!(
        why("a.html", html("<input type=\"password\">").as_bytes()),
        Some(Unreadable::Login)
    );
    assert_eq!(
        why(
            "a.html",
            html("<meta http-equiv=\"refresh\" content=\"0\">").as_bytes()
        ),
        Some(Unreadable::Redirect)
    );
    assert_eq!(
        why(
            "a.html",
            b"<html><body><div id=\"app\"></div><script>run()</script></body></html>"
        ),
        Some(Unreadable::NotRendered)
    );
    assert_eq!(why("a.html", html("").as_bytes()), None);
}

#[test]
fn a_page_that_ends_in_the_middle_is_cut_off() {
    let table =
        "# Errors that the service sends\n\n| Code | Status |\n|---|---|\n| `no_key` | 401 |\n";
    assert_eq!(
        why("a.md", format!("{table}| `too_fa").as_bytes()),
        Some(Unreadable::CutOff)
    );
    assert_eq!(why("a.md", table.as_bytes()), None);
    let data = "[\n  {\"code\": \"no_key\", \"message\": \"There is no key, or it is that of another account.\"},\n  {\"code\": \"too_fast\"}\n]\n";
    assert_eq!(
        why("a.json", &data.as_bytes()[..data.len() - 6]),
        Some(Unreadable::CutOff)
    );
    assert_eq!(why("a.json", data.as_bytes()), None);
    assert_eq!(why("a.md", b"\n \n"), Some(Unreadable::Empty));
}

#[test]
fn the_ends_of_a_document_need_not_be_written() {
    let whole = "<!doctype html><html lang=en><h1>Errors</h1><p>What can go wrong, and what to do about it then.<section><table><tr><td>401<td>The key is \
        not valid.</table><ol><li>Look at the list of your keys.</section>\n";
    assert_eq!(why("a.html", whole.as_bytes()), None);
    for end in ["The key", "</table>", "<ol>", "of your"] {
        let at = whole.find(end).expect("it is there") + end.len();
        let cut = &whole[..at];
        assert_eq!(
            why("a.html", cut.as_bytes()),
            Some(Unreadable::CutOff),
            "{cut}"
        );
    }
}

#[test]
fn each_element_whose_end_is_always_written_tells_a_page_that_is_cut_off() {
    let page = |end: &str| {
        format!(
            "<!doctype html><html><h1>What can go wrong, and what to do about it then</h1>{end}<p>More.</p>"
        )
    };
    for name in [
        "article", "div", "dl", "main", "ol", "pre", "script", "section", "style", "table", "ul",
    ] {
        let (open, whole) = (
            page(&format!("<{name}>")),
            page(&format!("<{name}>x</{name}>")),
        );
        assert_eq!(
            why("a.html", open.as_bytes()),
            Some(Unreadable::CutOff),
            "{name}"
        );
        assert_eq!(why("a.html", whole.as_bytes()), None, "{name}");
    }
    assert_eq!(why("a.html", page("<li>").as_bytes()), None);
}
