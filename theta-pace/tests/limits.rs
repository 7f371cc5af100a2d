//! Limits in virtual time, held against a count of its own.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_pace::{
    Clock as _, Count, Limit, Limits, LocalPacer, Most, Need, Period, Refused, TokioClock, Turns,
    Window,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// 2027-01-30, 22:13:20: a month ends soon.
const START: Duration = Duration::from_secs(1_801_347_200);

const fn sliding(length: Duration) -> Window {
    Window::Sliding(length)
}

const fn calendar(period: Period, zone: i32) -> Window {
    Window::Calendar { period, zone }
}

/// The long form has a million arrivals for each limit: `THETA_LONG=1`.
fn arrivals() -> usize {
    match std::env::var_os("THETA_LONG") {
        Some(_) => 1_000_000,
        None => 20_000,
    }
}

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn fraction(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX)
    }

    /// Bursts, trickles, and long silence, by the mean time between requests.
    fn gap(&mut self, mean: Duration) -> Duration {
        mean.mul_f64(match self.next() % 10 {
            0..6 => 0.0,
            6..9 => self.fraction() * 2.0,
            _ => self.fraction() * 20.0,
        })
    }
}

/// The most units in any window, counted without the code that is tested.
fn fullest(window: Window, sent: &[(Duration, f64)]) -> f64 {
    match window {
        Window::Sliding(length) => {
            let (mut from, mut sum, mut most) = (0, 0.0, 0.0_f64);
            for (at, units) in sent {
                sum += units;
                while sent[from].0 + length <= *at {
                    sum -= sent[from].1;
                    from += 1;
                }
                most = most.max(sum);
            }
            most
        }
        Window::Calendar { period, zone } => {
            let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
            for (at, units) in sent {
                let local = at.as_secs().saturating_add_signed(i64::from(zone) * 60);
                let period = match period {
                    Period::Second => local,
                    Period::Minute => local / 60,
                    Period::Hour => local / 3600,
                    Period::Day => local / 86_400,
                    Period::Month => month(local / 86_400),
                };
                *sums.entry(period).or_default() += units;
            }
            sums.into_values().fold(0.0, f64::max)
        }
    }
}

/// The months since 1970 until a day since then.
fn month(day: u64) -> u64 {
    let (mut left, mut months) = (day, 0);
    loop {
        let (year, month) = (1970 + months / 12, months % 12);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = [
            31,
            28 + u64::from(leap),
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ][usize::try_from(month).unwrap()];
        if left < length {
            return months;
        }
        left -= length;
        months += 1;
    }
}

const WINDOWS: &[(u32, Window, Option<u32>)] = &[
    (1, sliding(MINUTE), None),
    (20, sliding(MINUTE), None),
    (100, sliding(MINUTE), Some(100)),
    (3000, sliding(MINUTE), Some(40)),
    (1, sliding(SECOND), None),
    (10, sliding(SECOND), Some(10)),
    (7, sliding(Duration::from_secs(10)), Some(3)),
    (600, sliding(HOUR), None),
    (1000, sliding(Duration::from_secs(30 * 24 * 3600)), None),
    (15, calendar(Period::Second, 0), None),
    (60, calendar(Period::Minute, 0), Some(60)),
    (500, calendar(Period::Hour, 330), None),
    (200, calendar(Period::Day, -480), None),
    (1000, calendar(Period::Month, 0), None),
    (10, calendar(Period::Month, 840), None),
];

