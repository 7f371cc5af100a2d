//! No reply is two rows: the proof that an endpoint's matchers cannot be confused.
//!
//! Of the rows of one status, those that can meet at all (`candidates`) are compared pair by pair. Where two match a
//! common reply, one must match strictly fewer replies, or be put before the other by name; otherwise the shortest
//! such reply is shown. Rows with two kinds of codes are ordered by these, and compared only where a `before` has
//! reversed that order. What that may cost in all is bounded, and a proof that is not finished is an error.

use crate::algebra::{self, LimitReached, Relation, Work};
use crate::candidates;
use crate::classify::code_fits;
use crate::contract::{
    CodeMatcher, Contract, DetailMatcher, ErrorId, ErrorRow, HeaderMatcher, ShapeId,
};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::keys::RawContract;
use crate::resolve::classifier::code_kind;
use crate::source::Span;
use crate::template::Template;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

/// Most pairs of rows that are compared for one contract.
const MAX_PAIRS: usize = 2_000_000;

/// Most steps of all comparisons: some seconds.
const MAX_WORK: usize = 10_000_000;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    Check {
        contract,
        before: precedence(raw, contract),
        settled: HashSet::new(),
        compared: HashSet::new(),
        twins: HashSet::new(),
        work: Work::default(),
        is_cut_off: false,
        report,
    }
    .all();
}

/// `first, second → where it is said that the first wins`, in the order of the rows' names.
fn precedence(raw: &RawContract, contract: &Contract) -> Vec<(ErrorId, ErrorId, Span)> {
    let rows = contract.errors.iter().enumerate();
    let ids: HashMap<&str, ErrorId> = rows
        .map(|(at, row)| (row.name.as_str(), ErrorId(at)))
        .collect();
    let mut said = Vec::new();
    for row in raw.errors.iter().filter(|row| !row.before.is_empty()) {
        let Some(&first) = ids.get(row.name.value.as_str()) else {
            continue;
        };
        let names = row.before.iter();
        said.extend(names.filter_map(|name| {
            let second = ids.get(name.value.as_str())?;
            Some((first, *second, name.span))
        }));
    }
    said
}

struct Check<'c> {
    contract: &'c Contract,
    before: Vec<(ErrorId, ErrorId, Span)>,
    /// What `before` decided.
    settled: HashSet<(ErrorId, ErrorId)>,
    compared: HashSet<(ErrorId, ErrorId)>,
    /// Rows that repeat another: reported once, not once for each further repetition.
    twins: HashSet<ErrorId>,
    work: Work,
    is_cut_off: bool,
    report: &'c mut Report,
}

