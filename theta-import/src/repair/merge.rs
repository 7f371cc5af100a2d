//! Two operations that are one request.

use crate::draft::{Answer, Content, Draft, Endpoint, Kind, Returns, Ty, TypeDraft};

/// Makes an endpoint take and give what another does as well; `false` if they have nothing in common.
///
/// Some documents describe one request several times, once for each purpose.
pub(super) fn into(draft: &mut Draft, first: usize, second: usize) -> bool {
    let (one, other) = (
        draft.endpoints[first].clone(),
        draft.endpoints[second].clone(),
    );
    let Some((content, body_types)) = bodies(draft, &one, &other) else {
        return false;
    };
    let Some((answers, answer_types)) = answers(draft, &one, &other, body_types.len()) else {
        return false;
    };
    draft.types.extend(body_types);
    draft.types.extend(answer_types);
    let endpoint = &mut draft.endpoints[first];
    let lacks = |content: &Content| matches!(content, Content::None);
    endpoint.body.optional |=
        other.body.optional || lacks(&one.body.content) != lacks(&other.body.content);
    if lacks(&one.body.content) {
        let optional = endpoint.body.optional;
        endpoint.body = other.body.clone();
        endpoint.body.optional = optional;
    }
    endpoint.body.content = content;
    endpoint.answers = answers;
    for param in &mut endpoint.params {
        let there = other.params.iter().any(|also| {
            (also.place, &also.field.name) == (param.place, &param.field.name)
                && !also.field.optional
        });
        param.field.optional |=
            !there && param.field.constant.is_none() && param.place != crate::draft::Place::Path;
    }
    for param in other.params {
        if !endpoint
            .params
            .iter()
            .any(|known| (known.place, &known.field.name) == (param.place, &param.field.name))
        {
            let mut param = param;
            param.field.optional = true;
            endpoint.params.push(param);
        }
    }
    for field in other.response_headers {
        if !endpoint
            .response_headers
            .iter()
            .any(|known| known.name == field.name || known.rust == field.rust)
        {
            endpoint.response_headers.push(field);
        }
    }
    endpoint.losses.extend(other.losses);
    endpoint.operations.extend(other.operations);
    for row in &mut draft.rows {
        if row.on.contains(&second) {
            row.on.insert(first);
        }
    }
    true
}

/// What both send.
fn bodies(draft: &Draft, one: &Endpoint, other: &Endpoint) -> Option<(Content, Vec<TypeDraft>)> {
    match (&one.body.content, &other.body.content) {
        (Content::None, content) | (content, Content::None) => Some((content.clone(), Vec::new())),
        (Content::Json(a), Content::Json(b)) if a == b => {
            Some((Content::Json(a.clone()), Vec::new()))
        }
        (Content::Json(a), Content::Json(b)) => {
            let name = format!("{}Body", crate::names::type_name(&one.name));
            let (ty, types) = either(draft, a, b, &name, one, 0);
            Some((Content::Json(ty), types))
        }
        (Content::Form(a), Content::Form(b)) if a == b => {
            Some((Content::Form(a.clone()), Vec::new()))
        }
        (Content::Binary, Content::Binary) => Some((Content::Binary, Vec::new())),
        (Content::Text, Content::Text) => Some((Content::Text, Vec::new())),
        _ => None,
    }
}

/// What both give.
fn answers(
    draft: &Draft,
    one: &Endpoint,
    other: &Endpoint,
    made: usize,
) -> Option<(Vec<Answer>, Vec<TypeDraft>)> {
    let mut answers = one.answers.clone();
    let mut types = Vec::new();
    for answer in &other.answers {
        let Some(known) = answers
            .iter_mut()
            .find(|known| (&known.status, &known.media) == (&answer.status, &answer.media))
        else {
            answers.push(answer.clone());
            continue;
        };
        match (&known.returns, &answer.returns) {
            (a, b) if a == b => {}
            (Returns::Json(a), Returns::Json(b)) => {
                let name = format!("{}Answer", crate::names::type_name(&one.name));
                let (ty, new) = either(draft, a, b, &name, one, made + types.len());
                types.extend(new);
                known.returns = Returns::Json(ty);
            }
            _ => return None,
        }
    }
    Some((answers, types))
}

/// One of two types, with the type that has to be declared for it.
fn either(
    draft: &Draft,
    a: &Ty,
    b: &Ty,
    name: &str,
    endpoint: &Endpoint,
    made: usize,
) -> (Ty, Vec<TypeDraft>) {
    let mut of: Vec<Ty> = Vec::new();
    for ty in [a, b] {
        let inner = match ty {
            Ty::Named(id) => match draft.types.get(*id).map(|def| &def.kind) {
                Some(Kind::Any(of)) => of.clone(),
                _ => vec![ty.clone()],
            },
            _ => vec![ty.clone()],
        };
        for ty in inner {
            if !of.contains(&ty) {
                of.push(ty);
            }
        }
    }
    if of.contains(&Ty::JSON) {
        return (Ty::JSON, Vec::new());
    }
    let numbered =
        std::iter::once(name.to_owned()).chain((2_usize..).map(|number| format!("{name}{number}")));
    let mut free = numbered.filter(|name| draft.types.iter().all(|def| def.name != *name));
    let def = TypeDraft {
        name: free.next().unwrap_or_default(),
        doc: String::new(),
        kind: Kind::Any(of),
        losses: Vec::new(),
        place: endpoint.place.clone(),
        inferred: true,
    };
    (Ty::Named(draft.types.len() + made), vec![def])
}
