//! What an endpoint gives beyond one answer: events, pages, a job, and the limits that it counts for.

use serde::Serialize;
use theta_spec::contract::{Contract, Endpoint, EventItems, Events, Returns};
use theta_spec::{text, wording};

/// An endpoint that was asked for by its name.
#[derive(Debug, Serialize)]
pub(super) struct EndpointSaid {
    pub(super) name: String,
    /// The method and the path of a request.
    pub(super) request: String,
    pub(super) summary: String,
    /// Sentences on the events that it gives; left out when it gives none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) events: Vec<String>,
    /// How its list goes on; left out when it has no pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pages: Option<String>,
    /// How the job that it begins is waited for; left out when it begins none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) job: Option<String>,
    /// Limits that a call counts for; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) limits: Vec<String>,
    /// Names of its errors.
    pub(super) errors: Vec<String>,
}

impl EndpointSaid {
    pub(super) fn of(contract: &Contract, endpoint: &Endpoint) -> Self {
        let pages = endpoint.pages.as_ref();
        let job = endpoint.job.as_ref();
        let limits = contract.limits_on(endpoint).map(|limit| {
            let plan = limit.plan.as_deref();
            let plan = plan.map_or_else(String::new, |plan| format!(" (plan {plan})"));
            format!("{}{plan}", limit.most)
        });
        let errors = endpoint.errors.iter().map(|id| contract.error(*id));
        Self {
            name: endpoint.name.clone(),
            request: format!("{} {}", endpoint.method.as_str(), endpoint.path_template()),
            summary: endpoint.summary.clone(),
            events: match &endpoint.returns {
                Returns::Events(found) => events(found),
                _ => Vec::new(),
            },
            pages: pages.map(|found| wording::pages(contract, endpoint, found, &quoted)),
            job: job.map(|found| {
                let asked = quoted(&contract.endpoints[found.poll.0].name);
                wording::job(contract, found, &asked, &quoted)
            }),
            limits: limits.collect(),
            errors: errors.map(|row| row.name.clone()).collect(),
        }
    }
}

fn events(events: &Events) -> Vec<String> {
    let mut said = Vec::new();
    if let EventItems::Named { all, .. } = &events.items {
        let names: Vec<String> = all.iter().map(|event| quoted(&event.name)).collect();
        said.push(format!("They are {}.", names.join(", ")));
    }
    said.push(format!(
        "They come as {}, until {}; one has {} at most.",
        quoted(&events.media.join(", ")),
        wording::end_of(events, quoted),
        text::count(events.max_event, "byte")
    ));
    if events.resumes {
        said.push(wording::RESUMES.to_owned());
    }
    said
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}
