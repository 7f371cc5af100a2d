//! How a Rust program calls an endpoint.

use std::fmt::Write as _;
use theta_spec::contract::{
    Argument, Body, Contract, Endpoint, FormBody, JsonPart, PartContent, TypeId,
};
use theta_spec::text::markdown::fence;

/// The call as a program; the arguments are to be filled in.
pub(super) fn example(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    let idents = |arguments: &[Argument]| -> Vec<String> {
        let idents = arguments.iter();
        idents
            .filter_map(|argument| ident(contract, endpoint, argument))
            .map(str::to_owned)
            .collect()
    };
    let required = idents(&endpoint.arguments).join(", ");
    let mut lines = vec![format!(
        "let reply = client.{}({required})",
        endpoint.call()
    )];
    let setters = idents(&endpoint.setters);
    lines.extend(
        setters
            .iter()
            .map(|setter| format!(".{setter}({setter}) // optional")),
    );
    lines.push(".await?;".to_owned());
    let call = match lines.as_slice() {
        [one, awaited] => format!("{one}{awaited}"),
        several => several.join("\n    "),
    };
    let _ = write!(out, "{}\n\n", fence("rust", &call));
}

/// The name of what an argument fills, as it is in Rust.
fn ident<'c>(
    contract: &'c Contract,
    endpoint: &'c Endpoint,
    argument: &Argument,
) -> Option<&'c str> {
    let field = |id: Option<TypeId>, at: usize| -> Option<&'c str> {
        let field = contract.type_def(id?).kind.field(at)?;
        Some(&field.ident)
    };
    match (argument, &endpoint.body) {
        (Argument::Param(at), _) => Some(&endpoint.params.get(*at)?.ident),
        (Argument::Part(at), Body::Multipart(parts)) => Some(&parts.get(*at)?.ident),
        (Argument::PartField { part, field: at }, Body::Multipart(parts)) => {
            match &parts.get(*part)?.content {
                PartContent::Json(json) => field(json.spread, *at),
                PartContent::Upload(_) | PartContent::Text(_) => None,
            }
        }
        (Argument::Body, Body::Binary(upload)) => Some(&upload.ident),
        (Argument::Body, Body::Text { ident, .. }) => Some(ident),
        (argument, Body::Json(json) | Body::Form(FormBody { value: json, .. })) => {
            of_value(json, argument, field)
        }
        _ => None,
    }
}

fn of_value<'c>(
    json: &'c JsonPart,
    argument: &Argument,
    field: impl Fn(Option<TypeId>, usize) -> Option<&'c str>,
) -> Option<&'c str> {
    match argument {
        Argument::Body => Some(&json.ident),
        Argument::BodyField(at) => field(json.spread, *at),
        Argument::Param(_) | Argument::Part(_) | Argument::PartField { .. } => None,
    }
}
