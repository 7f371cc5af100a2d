//! Facts out of the pieces of pages.

pub(super) mod columns;
mod entry;
mod groups;
mod headers;
mod json;
pub(super) mod limits;
pub(super) mod paths;
mod prose;
mod retry;
mod sample;
mod shared;
pub(super) mod status;
mod table;
mod texts;
pub(super) mod transport;

pub(super) use groups::Groups;

use super::blocks::{Block, BlockKind, FLAT, Rich};
use super::{Fact, Page, Place, Scope, Statement, Surety, Vocabulary};
use theta_spec::contract::Status;
use theta_spec::source::Span;

/// Adds the facts of one page.
///
/// Gives further places that facts were made of, each with the index of its fact.
pub(super) fn page(
    index: usize,
    source: &Page,
    blocks: &[Block],
    vocabulary: &Vocabulary,
    groups: &Groups,
    entries: &mut usize,
    facts: &mut Vec<Fact>,
) -> Vec<(Place, usize)> {
    let mut reader = Reader {
        page: index,
        source,
        vocabulary,
        groups,
        facts,
        entries,
        sections: Vec::new(),
        entry: 0,
        lead: String::new(),
        led: false,
        fresh: false,
        sources: Vec::new(),
        only: Vec::new(),
        headings: 0,
        reaching: Vec::new(),
    };
    let first = reader.facts.len();
    reader.entry = reader.next_entry();
    for (at, block) in blocks.iter().enumerate() {
        reader.block(block, blocks.get(at + 1));
    }
    retry::exclusions(&mut reader, first);
    reader.sources
}

/// What is known while a page is read from its beginning to its end.
struct Reader<'a> {
    page: usize,
    source: &'a Page,
    vocabulary: &'a Vocabulary,
    groups: &'a Groups,
    facts: &'a mut Vec<Fact>,
    entries: &'a mut usize,
    /// The headings above, outermost first.
    sections: Vec<Section>,
    /// Number of the entry that is open.
    entry: usize,
    /// The paragraph before, which may introduce what follows.
    lead: String,
    /// Whether that paragraph is the piece right before.
    led: bool,
    /// Whether nothing stands between here and the heading.
    fresh: bool,
    /// Places that facts were made of besides their own.
    sources: Vec<(Place, usize)>,
    /// Lists of the only statuses to try again.
    only: Vec<(Span, Vec<Status>)>,
    /// How many headings there were.
    headings: usize,
    /// Facts about all that follows, each with the level of the heading that ends it.
    reaching: Vec<(usize, u8)>,
}

