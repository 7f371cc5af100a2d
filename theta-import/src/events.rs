//! Requests that are answered with events when a field asks for them: two endpoints, of which one always asks.

use crate::draft::{Content, Draft, Endpoint, Kind, Loss, Ty, TypeDraft, Word};
use crate::operations::Operation;
use theta_spec::json::Json;

/// The field that asks for events, as vendors call it.
const ASKS: &str = "stream";

/// Data that ends events, as vendors write it.
const DONE: &str = "[DONE]";

/// Returns what ends the events of an operation, if its words say so.
pub(crate) fn end(operation: &Operation<'_>) -> Option<&'static str> {
    operation
        .node
        .value
        .to_string()
        .contains(DONE)
        .then_some(DONE)
}

/// Makes an endpoint ask for events, where its body has a field for that. Returns the type that has the field.
pub(crate) fn ask(types: &mut Vec<TypeDraft>, endpoint: &mut Endpoint) -> Option<usize> {
    let (Content::Json(Ty::Named(id)) | Content::Form(Ty::Named(id))) = &endpoint.body.content
    else {
        if let Content::Parts(parts) = &endpoint.body.content
            && let Some(part) = parts.iter().find(|part| part.name == ASKS)
        {
            let reason = "events are asked for by a part that callers have to set";
            endpoint.losses.push(Loss::new(part.place.clone(), reason));
        }
        return None;
    };
    let id = *id;
    let mut def = types.get(id)?.clone();
    let Kind::Struct { fields, .. } = &mut def.kind else {
        return None;
    };
    let field = fields.iter_mut().find(|field| field.name == ASKS)?;
    if field.ty.clone().split().0 != Ty::Word(Word::Boolean) {
        return None;
    }
    field.constant = Some(Json::Bool(true));
    field.optional = false;
    field.default = None;
    let base = format!("{}Events", def.name);
    let numbered = (2_usize..).map(|number| format!("{base}{number}"));
    let mut names = std::iter::once(base.clone()).chain(numbered);
    let is_free = |name: &String| types.iter().all(|other| other.name != *name);
    def.name = names.find(is_free)?;
    let new = Ty::Named(types.len());
    endpoint.body.content = match &endpoint.body.content {
        Content::Form(_) => Content::Form(new),
        _ => Content::Json(new),
    };
    types.push(def);
    Some(id)
}

/// Takes the field that asks for events out of types which only the requests have that do not.
pub(crate) fn leave_out(draft: &mut Draft, asking: &[usize]) {
    for &id in asking {
        let bodies = draft.endpoints.iter().filter(|endpoint| {
            matches!(
                &endpoint.body.content,
                Content::Json(Ty::Named(body)) | Content::Form(Ty::Named(body)) if *body == id
            )
        });
        let bodies = bodies.count();
        let uses = draft.endpoints.iter().flat_map(Endpoint::types);
        let uses = uses.filter(|ty| ty.named() == Some(id)).count();
        let is_elsewhere = uses != bodies || draft.types.iter().any(|def| holds(&def.kind, id));
        if bodies != 1 || is_elsewhere {
            continue;
        }
        if let Some(Kind::Struct { fields, .. }) = draft.types.get_mut(id).map(|def| &mut def.kind)
        {
            fields.retain(|field| field.name != ASKS);
        }
    }
}

fn holds(kind: &Kind, id: usize) -> bool {
    match kind {
        Kind::Struct { fields, .. } => fields.iter().any(|field| field.ty.named() == Some(id)),
        Kind::Enum(_) => false,
        Kind::Tagged { variants, .. } => variants.iter().any(|(_, variant)| *variant == id),
        Kind::Any(types) | Kind::Tuple(types) => types.iter().any(|ty| ty.named() == Some(id)),
        Kind::Alias(ty) => ty.named() == Some(id),
    }
}
