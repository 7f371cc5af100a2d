//! The configuration of a server before it starts.

use super::Mock;
use crate::clock::{Clock, SystemClock};
use crate::connection::Arrival;
use crate::error::MockError;
use crate::exchange::{Settings, Shared};
use crate::fault::Fault;
use crate::keys::{KeyPolicy, Keys};
use crate::random::RandomFaults;
use crate::record::Recorded;
use crate::server;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use theta_spec::contract::Contract;

/// Bytes of one request body that are read and kept, unless told otherwise.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Bytes of all recorded requests together, unless told otherwise.
const RECORD_LIMIT: usize = 256 * 1024 * 1024;

/// How long a fault that waits holds its connection, unless told otherwise: longer than any client should wait.
const HOLD: Duration = Duration::from_secs(120);

/// A builder for a [`Mock`].
#[must_use = "a builder does nothing until it is started"]
pub struct MockBuilder {
    contract: Contract,
    address: SocketAddr,
    expose: bool,
    policy: KeyPolicy,
    keys: Vec<(String, Option<String>)>,
    token_lifetime: Option<Duration>,
    plan: Option<String>,
    rpm: Option<u32>,
    random: Option<(f64, u64)>,
    faults: Option<Vec<Fault>>,
    settings: Settings,
}

impl MockBuilder {
    pub(crate) fn new(contract: Contract) -> Self {
        Self {
            contract,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            expose: false,
            policy: KeyPolicy::default(),
            keys: Vec::new(),
            token_lifetime: None,
            plan: None,
            rpm: None,
            random: None,
            faults: None,
            settings: Settings {
                clock: Box::new(SystemClock::new()),
                body_limit: BODY_LIMIT,
                record_limit: RECORD_LIMIT,
                hold: HOLD,
                control: false,
                cors: false,
                observer: None,
                fault_observer: None,
            },
        }
    }

    /// Sets the address to listen on; port 0 means any free port. The default is a free port of `127.0.0.1`.
    pub fn listen(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Allows an address that other machines can reach.
    pub fn expose(mut self) -> Self {
        self.expose = true;
        self
    }

    /// Sets which keys are known. By default every key with the documented prefix is.
    pub fn key_policy(mut self, policy: KeyPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Registers a key on a plan of the contract.
    pub fn key(mut self, key: impl Into<String>, plan: impl Into<String>) -> Self {
        self.keys.push((key.into(), Some(plan.into())));
        self
    }

    /// Registers a key on the default plan.
    pub fn known_key(mut self, key: impl Into<String>) -> Self {
        self.keys.push((key.into(), None));
        self
    }

    /// Sets how long each token is valid that the server gives, by its clock, in place of the `expires_in` of the documented
    /// answer.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = Some(lifetime);
        self
    }

    /// Sets the plan of keys that are not on another one. The default is the plan that includes the most endpoints, and of
    /// those the one without a limit or with the highest.
    pub fn plan(mut self, plan: impl Into<String>) -> Self {
        self.plan = Some(plan.into());
        self
    }

    /// Sets the requests per minute of each key that is not [limited](Mock::limit_key) otherwise, whatever its plan allows.
    pub fn rpm(mut self, rpm: u32) -> Self {
        self.rpm = Some(rpm);
        self
    }

    /// Answers the server's own API below `/__theta`, by which programs in any language schedule replies and read what
    /// was asked. Its requests are neither recorded nor counted.
    pub fn control(mut self) -> Self {
        self.settings.control = true;
        self
    }

    /// Lets pages of any site call the server from a browser.
    pub fn cors(mut self) -> Self {
        self.settings.cors = true;
        self
    }

    /// Sets the clock by which requests per minute and delays are measured.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Box::new(clock);
        self
    }

    /// Sets how many bytes of one request body are read and kept; the default is 64 MiB. A longer body counts as too
    /// large for the API, whatever the contract says.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// Sets the total size of all recorded requests in bytes; the default is 256 MiB.
    pub fn record_limit(mut self, bytes: usize) -> Self {
        self.settings.record_limit = bytes;
        self
    }

    /// Makes a share of the requests that reach an endpoint and have no scripted reply fail with a [`Fault`]: 0.05 is
    /// one in twenty. The same seed gives the same sequence of faults.
    pub fn random_faults(mut self, rate: f64, seed: u64) -> Self {
        self.random = Some((rate, seed));
        self
    }

    /// Sets the kinds of random faults. The default is every kind.
    pub fn choose_faults_from(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults = Some(faults.into_iter().collect());
        self
    }

    /// Sets how long a fault that waits, such as [`Fault::Hang`], holds its connection, by the server's clock; the
    /// default is 120 seconds. The server does not notice earlier that a client has gone while it reads nothing.
    pub fn hold(mut self, duration: Duration) -> Self {
        self.settings.hold = duration;
        self
    }

    /// Sets an observer of every fault that keeps a request from being read completely, with what was received of the
    /// request. It runs on the server's thread and must not block. Later faults are in [`Recorded::reply`].
    pub fn on_fault(
        mut self,
        observer: impl Fn(&Fault, Option<&Arrival>) + Send + Sync + 'static,
    ) -> Self {
        self.settings.fault_observer = Some(Box::new(observer));
        self
    }

    /// Sets an observer of every request, called when its reply is chosen. It runs on the server's thread and must not
    /// block.
    pub fn on_request(mut self, observer: impl Fn(&Recorded) + Send + Sync + 'static) -> Self {
        self.settings.observer = Some(Box::new(observer));
        self
    }

    /// Starts the server, which accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// Returns an error if the address is neither loopback nor allowed or cannot be bound, if a registered key or plan
    /// does not fit the contract, or if the rate of faults is not a probability.
    pub fn start(self) -> Result<Mock, MockError> {
        let (contract, address) = (self.contract, self.address);
        if !self.expose && !address.ip().is_loopback() {
            return Err(MockError::NotLoopback { address });
        }
        let mut keys = Keys::new(&contract, self.policy);
        keys.set_default(&contract, self.plan.as_deref(), self.rpm)?;
        for (key, plan) in &self.keys {
            keys.register(&contract, key, plan.as_deref())?;
        }
        let all = || Fault::ALL.iter().map(|info| info.fault.clone()).collect();
        let random = match self.random {
            None => None,
            Some((rate, seed)) => {
                let faults = self.faults.unwrap_or_else(all);
                Some(RandomFaults::new(rate, seed, faults)?)
            }
        };
        let shared = Arc::new(Shared::new(contract, keys, random, self.settings));
        shared.state().tokens.lifetime = self.token_lifetime;
        let refused = |source| MockError::Listen { address, source };
        let listener = TcpListener::bind(address).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (thread, stop) =
            server::spawn(listener, Arc::clone(&shared)).map_err(MockError::Runtime)?;
        Ok(Mock {
            shared,
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

/// Without the keys.
impl fmt::Debug for MockBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockBuilder")
            .field("api", &self.contract.api.name)
            .field("address", &self.address)
            .field("policy", &self.policy)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
