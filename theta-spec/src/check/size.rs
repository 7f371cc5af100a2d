//! How much a contract may make of what it says: what grows with a product of two tables has a limit.
//!
//! Every backend writes something for each pair of an endpoint and an error that it can return, and each row is held
//! against each shape. A file of a few kilobytes can say a million pairs, and would stop the build of whoever uses it.

mod said;

use crate::contract::Pointer;
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{
    HasName, RawAlternative, RawContent, RawContract, RawEndpoint, RawError, RawHeaderValue,
    RawSegment, RawShape, RawType, RawTypeDef, RawTypeKind,
};
use crate::resolve::errors::Rows;
use crate::resolve::limits::written;
use crate::source::{MAX_BYTES, Span, Spanned};
use said::Said;
use std::collections::{BTreeSet, HashMap};

/// Something that is counted, and how much of it there may be.
struct Measure {
    what: &'static str,
    limit: usize,
    help: &'static str,
    count: fn(&Sizes<'_>) -> Count,
}

/// A count, and where it goes over the limit or a place that says what is counted.
type Count = (usize, Span);

/// Far above what the docs of any vendor say, and low enough that the whole of it is made in seconds.
const MEASURES: &[Measure] = &[
    Measure {
        what: "pairs of an endpoint and an error that it can return",
        limit: 100_000,
        help: "name with `on` the endpoints that an error really has, or make several contracts of it",
        count: |sizes| sizes.over_rows(100_000, |on, _, _| on),
    },
    Measure {
        what: "statuses and alternatives that are told apart, over all endpoints",
        limit: 400_000,
        help: "name a class such as \"5xx\" in place of its statuses, or use a template with a hole",
        count: |sizes| sizes.over_rows(400_000, |on, row, at| on * sizes.ways(row, at)),
    },
    Measure {
        what: "bytes that errors say, over all endpoints",
        limit: 16 * MAX_BYTES,
        help: "say less with each error, or name with `on` the endpoints that it really has",
        count: |sizes| sizes.over_rows(16 * MAX_BYTES, |on, row, at| on * sizes.said(row, at)),
    },
    Measure {
        what: "bytes of details that are put together with `within`",
        limit: MAX_BYTES,
        help: "make the chain of rows shorter, or give the rows fewer alternatives",
        count: |sizes| {
            let rows = &sizes.raw.errors;
            let filled = sizes.rows.filled();
            (
                filled,
                rows.first().map_or(Span::default(), |row| row.name.span),
            )
        },
    },
    Measure {
        what: "holes in what one error matches",
        limit: 100,
        help: "replace holes that nobody reads by one",
        count: |sizes| most(&sizes.raw.errors, |at, row| sizes.holes(row, at)),
    },
    Measure {
        what: "further texts and headers that one error matches",
        limit: 100,
        help: "keep those that tell it from the others",
        count: |sizes| most(&sizes.raw.errors, |_, row| beside(row)),
    },
    Measure {
        what: "forms of JSON that one untagged union tells apart",
        limit: 500,
        help: "say `json` where a value may be that many things",
        count: |sizes| {
            let raw = sizes.raw;
            let unions = raw.types.iter();
            let unions = unions.filter(|def| matches!(def.kind, RawTypeKind::Any { .. }));
            let mut known = HashMap::new();
            let counts = unions.map(|def| (forms(raw, def, &mut known), def.name.span));
            counts.max_by_key(|(count, _)| *count).unwrap_or_default()
        },
    },
    Measure {
        what: "endpoints",
        limit: 10_000,
        help: "make several contracts of it",
        count: |sizes| total(&sizes.raw.endpoints, |_| 1),
    },
    Measure {
        what: "shapes",
        limit: 100,
        help: "keep those that error bodies really have",
        count: |sizes| total(&sizes.raw.shapes, |_| 1),
    },
    Measure {
        what: "places that one shape looks at",
        limit: 200,
        help: "keep those that tell it from other bodies, and the texts that errors match",
        count: |sizes| most(&sizes.raw.shapes, |_, shape| places(shape).count()),
    },
    Measure {
        what: "bytes that shapes say, over all errors",
        limit: 16 * MAX_BYTES,
        help: "say with `shape` which ones an error has",
        count: |sizes| {
            let (bytes, span) = total(&sizes.raw.shapes, shape_bytes);
            (bytes.saturating_mul(sizes.raw.errors.len()), span)
        },
    },
    Measure {
        what: "limits, of every key and of all plans",
        limit: 1_000,
        help: "state each limit once, and name with `on` the endpoints that are counted together",
        count: |sizes| {
            let limits = written(sizes.raw).map(|(_, limit)| limit.name.span);
            of_spans(&limits.collect::<Vec<_>>(), 1_000)
        },
    },
    Measure {
        what: "pairs of a limit and an endpoint that it names",
        limit: 100_000,
        help: "leave `on` out where a limit counts the requests of all endpoints",
        count: |sizes| {
            let mut endpoints = Endpoints::new(sizes.raw);
            let limits = written(sizes.raw).map(|(_, limit)| limit);
            let pairs = limits.map(|limit| {
                let on = limit.on.as_ref().map(|on| endpoints.named(&on.value));
                (on.unwrap_or_default(), limit.name.span)
            });
            up_to(100_000, pairs)
        },
    },
    Measure {
        what: "headers of all requests",
        limit: 100,
        help: "keep those that the API asks for",
        count: |sizes| {
            let names: Vec<Span> = sizes
                .raw
                .headers
                .iter()
                .map(|header| header.name.span)
                .collect();
            of_spans(&names, 100)
        },
    },
    Measure {
        what: "headers that are looked for in a reply",
        limit: 100,
        help: "keep those that the API sends",
        count: |sizes| {
            let retry = sizes
                .raw
                .retry
                .headers
                .iter()
                .flat_map(|names| &names.value);
            let resets = sizes.raw.retry.resets.iter().map(|(name, _)| name);
            let left = sizes.raw.retry.remaining.iter().map(|(name, _)| name);
            let retry = retry.chain(resets).chain(left);
            let all = sizes.raw.request_id.headers.iter().chain(retry);
            of_spans(&all.map(|name| name.span).collect::<Vec<_>>(), 100)
        },
    },
    Measure {
        what: "parameters and parts of one endpoint",
        limit: 1_000,
        help: "pass them together, as JSON",
        count: |sizes| most(&sizes.raw.endpoints, |_, endpoint| parameters(endpoint)),
    },
    Measure {
        what: "arguments and setters of all methods",
        limit: 100_000,
        help: "pass large structs whole with `spread = false`",
        count: |sizes| total(&sizes.raw.endpoints, |endpoint| sizes.arguments(endpoint)),
    },
    Measure {
        what: "fields of one struct",
        limit: 500,
        help: "put fields that belong together into structs of their own, or use a map",
        count: |sizes| {
            most(&sizes.raw.types, |_, def| match &def.kind {
                RawTypeKind::Struct { fields, .. } => fields.len(),
                _ => 0,
            })
        },
    },
    Measure {
        what: "headers of replies, over all endpoints",
        limit: 50_000,
        help: "keep those that callers read, or say them once, for all endpoints",
        count: |sizes| {
            let general = sizes.raw.response_headers.len();
            let endpoints = sizes.raw.endpoints.iter();
            let headers = endpoints.map(|endpoint| match endpoint.response_headers.len() {
                0 => (0, endpoint.name.span),
                own => (own + general, endpoint.name.span),
            });
            up_to(50_000, headers)
        },
    },
    Measure {
        what: "keys of all alternatives, over all endpoints",
        limit: 50_000,
        help: "keep the alternatives that callers choose from, or give endpoints an `auth` of their own",
        count: |sizes| {
            let keys = |auth: &Option<Spanned<Vec<RawAlternative>>>| {
                let alternatives = auth.iter().flat_map(|auth| &auth.value);
                alternatives.map(|one| one.value.len().max(1)).sum()
            };
            let auth = sizes.raw.auth.as_ref();
            let general: usize = auth.map_or(0, |auth| keys(&auth.default));
            let endpoints = sizes.raw.endpoints.iter();
            let keys = endpoints.map(|endpoint| {
                let own = endpoint.auth.as_ref().map(|_| keys(&endpoint.auth));
                (own.unwrap_or(general), endpoint.name.span)
            });
            up_to(50_000, keys)
        },
    },
    Measure {
        what: "bytes that structs say, with what they include",
        limit: 4 * MAX_BYTES,
        help: "say less of the fields that structs share, or give the structs a field that holds them",
        count: |sizes| {
            let structs = sizes.raw.types.iter();
            let structs = structs.map(|def| (sizes.said.of_struct(&def.name.value), def.name.span));
            up_to(4 * MAX_BYTES, structs)
        },
    },
    Measure {
        what: "bytes that endpoints say, with what they share",
        limit: 4 * MAX_BYTES,
        help: "say less of what endpoints share, such as parameters, defaults and headers: it is written for each of them",
        count: |sizes| {
            let endpoints = sizes.raw.endpoints.iter();
            let endpoints =
                endpoints.map(|endpoint| (sizes.said.of_endpoint(endpoint), endpoint.name.span));
            up_to(4 * MAX_BYTES, endpoints)
        },
    },
];

/// Whether the contract is small enough to be looked at further.
pub(crate) fn check(raw: &RawContract, report: &mut Report) -> bool {
    let sizes = Sizes {
        raw,
        rows: Rows::new(raw),
        said: Said::new(raw),
    };
    let mut fits = true;
    for measure in MEASURES {
        let (count, span) = (measure.count)(&sizes);
        if count > measure.limit {
            fits = false;
            report.push(
                Diagnostic::error(
                    "T0006",
                    span,
                    format!("more than {} {}", grouped(measure.limit), measure.what),
                )
                .label("too many by here")
                .help(measure.help),
            );
        }
    }
    fits
}

/// `100,000`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

struct Sizes<'r> {
    raw: &'r RawContract,
    rows: Rows<'r>,
    said: Said<'r>,
}

