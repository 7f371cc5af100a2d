//! Whether a row captures other values than before.

use super::{Cell, Dimension, Kind, Region, Role};
use theta_spec::contract::{CodeMatcher, ErrorRow};
use theta_spec::template::{Piece, Template};

/// Most texts that are tried for the values of one row and shape.
const MOST_FILLED: usize = 200;

impl Cell<'_, '_> {
    /// Tries whether the row captures other values than before.
    ///
    /// That the same texts match says nothing about where the holes begin and end. Holes are filled with the literals
    /// that could end them early; this finds what is usual and proves nothing, which [`Compared::values`](super::Compared::values) says.
    pub(super) fn try_values(
        &mut self,
        row: &ErrorRow,
        dimensions: &[Dimension],
        kinds: &[Vec<Kind>],
        region: Region,
    ) {
        for at in 0..dimensions.len() {
            let own = templates_of(row, &dimensions[at].role);
            if own.iter().any(|one| one.captures().next().is_some()) {
                self.try_texts(&own, at, dimensions, kinds, region);
            }
        }
    }

    /// Tries texts of these templates in one place.
    fn try_texts(
        &mut self,
        own: &[&Template],
        at: usize,
        dimensions: &[Dimension],
        kinds: &[Vec<Kind>],
        region: Region,
    ) {
        let templates: Vec<Template> = dimensions[at]
            .matchers
            .templates
            .iter()
            .flatten()
            .cloned()
            .collect();
        let fillings = fillings(&templates);
        let mut texts = Vec::new();
        for template in own {
            fill(template, &fillings, &mut texts);
        }
        for text in texts {
            let accepted = (0..)
                .zip(&dimensions[at].matchers.templates)
                .filter(|(_, template)| {
                    template
                        .as_ref()
                        .is_some_and(|template| template.accepts(&text))
                })
                .map(|(at, _)| at)
                .collect();
            let filled = Kind {
                accepted,
                text: Some(text),
            };
            let chosen: Option<Vec<&Kind>> = kinds
                .iter()
                .enumerate()
                .map(|(place, kinds)| {
                    if place == at {
                        Some(&filled)
                    } else {
                        kinds.first()
                    }
                })
                .collect();
            if let Some(chosen) = chosen {
                self.ask(dimensions, &chosen, region);
            }
        }
    }
}

/// The templates of a row for one text.
fn templates_of<'r>(row: &'r ErrorRow, role: &Role) -> Vec<&'r Template> {
    let texts = match role {
        Role::Code => match &row.code {
            Some(CodeMatcher::Template(template)) => return vec![template],
            _ => None,
        },
        Role::Detail => row.detail.as_ref(),
        Role::Field(name) => row.field(name),
        // What a header says is not kept.
        Role::Header(_) => None,
    };
    texts.iter().flat_map(|texts| &texts.templates).collect()
}

/// What to put into holes: a letter, a digit, and the pieces of all templates in between.
fn fillings(templates: &[Template]) -> Vec<String> {
    let mut out = vec!["x".to_owned(), "0".to_owned(), "00".to_owned()];
    for template in templates {
        for piece in template.pieces() {
            if let Piece::Literal(text) = piece {
                for filling in [format!("x{text}x"), format!("0{text}0"), text.clone()] {
                    if !out.contains(&filling) && out.len() < 24 {
                        out.push(filling);
                    }
                }
            }
        }
    }
    out
}

/// The template with another text in each hole, and with every combination of fillings, as far as there is room.
fn fill(template: &Template, fillings: &[String], out: &mut Vec<String>) {
    let mut length = 0;
    out.push(template.render(|_| {
        length += 1;
        "1".repeat(length)
    }));
    let captures = template.captures().count();
    let most = fillings
        .len()
        .saturating_pow(u32::try_from(captures).unwrap_or(u32::MAX))
        .min(MOST_FILLED);
    for number in 0..most {
        let mut left = number;
        let text = template.render(|_| {
            let filling = &fillings[left % fillings.len()];
            left /= fillings.len();
            filling.clone()
        });
        if template.accepts(&text) {
            out.push(text);
        }
        if template.pieces().last() == Some(&Piece::Tail) {
            out.extend(
                fillings
                    .iter()
                    .take(4)
                    .map(|tail| template.render(|_| "x".to_owned()) + tail),
            );
        }
    }
}