impl Check<'_> {
    fn all(&mut self) {
        let mut said: HashMap<ErrorId, BTreeMap<ErrorId, Span>> = HashMap::new();
        for &(first, second, span) in &self.before {
            said.entry(first).or_default().entry(second).or_insert(span);
        }
        // Endpoints usually share their rows; each list is compared once.
        let mut lists: HashSet<Vec<ErrorId>> = HashSet::new();
        let contract = self.contract;
        for endpoint in &contract.endpoints {
            for arm in &endpoint.classifier.arms {
                let rows = arm.groups.iter().flat_map(|group| &group.rows);
                let rows: Vec<ErrorId> = rows.copied().collect();
                if rows.len() > 1 && !lists.contains(&rows) {
                    self.contradictions(&said, &rows);
                    self.list(&said, &rows);
                    lists.insert(rows);
                }
            }
        }
        if !self.is_cut_off {
            self.settles_nothing();
        }
    }

    /// Rows that were told to come before what they now come after.
    fn contradictions(&mut self, said: &Said, rows: &[ErrorId]) {
        let places = rows.iter().enumerate();
        let place: HashMap<ErrorId, usize> = places.map(|(at, &id)| (id, at)).collect();
        for (at, &wants) in rows.iter().enumerate() {
            for (&other, &span) in said.get(&wants).into_iter().flatten() {
                let is_after = place.get(&other).is_some_and(|&other| other < at);
                if !is_after || !self.settled.insert((wants, other)) {
                    continue;
                }
                let (wants, other) = (self.contract.error(wants), self.contract.error(other));
                self.report.push_with(Severity::Error, "T0707", span, || {
                    Diagnostic::error(
                        "T0707",
                        span,
                        format!(
                            "`{}` cannot come before `{}`: the rows wait for each other",
                            wants.name, other.name
                        ),
                    )
                    .help("the `before` of these rows form a circle: remove one of them")
                });
            }
        }
    }

    /// The rows of one status, in the order in which they are tried.
    fn list(&mut self, said: &Said, rows: &[ErrorId]) {
        let contract = self.contract;
        let most = MAX_PAIRS - self.compared.len().min(MAX_PAIRS);
        let found = candidates::of(contract, rows, most);
        let found = found.zip(reversed(contract, rows, most));
        let Some((alike, reversed)) = found else {
            return self.cut_off(rows);
        };
        for (first, second) in alike.into_iter().chain(reversed) {
            if self.twins.contains(&first)
                || self.twins.contains(&second)
                || !self.compared.insert((first, second))
            {
                continue;
            }
            // A circle of these two is reported, and says nothing more.
            if said
                .get(&second)
                .is_some_and(|after| after.contains_key(&first))
            {
                continue;
            }
            let is_said = said
                .get(&first)
                .is_some_and(|after| after.contains_key(&second));
            if self.pair(first, second, is_said) {
                self.twins.insert(second);
            }
            if self.work.done > MAX_WORK {
                return self.cut_off(rows);
            }
        }
    }

    fn cut_off(&mut self, rows: &[ErrorId]) {
        self.is_cut_off = true;
        let [first, .., last] = rows else { return };
        let (first, last) = (self.contract.error(*first), self.contract.error(*last));
        self.report.push(
            Diagnostic::error(
                "T0704",
                last.span,
                format!("cannot decide within the bound whether a reply can be two of the {} errors with status {}", rows.len(), last.status),
            )
            .related(first.span, "one of the others")
            .help("begin each detail with a text of its own, give the errors codes, or name with `on` the endpoints that they have"),
        );
    }

    fn settles_nothing(&mut self) {
        let reported = self.report.diagnostics().iter();
        // What a list of rows says, or what is said of one, is said at one place for all its rows.
        let settles = |(first, second, _): &&(ErrorId, ErrorId, Span)| {
            self.settled.contains(&(*first, *second))
        };
        let mut told: HashSet<Span> = reported
            .map(|diagnostic| diagnostic.span)
            .chain(self.before.iter().filter(settles).map(|&(.., span)| span))
            .collect();
        for &(first, second, span) in &self.before {
            if first != second && told.insert(span) {
                let (first, second) = (self.contract.error(first), self.contract.error(second));
                self.report.push_with(Severity::Warning, "T0706", span, || {
                    Diagnostic::warning(
                        "T0706",
                        span,
                        format!("`{}` before `{}` settles nothing", first.name, second.name),
                    )
                    .related(second.span, "the other row")
                    .help("no reply matches both, or the narrower one wins anyway: remove it")
                });
            }
        }
    }

    /// A row that would be tried first by what it matches, and is not, because of a `before` that is about another one.
    fn moved(&mut self, a: &ErrorRow, b: &ErrorRow, (code, span): (&'static str, Span)) {
        self.report.push_with(Severity::Error, code, span, || {
            let message = format!(
                "because of this `before`, `{}` is tried before `{}`, which is narrower",
                a.name, b.name
            );
            Diagnostic::error(code, span, message)
                .label(witness(a, b))
                .related(a.span, "tried first")
                .related(b.span, "the narrower one")
                .help(format!(
                    "name `{}` in it too, so that both come later, or remove it",
                    a.name
                ))
        });
    }

    /// Two rows of which `first` is tried first. Says whether the second only repeats it.
    fn pair(&mut self, first: ErrorId, second: ErrorId, is_said: bool) -> bool {
        let (a, b) = (self.contract.error(first), self.contract.error(second));
        let meeting = compare(a, b, &mut self.work);
        let is_superset = matches!(meeting, Ok(Meeting::Sets(Relation::Superset)));
        let is_overlap = matches!(meeting, Ok(Meeting::Sets(Relation::Overlap)));
        let kinds = [a, b].map(|row| code_kind(row.code.as_ref()));
        if !is_said && (is_superset || (is_overlap && kinds[0] > kinds[1])) {
            // A row comes late only if it waits for one that is told to come before it.
            let mut before = self.before.iter().filter(|(_, waits, _)| *waits == second);
            if let Some(&(.., span)) = before.next() {
                let code = if is_superset { "T0703" } else { "T0701" };
                self.moved(a, b, (code, span));
                return false;
            }
        }
        let mut error = |code, diagnostic: &dyn Fn(Diagnostic) -> Diagnostic, message: String| {
            self.report.push_with(Severity::Error, code, b.span, || {
                diagnostic(Diagnostic::error(code, b.span, message))
            });
        };
        match meeting {
            Ok(
                Meeting::Never
                | Meeting::Ordered
                | Meeting::Sets(Relation::Disjoint | Relation::Subset),
            ) => return false,
            Ok(Meeting::Sets(Relation::Equal)) => {
                error(
                    "T0702",
                    &|one| {
                        one.label(witness(a, b))
                            .related(a.span, "the same replies")
                            .help("remove one of the rows, or give them different details, codes or endpoints; several causes of one reply go into one row as a list")
                    },
                    format!("`{}` matches exactly the replies of `{}`", b.name, a.name),
                );
                return true;
            }
            Ok(Meeting::Sets(Relation::Superset)) if is_said => error(
                "T0703",
                &|one| {
                    one.label(witness(a, b))
                        .related(a.span, "tried first, because of `before`")
                        .help("remove the `before`: the narrower row wins without it")
                },
                format!(
                    "`{}` can never win: every reply of it is one of `{}` first",
                    b.name, a.name
                ),
            ),
            // Whatever they share, the author said who wins.
            Err(_) | Ok(Meeting::Sets(_)) if is_said => {}
            Err(LimitReached { .. }) => error(
                "T0704",
                &|one| {
                    one.related(a.span, "the other row").help(format!(
                        "the templates are too involved to compare; say which one wins: `before = \"{}\"` in [errors.{}]",
                        b.name, a.name
                    ))
                },
                format!(
                    "cannot decide whether a reply can be both `{}` and `{}`",
                    a.name, b.name
                ),
            ),
            Ok(Meeting::Sets(Relation::Overlap | Relation::Superset)) => error(
                "T0701",
                &|one| {
                    one.label(witness(a, b))
                        .related(a.span, "the other row")
                        .help(format!(
                            "make one of them narrower, or say which one wins: `before = \"{}\"` in [errors.{}]",
                            b.name, a.name
                        ))
                },
                format!("a reply can be both `{}` and `{}`", a.name, b.name),
            ),
        }
        if is_said {
            self.settled.insert((first, second));
        }
        false
    }
}

