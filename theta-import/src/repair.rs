//! What the language refuses, said in a way that it takes: the check of the language decides, not a copy of its rules here.
//!
//! The contract is written and checked; each thing that has an error is said with less, and its reason is kept. This is repeated
//! until the check has nothing left to say.

mod merge;

use crate::api::NOWHERE;
use crate::draft::{Answer, Content, Draft, Holds, Kind, Loss, Param, Returns, Ty};
use crate::write::{self, Item, Written};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::Loaded;
use theta_spec::diagnostic::{Diagnostic, Severity};

/// Most times that a contract is checked.
const ROUNDS: usize = 40;

/// A contract without errors, and what had to be left out to get there.
pub(crate) struct Repaired {
    pub(crate) written: Written,
    pub(crate) loaded: Loaded,
    /// Endpoints that could not be said, by their operation.
    pub(crate) left_out: Vec<(usize, Loss)>,
    pub(crate) notes: Vec<Loss>,
}

/// Whether a header is what is asked for: where it has to be sent, another request is one for something else.
fn says_which_part(param: &Param) -> bool {
    ["range", "content-range"].contains(&param.field.name.to_ascii_lowercase().as_str())
}

/// Returns the contract of a draft, which is changed until the check takes it.
pub(crate) fn repaired(draft: &mut Draft) -> Repaired {
    let mut repair = Repair {
        draft,
        steps: BTreeMap::new(),
        leaving: BTreeMap::new(),
        merged: BTreeSet::new(),
        left_out: Vec::new(),
        notes: Vec::new(),
    };
    let mut round = 0;
    loop {
        let written = write::write(repair.draft);
        let mut loaded = theta_spec::load("spec.toml", written.text.as_bytes());
        loaded.report.leave_out_warnings();
        if !loaded.report.has_errors() || round == ROUNDS || !repair.all(&written, &loaded) {
            return Repaired {
                written,
                loaded,
                left_out: repair.left_out,
                notes: repair.notes,
            };
        }
        round += 1;
    }
}

struct Repair<'r> {
    draft: &'r mut Draft,
    /// How often a thing was said with less.
    steps: BTreeMap<Item, usize>,
    /// Endpoints that are removed at the end of the round: the others keep their numbers until then.
    leaving: BTreeMap<usize, Loss>,
    /// Those of them that another one speaks for.
    merged: BTreeSet<usize>,
    left_out: Vec<(usize, Loss)>,
    notes: Vec<Loss>,
}

