//! Ranges of bytes and what takes their place.

use super::Refusal;
use theta_spec::source::Span;

/// A range of a text and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) span: Span,
    pub(super) text: String,
}

impl Splice {
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            span: Span::new(at, at),
            text: text.into(),
        }
    }

    pub(super) fn replace(span: impl Into<Span>, text: impl Into<String>) -> Self {
        Self {
            span: span.into(),
            text: text.into(),
        }
    }
}

/// The text with all splices made. They stand in the order of the text.
pub(super) fn join(text: &str, splices: &[Splice]) -> Result<String, Refusal> {
    let mut out = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for Splice { span, text: new } in splices {
        let kept = text
            .get(done..span.start)
            .filter(|_| text.get(span.start..span.end).is_some())
            .ok_or_else(|| Refusal::Unfaithful("two of its parts overlap".to_owned()))?;
        out.push_str(kept);
        out.push_str(new);
        done = span.end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// What the splices wrote, in the new text: from the first byte to the last.
pub(super) fn covered(splices: &[Splice]) -> Span {
    let (mut grown, mut removed) = (0, 0);
    let mut span: Option<Span> = None;
    for splice in splices {
        let start = splice.span.start + grown - removed;
        let end = start + splice.text.len();
        span = Some(Span::new(span.map_or(start, |span| span.start), end));
        grown += splice.text.len();
        removed += splice.span.end - splice.span.start;
    }
    span.unwrap_or_default()
}

/// Where a range stands after the splices; one that a splice changes grows or shrinks with it.
pub(super) fn moved(span: Span, splices: &[Splice]) -> Span {
    let (mut start, mut end) = (span.start, span.end);
    for splice in splices.iter().rev() {
        let (grown, removed) = (splice.text.len(), splice.span.end - splice.span.start);
        if splice.span.end <= span.start {
            start = start + grown - removed;
        }
        // What is inserted right behind belongs to whoever inserts it.
        if splice.span.end <= span.end && splice.span.start < span.end {
            end = end + grown - removed;
        }
    }
    Span::new(start.min(end), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splices_change_their_ranges_and_nothing_else() {
        let old = "abcdef";
        let splices = [
            Splice::replace(Span::new(1, 2), "XYZ"),
            Splice::insert(4, "-"),
        ];
        let new = join(old, &splices).unwrap();
        assert_eq!(new, "aXYZcd-ef");
        assert_eq!(covered(&splices), Span::new(1, 7));
        assert_eq!(
            moved(Span::new(4, 6), &splices[..1]),
            Span::new(6, 8),
            "what stands behind a splice moves with it"
        );
        assert_eq!(
            moved(Span::new(0, 4), &splices),
            Span::new(0, 6),
            "what a splice changes grows with it"
        );
    }

    #[test]
    fn splices_that_overlap_are_refused() {
        let splices = [Splice::replace(Span::new(1, 4), ""), Splice::insert(2, "-")];
        assert!(join("abcdef", &splices).is_err());
    }
}
