//! The limits of the contract that a client keeps to.

use crate::site::meta::{EndpointInfo, LimitInfo};
use std::sync::Arc;
use theta_pace::{Limit, Limits, Shared};

/// Limits, and which calls count for them.
pub(crate) struct KeyLimits {
    infos: Vec<&'static LimitInfo>,
    pub(crate) limits: Arc<Limits>,
}

impl KeyLimits {
    /// The limits of every key and of a plan; `None` if there are none.
    pub(super) fn new(
        all: &'static [LimitInfo],
        plan: Option<&str>,
        endpoints: usize,
        share: impl FnOnce(&mut [Limit]) -> Option<Arc<dyn Shared>>,
    ) -> Option<Self> {
        let holds = |info: &&LimitInfo| info.plan.is_empty() || Some(info.plan) == plan;
        let infos: Vec<&'static LimitInfo> = all.iter().filter(holds).collect();
        let mut limits: Vec<Limit> = infos
            .iter()
            .map(|info| Limit {
                most: info.bound(),
                breadth: match info.on.len() {
                    0 => endpoints,
                    some => some,
                },
                words: info.words.to_owned(),
            })
            .collect();
        let shared = if limits.is_empty() {
            None
        } else {
            share(&mut limits)
        };
        let limits = Limits::new(limits)?;
        let limits = match shared {
            Some(shared) => limits.sharing(shared),
            None => limits,
        };
        Some(Self {
            infos,
            limits: Arc::new(limits),
        })
    }

    /// The indices of those that calls of an endpoint count for.
    pub(crate) fn of(&self, endpoint: &EndpointInfo) -> Vec<usize> {
        let counts = |info: &LimitInfo| {
            let is_on = info.on.is_empty() || info.on.contains(&endpoint.name);
            let unit = info.unit();
            is_on && (unit.is_none() || unit == endpoint.billing.unit())
        };
        let infos = self.infos.iter().enumerate();
        infos
            .filter(|(_, info)| counts(info))
            .map(|(at, _)| at)
            .collect()
    }
}
