//! What holds for every small table of error rows: the classifier is the table's meaning, whatever the rows are called.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;
use theta_spec::classify::{Outcome, Reading, classify_reading, fold};
use theta_spec::contract::{Contract, ShapeId};
use theta_spec::diagnostic::Diagnostic;
use theta_spec::template::Template;

/// Templates are written in `a`, `b` and `0`; `1` stands for every other character and digit.
const ALPHABET: [char; 4] = ['a', 'b', '0', '1'];
const LONGEST: usize = 5;

/// All texts over the alphabet, shorter ones first.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = vec![String::new()];
    let mut level = 0..1;
    for _ in 0..LONGEST {
        let next = texts.len();
        for at in level {
            let longer: Vec<String> = ALPHABET
                .iter()
                .map(|c| format!("{}{c}", texts[at]))
                .collect();
            texts.extend(longer);
        }
        level = next..texts.len();
    }
    texts
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeKind {
    Exact,
    Fold,
    Like,
}

/// One row, known by its place in the table and by nothing else.
#[derive(Clone, Debug)]
struct Row {
    status: &'static str,
    code: Option<(CodeKind, String)>,
    details: Vec<String>,
    extra: Option<String>,
    shape: Option<&'static str>,
}

/// A table of rows, and another order of their names.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    rows: Vec<Row>,
    order: Vec<usize>,
}

/// Reads choices off bytes; zeros when there are no more.
struct Choices<'b>(std::slice::Iter<'b, u8>);

impl Choices<'_> {
    fn below(&mut self, limit: u8) -> u8 {
        self.0.next().copied().unwrap_or_default() % limit
    }

    /// Literals and holes. Names of holes begin with a letter that differs from row to row, because names must not matter.
    fn template(&mut self, role: char, most: u8) -> String {
        let letter = ['p', 'q', 'z'][usize::from(self.below(3))];
        let mut text = String::new();
        let mut after_hole = false;
        let mut holes = 0;
        for _ in 0..=self.below(most) {
            let kind = self.below(8);
            let literal = ['a', 'b', '0'][usize::from(kind % 3)];
            if kind < 4 || after_hole {
                text.push(literal);
                after_hole = false;
            } else if kind < 7 {
                let int = if kind == 6 { ":int" } else { "" };
                let _ = write!(text, "{{{letter}{role}{holes}{int}}}");
                holes += 1;
                after_hole = true;
            } else {
                text.push_str("{..}");
                break;
            }
        }
        text
    }

    fn row(&mut self) -> Row {
        let code = match self.below(8) {
            0 | 1 => Some((
                CodeKind::Exact,
                ["a", "b"][usize::from(self.below(2))].to_owned(),
            )),
            2 => Some((
                CodeKind::Fold,
                ["a", "B"][usize::from(self.below(2))].to_owned(),
            )),
            3 => Some((CodeKind::Like, self.template('c', 3))),
            _ => None,
        };
        let mut details = Vec::new();
        if self.below(8) > 0 {
            details.push(self.template('d', 4));
        }
        if self.below(4) == 0 {
            details.push(self.template('d', 3));
        }
        Row {
            status: ["400", "400", "400", "400", "\"4xx\"", "[400, 401]"]
                [usize::from(self.below(6))],
            extra: (self.below(6) == 0).then(|| self.template('e', 3)),
            shape: [None, None, None, Some("main"), Some("plain")][usize::from(self.below(5))],
            code,
            details,
        }
    }
}

impl Table {
    /// Any bytes are a table.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut choices = Choices(bytes.iter());
        let rows: Vec<Row> = (0..2 + choices.below(3)).map(|_| choices.row()).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        for at in (1..order.len()).rev() {
            order.swap(
                at,
                usize::from(choices.below(u8::try_from(at + 1).unwrap_or(1))),
            );
        }
        Self { rows, order }
    }

    /// A contract in which row `i` is called `r<names[i]>`.
    fn contract(&self, names: &[usize]) -> String {
        let mut text = "theta = 1\napi = { name = \"T\", base_url = \"https://t.example\" }\nendpoints.go = { post = \"/go\", returns = \"text\" }\n\
            shapes.main = { code = \"/c\", message = \"/m\", fields = { extra = \"/e\" }, optional = [\"code\", \"extra\"] }\n\
            shapes.plain = { text = true }\n"
            .to_owned();
        for (row, name) in self.rows.iter().zip(names) {
            let _ = writeln!(text, "[errors.r{name}]\nstatus = {}", row.status);
            let _ = match &row.code {
                Some((CodeKind::Exact, code)) => writeln!(text, "code = {code:?}"),
                Some((CodeKind::Fold, code)) => writeln!(text, "code = {{ fold = {code:?} }}"),
                Some((CodeKind::Like, code)) => writeln!(text, "code = {{ like = {code:?} }}"),
                None => Ok(()),
            };
            if !row.details.is_empty() {
                let _ = writeln!(text, "detail = {:?}", row.details);
            }
            if let Some(extra) = &row.extra {
                let _ = writeln!(text, "match = {{ extra = {extra:?} }}");
            }
            if let Some(shape) = row.shape {
                let _ = writeln!(text, "shape = {shape:?}");
            }
        }
        text
    }
}

