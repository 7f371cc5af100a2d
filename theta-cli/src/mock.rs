//! `theta mock`: the API as its contract describes it, on this machine.

mod curl;
mod faults;

use crate::exit::{Exit, Failure};
use crate::input::Spec;
use crate::output::Output;
use crate::shown::visible;
use crate::styles::STRONG;
use faults::Faults;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use theta_mock::{Arrival, Fault, Mock, MockError, Recorded, ReplyKind};
use theta_spec::text::count;

/// Longest path that is shown, in characters.
const SHOWN_PATH: usize = 200;

/// Arguments of `theta mock`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    spec: Spec,
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))]
    listen: SocketAddr,
    #[command(flatten)]
    faults: faults::Args,
}

/// Serves until it is interrupted.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    if args.faults.list_faults {
        output.text(faults::list())?;
        return Ok(Exit::Clean);
    }
    let faults = Faults::new(&args.faults)?;
    let contract = args.spec.contract(Exit::Failed)?;
    let (api, endpoints) = (contract.api.name.clone(), contract.endpoints.len());
    let example = curl::example(&contract);

    let (sender, lines) = mpsc::channel();
    // The main thread prints: a slow terminal must not slow the server.
    let mut builder = Mock::builder(contract)
        .listen(args.listen)
        .on_fault({
            let sender = sender.clone();
            move |fault, arrival| {
                let _ = sender.send(fault_line(fault, arrival));
            }
        })
        .on_request(move |request| {
            let _ = sender.send(line(request));
        });
    builder = faults.set_up(builder);
    if !args.listen.ip().is_loopback() {
        output.note(&format!(
            "{} can be reached from other machines",
            args.listen
        ));
        builder = builder.expose();
    }
    let refused = |error: MockError| Failure::failed(error.to_string());
    let mock = builder.start().map_err(refused)?;
    faults.script(&mock).map_err(refused)?;
    let base = mock.base_url();
    let (endpoints, api) = (count(endpoints, "endpoint"), visible(&api, SHOWN_PATH));
    output.text(format!(
        "{endpoints} of {api} at {STRONG}{base}{STRONG:#}\n"
    ))?;
    if let Some(example) = example {
        output.text(format!("try it: {}\n", example.at(&base)))?;
    }
    if let Some(words) = faults.words() {
        output.text(visible(&words, SHOWN_PATH) + "\n")?;
    }
    output.text("one line for each request follows: method, path, status, what was answered; Ctrl-C stops\n")?;
    for line in lines {
        output.text(line)?;
    }
    Ok(Exit::Clean)
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
    words(&request.method, &request.path, reply.status, answered)
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
