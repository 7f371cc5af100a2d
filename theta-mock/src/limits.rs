//! The limits that the contract states, counted exactly for each key.

use crate::dates::timestamp;
use crate::request::Incoming;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use theta_spec::contract::{
    Bill, Billing, Contract, Endpoint, EndpointId, Limit, Most, Period, Pointer, Window,
};
use theta_spec::json::{self, Json};

/// Keys that are counted at a time; those that are full of what is over are forgotten beyond that.
const MAX_COUNTS: usize = 4096;

/// What keys have used of limits.
pub(crate) struct Limits {
    counts: HashMap<(String, usize), Count>,
    /// What the server's clock begins at, since 1970.
    origin: Duration,
}

#[derive(Default)]
struct Count {
    /// When units were used, and how many.
    used: VecDeque<(Duration, f64)>,
    /// Held by each request that is being answered.
    running: Arc<()>,
}

/// What a limit says to a request that it does not let through.
pub(crate) struct Refused {
    pub(crate) words: String,
    /// When it lets the next one through, if that is known.
    pub(crate) opens: Option<Duration>,
}

/// What a request counts as while it is answered.
#[derive(Default)]
pub(crate) struct Running {
    held: Vec<Arc<()>>,
}

impl Limits {
    pub(crate) fn new(now: Duration) -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            counts: HashMap::new(),
            origin: since.unwrap_or_default().saturating_sub(now),
        }
    }

    /// Counts a request for every limit of its plan, or for none if one of them does not let it through.
    pub(crate) fn admit(
        &mut self,
        contract: &Contract,
        at: usize,
        plan: Option<&str>,
        key: &str,
        request: &Incoming,
        now: Duration,
    ) -> Result<Running, Refused> {
        let endpoint = &contract.endpoints[at];
        let counts = |limit: &Limit| {
            let is_of_plan = limit.plan.is_none() || limit.plan.as_deref() == plan;
            is_of_plan && limit.is_on(EndpointId(at)) && counts_by(endpoint, limit)
        };
        let limits = contract.limits.iter().enumerate();
        let limits: Vec<(usize, &Limit)> = limits.filter(|(_, limit)| counts(limit)).collect();
        if limits.is_empty() {
            return Ok(Running::default());
        }
        self.make_room();
        let now = self.origin + now;
        let units = |limit: &Limit| match &limit.most {
            Most::Units { .. } => before(endpoint, request),
            Most::Concurrent(_) | Most::Requests { .. } => 1.0,
        };
        for (at, limit) in &limits {
            let count = self.counts.entry((key.to_owned(), *at)).or_default();
            if let Err(opens) = count.fits(limit, units(limit), now) {
                return Err(Refused {
                    words: limit.most.to_string(),
                    opens,
                });
            }
        }
        let mut running = Running::default();
        for (at, limit) in &limits {
            let count = self.counts.entry((key.to_owned(), *at)).or_default();
            match limit.most {
                Most::Concurrent(_) => running.held.push(Arc::clone(&count.running)),
                _ => count.used.push_back((now, units(limit))),
            }
        }
        Ok(running)
    }

    /// Counts what an answer says that the request used.
    pub(crate) fn answered(&mut self, contract: &Contract, at: usize, key: &str, body: &[u8]) {
        let endpoint = &contract.endpoints[at];
        let Some(used) = after(endpoint, body) else {
            return;
        };
        for (of, limit) in contract.limits.iter().enumerate() {
            let is_units = matches!(limit.most, Most::Units { .. });
            if is_units
                && limit.is_on(EndpointId(at))
                && counts_by(endpoint, limit)
                && let Some(count) = self.counts.get_mut(&(key.to_owned(), of))
                && let Some((_, units)) = count.used.back_mut()
            {
                *units = used;
            }
        }
    }

    fn make_room(&mut self) {
        if self.counts.len() >= MAX_COUNTS {
            self.counts
                .retain(|_, count| Arc::strong_count(&count.running) > 1);
        }
    }
}

impl Count {
    /// Whether so many units more are let through; or else when they are.
    fn fits(&mut self, limit: &Limit, units: f64, now: Duration) -> Result<(), Option<Duration>> {
        let most = limit.most.number();
        let Some(window) = limit.most.window() else {
            let running = Arc::strong_count(&self.running) - 1;
            let fits = u64::try_from(running).is_ok_and(|running| running < most);
            return if fits { Ok(()) } else { Err(None) };
        };
        while self
            .used
            .front()
            .is_some_and(|(at, _)| ends(window, *at) <= now)
        {
            self.used.pop_front();
        }
        #[allow(clippy::cast_precision_loss)] // no limit is 2^53
        let most = most as f64;
        let sum: f64 = self.used.iter().map(|(_, units)| units).sum();
        let fits = sum + units <= most && (units > 0.0 || sum < most);
        let mut over = sum + units - most;
        let opens = self.used.iter().find_map(|(at, units)| {
            over -= units;
            (over <= 0.0).then(|| ends(window, *at).saturating_sub(now))
        });
        if fits { Ok(()) } else { Err(opens) }
    }
}

