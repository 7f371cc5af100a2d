//! The table, and whether its aims were reached.

use theta_benches::table::row;

/// Prints lines, and remembers when one misses its aim.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) missed: usize,
}

/// What a figure is held against.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    AtMost(f64),
    AtLeast(f64),
    Below(f64),
    None,
}

/// A figure with its unit.
#[derive(Clone, Copy)]
pub(crate) enum Figure {
    /// A ratio.
    Times(f64),
    /// A number of things.
    Count(f64),
    Megabytes(f64),
    Milliseconds(f64),
}

impl Figure {
    fn number(self) -> f64 {
        match self {
            Self::Times(number)
            | Self::Count(number)
            | Self::Megabytes(number)
            | Self::Milliseconds(number) => number,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Times(number) => format!("{number:.3} x"),
            Self::Count(number) => format!("{number:.1}"),
            Self::Megabytes(number) => format!("{number:.1} MB"),
            Self::Milliseconds(number) => format!("{number:.2} ms"),
        }
    }
}

impl Sheet {
    pub(crate) fn line(&mut self, what: &str, figure: Figure, aim: Aim, against: &str) {
        let number = figure.number();
        let (aim, is_reached) = match aim {
            Aim::AtMost(most) => (format!("aim <= {most}"), number <= most),
            Aim::AtLeast(least) => (format!("aim >= {least}"), number >= least),
            Aim::Below(limit) => (format!("aim < {limit}"), number < limit),
            Aim::None => return row(what, &figure.text(), against),
        };
        self.missed += usize::from(!is_reached);
        let word = if is_reached { "ok" } else { "MISSED" };
        row(what, &figure.text(), &format!("{against}; {aim}: {word}"));
    }
}