/// Rows with a wider kind of code that are tried before some with a narrower one; `None` if there are more than `most`.
fn reversed(contract: &Contract, rows: &[ErrorId], most: usize) -> Option<Vec<(ErrorId, ErrorId)>> {
    let kind = |id: &ErrorId| usize::from(code_kind(contract.error(*id).code.as_ref()));
    let mut pairs = Vec::new();
    if rows.is_sorted_by_key(kind) {
        return Some(pairs);
    }
    let mut earlier: [Vec<ErrorId>; 5] = Default::default();
    for &id in rows {
        let wider = earlier.iter().skip(kind(&id) + 1).flatten();
        pairs.extend(wider.map(|&first| (first, id)));
        if pairs.len() > most {
            return None;
        }
        if let Some(alike) = earlier.get_mut(kind(&id)) {
            alike.push(id);
        }
    }
    Some(pairs)
}

/// What each row was told to come before, and where.
type Said = HashMap<ErrorId, BTreeMap<ErrorId, Span>>;

/// How the replies of two rows of one status meet.
enum Meeting {
    /// No reply is both.
    Never,
    /// Codes decide: the narrower one is looked at first.
    Ordered,
    /// As sets of shape, detail and fields.
    Sets(Relation),
}

fn compare(a: &ErrorRow, b: &ErrorRow, work: &mut Work) -> Result<Meeting, LimitReached> {
    let codes = match codes(a.code.as_ref(), b.code.as_ref(), work)? {
        Meeting::Sets(relation) => relation,
        decided => return Ok(decided),
    };
    let mut all = combine(codes, shapes(&a.shapes, &b.shapes));
    all = combine(all, texts(a.detail.as_ref(), b.detail.as_ref(), work)?);
    for name in a
        .fields
        .iter()
        .chain(&b.fields)
        .map(|field| &field.field)
        .collect::<BTreeSet<_>>()
    {
        all = combine(all, texts(a.field(name), b.field(name), work)?);
    }
    let headers = a.headers.iter().chain(&b.headers);
    let headers: BTreeSet<&str> = headers.map(|header| header.name.as_str()).collect();
    for name in headers {
        all = combine(all, header(a.header(name), b.header(name), work)?);
    }
    Ok(if all == Relation::Disjoint {
        Meeting::Never
    } else {
        Meeting::Sets(all)
    })
}

