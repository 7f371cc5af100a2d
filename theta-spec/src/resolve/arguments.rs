//! Which arguments a generated method takes, and in which order.

use super::types::{argument_ident, spread_fields};
use crate::contract::{Argument, Body, Field, FormBody, Param, ParamPlace, PartContent, TypeDef};
use crate::source::Spanned;

/// Required arguments in the order of the method, and the rest by name.
pub(super) fn resolve(
    types: &[TypeDef],
    params: &[Param],
    (body, body_optional): (&Body, bool),
    order: Option<&Spanned<Vec<Spanned<String>>>>,
) -> (Vec<Argument>, Vec<Argument>) {
    let (mut required, mut setters) = split(types, params, body, body_optional);
    let name = |argument: &Argument| argument_ident(types, params, body, argument).to_owned();
    // The file's own order must not matter: path, then what is uploaded, then by name, unless `args` says otherwise.
    required.sort_by_key(|argument| {
        let rank = match argument {
            Argument::Param(at) if params[*at].place == ParamPlace::Path => (0, *at),
            Argument::Part(at) if is_upload(body, *at) => (1, 0),
            Argument::Body => (1, 0),
            _ => (2, 0),
        };
        (rank, name(argument))
    });
    if let Some(order) = order {
        required.sort_by_key(|argument| {
            let name = name(argument);
            order
                .value
                .iter()
                .position(|wanted| wanted.value == name)
                .unwrap_or(usize::MAX)
        });
    }
    setters.sort_by_key(name);
    (required, setters)
}

fn is_upload(body: &Body, part: usize) -> bool {
    matches!(body, Body::Multipart(parts) if matches!(parts[part].content, PartContent::Upload(_)))
}

fn split(
    types: &[TypeDef],
    params: &[Param],
    body: &Body,
    body_optional: bool,
) -> (Vec<Argument>, Vec<Argument>) {
    let mut all: Vec<(bool, Argument)> = params
        .iter()
        .enumerate()
        .filter(|(_, param)| param.constant().is_none())
        .map(|(at, param)| (param.optional, Argument::Param(at)))
        .collect();
    match body {
        Body::None => {}
        Body::Binary(_) | Body::Text { .. } => all.push((body_optional, Argument::Body)),
        Body::Json(json) | Body::Form(FormBody { value: json, .. }) => {
            match json.spread.map(|id| spread_fields(types, id)) {
                Some(fields) => {
                    all.extend(
                        asked(fields).map(|(at, field)| (field.optional, Argument::BodyField(at))),
                    );
                }
                None => all.push((body_optional, Argument::Body)),
            }
        }
        Body::Multipart(parts) => {
            let asked_for = parts.iter().enumerate();
            for (part, value) in asked_for.filter(|(_, part)| part.constant().is_none()) {
                let spread = match &value.content {
                    PartContent::Json(json) => json.spread.map(|id| spread_fields(types, id)),
                    PartContent::Upload(_) | PartContent::Text(_) => None,
                };
                match spread {
                    Some(fields) => {
                        all.extend(asked(fields).map(|(field, value)| {
                            (value.optional, Argument::PartField { part, field })
                        }));
                    }
                    None => all.push((value.optional, Argument::Part(part))),
                }
            }
        }
    }
    let (setters, required): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(optional, _)| *optional);
    let strip =
        |list: Vec<(bool, Argument)>| list.into_iter().map(|(_, argument)| argument).collect();
    (strip(required), strip(setters))
}

/// The fields that a caller is asked for: constants that are always there are not.
fn asked<'t>(fields: impl Iterator<Item = &'t Field>) -> impl Iterator<Item = (usize, &'t Field)> {
    let fields = fields.enumerate();
    fields.filter(|(_, field)| field.optional || field.is_given())
}
