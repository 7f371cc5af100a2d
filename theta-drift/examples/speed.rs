//! How long reading a page of 1 MB takes, beside a parser alone: `cargo run --release -p theta-spec --features drift --example drift_speed`.

use std::time::{Duration, Instant};
use theta_drift::{Format, Page, Vocabulary, read};

const SIZE: usize = 1_000_000;

/// Pieces of pages in which nothing ends, or everything looks like everything else.
const HOSTILE: &[&str] = &[
    "<table><tr><td><div hidden>404 ",
    "<td rowspan=64 colspan=64>",
    "&amp;429 ",
    "\"Retry only on 429, “up to 2 times (STT only) ",
    "Retry only on 429. ",
    "{\"error\": {\"text\": \"No.\", ",
    "\"k\": \"v\"\n",
    "x-a: ",
    "header",
    "-prefix",
    "](",
    "`a`",
    "429 3 s ",
    "| Notes ",
    "a | b | c\n|---|\n",
    "400Bad RequestNo.\n",
    "- Base URL:\n",
    "5 endpoints (/a, /b) only, ",
    "://",
    "<",
    "<a>",
    "\u{0}&",
];

/// A page of that size out of a smaller one.
fn large(page: &str) -> String {
    page.repeat(SIZE.div_ceil(page.len()))
}

/// The shortest of some runs.
fn best<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut time = || {
        let start = Instant::now();
        let result = run();
        (start.elapsed(), result)
    };
    let first = time();
    (0..4).map(|_| time()).fold(
        first,
        |best, next| if next.0 < best.0 { next } else { best },
    )
}

fn main() {
    let spec = include_bytes!("../../spec.toml");
    let Some(contract) = theta_spec::load("spec.toml", spec).contract else {
        println!("spec.toml has mistakes");
        return;
    };
    let vocabulary = Vocabulary::of(&contract);
    let markdown = large(include_str!("../../docs/reference/errors.md"));
    let html = large(include_str!("../tests/drift/pages/lumen/page.html"));
    let text = large(include_str!("../tests/drift/pages/lumen/lost_pipes.txt"));
    let viewer = large(include_str!("../tests/drift/pages/lumen/viewer.txt"));
    let one_line = large(
        "the body is {\"detail\": \"Slow down.\"} and 429 is retried up to 3 times in `code` at /path; ",
    );
    for (name, format, page) in [
        ("Markdown", Format::Markdown, &markdown),
        ("HTML", Format::Html, &html),
        ("text with tables", Format::Text, &text),
        ("text with bodies", Format::Text, &viewer),
        ("text in one line", Format::Text, &one_line),
        ("Markdown in one line", Format::Markdown, &one_line),
    ] {
        let (parser, what) = match format {
            Format::Markdown => (
                best(|| {
                    pulldown_cmark::Parser::new_ext(page, pulldown_cmark::Options::ENABLE_TABLES)
                        .count()
                }),
                "pulldown-cmark alone",
            ),
            Format::Html => (
                best(|| html5gum::Tokenizer::new(page).count()),
                "html5gum alone",
            ),
            Format::Text => (best(|| page.lines().map(str::len).sum()), "its lines alone"),
        };
        let page = Page::new("page", page.as_bytes()).with_format(format);
        let (time, reading) = best(|| read(std::slice::from_ref(&page), &vocabulary));
        println!(
            "{name}: {} bytes in {time:.1?} ({what}: {:.1?}); {} facts, {} of {} tokens accounted for",
            page.source.text().len(),
            parser.0,
            reading.facts.len(),
            reading.ledger.claimed(),
            reading.ledger.tokens.len()
        );
    }
    println!("pages made to be slow:");
    let mut slowest = Duration::ZERO;
    for piece in HOSTILE {
        let page = Page::new("page", large(piece).as_bytes());
        for (name, format) in Format::ALL {
            let page = page.clone().with_format(*format);
            let start = Instant::now();
            let reading = read(std::slice::from_ref(&page), &vocabulary);
            let time = start.elapsed();
            slowest = slowest.max(time);
            println!(
                "{piece:?} as {name}: {time:.1?}, {} facts, {} tokens",
                reading.facts.len(),
                reading.ledger.tokens.len()
            );
        }
    }
    println!("slowest: {slowest:.1?}");
}
