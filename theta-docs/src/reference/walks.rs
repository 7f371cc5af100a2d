//! How the list of an endpoint goes on, and how its job is waited for.

use super::markdown::{code, paragraph};
use theta_spec::contract::{Contract, Endpoint};
use theta_spec::wording;

pub(super) fn of_endpoint(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    if let Some(found) = &endpoint.pages {
        out.push_str("## Pages\n\n");
        paragraph(out, &wording::pages(contract, endpoint, found, &code));
    }
    if let Some(found) = &endpoint.job {
        out.push_str("## Job\n\n");
        let polled = &contract.endpoints[found.poll.0].name;
        let asked = format!("[{polled}]({polled}.md)");
        paragraph(out, &wording::job(contract, found, &asked, &code));
    }
}
