//! What the API as a whole says.

use super::finding::Finding;
use super::pairing::Pairing;
use super::sides::Sides;
use std::time::Duration;
use theta_spec::contract::{Api, Auth, Plan, RetryPolicy};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (sides.old, sides.new);
    base_url(&old.api.base_url, &new.api.base_url, out);
    if old.api.timeout != new.api.timeout {
        out.push(timeout(
            &["api", "timeout"],
            "every call",
            old.api.timeout,
            new.api.timeout,
        ));
    }
    auth(old.auth.as_ref(), new.auth.as_ref(), out);
    headers(&old.headers, &new.headers, out);
    let id = |side: &theta_spec::contract::Contract| {
        let prefer = if side.request_id.prefer_body {
            "body"
        } else {
            "header"
        };
        format!(
            "{} (prefers the {prefer})",
            side.request_id.headers.join(", ")
        )
    };
    if id(old) != id(new) {
        out.push(
            Finding::new(
                "request-id-changed",
                &["request_id"],
                "`request_id()` comes from other headers",
            )
            .values(id(old), id(new)),
        );
    }
    retry(&old.retry, &new.retry, out);
    plans(sides, out);
    sources(sides, out);
    words(&old.api, &new.api, out);
}

fn base_url(old: &str, new: &str, out: &mut Vec<Finding>) {
    if old == new {
        return;
    }
    let split = |url: &str| {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        (scheme.to_owned(), host.to_owned(), path.to_owned())
    };
    let ((old_scheme, old_host, old_path), (new_scheme, new_host, new_path)) =
        (split(old), split(new));
    let mut finding = if old_host != new_host {
        Finding::new(
            "base-url-host-changed",
            &["api", "base_url"],
            format!(
                "every request, key and upload included, goes to {} instead of {}",
                quoted(&new_host),
                quoted(&old_host)
            ),
        )
    } else if old_scheme != new_scheme {
        let readable = if new_scheme == "http" {
            ", readable on the way"
        } else {
            ""
        };
        Finding::new(
            "base-url-scheme-changed",
            &["api", "base_url"],
            format!("every request goes over {new_scheme} instead of {old_scheme}{readable}"),
        )
    } else {
        Finding::new(
            "base-url-path-changed",
            &["api", "base_url"],
            format!(
                "every request goes below {} instead of {}",
                quoted(&format!("/{new_path}")),
                quoted(&format!("/{old_path}"))
            ),
        )
    };
    if old_host != new_host {
        if old_scheme != new_scheme {
            finding = finding.explaining("base-url-scheme-changed", "api.base_url");
        }
        if old_path != new_path {
            finding = finding.explaining("base-url-path-changed", "api.base_url");
        }
    }
    out.push(finding.values(old, new));
}

/// `60s`, or `1.5s`.
pub(super) fn seconds(duration: Duration) -> String {
    format!("{}s", duration.as_secs_f64())
}

pub(super) fn timeout(path: &[&str], what: &str, old: Duration, new: Duration) -> Finding {
    let (rule, verb) = if new < old {
        ("timeout-decreased", "gives up earlier")
    } else {
        ("timeout-increased", "waits longer")
    };
    let sees = format!(
        "{what} {verb}: after {} instead of {}",
        seconds(new),
        seconds(old)
    );
    Finding::new(rule, path, sees).values(seconds(old), seconds(new))
}

