//! Rules about documented failures, and about what a reply is.

use crate::rule::{BehaviourVerdict as B, Change, Rule, Told};
use theta_spec::contract::{ErrorRow, Trigger};
use theta_spec::wording::deprecated;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "error-added",
        "one more error is told apart",
        "Replies that were unknown are a variant now; a program that looked for their text among the unknown ones does not find them there any more.",
    )
    .adds()
    .behaves(B::Gained)
    .mirror("error-removed")
    .example(&[("[errors.no_room]", "[errors.teapot]\nstatus = 418\ncause = \"It is a teapot.\"\nfix = \"Brew tea.\"\n\n[errors.no_room]")]),
    Rule::new(
        "error-removed",
        "an error is gone",
        "Programs that match its variant do not compile, and its replies are unknown ones. When the vendor may still send it, keep it.",
    )
    .breaks()
    .behaves(B::Lost)
    .mirror("error-added")
    .example(&[("[errors.rate_limited]\nstatus = 429\nretry = { backoff = 2 }\ncause = \"Too many requests.\"\nfix = \"Wait.\"\n", "")]),
    Rule::new(
        "error-renamed",
        "an error has another name",
        "Programs that match the old variant do not compile; its replies are the same. No alias for a variant is safe in a pattern. `rust = \"OldName\"` keeps the Rust name.",
    )
    .breaks()
    .docs()
    .example(&[("[errors.text_required]", "[errors.text_missing]")]),
    Rule::new(
        "error-key-changed",
        "an error has another name in the contract",
        "Its Rust name is the same: programs compile. Readers and metadata know it by the new one.",
    )
    .docs()
    .example(&[("[errors.text_required]", "[errors.text_missing]\nrust = \"TextRequired\"")]),
    Rule::new(
        "error-detail-changed",
        "an error is told by another text",
        "A reply with the old text is unknown, one with the new text is the error. When the vendor changed it, every earlier release misses it already.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("\"There is no such voice\"", "\"No voice is called that\"")]),
    Rule::new(
        "error-detail-punctuation-changed",
        "the text of an error differs in case, spaces or punctuation only",
        "The effect is that of any other change of the text. It is usually a slip of the pen, here or at the vendor's: find out which text is sent.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("\"There is no such voice\"", "\"There is no such voice.\"")]),
    Rule::new(
        "error-detail-widened",
        "an error is told by more texts",
        "Replies that were unknown are the error now, and some may have been another one: the replies show it.",
    )
    .behaves(B::Gained)
    .docs()
    .mirror("error-detail-narrowed")
    .example(&[("\"There is no such voice\"", "\"There is no such voice{..}\"")]),
    Rule::new(
        "error-detail-narrowed",
        "an error is told by fewer texts",
        "Replies that were the error are unknown now, or another one: the replies show it.",
    )
    .behaves(B::Lost)
    .docs()
    .mirror("error-detail-widened")
    .example(&[("detail = \"This needs the paid plan{..}\"", "detail = \"This needs the paid plan\"")]),
    Rule::new(
        "error-detail-replaced",
        "an error is told by other texts",
        "Some replies are lost and others gained: the replies show which.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("detail = \"There is no room {room}\"", "detail = \"No room is called {room}\"")]),
    Rule::new(
        "error-detail-rewritten",
        "the texts of an error are written otherwise",
        "The same replies are the error as before.",
    )
    .docs(),
    Rule::new(
        "error-code-rewritten",
        "the code of an error is written otherwise",
        "The same replies are the error as before.",
    )
    .docs(),
    Rule::new(
        "error-code-changed",
        "an error is told by another code",
        "A reply with the old code is unknown, one with the new code is the error.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("code = \"NO_ROOM\"", "code = \"ROOM_NOT_FOUND\"")]),
    Rule::new(
        "error-code-widened",
        "an error is told by more codes",
        "Replies that were unknown are the error now, and some may have been another one: the replies show it.",
    )
    .behaves(B::Gained)
    .docs()
    .mirror("error-code-narrowed")
    .example(&[("code = \"NO_ROOM\"", "code = { fold = \"NO_ROOM\" }")]),
    Rule::new(
        "error-code-narrowed",
        "an error is told by fewer codes",
        "Replies that were the error are unknown now, or another one: the replies show it.",
    )
    .behaves(B::Lost)
    .docs()
    .mirror("error-code-widened"),
    Rule::new(
        "error-match-changed",
        "an error is told by other further texts",
        "Some replies may be lost and others gained: the replies show which.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("match = { field = \"room\" }", "match = { field = \"name\" }")]),
    Rule::new(
        "error-headers-changed",
        "an error is told by other headers",
        "Some replies may be lost and others gained: the replies show which.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("match = { field = \"room\" }", "match = { field = \"room\" }\nheaders = { \"x-left\" = \"0\" }")]),
    Rule::new(
        "error-shape-changed",
        "an error comes in bodies of other shapes",
        "Bodies of the old shape are unknown, those of the new one are the error.",
    )
    .behaves(B::LostAndGained)
    .example(&[("\"There is no such voice\"", "\"There is no such voice\"\nshape = \"detail\"")]),
    Rule::new(
        "error-status-changed",
        "an error comes with another status",
        "Replies with the old status are unknown, those with the new one are the error. Whoever looks at the status alone acts otherwise.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("status = 402", "status = 403")]),
    Rule::new(
        "error-status-class-changed",
        "an error comes with a status of another class",
        "As for another status; and between 4xx and 5xx most HTTP software decides otherwise whether to try again.",
    )
    .behaves(B::LostAndGained)
    .docs()
    .example(&[("status = 402", "status = 302")]),
    Rule::new(
        "error-status-widened",
        "an error comes with more statuses",
        "Replies that were unknown are the error now, and some may have been another one: the replies show it.",
    )
    .behaves(B::Gained)
    .docs()
    .mirror("error-status-narrowed")
    .example(&[("status = \"5xx\"", "status = [\"5xx\", 418]")]),
    Rule::new(
        "error-status-narrowed",
        "an error comes with fewer statuses",
        "Replies that were the error are unknown now, or another one: the replies show it.",
    )
    .behaves(B::Lost)
    .docs()
    .mirror("error-status-widened")
    .example(&[("status = \"5xx\"", "status = [502, 503]")]),
    Rule::new(
        "error-status-field-added",
        "a variant holds its status",
        "An error with several statuses says which one came. Patterns without the field do not compile.",
    )
    .breaks()
    .mirror("error-status-field-removed"),
    Rule::new(
        "error-status-field-removed",
        "a variant holds its status no more",
        "An error with one status need not say which one came. Patterns with the field do not compile.",
    )
    .breaks()
    .mirror("error-status-field-added"),
    Rule::new(
        "error-detail-field-added",
        "a variant holds its message",
        "An error that is told by several texts says which one came. Patterns without the field do not compile.",
    )
    .breaks()
    .mirror("error-detail-field-removed"),
    Rule::new(
        "error-detail-field-removed",
        "a variant holds its message no more",
        "An error that is told by one text need not say which one came. Patterns with the field do not compile.",
    )
    .breaks()
    .mirror("error-detail-field-added"),
    Rule::new(
        "error-scope-widened",
        "more methods can return an error",
        "The enum of each such method has one more variant, and replies that were unknown there are the error now.",
    )
    .adds()
    .behaves(B::Gained)
    .docs()
    .mirror("error-scope-narrowed")
    .example(&[("plan{..}\"\non = [\"speak\"]", "plan{..}\"\non = [\"speak\", \"say\"]")]),
    Rule::new(
        "error-scope-narrowed",
        "fewer methods can return an error",
        "The enum of each such method has one variant less: programs that match it do not compile, and its replies there are unknown ones.",
    )
    .breaks()
    .behaves(B::Lost)
    .docs()
    .mirror("error-scope-widened")
    .example(&[("on = [\"say\", \"speak\"]", "on = [\"say\"]")]),
    Rule::new(
        "error-capture-added",
        "a variant holds one more value",
        "Patterns that name all of its fields do not compile.",
    )
    .breaks()
    .mirror("error-capture-removed"),
    Rule::new(
        "error-capture-removed",
        "a variant holds one value less",
        "Programs that read it do not compile.",
    )
    .breaks()
    .mirror("error-capture-added"),
    Rule::new(
        "error-capture-renamed",
        "a value of a variant has another name",
        "Programs that read it by the old one do not compile.",
    )
    .breaks()
    .example(&[("detail = \"Invalid options: {reason}\"", "detail = \"Invalid options: {problem}\""), ("captures = { reason =", "captures = { problem =")]),
    Rule::new(
        "error-capture-type-changed",
        "a value of a variant has another type",
        "Programs that read it do not compile.",
    )
    .breaks(),
    Rule::new(
        "error-capture-doc-changed",
        "other words about a value of an error",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("What is wrong.", "What the server found.")]),
    Rule::new(
        "error-became-retryable",
        "the client tries again after an error",
        "Every attempt may be billed, and the failure takes longer to surface.",
    )
    .behaves(B::RetriesMore)
    .docs()
    .mirror("error-became-non-retryable")
    .example(&[("detail = \"text is required\"", "detail = \"text is required\"\nretry = \"backoff\"")]),
    Rule::new(
        "error-became-non-retryable",
        "the client no longer tries again after an error",
        "A failure surfaces that used to be retried away.",
    )
    .behaves(B::RetriesLess)
    .docs()
    .mirror("error-became-retryable")
    .example(&[("retry = \"backoff\"", "retry = \"never\"")]),
    Rule::new(
        "error-retries-increased",
        "the client tries more often after an error",
        "Every attempt may be billed, and the failure takes longer to surface.",
    )
    .behaves(B::RetriesMore)
    .docs()
    .mirror("error-retries-decreased")
    .example(&[("retry = { backoff = 2 }", "retry = { backoff = 4 }")]),
    Rule::new(
        "error-retries-decreased",
        "the client tries less often after an error",
        "A failure surfaces that used to be retried away.",
    )
    .behaves(B::RetriesLess)
    .docs()
    .mirror("error-retries-increased")
    .example(&[("retry = { backoff = 2 }", "retry = { backoff = 1 }")]),
    Rule::new(
        "error-retry-advice-changed",
        "other advice on trying again after an error",
        "`retry()` says something else. The client itself acts as before.",
    )
    .behaves(B::Values)
    .docs()
    .example(&[("retry = \"unstated\"", "retry = \"after_user\"")]),
    Rule::new(
        "error-category-changed",
        "an error is of another kind",
        "Programs that decide by its category act otherwise.",
    )
    .behaves(B::Values)
    .docs()
    .example(&[("category = \"validation\"", "category = \"media_type\"")]),
    Rule::new("error-cause-changed", "another cause of an error", "`cause()` and the docs say something else. Check that the same text still means the same.")
        .docs()
        .example(&[("There was no text.", "No text was there.")]),
    Rule::new("error-fix-changed", "another fix of an error", "`fix()`, the message and the docs say something else.")
        .docs()
        .example(&[("fix = \"Send one.\"", "fix = \"Send some.\"")]),
    Rule::new("error-user-text-changed", "other words for end users", "Programs that show `tell_user` show something else.")
        .docs()
        .example(&[("Please say something.", "Say something, please.")]),
    Rule::new(
        "error-deprecated",
        "an error should not be matched any more",
        "The compiler warns programs that match its variant. Replies are told apart as before.",
    )
    .docs()
    .mirror("error-not-deprecated")
    .example(&[("tell_user = \"Please say something.\"", "tell_user = \"Please say something.\"\ndeprecated = \"It is not sent any more.\"")]),
    Rule::new("error-not-deprecated", "an error may be matched again", "The compiler does not warn of it any more.")
        .docs()
        .mirror("error-deprecated"),
    Rule::new(
        "error-deprecation-changed",
        "other words on why an error should not be matched",
        "The compiler's warning and the docs say something else.",
    )
    .docs(),
    Rule::new("error-aliases-changed", "other names of an error in the docs", "Readers search by other names; no code depends on it.")
        .docs()
        .example(&[("TextRequiredError", "TextMissingError")]),
    Rule::new("error-trigger-changed", "something else causes an error", "The mock server refuses other requests, and readers see another reason.")
        .docs()
        .example(&[("when = { json_invalid = [\"options\"] }", "when = { missing = [\"file\"] }")]),
    Rule::new("error-example-changed", "another example of an error's body", "Readers and the mock server show it; no code depends on it.")
        .docs()
        .example(&[("examples = '{\"detail\": \"text is required\"}'", "examples = '{\"detail\": \"text is required\", \"more\": 1}'")]),
    Rule::new(
        "foreseen-error-changed",
        "a flaw that the client finds itself is another error",
        "Programs compile. What is refused before it is sent is another variant than before, or none: whoever handles it does not see it.",
    )
    .behaves(B::Moved),
    Rule::new(
        "error-split",
        "an error became several",
        "Every reply of it is one of the new errors: nothing is lost. Programs that match the old variant do not compile.",
    )
    .breaks()
    .behaves(B::Moved)
    .docs()
    .mirror("error-merged")
    .example(&[(
        "[errors.busy]\nstatus = 409\ndetail = [\"All voices speak\", \"The room is full\"]\non = [\"say\"]\ncause = \"Others speak.\"\nfix = \"Come again.\"\n",
        "[errors.no_free_voice]\nstatus = 409\ndetail = \"All voices speak\"\non = [\"say\"]\ncause = \"There are too few voices.\"\nfix = \"Come again.\"\n\n[errors.room_full]\nstatus = 409\ndetail = \"The room is full\"\non = [\"say\"]\ncause = \"There are too many people.\"\nfix = \"Come again.\"\n",
    )]),
    Rule::new(
        "error-merged",
        "several errors became one",
        "Every reply of them is the one error: nothing is lost. Programs that match the old variants do not compile.",
    )
    .breaks()
    .behaves(B::Moved)
    .docs()
    .mirror("error-split"),
    Rule::new(
        "error-split-off",
        "some replies of an error are an error of their own",
        "Programs that match the old variant do not see them any more.",
    )
    .adds()
    .behaves(B::Moved)
    .docs()
    .mirror("error-absorbed")
    .example(&[("[errors.plan_too_low]", "[errors.unknown_voice]\nstatus = 400\ndetail = \"Invalid options: no voice {voice}\"\non = [\"say\"]\ncause = \"There is no such voice.\"\nfix = \"Choose another.\"\n\n[errors.plan_too_low]")]),
    Rule::new(
        "error-absorbed",
        "the replies of an error are a wider one",
        "Programs that match the old variant do not compile; its replies are the wider error now.",
    )
    .breaks()
    .behaves(B::Moved)
    .docs()
    .mirror("error-split-off"),
    Rule::new(
        "reply-lost",
        "a documented reply is unknown",
        "Nothing in its own row changed: another row or shape takes it away. Programs that match the variant do not see it.",
    )
    .behaves(B::Lost)
    .mirror("reply-gained"),
    Rule::new(
        "reply-gained",
        "an unknown reply is documented",
        "Nothing in the row itself changed: another row or shape gave it up.",
    )
    .behaves(B::Gained)
    .mirror("reply-lost"),
    Rule::new(
        "reply-moved",
        "a reply is another error than before",
        "The worst of the three: the program runs the arm of another error. Check that both rows mean what they say.",
    )
    .behaves(B::Moved),
    Rule::new(
        "reply-values-changed",
        "the same reply gives other values",
        "The variant is the same, and what was captured from the message is not.",
    )
    .behaves(B::Values),
    Rule::new(
        "replies-undecided",
        "not all replies could be compared",
        "The search was cut off: there may be replies that are read otherwise than before. Make the templates shorter, or raise the limit.",
    )
    .behaves(B::Undecided),
];

