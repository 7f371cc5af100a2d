//! What a contract says, as facts that a page can be searched for.

use super::fact::{Fact, Number, Unit, What};
use super::spelled::Spelled;
use std::time::Duration;
use theta_spec::contract::{
    Body, CodeMatcher, Confidence, Contract, Endpoint, ErrorId, ErrorRow, Evidence, KeyPlace,
    ParamPlace, PartContent, ShapeContent, Status, Upload,
};
use theta_spec::source::{SourceText, Span};
use theta_spec::template::Template;

/// Returns everything that a contract says and a page can state, in the order of the contract. `role` is the name of the
/// page in `[sources]`; without one, every row is expected on the page.
///
/// ```
/// let loaded = theta_spec::load("spec.toml", br#"
/// theta = 1
/// api = { name = "Echo", base_url = "https://echo.example" }
/// shapes.detail = { message = "/detail" }
/// endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
/// errors.too_long = { status = 400, detail = "too long" }
/// "#);
/// let contract = loaded.contract.expect("no errors in it");
/// let facts = theta_drift::facts(&contract, &loaded.source, None);
/// assert!(facts.iter().any(|fact| fact.subject() == "errors.too_long.detail" && fact.value() == "too long"));
/// ```
#[must_use]
pub fn facts(contract: &Contract, spec: &SourceText, role: Option<&str>) -> Vec<Fact> {
    let mut facts = Facts {
        role,
        spelled: Spelled::new(spec),
        list: Vec::new(),
    };
    facts.api(contract);
    for endpoint in &contract.endpoints {
        facts.endpoint(endpoint);
    }
    for (at, row) in contract.errors.iter().enumerate() {
        facts.row(ErrorId(at), row);
    }
    facts.list
}

/// Returns the places in a body at which the contract reads codes and messages, each with whether it is a code. An index
/// of an item is `*`.
#[must_use]
pub fn places(contract: &Contract) -> Vec<(String, bool)> {
    let mut places = Vec::new();
    for shape in &contract.shapes {
        let ShapeContent::Json { code, message, .. } = &shape.content else {
            continue;
        };
        for (pointers, is_code) in [(code, true), (message, false)] {
            places.extend(pointers.iter().map(|pointer| {
                let token = |token: &String| {
                    let is_index = token.bytes().all(|b| b.is_ascii_digit());
                    format!("/{}", if is_index { "*" } else { token })
                };
                (pointer.tokens.iter().map(token).collect(), is_code)
            }));
        }
    }
    places.sort();
    places.dedup();
    places
}

struct Facts<'s> {
    role: Option<&'s str>,
    spelled: Spelled<'s>,
    list: Vec<Fact>,
}

