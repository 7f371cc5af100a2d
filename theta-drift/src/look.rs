//! Looks facts up on a page.

use super::block::{Kind, Place};
use super::builder::place as index_of;
use super::fact::{Fact, What};
use super::learn::{Layout, holds, shared};
use super::needle::{MAX_PLACES, Needle};
use super::page::Page;
use super::ring::{self, Ring};
use super::slot::{Slot, StatusSlot};
use super::verdict::{Hits, Lookup, Reason, Verdict};
use super::words::{Words, split};
use super::{numbers, status, together};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use theta_spec::contract::{ErrorId, Status};

/// How many blocks with the rarest word of a fact are looked at.
const MAX_CANDIDATES: usize = 20_000;

/// Finds every fact on a page, and says why one cannot be found.
pub(super) fn hits(page: &Page, facts: &[Fact], words: &Words) -> Hits {
    let mut statuses: HashMap<Status, Vec<Place>> = HashMap::new();
    for (at, block) in page.blocks.iter().enumerate() {
        for (range, status) in status::all(&block.text) {
            let places = statuses.entry(status).or_default();
            if places.len() < MAX_PLACES * 4 {
                places.push(Place {
                    block: at,
                    start: range.start,
                    end: range.end,
                });
            }
        }
    }
    let mut hits = Hits::default();
    for fact in facts {
        let (places, reason) = match &fact.what {
            // A class need not be written where each of its statuses is, or none.
            What::Status(status @ Status::Class(_)) => {
                let all = statuses
                    .iter()
                    .filter(|(other, _)| status::agree(&[*status], &[**other]));
                let mut places: Vec<Place> =
                    all.flat_map(|(_, places)| places.iter().copied()).collect();
                places.sort_unstable();
                places.truncate(MAX_PLACES);
                (places, Some(Reason::Class))
            }
            What::Status(status) => (statuses.get(status).cloned().unwrap_or_default(), None),
            What::Number(_) => (Vec::new(), None),
            _ => find(page, fact, words),
        };
        hits.places.push(places);
        hits.reasons.push(reason);
    }
    hits
}

fn find(page: &Page, fact: &Fact, words: &Words) -> (Vec<Place>, Option<Reason>) {
    let Some(needle) = Needle::of(fact) else {
        return (Vec::new(), Some(Reason::NoLiteral));
    };
    let mut places: Vec<Place> = Vec::new();
    let mut reason = None;
    for form in needle.words() {
        let Some(found) = words.rarest(form) else {
            reason = Some(Reason::NoLiteral);
            continue;
        };
        if found.len() > MAX_CANDIDATES {
            reason = Some(Reason::Common);
        }
        for (_, at) in found.iter().take(MAX_CANDIDATES) {
            let block = &page.blocks[*at as usize];
            if places.iter().any(|place| place.block == *at as usize) {
                continue;
            }
            for range in needle.find(&block.text) {
                places.push(Place {
                    block: *at as usize,
                    start: range.start,
                    end: range.end,
                });
            }
            if places.len() >= MAX_PLACES {
                return (places, reason);
            }
        }
    }
    places.sort_unstable();
    let reason = if places.is_empty() { reason } else { None };
    (places, reason)
}

/// Says of each fact whether the page states it.
pub(super) fn verdicts(
    page: &Page,
    facts: &[Fact],
    hits: Hits,
    layout: &Layout,
    words: &Words,
) -> Lookup {
    let given = given(page, facts, &hits, layout);
    let numbers = numbers::Numbers::of(page);
    let mut lookup = Lookup::default();
    for (index, fact) in facts.iter().enumerate() {
        let found: Vec<Place> = hits.places[index]
            .iter()
            .copied()
            .filter(|place| page.blocks[place.block].kind != Kind::Meta)
            .collect();
        let verdict = match &fact.what {
            What::Number(number) => numbers.verdict(page, number),
            What::Status(_)
                if given.none && fact.row.is_some_and(|row| given.apart.contains(&row)) =>
            {
                Verdict::Untold(Reason::Apart)
            }
            _ if found.is_empty() => match hits.reasons[index] {
                Some(reason) => Verdict::Untold(reason),
                None => Verdict::Missing {
                    nearest: nearest(page, fact, words),
                },
            },
            What::Status(status) => of_status(page, *status, fact, &found, layout, &given),
            What::Name(_) | What::Path { .. } => Verdict::Stated(found[0]),
            What::Code { .. } | What::Text(_) => of_text(page, fact, &found, layout),
        };
        lookup.verdicts.push(verdict);
    }
    lookup.more = more(page, facts, &hits, &given);
    for (code, at) in together::misplaced(page, facts, &hits.places) {
        if matches!(
            lookup.verdicts[code],
            Verdict::Stated(_) | Verdict::Within(_)
        ) {
            lookup.verdicts[code] = Verdict::Elsewhere {
                at,
                statuses: Vec::new(),
            };
        }
    }
    lookup.hits = hits.places;
    lookup
}

