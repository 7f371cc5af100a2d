//! What the API as a whole says.

use super::access;
use super::finding::Finding;
use super::pairing::Pairing;
use super::said::seconds;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{Api, Contract, Plan, RetryPolicy};
use theta_spec::text::count;
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (sides.old, sides.new);
    let mut it = Subject::new(&[], &[], out);
    {
        let mut it = it.within(&["api"], &["api"]);
        let was = access::address(&old.api.base_url, &old.api, &new.api);
        let is = access::address(&new.api.base_url, &new.api, &old.api);
        base_url(&was, &is, &mut it);
        let env = |api: &Api| Some(api.base_url_env.clone());
        access::env((&env(&old.api), &env(&new.api)), &mut it);
        it.timeout((old.api.timeout, new.api.timeout), "every call");
        words(&old.api, &new.api, &mut it);
    }
    access::compare(sides, &mut it);
    headers(&old.headers, &new.headers, &mut it);
    let id = |side: &Contract| {
        let prefer = if side.request_id.prefer_body {
            "body"
        } else {
            "header"
        };
        let headers = side.request_id.headers.join(", ");
        format!("{headers} (prefers the {prefer})")
    };
    it.changed(
        "request-id-changed",
        "request_id",
        (id(old), id(new)),
        "`request_id()` comes from other headers",
    );
    retry(&old.retry, &new.retry, it.within(&["retry"], &["retry"]));
    plans(sides, &mut it);
    it.changed(
        "source-changed",
        "sources",
        (sources(old), sources(new)),
        "readers are sent to other pages",
    );
}

