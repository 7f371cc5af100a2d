//! One line of the table.

/// Prints what was measured, the figure with its unit, and what it is held against.
pub fn row(what: &str, figure: &str, against: &str) {
    println!("{what:<52} {figure:>14}   {against}");
}
