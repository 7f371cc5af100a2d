//! The tour, as the README's first command shows it.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

#[path = "../examples/tour/errors.rs"]
mod errors;
#[path = "../examples/tour/page.rs"]
mod page;
#[path = "../examples/tour/speech.rs"]
mod speech;

use theta_client::{ApiClient, Client};
use theta_mock::{KeyPolicy, Mock};

const KEY: &str = "sk-theta-tour";

#[tokio::test]
async fn no_line_of_the_tour_is_wider_than_a_terminal_and_no_detail_is_cut() {
    let mock = Mock::builder_from_toml("spec.toml", include_bytes!("../spec.toml"))
        .unwrap()
        .key_policy(KeyPolicy::Registered)
        .known_key(KEY)
        .start()
        .unwrap();
    let client: Client = Client::builder()
        .key(KEY)
        .base_url(mock.base_url())
        .build()
        .unwrap();
    let mut shown = Vec::new();
    speech::tour(&client, &mut shown).await.unwrap();
    assert!(errors::tour(&mock, KEY, &mut shown).await.unwrap());
    let shown = String::from_utf8(shown).unwrap();
    for line in shown.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(shown.ends_with(", 0 did not\n"), "{shown}");
    let unwrapped = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for error in Client::API.errors {
        for detail in error.details.iter().filter(|detail| !detail.contains('{')) {
            assert!(unwrapped.contains(detail), "{detail}: {shown}");
        }
    }
}

#[test]
fn what_does_not_fit_goes_on_below() {
    let written = |text: &str| {
        let mut shown = Vec::new();
        page::labelled(&mut shown, "    detail", text).unwrap();
        String::from_utf8(shown).unwrap()
    };
    let room = 58;
    let word = "w".repeat(room);
    for (text, lines) in [
        ("short".to_owned(), 1),
        (word.clone(), 1),
        (format!("{word}w"), 2),
        (format!("a {word}"), 2),
        (format!("{} b", &word[2..]), 1),
        (format!("{} b", &word[1..]), 2),
        ("é".repeat(3 * room), 3),
    ] {
        let shown = written(&text);
        assert_eq!(shown.lines().count(), lines, "{shown}");
        assert!(
            shown.lines().all(|line| line.chars().count() <= 80),
            "{shown}"
        );
        let letters = |text: &str| text.replace([' ', '\n'], "");
        assert_eq!(letters(&shown), format!("detail{}", letters(&text)));
    }
}
