//! Reads the notation.

use super::{Capture, CaptureKind, Piece, Template, TemplateError, TemplateErrorKind};
use std::ops::Range;

pub(super) struct Parser<'t> {
    text: &'t str,
    template: Template,
    names: Vec<(&'t str, Range<usize>)>,
    last_capture: Option<Range<usize>>,
    errors: Vec<TemplateError>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            template: Template { pieces: Vec::new() },
            names: Vec::new(),
            last_capture: None,
            errors: Vec::new(),
        }
    }

    /// Reads one brace, hole or run of text at `at` and returns where it ends.
    pub(super) fn step(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            self.template.push_literal(&rest[..1]);
            at + 2
        } else if rest.starts_with('{') {
            self.open_hole(at)
        } else if rest.starts_with('}') {
            self.error(TemplateErrorKind::Unopened, at..at + 1);
            at + 1
        } else {
            let len = rest.find(['{', '}']).unwrap_or(rest.len());
            self.template.push_literal(&rest[..len]);
            at + len
        }
    }

    fn open_hole(&mut self, at: usize) -> usize {
        let body_and_rest = &self.text[at + 1..];
        match body_and_rest.split_once(['{', '}']) {
            Some((body, _)) if body_and_rest[body.len()..].starts_with('}') => {
                let end = at + 1 + body.len() + 1;
                self.hole(body, at..end);
                end
            }
            _ => {
                self.error(TemplateErrorKind::Unclosed, at..at + 1);
                at + 1
            }
        }
    }

    fn hole(&mut self, body: &'t str, range: Range<usize>) {
        if let Some(previous) = self
            .last_capture
            .take_if(|previous| previous.end == range.start)
        {
            self.error(TemplateErrorKind::AdjacentHoles, previous.start..range.end);
        }
        if body == ".." {
            if range.end != self.text.len() {
                self.error(TemplateErrorKind::TailNotLast, range);
            }
            self.template.pieces.push(Piece::Tail);
            return;
        }
        self.last_capture = Some(range.clone());
        if body.is_empty() {
            self.error(TemplateErrorKind::EmptyHole, range);
        } else {
            self.capture(body, range);
        }
    }

    fn capture(&mut self, body: &'t str, range: Range<usize>) {
        let (name, notation) = match body.split_once(':') {
            Some((name, notation)) => (name, Some(notation)),
            None => (body, None),
        };
        if !is_capture_name(name) {
            let start = range.start + 1;
            self.error(
                TemplateErrorKind::BadName {
                    name: name.to_owned(),
                },
                start..start + name.len(),
            );
        } else if let Some((_, first)) = self.names.iter().find(|(known, _)| *known == name) {
            let first = first.clone();
            self.error(
                TemplateErrorKind::DuplicateName {
                    name: name.to_owned(),
                    first,
                },
                range.clone(),
            );
        } else {
            self.names.push((name, range.clone()));
        }
        let kind = match notation {
            None => CaptureKind::Text,
            Some("int") => CaptureKind::Int,
            Some(unknown) => {
                let end = range.end - 1;
                let kind = TemplateErrorKind::UnknownType {
                    name: unknown.to_owned(),
                };
                return self.error(kind, end - unknown.len()..end);
            }
        };
        let capture = Capture {
            name: name.to_owned(),
            kind,
        };
        self.template.pieces.push(Piece::Capture(capture));
    }

    fn error(&mut self, kind: TemplateErrorKind, range: Range<usize>) {
        self.errors.push(TemplateError { kind, range });
    }

    pub(super) fn finish(mut self) -> Result<Template, Vec<TemplateError>> {
        if self.text.is_empty() {
            self.error(TemplateErrorKind::Empty, 0..0);
        }
        if self.errors.is_empty() {
            Ok(self.template)
        } else {
            Err(self.errors)
        }
    }
}

fn is_capture_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
