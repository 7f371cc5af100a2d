//! An index of the words of a page.

use super::block::Block;
use super::builder::place;

/// In which blocks each word stands, whatever its case.
pub(super) struct Words {
    /// Hashes of words with the blocks that have them, sorted. Two words with one hash are found together.
    postings: Vec<(u32, u32)>,
}

impl Words {
    pub(super) fn of(blocks: &[Block]) -> Self {
        let mut postings = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let words = split(&block.text).map(|word| (hash(word), place(at)));
            postings.extend(words);
        }
        postings.sort_unstable();
        postings.dedup();
        Self { postings }
    }

    /// The blocks that have a word.
    pub(super) fn find(&self, word: &str) -> &[(u32, u32)] {
        let hash = hash(word);
        let start = self.postings.partition_point(|(known, _)| *known < hash);
        let length = self.postings[start..].partition_point(|(known, _)| *known == hash);
        &self.postings[start..start + length]
    }

    /// The blocks that have the rarest of some words; `None` if there are no words.
    pub(super) fn rarest<'w>(
        &self,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Option<&[(u32, u32)]> {
        words
            .into_iter()
            .map(|word| self.find(word))
            .min_by_key(|found| found.len())
    }
}

/// The words of a text.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// FNV-1a of the word in lower case.
fn hash(word: &str) -> u32 {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.fold(0x811c_9dc5, |hash: u32, c| {
        (hash ^ u32::from(c)).wrapping_mul(0x0100_0193)
    })
}