fn base_url(old: &str, new: &str, it: &mut Subject<'_, '_>) {
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
    let (rule, sees) = if old_host != new_host {
        (
            "base-url-host-changed",
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
        (
            "base-url-scheme-changed",
            format!("every request goes over {new_scheme} instead of {old_scheme}{readable}"),
        )
    } else {
        (
            "base-url-path-changed",
            format!(
                "every request goes below {} instead of {}",
                quoted(&format!("/{new_path}")),
                quoted(&format!("/{old_path}"))
            ),
        )
    };
    let mut finding = it.finding(rule, "base_url", sees).values(old, new);
    if old_host != new_host {
        if old_scheme != new_scheme {
            finding = finding.explaining("base-url-scheme-changed", "api.base_url");
        }
        if old_path != new_path {
            finding = finding.explaining("base-url-path-changed", "api.base_url");
        }
    }
    it.out.push(finding);
}

fn headers(old: &[(String, String)], new: &[(String, String)], it: &mut Subject<'_, '_>) {
    let pairing = Pairing::of(old, new, |(name, _)| name, |_, _| 0);
    let mut it = it.within(&["headers"], &["headers"]);
    for at in pairing.removed {
        let (name, value) = &old[at];
        let sees = format!("no request carries {}", quoted(name));
        let finding = it.finding("default-header-removed", name, sees);
        it.out.push(finding.old(value));
    }
    let whole = |name: &str, value: &str| quoted(&format!("{name}: {value}"));
    for at in pairing.added {
        let (name, value) = &new[at];
        let sees = format!("every request carries {}", whole(name, value));
        let finding = it.finding("default-header-added", name, sees);
        it.out.push(finding.new_value(value));
    }
    for (a, b) in pairing.both {
        let ((name, was), (_, is)) = (&old[a], &new[b]);
        it.changed(
            "default-header-changed",
            name,
            (was, is),
            format!(
                "every request carries {} instead of {}",
                whole(name, is),
                quoted(was)
            ),
        );
    }
}

fn retry(old: &RetryPolicy, new: &RetryPolicy, mut it: Subject<'_, '_>) {
    let rule = if new.attempts > old.attempts {
        "retry-attempts-increased"
    } else {
        "retry-attempts-decreased"
    };
    it.changed(
        rule,
        "attempts",
        (old.attempts, new.attempts),
        format!(
            "a call is tried at most {} in all instead of {}",
            count(new.attempts, "time"),
            old.attempts
        ),
    );
    let waits = |policy: &RetryPolicy| {
        format!(
            "{}, times {}, at most {}",
            seconds(policy.base),
            policy.factor,
            seconds(policy.cap)
        )
    };
    let (was, is) = (waits(old), waits(new));
    let sees = format!("the waits between attempts are {is} instead of {was}");
    it.changed("retry-backoff-changed", "", (was, is), sees);
    it.changed(
        "retry-after-header-changed",
        "headers",
        (old.headers.join(", "), new.headers.join(", ")),
        "the delay that the server asks for is read from other headers",
    );
    let resets = |policy: &RetryPolicy| {
        let resets = policy.resets.iter();
        let resets: Vec<String> = resets
            .map(|(name, form)| format!("{name} ({})", form.as_str()))
            .collect();
        resets.join(", ")
    };
    it.changed(
        "retry-reset-header-changed",
        "resets",
        (resets(old), resets(new)),
        "when a limit ends is read from other headers, or in another form",
    );
    let left = |policy: &RetryPolicy| {
        let left = policy.remaining.iter();
        let left: Vec<String> = left
            .map(|(name, reset)| format!("{name} until {reset}"))
            .collect();
        left.join(", ")
    };
    it.changed(
        "retry-remaining-header-changed",
        "remaining",
        (left(old), left(new)),
        "that nothing is left of a limit is read from other headers",
    );
    it.changed(
        "retry-verdict-header-changed",
        "should_retry",
        (
            old.should_retry.clone().unwrap_or_default(),
            new.should_retry.clone().unwrap_or_default(),
        ),
        "whether to try again is read from another header",
    );
}

fn plans(sides: &Sides<'_>, it: &mut Subject<'_, '_>) {
    let (old, new) = (&sides.old.plans, &sides.new.plans);
    let pairing = &sides.plans;
    let rpm = |plan: &Plan| match plan.rpm {
        Some(rpm) => format!("{rpm} rpm"),
        None => "no stated limit".to_owned(),
    };
    for &at in &pairing.removed {
        let plan = &old[at];
        let sees = format!("`Plan::{}` is gone", plan.variant);
        let finding = Finding::new("plan-removed", &["plans", &plan.name], sees);
        it.out.push(finding.old(rpm(plan)));
    }
    for &at in &pairing.added {
        let plan = &new[at];
        let sees = format!("there is a `Plan::{}`", plan.variant);
        let finding = Finding::new("plan-added", &["plans", &plan.name], sees);
        it.out.push(finding.new_value(rpm(plan)));
    }
    for &(a, b) in &pairing.both {
        let (was, is) = (&old[a], &new[b]);
        let mut it = it.within(&["plans", &was.name], &["plans", &is.name]);
        let name = |plan: &Plan| format!("{} (`{}`)", plan.name, plan.variant);
        it.changed(
            "plan-renamed",
            "",
            (name(was), name(is)),
            format!("`Plan::{}` is called `Plan::{}`", was.variant, is.variant),
        );
        let most = |plan: &Plan| plan.rpm.unwrap_or(u32::MAX);
        let rule = if most(is) < most(was) {
            "plan-limit-decreased"
        } else {
            "plan-limit-increased"
        };
        let (was_rpm, is_rpm) = (rpm(was), rpm(is));
        let sees = format!(
            "the plan `{}` allows {is_rpm} instead of {was_rpm}",
            is.name
        );
        it.changed(rule, "rpm", (was_rpm, is_rpm), sees);
        it.changed(
            "plan-doc-changed",
            "doc",
            (&was.doc, &is.doc),
            format!("readers see other words about the plan `{}`", is.name),
        );
    }
}

fn sources(contract: &Contract) -> String {
    let sources = contract.sources.iter();
    let lines: Vec<String> = sources
        .map(|source| format!("{}: {} {}", source.name, source.url, source.doc))
        .collect();
    lines.join("\n")
}

fn words(old: &Api, new: &Api, it: &mut Subject<'_, '_>) {
    let docs = |api: &Api| api.docs.clone().unwrap_or_default();
    let facts = [
        ("name", old.name.clone(), new.name.clone()),
        ("summary", old.summary.clone(), new.summary.clone()),
        ("docs", docs(old), docs(new)),
        ("support", old.support.clone(), new.support.clone()),
    ];
    for (key, was, is) in facts {
        let sees = format!("readers see another {key} of the API");
        it.changed("api-doc-changed", key, (was, is), sees);
    }
    let day = |api: &Api| api.checked.clone().unwrap_or_default();
    it.changed(
        "docs-read-again",
        "checked",
        (day(old), day(new)),
        "readers see another day on which the documentation was read",
    );
}
