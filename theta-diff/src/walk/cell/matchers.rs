//! The matchers of one text of a body, each once.

use super::{ABSENT, Role};
use crate::matchers::{anonymous, code_key};
use std::collections::HashMap;
use theta_spec::algebra::automaton::Automaton;
use theta_spec::algebra::overlap_witness;
use theta_spec::contract::{CodeMatcher, DetailMatcher, ErrorRow};
use theta_spec::template::Template;

#[derive(Default)]
pub(super) struct Matchers {
    keys: HashMap<String, u32>,
    pub(super) automata: Vec<Automaton>,
    /// The template, where it is one: what cannot meet the changed row is left out of the walk.
    pub(super) templates: Vec<Option<Template>>,
}

impl Matchers {
    fn add(
        &mut self,
        key: String,
        automaton: impl FnOnce() -> Automaton,
        template: Option<&Template>,
    ) -> u32 {
        if let Some(&at) = self.keys.get(&key) {
            return at;
        }
        let at = u32::try_from(self.automata.len()).unwrap_or(u32::MAX);
        self.keys.insert(key, at);
        self.automata.push(automaton());
        self.templates.push(template.cloned());
        at
    }

    fn template(&mut self, key: String, template: &Template) -> u32 {
        self.add(key, || Automaton::from(template), Some(template))
    }

    fn code(&mut self, code: &CodeMatcher) -> u32 {
        let key = code_key(Some(code));
        match code {
            // Of the ways to write a number, the shortest is tried.
            CodeMatcher::Exact(text) | CodeMatcher::Number(text) => {
                self.template(key, &Template::exact(text))
            }
            CodeMatcher::Template(template) => self.template(key, template),
            CodeMatcher::Folded { folded, .. } => self.add(key, || Automaton::folded(folded), None),
        }
    }

    fn texts(&mut self, matcher: &DetailMatcher) -> Vec<u32> {
        let templates = matcher.templates.iter();
        templates
            .map(|template| self.template(anonymous(template), template))
            .collect()
    }

    /// Indices of the matchers of which the row needs one; `None` when it does not look at the text.
    pub(super) fn needs(&mut self, row: &ErrorRow, role: &Role) -> Option<Vec<u32>> {
        match role {
            Role::Code => row.code.as_ref().map(|code| vec![self.code(code)]),
            Role::Detail => row.detail.as_ref().map(|detail| self.texts(detail)),
            Role::Field(name) => {
                let field = row.fields.iter().find(|field| field.field == *name)?;
                Some(self.texts(&field.matcher))
            }
            Role::Header(name) => {
                let header = row.headers.iter().find(|header| header.name == *name)?;
                Some(match &header.value {
                    None => vec![ABSENT],
                    Some(value) => self.texts(value),
                })
            }
        }
    }

    /// Indices of the matchers that can accept a text which the one at `focus` accepts; it comes first.
    pub(super) fn meeting(&self, focus: u32) -> Vec<u32> {
        let own = self.templates[focus as usize].as_ref();
        let meets = |at: &u32| match (own, self.templates[*at as usize].as_ref()) {
            (Some(a), Some(b)) => !matches!(overlap_witness(a, b), Ok(None)),
            _ => true,
        };
        let others = (0..self.automata.len())
            .filter_map(|at| u32::try_from(at).ok())
            .filter(|&at| at != focus)
            .filter(meets);
        std::iter::once(focus).chain(others).collect()
    }
}
