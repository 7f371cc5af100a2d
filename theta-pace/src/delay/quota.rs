//! What is left of limits and when they end, as the IETF's drafts of `ratelimit` headers say it.

use super::{LONGEST_MS, of_units};
use std::time::Duration;

/// How long until the limit ends that is used up, or else the one that ends last.
pub(super) fn wait(value: &str) -> Option<Duration> {
    let quotas = quotas(value).into_iter();
    let last = quotas.max_by(|one, other| one.rank().total_cmp(&other.rank()));
    last?.wait()
}

/// How long nothing is left; `None` if something is left of every limit.
pub(super) fn exhausted(value: &str) -> Option<Duration> {
    let quotas = quotas(value).into_iter();
    let used_up = quotas.filter(|quota| quota.is_used_up());
    used_up.filter_map(Quota::wait).max()
}

/// One of the limits that a `ratelimit` header tells.
#[derive(Clone, Copy, Debug, Default)]
struct Quota {
    left: Option<f64>,
    ends: Option<f64>,
}

impl Quota {
    fn is_used_up(self) -> bool {
        self.left.is_some_and(|left| left <= 0.0)
    }

    fn wait(self) -> Option<Duration> {
        of_units(self.ends?.max(0.0), 1000)
    }

    /// Those that are used up count before all others, then the one that ends last.
    fn rank(self) -> f64 {
        let used_up = if self.is_used_up() { LONGEST_MS } else { 0.0 };
        self.ends
            .map_or(-1.0, |ends| ends.min(LONGEST_MS) + used_up)
    }
}

/// `limit=100, remaining=50, reset=30`, or `"burst";r=50;t=30, "day";r=0;t=900`.
fn quotas(value: &str) -> Vec<Quota> {
    let number = |value: &str| {
        value
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    };
    let (mut quotas, mut of_all) = (Vec::new(), Quota::default());
    for item in value.split(',') {
        let mut quota = Quota::default();
        for pair in item.split(';') {
            let Some((key, value)) = pair.split_once('=') else {
                continue;
            };
            match key.trim() {
                "r" => quota.left = number(value),
                "t" => quota.ends = number(value),
                "remaining" => of_all.left = number(value),
                "reset" => of_all.ends = number(value),
                _ => {}
            }
        }
        quotas.push(quota);
    }
    quotas.push(of_all);
    quotas.retain(|quota| quota.left.is_some() || quota.ends.is_some());
    quotas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_drafts_say_what_is_left() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (value, waits, closed) in [
            ("limit=100, remaining=50, reset=30", seconds(30), None),
            ("limit=100, remaining=0, reset=30", seconds(30), seconds(30)),
            (r#""default";r=50;t=30"#, seconds(30), None),
            (r#""default";r=0;t=30"#, seconds(30), seconds(30)),
            (
                r#""burst";r=0;t=5, "day";r=40;t=900"#,
                seconds(5),
                seconds(5),
            ),
            (
                r#""burst";r=0;t=5, "day";r=0;t=900"#,
                seconds(900),
                seconds(900),
            ),
            (r#""default";r=0"#, None, None),
            ("100", None, None),
            ("r=x;t=-5", seconds(0), None),
            ("r=0;t=1e999", None, None),
            ("", None, None),
        ] {
            assert_eq!((wait(value), exhausted(value)), (waits, closed), "{value}");
        }
    }
}
