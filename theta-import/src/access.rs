//! Who may ask: the security schemes of a document, and which operation needs which.

use crate::document::Node;
use crate::draft::{Carries, Loss, Scheme};
use crate::operations::Operation;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::names::snake;

/// Alternatives, each of the names of schemes that go together; an empty one is no key at all.
pub(crate) type Needed = Vec<Vec<String>>;

/// Header parameters that carry a key where no scheme says so.
const KEY_HEADERS: &[&str] = &[
    "authorization",
    "x-api-key",
    "api-key",
    "x-auth-token",
    "x-access-token",
    "apikey",
];

/// What a document says of keys.
#[derive(Default)]
pub(crate) struct Access {
    pub(crate) schemes: Vec<Scheme>,
    /// What holds for operations that say nothing.
    pub(crate) usual: Needed,
    /// Names of schemes in the document, and in the contract if it has them.
    named: BTreeMap<String, Option<String>>,
    why_not: BTreeMap<String, String>,
    pub(crate) notes: Vec<Loss>,
}

impl Access {
    /// Reads the schemes.
    pub(crate) fn new(root: &Node<'_>, operations: &[Operation<'_>]) -> Self {
        let mut access = Self::default();
        let schemes = root
            .get("components")
            .map(|components| components.members_of("securitySchemes"));
        for (name, written) in schemes.unwrap_or_default() {
            let Ok(node) = written.followed() else {
                continue;
            };
            match carries(&node) {
                Ok(carries) => {
                    let name_here = access.free(name);
                    access.schemes.push(Scheme {
                        name: name_here.clone(),
                        rust: None,
                        carries,
                        doc: words::of(&node),
                    });
                    access.named.insert(name.to_owned(), Some(name_here));
                }
                Err(why) => {
                    access.named.insert(name.to_owned(), None);
                    access.why_not.insert(name.to_owned(), why);
                }
            }
        }
        access.promote(operations);
        let mut losses = Vec::new();
        let global = root
            .has("security")
            .then(|| access.needed(root, &mut losses))
            .flatten();
        let said: Vec<Option<Needed>> = operations
            .iter()
            .map(|operation| access.needed(&operation.node, &mut Vec::new()))
            .collect();
        access.usual = match global {
            Some(needed) => needed,
            None => access.most_common(&said, root),
        };
        access
    }

    fn free(&self, name: &str) -> String {
        let base = snake(name).trim_matches('_').to_owned();
        let base = if base.starts_with(|c: char| c.is_ascii_lowercase()) {
            base
        } else {
            "key".to_owned()
        };
        let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let free = names.find(|name| self.schemes.iter().all(|scheme| scheme.name != *name));
        free.unwrap_or(base)
    }

    /// Without a word in the whole document, a scheme that is declared is meant: people forget to require it.
    fn most_common(&mut self, said: &[Option<Needed>], root: &Node<'_>) -> Needed {
        let none = vec![Vec::new()];
        if said.iter().any(Option::is_some) || self.schemes.is_empty() {
            return none;
        }
        let place = root
            .get("components")
            .map(|node| node.place())
            .unwrap_or_default();
        let reason = "no operation says which key it needs: every request carries one of those that are declared";
        self.notes.push(Loss::new(place, reason));
        self.schemes
            .iter()
            .map(|scheme| vec![scheme.name.clone()])
            .collect()
    }

    /// A header parameter that nearly every operation has is a key, where no scheme says so.
    fn promote(&mut self, operations: &[Operation<'_>]) {
        if !self.schemes.is_empty() {
            return;
        }
        for header in KEY_HEADERS {
            let with: Vec<_> = operations
                .iter()
                .filter_map(|operation| {
                    operation
                        .parameters
                        .iter()
                        .find(|one| one.place == "header" && one.name.eq_ignore_ascii_case(header))
                })
                .collect();
            if with.len() * 2 > operations.len() {
                self.notes.push(Loss::new(
                    with[0].node.place(),
                    format!("header `{header}` is taken for the key"),
                ));
                self.schemes.push(Scheme {
                    name: "key".to_owned(),
                    rust: None,
                    carries: Carries::Header {
                        header: (*header).to_owned(),
                        scheme: None,
                    },
                    doc: words::of(&with[0].node),
                });
                return;
            }
        }
    }

    /// Returns what an operation needs, or the document; `None` if it says nothing.
    pub(crate) fn needed(&self, node: &Node<'_>, losses: &mut Vec<Loss>) -> Option<Needed> {
        let security = node.get("security")?;
        let mut needed: Needed = Vec::new();
        let mut left_out = Vec::new();
        let alternatives = security.items();
        let none_needed = alternatives.is_empty();
        for alternative in alternatives {
            let mut names = BTreeSet::new();
            let mut whole = true;
            for (name, scheme) in alternative.members() {
                match self.named.get(name) {
                    Some(Some(name)) => {
                        names.insert(name.clone());
                    }
                    Some(None) => {
                        whole = false;
                        let why = self.why_not.get(name).cloned().unwrap_or_default();
                        left_out.push(Loss::new(
                            scheme.place(),
                            format!("scheme `{name}` is left out: {why}"),
                        ));
                    }
                    None => {
                        whole = false;
                        left_out.push(Loss::new(
                            scheme.place(),
                            format!("scheme `{name}` is not declared"),
                        ));
                    }
                }
            }
            let names: Vec<String> = names.into_iter().collect();
            if whole && !needed.contains(&names) {
                needed.push(names);
            }
        }
        if needed.is_empty() {
            needed.push(Vec::new());
            if !none_needed {
                losses.extend(left_out);
            }
        } else {
            // Another way in is left out.
            losses.extend(left_out);
        }
        Some(needed)
    }

    /// Returns the headers, in lower case, and query parameters that carry a key.
    pub(crate) fn carriers(&self) -> BTreeSet<String> {
        let carriers = self
            .schemes
            .iter()
            .filter_map(|scheme| match &scheme.carries {
                Carries::Header { header, .. } => Some(header.to_ascii_lowercase()),
                Carries::Query(name) => Some(name.clone()),
                Carries::Token { .. } => Some("authorization".to_owned()),
                Carries::Basic => None,
            });
        carriers.collect()
    }
}

