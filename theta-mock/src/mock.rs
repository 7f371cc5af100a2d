//! The handle to a running server.

mod builder;

pub use builder::MockBuilder;

use crate::connection::{Connection, Totals};
use crate::error::MockError;
use crate::exchange::Shared;
use crate::fault::Fault;
use crate::record::Recorded;
use crate::script::{Order, RawReply, Scripted, find_endpoint};
use crate::walks::{JobEnd, List};
use bytes::Bytes;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use theta_spec::contract::Contract;
use tokio::sync::oneshot;

/// A server that behaves as a contract says, for as long as this handle lives.
///
/// It runs on its own thread with its own runtime. It can therefore be started, scripted and stopped in the same way
/// from a plain `#[test]`, inside any tokio runtime and from a command line, and a test that blocks its own runtime
/// cannot starve it. Dropping the handle closes the port and every connection, including replies in flight, and ends
/// the thread before it returns.
#[must_use = "the server stops when the handle is dropped"]
pub struct Mock {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Mock {
    /// Starts a server on a free loopback port, which accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// Returns an error if no port can be bound or no thread can be started.
    pub fn start(contract: Contract) -> Result<Self, MockError> {
        Self::builder(contract).start()
    }

    /// Loads a contract and starts a server for it; `name` is its name in diagnostics.
    ///
    /// # Errors
    ///
    /// Returns [`MockError::Contract`] with the rendered diagnostics if the contract has mistakes, or an error of
    /// [`Mock::start`].
    pub fn from_toml(name: &str, bytes: &[u8]) -> Result<Self, MockError> {
        Self::builder_from_toml(name, bytes)?.start()
    }

    /// Returns a builder for a server.
    pub fn builder(contract: Contract) -> MockBuilder {
        MockBuilder::new(contract)
    }

    /// Loads a contract and returns a builder for a server for it.
    ///
    /// # Errors
    ///
    /// Returns [`MockError::Contract`] with the rendered diagnostics if the contract has mistakes.
    pub fn builder_from_toml(name: &str, bytes: &[u8]) -> Result<MockBuilder, MockError> {
        let loaded = theta_spec::load(name, bytes);
        match loaded.contract {
            Some(contract) => Ok(Self::builder(contract)),
            None => Err(MockError::Contract {
                rendered: theta_spec::render::report(&loaded.source, &loaded.report),
            }),
        }
    }

