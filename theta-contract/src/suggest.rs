//! "Did you mean …?"

/// Returns the candidate nearest to `written`, if one is near enough to be meant.
///
/// ```
/// use theta_spec::suggest::nearest;
/// assert_eq!(nearest("stauts", ["status", "shape"]), Some("status"));
/// assert_eq!(nearest("colour", ["status", "shape"]), None);
/// ```
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = written.chars().take(MAX_LENGTH + 1).count();
    if length > MAX_LENGTH {
        return None;
    }
    let limit = length.max(3) / 3;
    let near = |candidate: &&str| {
        let other = candidate.chars().take(length + limit + 1).count();
        other.abs_diff(length) <= limit
    };
    let mut steps = 0;
    candidates
        .into_iter()
        .filter(near)
        .map_while(|candidate| {
            steps += length * (length + limit);
            (steps <= MAX_STEPS).then(|| (distance(written, candidate), candidate))
        })
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Longest text for which a near one is looked for, in characters: nobody mistypes a longer name.
const MAX_LENGTH: usize = 64;

/// Most steps of one search: thousands of names can be looked at, hundreds of thousands are not.
const MAX_STEPS: usize = 4_000_000;

/// Returns the number of characters to insert, delete, replace or swap with their neighbour to turn one text into the
/// other.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before_previous = vec![0; b.len() + 1];
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, &left) in a.iter().enumerate() {
        let mut current = vec![i + 1; b.len() + 1];
        for (j, &right) in b.iter().enumerate() {
            let replaced = previous[j] + usize::from(left != right);
            let mut best = replaced.min(previous[j + 1] + 1).min(current[j] + 1);
            if i > 0 && j > 0 && left == b[j - 1] && a[i - 1] == right {
                best = best.min(before_previous[j - 1] + 1);
            }
            current[j + 1] = best;
        }
        before_previous = std::mem::replace(&mut previous, current);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits_and_swaps() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
            ("é", "e", 1),
            ("abc", "abc", 0),
        ] {
            assert_eq!(distance(a, b), expected, "{a:?} {b:?}");
            assert_eq!(distance(b, a), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn nothing_is_near_a_text_that_is_no_name() {
        let long = "k".repeat(MAX_LENGTH);
        assert_eq!(nearest(&long, [long.as_str()]), Some(long.as_str()));
        let longer = "k".repeat(MAX_LENGTH + 1);
        assert_eq!(nearest(&longer, [longer.as_str()]), None);
    }

    #[test]
    fn the_first_of_equally_near_names_is_taken_whatever_the_order() {
        assert_eq!(
            nearest("cat", ["car", "bat"]),
            nearest("cat", ["bat", "car"])
        );
    }
}