fn auth(old: Option<&Auth>, new: Option<&Auth>, out: &mut Vec<Finding>) {
    match (old, new) {
        (None, None) => {}
        (None, Some(auth)) => out.push(
            Finding::new("auth-added", &["auth"], "`Client::new` takes a key")
                .new_value(&auth.header),
        ),
        (Some(auth), None) => out.push(
            Finding::new(
                "auth-removed",
                &["auth"],
                "`Client::new` takes no key and `Client::from_env` is gone",
            )
            .old(&auth.header),
        ),
        (Some(old), Some(new)) => {
            if old.header != new.header {
                let sees = format!(
                    "the key goes into {} instead of {}",
                    quoted(&new.header),
                    quoted(&old.header)
                );
                out.push(
                    Finding::new("auth-header-changed", &["auth", "header"], sees)
                        .values(&old.header, &new.header),
                );
            }
            if old.scheme != new.scheme {
                let word = |scheme: &str| {
                    if scheme.is_empty() {
                        "nothing".to_owned()
                    } else {
                        quoted(scheme)
                    }
                };
                let sees = format!(
                    "{} stands before the key instead of {}",
                    word(&new.scheme),
                    word(&old.scheme)
                );
                out.push(
                    Finding::new("auth-scheme-changed", &["auth", "scheme"], sees)
                        .values(&old.scheme, &new.scheme),
                );
            }
            if old.prefix != new.prefix {
                let (rule, sees) = if new.prefix.starts_with(&old.prefix) {
                    (
                        "auth-prefix-tightened",
                        format!(
                            "the client refuses a key that does not begin with {}",
                            quoted(&new.prefix)
                        ),
                    )
                } else if old.prefix.starts_with(&new.prefix) {
                    (
                        "auth-prefix-loosened",
                        format!(
                            "the client takes a key that does not begin with {}",
                            quoted(&old.prefix)
                        ),
                    )
                } else {
                    (
                        "auth-prefix-changed",
                        format!(
                            "the client takes keys that begin with {} instead of {}",
                            quoted(&new.prefix),
                            quoted(&old.prefix)
                        ),
                    )
                };
                out.push(
                    Finding::new(rule, &["auth", "prefix"], sees).values(&old.prefix, &new.prefix),
                );
            }
            if old.env != new.env {
                let sees = format!(
                    "`Client::from_env` reads {} instead of {}",
                    quoted(&new.env),
                    quoted(&old.env)
                );
                out.push(
                    Finding::new("auth-env-changed", &["auth", "env"], sees)
                        .values(&old.env, &new.env),
                );
            }
        }
    }
}

fn headers(old: &[(String, String)], new: &[(String, String)], out: &mut Vec<Finding>) {
    let pairing = Pairing::of(old, new, |(name, _)| name, |_, _| 0);
    for at in pairing.removed {
        let (name, value) = &old[at];
        out.push(
            Finding::new(
                "default-header-removed",
                &["headers", name],
                format!("no request carries {}", quoted(name)),
            )
            .old(value),
        );
    }
    for at in pairing.added {
        let (name, value) = &new[at];
        out.push(
            Finding::new(
                "default-header-added",
                &["headers", name],
                format!(
                    "every request carries {}",
                    quoted(&format!("{name}: {value}"))
                ),
            )
            .new_value(value),
        );
    }
    for (a, b) in pairing.both {
        let ((name, was), (_, is)) = (&old[a], &new[b]);
        if was != is {
            let sees = format!(
                "every request carries {} instead of {}",
                quoted(&format!("{name}: {is}")),
                quoted(was)
            );
            out.push(
                Finding::new("default-header-changed", &["headers", name], sees).values(was, is),
            );
        }
    }
}

fn retry(old: &RetryPolicy, new: &RetryPolicy, out: &mut Vec<Finding>) {
    if old.attempts != new.attempts {
        let rule = if new.attempts > old.attempts {
            "retry-attempts-increased"
        } else {
            "retry-attempts-decreased"
        };
        let sees = format!(
            "a call is tried at most {} in all instead of {}",
            theta_spec::text::count(new.attempts, "time"),
            old.attempts
        );
        out.push(
            Finding::new(rule, &["retry", "attempts"], sees)
                .values(old.attempts.to_string(), new.attempts.to_string()),
        );
    }
    let waits = |policy: &RetryPolicy| {
        format!(
            "{}, times {}, at most {}",
            seconds(policy.base),
            policy.factor,
            seconds(policy.cap)
        )
    };
    if waits(old) != waits(new) {
        let sees = format!(
            "the waits between attempts are {} instead of {}",
            waits(new),
            waits(old)
        );
        out.push(
            Finding::new("retry-backoff-changed", &["retry"], sees).values(waits(old), waits(new)),
        );
    }
    if old.headers != new.headers {
        let sees = "the delay that the server asks for is read from other headers";
        out.push(
            Finding::new("retry-after-header-changed", &["retry", "headers"], sees)
                .values(old.headers.join(", "), new.headers.join(", ")),
        );
    }
}