#[test]
fn no_window_holds_more_than_its_limit_whatever_arrives() {
    for &(most, window, burst) in WINDOWS {
        let mut random = Random(7);
        let (mut count, mut now) = (Count::requests(most, window, burst), START);
        let mean = window.length() / most / 3;
        let mut sent = Vec::new();
        for _ in 0..arrivals() {
            now += random.gap(mean);
            let wait = count.wait(now, 1.0).unwrap();
            if wait.is_zero() || window.is_short() {
                now += wait;
                assert_eq!(count.wait(now, 1.0), Some(Duration::ZERO), "{window:?}");
                count.take(now, 1.0);
                sent.push((now, 1.0));
            } else if random.next().is_multiple_of(20) {
                // Whoever is refused may come again when it opens, and not before.
                now += wait;
                assert_eq!(count.wait(now, 1.0), Some(Duration::ZERO), "{window:?}");
            }
        }
        let fullest = fullest(window, &sent);
        assert!(
            fullest <= f64::from(most),
            "{fullest} of {most} in {window:?}"
        );
        // It is used, too.
        assert!(
            fullest >= f64::from(most) * 0.9,
            "{fullest} of {most} in {window:?}"
        );
    }
}

#[test]
fn no_window_holds_more_units_than_its_limit() {
    for window in [sliding(MINUTE), sliding(DAY), calendar(Period::Minute, 0)] {
        let mut random = Random(11);
        let (mut count, mut now) = (Count::units(1000.0, window), START);
        let mut sent = Vec::new();
        for _ in 0..arrivals() {
            now += random.gap(window.length() / 20);
            let units = (random.fraction() * 200.0).floor();
            now += count.wait(now, units).unwrap();
            let until = count.take(now, units);
            // Half of it was not used after all, as the answer says.
            let used = if random.next().is_multiple_of(2) {
                units
            } else {
                units / 2.0
            };
            count.correct(until, used - units);
            sent.push((now, used));
        }
        let fullest = fullest(window, &sent);
        assert!(
            (800.0..=1000.0).contains(&fullest),
            "{fullest} in {window:?}"
        );
    }
}

#[test]
fn what_costs_more_than_the_whole_window_never_fits() {
    let mut count = Count::units(10.0, sliding(MINUTE));
    assert_eq!(count.wait(START, 10.5), None);
    assert_eq!(count.wait(START, 10.0), Some(Duration::ZERO));
    count.take(START, 9.0);
    // Nobody knows what it costs: something must be left.
    assert_eq!(count.wait(START, 0.0), Some(Duration::ZERO));
    count.take(START, 1.0);
    assert!(count.wait(START, 0.0).unwrap() > MINUTE);
}

#[test]
fn most_of_the_best_schedule_is_used() {
    for &(most, window, burst) in WINDOWS {
        let (mut count, mut now, mut sent) = (Count::requests(most, window, burst), START, 0_u32);
        // A window opens at most once while it is filled for the first time.
        let windows = 50;
        let end = START + window.length() * windows;
        loop {
            now += count.wait(now, 1.0).unwrap();
            if now >= end {
                break;
            }
            count.take(now, 1.0);
            sent += 1;
        }
        let share = f64::from(sent) / f64::from(most * windows);
        assert!(share >= 0.95, "{share} of {most} in {window:?}");
    }
}

fn limit(most: Most, breadth: usize) -> Limit {
    Limit {
        most,
        breadth,
        words: format!("{most:?}"),
    }
}

const fn requests(most: u32, window: Window) -> Most {
    Most::Requests {
        most,
        window,
        burst: None,
    }
}

fn turns(limits: Vec<Limit>) -> Arc<Turns> {
    let limits = Limits::new(limits).map(Arc::new);
    Arc::new(Turns::new(Arc::new(LocalPacer::unpaced()), None).limited(limits))
}