/// A heading and what it says of all under it.
#[derive(Clone, Debug, Default)]
struct Section {
    level: u8,
    title: String,
    status: Vec<Status>,
    endpoints: Vec<String>,
    entry: usize,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block, next: Option<&Block>) {
        match &block.kind {
            BlockKind::Heading(level) => {
                self.heading(*level, &block.text);
                self.lead.clear();
                self.fresh = true;
                self.led = false;
                return;
            }
            BlockKind::Paragraph => {
                self.entry = self.section_entry();
                if !(self.fresh && entry::heading_line(self, &block.text)) {
                    let shown = texts::shown_body(self, &block.text, next);
                    if !shown {
                        prose::read(self, &block.text, &self.scope(), Surety::Plain);
                    }
                }
                end_of(block.text.text()).clone_into(&mut self.lead);
                self.led = true;
                self.fresh = false;
                return;
            }
            BlockKind::Item => {
                self.entry = self.next_entry();
                entry::item(self, &block.text);
                self.entry = self.section_entry();
            }
            BlockKind::Code(language) => sample::read(self, language, &block.text),
            BlockKind::Table(table) => {
                table::read(self, table);
                self.entry = self.section_entry();
            }
        }
        self.fresh = false;
        self.led = false;
    }

    /// Opens a section: its statuses and endpoints hold until the next heading that is not below it.
    fn heading(&mut self, level: u8, text: &Rich) {
        while self
            .sections
            .last()
            .is_some_and(|above| above.level >= level)
        {
            self.sections.pop();
        }
        self.headings += 1;
        let entry = self.next_entry();
        self.entry = entry;
        let above = self.sections.last().cloned().unwrap_or_default();
        let mut section = Section {
            level,
            title: start_of(text.text()).to_owned(),
            status: above.status,
            endpoints: above.endpoints,
            entry,
        };
        let statuses: Vec<Status> = entry::of_heading(text.text())
            .into_iter()
            .map(|(status, _)| status)
            .collect();
        if !statuses.is_empty() {
            section.status = sorted(statuses);
        }
        let named = Groups::endpoints_of_heading(text.text(), self.vocabulary);
        self.end_of_reach(level, !named.is_empty(), text);
        if !named.is_empty() {
            section.endpoints = named;
        }
        self.sections.push(section);
        entry::heading(self, text);
    }

    /// Whether the section that is open has no endpoints of its own yet.
    fn fresh_section(&self) -> bool {
        self.sections
            .last()
            .is_none_or(|section| section.endpoints.is_empty())
    }

    fn section_entry(&self) -> usize {
        self.sections
            .last()
            .map_or(self.entry, |section| section.entry)
    }

    fn next_entry(&mut self) -> usize {
        *self.entries += 1;
        *self.entries
    }

    /// The title of the nearest heading.
    fn section(&self) -> &str {
        self.sections.last().map_or("", |section| &section.title)
    }

    /// What holds here for whatever is said.
    fn scope(&self) -> Scope {
        let section = self.sections.last();
        Scope {
            status: section
                .map(|section| section.status.clone())
                .unwrap_or_default(),
            endpoints: section
                .map(|section| section.endpoints.clone())
                .unwrap_or_default(),
            section: self.section().to_owned(),
            entry: self.entry,
        }
    }

    fn add(&mut self, statement: Statement, span: Span, scope: &Scope, surety: Surety) {
        if span.start == span.end {
            return;
        }
        let place = Place {
            page: self.page,
            span,
        };
        self.facts.push(Fact {
            statement,
            scope: Scope {
                entry: self.entry,
                ..scope.clone()
            },
            place,
            surety,
        });
    }

    /// Notes a place that the last fact was made of.
    fn made_of(&mut self, span: Span) {
        if let Some(last) = self.facts.len().checked_sub(1) {
            let place = Place {
                page: self.page,
                span,
            };
            self.sources.push((place, last));
        }
    }

    /// Notes that the last fact is about all that follows in its section; under the first heading of a page, on the page.
    fn reaches(&mut self) {
        if let Some(last) = self.facts.len().checked_sub(1) {
            let level = self.sections.last().map_or(0, |section| section.level);
            let level = if self.headings > 1 { level } else { 0 };
            self.reaching.push((last, level));
        }
    }

    /// Ends what is about all that follows, where a heading opens another section or one about certain endpoints.
    fn end_of_reach(&mut self, level: u8, of_endpoints: bool, heading: &Rich) {
        let at = heading.span(0..heading.text().len()).start;
        let facts = &mut *self.facts;
        self.reaching.retain(|(fact, own)| {
            let goes_on = level > *own && !of_endpoints;
            if let (false, Statement::SharedErrors { until }) =
                (goes_on, &mut facts[*fact].statement)
            {
                *until = at;
            }
            goes_on
        });
    }

    /// Gives the section that is open statuses or endpoints that a line under the heading names.
    fn narrow(&mut self, status: Vec<Status>, endpoints: Vec<String>) {
        if self.sections.is_empty() {
            let entry = self.entry;
            self.sections.push(Section {
                level: FLAT,
                entry,
                ..Section::default()
            });
        }
        if let Some(section) = self.sections.last_mut() {
            if !status.is_empty() {
                section.status = sorted(status);
            }
            if !endpoints.is_empty() {
                section.endpoints = endpoints;
            }
        }
    }
}

/// The most of a title or a lead-in that is kept, in bytes.
const MAX_CONTEXT: usize = 240;

fn start_of(text: &str) -> &str {
    let mut end = text.len().min(MAX_CONTEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn end_of(text: &str) -> &str {
    let mut start = text.len().saturating_sub(MAX_CONTEXT);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list.dedup();
    list
}
