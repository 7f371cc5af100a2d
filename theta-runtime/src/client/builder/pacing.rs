//! The settings of the pace.

use super::super::pace::Pace;
use super::{ApiClient, Builder};
use crate::site::plan::ApiPlan;
use std::sync::Arc;
use std::time::Duration;
use theta_pace::Pacer;

impl<C: ApiClient> Builder<C> {
    /// Sets the plan of the key, such as `Plan::Starter`, whose requests per minute and further limits the client then
    /// respects. Without a plan or a rate, calls pause only when the server asks for it, and for limits that the contract
    /// states for every key.
    ///
    /// A call waits for a limit whose window is at most a minute, within its deadline. A longer window is counted, and a
    /// call that finds it full fails at once with [`ErrorKind::LimitReached`](crate::ErrorKind::LimitReached). The count
    /// begins with the client, which shares it with its clones, unless the machines share it: see
    /// [`no_limits`](Self::no_limits).
    pub fn plan(mut self, plan: C::Plan) -> Self {
        let info = plan.info();
        self.pace = info.rpm.map_or(Pace::Unknown, Pace::Rpm);
        self.plan = Some(info.name);
        self
    }

    /// Leaves out the limits that the contract states, for a key that has others: a plan then stands for its requests per
    /// minute alone. With the feature `redis`, `shared_pace` shares what is counted for limits between machines.
    pub fn no_limits(mut self) -> Self {
        self.keeps_limits = false;
        self
    }

    /// Sets the number of requests per minute, for a key whose rate does not belong to a plan.
    pub fn rpm(mut self, rpm: u32) -> Self {
        self.pace = Pace::Rpm(rpm);
        self
    }

    /// Sets how many requests may be sent at once before they are spaced evenly; 0 counts as 1. The default is one for each
    /// 40 requests per minute and one more, at most five, which servers that count in a small bucket accept. The spacing
    /// grows with the burst, so that no minute has more requests than the rate: a burst of the whole rate is followed by
    /// a minute of silence.
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = Some(requests.max(1));
        self
    }

    /// Sets the time from one request to the next, after the [`burst`](Self::burst), in place of what follows from the
    /// rate. Without a rate, there is no burst unless it is set.
    pub fn spacing(mut self, time: Duration) -> Self {
        self.spacing = Some(time);
        self
    }

    /// Sets the pacer, which decides when the next request may be sent. The default is a [`LocalPacer`](crate::LocalPacer) that this
    /// client shares with its clones. All clients that use the same key should share one pacer.
    pub fn pacer(mut self, pacer: Arc<dyn Pacer>) -> Self {
        self.pace = Pace::Pacer(pacer);
        self
    }

    /// Sets the maximum number of concurrent requests. There is no limit by default.
    pub fn concurrency(mut self, at_once: usize) -> Self {
        self.at_once = Some(at_once);
        self
    }
}
