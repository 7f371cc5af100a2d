//! Compares two contracts: what a caller notices, and how.
//!
//! Every finding has four verdicts of its own: whether programs still compile, what the same program does otherwise,
//! what it sends otherwise, and whether texts changed that a reader sees. What a reply is, is not guessed from the
//! text of the rows: the old and the new classifier are walked together, and each difference comes with the shortest
//! reply that shows it. Where none was found, [`Proof`] says whether that is a proof.
//!
//! ```
//! use theta_diff::{compare, Options};
//!
//! let old = theta_spec::load("old.toml", br#"
//! theta = 1
//! api = { name = "Echo", base_url = "https://echo.example" }
//! shapes.detail = { message = "/detail" }
//! endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
//! errors.too_long = { status = 400, detail = "too long" }
//! "#);
//! let new = theta_spec::load("new.toml", br#"
//! theta = 1
//! api = { name = "Echo", base_url = "https://echo.example" }
//! shapes.detail = { message = "/detail" }
//! endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
//! errors.too_long = { status = 400, detail = "too long{..}" }
//! "#);
//! let diff = compare(&old, &new, &Options::default()).expect("both are valid");
//! let finding = &diff.findings[0];
//! assert_eq!(finding.rule.id, "error-detail-widened");
//! assert_eq!(finding.replies[0].body, br#"{"detail":"too longx"}"#);
//! assert_eq!(finding.replies[0].old.to_string(), "unknown");
//! assert_eq!(finding.replies[0].new.to_string(), "TooLong");
//! ```

mod access;
mod acknowledge;
mod any;
mod api;
mod claims;
mod endpoints;
mod errors;
mod fields;
mod finding;
mod foreseen;
mod inputs;
mod limits;
mod locate;
mod made;
mod matchers;
mod pairing;
mod reading;
mod response_headers;
mod risk;
mod rule;
mod rules;
mod said;
mod shapes;
mod sides;
mod subject;
mod types;
mod uploads;
mod version;
mod walk;
mod walks;
mod webhooks;

pub use acknowledge::{Acknowledged, Acknowledgements, Intent, Since};
pub use finding::{Explained, Finding, Location, ReplyChange, ReplyOutcome};
pub use risk::Risk;
pub use rule::{BehaviourVerdict, Bump, Rule, SourceVerdict, WireVerdict};
pub use rules::{find_rule, rules};
pub use theta_spec::entries::{Problem as AckProblem, ProblemKind as AckProblemKind};
pub use version::{Version, VersionError, required_version};
pub use walk::{Proof, Undecided, UndecidedWhy};

use sides::Sides;
use theta_spec::Loaded;

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many configurations one search for a text may visit.
    pub limit: usize,
}

impl Default for Options {
    /// 50 000 configurations: far more than documented messages need, and a fraction of a second.
    fn default() -> Self {
        Self { limit: 50_000 }
    }
}

/// What changed.
#[derive(Clone, Debug)]
pub struct Diff {
    /// Every fact that changed: what is about the key or money first, the gravest of it before the rest, then what breaks programs.
    pub findings: Vec<Finding>,
    /// How the comparison of replies ended.
    pub proof: Proof,
    /// Whether the texts differ at all: comments, order and layout included.
    pub same_text: bool,
}

impl Diff {
    /// Returns the version part that the change asks for; `None` when nothing changed.
    #[must_use]
    pub fn bump(&self) -> Option<Bump> {
        self.findings
            .iter()
            .map(|finding| finding.rule.bump())
            .max()
    }
}

/// One side is not a valid contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSide {
    /// Whether it is the old one.
    pub old: bool,
}

/// Compares two contracts.
///
/// # Errors
///
/// When a side has errors; its report says which.
pub fn compare(old: &Loaded, new: &Loaded, options: &Options) -> Result<Diff, InvalidSide> {
    let Some(old_contract) = &old.contract else {
        return Err(InvalidSide { old: true });
    };
    let Some(new_contract) = &new.contract else {
        return Err(InvalidSide { old: false });
    };
    let sides = Sides::new(old_contract, new_contract);
    let mut findings = Vec::new();
    api::compare(&sides, &mut findings);
    limits::compare(&sides, &mut findings);
    shapes::compare(&sides, &mut findings);
    types::compare(&sides, &mut findings);
    endpoints::compare(&sides, &mut findings);
    made::of_branches(&sides, &mut findings);
    response_headers::of_all(&sides, &mut findings);
    webhooks::compare(&sides, &mut findings);
    errors::compare(&sides, &mut findings);
    let walked = walk::walk(&sides, *options);
    claims::attach(&sides, walked.changes, &walked.proof, &mut findings);
    let (old_text, new_text) = (
        locate::Locator::new(&old.source),
        locate::Locator::new(&new.source),
    );
    for finding in &mut findings {
        old_text.locate(&mut finding.old_at);
        new_text.locate(&mut finding.new_at);
        finding.weigh(new_contract);
        finding.seal();
    }
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            let high = finding.risk.filter(|risk| risk.is_high());
            (
                high.is_none(),
                high,
                finding.rule.rank(),
                finding.new_at.span.start,
                finding.old_at.span.start,
            )
        };
        (key(a), a.rule.id, &a.subject).cmp(&(key(b), b.rule.id, &b.subject))
    });
    Ok(Diff {
        findings,
        proof: walked.proof,
        same_text: old.source.text() == new.source.text(),
    })
}
