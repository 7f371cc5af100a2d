//! What a request asks for itself: the header `Prefer` (RFC 7240).

use crate::error::MockError;
use crate::fault::Fault;
use crate::script::{Order, Scripted};
use theta_spec::contract::{Contract, Endpoint, ErrorId, Returns};

/// The header.
const PREFER: &str = "prefer";

/// Says which of the preferences was followed.
pub(crate) const APPLIED: &str = "preference-applied";

/// What a request asks for.
pub(crate) struct Preferred {
    /// The preference as the reply repeats it.
    pub(crate) applied: String,
    /// The status of the success to answer with, of several.
    pub(crate) success: Option<u16>,
    pub(crate) order: Order,
}

/// What the preferences of a request say, as far as the server knows them.
#[derive(Default)]
struct Wishes {
    error: Option<String>,
    code: Option<String>,
    fault: Option<String>,
    captures: Vec<(String, String)>,
}

/// Returns what a request to an endpoint asks for; `None` if it asks for nothing that the server knows.
pub(crate) fn of(
    contract: &Contract,
    endpoint: usize,
    headers: &[(String, String)],
) -> Option<Result<Preferred, MockError>> {
    let wishes = Wishes::read(headers);
    if wishes.error.is_none() && wishes.code.is_none() && wishes.fault.is_none() {
        return None;
    }
    Some(wishes.resolve(contract, endpoint))
}

/// Returns the endpoint that answers a request to this one: another one with its method and path if only that one documents
/// the error that is asked for. What tells the two apart, such as a value in the body, need not be sent then.
pub(crate) fn endpoint(contract: &Contract, at: usize, headers: &[(String, String)]) -> usize {
    let Some(name) = Wishes::read(headers).error else {
        return at;
    };
    let endpoint = &contract.endpoints[at];
    let documents = |other: &Endpoint| {
        let mut rows = other.errors.iter();
        rows.any(|id| contract.error(*id).name == name)
    };
    let is_twin = |other: &Endpoint| {
        other.method == endpoint.method && other.path_template() == endpoint.path_template()
    };
    if documents(endpoint) {
        return at;
    }
    let mut others = contract.endpoints.iter();
    let twin = others.position(|other| is_twin(other) && documents(other));
    twin.unwrap_or(at)
}

impl Wishes {
    fn read(headers: &[(String, String)]) -> Self {
        let mut wishes = Self::default();
        let lines = headers.iter().filter(|(name, _)| name == PREFER);
        for preference in lines.flat_map(|(_, line)| split(line, ',')) {
            let mut parts = split(&preference, ';').into_iter().map(|part| pair(&part));
            let Some((name, value)) = parts.next() else {
                continue;
            };
            // The first of several counts (RFC 7240, 2).
            let place = match name.to_ascii_lowercase().as_str() {
                "error" | "example" => {
                    if wishes.error.is_none() {
                        wishes.captures = parts.collect();
                    }
                    &mut wishes.error
                }
                "code" => &mut wishes.code,
                "fault" => &mut wishes.fault,
                _ => continue,
            };
            place.get_or_insert(value);
        }
        wishes
    }

    fn resolve(self, contract: &Contract, at: usize) -> Result<Preferred, MockError> {
        let endpoint = &contract.endpoints[at];
        for (name, value) in [
            ("fault", &self.fault),
            ("error", &self.error),
            ("code", &self.code),
        ] {
            if value.as_ref().is_some_and(String::is_empty) {
                return Err(MockError::EmptyPreference(name));
            }
        }
        let code = self.code.map(|text| match text.parse() {
            Ok(code) => Ok(code),
            Err(_) => Err(no_status(contract, endpoint, text)),
        });
        let code: Option<u16> = code.transpose()?;
        let mut success = None;
        let (applied, scripted) = if let Some(fault) = self.fault {
            let fault: Fault = fault.parse()?;
            (format!("fault={fault}"), Scripted::fault(fault))
        } else if let Some(name) = self.error {
            let captures = self.captures.into_iter();
            let row = captures.fold(Scripted::row(&*name), |row, (name, value)| {
                row.capture(name, value)
            });
            let row = match code {
                Some(code) => row.status(code),
                None => row,
            };
            (format!("error={name}"), row)
        } else {
            let code = code.unwrap_or_default();
            let applied = format!("code={code}");
            match with_status(contract, endpoint, code) {
                Some(id) => {
                    let row = Scripted::row(&*contract.error(id).name);
                    (applied, row.status(code))
                }
                None if answers_with(endpoint, code) => {
                    success = Some(code);
                    (applied, Scripted::normal())
                }
                None => {
                    return Err(no_status(contract, endpoint, code.to_string()));
                }
            }
        };
        Ok(Preferred {
            applied,
            success,
            order: Order::new(contract, scripted.on(&*endpoint.name))?,
        })
    }
}

