//! Rules about the API as a whole: addresses, retry, groups.

use super::{find, names, unknown};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, STEPS, has_steps};
use crate::source::{Span, Spanned};
use std::collections::BTreeMap;

/// Hosts to which a key may travel without TLS: it does not leave the machine.
const LOOPBACK: &[&str] = &["localhost", "127.0.0.1", "[::1]"];

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    retry(raw, report);
    for group in &raw.groups {
        if let Some(endpoint) = find(&raw.endpoints, &group.name.value) {
            report.push(
                Diagnostic::error(
                    "T0312",
                    group.name.span,
                    format!("`{}` is a group and an endpoint", group.name.value),
                )
                .related(endpoint.name.span, "the endpoint")
                .help("rename the group: `on` takes both kinds of names"),
            );
        }
        for member in &group.value {
            if find(&raw.endpoints, &member.value).is_none() {
                unknown(report, "T0301", "endpoint", member, names(&raw.endpoints));
            }
        }
    }
}

/// Checks an address with its variables filled in; `written` is what the author wrote.
pub(super) fn base_url(url: &Spanned<String>, written: &str, role: &str, report: &mut Report) {
    let mut wrong = |message: &str, help: &str| {
        report.error(
            "T0209",
            url.span,
            format!("`{written}` cannot be {role}: {message}"),
            help,
        );
    };
    let Some((scheme, rest)) = url.value.split_once("://") else {
        return wrong(
            "it has no scheme",
            "write it in full: https://api.example.com",
        );
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => authority,
    };
    if authority.contains('@') {
        return wrong(
            "it has a user name",
            "leave out what stands before the `@`; a key is said in [auth]",
        );
    }
    if authority.contains(['?', '#']) {
        return wrong(
            "it has a query, a fragment or a space",
            "write scheme, host and at most a path prefix",
        );
    }
    if authority.contains('[') != authority.contains(']') {
        return wrong(
            "a bracket of its address is not closed",
            "write an address of IPv6 as `[::1]`",
        );
    }
    if !authority.ends_with(']')
        && let Some((_, port)) = authority.rsplit_once(':')
        && port.parse::<u16>().is_err()
    {
        return wrong("its port is none", "write a number from 1 to 65535");
    }
    if has_steps(path) {
        return wrong(STEPS, "write the path that is meant");
    }
    let host_ok = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._[]:".contains(c));
    if !host_ok {
        wrong(
            "the host is not one",
            "write scheme and host, such as https://api.example.com",
        );
    } else if path.contains(['?', '#']) || path.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        wrong(
            "it has a query, a fragment or a space",
            "write scheme, host and at most a path prefix",
        );
    } else if scheme == "http" && !LOOPBACK.contains(&host) {
        wrong(
            "a key would travel unencrypted",
            "use https; plain http is for this machine only",
        );
    } else if scheme != "https" && scheme != "http" {
        wrong("the scheme is not http or https", "use https");
    }
}

fn retry(raw: &RawContract, report: &mut Report) {
    let retry = &raw.retry;
    if let Some(attempts) = &retry.attempts
        && !(1..=10).contains(&attempts.value)
    {
        report.error(
            "T0105",
            attempts.span,
            format!("{} attempts cannot be meant", attempts.value),
            "`attempts` counts the first one too: write a number from 1 to 10",
        );
    }
    if let (Some(base), Some(cap)) = (&retry.base, &retry.cap)
        && base.value > cap.value
    {
        report.push(
            Diagnostic::error(
                "T0105",
                base.span,
                "the first wait is longer than the longest",
            )
            .related(cap.span, "the longest wait")
            .help("write a `base` of at most `cap`"),
        );
    }
    let headers = retry.headers.iter().flat_map(|names| &names.value);
    let resets = retry.resets.iter().map(|(name, _)| name);
    let mut known: BTreeMap<String, Span> = BTreeMap::new();
    let remaining = retry.remaining.iter().map(|(name, _)| name);
    let verdict = &retry.should_retry;
    for name in headers.chain(resets).chain(remaining).chain(verdict) {
        if let Some(other) = known.insert(name.value.to_ascii_lowercase(), name.span) {
            report.push(
                Diagnostic::error(
                    "T0615",
                    name.span,
                    format!("the header `{}` is read in two ways", name.value),
                )
                .related(other, "the other")
                .help("a header has one meaning: a delay, the end of a limit, what is left of it, or whether to try again"),
            );
        }
    }
    for plan in &raw.plans {
        if let Some(rpm) = &plan.rpm
            && rpm.value == 0
        {
            report.error(
                "T0105",
                rpm.span,
                "a plan of no requests cannot be meant",
                "leave `rpm` out where the docs state no limit",
            );
        }
    }
    if let Some(factor) = &retry.factor
        && !(1.0..=10.0).contains(&factor.value)
    {
        report.error(
            "T0105",
            factor.span,
            format!("a factor of {} cannot be meant", factor.value),
            "write a number from 1 to 10; 2 doubles each wait",
        );
    }
}