/// The relation of two products, dimension by dimension.
fn combine(a: Relation, b: Relation) -> Relation {
    match (a, b) {
        (Relation::Disjoint, _) | (_, Relation::Disjoint) => Relation::Disjoint,
        (Relation::Equal, other) | (other, Relation::Equal) => other,
        (a, b) if a == b => a,
        _ => Relation::Overlap,
    }
}

fn codes(
    a: Option<&CodeMatcher>,
    b: Option<&CodeMatcher>,
    work: &mut Work,
) -> Result<Meeting, LimitReached> {
    let same = |same: bool| {
        if same {
            Meeting::Sets(Relation::Equal)
        } else {
            Meeting::Never
        }
    };
    Ok(match (a, b) {
        (None, None) => Meeting::Sets(Relation::Equal),
        (Some(CodeMatcher::Exact(a)), Some(CodeMatcher::Exact(b)))
        | (Some(CodeMatcher::Number(a)), Some(CodeMatcher::Number(b)))
        | (
            Some(CodeMatcher::Folded { folded: a, .. }),
            Some(CodeMatcher::Folded { folded: b, .. }),
        ) => same(a == b),
        (Some(CodeMatcher::Template(a)), Some(CodeMatcher::Template(b))) => {
            match algebra::relate_with_work(a, b, work)? {
                Relation::Disjoint => Meeting::Never,
                Relation::Equal => Meeting::Sets(Relation::Equal),
                Relation::Subset => Meeting::Ordered,
                wider => Meeting::Sets(wider),
            }
        }
        (a, b) if code_kind(a) < code_kind(b) => Meeting::Ordered,
        // The other way round: the wider kind is tried first.
        (None, _) => Meeting::Sets(Relation::Superset),
        (Some(a), Some(CodeMatcher::Exact(code))) => {
            if code_fits(a, Some(code)) {
                Meeting::Sets(Relation::Superset)
            } else {
                Meeting::Never
            }
        }
        _ => Meeting::Sets(Relation::Overlap),
    })
}

/// No shape named means any body.
fn shapes(a: &[ShapeId], b: &[ShapeId]) -> Relation {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Relation::Equal,
        (false, true) => Relation::Subset,
        (true, false) => Relation::Superset,
        (false, false) => {
            let common = a.iter().filter(|shape| b.contains(shape)).count();
            match (common == a.len(), common == b.len()) {
                (true, true) => Relation::Equal,
                (true, false) => Relation::Subset,
                (false, true) => Relation::Superset,
                (false, false) if common == 0 => Relation::Disjoint,
                (false, false) => Relation::Overlap,
            }
        }
    }
}

/// No matcher means any text.
fn texts(
    a: Option<&DetailMatcher>,
    b: Option<&DetailMatcher>,
    work: &mut Work,
) -> Result<Relation, LimitReached> {
    match (a, b) {
        (None, None) => Ok(Relation::Equal),
        (Some(_), None) => Ok(Relation::Subset),
        (None, Some(_)) => Ok(Relation::Superset),
        (Some(a), Some(b)) => unions(&a.templates, &b.templates, work),
    }
}

/// A row that says nothing of a header takes any value, and none.
fn header(
    a: Option<&HeaderMatcher>,
    b: Option<&HeaderMatcher>,
    work: &mut Work,
) -> Result<Relation, LimitReached> {
    let (a, b) = match (a, b) {
        (None, None) => return Ok(Relation::Equal),
        (Some(_), None) => return Ok(Relation::Subset),
        (None, Some(_)) => return Ok(Relation::Superset),
        (Some(a), Some(b)) => (a.value.as_ref(), b.value.as_ref()),
    };
    match (a, b) {
        (None, None) => Ok(Relation::Equal),
        (Some(a), Some(b)) => unions(&a.templates, &b.templates, work),
        _ => Ok(Relation::Disjoint),
    }
}

