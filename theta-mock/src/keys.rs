//! Keys, their plans and their rates.

use crate::error::{MockError, find};
use crate::failure::Failure;
use crate::record::SentKey;
use crate::sent::Presented;
use crate::tokens::Tokens;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;
use theta_spec::contract::{Contract, Endpoint, TriggerKind};
use theta_spec::text::count;

/// The span over which requests per minute are counted.
const WINDOW: Duration = Duration::from_secs(60);

/// Keys that are counted at a time; the windows that ended are forgotten beyond that.
const MAX_WINDOWS: usize = 4096;

/// Which keys the server knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyPolicy {
    /// Every key with the documented prefix. One that was not registered is on the default plan.
    #[default]
    Any,
    /// Only keys that were registered.
    Registered,
}

/// The keys and what they have used.
pub(crate) struct Keys {
    pub(crate) policy: KeyPolicy,
    default_plan: Option<usize>,
    /// Requests per minute of keys of which nothing else was said.
    default_rpm: Option<u32>,
    known: HashMap<String, Known>,
    windows: HashMap<String, VecDeque<Duration>>,
}

#[derive(Clone, Copy)]
struct Known {
    plan: Option<usize>,
    /// Requests per minute that this key is given instead of what its plan allows.
    rpm: Option<u32>,
}

/// Whom a request is from.
pub(crate) struct Admitted {
    pub(crate) key: String,
    /// Index of its plan.
    pub(crate) plan: Option<usize>,
}

impl Keys {
    pub(crate) fn new(contract: &Contract, policy: KeyPolicy) -> Self {
        Self {
            policy,
            default_plan: default_plan(contract),
            default_rpm: None,
            known: HashMap::new(),
            windows: HashMap::new(),
        }
    }

    /// Makes a key known, on this plan or on the default one.
    pub(crate) fn register(
        &mut self,
        contract: &Contract,
        key: &str,
        plan: Option<&str>,
    ) -> Result<(), MockError> {
        check_prefix(contract, key)?;
        let plan = match plan {
            None => self.default_plan,
            Some(name) => Some(find_plan(contract, name)?),
        };
        let rpm = self
            .known
            .get(key)
            .map_or(self.default_rpm, |known| known.rpm);
        self.known.insert(key.to_owned(), Known { plan, rpm });
        Ok(())
    }

    /// Sets what keys are on of which nothing else is said: the plan, and the requests per minute.
    pub(crate) fn set_default(
        &mut self,
        contract: &Contract,
        plan: Option<&str>,
        rpm: Option<u32>,
    ) -> Result<(), MockError> {
        if let Some(name) = plan {
            self.default_plan = Some(find_plan(contract, name)?);
        }
        self.default_rpm = rpm;
        Ok(())
    }

    /// Makes a key known and gives it this many requests per minute, whatever its plan.
    pub(crate) fn limit(
        &mut self,
        contract: &Contract,
        key: &str,
        rpm: u32,
    ) -> Result<(), MockError> {
        check_prefix(contract, key)?;
        let stranger = self.stranger();
        self.known.entry(key.to_owned()).or_insert(stranger).rpm = Some(rpm);
        Ok(())
    }

