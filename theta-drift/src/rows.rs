//! Rows of news: the values of one record, one element, one section are one row.

use super::block::Kind;
use super::known::{bare, has_hole};
use super::news::News;
use super::page::Page;
use super::slot::Holds;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A value that is no fact.
pub(super) struct Value {
    pub(super) holds: Holds,
    pub(super) text: String,
    pub(super) block: usize,
    pub(super) statuses: Vec<u16>,
    pub(super) sure: bool,
    /// Whether the text is one to be written as it is, whatever its status.
    pub(super) exact: bool,
}

/// Known values by what they belong to.
pub(super) type Beside = HashMap<(Option<Home>, Holds), BTreeSet<String>>;

/// What values belong to that are of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Home {
    /// The row of a table, a sample, the attributes of an element.
    Record(u32),
    /// An element with attributes.
    Element(usize),
    /// What stands under a heading.
    Section(usize),
}

impl Home {
    /// The element or the section that a block is in, whichever is narrower; those of a heading or an attribute are its own.
    pub(super) fn of(page: &Page, at: usize) -> Option<Self> {
        if matches!(page.blocks[at].kind, Kind::Heading { .. }) {
            return Some(Self::Section(at));
        }
        let heading = page.headings(at).next();
        let named = page
            .elements(at)
            .find(|element| !page.elements[*element].attributes.is_empty());
        let inner = named.filter(|element| {
            heading
                .is_none_or(|heading| page.elements[*element].attributes.start as usize > heading)
        });
        inner.map(Self::Element).or(heading.map(Self::Section))
    }

    /// Whether it is that of one row for certain: an element, or a section whose heading is a value.
    fn is_one(self, blocks: &[usize]) -> bool {
        match self {
            Self::Section(heading) => blocks.contains(&heading),
            Self::Element(_) | Self::Record(_) => true,
        }
    }
}

/// Puts values of one record into one row, and rows that say the same into one.
pub(super) fn rows(page: &Page, values: &[Value], beside: &Beside) -> Vec<News> {
    let mut records: BTreeMap<u32, [Vec<&Value>; 2]> = BTreeMap::new();
    let mut seen: HashMap<(u32, Holds, &str), usize> = HashMap::new();
    for value in values {
        let record = page.blocks[value.block].record;
        let values = &mut records.entry(record).or_default()[value.holds as usize];
        let at = *seen
            .entry((record, value.holds, &value.text))
            .or_insert(values.len());
        match values.get_mut(at) {
            Some(other) if value.sure && !other.sure => *other = value,
            Some(_) => {}
            None => values.push(value),
        }
    }
    let mut found: Vec<News> = Vec::new();
    for (record, [codes, texts]) in records {
        let only = |holds| {
            let known = beside.get(&(Some(Home::Record(record)), holds))?;
            (known.len() == 1).then(|| known.first().cloned()).flatten()
        };
        let pairs: Vec<(Option<&Value>, Option<&Value>)> = if codes.len() == texts.len() {
            codes
                .iter()
                .zip(&texts)
                .map(|(code, text)| (Some(*code), Some(*text)))
                .collect()
        } else {
            let codes = codes.iter().map(|code| (Some(*code), None));
            codes
                .chain(texts.iter().map(|text| (None, Some(*text))))
                .collect()
        };
        for (code, text) in pairs {
            let both: Vec<&Value> = code.into_iter().chain(text).collect();
            let sure = both
                .iter()
                .find(|value| value.sure && !value.statuses.is_empty());
            let any = both.iter().find(|value| !value.statuses.is_empty());
            let mut blocks: Vec<usize> = both.iter().map(|value| value.block).collect();
            blocks.sort_unstable();
            blocks.dedup();
            found.push(News {
                statuses: sure
                    .or(any)
                    .map(|value| value.statuses.clone())
                    .unwrap_or_default(),
                code: code
                    .map(|value| value.text.clone())
                    .or_else(|| only(Holds::Code)),
                detail: text
                    .map(|value| value.text.clone())
                    .or_else(|| only(Holds::Text)),
                blocks,
                sure: both.iter().any(|value| value.sure)
                    && both.iter().all(|value| value.exact)
                    && (text.is_some() || !only(Holds::Text).is_some_and(|text| has_hole(&text))),
                beside: None,
            });
        }
    }
    merged(at_home(page, found, beside))
}

