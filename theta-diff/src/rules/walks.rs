//! Rules about the pages of lists and the jobs that endpoints begin.

use crate::rule::{BehaviourVerdict as B, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "pages-added",
        "a list can be walked page by page",
        "Requests have `pages` and `items`; nothing else changes.",
    )
    .adds()
    .mirror("pages-removed"),
    Rule::new(
        "pages-removed",
        "a list is not walked page by page any more",
        "Programs that call `pages` or `items` do not compile.",
    )
    .breaks()
    .mirror("pages-added")
    .example(&[(
        "pages = { items = \"/rooms\", next = \"/after\", into = \"from\", more = \"/open\" }\n",
        "",
    )]),
    Rule::new(
        "pages-items-changed",
        "the items of a page are others",
        "Programs that use an item may not compile, and a page gives the list of another place.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("items = \"/rooms\"", "items = \"/halls\"")]),
    Rule::new(
        "pages-way-changed",
        "something else leads to the next page",
        "Programs compile; where a page says what comes next, or what is sent for it, is another. A wrong place ends a list early, or never. Check it against a real list of several pages.",
    )
    .behaves(B::Decodes)
    .sends()
    .docs()
    .example(&[("next = \"/after\"", "next = \"/beyond\"")]),
    Rule::new(
        "pages-hosts-changed",
        "addresses of pages may name other hosts",
        "A server that names such a host is followed there, without the key. Check that the hosts are the vendor's.",
    )
    .elsewhere()
    .account()
    .docs(),
    Rule::new(
        "job-added",
        "a job can be waited for",
        "Requests have `start`; nothing else changes.",
    )
    .adds()
    .mirror("job-removed"),
    Rule::new(
        "job-removed",
        "a job is not waited for any more",
        "Programs that call `start` do not compile.",
    )
    .breaks()
    .mirror("job-added")
    .example(&[(
        "job = { poll = \"party\", id = \"/party\", done = { \"/state\" = \"over\" }, failed = { \"/state\" = \"burnt\" } }\n",
        "",
    )]),
    Rule::new(
        "job-poll-changed",
        "another endpoint is asked for a job",
        "What a job gives back is the answer of that endpoint, and ids that are kept are asked for there.",
    )
    .breaks()
    .sends()
    .example(&[("poll = \"party\"", "poll = \"feast\"")]),
    Rule::new(
        "job-id-changed",
        "the id of a job is read elsewhere, or sent as something else",
        "Programs compile and ask for another job, or for none.",
    )
    .behaves(B::Decodes)
    .sends()
    .example(&[("id = \"/party\"", "id = \"/host\"")]),
    Rule::new(
        "job-state-changed",
        "a job is done, failed or cancelled when something else is said",
        "Programs compile; a wait that ended may go on to its limit, and one that went on may end. Check it against a real job of each end.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("failed = { \"/state\" = \"burnt\" }", "failed = { \"/state\" = [\"burnt\", \"lost\"] }")]),
    Rule::new(
        "job-timing-changed",
        "a job is asked for at other times",
        "Programs compile and ask more or less often, or give up earlier or later.",
    )
    .behaves(B::Timing)
    .docs()
    .example(&[("failed = { \"/state\" = \"burnt\" } }", "failed = { \"/state\" = \"burnt\" }, every = \"9s\" }")]),
];
