//! Finds what stands in learnt slots and is no fact of the contract.

use super::block::{Block, Kind};
use super::fact::{Fact, What};
use super::format::Format;
use super::known::{Known, has_hole};
use super::learn::{Held, Layout};
use super::news::News;
use super::page::Page;
use super::ring::{self, Ring};
use super::rows::{Beside, Home, Value, rows};
use super::shape::Shape;
use super::slot::{Class, Holds, Left, Right, Slot};
use super::verdict::Hits;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use theta_spec::contract::Status;

/// The share of known values from which a slot's others are news.
const SHARE: f64 = 0.5;

/// The same for a table of its own.
const SHARE_OF_TABLE: f64 = 0.25;

/// The news of a page.
pub(super) fn find(page: &Page, facts: &[Fact], hits: &Hits, layout: &Layout) -> Vec<News> {
    let known = Known::new(facts, hits);
    let blocks = layout.blocks(page);
    let fullest = layout.fullest();
    let mut values = Vec::new();
    let mut beside = Beside::new();
    for (slot, held) in &layout.slots {
        let count = |holds| {
            fullest
                .get(&(holds, &slot.class))
                .copied()
                .unwrap_or_default()
        };
        let other = if slot.holds == Holds::Code {
            Holds::Text
        } else {
            Holds::Code
        };
        if count(other) > 2 * count(slot.holds) || !is_worth(slot, held, &known) {
            continue;
        }
        // A text is all of a value, where most of those that are known are.
        if slot.is_part() && held.facts.len() < count(slot.holds) {
            continue;
        }
        let blocks = blocks.get(&slot.class).map_or(&[][..], Vec::as_slice);
        let mut search = Search {
            page,
            layout,
            known: &known,
            slot,
            held,
            beside: &mut beside,
        };
        search.values(blocks, &mut values);
    }
    let mut rows = rows(page, &values, &beside);
    rows.retain(|news| {
        !news
            .code
            .as_ref()
            .is_some_and(|code| known.open.contains(code))
    });
    rows.extend(statuses(page, facts, layout, &blocks, &rows));
    let several = facts.iter().any(|fact| fact.statuses.len() > 1);
    for news in &mut rows {
        news.beside = known.beside(news);
        // Where each known row has one status, one of several is another row's.
        news.sure &= several || news.statuses.len() < 2;
    }
    rows.retain(|news| news.beside.is_none_or(|fact| known.asks(fact)));
    rows
}

fn is_worth(slot: &Slot, held: &Held, known: &Known<'_>) -> bool {
    let support = held.facts.len();
    let enough = held.named || support > 1 || known.counts[slot.holds as usize] <= 3;
    let anchored = slot.is_anchored() || support > 2 && slot.class != Class::Kind(Kind::Paragraph);
    enough && anchored && !slot.class.is_silent() && support + usize::from(held.named) > 0
}

/// What encloses blocks that are judged together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Container {
    Table(u32),
    List(Option<u32>, Option<u32>),
    Page,
}

impl Container {
    fn of(block: &Block) -> Self {
        match block.kind {
            Kind::Cell { table, .. } => Self::Table(table),
            Kind::Item { .. } => Self::List(block.section, block.element),
            _ => Self::Page,
        }
    }
}

#[derive(Default)]
struct Content {
    known: usize,
    others: Vec<(usize, Range<usize>)>,
}

impl Content {
    fn share(&self) -> f64 {
        share(self.known, self.known + self.others.len())
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of values on a page")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

struct Search<'s> {
    page: &'s Page,
    layout: &'s Layout,
    known: &'s Known<'s>,
    slot: &'s Slot,
    held: &'s Held,
    beside: &'s mut Beside,
}

impl Search<'_> {
    fn values(&mut self, blocks: &[usize], values: &mut Vec<Value>) {
        let contents = self.contents(blocks);
        let support = self.held.facts.len();
        let all = self.known.counts[self.slot.holds as usize];
        let known: usize = contents.values().map(|content| content.known).sum();
        let total: usize = known
            + contents
                .values()
                .map(|content| content.others.len())
                .sum::<usize>();
        let is_main = support * 2 >= all;
        let is_small = support * 10 < all * 3;
        if is_small && !self.held.named && share(known, total) < SHARE {
            return;
        }
        let hit = contents.values().filter(|content| content.known > 0);
        let good = hit
            .clone()
            .filter(|content| content.share() >= SHARE)
            .count();
        let spread =
            good > 1 || good == 1 && support <= 3 || is_main && support <= 6 && hit.count() > 1;
        let with_known = contents.iter().filter(|(_, content)| content.known > 0);
        let headers: BTreeSet<&[Box<str>]> = with_known
            .filter_map(|(container, _)| match container {
                Container::Table(table) => Some(self.header(*table)),
                _ => None,
            })
            .filter(|header| !header.is_empty())
            .collect();
        for (container, content) in &contents {
            // A table like one that has known values is one of them; any other is only asked about.
            let alike = matches!(container, Container::Table(table) if headers.contains(&self.header(*table)));
            let fits = if *container == Container::Page {
                self.slot.class.is_structured() || share(known, total) >= SHARE
            } else if content.known == 0 {
                spread || alike
            } else {
                let most =
                    is_main && (content.known * 5 >= support && content.known > 1 || support <= 5);
                content.share() >= SHARE_OF_TABLE || most
            };
            if fits {
                let certain = *container == Container::Page || content.known > 0 || alike;
                let found = content
                    .others
                    .iter()
                    .filter_map(|(block, range)| self.value(*block, range));
                values.extend(found.map(|value| Value {
                    sure: value.sure && certain,
                    ..value
                }));
            }
        }
    }

