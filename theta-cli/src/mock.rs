//! `theta mock`: the API as its contract describes it, on this machine.

mod curl;

use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::{Output, visible};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc;
use theta_mock::{Mock, Recorded, ReplyKind};

/// Longest path that is shown, in characters.
const SHOWN_PATH: usize = 200;

/// Arguments of `theta mock`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The contract
    #[arg(default_value = "spec.toml")]
    spec: PathBuf,
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))]
    listen: SocketAddr,
}

/// Serves until it is interrupted.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let contract = input::contract(&args.spec, Exit::Failed)?;
    let (api, endpoints) = (contract.api.name.clone(), contract.endpoints.len());
    let example = curl::example(&contract);

    let (sender, lines) = mpsc::channel();
    // The main thread prints: a slow terminal must not slow the server.
    let mut builder = Mock::builder(contract)
        .listen(args.listen)
        .on_request(move |request| {
            let _ = sender.send(line(request));
        });
    if !args.listen.ip().is_loopback() {
        output.note(&format!(
            "{} can be reached from other machines",
            args.listen
        ));
        builder = builder.expose();
    }
    let mock = builder
        .start()
        .map_err(|error| Failure::failed(error.to_string()))?;

    let paint = output.paint();
    let base = mock.base_url();
    output.text(&format!(
        "{} of {} at {}\n",
        crate::output::count(endpoints, "endpoint"),
        visible(&api, SHOWN_PATH),
        paint.strong(&base)
    ))?;
    if let Some(example) = example {
        output.text(&format!("try it: {}\n", example.at(&base)))?;
    }
    output.text("one line for each request follows: method, path, status, what was answered; Ctrl-C stops\n")?;
    for line in lines {
        output.text(&line)?;
    }
    Ok(Exit::Clean)
}

fn line(request: &Recorded) -> String {
    let answered = match (&request.reply.row, request.reply.kind) {
        (Some(row), _) => row.as_str(),
        (None, ReplyKind::Success) => "success",
        (None, ReplyKind::Disconnect) => "disconnected",
        (None, _) => "undocumented",
    };
    let path = visible(&request.path, SHOWN_PATH);
    format!(
        "{} {path} {} {answered}\n",
        visible(&request.method, SHOWN_PATH),
        request.reply.status
    )
}