fn carries(node: &Node<'_>) -> Result<Carries, String> {
    let header = |scheme: &str| Carries::Header {
        header: "authorization".to_owned(),
        scheme: Some(scheme.to_owned()),
    };
    match node.text("type").unwrap_or_default() {
        "apiKey" => {
            let name = node
                .text("name")
                .ok_or("it does not say where the key goes")?;
            match node.text("in").unwrap_or("header") {
                "header" => Ok(Carries::Header {
                    header: name.to_ascii_lowercase(),
                    scheme: None,
                }),
                "query" => Ok(Carries::Query(name.to_owned())),
                other => Err(format!("a key in the {other}")),
            }
        }
        "http" => match node
            .text("scheme")
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "bearer" => Ok(header("Bearer")),
            "basic" => Ok(Carries::Basic),
            "" => Err("it does not say how the key is written".to_owned()),
            "digest" | "mutual" | "negotiate" => Err("an exchange of several requests".to_owned()),
            other => Ok(header(other)),
        },
        // What a person agrees to on a page is another matter.
        "oauth2" if token_url(node).is_some() => Ok(Carries::Token {
            url: token_url(node).unwrap_or_default().to_owned(),
            endpoint: String::new(),
        }),
        "oauth2" | "openIdConnect" => Ok(header("Bearer")),
        "mutualTLS" => Err("a certificate of the client".to_owned()),
        other => Err(format!("`{other}` is no kind of scheme")),
    }
}

/// Where an app gets a token for itself.
fn token_url<'d>(node: &Node<'d>) -> Option<&'d str> {
    node.get("flows")?
        .get("clientCredentials")?
        .text("tokenUrl")
}