    fn header(&self, table: u32) -> &[Box<str>] {
        self.page
            .tables
            .get(table as usize)
            .map_or(&[], |table| &table.header)
    }

    fn contents(&mut self, blocks: &[usize]) -> BTreeMap<Container, Content> {
        let mut shapes: BTreeSet<Shape> = BTreeSet::new();
        for index in &self.held.facts {
            if let Some(What::Code { text, .. }) =
                self.known.facts.get(*index).map(|fact| &fact.what)
            {
                shapes.insert(Shape::of(text));
            }
        }
        let holds = self.slot.holds;
        let support = self.held.facts.len();
        let mut contents: BTreeMap<Container, Content> = BTreeMap::new();
        for &at in blocks {
            let block = &self.page.blocks[at];
            for range in self.slot.values(block) {
                let text = &block.text[range.clone()];
                let known = self.known.has(holds, text, at, &range);
                if !known && !self.may_be(text, &shapes, support) {
                    continue;
                }
                let content = contents.entry(Container::of(block)).or_default();
                if known {
                    content.known += 1;
                    for home in [Some(Home::Record(block.record)), Home::of(self.page, at)] {
                        self.beside
                            .entry((home, holds))
                            .or_default()
                            .insert(text.to_owned());
                    }
                } else {
                    content.others.push((at, range));
                }
            }
        }
        contents
    }

    fn may_be(&self, text: &str, shapes: &BTreeSet<Shape>, support: usize) -> bool {
        if self.slot.holds == Holds::Text {
            return text.len() > 3;
        }
        let shape = Shape::of(text);
        if self.held.named && shapes.is_empty() {
            return !matches!(shape, Shape::Words | Shape::Other | Shape::Number(1 | 2));
        }
        let placed = matches!(
            self.slot.class,
            Class::Cell(_) | Class::Kind(Kind::Item { .. } | Kind::Term)
        );
        let odd = placed
            && support > 1
            && shape == Shape::Other
            && !shapes.contains(&Shape::Words)
            && (4..60).contains(&text.len())
            && text.starts_with(char::is_alphanumeric);
        shapes.iter().any(|known| shape.goes_with(*known)) || odd
    }