/// The rows for which the page gives other statuses beside some of their own. Where it writes several rows together, their
/// statuses are those of all.
fn more(
    page: &Page,
    facts: &[Fact],
    hits: &Hits,
    given: &Given,
) -> Vec<(ErrorId, Vec<Status>, Place)> {
    let of_row = |(row, (statuses, place)): (&ErrorId, &(Vec<Status>, Place))| {
        let facts = || facts.iter().zip(&hits.places);
        let own: Vec<Status> = facts()
            .filter(|(fact, _)| fact.row == Some(*row))
            .flat_map(|(fact, _)| fact.statuses.iter().copied())
            .collect();
        let is_more = |status: &Status| {
            matches!(status, Status::Exact(_)) && !status::agree(&own, &[*status])
        };
        let more: Vec<Status> = statuses.iter().copied().filter(is_more).collect();
        let meet = statuses.iter().any(|status| own.contains(status));
        if !meet || statuses.len() > 3 || more.is_empty() {
            return None;
        }
        let records = |is_own: bool| {
            let named = facts().filter(|(fact, _)| fact.row.is_some() && holds(fact).is_some());
            let found = named.filter(move |(fact, _)| (fact.row == Some(*row)) == is_own);
            found.flat_map(|(_, found)| found.iter().map(|place| page.blocks[place.block].record))
        };
        let own: BTreeSet<u32> = records(true).collect();
        let is_alone = !records(false).any(|record| own.contains(&record));
        is_alone.then_some((*row, more, *place))
    };
    given.rows.iter().filter_map(of_row).collect()
}

/// The statuses that a page gives for rows that have a code or a text, by the rings of their slots.
fn given(page: &Page, facts: &[Fact], hits: &Hits, layout: &Layout) -> Given {
    let mut given = Given::default();
    let mut near: BTreeSet<ErrorId> = BTreeSet::new();
    let shared = shared(facts);
    let codes: BTreeSet<(ErrorId, Status)> = facts.iter().filter_map(as_status).collect();
    for ((fact, found), shared) in facts.iter().zip(&hits.places).zip(&shared) {
        let (Some(row), Some(holds)) = (fact.row, holds(fact)) else {
            continue;
        };
        for place in found {
            let range = place.start..place.end;
            let slot = Slot::of(page, &page.blocks[place.block], &range, holds);
            let rings = ring::around(page, place.block, &range);
            given.apart.insert(row);
            if rings.iter().any(|(ring, _)| !ring.is_loose()) {
                near.insert(row);
            }
            let Some(held) = layout
                .slots
                .get(&slot)
                .filter(|held| held.facts.len() > 1 || facts.len() <= 8)
            else {
                continue;
            };
            let Some(own) = &held.ring else { continue };
            if let Some((_, statuses)) = rings.into_iter().find(|(ring, _)| ring == own) {
                // There the same text is another row's.
                if !status::agree(&fact.statuses, &statuses) && status::agree(shared, &statuses) {
                    continue;
                }
                // The number of its code beside its status is none.
                let is_code = |status: &Status| codes.contains(&(row, *status));
                let is_apart = !statuses.iter().all(is_code);
                let statuses = statuses
                    .into_iter()
                    .filter(|status| !(is_apart && is_code(status)));
                let (all, _) = given
                    .rows
                    .entry(row)
                    .or_insert_with(|| (Vec::new(), *place));
                all.extend(statuses);
                all.sort_unstable();
                all.dedup();
            }
        }
    }
    given.apart.retain(|row| !near.contains(row));
    given.none = near.is_empty() && layout.statuses.is_empty();
    given
}

/// The code of a row, if it looks like a status.
fn as_status(fact: &Fact) -> Option<(ErrorId, Status)> {
    let What::Code { text, .. } = &fact.what else {
        return None;
    };
    let status = text.parse().ok().filter(|_| text.len() == 3)?;
    Some((fact.row?, Status::Exact(status)))
}

/// What a page says of the statuses of rows that have a code or a text.
#[derive(Default)]
struct Given {
    /// The statuses by the rings of their slots, and where the first code or text that has them stands.
    rows: BTreeMap<ErrorId, (Vec<Status>, Place)>,
    /// Rows that stand on the page where no status is near.
    apart: BTreeSet<ErrorId>,
    /// Whether the page gives no status of the contract at all.
    none: bool,
}

