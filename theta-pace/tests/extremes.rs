//! Settings that nobody means, each of which must be as good as the nearest that somebody could mean.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;
use theta_pace::{
    Backoff, Count, Gcra, Limit, Limits, LocalPacer, Most, Need, Pacer, Patience, Period, Random,
    RetryBudget, TokioClock, Turns, Window,
};

const TIMES: [Duration; 6] = [
    Duration::ZERO,
    Duration::from_nanos(1),
    Duration::from_secs(1),
    Duration::from_secs(1 << 40),
    Duration::from_secs(u64::MAX),
    Duration::MAX,
];
const NUMBERS: [u32; 5] = [0, 1, 2, u32::MAX - 1, u32::MAX];
const UNITS: [f64; 6] = [
    0.0,
    -1.0,
    f64::MAX,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

fn windows() -> impl Iterator<Item = Window> {
    let sliding = TIMES.into_iter().map(Window::Sliding);
    let periods = [Period::Second, Period::Minute, Period::Day, Period::Month];
    let calendar = periods.into_iter().flat_map(|period| {
        let zones = [i32::MIN, 0, i32::MAX];
        zones.map(|zone| Window::Calendar { period, zone })
    });
    sliding.chain(calendar)
}

/// Everything that can be asked of an algorithm, at any time.
fn exercise(mut gcra: Gcra) {
    for now in TIMES {
        let _ = gcra.wait(now);
        let _ = gcra.take(now);
        gcra.drain(now);
        for pause in TIMES {
            gcra.throttled(now, pause);
        }
        gcra.succeeded();
        let _ = gcra.spacing();
    }
}

#[test]
fn no_rate_panics() {
    for requests in NUMBERS {
        for window in TIMES {
            exercise(Gcra::even(Gcra::evenly(requests, window).0));
            for burst in NUMBERS {
                exercise(Gcra::even(Gcra::behind(burst, requests, window)));
            }
        }
        exercise(Gcra::new(requests));
    }
}

#[tokio::test(start_paused = true)]
async fn no_spacing_panics() {
    for spacing in TIMES {
        exercise(Gcra::even(spacing));
        for burst in NUMBERS {
            let pacer = LocalPacer::spaced(spacing, burst);
            for patience in TIMES {
                // The first may go; the next may wait for longer than a test does.
                for _ in 0..3 {
                    let mut turn = pacer.turn(&TokioClock, patience);
                    let mut context = Context::from_waker(Waker::noop());
                    let _ = turn.as_mut().poll(&mut context);
                }
                pacer.throttled(&TokioClock, Some(patience));
                pacer.succeeded(&TokioClock);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_spacing_without_end_lets_its_burst_through_and_nothing_more() {
    let pacer = LocalPacer::spaced(Duration::MAX, 2);
    let patience = Duration::from_secs(60);
    pacer.turn(&TokioClock, patience).await.unwrap();
    pacer.turn(&TokioClock, patience).await.unwrap();
    pacer.turn(&TokioClock, patience).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn no_number_of_places_panics_and_as_many_as_there_are_are_no_limit() {
    let pacer: Arc<dyn Pacer> = Arc::new(LocalPacer::unpaced());
    for at_once in [1, usize::MAX / 2, usize::MAX] {
        let turns = Turns::new(pacer.clone(), Some(at_once));
        let need = Need {
            of: &[],
            units: None,
        };
        for patience in TIMES {
            turns.take("", need, &TokioClock, patience).await.unwrap();
            turns.throttled(&TokioClock, Some(patience));
            turns.close("another", &TokioClock, patience);
        }
        let most = Most::Concurrent(at_once);
        assert_eq!(most.share(0), most);
    }
}

#[tokio::test(start_paused = true)]
async fn no_limit_panics() {
    for window in windows() {
        let requests = NUMBERS.into_iter().flat_map(|most| {
            let bursts = [None, Some(0), Some(u32::MAX)];
            bursts.map(|burst| Most::Requests {
                most,
                window,
                burst,
            })
        });
        let units = UNITS.into_iter().map(|most| Most::Units { most, window });
        for most in requests.chain(units) {
            for machines in NUMBERS {
                let _ = most.share(machines).pace();
            }
            let limit = Limit {
                most,
                breadth: usize::MAX,
                words: String::new(),
            };
            let turns = Turns::new(Arc::new(LocalPacer::unpaced()), None)
                .limited(Limits::new(vec![limit]).map(Arc::new));
            for units in UNITS {
                let need = Need {
                    of: &[0, usize::MAX],
                    units: Some(units),
                };
                let taken = turns.take("", need, &TokioClock, Duration::from_secs(1));
                if let Ok(leave) = taken.await {
                    leave.held().unwrap().used(units);
                    leave.held().unwrap().unsent();
                }
            }
        }
    }
}

#[test]
fn no_count_panics() {
    for window in windows() {
        let requests = NUMBERS.map(|most| Count::requests(most, window, Some(most)));
        let units = UNITS.map(|most| Count::units(most, window));
        for mut count in requests.into_iter().chain(units) {
            for now in TIMES {
                for units in UNITS {
                    count.wait(now, units);
                    let until = count.take(now, units);
                    count.correct(until, units);
                    let _ = count.spacing();
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_wait_panics() {
    let highest = Random::new(|| u128::MAX);
    for base in TIMES {
        for cap in TIMES {
            for factor in UNITS {
                for retry in NUMBERS {
                    let _ = Backoff::new(base, factor, cap).wait(retry, &highest);
                }
            }
        }
        let budget = RetryBudget::new(base);
        for audio in TIMES {
            let _ = RetryBudget::retries(Some(audio));
            budget.earn(Some(audio));
            budget.take(Some(audio));
        }
        let mut patience = Patience::new(base);
        let mut context = Context::from_waker(Waker::noop());
        let _ = patience.poll_end(&TokioClock, &mut context);
        patience.pause(&TokioClock);
    }
}