/// The first error of an endpoint with a status: one that names it before one that names its class.
fn with_status(contract: &Contract, endpoint: &Endpoint, status: u16) -> Option<ErrorId> {
    let names = |id: &&ErrorId| contract.error(**id).status.names(status);
    let mut rows = endpoint.errors.iter();
    let exact = rows.clone().find(|id| names(id) == Some(true));
    exact
        .or_else(|| rows.find(|id| names(id).is_some()))
        .copied()
}

fn no_status(contract: &Contract, endpoint: &Endpoint, status: String) -> MockError {
    let successes = match &endpoint.returns {
        Returns::OneOf(several) => several
            .all
            .iter()
            .map(|one| one.status.to_string())
            .collect(),
        _ => vec![endpoint.success.to_string()],
    };
    let rows = endpoint
        .errors
        .iter()
        .map(|id| contract.error(*id).status.to_string());
    let mut documented: Vec<String> = successes.into_iter().chain(rows).collect();
    documented.sort_unstable();
    documented.dedup();
    MockError::NoStatus {
        endpoint: endpoint.name.clone(),
        status,
        documented: documented.join(", "),
    }
}

fn answers_with(endpoint: &Endpoint, status: u16) -> bool {
    match &endpoint.returns {
        Returns::OneOf(several) => several.all.iter().any(|one| one.status.contains(status)),
        _ => endpoint.success == status,
    }
}

/// The pieces of a text between separators, which do not count inside quotes.
fn split(text: &str, separator: char) -> Vec<String> {
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if c == separator && !quoted {
            pieces.push(std::mem::take(&mut piece));
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && quoted && !escaped;
        piece.push(c);
    }
    pieces.push(piece);
    pieces
}

/// `name=value`, where the value may be quoted.
fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let value = value.trim();
    let quoted = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    let value = match quoted {
        None => value.to_owned(),
        Some(quoted) => {
            let mut chars = quoted.chars();
            let unescaped = std::iter::from_fn(|| match chars.next()? {
                '\\' => chars.next(),
                c => Some(c),
            });
            unescaped.collect()
        }
    };
    (name.trim().to_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (Option<String>, Option<String>, Vec<(String, String)>) {
        let wishes = Wishes::read(&[(PREFER.to_owned(), line.to_owned())]);
        (wishes.error, wishes.code, wishes.captures)
    }

    #[test]
    fn preferences_are_read_as_the_standard_writes_them() {
        let text = |text: &str| Some(text.to_owned());
        let pairs = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            let owned = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            owned.collect::<Vec<_>>()
        };
        for (line, expected) in [
            ("error=no_key", (text("no_key"), None, vec![])),
            (
                "Error = \"no_key\" , wait=10",
                (text("no_key"), None, vec![]),
            ),
            ("respond-async, code=404", (None, text("404"), vec![])),
            ("example=one, error=two", (text("one"), None, vec![])),
            (
                "error=a; limit=60; word=\"a, \\\"b\\\"; c\"",
                (
                    text("a"),
                    None,
                    pairs(&[("limit", "60"), ("word", "a, \"b\"; c")]),
                ),
            ),
            ("", (None, None, vec![])),
            ("\"", (None, None, vec![])),
            ("return=minimal", (None, None, vec![])),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
