//! A server as the command line asks for it, started again when the contract changes.

use super::faults::Faults;
use super::{Event, curl, fault_line, line};
use crate::exit::{Exit, Failure};
use crate::wrapped;
use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use theta_mock::{KeyPolicy, Mock, MockError, Scripted};
use theta_spec::contract::Contract;
use theta_spec::text::count;

/// What keys, pages and replies there are.
#[derive(clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Answer the next N requests with this documented error, whatever the request; N defaults to 1; repeatable
    #[arg(long, value_name = "NAME[:N]")]
    reply: Vec<String>,
    /// The plan of keys without one of their own
    #[arg(long, value_name = "NAME")]
    plan: Option<String>,
    /// Let each key send at most this many requests in a minute, whatever its plan allows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rpm: Option<u32>,
    /// The only keys that are known, each with its plan, if it differs from the default
    #[arg(long, value_name = "KEY[=PLAN]", value_delimiter = ',')]
    keys: Vec<String>,
    /// Let pages of any site call it from a browser
    #[arg(long)]
    cors: bool,
    /// Answer the server's own API below `/__theta` although other machines can reach it; on this machine it always is
    #[arg(long)]
    control: bool,
}

/// What a server was not started or scripted for: mostly a name that the contract does not have.
fn refused(error: &MockError) -> Failure {
    let exit = match error {
        MockError::Listen { .. } | MockError::Runtime(_) => Exit::Failed,
        _ => Exit::Usage,
    };
    Failure::new(exit, error.to_string())
}

impl Args {
    /// Starts a server for a contract.
    pub(super) fn start(
        &self,
        contract: Contract,
        address: SocketAddr,
        faults: &Faults,
        events: &Sender<Event>,
    ) -> Result<Mock, Failure> {
        let is_local = address.ip().is_loopback();
        // The main thread prints: a slow terminal must not slow the server.
        let has_tokens = contract.auth.iter().any(|scheme| scheme.token.is_some());
        let mut builder = Mock::builder(contract)
            .listen(address)
            .on_fault({
                let events = events.clone();
                move |fault, arrival| {
                    let _ = events.send(Event::Line(fault_line(fault, arrival)));
                }
            })
            .on_request({
                let events = events.clone();
                move |request| {
                    let _ = events.send(Event::Line(line(request)));
                }
            });
        builder = faults.set_up(builder);
        if has_tokens {
            // That of the request that is shown.
            builder = builder.known_key(curl::TOKEN);
        }
        if !is_local {
            builder = builder.expose();
        }
        if is_local || self.control {
            builder = builder.control();
        }
        if self.cors {
            builder = builder.cors();
        }
        if let Some(plan) = &self.plan {
            builder = builder.plan(plan);
        }
        if let Some(rpm) = self.rpm {
            builder = builder.rpm(rpm);
        }
        if !self.keys.is_empty() {
            builder = builder.key_policy(KeyPolicy::Registered);
        }
        for key in &self.keys {
            // A key may end in a sign of equality, as base64 does; no plan is without a name.
            builder = match key.rsplit_once('=').filter(|(_, plan)| !plan.is_empty()) {
                Some((key, plan)) => builder.key(key, plan),
                None => builder.known_key(key),
            };
        }
        let mock = builder.start().map_err(|error| refused(&error))?;
        for reply in &self.reply {
            let (name, times) = match reply.rsplit_once(':') {
                Some((name, times)) => (name, times.parse().ok()),
                None => (reply.as_str(), Some(1)),
            };
            let times = times.ok_or_else(|| {
                Failure::usage(format!("`{reply}` does not say how often"))
                    .help("write a number: --reply NAME:3")
            })?;
            mock.script(Scripted::row(name).times(times))
                .map_err(|error| refused(&error))?;
        }
        faults.script(&mock).map_err(|error| refused(&error))?;
        Ok(mock)
    }

    /// What is said of a server before the first request.
    pub(super) fn words(&self, mock: &Mock, faults: &Faults) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(example) = curl::example(mock.contract()) {
            let command = example.at(&mock.base_url());
            words.push(wrapped::code(&format!("try it: {command}")));
        }
        words.extend(faults.words());
        if !self.reply.is_empty() {
            let replies = count(mock.pending(), "reply");
            words.push(format!(
                "{replies} in advance: {}",
                self.reply.join(", then ")
            ));
        }
        if mock.address().ip().is_loopback() || self.control {
            let address = mock.address();
            words.push(format!(
                "any error: `-H 'prefer: error=NAME'`; all of them: http://{address}/__theta"
            ));
        }
        words
    }
}