    /// Returns the base URL of the API for a client: `http://127.0.0.1:49152`, followed by the path of the contract's
    /// base URL.
    #[must_use]
    pub fn base_url(&self) -> String {
        let ip = match self.address.ip() {
            // Every address of the machine: a client needs one of them.
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let address = SocketAddr::new(ip, self.address.port());
        format!("http://{address}{}", self.shared.routes.prefix())
    }

    /// Returns the address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the contract of the server.
    #[must_use]
    pub fn contract(&self) -> &Contract {
        &self.shared.contract
    }

    /// Registers a key on a plan of the contract, or moves it there.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such plan, or if its keys have another prefix.
    pub fn key(&self, key: &str, plan: &str) -> Result<(), MockError> {
        self.shared
            .state()
            .keys
            .register(&self.shared.contract, key, Some(plan))
    }

    /// Registers a key on the default plan: the one that includes the most endpoints, and of those the one without a
    /// limit or with the highest.
    ///
    /// # Errors
    ///
    /// Returns an error if the keys of the contract have another prefix.
    pub fn known_key(&self, key: &str) -> Result<(), MockError> {
        self.shared
            .state()
            .keys
            .register(&self.shared.contract, key, None)
    }

    /// Registers a key with this many requests per minute, whatever its plan allows.
    ///
    /// # Errors
    ///
    /// Returns an error if the keys of the contract have another prefix.
    pub fn limit_key(&self, key: &str, rpm: u32) -> Result<(), MockError> {
        self.shared
            .state()
            .keys
            .limit(&self.shared.contract, key, rpm)
    }

    /// Ends all tokens that the server has given.
    pub fn end_tokens(&self) {
        self.shared.state().tokens.end_all();
    }

    /// Answers every valid request to the endpoint with this body instead of the documented example.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such endpoint.
    pub fn reply_success(&self, endpoint: &str, body: impl Into<Bytes>) -> Result<(), MockError> {
        let index = find_endpoint(&self.shared.contract, endpoint)?;
        self.shared.state().successes.insert(index, body.into());
        Ok(())
    }

    /// Plays this list page by page on an endpoint with pages. Without it the list is that of the documented example, on
    /// pages of two items.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such endpoint, or if it has no pages.
    pub fn list(&self, endpoint: &str, list: List) -> Result<(), MockError> {
        let index = find_endpoint(&self.shared.contract, endpoint)?;
        if self.shared.contract.endpoints[index].pages.is_none() {
            return Err(MockError::NoPages(endpoint.to_owned()));
        }
        self.shared.state().walks.list(index, list);
        Ok(())
    }

    /// Lets each job that an endpoint begins go on for so many questions, and then end so. Without it a job is done at the
    /// third question.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such endpoint, or if it begins no job.
    pub fn job(&self, endpoint: &str, polls: u32, end: JobEnd) -> Result<(), MockError> {
        let index = find_endpoint(&self.shared.contract, endpoint)?;
        if self.shared.contract.endpoints[index].job.is_none() {
            return Err(MockError::NoJob(endpoint.to_owned()));
        }
        self.shared.state().walks.job(index, polls, end);
        Ok(())
    }

    /// Answers the next request that reaches an endpoint with this documented error, once, whatever the request.
    ///
    /// The row is served even where the endpoint does not document it; [`Mock::next_on`] checks that.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such row.
    pub fn next(&self, row: &str) -> Result<(), MockError> {
        self.script(Scripted::row(row))
    }

    /// Answers the next request to this endpoint with this documented error, once, whatever the request.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such row or endpoint, or does not document the row there.
    pub fn next_on(&self, endpoint: &str, row: &str) -> Result<(), MockError> {
        self.script(Scripted::row(row).on(endpoint))
    }

    /// Works like [`Mock::next`], with these texts as the captures of the row.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract has no such row, the row has no capture with such a name, or the capture cannot
    /// have such a text.
    pub fn next_with(&self, row: &str, captures: &[(&str, &str)]) -> Result<(), MockError> {
        let row = Scripted::row(row);
        self.script(
            captures
                .iter()
                .fold(row, |row, (name, value)| row.capture(*name, *value)),
        )
    }

    /// Answers the next request that reaches an endpoint with a reply outside the contract, once.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be sent over HTTP.
    pub fn next_raw(&self, reply: RawReply) -> Result<(), MockError> {
        self.script(Scripted::raw(reply))
    }

    /// Applies a fault to the next request that reaches an endpoint, once; or to the next connection, if the fault
    /// begins before a request. [`Fault::times`] and [`Fault::always`] repeat it.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be sent over HTTP.
    pub fn fault(&self, fault: Fault) -> Result<(), MockError> {
        self.script(Scripted::fault(fault))
    }

    /// Appends a reply to the script. A request gets the first reply in it that is not meant for another endpoint.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is not in the contract, or if the reply cannot be sent over HTTP.
    pub fn script(&self, scripted: Scripted) -> Result<(), MockError> {
        let order = Order::new(&self.shared.contract, scripted)?;
        self.shared.state().script.push(order);
        Ok(())
    }

    /// Delays the reply to the next request that reaches an endpoint, whatever that reply is. A second call delays the
    /// reply to the request after that.
    pub fn delay_next(&self, delay: Duration) {
        self.shared.state().script.delay(delay);
    }

    /// Returns the number of scripted replies that no request has received yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.shared.state().script.pending()
    }

    /// Removes all scripted replies and delays.
    pub fn clear_script(&self) {
        self.shared.state().script.clear();
    }

    /// Returns the recorded requests and replies, in the order in which the replies were chosen. A request is recorded
    /// before its reply is sent. If the records become too large, the oldest are dropped.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.state().records.all()
    }

    /// Returns the latest of [`Mock::requests`].
    #[must_use]
    pub fn last_request(&self) -> Option<Recorded> {
        self.shared.state().records.last()
    }

    /// Returns the accepted connections, in order, with what was received on each, complete requests or not. If there
    /// are too many, the oldest are dropped.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.shared.state().connections.all()
    }

    /// Returns counts of everything that was received.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.shared.state().connections.totals()
    }

    /// Forgets everything that was received, including connections and totals.
    pub fn clear(&self) {
        let mut state = self.shared.state();
        state.records.clear();
        state.connections.clear();
    }

    /// Serves until the process ends, for use in a command.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread ends only when it is told to, and nobody is left to do so.
            let _ = thread.join();
        }
    }

    /// Stops the server, like dropping it.
    pub fn stop(self) {}
}

impl Drop for Mock {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // An observer that owns the handle would otherwise wait for itself.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("api", &self.shared.contract.api.name)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
