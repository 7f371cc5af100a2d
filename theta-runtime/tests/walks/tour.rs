//! Every item once and none twice, whatever a server does that keeps its cursors.

#[cfg(target_os = "linux")]
use crate::memory::{is_alone, resident};
use crate::server::{Server, ok, said};
use std::sync::{Arc, Mutex};
use theta_runtime::RetryPolicy;

/// A small generator of numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A list of pages by their first item, some of them empty.
fn history(dice: &mut Dice) -> Vec<std::ops::Range<u64>> {
    let mut at = 0;
    let pages = (0..=dice.roll(12)).map(|_| {
        let start = at;
        at += dice.roll(5);
        start..at
    });
    pages.collect()
}

/// Walks one history to its end, over every fault and every place where a caller stops.
async fn walk(seed: u64) {
    let mut dice = Dice(seed);
    let pages = history(&mut dice);
    let all: Vec<u64> = pages.iter().cloned().flatten().collect();
    let dice = Arc::new(Mutex::new(dice));
    let fate = dice.clone();
    let server = Server::new(move |asked| {
        let at = asked
            .query("cursor")
            .map_or(0, |cursor| cursor[1..].parse::<usize>().unwrap());
        match fate.lock().unwrap().roll(8) {
            0 => return None,
            1 => return said(503, "<html>"),
            2 => return said(404, r#"{"error":{"code":"odd","message":"m"}}"#),
            3 => return ok("{\"items\":[{"),
            _ => {}
        }
        let ids: Vec<String> = pages[at]
            .clone()
            .map(|id| format!(r#"{{"id":{id}}}"#))
            .collect();
        let next = (at + 1 < pages.len()).then(|| format!(r#","meta":{{"next":"p{}"}}"#, at + 1));
        ok(format!(
            r#"{{"items":[{}]{}}}"#,
            ids.join(","),
            next.unwrap_or_default()
        ))
    });
    let client = server.client();
    let options = || theta_runtime::CallOptions::new().retry(RetryPolicy::off());
    let request = || client.cursor().with_options(options());
    let mut items = request().items();
    let mut got = Vec::new();
    for _ in 0..1_000 {
        match items.next().await {
            Some(Ok(item)) => got.push(u64::try_from(item.id).unwrap()),
            None if items.is_complete() => {
                assert_eq!(got, all, "seed {seed}");
                return;
            }
            _ => {
                let kept = serde_json::to_string(&items.cursor()).unwrap();
                items = request()
                    .items()
                    .resume(serde_json::from_str(&kept).unwrap());
            }
        }
        // A caller who stops somewhere.
        if dice.lock().unwrap().roll(6) == 0 {
            items = request().items().resume(items.cursor());
        }
    }
    panic!("seed {seed} does not end");
}

#[tokio::test(start_paused = true)]
async fn every_item_comes_once_in_a_thousand_random_histories() {
    let histories = if std::env::var_os("THETA_LONG").is_some() {
        100_000
    } else {
        1_000
    };
    for seed in 0..histories {
        walk(seed).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn a_thousand_pages_take_no_more_memory_than_a_few() {
    if !is_alone("tour::a_thousand_pages_take_no_more_memory_than_a_few") {
        return;
    }
    // More than a hundred megabytes in all, if any of it were kept.
    let long = "x".repeat(60_000);
    let server = Server::new(move |asked| {
        let at = asked.query("cursor").map_or(0, |cursor| {
            cursor.split('-').next().unwrap().parse::<u64>().unwrap()
        });
        let next = (at < 999).then(|| format!("{}-{long}", at + 1));
        ok(format!(
            r#"{{"items":[{{"id":{at},"more":"{long}"}}],"meta":{{"next":"{}"}}}}"#,
            next.unwrap_or_default()
        ))
    });
    let client = server.forgetful().client();
    let mut items = client.cursor().items();
    let (mut count, mut before) = (0, 0);
    while let Some(item) = items.next().await {
        assert_eq!(item.unwrap().id, count);
        count += 1;
        if count == 100 {
            before = resident();
        }
    }
    assert_eq!(count, 1_000);
    let grown = resident().saturating_sub(before);
    assert!(grown <= 24_000_000, "{grown} bytes");
}