/// Loads the table under both orders of names and holds the outcome against the meaning. Says whether it was accepted.
pub(crate) fn check(table: &Table) -> bool {
    let plain: Vec<usize> = (0..table.rows.len()).collect();
    let text = table.contract(&plain);
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let renamed = theta_spec::load("spec.toml", table.contract(&table.order).as_bytes());
    let meanings: Vec<Meaning> = table.rows.iter().map(Meaning::new).collect();
    for diagnostic in loaded.report.diagnostics() {
        if diagnostic.code == "T0701" || diagnostic.code == "T0702" {
            witness_is_both(&meanings, diagnostic, &text);
        }
    }
    let (Some(contract), Some(other)) = (&loaded.contract, &renamed.contract) else {
        assert_eq!(
            loaded.contract.is_some(),
            renamed.contract.is_some(),
            "whether a table is accepted depends on the names {:?} of its rows:\n{text}\n{}\n{}",
            table.order,
            theta_spec::render::report(&loaded.source, &loaded.report),
            theta_spec::render::report(&renamed.source, &renamed.report),
        );
        return false;
    };
    for reply in replies() {
        let winner = winner(contract, &reply);
        let other = winner_of_renamed(other, &reply, &table.order);
        assert_eq!(
            winner, other,
            "{reply:?} depends on the names of the rows:\n{text}"
        );
        let candidates: Vec<usize> = plain
            .iter()
            .copied()
            .filter(|&row| meanings[row].accepts(&reply))
            .collect();
        match winner {
            None => assert!(
                candidates.is_empty(),
                "{reply:?} is {candidates:?}, found unknown:\n{text}"
            ),
            Some(winner) => {
                assert!(
                    candidates.contains(&winner),
                    "{reply:?} is not row {winner}:\n{text}"
                );
                for &loser in candidates.iter().filter(|&&row| row != winner) {
                    assert!(
                        meanings[winner].comes_before(&meanings[loser]),
                        "{reply:?} is row {winner}, and row {loser} is not wider:\n{text}"
                    );
                }
            }
        }
    }
    true
}

/// A failed reply as the classifier sees it.
#[derive(Clone, Debug)]
struct Reply {
    status: u16,
    plain: bool,
    code: Option<&'static str>,
    text: String,
    extra: Option<&'static str>,
}

fn replies() -> impl Iterator<Item = Reply> {
    const CODES: [Option<&str>; 6] = [None, Some("a"), Some("b"), Some("A"), Some("0"), Some("ab")];
    const EXTRAS: [Option<&str>; 5] = [None, Some("a"), Some("0"), Some("ab"), Some("")];
    // Short texts meet every code and further field, longer ones take turns.
    TEXTS.iter().enumerate().flat_map(|(at, text)| {
        let turns = if text.len() <= 2 {
            CODES.len() * EXTRAS.len()
        } else {
            2
        };
        let reply = move |turn: usize| Reply {
            status: if (at + turn).is_multiple_of(7) {
                401
            } else {
                400
            },
            plain: (at + turn).is_multiple_of(5),
            code: CODES[(turn / EXTRAS.len() + if text.len() <= 2 { 0 } else { at }) % CODES.len()],
            text: text.clone(),
            extra: EXTRAS[(at + turn) % EXTRAS.len()],
        };
        (0..turns).map(move |turn| {
            let mut reply = reply(turn);
            if reply.plain {
                (reply.code, reply.extra) = (None, None);
            }
            reply
        })
    })
}

fn winner(contract: &Contract, reply: &Reply) -> Option<usize> {
    let shape = if reply.plain { "plain" } else { "main" };
    let reading = Reading {
        shape: contract
            .shapes
            .iter()
            .position(|known| known.name == shape)
            .map(ShapeId),
        code: reply.code.map(str::to_owned),
        detail: Some(reply.text.clone()),
        fields: reply
            .extra
            .iter()
            .map(|text| ("extra".to_owned(), (*text).to_owned()))
            .collect(),
        ..Reading::default()
    };
    match classify_reading(contract, &contract.endpoints[0], reply.status, &reading) {
        Outcome::Row { id, .. } => contract.error(id).name[1..].parse().ok(),
        Outcome::Unknown(_) | Outcome::Success => None,
    }
}

fn winner_of_renamed(contract: &Contract, reply: &Reply, order: &[usize]) -> Option<usize> {
    let name = winner(contract, reply)?;
    order.iter().position(|&renamed| renamed == name)
}

/// What a row means, by enumeration.
struct Meaning {
    row: Row,
    code_template: Option<Template>,
    codes: BTreeSet<usize>,
    details: Option<BTreeSet<usize>>,
    detail_templates: Vec<Template>,
    extras: Option<BTreeSet<usize>>,
    extra_template: Option<Template>,
}

