//! What the API as a whole says.

use super::{Claims, Says, pointers};
use crate::fact::Limited;
use std::collections::BTreeSet;
use std::time::Duration;
use theta_spec::contract::{Evidence, KeyPlace};

pub(super) fn claims(out: &mut Claims<'_, '_>) {
    let contract = out.contract;
    let unsaid = Evidence::default();
    let api = &contract.api;
    out.add(
        &["api", "base_url"],
        Says::BaseUrl(api.base_url.clone()),
        api.base_url.clone(),
        &unsaid,
    );
    // The default is the language's, not something that a page said.
    if out.spelled.has(&["api", "timeout"]) {
        out.add(
            &["api", "timeout"],
            Says::Limit(Limited::Timeout, millis(api.timeout)),
            written(api.timeout),
            &unsaid,
        );
    }
    for scheme in &contract.auth {
        let path: &[&str] = if scheme.main {
            &["auth"]
        } else {
            &["auth", "schemes", &scheme.name]
        };
        if let KeyPlace::Header { name, scheme: word } = &scheme.place {
            let value = if word.is_empty() {
                name.clone()
            } else {
                format!("{name}: {word}")
            };
            let says = Says::AuthHeader(name.clone(), word.clone());
            out.add(&[path, &["header"]].concat(), says, value, &unsaid);
        }
        if !scheme.prefix.is_empty() {
            let says = Says::KeyPrefix(scheme.prefix.clone());
            let path = [path, &["prefix"]].concat();
            out.add(&path, says, scheme.prefix.clone(), &unsaid);
        }
    }
    for header in &contract.request_id.headers {
        let says = Says::RequestId(header.clone());
        out.add(&["request_id", "headers"], says, header.clone(), &unsaid);
    }
    for plan in &contract.plans {
        let value = plan
            .rpm
            .map_or_else(|| "no limit stated".to_owned(), |rpm| format!("{rpm} RPM"));
        let path = ["plans", &plan.name, "rpm"];
        let path = if plan.rpm.is_some() {
            &path[..]
        } else {
            &path[..2]
        };
        let says = Says::Plan(plan.name.clone(), plan.rpm);
        out.add(path, says, value, &unsaid).main = true;
    }
    for shape in &contract.shapes {
        let mut seen = BTreeSet::new();
        for (key, pointer) in pointers(&shape.content) {
            if seen.insert(pointer) {
                let says = Says::Body(pointer.clone());
                let path = ["shapes", &shape.name, key];
                out.add(&path, says, pointer.to_string(), &unsaid);
            }
        }
    }
}

pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn written(time: Duration) -> String {
    match millis(time) {
        ms if ms.is_multiple_of(1000) => format!("{} s", ms / 1000),
        ms => format!("{ms} ms"),
    }
}