/// What only readers see of an error.
pub(crate) const TOLD: &[Told<ErrorRow>] = &[
    Told::new(
        "error-cause-changed",
        "cause",
        "readers see another cause of",
        |row| row.causes.join("\n"),
    ),
    Told::new(
        "error-fix-changed",
        "fix",
        "readers see another fix of",
        |row| row.fixes.join("\n"),
    ),
    Told::new(
        "error-user-text-changed",
        "tell_user",
        "readers see other words for end users of",
        |row| row.tell_user.clone(),
    ),
    Told {
        key: "deprecated",
        change: Change::deprecated([
            "error-deprecated",
            "error-not-deprecated",
            "error-deprecation-changed",
        ]),
        text: |row| deprecated(row.deprecated.as_deref()).to_owned(),
    },
    Told::new(
        "error-aliases-changed",
        "aliases",
        "readers see other names of",
        |row| row.aliases.join(", "),
    ),
    Told::new(
        "error-trigger-changed",
        "when",
        "readers see another trigger of",
        triggers,
    ),
    Told::new(
        "error-example-changed",
        "examples",
        "readers see another example of",
        |row| row.examples.join("\n"),
    ),
];

fn triggers(row: &ErrorRow) -> String {
    let trigger = |trigger: &Trigger| {
        let written = format!("{:?} {}", trigger.kind, trigger.of.join(", "));
        written.trim().to_owned()
    };
    let triggers: Vec<String> = row.triggers.iter().map(trigger).collect();
    triggers.join("; ")
}
