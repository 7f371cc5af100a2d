//! What the places of known facts tell of a page's layout.

use super::block::{Block, Kind, Place};
use super::fact::{Fact, What};
use super::page::Page;
use super::ring::{self, Ring};
use super::slot::{Class, Holds, Slot, StatusSlot};
use super::status;
use super::verdict::Hits;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use theta_spec::contract::Status;

/// What is known of a page's layout: the slots in which codes, texts and statuses of the contract stand.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub(super) slots: BTreeMap<Slot, Held>,
    pub(super) statuses: BTreeMap<StatusSlot, BTreeSet<Status>>,
}

/// What stands in a slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// The facts that stand in it.
    pub(super) facts: BTreeSet<usize>,
    /// How often each ring gives the right status, and how often a wrong one.
    pub(super) votes: BTreeMap<Ring, (usize, usize)>,
    /// The ring that gives the status.
    pub(super) ring: Option<Ring>,
    /// How many of its values have no status around them.
    pub(super) alone: usize,
    /// Whether the contract names the place as that of codes or texts.
    pub(super) named: bool,
    /// Whether the contract reads such values elsewhere in a body, where the page has some.
    pub(super) foreign: bool,
    /// Whether each known value of the slot is found again by what is to its left and right.
    pub(super) exact: bool,
}

impl Held {
    /// Whether the ring never gave a wrong status, and gave as many right ones as `known` facts allow, at least up to two.
    pub(super) fn is_sound(&self, known: usize) -> bool {
        let votes = self.ring.as_ref().and_then(|ring| self.votes.get(ring));
        votes.is_some_and(|(right, wrong)| *wrong == 0 && *right >= known.min(2))
    }

    pub(super) fn has_wrong(&self) -> bool {
        self.votes.values().any(|(_, wrong)| *wrong > 0)
    }
}

/// For each fact the statuses of all that have the same value: one code may be that of several rows.
pub(super) fn shared(facts: &[Fact]) -> Vec<Vec<Status>> {
    let mut all: HashMap<(Holds, String), Vec<Status>> = HashMap::new();
    let key = |fact: &Fact| Some((holds(fact)?, fact.value()));
    for fact in facts {
        if let Some(key) = key(fact) {
            all.entry(key).or_default().extend(&fact.statuses);
        }
    }
    let of = |fact: &Fact| {
        key(fact)
            .and_then(|key| all.get(&key).cloned())
            .unwrap_or_default()
    };
    facts.iter().map(of).collect()
}

/// What kind of value a fact is, if slots are learnt from it.
pub(super) fn holds(fact: &Fact) -> Option<Holds> {
    match &fact.what {
        // A number of one or two digits stands in any table.
        What::Code { text, .. } if text.len() < 3 && text.bytes().all(|b| b.is_ascii_digit()) => {
            None
        }
        What::Code { .. } => Some(Holds::Code),
        What::Text(_) if fact.path.last().is_some_and(|key| key == "code") => Some(Holds::Code),
        What::Text(_) => Some(Holds::Text),
        _ => None,
    }
}

impl Layout {
    /// Learns the layout of a page from where facts were found on it. `places` are those at which the contract reads codes
    /// and texts of a body.
    pub(super) fn learn(
        page: &Page,
        facts: &[Fact],
        hits: &Hits,
        places: &[(String, bool)],
    ) -> Self {
        let mut layout = Self::default();
        let mut orders: BTreeMap<Slot, Vec<Ring>> = BTreeMap::new();
        let mut statuses: BTreeSet<Status> = BTreeSet::new();
        let shared = shared(facts);
        for (index, (fact, found)) in facts.iter().zip(&hits.places).enumerate() {
            let Some(holds) = holds(fact) else {
                if let What::Status(status @ Status::Exact(_)) = fact.what
                    && statuses.insert(status)
                {
                    layout.status(page, status, found);
                }
                continue;
            };
            for place in found {
                let block = &page.blocks[place.block];
                if block.kind == Kind::Meta {
                    continue;
                }
                let range = place.start..place.end;
                let slot = Slot::of(page, block, &range, holds);
                let exact = slot.values(block).contains(&range);
                let rings = ring::around(page, place.block, &range);
                let order = orders.entry(slot.clone()).or_default();
                if order.is_empty() {
                    order.extend(rings.iter().map(|(ring, _)| ring.clone()));
                }
                let fresh = !layout.slots.contains_key(&slot);
                let held = layout.slots.entry(slot).or_default();
                held.exact = exact && (fresh || held.exact);
                held.facts.insert(index);
                held.alone += usize::from(rings.iter().all(|(ring, _)| ring.is_loose()));
                let mut seen = BTreeSet::new();
                for (ring, statuses) in rings {
                    if !seen.insert(ring.clone()) {
                        continue;
                    }
                    let votes = held.votes.entry(ring).or_default();
                    if status::agree(&shared[index], &statuses) {
                        votes.0 += 1;
                    } else {
                        votes.1 += 1;
                    }
                }
            }
        }
        for (slot, held) in &mut layout.slots {
            held.ring = chosen(&held.votes, orders.get(slot).map_or(&[], Vec::as_slice));
        }
        layout.name(page, places);
        layout
    }