const fn need(of: &'static [usize]) -> Need<'static> {
    Need { of, units: None }
}

const PATIENT: Duration = Duration::from_secs(365 * 24 * 3600);

#[tokio::test(start_paused = true)]
async fn several_limits_hold_together() {
    type Sent = HashMap<usize, Vec<(Duration, f64)>>;
    // Of one kind of calls, of two kinds, and of all.
    let limits = vec![
        limit(requests(5, sliding(SECOND)), 1),
        limit(requests(40, sliding(MINUTE)), 2),
        limit(Most::Concurrent(7), 1),
        limit(requests(100, sliding(MINUTE)), 3),
    ];
    let kinds: [&'static [usize]; 3] = [&[0, 1, 2, 3], &[1, 3], &[3]];
    let turns = turns(limits);
    let sent: Arc<Mutex<Sent>> = Arc::default();
    let running = Arc::new(Mutex::new((0_usize, 0_usize)));
    let start = TokioClock.now();
    let tasks = (0..900_u64).map(|id| {
        let (turns, sent, running) = (turns.clone(), sent.clone(), running.clone());
        tokio::spawn(async move {
            let mut random = Random(id);
            tokio::time::sleep(SECOND.mul_f64(random.fraction() * 300.0)).await;
            let of = kinds[usize::try_from(id % 3).unwrap()];
            let leave = turns.take("", need(of), &TokioClock, PATIENT).await;
            let leave = leave.unwrap();
            let at = TokioClock.now() - start;
            for limit in of {
                sent.lock()
                    .unwrap()
                    .entry(*limit)
                    .or_default()
                    .push((at, 1.0));
            }
            let counts = of.contains(&2);
            if counts {
                let mut running = running.lock().unwrap();
                running.0 += 1;
                running.1 = running.1.max(running.0);
            }
            tokio::time::sleep(SECOND.mul_f64(random.fraction() * 3.0)).await;
            if counts {
                running.lock().unwrap().0 -= 1;
            }
            drop(leave);
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let sent = sent.lock().unwrap();
    for (at, most, window) in [(0, 5.0, SECOND), (1, 40.0, MINUTE), (3, 100.0, MINUTE)] {
        let mut sent = sent[&at].clone();
        sent.sort_by_key(|(at, _)| *at);
        assert!(fullest(sliding(window), &sent) <= most, "{at}");
    }
    assert!(running.lock().unwrap().1 <= 7);
}

#[tokio::test(start_paused = true)]
async fn a_narrow_limit_does_not_hold_up_calls_that_it_is_not_for() {
    let turns = turns(vec![
        limit(requests(1, sliding(MINUTE)), 1),
        limit(requests(600, sliding(MINUTE)), 2),
    ]);
    turns
        .take("", need(&[0, 1]), &TokioClock, PATIENT)
        .await
        .unwrap();
    let start = TokioClock.now();
    let waiting = turns.take("", need(&[0, 1]), &TokioClock, PATIENT);
    let mut waiting = std::pin::pin!(waiting);
    let others = async {
        for _ in 0..50 {
            turns
                .take("", need(&[1]), &TokioClock, PATIENT)
                .await
                .unwrap();
        }
        TokioClock.now() - start
    };
    tokio::select! {
        _ = &mut waiting => panic!("the window is full"),
        took = others => assert!(took < 10 * SECOND, "{took:?}"),
    }
    waiting.await.unwrap();
    assert!(TokioClock.now() - start >= MINUTE);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_given_up_leaves_its_turn_to_the_next() {
    let turns = turns(vec![limit(requests(1, sliding(MINUTE)), 1)]);
    let take = |patience| turns.take("", need(&[0]), &TokioClock, patience);
    take(PATIENT).await.unwrap();
    let start = TokioClock.now();
    // Ten stand in line, and go one after another.
    for _ in 0..10 {
        let gone = tokio::time::timeout(3 * SECOND, take(PATIENT)).await;
        assert!(gone.is_err());
    }
    take(PATIENT).await.unwrap();
    let took = TokioClock.now() - start;
    assert!((MINUTE..MINUTE + 3 * SECOND).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn every_wait_ends_at_its_deadline_or_before() {
    for limits in [
        vec![limit(requests(1, sliding(MINUTE)), 1)],
        vec![limit(Most::Concurrent(1), 1)],
        vec![limit(
            Most::Units {
                most: 1.0,
                window: sliding(MINUTE),
            },
            1,
        )],
        vec![limit(requests(1, calendar(Period::Minute, 0)), 1)],
    ] {
        let turns = turns(limits);
        let call = Need {
            of: &[0],
            units: Some(1.0),
        };
        let held = turns.take("", call, &TokioClock, PATIENT).await.unwrap();
        let start = TokioClock.now();
        let waits = (0..20).map(|_| {
            let turns = turns.clone();
            tokio::spawn(async move { turns.take("", call, &TokioClock, SECOND).await })
        });
        for wait in waits.collect::<Vec<_>>() {
            let refused = wait.await.unwrap().unwrap_err();
            assert!(matches!(refused, Refused::Late(_)), "{refused:?}");
        }
        let took = TokioClock.now() - start;
        assert!(took <= SECOND + Duration::from_millis(1), "{took:?}");
        drop(held);
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_window_that_is_full_says_at_once_when_it_opens() {
    let turns = turns(vec![limit(requests(2, sliding(DAY)), 1)]);
    let take = || turns.take("", need(&[0]), &TokioClock, PATIENT);
    take().await.unwrap();
    tokio::time::sleep(HOUR).await;
    take().await.unwrap();
    let start = TokioClock.now();
    let Err(Refused::Reached {
        opens: Some(opens), ..
    }) = take().await
    else {
        panic!("it is full");
    };
    assert_eq!(TokioClock.now(), start);
    assert!((23 * HOUR..24 * HOUR).contains(&opens), "{opens:?}");
    tokio::time::sleep(opens).await;
    take().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_counts_for_nothing() {
    let turns = turns(vec![limit(requests(1, sliding(DAY)), 1)]);
    let take = || turns.take("", need(&[0]), &TokioClock, PATIENT);
    for _ in 0..5 {
        let leave = take().await.unwrap();
        leave.held().unwrap().unsent();
    }
    take().await.unwrap();
    take().await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_says_counts_in_place_of_what_was_expected() {
    let units = Most::Units {
        most: 100.0,
        window: sliding(DAY),
    };
    let turns = turns(vec![limit(units, 1)]);
    let call = |units| Need { of: &[0], units };
    let take = |units| turns.take("", call(units), &TokioClock, PATIENT);
    let leave = take(Some(90.0)).await.unwrap();
    take(Some(20.0)).await.unwrap_err();
    let held = leave.held().unwrap();
    held.used(70.0);
    // It can be said again: by the last event of a stream.
    held.used(60.0);
    // Nobody knows what the next one costs: it counts like the last one.
    take(None).await.unwrap_err();
    take(Some(40.0)).await.unwrap();
    take(Some(1.0)).await.unwrap_err();
    assert!(matches!(
        take(Some(101.0)).await,
        Err(Refused::Reached { opens: None, .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn a_call_of_unknown_cost_counts_like_the_last_one_of_its_own_unit() {
    let units = |most| Most::Units {
        most,
        window: sliding(DAY),
    };
    let turns = turns(vec![limit(units(1000.0), 1), limit(units(50.0), 1)]);
    let take = |of: &'static [usize]| turns.take("", need(of), &TokioClock, PATIENT);
    let of_tokens = take(&[1]).await.unwrap();
    of_tokens.held().unwrap().used(10.0);
    let of_characters = take(&[0]).await.unwrap();
    of_characters.held().unwrap().used(900.0);
    // Ten of fifty each, whatever characters cost.
    for _ in 0..4 {
        take(&[1]).await.unwrap();
    }
    take(&[1]).await.unwrap_err();
    // 900 of 1000, whatever tokens cost.
    take(&[0]).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_kind_of_calls_that_the_server_has_closed_waits_and_others_do_not() {
    let turns = turns(Vec::new());
    turns.close("one", &TokioClock, 30 * SECOND);
    let start = TokioClock.now();
    turns
        .take("two", need(&[]), &TokioClock, SECOND)
        .await
        .unwrap();
    turns
        .take("one", need(&[]), &TokioClock, SECOND)
        .await
        .unwrap_err();
    assert_eq!(TokioClock.now(), start);
    turns
        .take("one", need(&[]), &TokioClock, MINUTE)
        .await
        .unwrap();
    assert!(TokioClock.now() - start >= 30 * SECOND);
}