fn of_status(
    page: &Page,
    status: Status,
    fact: &Fact,
    found: &[Place],
    layout: &Layout,
    given: &Given,
) -> Verdict {
    let mut best: Option<(usize, Place)> = None;
    for place in found {
        let block = &page.blocks[place.block];
        let slot = StatusSlot::of(page, block, &(place.start..place.end));
        let Some(slot) = slot.filter(|slot| {
            !slot.class.is_silent() && slot.class != super::slot::Class::Kind(Kind::Code)
        }) else {
            continue;
        };
        let count = layout.statuses.get(&slot).map_or(0, BTreeSet::len);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, *place));
        }
    }
    if let Some((statuses, at)) = fact.row.and_then(|row| given.rows.get(&row))
        && !status::agree(&[status], statuses)
    {
        return Verdict::Elsewhere {
            at: *at,
            statuses: statuses.clone(),
        };
    }
    if fact.row.is_some_and(|row| given.apart.contains(&row)) {
        return Verdict::Untold(Reason::Apart);
    }
    match best {
        Some((_, place)) => Verdict::Stated(place),
        None => Verdict::Within(found[0]),
    }
}

fn of_text(page: &Page, fact: &Fact, found: &[Place], layout: &Layout) -> Verdict {
    let Some(holds) = holds(fact) else {
        return Verdict::Stated(found[0]);
    };
    let mut best: Option<(Rank, Place, Vec<Status>)> = None;
    for place in found {
        let block = &page.blocks[place.block];
        let range = place.start..place.end;
        let slot = Slot::of(page, block, &range, holds);
        let held = layout.slots.get(&slot);
        let support = held.map_or(0, |held| held.facts.len());
        let rings = ring::around(page, place.block, &range);
        let own = held.and_then(|held| held.ring.as_ref());
        let by_ring = rings.iter().find(|(ring, _)| Some(ring) == own);
        let agrees = |statuses: &[Status]| {
            fact.statuses.is_empty() || status::agree(&fact.statuses, statuses)
        };
        let (standing, statuses) = match by_ring {
            Some((_, statuses)) if agrees(statuses) => (Standing::ByRing, Vec::new()),
            Some((_, statuses)) => (Standing::Against, statuses.clone()),
            None if rings.iter().any(|(_, statuses)| agrees(statuses)) => {
                (Standing::Somewhere, Vec::new())
            }
            None => match rings
                .iter()
                .find(|(ring, _)| !ring.is_loose() && !matches!(ring, Ring::Earlier(_)))
            {
                Some((_, statuses)) => (Standing::Against, statuses.clone()),
                None => (Standing::Alone, Vec::new()),
            },
        };
        let extent = if is_whole(block, place) {
            2
        } else {
            usize::from(slot.bounds())
        };
        let rank = Rank {
            fits: standing != Standing::Against,
            extent,
            standing,
            support,
            structured: slot.class.is_structured(),
        };
        if best.as_ref().is_none_or(|(most, ..)| rank > *most) {
            best = Some((rank, *place, statuses));
        }
    }
    match best {
        None => Verdict::Missing { nearest: None },
        Some((rank, at, statuses)) if !rank.fits => Verdict::Elsewhere { at, statuses },
        Some((rank, at, _)) if rank.extent == 0 => Verdict::Within(at),
        Some((_, at, _)) => Verdict::Stated(at),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    fits: bool,
    extent: usize,
    standing: Standing,
    support: usize,
    structured: bool,
}

/// How the statuses around a text stand to those of its row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Against,
    Alone,
    Somewhere,
    ByRing,
}

fn is_whole(block: &super::block::Block, place: &Place) -> bool {
    let text = if matches!(block.kind, Kind::Leaf { .. }) {
        &*block.text
    } else {
        block.text.trim_end_matches('.')
    };
    place.start == 0 && place.end >= text.len()
}

/// How many words of a missing text are looked up, and in how many blocks each may stand.
const NEAR_WORDS: usize = 8;
const NEAR_BLOCKS: usize = 200;

/// The block that has most of the words of a fact, if it has half of them.
fn nearest(page: &Page, fact: &Fact, words: &Words) -> Option<usize> {
    let value = fact.value();
    let mut rare: Vec<&[(u32, u32)]> = split(&value).map(|word| words.find(word)).collect();
    let all = rare.len();
    rare.retain(|found| (1..=NEAR_BLOCKS).contains(&found.len()));
    rare.sort_by_key(|found| found.len());
    rare.truncate(NEAR_WORDS);
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, at) in rare.into_iter().flatten() {
        if page.blocks[*at as usize].kind != Kind::Meta {
            *counts.entry(*at).or_default() += 1;
        }
    }
    let best = counts
        .into_iter()
        .max_by_key(|(at, count)| (*count, usize::MAX - *at as usize))?;
    (best.1 * 2 >= all.min(NEAR_WORDS))
        .then_some(best.0 as usize)
        .filter(|at| index_of(*at) == best.0)
}