impl Facts<'_> {
    fn add(&mut self, path: &[&str], what: What) -> &mut Fact {
        let fact = Fact {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            what,
            statuses: Vec::new(),
            row: None,
            expected: false,
            span: self.spelled.span(path),
            spelled: self.spelled.has(path),
        };
        self.list.push(fact);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    fn name(&mut self, path: &[&str], name: &str) {
        if !name.is_empty() {
            self.add(path, What::Name(name.to_owned()));
        }
    }

    fn number(&mut self, path: &[&str], amount: u64, unit: Unit, near: &[&str]) {
        let near = near.iter().flat_map(|name| words(name)).collect();
        self.add(path, What::Number(Number { amount, unit, near }));
    }

    fn api(&mut self, contract: &Contract) {
        let base_url = &contract.api.base_url;
        self.add(
            &["api", "base_url"],
            What::Path {
                method: "",
                path: base_url.clone(),
            },
        );
        for scheme in &contract.auth {
            let path: &[&str] = if scheme.main {
                &["auth"]
            } else {
                &["auth", "schemes", &scheme.name]
            };
            if let KeyPlace::Header { name, .. } = &scheme.place {
                self.name(&[path, &["header"]].concat(), name);
            }
            self.name(&[path, &["prefix"]].concat(), &scheme.prefix);
        }
        for header in &contract.request_id.headers {
            self.name(&["request_id", "headers"], header);
        }
        for plan in &contract.plans {
            if let Some(rpm) = plan.rpm {
                let path = ["plans", &plan.name, "rpm"];
                self.number(&path, rpm.into(), Unit::Rate { seconds: 60 }, &[&plan.name]);
            }
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint) {
        let name = endpoint.name.as_str();
        let method = endpoint.method.as_str();
        let path = endpoint.path_template();
        self.add(
            &["endpoints", name, &method.to_ascii_lowercase()],
            What::Path { method, path },
        );
        for param in &endpoint.params {
            let table = match param.place {
                ParamPlace::Path => continue,
                ParamPlace::Query => "query",
                ParamPlace::Header => "headers",
            };
            self.name(&["endpoints", name, table, &param.name], &param.name);
        }
        match &endpoint.body {
            Body::Multipart(parts) => {
                for part in parts {
                    let path = ["endpoints", name, "parts", &part.name];
                    self.name(&path, &part.name);
                    if let PartContent::Upload(upload) = &part.content {
                        self.upload(&path, upload);
                    }
                }
            }
            Body::Binary(upload) => self.upload(&["endpoints", name, "body"], upload),
            Body::None | Body::Json(_) | Body::Form(_) | Body::Text { .. } => {}
        }
    }

    fn upload(&mut self, path: &[&str], upload: &Upload) {
        let at = |key| [path, &[key]].concat();
        if let Some(size) = upload.max_size {
            self.number(&at("max_size"), size, Unit::Bytes, &[]);
        }
        if let Some(longest) = upload.max_duration {
            self.number(&at("max_duration"), millis(longest), Unit::Millis, &[]);
        }
        if let Some(count) = upload.max_count {
            self.number(
                &at("max_count"),
                count,
                Unit::Count,
                &[path[path.len() - 1]],
            );
        }
    }

    fn row(&mut self, id: ErrorId, row: &ErrorRow) {
        let from = self.list.len();
        let name = row.name.as_str();
        let at = |key| ["errors", name, key];
        if row.within.is_none() {
            for status in &row.status.members {
                if *status != Status::Default {
                    self.add(&at("status"), What::Status(*status));
                }
            }
            match &row.code {
                Some(CodeMatcher::Exact(text) | CodeMatcher::Number(text)) => {
                    self.code(&at("code"), text, false);
                }
                Some(CodeMatcher::Folded { written, .. }) => self.code(&at("code"), written, true),
                Some(CodeMatcher::Template(template)) => {
                    self.add(&at("code"), What::Text(template.clone()));
                }
                None => {}
            }
        }
        let details = row.detail.iter().flat_map(|detail| &detail.templates);
        let mut details: Vec<Template> = details.cloned().collect();
        if row.within.is_some() {
            // A page prints such a text alone; on the wire it stands inside another one.
            let written = self.spelled.texts(&at("detail")).into_iter();
            details = written
                .filter_map(|text| Template::parse(&text).ok())
                .collect();
        }
        for template in details {
            self.add(&at("detail"), What::Text(template));
        }
        for field in &row.fields {
            for template in &field.matcher.templates {
                self.add(
                    &["errors", name, "match", &field.field],
                    What::Text(template.clone()),
                );
            }
        }
        let statuses = &row.status.members;
        // What a contract adds of its own is known by nothing that a page could state.
        let is_own = row.is_status_only()
            && matches!(
                row.evidence.confidence,
                Confidence::Inferred | Confidence::Observed
            );
        let expected = self.expects(&row.evidence) && !is_own;
        for fact in &mut self.list[from..] {
            fact.row = Some(id);
            fact.statuses.clone_from(statuses);
            fact.expected = expected;
            if fact.span == Span::default() {
                fact.span = row.span;
            }
        }
        let from = self.list.len();
        for alias in &row.aliases {
            self.name(&at("aliases"), alias);
        }
        for fact in &mut self.list[from..] {
            fact.row = Some(id);
        }
    }

    fn code(&mut self, path: &[&str], text: &str, folded: bool) {
        let text = text.to_owned();
        self.add(path, What::Code { text, folded });
    }

    fn expects(&self, evidence: &Evidence) -> bool {
        self.role
            .is_none_or(|role| evidence.sources.iter().any(|source| source == role))
    }
}

/// The words of a name, lower case.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() > 1)
        .map(str::to_lowercase)
        .collect()
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
