//! Lines of a page.

use std::ops::Range;

/// The bytes of the line at a place, without its end.
pub(super) fn line_at(page: &str, at: usize) -> Range<usize> {
    let end = page[at..].find('\n').map_or(page.len(), |found| at + found);
    let start = page[..at].rfind('\n').map_or(0, |found| found + 1);
    start..end
}

/// The line after one; `None` at the end.
pub(super) fn next_line(page: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let at = page[line.end..].find('\n')? + line.end + 1;
    (at < page.len()).then(|| {
        let end = page[at..].find('\n').map_or(page.len(), |found| at + found);
        at..end
    })
}