impl Sizes<'_> {
    /// The sum over the rows, each with the number of its endpoints; it ends where it is over the limit.
    fn over_rows(&self, limit: usize, of: impl Fn(usize, &RawError, usize) -> usize) -> Count {
        let mut endpoints = Endpoints::new(self.raw);
        let rows = self.raw.errors.iter().enumerate();
        let counts = rows.map(|(at, row)| {
            let on = endpoints.of(&self.rows, at);
            (of(on, row, at), row.name.span)
        });
        up_to(limit, counts)
    }

    /// In how many ways a reply of one endpoint can be the row.
    fn ways(&self, row: &RawError, at: usize) -> usize {
        let details = self.rows.details(at).len().max(1);
        let fields = row.fields.iter().map(|field| field.value.len().max(1));
        let matched = fields.fold(details, usize::saturating_mul);
        matched.saturating_mul(self.rows.statuses(at).len().max(1))
    }

    fn holes(&self, row: &RawError, at: usize) -> usize {
        let fields = row.fields.iter().flat_map(|field| &field.value);
        let details = self.rows.details(at).iter();
        let templates = details.chain(fields.map(|template| &template.value));
        templates
            .map(|one| one.captures().count())
            .max()
            .unwrap_or(0)
    }

    /// Bytes that are written for the row wherever it stands.
    fn said(&self, row: &RawError, at: usize) -> usize {
        let texts = row.texts().map(|text| text.value.len());
        let details = self.rows.details(at).iter();
        let fields = row.fields.iter().flat_map(|field| &field.value);
        let templates = details.chain(fields.map(|template| &template.value));
        let captures = row.captures.iter().map(|capture| {
            let doc = capture.doc.as_ref().map_or(0, |doc| doc.value.len());
            capture.name.value.len() + doc
        });
        let code = self
            .rows
            .code(at)
            .map_or(0, crate::keys::RawCode::written_len);
        texts.chain(captures).sum::<usize>()
            + self.said.of_sources(&row.evidence)
            + templates
                .map(crate::template::Template::written_len)
                .sum::<usize>()
            + code
    }

    fn arguments(&self, endpoint: &RawEndpoint) -> usize {
        let fields = endpoint.contents().map(|content| match content {
            RawContent::Json { ty, .. } | RawContent::Form { ty, .. } => {
                let def = ty
                    .value
                    .named()
                    .and_then(|name| super::find(&self.raw.types, name));
                match def.map(|def| &def.kind) {
                    Some(RawTypeKind::Struct { fields, rest, .. }) => {
                        (fields.len() + rest.len()).max(1)
                    }
                    _ => 1,
                }
            }
            _ => 1,
        });
        fields.sum::<usize>() + parameters(endpoint)
    }
}

