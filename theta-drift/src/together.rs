//! Codes and texts of one row that a page writes side by side.

use super::block::Place;
use super::fact::Fact;
use super::learn::holds;
use super::needle::MAX_PLACES;
use super::page::Page;
use super::slot::{Class, Holds};
use std::collections::{BTreeMap, HashMap, HashSet};
use theta_spec::contract::ErrorId;

/// How many rows must have their code beside their text before it is expected there.
const ENOUGH: usize = 2;

/// How many blocks of a record are looked at.
const MAX_NEAR: usize = 16;

/// The codes that stand on the page, but not beside the text of their row, where another code does: each with the place of
/// the other one's block.
pub(super) fn misplaced(page: &Page, facts: &[Fact], places: &[Vec<Place>]) -> Vec<(usize, Place)> {
    let mut rows: BTreeMap<ErrorId, [Vec<usize>; 2]> = BTreeMap::new();
    for (index, fact) in facts.iter().enumerate() {
        if let (Some(row), Some(holds)) = (fact.row, holds(fact))
            && !places[index].is_empty()
        {
            rows.entry(row).or_default()[holds as usize].push(index);
        }
    }
    rows.retain(|_, kinds| kinds.iter().all(|facts| !facts.is_empty()));
    let mut classes: HashMap<Class, HashSet<ErrorId>> = HashMap::new();
    let mut apart = Vec::new();
    for (row, [codes, texts]) in &rows {
        let records: HashMap<u32, usize> = texts
            .iter()
            .flat_map(|text| &places[*text])
            .map(|place| (page.blocks[place.block].record, place.block))
            .collect();
        let beside = codes.iter().flat_map(|code| &places[*code]);
        let beside = beside.filter(|place| records.contains_key(&page.blocks[place.block].record));
        let found: Vec<Class> = beside
            .map(|place| Class::of(page, &page.blocks[place.block]))
            .collect();
        // Of a text that stands in many places some were not looked at.
        let is_all = codes
            .iter()
            .chain(texts)
            .all(|fact| places[*fact].len() < MAX_PLACES);
        if found.is_empty() && is_all {
            apart.push((codes, records));
        }
        for class in found {
            classes.entry(class).or_default().insert(*row);
        }
    }
    classes.retain(|_, rows| rows.len() >= ENOUGH);
    let mut misplaced = Vec::new();
    for (codes, records) in apart {
        let mut blocks: Vec<usize> = records.into_values().collect();
        blocks.sort_unstable();
        let other = blocks.into_iter().find_map(|text| {
            let record = page.record(text);
            record
                .take(MAX_NEAR)
                .find(|at| *at != text && classes.contains_key(&Class::of(page, &page.blocks[*at])))
        });
        if let Some(block) = other {
            let end = page.blocks[block].text.len();
            let place = Place {
                block,
                start: 0,
                end,
            };
            misplaced.extend(codes.iter().map(|code| (*code, place)));
        }
    }
    debug_assert!(
        misplaced
            .iter()
            .all(|(code, _)| holds(&facts[*code]) == Some(Holds::Code))
    );
    misplaced
}
