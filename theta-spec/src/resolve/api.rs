//! The tables about the API as a whole.

use super::{access, ident, sorted, text, texts};
use crate::contract::{Api, Plan, RequestId, ResetForm, RetryPolicy, Source, TypeDef};
use crate::keys::{Prefer, RawContract};
use crate::names;
use crate::source::Spanned;
use std::time::Duration;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
const DEFAULT_ATTEMPTS: u32 = 3;
const DEFAULT_BASE: Duration = Duration::from_secs(1);
const DEFAULT_FACTOR: f64 = 2.0;
const DEFAULT_CAP: Duration = Duration::from_secs(20);

pub(super) fn timeout(raw: &RawContract) -> Duration {
    raw.api
        .timeout
        .as_ref()
        .map_or(DEFAULT_TIMEOUT, |timeout| timeout.value)
}

pub(super) fn resolve(raw: &RawContract, types: &[TypeDef]) -> Api {
    let api = &raw.api;
    Api {
        base_url_env: format!("{}_BASE_URL", names::screaming(&text(api.title.as_ref()))),
        name: text(api.title.as_ref()),
        summary: text(api.summary.as_ref()),
        docs: api.docs.as_ref().map(|docs| docs.value.clone()),
        checked: api.checked.as_ref().map(|day| day.value.clone()),
        base_url: text(api.base_url.as_ref()).trim_end_matches('/').to_owned(),
        variables: access::variables(raw, types),
        hosts: access::hosts(raw),
        timeout: timeout(raw),
        support: text(api.support.as_ref()),
        span: api.name.span,
    }
}

pub(super) fn request_id(raw: &RawContract) -> RequestId {
    RequestId {
        headers: lower(&raw.request_id.headers),
        prefer_body: raw.request_id.prefer.as_ref().map(|prefer| prefer.value)
            != Some(Prefer::Header),
    }
}

pub(super) fn retry(raw: &RawContract) -> RetryPolicy {
    let retry = &raw.retry;
    RetryPolicy {
        attempts: retry.attempts.as_ref().map_or(DEFAULT_ATTEMPTS, |n| {
            u32::try_from(n.value).unwrap_or(u32::MAX)
        }),
        base: retry.base.as_ref().map_or(DEFAULT_BASE, |base| base.value),
        factor: retry
            .factor
            .as_ref()
            .map_or(DEFAULT_FACTOR, |factor| factor.value),
        cap: retry.cap.as_ref().map_or(DEFAULT_CAP, |cap| cap.value),
        headers: retry.headers.as_ref().map_or_else(
            || vec!["retry-after".to_owned()],
            |names| lower(&names.value),
        ),
        resets: resets(raw),
        remaining: remaining(raw),
        should_retry: retry
            .should_retry
            .as_ref()
            .map(|name| name.value.to_ascii_lowercase()),
    }
}

fn resets(raw: &RawContract) -> Vec<(String, ResetForm)> {
    let resets = raw.retry.resets.iter();
    let mut resets: Vec<(String, ResetForm)> = resets
        .map(|(name, form)| (name.value.to_ascii_lowercase(), form.value))
        .collect();
    resets.sort();
    resets
}

fn remaining(raw: &RawContract) -> Vec<(String, String)> {
    let pairs = raw.retry.remaining.iter();
    let lower = |name: &Spanned<String>| name.value.to_ascii_lowercase();
    let mut pairs: Vec<(String, String)> = pairs
        .map(|(name, reset)| (lower(name), lower(reset)))
        .collect();
    pairs.sort();
    pairs
}

pub(super) fn sources(raw: &RawContract) -> Vec<Source> {
    let source = |named: &crate::keys::RawSource| Source {
        name: named.name.value.clone(),
        url: text(named.url.as_ref()),
        doc: text(named.doc.as_ref()),
    };
    raw.sources.iter().map(source).collect()
}

pub(super) fn plans(raw: &RawContract) -> Vec<Plan> {
    let plan = |named: &crate::keys::RawPlan| Plan {
        name: named.name.value.clone(),
        variant: ident(named.rust.as_ref(), || names::pascal(&named.name.value)),
        rpm: named
            .rpm
            .as_ref()
            .map(|rpm| u32::try_from(rpm.value).unwrap_or(u32::MAX)),
        doc: text(named.doc.as_ref()),
    };
    raw.plans.iter().map(plan).collect()
}

fn lower(names: &[Spanned<String>]) -> Vec<String> {
    texts(names)
        .into_iter()
        .map(|name| name.to_ascii_lowercase())
        .collect()
}

/// Plans by name, sorted.
pub(super) fn plan_names(plans: &[Spanned<String>]) -> Vec<String> {
    sorted(plans)
}
