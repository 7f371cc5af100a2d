//! What looks like a fact is counted, whether it was understood or not.

use crate::facts::{REFERENCE, vendors_page};
use crate::reading::{contract, file, lumen, text};
use theta_drift::{Page, Reading, TokenKind, Vocabulary, read};

/// The tokens that nothing accounts for.
fn unclaimed(reading: &Reading) -> Vec<&str> {
    reading
        .ledger
        .unclaimed()
        .map(|token| token.text.as_str())
        .collect()
}

#[test]
fn every_form_of_a_token_is_found() {
    let reading = text(
        "a.txt",
        "Zap.\nIt holds 410 and \"a text\", `code`, gold_text, retryAfter, SoSorryError, x-what, 7 days, 12 kHz, https://a.example/b, /path/{id}, Content-Type: text/plain here.",
    );
    let found: Vec<(TokenKind, &str)> = reading
        .ledger
        .tokens
        .iter()
        .map(|token| (token.kind, token.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (TokenKind::Status, "410"),
            (TokenKind::Quoted, "a text"),
            (TokenKind::Code, "code"),
            (TokenKind::Code, "gold_text"),
            (TokenKind::Code, "retryAfter"),
            (TokenKind::Code, "SoSorryError"),
            (TokenKind::Code, "x-what"),
            (TokenKind::Quantity, "7 days"),
            (TokenKind::Quantity, "12 kHz"),
            (TokenKind::Url, "https://a.example/b"),
            (TokenKind::Path, "/path/{id}"),
            (TokenKind::Header, "Content-Type: text/plain"),
        ]
    );
}

#[test]
fn what_no_fact_explains_stays_in_the_ledger() {
    for (page, expected) in [
        (
            "Errors\n\nThe sky has 418 \"pots of tea\" at 16 kHz.",
            vec!["pots of tea", "16 kHz"],
        ),
        (
            "Errors\n\nSee gold_text and /elsewhere.",
            vec!["gold_text", "/elsewhere"],
        ),
        (
            "Errors\n\n429 Too Many Requests\n\nThe body is {\"error\": {\"text\": \"No.\"}}",
            vec![],
        ),
    ] {
        assert_eq!(unclaimed(&text("a.txt", page)), expected, "{page}");
    }
}

#[test]
fn somebodys_prose_accounts_for_its_words_and_not_for_its_figures() {
    let reading = text(
        "a.md",
        "# Errors\n\n| Status | Message | Cause |\n|---|---|---|\n| 400 | \"No.\" | gold_text came after 14 days |\n",
    );
    assert_eq!(unclaimed(&reading), ["14 days"]);
}

#[test]
fn what_a_page_hides_for_now_is_not_read_and_not_forgotten() {
    let reading = lumen("page.html");
    assert_eq!(unclaimed(&reading), ["503"]);
}

#[test]
fn the_vendors_pages_are_accounted_for() {
    for (spec, name, tokens, open) in [
        ("spec.toml", "theta-one-errors.txt", 90, 14),
        ("spec.toml", "theta-one-overview.txt", 52, 18),
        ("vendors/deepgram/spec.toml", "deepgram-errors.txt", 212, 6),
        ("vendors/llmtune/spec.toml", "llmtune-errors.txt", 46, 5),
        ("vendors/lmnt/spec.toml", "lmnt-errors.txt", 30, 6),
    ] {
        let Some(reading) = vendors_page(spec, name) else {
            return;
        };
        let ledger = &reading.ledger;
        println!(
            "{name}: {} of {} tokens accounted for",
            ledger.claimed(),
            ledger.tokens.len()
        );
        for token in ledger.unclaimed() {
            let at = reading.pages[0].source.position(token.place.span.start);
            println!("  {name}:{at} {:?} {}", token.kind, token.text);
        }
        assert_eq!(
            (ledger.tokens.len(), ledger.unclaimed().count()),
            (tokens, open),
            "{name}"
        );
    }
}

#[test]
fn our_own_reference_is_accounted_for() {
    let pages: Vec<Page> = REFERENCE
        .iter()
        .map(|name| Page::new(name, &file(name)))
        .collect();
    let reading = read(&pages, &Vocabulary::of(&contract("spec.toml")));
    println!(
        "our own reference: {} of {} tokens accounted for",
        reading.ledger.claimed(),
        reading.ledger.tokens.len()
    );
    let figures: Vec<&str> = reading
        .ledger
        .unclaimed()
        .filter(|token| {
            matches!(
                token.kind,
                TokenKind::Status | TokenKind::Path | TokenKind::Header
            )
        })
        .map(|token| token.text.as_str())
        .collect();
    assert_eq!(figures, [""; 0]);
}