/// Relation of two unions; an inclusion that only holds jointly counts as an overlap.
fn unions(a: &[Template], b: &[Template], work: &mut Work) -> Result<Relation, LimitReached> {
    let mut relations = Vec::with_capacity(a.len());
    for left in a {
        relations.push(
            b.iter()
                .map(|right| algebra::relate_with_work(left, right, work))
                .collect::<Result<Vec<_>, _>>()?,
        );
    }
    let inside = |relation: &Relation| matches!(relation, Relation::Equal | Relation::Subset);
    let around = |relation: &Relation| matches!(relation, Relation::Equal | Relation::Superset);
    let a_inside = relations.iter().all(|row| row.iter().any(inside));
    let b_inside = (0..b.len()).all(|column| relations.iter().any(|row| around(&row[column])));
    Ok(match (a_inside, b_inside) {
        (true, true) => Relation::Equal,
        (true, false) => Relation::Subset,
        (false, true) => Relation::Superset,
        (false, false)
            if relations
                .iter()
                .flatten()
                .all(|relation| *relation == Relation::Disjoint) =>
        {
            Relation::Disjoint
        }
        (false, false) => Relation::Overlap,
    })
}

/// A shortest reply that both rows match, in words.
fn witness(a: &ErrorRow, b: &ErrorRow) -> String {
    let status = a
        .status
        .members
        .iter()
        .find(|member| b.status.members.contains(member));
    let status = crate::contract::StatusSet {
        members: status.copied().into_iter().collect(),
        other: a.status.other,
    };
    let mut out = format!("both match: {status}");
    // Of two kinds the narrower one says it.
    let mut narrow = [a, b];
    narrow.sort_by_key(|row| code_kind(row.code.as_ref()));
    let code = match (&narrow[0].code, &narrow[1].code) {
        (Some(CodeMatcher::Template(a)), Some(CodeMatcher::Template(b))) => {
            algebra::overlap_witness(a, b).ok().flatten()
        }
        (
            Some(
                CodeMatcher::Exact(code)
                | CodeMatcher::Number(code)
                | CodeMatcher::Folded { written: code, .. },
            ),
            _,
        ) => Some(code.clone()),
        (Some(CodeMatcher::Template(template)), None) => Some(algebra::shortest(template)),
        _ => None,
    };
    if let Some(code) = code {
        let _ = write!(out, ", code {code:?}");
    }
    if let Some(text) = common_text(a.detail.as_ref(), b.detail.as_ref()) {
        let _ = write!(out, ", detail {text:?}");
    }
    let fields = a.fields.iter().chain(&b.fields).map(|field| &field.field);
    for name in fields.collect::<BTreeSet<_>>() {
        if let Some(text) = common_text(a.field(name), b.field(name)) {
            let _ = write!(out, ", {name} {text:?}");
        }
    }
    let headers = a.headers.iter().chain(&b.headers);
    let headers: BTreeSet<&str> = headers.map(|header| header.name.as_str()).collect();
    for name in headers {
        let value = |row: &'_ ErrorRow| row.header(name).and_then(|header| header.value.clone());
        match common_text(value(a).as_ref(), value(b).as_ref()) {
            Some(text) => {
                let _ = write!(out, ", header {name}: {text}");
            }
            None => {
                let _ = write!(out, ", no header {name}");
            }
        }
    }
    out
}

fn common_text(a: Option<&DetailMatcher>, b: Option<&DetailMatcher>) -> Option<String> {
    let shortest = |matcher: &DetailMatcher| {
        matcher
            .templates
            .iter()
            .map(algebra::shortest)
            .min_by_key(|text| text.chars().count())
    };
    match (a, b) {
        (None, None) => None,
        (Some(matcher), None) | (None, Some(matcher)) => shortest(matcher),
        (Some(a), Some(b)) => {
            let pairs = a
                .templates
                .iter()
                .flat_map(|left| b.templates.iter().map(move |right| (left, right)));
            pairs
                .filter_map(|(left, right)| algebra::overlap_witness(left, right).ok().flatten())
                .min_by_key(|text| text.chars().count())
        }
    }
}