/// When what was used at a time is over.
fn ends(window: Window, at: Duration) -> Duration {
    let (period, zone) = match window {
        Window::Sliding(length) => return at + length,
        Window::Calendar { period, zone } => (period, i64::from(zone) * 60),
    };
    let local = at.as_secs().saturating_add_signed(zone);
    // How much of a time as it is written says the period.
    let (written, step) = match period {
        Period::Second => (19, 1),
        Period::Minute => (16, 60),
        Period::Hour => (13, 3600),
        Period::Day => (10, 86_400),
        Period::Month => (7, 86_400),
    };
    let name = |at: u64| timestamp(at).get(..written).map(str::to_owned);
    let mut end = (local / step + 1) * step;
    while name(end) == name(local) {
        end += step;
    }
    Duration::from_secs(end.saturating_add_signed(-zone))
}

/// Whether the calls of an endpoint are counted by what is limited.
fn counts_by(endpoint: &Endpoint, limit: &Limit) -> bool {
    match &limit.most {
        Most::Units { unit, .. } => bill(endpoint).is_some_and(|bill| bill.unit == *unit),
        Most::Concurrent(_) | Most::Requests { .. } => true,
    }
}

fn bill(endpoint: &Endpoint) -> Option<&Bill> {
    match &endpoint.billing {
        Billing::Per(bill) => Some(bill),
        Billing::Unstated | Billing::Free => None,
    }
}

/// How many units a request costs, as far as it says so itself.
fn before(endpoint: &Endpoint, request: &Incoming) -> f64 {
    let Some(bill) = bill(endpoint) else {
        return 0.0;
    };
    #[allow(clippy::cast_precision_loss)] // nothing costs 2^53 units
    if let Some(each) = bill.each {
        return each as f64;
    }
    bill.sent.iter().map(|place| sent(request, place)).sum()
}

fn sent(request: &Incoming, place: &Pointer) -> f64 {
    let (text, tokens) = match place.tokens.split_first() {
        Some((name, rest)) if !request.parts.is_empty() => match request.parts(name).next() {
            Some(part) => (&part.bytes, rest.to_vec()),
            None => return 0.0,
        },
        _ => (&request.body, place.tokens.clone()),
    };
    let text = String::from_utf8_lossy(text);
    match json::parse(&text) {
        Ok(value) => value.pointer(&Pointer { tokens }).map_or(0.0, amount),
        Err(_) if tokens.is_empty() => characters(&text),
        Err(_) => 0.0,
    }
}

/// How many units an answer says that were used.
fn after(endpoint: &Endpoint, body: &[u8]) -> Option<f64> {
    let places = &bill(endpoint)?.used;
    let body = json::parse(std::str::from_utf8(body).ok()?).ok()?;
    let found = places
        .iter()
        .filter_map(|place| match body.pointer(place)? {
            Json::Number(number) => number.parse::<f64>().ok(),
            _ => None,
        });
    found.fold(None, |sum, found| Some(sum.unwrap_or(0.0) + found))
}

fn amount(value: &Json) -> f64 {
    match value {
        Json::String(text) => characters(text),
        Json::Number(number) => number.parse().unwrap_or(0.0),
        Json::Array(items) => items.iter().map(amount).sum(),
        Json::Object(members) => members.iter().map(|(_, value)| amount(value)).sum(),
        Json::Null | Json::Bool(_) => 0.0,
    }
}

#[allow(clippy::cast_precision_loss)] // nothing of 2^53 characters is sent
fn characters(text: &str) -> f64 {
    text.chars().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_of_the_calendar_ends_for_all_that_is_in_it() {
        let (day, hour) = (86_400, 3600);
        for (period, zone, at, end) in [
            (Period::Day, 0, 5 * day + 7, 6 * day),
            (Period::Day, -480, 5 * day + 7, 5 * day + 8 * hour),
            (
                Period::Day,
                330,
                5 * day + 20 * hour,
                6 * day + 18 * hour + 1800,
            ),
            (Period::Hour, 0, hour, 2 * hour),
            (Period::Month, 0, 0, 31 * day),
            (Period::Month, 0, 59 * day - 1, 59 * day),
            (Period::Second, 0, 5, 6),
        ] {
            let window = Window::Calendar { period, zone };
            let ends = ends(window, Duration::from_secs(at));
            assert_eq!(ends, Duration::from_secs(end), "{period:?} {zone} {at}");
        }
    }
}
