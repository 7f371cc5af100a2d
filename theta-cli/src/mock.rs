//! `theta mock`: the API as its contract describes it, on this machine.

mod curl;
mod faults;
mod served;
mod signals;
mod watch;

use crate::exit::{Exit, Failure};
use crate::input::Spec;
use crate::output::Output;
use crate::shown::visible;
use crate::styles::STRONG;
use faults::Faults;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::{self, Sender};
use theta_mock::{Arrival, Fault, Mock, Recorded, ReplyKind};
use theta_spec::text::count;

/// Longest path that is shown, in characters.
const SHOWN_PATH: usize = 200;
const SHOWN_REASON: usize = 300;

/// Arguments of `theta mock`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    spec: Spec,
    /// Where to listen: an address and a port, or a port of this machine; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", value_parser = address)]
    listen: SocketAddr,
    /// Serve the contract again whenever its file changes
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    served: served::Args,
    #[command(flatten)]
    faults: faults::Args,
}

/// `127.0.0.1:8080`, `localhost:8080` or `8080`.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").unwrap_or(text);
    let local = port
        .parse()
        .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let found = text.parse().ok().or(local.ok());
    found.ok_or_else(|| "write an address and a port, such as 127.0.0.1:8080, or a port".to_owned())
}

/// Something that the command waits for.
enum Event {
    /// Something was asked, in words.
    Line(String),
    /// The file of the contract holds something else.
    Changed,
    /// The process is told to stop.
    Stop,
}

/// Serves until it is told to stop.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    if args.faults.list_faults {
        output.text(faults::list())?;
        return Ok(Exit::Clean);
    }
    let faults = Faults::new(&args.faults)?;
    let watched = args.watch.then(|| args.spec.watched()).transpose()?;
    let (sender, events) = mpsc::channel();
    let contract = args.spec.contract(Exit::Failed)?;
    if !args.listen.ip().is_loopback() {
        output.note(&format!(
            "{} can be reached from other machines",
            args.listen
        ));
    }
    let mut mock = args.served.start(contract, args.listen, &faults, &sender)?;
    let unheard = |error| Failure::failed(format!("cannot wait for a signal: {error}"));
    signals::listen(sender.clone()).map_err(unheard)?;
    if let Some(path) = watched {
        let unseen = |error| Failure::failed(format!("cannot watch the contract: {error}"));
        watch::watch(path, sender.clone()).map_err(unseen)?;
    }
    announce(&mock, args, &faults, output)?;
    output.text("one line for each request follows: method, path, status, what was answered; Ctrl-C stops\n")?;
    for event in events {
        match event {
            Event::Line(line) => output.text(line)?,
            Event::Changed => mock = again(mock, args, &faults, &sender, output)?,
            Event::Stop => break,
        }
    }
    // Connections that are open are closed, whatever state they are in.
    mock.stop();
    output.text("stopped\n")?;
    Ok(Exit::Clean)
}

/// Says what is served, and where.
fn announce(mock: &Mock, args: &Args, faults: &Faults, output: &mut Output) -> Result<(), Failure> {
    let contract = mock.contract();
    let endpoints = count(contract.endpoints.len(), "endpoint");
    let api = visible(&contract.api.name, SHOWN_PATH);
    let base = mock.base_url();
    output.text(format!(
        "{endpoints} of {api} at {STRONG}{base}{STRONG:#}\n"
    ))?;
    for words in args.served.words(mock, faults) {
        output.text(words + "\n")?;
    }
    Ok(())
}

/// Serves the contract as it is now, at the same address. One with mistakes changes nothing.
fn again(
    mock: Mock,
    args: &Args,
    faults: &Faults,
    events: &Sender<Event>,
    output: &mut Output,
) -> Result<Mock, Failure> {
    let contract = match args.spec.contract(Exit::Failed) {
        Ok(contract) => contract,
        Err(failure) => {
            output.failure(&failure);
            output.note("the changed contract has errors; still serving the previous version");
            return Ok(mock);
        }
    };
    let address = mock.address();
    mock.stop();
    let mock = args.served.start(contract, address, faults, events)?;
    output.text("contract reloaded\n")?;
    announce(&mock, args, faults, output)?;
    Ok(mock)
}

fn line(request: &Recorded) -> String {
    let reply = &request.reply;
    let answered = match (&reply.row, reply.kind) {
        (_, ReplyKind::Fault) => {
            return fault_words(
                &request.method,
                &request.path,
                reply.status,
                reply.fault.as_ref(),
            );
        }
        (Some(row), _) => row,
        (None, ReplyKind::Success) => "success",
        (None, ReplyKind::Disconnect) => "disconnected",
        (None, _) => "undocumented",
    };
    let reason = reply
        .reason
        .as_deref()
        .map(|reason| visible(reason, SHOWN_REASON));
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    let answered = format!("{answered}{reason}");
    words(&request.method, &request.path, reply.status, &answered)
}

/// A fault before a request was read whole.
fn fault_line(fault: &Fault, arrival: Option<&Arrival>) -> String {
    match arrival {
        Some(arrival) => fault_words(&arrival.method, &arrival.path, 0, Some(fault)),
        None => format!("(a connection) 0 fault {}\n", fault.name()),
    }
}

fn fault_words(method: &str, path: &str, status: u16, fault: Option<&Fault>) -> String {
    let name = fault.map_or("unknown", Fault::name);
    words(method, path, status, &format!("fault {name}"))
}

fn words(method: &str, path: &str, status: u16, answered: &str) -> String {
    let [method, path] = [method, path].map(|text| visible(text, SHOWN_PATH));
    format!("{method} {path} {status} {answered}\n")
}