/// Counts the endpoints of rows. Rows that say `on` with the same words are counted once.
struct Endpoints<'r> {
    raw: &'r RawContract,
    known: HashMap<Vec<&'r str>, usize>,
}

impl<'r> Endpoints<'r> {
    fn new(raw: &'r RawContract) -> Self {
        Self {
            raw,
            known: HashMap::new(),
        }
    }

    fn of(&mut self, rows: &Rows<'r>, at: usize) -> usize {
        match rows.on(at) {
            Some(on) => self.named(on),
            None => self.raw.endpoints.len(),
        }
    }

    /// How many endpoints names of endpoints and of groups stand for.
    fn named(&mut self, on: &'r [Spanned<String>]) -> usize {
        let mut names: Vec<&str> = on.iter().map(|name| name.value.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let raw = self.raw;
        *self.known.entry(names).or_insert_with_key(|names| {
            let mut members = BTreeSet::new();
            for &name in names {
                if super::find(&raw.endpoints, name).is_some() {
                    members.insert(name);
                } else if let Some(group) = super::find(&raw.groups, name) {
                    members.extend(group.value.iter().map(|member| member.value.as_str()));
                }
            }
            members.len()
        })
    }
}

/// In how many forms a value of the type can come, as far as a union is concerned that has it as a variant.
///
/// With a stack of its own: a chain of types can be as long as the file. One of itself counts nothing.
fn forms<'r>(
    raw: &'r RawContract,
    def: &'r RawTypeDef,
    known: &mut HashMap<&'r str, usize>,
) -> usize {
    let name = |def: &'r RawTypeDef| def.name.value.as_str();
    let named = |ty: &'r RawType| match ty {
        RawType::Named(_) | RawType::Nullable(_) => ty.named(),
        _ => None,
    };
    let types = |def: &'r RawTypeDef| -> Vec<&'r RawType> {
        match &def.kind {
            RawTypeKind::Any { variants } => {
                let types = variants.iter().filter_map(|variant| variant.ty.as_ref());
                types.map(|ty| &ty.value).collect()
            }
            RawTypeKind::Alias(ty) => vec![&ty.value],
            _ => Vec::new(),
        }
    };
    let others = |def| types(def).into_iter().filter_map(named);
    let mut open = Vec::new();
    if !known.contains_key(name(def)) {
        known.insert(name(def), 0);
        open.push((def, others(def).collect::<Vec<_>>()));
    }
    while let Some((at, waits)) = open.last_mut() {
        if let Some(other) = waits.pop() {
            if let Some(next) = super::find(&raw.types, other)
                && !known.contains_key(other)
            {
                known.insert(name(next), 0);
                open.push((next, others(next).collect()));
            }
            continue;
        }
        let of = |ty: &'r RawType| match (ty, named(ty)) {
            (_, Some(name)) => known.get(name).copied().unwrap_or(1),
            (RawType::Json, _) => 6,
            _ => 2,
        };
        let count = match &at.kind {
            RawTypeKind::Any { .. } | RawTypeKind::Alias(_) => {
                types(at).into_iter().map(of).fold(0, usize::saturating_add)
            }
            RawTypeKind::Union { variants, .. } => variants.len() + 1,
            _ => 1,
        };
        known.insert(name(at), count);
        open.pop();
    }
    known.get(name(def)).copied().unwrap_or_default()
}