/// Indices of the texts that one of the templates accepts.
fn language(templates: &[Template]) -> BTreeSet<usize> {
    (0..TEXTS.len())
        .filter(|&at| {
            templates
                .iter()
                .any(|template| template.accepts(&TEXTS[at]))
        })
        .collect()
}

fn parsed(texts: &[String]) -> Vec<Template> {
    texts
        .iter()
        .filter_map(|text| Template::parse(text).ok())
        .collect()
}

impl Meaning {
    fn new(row: &Row) -> Self {
        let detail_templates = parsed(&row.details);
        let extra_template = row.extra.iter().find_map(|text| Template::parse(text).ok());
        let code_template = match &row.code {
            Some((CodeKind::Like, text)) => Template::parse(text).ok(),
            _ => None,
        };
        Self {
            codes: code_template
                .iter()
                .map(|one| language(std::slice::from_ref(one)))
                .next()
                .unwrap_or_default(),
            details: (!row.details.is_empty()).then(|| language(&detail_templates)),
            extras: extra_template
                .as_ref()
                .map(|one| language(std::slice::from_ref(one))),
            row: row.clone(),
            detail_templates,
            extra_template,
            code_template,
        }
    }

    /// `None`: any body. A row without a shape takes every shape that has what it looks at.
    fn shapes(&self) -> Option<(bool, bool)> {
        let structured = self.row.code.is_some() || self.row.extra.is_some();
        match self.row.shape {
            Some("plain") => Some((false, true)),
            Some(_) => Some((true, false)),
            None if structured => Some((true, false)),
            None if self.row.details.is_empty() => None,
            None => Some((true, true)),
        }
    }

    fn accepts(&self, reply: &Reply) -> bool {
        let status = reply.status == 400 || self.row.status != "400";
        let shape = self
            .shapes()
            .is_none_or(|(main, plain)| if reply.plain { plain } else { main });
        status && shape && self.accepts_texts(reply.code, Some(&reply.text), reply.extra)
    }

    fn accepts_texts(&self, code: Option<&str>, detail: Option<&str>, extra: Option<&str>) -> bool {
        let code_fits = match &self.row.code {
            None => true,
            Some((CodeKind::Exact, text)) => code == Some(text),
            Some((CodeKind::Fold, text)) => code.is_some_and(|code| fold(code) == fold(text)),
            Some((CodeKind::Like, _)) => code.is_some_and(|code| {
                self.code_template
                    .as_ref()
                    .is_some_and(|one| one.accepts(code))
            }),
        };
        let detail_fits = self.row.details.is_empty()
            || detail.is_some_and(|text| self.detail_templates.iter().any(|one| one.accepts(text)));
        let extra_fits = self
            .extra_template
            .as_ref()
            .is_none_or(|template| extra.is_some_and(|text| template.accepts(text)));
        code_fits && detail_fits && extra_fits
    }

    fn code_tier(&self) -> u8 {
        match &self.row.code {
            // A template without a hole is an exact code.
            Some((CodeKind::Like, _))
                if self
                    .code_template
                    .as_ref()
                    .is_some_and(|one| one.as_exact().is_none()) =>
            {
                2
            }
            Some((CodeKind::Fold, _)) => 1,
            Some(_) => 0,
            None => 3,
        }
    }

    /// An exact status before a class, a narrower code before a wider one, then inclusion in everything else.
    fn comes_before(&self, other: &Self) -> bool {
        let class = |row: &Row| row.status.contains("4xx");
        if class(&self.row) != class(&other.row) {
            return class(&other.row);
        }
        if self.code_tier() != other.code_tier() {
            return self.code_tier() < other.code_tier();
        }
        // Of equal tiers, exact codes that accept one reply are one code.
        if self.code_tier() == 2 && self.codes != other.codes {
            return self.codes.is_subset(&other.codes);
        }
        let shapes = match (self.shapes(), other.shapes()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => a.0 <= b.0 && a.1 <= b.1,
        };
        let inside = |a: &Option<BTreeSet<usize>>, b: &Option<BTreeSet<usize>>| match (a, b) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => a.is_subset(b),
        };
        shapes && inside(&self.details, &other.details) && inside(&self.extras, &other.extras)
    }
}

/// The reply that a diagnostic shows is accepted by both rows that it names.
fn witness_is_both(meanings: &[Meaning], diagnostic: &Diagnostic, contract: &str) {
    let label = &diagnostic.label;
    let text = |role: &str| {
        let (_, rest) = label.split_once(&format!(", {role} \""))?;
        // Texts over the alphabet and TEXT_SAMPLE need no escapes.
        rest.split('"').next()
    };
    let rows = diagnostic
        .message
        .split('`')
        .filter_map(|word| word.strip_prefix('r')?.parse::<usize>().ok());
    let named: Vec<usize> = rows.collect();
    assert_eq!(named.len(), 2, "{} names two rows", diagnostic.message);
    assert!(label.starts_with("both match: 4"), "{label}");
    for row in named {
        assert!(
            meanings[row].accepts_texts(text("code"), text("detail"), text("extra")),
            "row {row} does not accept what the label says: {label}\n{contract}"
        );
    }
}