fn plans(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&sides.old.plans, &sides.new.plans);
    let pairing = Pairing::of(
        old,
        new,
        |plan| &plan.name,
        |a, b| u32::from(a.rpm == b.rpm && a.doc == b.doc),
    );
    let rpm = |rpm: Option<u32>| {
        rpm.map_or_else(|| "no stated limit".to_owned(), |rpm| format!("{rpm} rpm"))
    };
    for at in pairing.removed {
        let plan = &old[at];
        out.push(
            Finding::new(
                "plan-removed",
                &["plans", &plan.name],
                format!("`Plan::{}` is gone", plan.variant),
            )
            .old(rpm(plan.rpm)),
        );
    }
    for at in pairing.added {
        let plan = &new[at];
        out.push(
            Finding::new(
                "plan-added",
                &["plans", &plan.name],
                format!("there is a `Plan::{}`", plan.variant),
            )
            .new_value(rpm(plan.rpm)),
        );
    }
    for (a, b) in pairing.both {
        let (was, is) = (&old[a], &new[b]);
        if (&was.name, &was.variant) != (&is.name, &is.variant) {
            let sees = format!("`Plan::{}` is called `Plan::{}`", was.variant, is.variant);
            let name = |plan: &Plan| format!("{} (`{}`)", plan.name, plan.variant);
            out.push(
                Finding::new("plan-renamed", &["plans", &was.name], sees)
                    .values(name(was), name(is))
                    .new_path(&["plans", &is.name]),
            );
        }
        if was.rpm != is.rpm {
            let most = |rpm: Option<u32>| rpm.unwrap_or(u32::MAX);
            let rule = if most(is.rpm) < most(was.rpm) {
                "plan-limit-decreased"
            } else {
                "plan-limit-increased"
            };
            let sees = format!(
                "the plan `{}` allows {} instead of {}",
                is.name,
                rpm(is.rpm),
                rpm(was.rpm)
            );
            out.push(
                Finding::new(rule, &["plans", &was.name, "rpm"], sees)
                    .values(rpm(was.rpm), rpm(is.rpm))
                    .new_path(&["plans", &is.name, "rpm"]),
            );
        }
        if was.doc != is.doc {
            out.push(
                Finding::new(
                    "plan-doc-changed",
                    &["plans", &was.name, "doc"],
                    format!("readers see other words about the plan `{}`", is.name),
                )
                .values(&was.doc, &is.doc)
                .new_path(&["plans", &is.name, "doc"]),
            );
        }
    }
}

fn sources(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let text = |contract: &theta_spec::contract::Contract| {
        let lines: Vec<String> = contract
            .sources
            .iter()
            .map(|source| format!("{}: {} {}", source.name, source.url, source.doc))
            .collect();
        lines.join("\n")
    };
    let (old, new) = (text(sides.old), text(sides.new));
    if old != new {
        out.push(
            Finding::new(
                "source-changed",
                &["sources"],
                "readers are sent to other pages",
            )
            .values(old, new),
        );
    }
}

fn words(old: &Api, new: &Api, out: &mut Vec<Finding>) {
    let docs = |api: &Api| api.docs.clone().unwrap_or_default();
    let facts = [
        ("name", old.name.clone(), new.name.clone()),
        ("summary", old.summary.clone(), new.summary.clone()),
        ("docs", docs(old), docs(new)),
        ("support", old.support.clone(), new.support.clone()),
    ];
    for (key, was, is) in facts {
        if was != is {
            out.push(
                Finding::new(
                    "api-doc-changed",
                    &["api", key],
                    format!("readers see another {key} of the API"),
                )
                .values(was, is),
            );
        }
    }
    if old.checked != new.checked {
        let day = |checked: &Option<String>| checked.clone().unwrap_or_default();
        out.push(
            Finding::new(
                "docs-read-again",
                &["api", "checked"],
                "readers see another day on which the documentation was read",
            )
            .values(day(&old.checked), day(&new.checked)),
        );
    }
}
