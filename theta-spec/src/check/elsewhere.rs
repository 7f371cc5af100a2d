//! Rules about failures that do not come with a status of failure: in a success, or when a WebSocket is closed.

use crate::classify::{self, Outcome};
use crate::contract::{Contract, ErrorRow, Returns, ShapeContent, Status};
use crate::diagnostic::{Diagnostic, Report};
use crate::raw::RawContract;

/// The status of the documented successes.
const OK: u16 = 200;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for row in &contract.errors {
        closes(contract, row, report);
    }
    for row in contract.errors.iter().filter(|row| is_success(row)) {
        told_apart(contract, row, report);
    }
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        let Some(example) = &named.value.example else {
            continue;
        };
        let found = classify::classify(contract, endpoint, OK, endpoint.example.as_bytes());
        if let Outcome::Row { id, .. } = found {
            let row = contract.error(id);
            report.push(
                Diagnostic::error(
                    "T0610",
                    example.span,
                    format!(
                        "the success of `{}` is taken for `{}`",
                        endpoint.name, row.name
                    ),
                )
                .related(row.span, "the row")
                .help("narrow the row, or show a success that is none"),
            );
        }
    }
}

/// A close code is for a WebSocket.
fn closes(contract: &Contract, row: &ErrorRow, report: &mut Report) {
    let close = |status: &&Status| matches!(status, Status::Exact(1000..));
    let Some(Status::Exact(close)) = row.status.members.iter().find(close) else {
        return;
    };
    let mut endpoints = row.on.iter().map(|id| &contract.endpoints[id.0]);
    if let Some(other) =
        endpoints.find(|endpoint| !matches!(endpoint.returns, Returns::Socket { .. }))
    {
        report.push(
            Diagnostic::error(
                "T0611",
                row.span,
                format!(
                    "`{}` has status {close}: no HTTP reply has it, and `{}` is no WebSocket that is closed with it",
                    row.name, other.name
                ),
            )
            .related(other.span, "the endpoint")
            .help("write an HTTP status from 200 to 599, or name the WebSockets with `on`; what the body says goes into `code`"),
        );
    }
}

fn is_success(row: &ErrorRow) -> bool {
    let success = |status: &Status| matches!(status, Status::Exact(200..=299));
    row.status.members.iter().any(success)
}

fn told_apart(contract: &Contract, row: &ErrorRow, report: &mut Report) {
    let is_text = |content: &ShapeContent| matches!(content, ShapeContent::Text);
    let by_json = !row.shapes.is_empty()
        && !row
            .shapes
            .iter()
            .any(|id| is_text(&contract.shape(*id).content));
    if !by_json {
        report.push(
            Diagnostic::error(
                "T0610",
                row.span,
                format!("nothing tells `{}` from a success", row.name),
            )
            .help("name a JSON `shape` that only the failure has, such as one with `constants`"),
        );
    }
    let endpoints = row.on.iter().map(|id| &contract.endpoints[id.0]);
    for endpoint in endpoints {
        if matches!(
            endpoint.returns,
            Returns::Bytes { stream: true, .. } | Returns::Socket { .. }
        ) {
            report.push(
                Diagnostic::error(
                    "T0610",
                    row.span,
                    format!(
                        "`{}` would have to be read out of what is streamed by `{}`",
                        row.name, endpoint.name
                    ),
                )
                .related(endpoint.span, "what it sends is given as it comes")
                .help("leave the endpoint out with `on`"),
            );
        }
    }
}
