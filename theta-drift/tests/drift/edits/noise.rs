//! Edits that change how a page looks.

use super::{Api, Row};

macro_rules! rows {
    ($($api:ident, $name:literal, $edit:expr;)*) => {
        &[$(Row { name: $name, of: Api::$api, edit: $edit, shows: None }),*]
    };
}

pub(super) const ROWS: &[Row] = rows! {
    ThetaOne, "typographic quotes around the texts", |p| p.lines(smart_quotes);
    ThetaOne, "CRLF", |p| p.each(|page| page.replace('\n', "\r\n"));
    Deepgram, "CRLF in numbered samples", |p| p.each(|page| page.replace('\n', "\r\n"));
    Html, "CRLF in HTML", |p| p.each(|page| page.replace('\n', "\r\n"));
    ThetaOne, "a byte order mark", |p| p.each(|page| format!("\u{feff}{page}"));
    ThetaOne, "the lost pipes are back", |p| p.lines(with_pipe);
    ThetaOne, "all first pipes are lost", |p| p.lines(|line| line.strip_prefix("| ").unwrap_or(line).to_owned());
    Markdown, "all first pipes are lost in Markdown", |p| p.lines(|line| line.strip_prefix("| ").unwrap_or(line).to_owned());
    ThetaOne, "empty lines around headings", |p| p.lines(|line| if line.contains(" — ") && !line.contains('|') { format!("\n{line}\n") } else { line.to_owned() });
    Markdown, "no empty lines", |p| p.each(|page| page.replace("\n\n", "\n"));
    ThetaOne, "spaces that do not break", |p| p.each(|page| page.replace(" | ", "\u{a0}|\u{a0}"));
    ThetaOne, "spaces at line ends", |p| p.lines(|line| format!("{line}  "));
    ThetaOne, "rows in another order", |p| p.swap("errors", "\"Invalid options: <...>\"", "\"gold_text is required\"", "\"Invalid native_speech_components_json");
    ThetaOne, "plans in another order", |p| p.everywhere("| Starter | 100 |\n| Pro | 500 |", "| Pro | 500 |\n| Starter | 100 |");
    ThetaOne, "sections in another order", |p| p.swap("errors", "401 — Unauthorized\nThe API key", "402 — PAYMENT_REQUIRED\nBilling", "429 — RATE_LIMIT_EXCEEDED\nYou");
    Deepgram, "samples in another order", |p| p.swap("errors", "401 Incorrect API key", "401 Insufficient permissions\n\nMaking", "403 Insufficient permissions");
    Markdown, "sections of Markdown in another order", |p| p.swap("errors", "## 402", "## 404", "## 429");
    ThetaOne, "code style around the texts", |p| p.lines(ticks);
    ThetaOne, "a column more", |p| p.everywhere("| Plan | RPM |\n|---|---|\n| Free | 30 |", "| Plan | RPM | Support |\n|---|---|---|\n| Free | 30 | by mail |");
    Markdown, "columns in another order", |p| p.lines(|line| match line.split('|').collect::<Vec<_>>()[..] {
        ["", a, b, c, d, ""] => format!("|{b}|{a}|{d}|{c}|"),
        _ => line.to_owned(),
    });
    Markdown, "aligned columns", |p| p.each(|page| page.replace("---", ":---:"));
    ThetaOne, "prose in other words", |p| p.replace("errors", "This is the single source of truth for every error the Theta One API can return.", "Every error that the Theta One API returns is listed on this page.");
    ThetaOne, "causes and fixes in other words", |p| {
        p.replace("errors", "Audio file is missing, empty, or not decodable", "The audio is absent, empty, or cannot be decoded");
        p.replace("errors", "Send a real .wav or .mp3", "Upload a real .wav or .mp3 file");
    };
    Markdown, "causes of Markdown in other words", |p| p.replace("errors", "The chart is in another format, or damaged.", "We are unable to decode the chart.");
    ThetaOne, "navigation around the page", |p| p.each(|page| format!("Skip to main content\nSearch...\nDashboard\nAPI Reference\nGuides\n{page}\nWas this page helpful?\nYes\nNo\nPrevious\nRate Limits\nNext\nPowered by Docs"));
    Html, "navigation around the HTML", |p| p.replace("errors", "<main>", "<header class=\"top\"><a href=\"/\">Home</a><button>Search</button></header><aside><ul><li><a href=\"#429\">Too many</a></li></ul></aside><main class=\"prose\">");
    Html, "classes, scripts and comments", |p| {
        p.replace("errors", "<td>", "<td class=\"cell\" data-x=\"1\">");
        p.replace("errors", "</main>", "<!-- 418 \"I am a teapot\" --><script>fetch('/v9/nothing')</script></main>");
    };
    Html, "entities in HTML", |p| p.replace("errors", "\"chart is required\"", "&quot;chart&#32;is required&#x22;");
    Html, "HTML on one line", |p| { let page = p.page("errors"); *page = page.replace('\n', ""); };
    Html, "bold and links in cells", |p| {
        p.replace("errors", "<td>429</td>", "<td><strong>429</strong></td>");
        p.replace("errors", "<td>The key is missing or wrong.</td>", "<td>The <a href=\"/keys\">key</a> is missing or <em>wrong</em>.</td>");
    };
    Markdown, "bold statuses and links", |p| {
        p.replace("errors", "| 429 |", "| **429** |");
        p.replace("errors", "The key is missing or wrong.", "The [key](/keys) is missing or *wrong*.");
    };
    Markdown, "headings with lines under them", |p| p.lines(|line| match line.strip_prefix("## ") {
        Some(title) => format!("{title}\n---------"),
        None => line.to_owned(),
    });
    Markdown, "lines wrapped elsewhere", |p| p.replace("errors", "Every error of the Tides API. All endpoints share the codes below.", "Every error of\nthe Tides API. All endpoints share\nthe codes below.");
    Markdown, "the sentence on all endpoints in other words", |p| p.replace("errors", "All endpoints share the codes below.", "Every endpoint can return the errors below.");
    Markdown, "Markdown becomes HTML", |p| include_str!("../pages/tides/errors.html").clone_into(p.page("errors"));
    Html, "HTML becomes Markdown", |p| include_str!("../pages/tides/errors.md").clone_into(p.page("errors"));
    Scraped, "navigation around scraped text", |p| p.each(|page| format!("Skip to main content\n{page}\nWas this page helpful?"));
    Scraped, "the glued entry is not glued", |p| p.replace("errors", "backoff.500 Internal", "backoff.\n500 Internal");
    Deepgram, "other line numbers in the samples", |p| p.lines(renumbered);
    Deepgram, "straight apostrophes", |p| p.replace("errors", "’", "'");
    Lmnt, "bullets on lines of their own", |p| p.each(|page| page.replace(" -\n", " - ").replace(". - 4", ".\n- 4").replace(". - 5", ".\n- 5"));
    LlmTune, "a space between the cells of a flattened table", |p| p.replace("errors", "429Too Many RequestsRate", "429 Too Many Requests Rate");
    LlmTune, "numbers of a list become bullets", |p| p.lines(|line| match line.trim_start().split_once(". ") {
        Some((number, rest)) if number.parse::<u8>().is_ok() => format!("  • {rest}"),
        _ => line.to_owned(),
    });
};

/// Quotes of cells as an editor makes them.
fn smart_quotes(line: &str) -> String {
    match line.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((text, rest)) if line.contains('|') => format!("“{text}”{rest}"),
        _ => line.to_owned(),
    }
}

fn with_pipe(line: &str) -> String {
    if line.ends_with(" |") && !line.starts_with('|') {
        format!("| {line}")
    } else {
        line.to_owned()
    }
}

fn ticks(line: &str) -> String {
    match line.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((text, rest)) if line.contains('|') => format!("`\"{text}\"`{rest}"),
        _ => line.to_owned(),
    }
}

/// The number before a key of a sample, one more.
fn renumbered(line: &str) -> String {
    match line.split_once(" \"") {
        Some((number, rest)) => match number.parse::<u32>() {
            Ok(number) => format!("{} \"{rest}", number + 1),
            Err(_) => line.to_owned(),
        },
        None => line.to_owned(),
    }
}
