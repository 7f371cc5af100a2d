//! One character off is another text.

use crate::support::{ONE, THETA_ONE, load};
use std::collections::BTreeSet;
use theta_mock::{Mock, RawReply};
use theta_runtime::{Audio, ErrorKind};
use theta_spec::contract::ErrorRow;
use theta_spec::json::Json;
use theta_tests::theta_one::Client;

/// Characters that are put in; the colon makes one template out of another text's beginning.
const PUT: [char; 5] = ['x', ' ', '.', ':', 'é'];

/// Every text that differs from `text` by one character deleted, replaced, inserted or changed in case.
fn one_off(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let with = |before: &[char], middle: &[char], after: &[char]| {
        [before, middle, after].concat().into_iter().collect()
    };
    let mut out = BTreeSet::new();
    for at in 0..=chars.len() {
        let (before, rest) = chars.split_at(at);
        out.extend(PUT.map(|put| with(before, &[put], rest)));
        let Some((&here, after)) = rest.split_first() else {
            continue;
        };
        out.insert(with(before, &[], after));
        out.extend(PUT.map(|put| with(before, &[put], after)));
        let flipped = if here.is_ascii_uppercase() {
            here.to_ascii_lowercase()
        } else {
            here.to_ascii_uppercase()
        };
        out.insert(with(before, &[flipped], after));
    }
    out.remove(text);
    out
}

/// Rows with one exact text, and the text.
fn exact() -> impl Iterator<Item = (&'static ErrorRow, &'static str)> {
    let rows = ONE.contract.errors.iter();
    rows.filter_map(|row| Some((row, row.detail.as_ref()?.templates.first()?.as_exact()?)))
}

fn body(detail: &str) -> String {
    Json::Object(vec![("detail".to_owned(), Json::String(detail.to_owned()))]).to_string()
}

#[test]
fn one_character_off_is_unknown_on_every_endpoint() {
    let (mut texts, mut misses, mut replies) = (0, 0, 0);
    let mut other_rows = BTreeSet::new();
    for (row, text) in exact() {
        texts += 1;
        for miss in one_off(text) {
            misses += 1;
            for endpoint in &ONE.contract.endpoints {
                replies += 1;
                let outcome =
                    ONE.agreed(&endpoint.name, row.status.example(), body(&miss).as_bytes());
                if let Some(other) = outcome {
                    other_rows.insert((miss.clone(), other.name));
                }
            }
        }
    }
    println!("{misses} texts one character off {texts} exact details: {replies} replies unknown");
    // A colon in the right place makes a message of another documented form, and nothing else does.
    let expected = "Invalid options: format. Must be a valid JSON string.";
    let expected = BTreeSet::from([(expected.to_owned(), "invalid_options".to_owned())]);
    assert_eq!(other_rows, expected);
    assert_eq!(texts, 10);
}

#[test]
fn one_character_off_the_fixed_part_of_a_template_is_unknown() {
    let mut templates = 0;
    for row in &ONE.contract.errors {
        let Some(template) = row
            .detail
            .as_ref()
            .and_then(|detail| detail.templates.first())
        else {
            continue;
        };
        if template.as_exact().is_some() {
            continue;
        }
        templates += 1;
        let fixed = template.leading_literal();
        let filled = template.render(|_| "why".to_owned());
        let rest = &filled[fixed.len()..];
        for miss in one_off(fixed) {
            // What is put in behind the fixed part belongs to the hole.
            if miss.starts_with(fixed) {
                continue;
            }
            for endpoint in &ONE.contract.endpoints {
                let text = format!("{miss}{rest}");
                let outcome =
                    ONE.agreed(&endpoint.name, row.status.example(), body(&text).as_bytes());
                assert_eq!(outcome, None, "{text}");
            }
        }
    }
    assert_eq!(templates, 3);
}

#[tokio::test]
async fn an_unknown_reply_has_status_detail_and_body_at_hand() {
    let mock = Mock::start(load(THETA_ONE)).unwrap();
    let client = Client::builder()
        .key("sk-theta-near-miss")
        .base_url(mock.base_url())
        .build()
        .unwrap();
    let wav = Audio::bytes("RIFF\x24\0\0\0WAVEfmt ").unchecked();
    let mut seen = 0;
    for (row, text) in exact() {
        let status = row.status.example();
        // What may be tried again is not one reply.
        if status == 429 || status >= 500 {
            continue;
        }
        let misses = one_off(text);
        // Over the wire every seventh will do: what differs was looked at above.
        for miss in misses
            .iter()
            .filter(|miss| !miss.starts_with("Invalid options: "))
            .step_by(7)
        {
            let sent = body(miss);
            mock.next_raw(
                RawReply::new(status)
                    .header("content-type", "application/json")
                    .body(sent.clone()),
            )
            .unwrap();
            let error = client
                .pronunciation_simple(wav.clone(), "text")
                .await
                .unwrap_err();
            assert_eq!(error.api(), None, "{miss}");
            assert!(
                matches!(
                    error.kind(),
                    ErrorKind::Unknown {
                        known_status: true,
                        ..
                    }
                ),
                "{miss}: {:?}",
                error.kind()
            );
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.detail(), Some(miss.as_str()));
            assert_eq!(error.body(), sent.as_bytes());
            seen += 1;
        }
    }
    println!("{seen} near misses over HTTP: unknown, with status, detail and body");
}
