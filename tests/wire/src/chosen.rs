//! Operations by chance.

/// Returns so many of the items, the same for the same seed; all of them if there are no more.
///
/// ```
/// let all = vec![1, 2, 3, 4];
/// assert_eq!(theta_wire::chosen(all.clone(), 2, 7), theta_wire::chosen(all.clone(), 2, 7));
/// assert_eq!(theta_wire::chosen(all, 9, 7).len(), 4);
/// ```
#[must_use]
pub fn chosen<T>(all: Vec<T>, count: usize, seed: u64) -> Vec<T> {
    let (mut left, mut state, mut chosen) = (all, seed, Vec::new());
    while chosen.len() < count && !left.is_empty() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(state >> 33).unwrap_or_default() % left.len();
        chosen.push(left.swap_remove(at));
    }
    chosen
}
