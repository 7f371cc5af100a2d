//! Rules about events that the vendor sends.

use crate::rule::{BehaviourVerdict as B, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "webhook-added",
        "one more kind of webhook can be verified",
        "There is one more type; nothing that exists depends on it.",
    )
    .adds()
    .mirror("webhook-removed")
    .example(&[(
        "[webhooks.hook]\n",
        "[webhooks.other]\nevent = \"json\"\nsignature = { header = \"x-other\" }\n[webhooks.hook]\n",
    )]),
    Rule::new(
        "webhook-removed",
        "a kind of webhook cannot be verified any more",
        "Programs that receive it do not compile.",
    )
    .breaks()
    .mirror("webhook-added")
    .example(&[(
        "[webhooks.spare]\nevent = \"json\"\nsignature = { header = \"x-spare\" }\n",
        "",
    )]),
    Rule::new(
        "webhook-signature-changed",
        "a webhook is signed otherwise",
        "Programs compile and trust other senders: what was accepted is refused, and what was refused may be accepted. Check it with the vendor's page before anything is deployed.",
    )
    .behaves(B::Refuses)
    .docs()
    .account()
    .example(&[("hash = \"sha1\"", "hash = \"sha512\"")]),
    Rule::new(
        "webhook-arguments-changed",
        "other things are needed to verify a webhook",
        "Programs that verify it do not compile: the address or the method is an argument, or is none any more.",
    )
    .breaks()
    .docs()
    .account(),
    Rule::new(
        "webhook-window-changed",
        "a webhook may be older, or not as old, when it is received",
        "The longer the window, the longer somebody who has seen a webhook can send it again.",
    )
    .behaves(B::Timing)
    .docs()
    .account()
    .example(&[("window = \"5m\"", "window = \"10m\"")]),
    Rule::new(
        "webhook-id-changed",
        "the id of a delivery is read from another header",
        "Programs that do the work of a webhook once by its id compile and see another id, or none.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("id = \"x-delivery\"", "id = \"x-id\"")]),
    Rule::new(
        "webhook-tag-changed",
        "another text says which event it is",
        "Programs compile; what was one event is another one, or one that is not listed.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("tag = \"x-event\"", "tag = \"x-kind\"")]),
    Rule::new(
        "webhook-event-added",
        "one more event of a webhook is listed",
        "What came as an event that is not listed is a variant now. The enum is not exhaustive, so programs compile.",
    )
    .adds()
    .behaves(B::Decodes)
    .mirror("webhook-event-removed")
    .example(&[(
        "events = { said = \"Message\" }",
        "events = { said = \"Message\", heard = \"Message\" }",
    )]),
    Rule::new(
        "webhook-event-removed",
        "an event of a webhook is not listed any more",
        "Programs that match it do not compile.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("webhook-event-added"),
    Rule::new(
        "webhook-type-changed",
        "a webhook holds something else",
        "Programs that use what it holds do not compile, and bodies are read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .docs()
    .example(&[(
        "events = { said = \"Message\" }",
        "events = { said = \"json\" }",
    )]),
    Rule::new(
        "webhook-doc-changed",
        "other words about a webhook",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("summary = \"Sent when it was said.\"", "summary = \"Sent after it was said.\"")]),
];