    /// Lets a request in and counts it, or says why not. A refused request is not counted.
    pub(crate) fn admit(
        &mut self,
        contract: &Contract,
        endpoint: &Endpoint,
        presented: &Presented,
        tokens: &Tokens,
        now: Duration,
    ) -> Result<Admitted, Failure> {
        let refused = |kind, text| Err(Failure::new(kind, 401, text));
        match presented.kind {
            SentKey::WellFormed => {}
            SentKey::Malformed => {
                let text = "the key does not begin as a key of this API does";
                return refused(TriggerKind::KeyMalformed, text);
            }
            SentKey::Absent if endpoint.access.is_open() => {
                let (key, plan) = (String::new(), self.default_plan);
                return Ok(Admitted { key, plan });
            }
            SentKey::Absent => return refused(TriggerKind::KeyMissing, "no key was sent"),
        }
        let mut first = None;
        for (scheme, key) in &presented.keys {
            let is_token = contract.scheme(*scheme).token.is_some();
            if is_token && !self.known.contains_key(key) {
                if !tokens.is_valid(key, now) {
                    let text = "the token is none that this server gave, or has ended";
                    return refused(TriggerKind::KeyUnknown, text);
                }
                first.get_or_insert(self.stranger());
                continue;
            }
            let known = match (self.known.get(key), self.policy) {
                (Some(known), _) => *known,
                (None, KeyPolicy::Any) => self.stranger(),
                (None, KeyPolicy::Registered) => {
                    return refused(TriggerKind::KeyUnknown, "the key is not registered");
                }
            };
            first.get_or_insert(known);
        }
        let known = first.unwrap_or_else(|| self.stranger());
        let key = presented.texts().join("\0");
        let plan = known.plan.and_then(|index| contract.plans.get(index));
        if let Some(plan) = plan
            && !endpoint.plans.is_empty()
            && !endpoint.plans.contains(&plan.name)
        {
            let (plan, endpoint) = (&plan.name, &endpoint.name);
            let text = format!("the plan `{plan}` does not include `{endpoint}`");
            return Err(Failure::new(TriggerKind::PlanTooLow, 402, text));
        }
        match known.rpm.or_else(|| plan?.rpm) {
            Some(rpm) if !self.count(&key, rpm, now) => {
                let text = format!("the key has used its {} per minute", count(rpm, "request"));
                Err(Failure::new(TriggerKind::RateLimited, 429, text))
            }
            _ => Ok(Admitted {
                key,
                plan: known.plan,
            }),
        }
    }

    /// A key of which nothing was said.
    fn stranger(&self) -> Known {
        Known {
            plan: self.default_plan,
            rpm: self.default_rpm,
        }
    }

    fn count(&mut self, key: &str, rpm: u32, now: Duration) -> bool {
        let over = |at: &Duration| now.saturating_sub(*at) >= WINDOW;
        if self.windows.len() >= MAX_WINDOWS && !self.windows.contains_key(key) {
            self.windows
                .retain(|_, window| window.back().is_some_and(|at| !over(at)));
            if self.windows.len() >= MAX_WINDOWS {
                self.windows.clear();
            }
        }
        let window = self.windows.entry(key.to_owned()).or_default();
        while window.front().is_some_and(over) {
            window.pop_front();
        }
        let admitted = window.len() < usize::try_from(rpm).unwrap_or(usize::MAX);
        if admitted {
            window.push_back(now);
        }
        admitted
    }
}

fn find_plan(contract: &Contract, name: &str) -> Result<usize, MockError> {
    let plans = contract.plans.iter().map(|plan| &*plan.name);
    find(name, plans, |name, suggestion| MockError::UnknownPlan {
        name,
        suggestion,
    })
}

/// The plan that allows most: included in most endpoints, then without a limit or with the highest.
fn default_plan(contract: &Contract) -> Option<usize> {
    let included = |name: &String| {
        contract
            .endpoints
            .iter()
            .filter(|endpoint| endpoint.plans.is_empty() || endpoint.plans.contains(name))
            .count()
    };
    let plans = contract.plans.iter().enumerate();
    plans
        .max_by_key(|(index, plan)| {
            (
                included(&plan.name),
                plan.rpm.unwrap_or(u32::MAX),
                std::cmp::Reverse(*index),
            )
        })
        .map(|(index, _)| index)
}

fn check_prefix(contract: &Contract, key: &str) -> Result<(), MockError> {
    let fits = |prefix: &str| !matches!(key.strip_prefix(prefix), Some("") | None);
    let mut prefixes = contract.auth.iter().map(|scheme| scheme.prefix.as_str());
    let first = prefixes.clone().next().unwrap_or_default();
    if fits(first) || prefixes.any(fits) {
        return Ok(());
    }
    Err(MockError::KeyPrefix {
        prefix: first.to_owned(),
    })
}