fn parameters(endpoint: &RawEndpoint) -> usize {
    let in_path = endpoint.route.path.value.iter();
    let in_path = in_path
        .filter(|segment| matches!(segment, RawSegment::Param(_)))
        .count();
    in_path.max(endpoint.path_params.len())
        + endpoint.query.len()
        + endpoint.headers.len()
        + endpoint.parts.as_ref().map_or(0, Vec::len)
}

/// In how many places beside code and detail a reply is looked at, each text of a header for itself.
fn beside(row: &RawError) -> usize {
    let headers = row.headers.iter().map(|(_, value)| match value {
        RawHeaderValue::There(_) => 1,
        RawHeaderValue::Is(texts) => texts.len(),
    });
    headers.sum::<usize>() + row.fields.len()
}

/// Every place of a body that the shape looks at.
fn places(shape: &RawShape) -> impl Iterator<Item = &Pointer> {
    let fields = shape.fields.iter().flat_map(|field| &field.value);
    let roles = [
        &shape.code,
        &shape.message,
        &shape.request_id,
        &shape.retry_after,
    ];
    let pointers = roles.into_iter().flatten().chain(fields);
    let pointers = pointers.chain(shape.constants.iter().map(|(pointer, _)| pointer));
    let pointers = pointers.chain(shape.unless.iter().map(|(pointer, _)| pointer));
    pointers.map(|pointer| &pointer.value)
}

fn shape_bytes(shape: &RawShape) -> usize {
    let pointers = places(shape).map(said::pointer);
    let names = shape.fields.iter().map(|field| field.name.value.len());
    let constants = shape.constants.iter().map(|(_, value)| value);
    let constants = constants.chain(shape.unless.iter().flat_map(|(_, values)| values));
    let constants = constants.map(|value| said::scalar(&value.value));
    pointers.chain(names).chain(constants).sum()
}

/// The sum, and where it goes over the limit.
fn up_to(limit: usize, counts: impl Iterator<Item = Count>) -> Count {
    let mut sum = 0_usize;
    for (count, span) in counts {
        sum = sum.saturating_add(count);
        if sum > limit {
            return (sum, span);
        }
    }
    (sum, Span::default())
}

fn total<T: HasName>(items: &[T], of: impl Fn(&T) -> usize) -> Count {
    let sum = items.iter().map(of).fold(0, usize::saturating_add);
    (
        sum,
        items
            .last()
            .map_or(Span::default(), |item| item.name().span),
    )
}

/// The largest, and where it stands.
fn most<T: HasName>(items: &[T], of: impl Fn(usize, &T) -> usize) -> Count {
    let sizes = items.iter().enumerate();
    let sizes = sizes.map(|(at, item)| (of(at, item), item.name().span));
    sizes.max_by_key(|(size, _)| *size).unwrap_or_default()
}

fn of_spans(spans: &[Span], limit: usize) -> Count {
    let place = spans.get(limit).or(spans.last());
    (spans.len(), place.copied().unwrap_or_default())
}
