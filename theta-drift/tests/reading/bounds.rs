//! Pages of two megabytes in any form take time and memory in proportion. Nothing here measures time: what would be
//! quadratic does not end, and `THETA_LONG=1` prints what was taken.

use super::contract::{By, known, spec};
use std::fmt::Write;
use std::time::Instant;
use theta_drift::{Page, Reading};

/// A page of `size` bytes made of a line for each number.
fn of(size: usize, begin: &str, line: impl Fn(usize) -> String) -> String {
    let mut page = begin.to_owned();
    let mut at = 0;
    while page.len() < size {
        page.push_str(&line(at));
        at += 1;
    }
    page
}

/// Pages by name.
#[allow(clippy::too_many_lines, reason = "a table")]
fn pages(size: usize) -> Vec<(&'static str, &'static str, String)> {
    let repeated = |text: &str| text.repeat(size / text.len());
    vec![
        (
            "rows",
            "a.md",
            of(
                size,
                "# Errors\n\n| Code | HTTP | Message |\n|---|---|---|\n",
                |n| {
                    format!(
                        "| `code_number_{n}` | {} | the message of {n} is this |\n",
                        400 + n % 100
                    )
                },
            ),
        ),
        (
            "samples",
            "a.md",
            of(size, "# Errors\n\n", |n| {
                format!(
                    "## {}\n\n```json\n{{\"error\": {{\"code\": \"code_number_{n}\", \"message\": \"m\"}}}}\n```\n\n",
                    400 + n % 100
                )
            }),
        ),
        (
            "one sample",
            "a.json",
            format!(
                "[{}{{}}]",
                of(size, "", |n| format!(
                    "{{\"error\": {{\"code\": \"code_number_{n}\", \"status\": {}}}}},",
                    400 + n % 100
                ))
            ),
        ),
        (
            "items",
            "a.md",
            of(size, "# Errors\n\n", |n| {
                format!("- `code_number_{n}` ({}): words\n", 400 + n % 100)
            }),
        ),
        (
            "accordions",
            "a.mdx",
            of(size, "# Errors\n\n", |n| {
                format!(
                    "<Accordion title=\"{} code_number_{n}\">\nwords\n</Accordion>\n",
                    400 + n % 100
                )
            }),
        ),
        (
            "html",
            "a.html",
            of(size, "<html><body><table>", |n| {
                format!(
                    "<tr><td>code_number_{n}</td><td>{}</td></tr>",
                    400 + n % 100
                )
            }),
        ),
        (
            "lines",
            "a.txt",
            of(size, "", |n| format!("{} code_number_{n}\n", 400 + n % 100)),
        ),
        (
            "prose",
            "a.md",
            of(size, "# Errors\n\n", |n| {
                format!("With 429 the code_number_{n} comes, and 20 requests a minute.\n\n")
            }),
        ),
        (
            "one line",
            "a.md",
            of(size, "# Errors\n\n", |n| format!("`code_number_{n}` ")),
        ),
        (
            "elements on one line",
            "a.mdx",
            repeated("<A><B x=\"y\">z</B></A>"),
        ),
        (
            "small cells",
            "a.md",
            format!("|a|a|\n|-|-|\n{}", repeated("|a|a|\n")),
        ),
        ("open brackets", "a.md", repeated("[")),
        ("open links", "a.md", repeated("[a](")),
        ("backticks", "a.md", repeated("` `` ``` ")),
        ("stars", "a.md", repeated("*a **b _c ")),
        ("open tags", "a.md", repeated("<a b=\"")),
        ("open components", "a.mdx", repeated("<Tab>\n")),
        ("open braces", "a.md", repeated("{\n")),
        (
            "open arrays",
            "a.md",
            format!("```json\n{}", repeated("[1,\n")),
        ),
        ("quotes", "a.md", repeated("> ")),
        ("headings", "a.md", repeated("###### a\n")),
        ("statuses", "a.md", repeated("401 ")),
        ("fences", "a.md", repeated("```\n")),
        ("entities", "a.html", repeated("&amp;")),
        ("open html", "a.html", repeated("<div><b>")),
        ("comments", "a.md", repeated("<!--")),
    ]
}

/// The most memory that the process has had, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or_default() / 1024
}

#[test]
fn pages_of_any_form_are_read_in_proportion_to_their_size() {
    let long = std::env::var_os("THETA_LONG").is_some();
    let size = if long { 2_000_000 } else { 50_000 };
    let rows: Vec<(String, u16, String)> = (0..size / 600)
        .map(|n| {
            (
                format!("e{n}"),
                400 + u16::try_from(n * 10 % 100).unwrap_or_default(),
                format!("code_number_{}", n * 10),
            )
        })
        .collect();
    let mut contract = spec(&[], By::Code, "");
    for (name, status, code) in &rows {
        let _ = write!(
            contract,
            "[errors.{name}]\nstatus = {status}\ncode = \"{code}\"\nsource = \"errors\"\n"
        );
    }
    let known = known(&contract);
    let only = std::env::var("ONLY").unwrap_or_default();
    for (name, file, text) in pages(size)
        .into_iter()
        .filter(|(name, ..)| name.contains(&only))
    {
        let start = Instant::now();
        let page = Page::new(file, text.as_bytes());
        let cut = start.elapsed();
        let reading = Reading::of(&page, &known.facts, &known.places, None);
        if long {
            eprintln!(
                "{name:24} {:8} blocks {cut:8.2?} {:8.2?} in all, {} news, peak {} MB",
                page.blocks.len(),
                start.elapsed(),
                reading.news.len(),
                peak()
            );
        }
    }
}
