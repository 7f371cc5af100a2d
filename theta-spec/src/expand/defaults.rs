//! What `[defaults]` says becomes what each endpoint and error says that says nothing of it.

use crate::contract::Method;
use crate::keys::RawContract;

pub(super) fn expand(raw: &mut RawContract) {
    let defaults = std::mem::take(&mut raw.defaults);
    let (endpoints, errors) = (defaults.endpoints, defaults.errors);
    for endpoint in &mut raw.endpoints {
        endpoint.billed = endpoint.billed.take().or_else(|| endpoints.billed.clone());
        // What is asked for or taken away may be so twice.
        let is_safe = matches!(endpoint.route.method, Some(Method::Get | Method::Delete));
        if endpoint.idempotency_key.is_none() && !is_safe {
            endpoint
                .idempotency_key
                .clone_from(&endpoints.idempotency_key);
        }
        or(&mut endpoint.plans, &endpoints.plans);
        endpoint.evidence = std::mem::take(&mut endpoint.evidence).or(&endpoints.evidence);
    }
    for row in &mut raw.errors {
        let looks = row.code.is_some() || !row.detail.is_empty() || !row.fields.is_empty();
        if looks && row.within.is_none() {
            or(&mut row.shape, &errors.shape);
        }
        or(&mut row.said.fix, &errors.fix);
        row.evidence = std::mem::take(&mut row.evidence).or(&errors.evidence);
    }
}

fn or<T: Clone>(own: &mut Vec<T>, shared: &[T]) {
    if own.is_empty() {
        own.extend_from_slice(shared);
    }
}
