//! The operations of a document, whatever its version: what each sends and what comes back.

use crate::document::Node;
use crate::draft::Loss;
use crate::upgrade::METHODS;

/// An operation of the document.
pub(crate) struct Operation<'d> {
    pub(crate) node: Node<'d>,
    pub(crate) path: &'d str,
    pub(crate) method: &'static str,
    pub(crate) parameters: Vec<Parameter<'d>>,
    pub(crate) losses: Vec<Loss>,
    /// Servers of its own, or of its path.
    pub(crate) servers: Vec<Node<'d>>,
}

/// Method and path of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: String,
}

/// A parameter, whatever it is written in.
#[derive(Clone)]
pub(crate) struct Parameter<'d> {
    pub(crate) node: Node<'d>,
    pub(crate) name: &'d str,
    pub(crate) place: &'d str,
}

impl Operation<'_> {
    /// Returns the id that the document gives it.
    pub(crate) fn id(&self) -> Option<&str> {
        self.node
            .text("operationId")
            .filter(|id| !id.trim().is_empty())
    }

    /// Returns its method, and the path that is sent.
    pub(crate) fn route(&self) -> Route {
        let path = self.path.split(['?', '#']).next().unwrap_or(self.path);
        Route {
            method: self.method,
            path: path.to_owned(),
        }
    }

    /// Returns its tags.
    pub(crate) fn tags(&self) -> Vec<&str> {
        self.node.texts("tags")
    }

    /// Returns the method and path as people write them.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

/// Returns all operations, in the order of the document.
pub(crate) fn all<'d>(root: &Node<'d>) -> Vec<Operation<'d>> {
    let mut operations = Vec::new();
    for (path, item) in root.members_of("paths") {
        if path.starts_with("x-") {
            continue;
        }
        // What cannot be followed is a note.
        let item = item.followed().unwrap_or(item);
        for method in METHODS {
            let Some(node) = item.get(method).filter(|node| !node.members().is_empty()) else {
                continue;
            };
            let mut losses = Vec::new();
            let node = node.followed().unwrap_or_else(|why| {
                losses.push(Loss::new(node.place(), why));
                node
            });
            let mut parameters: Vec<Parameter<'d>> = Vec::new();
            for written in item
                .items_of("parameters")
                .into_iter()
                .chain(node.items_of("parameters"))
            {
                match parameter(&written) {
                    // The operation's own parameter replaces that of the path.
                    Ok(one) => {
                        let same = |other: &Parameter<'_>| {
                            (other.name, other.place) == (one.name, one.place)
                        };
                        match parameters.iter_mut().find(|other| same(other)) {
                            Some(other) => *other = one,
                            None => parameters.push(one),
                        }
                    }
                    Err(why) => losses.push(Loss::new(written.place(), why)),
                }
            }
            let own = node.items_of("servers");
            let servers = if own.is_empty() {
                item.items_of("servers")
            } else {
                own
            };
            operations.push(Operation {
                node,
                path,
                method,
                parameters,
                losses,
                servers,
            });
        }
    }
    operations
}

/// Returns the paths whose operations stand where nothing leads.
pub(crate) fn unread(root: &Node<'_>) -> Vec<Loss> {
    let paths = root.members_of("paths").into_iter();
    let lost = paths.filter_map(|(path, item)| {
        let why = item.followed().err()?;
        let why = format!("the operations of `{path}` are left out: {why}");
        Some(Loss::new(item.place(), why))
    });
    lost.collect()
}

fn parameter<'d>(written: &Node<'d>) -> Result<Parameter<'d>, String> {
    let node = written
        .followed()
        .map_err(|why| format!("a parameter is left out: {why}"))?;
    let name = node
        .text("name")
        .ok_or("a parameter without a name is left out")?;
    let place = node
        .text("in")
        .ok_or_else(|| format!("parameter `{name}` does not say where it goes: it is left out"))?;
    Ok(Parameter { node, name, place })
}
