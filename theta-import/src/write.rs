//! The draft as text: one line for each field, and of each line what it is about.

mod endpoint;
mod types;

use crate::draft::{Carries, Draft, Row, Scheme, Shape, Tells, Ty};
use std::fmt::Write as _;
use std::ops::Range;
use theta_spec::names::screaming;
use theta_spec::text;

/// What a piece of the text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Item {
    Api,
    Variable(usize),
    Auth,
    Shape(usize),
    Type(usize),
    Field(usize, usize),
    Endpoint(usize),
    Param(usize, usize),
    Body(usize),
    Part(usize, usize),
    Returns(usize),
    Pages(usize),
    ResponseHeader(usize, usize),
    Row(usize),
}

/// A contract as text.
pub(crate) struct Written {
    pub(crate) text: String,
    /// What stands where; what is inside another comes behind it.
    items: Vec<(Range<usize>, Item)>,
}

impl Written {
    /// Returns what the innermost piece at an offset is about.
    pub(crate) fn at(&self, offset: usize) -> Option<Item> {
        let around = self
            .items
            .iter()
            .filter(|(range, _)| range.contains(&offset));
        let innermost = around.min_by_key(|(range, _)| range.len());
        innermost.map(|(_, item)| *item)
    }
}

/// Returns the contract.
pub(crate) fn write(draft: &Draft) -> Written {
    let mut writer = Writer {
        draft,
        out: String::from("theta = 1\n"),
        items: Vec::new(),
    };
    writer.item(Item::Api, Writer::api);
    writer.auth();
    for (at, shape) in draft.shapes.iter().enumerate() {
        writer.item(Item::Shape(at), |writer| writer.shape(shape));
    }
    let used = draft.reachable(draft.endpoints.iter().flat_map(|endpoint| endpoint.types()));
    let mut sorted: Vec<usize> = used.into_iter().collect();
    sorted.sort_by(|a, b| draft.types[*a].name.cmp(&draft.types[*b].name));
    for id in sorted {
        writer.item(Item::Type(id), |writer| writer.ty(id));
    }
    for (at, endpoint) in draft.endpoints.iter().enumerate() {
        writer.item(Item::Endpoint(at), |writer| writer.endpoint(at, endpoint));
    }
    for (at, row) in draft.rows.iter().enumerate() {
        writer.item(Item::Row(at), |writer| writer.row(row));
    }
    Written {
        text: writer.out,
        items: writer.items,
    }
}

/// Widest line of a list of names.
const WIDTH: usize = 120;

struct Writer<'w> {
    draft: &'w Draft,
    out: String,
    items: Vec<(Range<usize>, Item)>,
}

