//! Which fact of a page speaks of which claim of a contract, and what follows.

mod others;
mod texts;

use theta_drift::{
    Bound, Change, Edit, Fact, Finding, Ledger, Limited, Page, Place, Quantity, Reading, Retried,
    Role, Scope, Statement, Surety, Value, Verdict, Wording, align, apply,
};
use theta_spec::contract::{Contract, Method, Pointer, Status};
use theta_spec::source::{SourceText, Span};
use theta_spec::template::Template;

const SPEC: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example", timeout = "60s" }
auth = { header = "x-echo-key", prefix = "ek-" }
request_id = { headers = ["x-request-id"] }
sources = { errors = "https://echo.example/errors", calls = "https://echo.example/calls" }
shapes.detail = { message = "/detail", code = "/code", optional = ["code"] }

[plans]
free = { rpm = 30 }
team = { rpm = 300 }

[endpoints.echo]
post   = "/echo"
billed = "second"
source = "calls"
parts.file    = { type = "audio", formats = ["mp3", "wav"], max_size = "25 MB" }
parts.options = { type = "string", optional = true }

[endpoints.sing]
post   = "/sing"
plans  = ["team"]
source = "calls"
parts.file = { type = "audio", formats = ["mp3", "wav"], max_size = "25 MB" }

[errors.options_not_json]
status = 400
detail = "Invalid options format. Must be a valid JSON string."
source = "errors"

[errors.reference_not_json]
status = 400
detail = "Invalid reference_components format. Must be a valid JSON string."
on     = ["sing"]
source = "errors"

[errors.options_invalid]
status = 400
detail = "Invalid options: {reason}"
source = "errors"

[errors.plan_too_low]
status = 402
detail = "This needs a Team plan or higher{..}"
retry  = "after_user"
source = "errors"

[errors.too_large]
status = 413
code   = "TOO_LARGE"
detail = "The file can't be larger than `25 MB`."
source = "errors"

[errors.rate_limited]
status  = 429
detail  = "Rate limit exceeded. Please try again later."
retry   = "backoff"
aliases = ["RATE_LIMIT_EXCEEDED"]
source  = "errors"

[errors.overloaded]
status     = 504
retry      = "after_user"
source     = "errors"
confidence = "disputed"
note       = "The sample retries it."
"#;

fn contract() -> (Contract, SourceText) {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    (
        loaded.contract.unwrap_or_else(|| panic!("{report}")),
        loaded.source,
    )
}

/// Facts put together by hand, one after the other on a page without content.
struct Facts(Vec<Fact>);

impl Facts {
    fn none() -> Self {
        Self(Vec::new())
    }

    /// A fact of its own entry.
    fn and(mut self, status: &[u16], statement: Statement) -> Self {
        let at = self.0.len();
        self.0.push(Fact {
            statement,
            scope: Scope {
                status: status.iter().map(|status| Status::Exact(*status)).collect(),
                endpoints: Vec::new(),
                section: String::new(),
                entry: at,
            },
            place: Place {
                page: 0,
                span: Span::new(at, at + 1),
            },
            surety: Surety::Plain,
        });
        self
    }

    /// In the same table row or body as the one before.
    fn beside(self, statement: Statement) -> Self {
        let before = self.0.last().unwrap().scope.clone();
        let mut out = self.and(&[], statement);
        out.last().scope = before;
        out
    }

    fn last(&mut self) -> &mut Fact {
        self.0.last_mut().unwrap()
    }

    fn of(mut self, paths: &[&str]) -> Self {
        self.last().scope.endpoints = paths.iter().map(|path| (*path).to_owned()).collect();
        self
    }

    fn guessed(mut self) -> Self {
        self.last().surety = Surety::Guessed;
        self
    }

    fn on_page(mut self, page: usize) -> Self {
        self.last().place.page = page;
        self
    }

    /// The same without what is missing: of most facts here the page is given one, and not the others beside it.
    fn findings(self, roles: &[&str]) -> Vec<Finding> {
        let findings = self.all(roles);
        findings
            .into_iter()
            .filter(|finding| finding.verdict != Verdict::Missing)
            .collect()
    }

    /// What the alignment says, what agrees left out.
    fn all(self, roles: &[&str]) -> Vec<Finding> {
        let (contract, spec) = contract();
        let page = |name: &&str| {
            Page::new(&format!("{name}.md"), " ".repeat(200).as_bytes()).with_role(name)
        };
        let reading = Reading {
            pages: roles.iter().map(page).collect(),
            facts: self.0,
            ledger: Ledger::default(),
            quality: Vec::new(),
        };
        let findings = align(&contract, &spec, &reading);
        findings
            .into_iter()
            .filter(|finding| finding.verdict != Verdict::Agree)
            .collect()
    }

    /// What the findings are about and what they say, in short.
    fn say(self) -> Vec<(Verdict, String)> {
        short(&self.findings(&["elsewhere"]))
    }
}

fn short(findings: &[Finding]) -> Vec<(Verdict, String)> {
    findings
        .iter()
        .map(|finding| (finding.verdict, finding.subject.clone()))
        .collect()
}

fn is(verdict: Verdict, subject: &str) -> Vec<(Verdict, String)> {
    vec![(verdict, subject.to_owned())]
}

fn text(raw: &str) -> Statement {
    Statement::Text {
        role: Role::Message,
        wording: Wording {
            raw: raw.to_owned(),
            template: Template::exact(raw),
            lossy: false,
        },
    }
}

/// A text with a placeholder or an ellipsis, in the notation of contracts.
fn like(raw: &str, template: &str) -> Statement {
    Statement::Text {
        role: Role::Message,
        wording: Wording {
            raw: raw.to_owned(),
            template: Template::parse(template).unwrap(),
            lossy: false,
        },
    }
}

fn code(raw: &str) -> Statement {
    Statement::Text {
        role: Role::Code,
        wording: Wording {
            raw: raw.to_owned(),
            template: Template::exact(raw),
            lossy: false,
        },
    }
}

fn status(status: u16, label: &str) -> Statement {
    Statement::Status {
        status: Status::Exact(status),
        label: label.to_owned(),
    }
}

fn limit(of: Limited, raw: &str, amount: u64) -> Statement {
    Statement::Limit {
        of,
        quantity: Quantity {
            raw: raw.to_owned(),
            amount,
            most: None,
        },
        bound: Bound::Max,
    }
}

fn part(name: &str, required: Option<bool>) -> Statement {
    Statement::Part {
        name: name.to_owned(),
        required,
    }
}

/// The one edit of a finding that sets a value: the path and what is written.
fn sets(finding: &Finding) -> Option<(String, Value)> {
    match finding.change.as_ref()?.edits.as_slice() {
        [Edit::Set { path, new, .. }] => Some((path.join("."), new.clone())),
        _ => None,
    }
}