/// Puts rows that say the same into one.
fn merged(mut found: Vec<News>) -> Vec<News> {
    found.sort_by_key(|news| {
        (
            !news.sure,
            usize::from(news.code.is_none()) + usize::from(news.detail.is_none()),
        )
    });
    let mut merged: Vec<News> = Vec::new();
    let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
    for news in found {
        let keys: Vec<String> = [news.code.as_deref(), news.detail.as_deref().map(bare)]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect();
        let others = keys
            .iter()
            .filter_map(|key| by_text.get(key))
            .flatten()
            .copied();
        let same = others.into_iter().find(|at| is_same(&merged[*at], &news));
        if let Some(at) = same {
            let one = &mut merged[at];
            one.code = one.code.take().or(news.code);
            one.detail = one.detail.take().or(news.detail);
            if one.statuses.is_empty() {
                one.statuses = news.statuses;
            }
            one.sure |= news.sure;
            one.blocks.extend(news.blocks);
            one.blocks.sort_unstable();
            one.blocks.dedup();
        } else {
            for key in keys {
                by_text.entry(key).or_default().push(merged.len());
            }
            merged.push(news);
        }
    }
    merged.sort_by_key(|news| news.blocks.first().copied());
    merged
}

/// Puts a code and a text together that are the only ones of an element or a section, such as a title and a sample.
fn at_home(page: &Page, found: Vec<News>, beside: &Beside) -> Vec<News> {
    let mut homes: BTreeMap<Option<Home>, Vec<News>> = BTreeMap::new();
    for news in found {
        let home = news.blocks.first().and_then(|at| Home::of(page, *at));
        homes.entry(home).or_default().push(news);
    }
    let mut all = Vec::new();
    for (home, mut rows) in homes {
        let blocks: Vec<usize> = rows
            .iter()
            .flat_map(|news| news.blocks.iter().copied())
            .collect();
        let known = |holds| beside.get(&(home, holds)).filter(|known| !known.is_empty());
        let whole = rows
            .iter()
            .any(|news| news.code.is_some() && news.detail.is_some());
        if whole || !home.is_some_and(|home| home.is_one(&blocks)) {
            all.append(&mut rows);
            continue;
        }
        match (&mut rows[..], known(Holds::Code), known(Holds::Text)) {
            ([one, other], None, None)
                if one.code.is_some() != other.code.is_some() && meet(one, other) =>
            {
                let other = other.clone();
                one.code = one.code.take().or(other.code);
                one.detail = one.detail.take().or(other.detail);
                one.sure &= other.sure;
                one.blocks.extend(other.blocks);
                one.blocks.sort_unstable();
                rows.truncate(1);
            }
            ([one], Some(code), None) if one.code.is_none() && code.len() == 1 => {
                one.code = code.first().cloned();
            }
            ([one], None, Some(text)) if one.detail.is_none() && text.len() == 1 => {
                one.detail = text.first().cloned();
            }
            _ => {}
        }
        all.append(&mut rows);
    }
    all
}

/// Whether the statuses of two rows let them be one.
fn meet(one: &News, other: &News) -> bool {
    let empty = one.statuses.is_empty() || other.statuses.is_empty();
    empty
        || one
            .statuses
            .iter()
            .any(|status| other.statuses.contains(status))
}

fn is_same(one: &News, other: &News) -> bool {
    let code = one.code.is_some() && one.code == other.code;
    let text = |news: &News| news.detail.as_deref().map(bare).map(str::to_owned);
    let detail = one.detail.is_some() && text(one) == text(other);
    let code_fits = one.code.is_none() || other.code.is_none() || code;
    let detail_fits = one.detail.is_none() || other.detail.is_none() || detail;
    (code && detail_fits || detail && code_fits) && meet(one, other)
}