impl Writer<'_> {
    fn item(&mut self, item: Item, write: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        write(self);
        self.items.push((start..self.out.len(), item));
    }

    fn table(&mut self, name: &str) {
        let _ = writeln!(self.out, "\n[{name}]");
    }

    /// A line with a value that is TOML already.
    fn line(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.out, "{key} = {value}");
    }

    /// A line with a text, unless there is none.
    fn say(&mut self, key: &str, words: &str) {
        if !words.is_empty() {
            self.line(key, &text::toml(words));
        }
    }

    /// A list of texts, over several lines where it is long.
    fn list(&mut self, key: &str, items: &[String]) {
        let items: Vec<String> = items.iter().map(|item| text::toml(item)).collect();
        let whole = items.join(", ");
        if whole.len() + key.len() + 5 <= WIDTH {
            self.line(key, &format!("[{whole}]"));
            return;
        }
        let _ = writeln!(self.out, "{key} = [");
        let mut line = String::from("   ");
        for item in items {
            if line.len() + item.len() + 2 > WIDTH {
                let _ = writeln!(self.out, "{line}");
                line = String::from("   ");
            }
            let _ = write!(line, " {item},");
        }
        let _ = writeln!(self.out, "{line}\n]");
    }

    fn api(&mut self) {
        let api = &self.draft.api;
        self.table("api");
        self.line("name", &text::toml(&api.name));
        self.say("summary", &api.summary);
        self.say("docs", &api.docs);
        self.line("base_url", &text::toml(&api.base_url));
        for (at, variable) in api.variables.iter().enumerate() {
            let mut members = Vec::new();
            members.extend(
                variable
                    .rust
                    .as_ref()
                    .map(|rust| format!("rust = {}", text::toml(rust))),
            );
            if !variable.values.is_empty() {
                let values: Vec<String> = variable
                    .values
                    .iter()
                    .map(|value| text::toml(value))
                    .collect();
                members.push(format!("values = [{}]", values.join(", ")));
            }
            members.extend(
                variable
                    .default
                    .as_ref()
                    .map(|default| format!("default = {}", text::toml(default))),
            );
            members.extend(
                (!variable.doc.is_empty()).then(|| format!("doc = {}", text::toml(&variable.doc))),
            );
            let value = if members.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", members.join(", "))
            };
            self.item(Item::Variable(at), |writer| {
                writer.line(&format!("variables.{}", key(&variable.name)), &value);
            });
        }
        for (name, url) in &api.hosts {
            self.line(&format!("hosts.{}", key(name)), &text::toml(url));
        }
        if !api.resets.is_empty() {
            self.table("retry");
            for (header, form) in &api.resets {
                self.line(&format!("resets.{}", key(header)), &text::toml(form));
            }
        }
    }

    fn auth(&mut self) {
        let draft = self.draft;
        if draft.schemes.is_empty() {
            return;
        }
        self.item(Item::Auth, |writer| {
            let alone = draft.schemes.len() == 1;
            let usual = draft.auth.as_slice();
            if let Some(scheme) = draft.main_scheme() {
                writer.table("auth");
                writer.scheme(scheme, alone);
                return;
            }
            writer.table("auth");
            writer.line("default", &needed(usual));
            for scheme in &draft.schemes {
                writer.table(&format!("auth.schemes.{}", key(&scheme.name)));
                writer.say("rust", scheme.rust.as_deref().unwrap_or_default());
                writer.scheme(scheme, alone);
            }
        });
    }

    fn scheme(&mut self, scheme: &Scheme, alone: bool) {
        let prefix = screaming(&self.draft.api.name);
        let prefix = if prefix.starts_with(|c: char| c.is_ascii_alphabetic()) {
            prefix
        } else {
            format!("API_{prefix}")
        };
        let own = screaming(&scheme.name);
        let env = if alone {
            format!("{prefix}_API_KEY")
        } else {
            format!("{prefix}_{own}")
        };
        match &scheme.carries {
            Carries::Header { header, scheme } => {
                self.line("header", &text::toml(header));
                if let Some(word) = scheme {
                    self.line("scheme", &text::toml(word));
                }
                self.line("env", &text::toml(&env));
            }
            Carries::Query(name) => {
                self.line("query", &text::toml(name));
                self.line("env", &text::toml(&env));
            }
            Carries::Token { endpoint, .. } => {
                self.line("oauth2", &format!("{{ token = {} }}", text::toml(endpoint)));
            }
            Carries::Basic => {
                let env = if alone { prefix } else { env };
                self.line(
                    "basic",
                    &format!("{{ user = \"{env}_USER\", password = \"{env}_PASSWORD\" }}"),
                );
            }
        }
        self.say("doc", &scheme.doc);
    }

    fn shape(&mut self, shape: &Shape) {
        self.table(&format!("shapes.{}", key(&shape.name)));
        if shape.text {
            self.line("text", "true");
        }
        for (name, pointers) in [("code", &shape.code), ("message", &shape.message)] {
            match pointers.as_slice() {
                [] => {}
                [one] => self.line(name, &text::toml(one)),
                several => self.list(name, several),
            }
        }
        if !shape.optional.is_empty() {
            let optional: Vec<String> = shape
                .optional
                .iter()
                .map(|role| (*role).to_owned())
                .collect();
            self.list("optional", &optional);
        }
        if !shape.before.is_empty() {
            self.list("before", &shape.before);
        }
    }

    fn row(&mut self, row: &Row) {
        self.table(&format!("errors.{}", key(&row.name)));
        let statuses: Vec<String> = row
            .statuses
            .iter()
            .map(|status| {
                if status.parse::<u16>().is_ok() {
                    status.clone()
                } else {
                    text::toml(status)
                }
            })
            .collect();
        match statuses.as_slice() {
            [one] => self.line("status", one),
            several => self.line("status", &format!("[{}]", several.join(", "))),
        }
        match row.shapes.as_slice() {
            [] => {}
            [one] => self.line("shape", &text::toml(one)),
            several => self.list("shape", several),
        }
        match &row.tells {
            Tells::Nothing => {}
            Tells::Text(code) => self.line("code", &text::toml(code)),
            Tells::Number(code) => self.line("code", &code.to_string()),
            Tells::Message(message) => {
                // Braces would be holes.
                let template = message.replace('{', "{{").replace('}', "}}");
                self.line("detail", &text::toml(&template));
            }
        }
        if !row.everywhere {
            let on: Vec<String> = row
                .on
                .iter()
                .map(|at| self.draft.endpoints[*at].name.clone())
                .collect();
            self.list("on", &on);
        }
        if let Some(category) = row.category {
            self.line("category", &text::toml(category));
        }
        if row.waits {
            self.line("retry", "\"backoff\"");
        }
        self.say("cause", &row.cause);
        if !row.examples.is_empty() {
            self.list("examples", &row.examples);
        }
        self.line("confidence", "\"inferred\"");
    }

    /// A use of a type.
    fn type_text(&self, ty: &Ty) -> String {
        match ty {
            Ty::Word(word) => word.text().to_owned(),
            Ty::Named(id) => self.draft.types[*id].name.clone(),
            Ty::List(inner) => format!("[{}]", self.type_text(inner)),
            Ty::Map(inner) => format!("{{{}}}", self.type_text(inner)),
            Ty::Nullable(inner) => format!("{}?", self.type_text(inner)),
        }
    }
}

/// Alternatives of schemes.
fn needed(alternatives: &[Vec<String>]) -> String {
    let one = |names: &Vec<String>| {
        if names.is_empty() {
            "false".to_owned()
        } else {
            text::toml(&names.join(" + "))
        }
    };
    match alternatives {
        [alternative] => one(alternative),
        several => format!(
            "[{}]",
            several.iter().map(one).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Returns a name as a key of a table.
pub(crate) fn key(name: &str) -> String {
    let bare = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare {
        name.to_owned()
    } else {
        text::toml(name)
    }
}