    fn status(&mut self, page: &Page, status: Status, found: &[Place]) {
        for place in found {
            let block = &page.blocks[place.block];
            if block.kind == Kind::Meta {
                continue;
            }
            if let Some(slot) = StatusSlot::of(page, block, &(place.start..place.end)) {
                self.statuses.entry(slot).or_default().insert(status);
            }
        }
    }

    /// Adds the places that the contract itself names.
    fn name(&mut self, page: &Page, places: &[(String, bool)]) {
        let mut named: BTreeSet<Class> = BTreeSet::new();
        for (pointer, is_code) in places {
            let kind = Kind::Leaf {
                pointer: pointer.as_str().into(),
            };
            if !page.blocks.iter().any(|block| block.kind == kind) {
                continue;
            }
            let slot = Slot {
                holds: if *is_code { Holds::Code } else { Holds::Text },
                class: Class::Kind(kind),
                left: super::slot::Left::All(String::new()),
                right: super::slot::Right::Nothing,
            };
            named.insert(slot.class.clone());
            self.slots.entry(slot).or_insert_with(|| Held {
                named: true,
                exact: true,
                ..Held::default()
            });
        }
        for (slot, held) in &mut self.slots {
            let is_leaf = matches!(slot.class, Class::Kind(Kind::Leaf { .. }));
            held.foreign = is_leaf && !named.is_empty() && !named.contains(&slot.class);
        }
    }

    /// Adds what an earlier state of the page taught.
    pub(super) fn join(&mut self, old: &Self) {
        for (slot, held) in &old.slots {
            match self.slots.get_mut(slot) {
                Some(own) if !own.named => {
                    if own.ring.is_none() {
                        own.ring.clone_from(&held.ring);
                    }
                }
                _ => {
                    self.slots.insert(slot.clone(), held.clone());
                }
            }
        }
        for (slot, statuses) in &old.statuses {
            self.statuses
                .entry(slot.clone())
                .or_default()
                .extend(statuses);
        }
    }

    /// How many facts stand in the fullest slot of each class.
    pub(super) fn fullest(&self) -> HashMap<(Holds, &Class), usize> {
        let mut fullest = HashMap::new();
        for (slot, held) in &self.slots {
            let most = fullest.entry((slot.holds, &slot.class)).or_insert(0);
            *most = held.facts.len().max(*most);
        }
        fullest
    }

    /// The blocks of the classes that slots have, by class.
    pub(super) fn blocks<'l>(&'l self, page: &Page) -> HashMap<&'l Class, Vec<usize>> {
        let slots = self.slots.keys().map(|slot| &slot.class);
        let classes: BTreeSet<&Class> = slots
            .chain(self.statuses.keys().map(|slot| &slot.class))
            .collect();
        let mut blocks: HashMap<&Class, Vec<usize>> = HashMap::new();
        let mut columns: HashMap<(u32, u32), Option<&Class>> = HashMap::new();
        let find = |block: &Block| classes.get(&Class::of(page, block)).copied();
        for (at, block) in page.blocks.iter().enumerate() {
            let class = match block.kind {
                Kind::Cell { table, column, .. } => *columns
                    .entry((table, column))
                    .or_insert_with(|| find(block)),
                Kind::Markup | Kind::Meta | Kind::Rest => None,
                _ => find(block),
            };
            if let Some(class) = class {
                blocks.entry(class).or_default().push(at);
            }
        }
        blocks
    }
}

/// The ring that gives the right status most often; of equals the nearest.
fn chosen(votes: &BTreeMap<Ring, (usize, usize)>, order: &[Ring]) -> Option<Ring> {
    let place = |ring: &Ring| {
        order
            .iter()
            .position(|known| known == ring)
            .unwrap_or(usize::MAX)
    };
    let score = |(right, wrong): (usize, usize)| {
        let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        signed(right) - 2 * signed(wrong)
    };
    let all = votes.iter().filter(|(_, (right, wrong))| right > wrong);
    all.max_by(|(a, x), (b, y)| score(**x).cmp(&score(**y)).then(place(b).cmp(&place(a))))
        .map(|(ring, _)| ring.clone())
}
