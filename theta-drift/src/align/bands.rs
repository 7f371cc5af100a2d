//! Where the lines are drawn. Changing a number here changes what is reported, and nothing else does.

/// From here on a text that is like another one is the same text, changed.
///
/// Between the 13 details of Theta One the highest likeness is 0.78, between the 24 of Deepgram's page one pair
/// reaches 0.96; fourteen realistic rewordings had 0.57 to 0.96. The bands overlap, so what matches exactly is taken
/// out first, and what is near to two is only asked about.
pub const CHANGED: f64 = 0.80;

/// From here on it may be: it is reported with both readings and never written.
pub const MAYBE: f64 = 0.55;

/// How much nearer the best candidate must be than the next one.
pub const MARGIN: f64 = 0.08;

/// From here on a further text beside one that agrees is a second spelling of it, and not another error with nearly
/// the same words.
pub const SPELLING: f64 = 0.90;

/// Fewest literal characters by which a template with holes may claim a text: one that is almost all hole says nothing
/// about what the docs list.
pub const LITERAL: usize = 8;