    fn value(&self, block: usize, range: &Range<usize>) -> Option<Value> {
        let (statuses, ring) = self.status(block, range);
        let number = |status: &Status| match status {
            Status::Exact(status) => Some(*status),
            Status::Class(_) | Status::Default => None,
        };
        let is_failure = |status: &Status| match status {
            Status::Exact(status) => *status >= 400,
            Status::Class(class) => *class >= 4,
            Status::Default => true,
        };
        if !statuses.is_empty() && !statuses.iter().any(is_failure) {
            return None;
        }
        let mut numbers: Vec<u16> = statuses
            .iter()
            .filter(|status| is_failure(status))
            .filter_map(number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let all = self.known.counts[self.slot.holds as usize];
        let by_ring = self.held.ring.is_some() && ring == self.held.ring && self.held.is_sound(all);
        let whole = self.slot.left == Left::All(String::new()) && self.slot.right == Right::Nothing;
        let prose = self.slot.class.is_prose() && whole;
        // The values of the slot have no status, and this one has none either.
        let without = self.held.ring.is_none()
            && !self.held.has_wrong()
            && !self.held.named
            && numbers.is_empty();
        let named = self.held.named && ring.as_ref().is_some_and(Ring::is_strong);
        if statuses.is_empty() && self.held.alone == 0 && self.known.has_statuses {
            // All its neighbours have a status: it stands for any of them.
            return None;
        }
        let page = self.page;
        // Of text without structure nothing is sure.
        let loose = page.format == Format::Text && !matches!(self.slot.class, Class::Cell(_));
        let raw = raw(page, block, range);
        let has_hole = self.slot.holds == Holds::Text && has_hole(&raw);
        let span = page.blocks[block].span;
        let written = &page.source.text()[span.start..span.end];
        let in_quotes = || raw.replace('\\', "\\\\").replace('"', "\\\"");
        let verbatim = written.contains(&raw)
            || matches!(page.blocks[block].kind, Kind::Leaf { .. })
                && written.contains(&in_quotes());
        let exact = self.held.exact
            && !self.held.foreign
            && !self.slot.is_part()
            && self.is_own(block, range)
            && verbatim
            && !loose
            && !has_hole;
        Some(Value {
            holds: self.slot.holds,
            text: raw,
            block,
            statuses: numbers,
            sure: exact && ((by_ring || without) && !prose || named),
            exact,
        })
    }

    /// Whether a value stands in no other slot that is learnt.
    fn is_own(&self, block: usize, range: &Range<usize>) -> bool {
        let own = Slot::of(self.page, &self.page.blocks[block], range, self.slot.holds);
        own == *self.slot || !self.layout.slots.contains_key(&own)
    }

    /// The statuses of a value: by the ring of its slot, or else by the nearest one.
    fn status(&self, block: usize, range: &Range<usize>) -> (Vec<Status>, Option<Ring>) {
        let rings = ring::around(self.page, block, range);
        let by_ring = rings
            .iter()
            .find(|(ring, _)| Some(ring) == self.held.ring.as_ref());
        let near = rings.iter().find(|(ring, _)| !ring.is_loose());
        let loose = rings
            .first()
            .filter(|(_, statuses)| statuses.iter().all(|status| *status == statuses[0]));
        match by_ring.or(near).or(loose) {
            Some((ring, statuses)) => (statuses.clone(), Some(ring.clone())),
            None => (Vec::new(), None),
        }
    }
}

/// A value as the page writes it: with the backticks that are inside it.
fn raw(page: &Page, at: usize, range: &Range<usize>) -> String {
    let block = &page.blocks[at];
    let written = &page.source.text()[block.span.start..block.span.end];
    let mut out = String::new();
    let mut from = range.start;
    for (start, end) in &*block.marks {
        let (start, end) = (*start as usize, *end as usize);
        let inner =
            start >= range.start && end <= range.end && (start > range.start || end < range.end);
        if inner {
            let code = format!("`{}`", &block.text[start..end]);
            out.push_str(&block.text[from..start]);
            out.push_str(if written.contains(&code) {
                &code
            } else {
                &block.text[start..end]
            });
            from = end;
        }
    }
    out.push_str(&block.text[from..range.end]);
    out
}

/// The statuses that stand where the contract's do and are in none of its rows.
fn statuses(
    page: &Page,
    facts: &[Fact],
    layout: &Layout,
    blocks: &HashMap<&Class, Vec<usize>>,
    rows: &[News],
) -> Vec<News> {
    let mut have: BTreeSet<Status> = facts
        .iter()
        .flat_map(|fact| fact.statuses.iter().copied())
        .collect();
    have.extend(
        rows.iter()
            .flat_map(|news| news.statuses.iter().map(|status| Status::Exact(*status))),
    );
    let mut found: BTreeMap<u16, News> = BTreeMap::new();
    for (slot, known) in &layout.statuses {
        if slot.class.is_silent() || slot.class == Class::Kind(Kind::Code) {
            continue;
        }
        let mut others = Vec::new();
        let mut count = 0;
        for &at in blocks.get(&slot.class).map_or(&[][..], Vec::as_slice) {
            for status in slot.values(&page.blocks[at]) {
                if have.contains(&status) {
                    count += 1;
                } else if let Status::Exact(status @ 400..) = status {
                    others.push((status, at));
                }
            }
        }
        let strong = slot.class.is_structured();
        if known.len() < 2 && (have.len() > 3 || others.len() > count && !strong) {
            continue;
        }
        for (status, at) in others {
            let sure = known.len() > 1 && strong;
            let news = found.entry(status).or_insert_with(|| News {
                statuses: vec![status],
                code: None,
                detail: None,
                blocks: Vec::new(),
                sure,
                beside: None,
            });
            news.sure |= sure;
            if !news.blocks.contains(&at) && news.blocks.len() < MAX_BLOCKS {
                news.blocks.push(at);
            }
        }
    }
    found.into_values().collect()
}

/// How many blocks are named that state a status.
const MAX_BLOCKS: usize = 16;