impl Repair<'_> {
    /// Whether anything was changed.
    fn all(&mut self, written: &Written, loaded: &Loaded) -> bool {
        let mut found: BTreeMap<Item, &Diagnostic> = BTreeMap::new();
        for diagnostic in loaded.report.diagnostics() {
            // A note that counts further errors is about none of them.
            let counts = diagnostic.message.starts_with("and ")
                && diagnostic.message.ends_with(" more like it");
            if diagnostic.severity == Severity::Error
                && !counts
                && let Some(item) = written.at(diagnostic.span.start)
            {
                found.entry(item).or_insert(diagnostic);
            }
        }
        let any = !found.is_empty();
        // What is removed moves what comes behind it.
        for (item, diagnostic) in found.into_iter().rev() {
            let step = self.steps.entry(item).or_default();
            *step += 1;
            let step = *step;
            self.one(item, step, diagnostic, written);
        }
        for (at, loss) in std::mem::take(&mut self.leaving).into_iter().rev() {
            self.remove(at, &loss);
        }
        any
    }

    fn one(&mut self, item: Item, step: usize, diagnostic: &Diagnostic, written: &Written) {
        let why = reason(diagnostic);
        match item {
            Item::Api => self.address(step, &why),
            Item::Variable(at) => self.variable(at, &why),
            Item::Auth => self.no_keys(&why),
            Item::Shape(at) => self.shape(at, diagnostic, written, &why),
            Item::Type(id)
                if step <= 2
                    && diagnostic.code == "T0414"
                    && crate::schema::laid_together(&mut self.draft.types, id) => {}
            Item::Type(id) => self.any_json(id, &why),
            Item::Field(id, at) => self.field(id, at, step, &why),
            Item::Endpoint(at) => self.endpoint(at, step, diagnostic, written, &why),
            Item::Param(at, index) => self.param(at, index, step, diagnostic, &why),
            Item::Body(at) => self.body(at, step, &why),
            Item::Part(at, index) => self.part(at, index, step, &why),
            Item::Returns(at) => self.returns(at, step, &why),
            // Nothing is lost that the document says.
            Item::Pages(at) => self.draft.endpoints[at].pages = None,
            Item::ResponseHeader(at, index) => {
                let endpoint = &mut self.draft.endpoints[at];
                let field = endpoint.response_headers.remove(index);
                endpoint.losses.push(Loss::new(
                    field.place,
                    format!("{why}: the header is left out"),
                ));
                self.steps.remove(&item);
            }
            // An example that is no failure of its own kind.
            Item::Row(at) if !self.draft.rows[at].examples.is_empty() => {
                self.draft.rows[at].examples.clear();
            }
            Item::Row(at) => {
                let row = self.draft.rows.remove(at);
                self.notes.push(Loss::new(
                    row.place,
                    format!("{why}: the failure is left out"),
                ));
                self.steps.remove(&item);
            }
        }
    }

    fn address(&mut self, step: usize, why: &str) {
        let reason = format!("{why}: the first server alone, with the defaults of its variables");
        self.notes.push(Loss::new("/servers", reason.as_str()));
        let api = &mut self.draft.api;
        if step > 1 {
            NOWHERE.clone_into(&mut api.base_url);
        }
        let variables = std::mem::take(&mut api.variables);
        for variable in &variables {
            let first = variable.default.as_ref().or(variable.values.first());
            let value = first.map_or("default", String::as_str);
            let hole = format!("{{{}}}", variable.name);
            api.base_url = api.base_url.replace(&hole, value);
        }
        // A brace that is left belongs to nothing.
        api.base_url.retain(|c| !matches!(c, '{' | '}'));
        let hosts = std::mem::take(&mut api.hosts);
        for endpoint in &mut self.draft.endpoints {
            let place = endpoint.place.clone();
            if let Some(name) = endpoint.host.take() {
                let mut hosts = hosts.iter();
                let url = hosts.find(|(known, _)| *known == name);
                let url = url.map(|(_, url)| url.as_str()).unwrap_or_default();
                let reason = format!("it is on another host, `{url}`: this one is taken");
                endpoint.losses.push(Loss::new(place, reason));
            } else if !variables.is_empty() {
                endpoint.losses.push(Loss::new(place, reason.as_str()));
            }
        }
    }

    fn variable(&mut self, at: usize, why: &str) {
        match self.draft.api.variables.get_mut(at) {
            Some(variable) if !variable.values.is_empty() => {
                variable.values.clear();
                let note = format!("{why}: the variable `{}` is any text", variable.name);
                self.notes.push(Loss::new("/servers", note));
            }
            Some(_) => self.address(1, why),
            None => {}
        }
    }

    fn no_keys(&mut self, why: &str) {
        let reason = format!("{why}: keys are left out");
        self.notes.push(Loss::new("/security", reason.as_str()));
        self.draft.schemes.clear();
        let usual = std::mem::take(&mut self.draft.auth);
        for endpoint in &mut self.draft.endpoints {
            let needed = endpoint.auth.take().unwrap_or_else(|| usual.clone());
            if needed.iter().any(|all| !all.is_empty()) {
                let place = endpoint.place.clone();
                endpoint.losses.push(Loss::new(place, reason.as_str()));
            }
        }
    }

    fn shape(&mut self, at: usize, diagnostic: &Diagnostic, written: &Written, why: &str) {
        if diagnostic.code == "T0705"
            && let Some((span, _)) = diagnostic.related.first()
            && let Some(Item::Shape(other)) = written.at(span.start)
            && other != at
        {
            // Either may win: a body that is both is read the same way.
            let name = self.draft.shapes[at].name.clone();
            let before = &mut self.draft.shapes[other].before;
            if !before.contains(&name) {
                before.push(name);
                return;
            }
        }
        let shape = self.draft.shapes.remove(at);
        for row in &mut self.draft.rows {
            row.shapes.retain(|name| *name != shape.name);
        }
        for other in &mut self.draft.shapes {
            other.before.retain(|name| *name != shape.name);
        }
        self.notes.push(Loss::new(
            shape.place,
            format!("{why}: what failures look like is left out"),
        ));
    }

    fn any_json(&mut self, id: usize, why: &str) {
        let def = &mut self.draft.types[id];
        def.losses
            .push(Loss::new(def.place.clone(), format!("{why}: any JSON")));
        def.kind = Kind::Alias(Ty::JSON);
    }

    fn field(&mut self, id: usize, at: usize, step: usize, why: &str) {
        if let Kind::Struct { fields, .. } = &mut self.draft.types[id].kind
            && let Some(field) = fields.get_mut(at)
        {
            if step == 1 && field.default.take().is_some() {
                return;
            }
            if step <= 2 && !field.rest {
                let place = field.place.clone();
                if field.constant.take().is_none() {
                    field.ty = Ty::JSON;
                }
                field.rust = None;
                self.draft.types[id]
                    .losses
                    .push(Loss::new(place, format!("{why}: any JSON")));
                return;
            }
            if field.rest {
                let field = fields.remove(at);
                let def = &mut self.draft.types[id];
                if let Kind::Struct { open, .. } = &mut def.kind {
                    *open = true;
                }
                def.losses.push(Loss::new(
                    field.place,
                    format!("{why}: further fields are any JSON"),
                ));
                self.steps.remove(&Item::Field(id, at));
                return;
            }
        }
        self.any_json(id, why);
    }

    fn endpoint(
        &mut self,
        at: usize,
        step: usize,
        diagnostic: &Diagnostic,
        written: &Written,
        why: &str,
    ) {
        // The same request under two names: one endpoint that takes and gives what both do.
        if diagnostic.code == "T0501"
            && let Some((span, _)) = diagnostic.related.first()
            && let Some(Item::Endpoint(first)) = written.at(span.start)
            && first < at
            && !self.leaving.contains_key(&first)
            && merge::into(self.draft, first, at)
        {
            self.merged.insert(at);
            self.leave_out(at, why);
            return;
        }
        if diagnostic.code == "T0310" && self.draft.endpoints[at].pages.take().is_some() {
            return;
        }
        let body = &mut self.draft.endpoints[at].body;
        // Two arguments of one name, or one that every request has.
        if step == 1 && matches!(diagnostic.code, "T0504" | "T0310") {
            body.whole = matches!(body.content, Content::Json(_) | Content::Form(_));
            if let Content::Parts(parts) = &mut body.content {
                for part in parts
                    .iter_mut()
                    .filter(|part| matches!(part.holds, Holds::Json(_)))
                {
                    part.whole = true;
                }
            }
            return;
        }
        self.leave_out(at, why);
    }

    fn leave_out(&mut self, at: usize, why: &str) {
        let loss = Loss::new(self.draft.endpoints[at].place.clone(), why);
        self.leaving.entry(at).or_insert(loss);
    }

    fn remove(&mut self, at: usize, loss: &Loss) {
        let endpoint = self.draft.endpoints.remove(at);
        let merged = self.merged.remove(&at);
        for operation in endpoint.operations.into_iter().filter(|_| !merged) {
            self.left_out.push((operation, loss.clone()));
        }
        let shifted = |index: usize| if index > at { index - 1 } else { index };
        for row in &mut self.draft.rows {
            row.on = row
                .on
                .iter()
                .copied()
                .filter(|on| *on != at)
                .map(shifted)
                .collect();
        }
        self.draft
            .rows
            .retain(|row| row.everywhere || !row.on.is_empty());
        // What is known of endpoints behind it moves with them.
        let steps = std::mem::take(&mut self.steps);
        for (item, step) in steps {
            let moved = match item {
                Item::Endpoint(index)
                | Item::Param(index, _)
                | Item::Body(index)
                | Item::Part(index, _)
                | Item::Returns(index)
                | Item::Pages(index)
                | Item::ResponseHeader(index, _)
                    if index == at =>
                {
                    None
                }
                Item::Endpoint(index) => Some(Item::Endpoint(shifted(index))),
                Item::Param(index, inner) => Some(Item::Param(shifted(index), inner)),
                Item::Body(index) => Some(Item::Body(shifted(index))),
                Item::Part(index, inner) => Some(Item::Part(shifted(index), inner)),
                Item::Returns(index) => Some(Item::Returns(shifted(index))),
                Item::Pages(index) => Some(Item::Pages(shifted(index))),
                Item::ResponseHeader(index, inner) => {
                    Some(Item::ResponseHeader(shifted(index), inner))
                }
                Item::Row(_) => None,
                other => Some(other),
            };
            if let Some(item) = moved {
                self.steps.insert(item, step);
            }
        }
    }

    fn param(&mut self, at: usize, index: usize, step: usize, diagnostic: &Diagnostic, why: &str) {
        let endpoint = &mut self.draft.endpoints[at];
        let Some(param) = endpoint.params.get_mut(index) else {
            return;
        };
        let place = param.field.place.clone();
        let is_of_clients = diagnostic.code == "T0508";
        match step {
            // A request is the same without it, or with what the client sends in its place.
            _ if is_of_clients && (param.field.optional || !says_which_part(param)) => {
                self.without_param(at, index, why);
            }
            _ if is_of_clients => self.leave_out(at, why),
            1 if param.field.default.take().is_some() => {}
            1 | 2 => {
                let list = matches!(param.field.ty, Ty::List(_));
                param.field.ty = if list && step == 1 {
                    Ty::List(Box::new(Ty::STRING))
                } else {
                    Ty::STRING
                };
                if !list || step == 2 {
                    param.lists = None;
                }
                param.nested = None;
                param.json = false;
                param.raw = false;
                param.field.constant = None;
                endpoint
                    .losses
                    .push(Loss::new(place, format!("{why}: any text")));
            }
            _ if param.field.optional => self.without_param(at, index, why),
            _ => self.leave_out(at, why),
        }
    }

    fn without_param(&mut self, at: usize, index: usize, why: &str) {
        let endpoint = &mut self.draft.endpoints[at];
        let param = endpoint.params.remove(index);
        let reason = format!("{why}: the parameter is left out");
        endpoint.losses.push(Loss::new(param.field.place, reason));
        self.steps.remove(&Item::Param(at, index));
    }

    fn body(&mut self, at: usize, step: usize, why: &str) {
        let endpoint = &mut self.draft.endpoints[at];
        let body = &mut endpoint.body;
        let loss = |what: &str| Loss::new(body.place.clone(), format!("{why}: {what}"));
        match step {
            1 if body.content_type.is_some() || body.optional => {
                let loss = loss("sent as the usual media type, and always");
                body.content_type = None;
                body.optional = false;
                endpoint.losses.push(loss);
            }
            1 | 2 if matches!(body.content, Content::Json(_)) => {
                let loss = loss("any JSON");
                body.content = Content::Json(Ty::JSON);
                body.whole = false;
                endpoint.losses.push(loss);
            }
            _ => self.leave_out(at, why),
        }
    }

    fn part(&mut self, at: usize, index: usize, step: usize, why: &str) {
        let endpoint = &mut self.draft.endpoints[at];
        let Content::Parts(parts) = &mut endpoint.body.content else {
            return;
        };
        let Some(part) = parts.get_mut(index) else {
            return;
        };
        let place = part.place.clone();
        if step <= 2 {
            let (holds, what) = match (&part.holds, step) {
                (Holds::Files, 1) => (Holds::File, "one file"),
                (Holds::Text(Ty::List(_)), 1) => {
                    (Holds::Text(Ty::List(Box::new(Ty::STRING))), "any texts")
                }
                (Holds::Json(_), 1) => (Holds::Json(Ty::JSON), "any JSON"),
                _ => (Holds::Text(Ty::STRING), "any text"),
            };
            part.holds = holds;
            part.content_type = None;
            endpoint
                .losses
                .push(Loss::new(place, format!("{why}: {what}")));
        } else if part.optional && parts.len() > 1 {
            parts.remove(index);
            endpoint
                .losses
                .push(Loss::new(place, format!("{why}: the part is left out")));
            self.steps.remove(&Item::Part(at, index));
        } else {
            self.leave_out(at, why);
        }
    }

    fn returns(&mut self, at: usize, step: usize, why: &str) {
        let endpoint = &mut self.draft.endpoints[at];
        let place = endpoint
            .answers
            .first()
            .map_or_else(|| endpoint.place.clone(), |answer| answer.place.clone());
        match step {
            1 if endpoint.answers.len() > 1 => {
                // The first with a body, and those that have none.
                let first = endpoint
                    .answers
                    .iter()
                    .position(|answer| answer.returns != Returns::Nothing);
                let mut index = 0;
                endpoint.answers.retain(|answer| {
                    index += 1;
                    Some(index - 1) == first
                        || (answer.returns == Returns::Nothing && answer.status.starts_with('2'))
                });
                if let Some(answer) = endpoint
                    .answers
                    .iter_mut()
                    .find(|answer| answer.returns != Returns::Nothing)
                {
                    answer.media = None;
                }
                endpoint
                    .losses
                    .push(Loss::new(place, format!("{why}: one of the answers")));
            }
            1 | 2 if endpoint.answers.iter().any(|answer| answer.media.is_some()) => {
                endpoint.answers.truncate(1);
                endpoint
                    .answers
                    .iter_mut()
                    .for_each(|answer| answer.media = None);
                endpoint
                    .losses
                    .push(Loss::new(place, format!("{why}: whatever the media type")));
            }
            3 => {
                let status = endpoint
                    .answers
                    .first()
                    .map_or_else(|| "200".to_owned(), |answer| answer.status.clone());
                let status = if status
                    .parse::<u16>()
                    .is_ok_and(|status| (200..300).contains(&status))
                {
                    status
                } else {
                    "200".to_owned()
                };
                endpoint.answers = vec![Answer {
                    status,
                    returns: Returns::Bytes,
                    media: None,
                    place: place.clone(),
                }];
                endpoint
                    .losses
                    .push(Loss::new(place, format!("{why}: bytes")));
            }
            1 | 2 => {
                for answer in &mut endpoint.answers {
                    answer.returns = match &answer.returns {
                        Returns::Json(_) => Returns::Json(Ty::JSON),
                        Returns::Xml(_) => Returns::Text,
                        Returns::Events(_, end) => Returns::Events(Ty::JSON, *end),
                        Returns::Lines(_) => Returns::Lines(Ty::JSON),
                        other => other.clone(),
                    };
                    if !answer.status.starts_with('2') {
                        "200".clone_into(&mut answer.status);
                    }
                }
                endpoint
                    .losses
                    .push(Loss::new(place, format!("{why}: less is said")));
            }
            _ => self.leave_out(at, why),
        }
    }
}

fn reason(diagnostic: &Diagnostic) -> String {
    match diagnostic.label.as_str() {
        "" => format!("{} ({})", diagnostic.message, diagnostic.code),
        label => format!("{}, {label} ({})", diagnostic.message, diagnostic.code),
    }
}
