//! A document and the files beside it: values with their places, and where references lead.

use crate::read::{self, Unreadable};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::json::Json;

/// Most files of one document.
const MAX_FILES: usize = 10_000;
/// Most bytes that all of them have, the document itself left out.
const MAX_BYTES_BESIDE: usize = 64 * 1024 * 1024;
/// Longest chain of references.
const MAX_CHAIN: usize = 100;

/// Gives the bytes of a file beside the document, by its path as the references write it.
pub type Files<'f> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 'f;

/// All files of a document; the first is the document itself.
pub(crate) struct Document {
    files: Vec<(String, Json)>,
    /// Where each file is among them.
    places: BTreeMap<String, usize>,
    /// Why a file that a reference names is not among them.
    missing: BTreeMap<String, String>,
    /// Places that reading moved, the new one and that of the text.
    moved: Vec<(String, String)>,
}

impl Document {
    /// Returns the document with every file that its references name.
    pub(crate) fn new(
        root: Json,
        moved: Vec<(String, String)>,
        files: &mut Files<'_>,
    ) -> Result<Self, Unreadable> {
        let mut document = Self {
            files: vec![(String::new(), root)],
            places: BTreeMap::from([(String::new(), 0)]),
            missing: BTreeMap::new(),
            moved,
        };
        let (mut at, mut bytes_beside) = (0, 0);
        while let Some((name, value)) = document.files.get(at) {
            let mut named = BTreeSet::new();
            references(value, &mut |reference| {
                if let Some(file) = file_of(name, reference) {
                    named.insert(file);
                }
            });
            for file in named {
                if document.file(&file).is_some() || document.missing.contains_key(&file) {
                    continue;
                }
                if document.files.len() >= MAX_FILES {
                    return Err(Unreadable::new(format!(
                        "it refers to more than {MAX_FILES} files"
                    )));
                }
                let read = files(&file).and_then(|bytes| {
                    bytes_beside += bytes.len();
                    read::tree(&bytes).map_err(|error| error.message)
                });
                if bytes_beside > MAX_BYTES_BESIDE {
                    return Err(Unreadable::new(format!(
                        "the files that it refers to have more than {MAX_BYTES_BESIDE} bytes"
                    )));
                }
                match read {
                    Ok(value) => {
                        document.places.insert(file.clone(), document.files.len());
                        document.files.push((file, value));
                    }
                    Err(why) => {
                        document.missing.insert(file, why);
                    }
                }
            }
            at += 1;
        }
        Ok(document)
    }

    fn file(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Returns the whole document.
    pub(crate) fn root(&self) -> Node<'_> {
        Node {
            document: self,
            file: 0,
            at: String::new(),
            value: &self.files[0].1,
        }
    }
}

/// Calls `each` with every reference in a value.
fn references<'j>(value: &'j Json, each: &mut impl FnMut(&'j str)) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| references(item, each)),
        Json::Object(members) => {
            for (name, member) in members {
                match member {
                    Json::String(text) if name == "$ref" => each(text),
                    _ => references(member, each),
                }
            }
        }
        _ => {}
    }
}

/// The file that a reference in the file `from` names, if it is another one; seen from the document.
fn file_of(from: &str, reference: &str) -> Option<String> {
    let (file, _) = reference.split_once('#').unwrap_or((reference, ""));
    if file.is_empty() {
        return None;
    }
    let mut steps: Vec<&str> = match from.rsplit_once('/') {
        Some((folder, _)) => folder.split('/').collect(),
        None => Vec::new(),
    };
    for step in file.split('/') {
        match step {
            "." => {}
            ".." if steps.last().is_some_and(|step| *step != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// A value and its place.
#[derive(Clone)]
pub(crate) struct Node<'d> {
    document: &'d Document,
    file: usize,
    at: String,
    pub(crate) value: &'d Json,
}

/// Where a value stands, as a key of maps.
pub(crate) type Key = (usize, String);

impl<'d> Node<'d> {
    /// Returns the member, which may be a reference.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(self.below(name, value))
    }

    fn below(&self, name: &str, value: &'d Json) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self {
            at: format!("{}/{name}", self.at),
            value,
            ..*self
        }
    }

    /// Returns the members of an object; of several of one name the last one.
    pub(crate) fn members(&self) -> Vec<(&'d str, Self)> {
        let Json::Object(members) = self.value else {
            return Vec::new();
        };
        let mut seen = BTreeMap::new();
        for (at, (name, _)) in members.iter().enumerate() {
            seen.insert(name.as_str(), at);
        }
        let members = members.iter().enumerate();
        let last = members.filter(|(at, (name, _))| seen.get(name.as_str()) == Some(at));
        last.map(|(_, (name, value))| (name.as_str(), self.below(name, value)))
            .collect()
    }

    /// Returns the members of a member.
    pub(crate) fn members_of(&self, name: &str) -> Vec<(&'d str, Self)> {
        self.get(name)
            .map(|node| node.members())
            .unwrap_or_default()
    }

    /// Returns the items of an array.
    pub(crate) fn items(&self) -> Vec<Self> {
        let Json::Array(items) = self.value else {
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items
            .map(|(at, value)| self.below(&at.to_string(), value))
            .collect()
    }

    /// Returns the items of a member.
    pub(crate) fn items_of(&self, name: &str) -> Vec<Self> {
        self.get(name).map(|node| node.items()).unwrap_or_default()
    }

    /// Returns the text of a member.
    pub(crate) fn text(&self, name: &str) -> Option<&'d str> {
        self.value.get(name)?.as_str()
    }

    /// Returns the member if it is `true` or `false`.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.value.get(name)? {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// Returns whether the member is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// Returns the texts of a list.
    pub(crate) fn texts(&self, name: &str) -> Vec<&'d str> {
        match self.value.get(name) {
            Some(Json::Array(items)) => items.iter().filter_map(Json::as_str).collect(),
            Some(Json::String(text)) => vec![text],
            _ => Vec::new(),
        }
    }

    /// Returns the place for maps.
    pub(crate) fn key(&self) -> Key {
        (self.file, self.at.clone())
    }

    /// Returns the place as the text has it: a JSON pointer, with the file before it if that is not the document.
    pub(crate) fn place(&self) -> String {
        let (name, _) = &self.document.files[self.file];
        if !name.is_empty() {
            return format!("{name}#{}", self.at);
        }
        let moved = self.document.moved.iter();
        let moved = moved
            .filter(|(new, _)| {
                self.at
                    .strip_prefix(new.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|(new, _)| new.len());
        match moved {
            Some((new, old)) => format!("{old}{}", &self.at[new.len()..]),
            None => self.at.clone(),
        }
    }

    /// Returns the place within its file.
    pub(crate) fn pointer(&self) -> &str {
        &self.at
    }

    /// Returns what a reference leads to, over any number of steps; the node itself if it is none.
    pub(crate) fn followed(&self) -> Result<Self, String> {
        let mut node = self.clone();
        for _ in 0..MAX_CHAIN {
            let Some(reference) = node.text("$ref") else {
                return Ok(node);
            };
            node = node.target(reference)?;
        }
        Err("its references lead in a circle".to_owned())
    }

    fn target(&self, reference: &str) -> Result<Self, String> {
        let document = self.document;
        let (from, _) = &document.files[self.file];
        let (_, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match file_of(from, reference) {
            None => self.file,
            Some(name) => document.file(&name).ok_or_else(|| {
                let why = document
                    .missing
                    .get(&name)
                    .map_or("it was not read", String::as_str);
                format!("it refers to `{name}`: {why}")
            })?,
        };
        let mut node = Node {
            document,
            file,
            at: String::new(),
            value: &document.files[file].1,
        };
        let fragment = decoded(fragment);
        if fragment.is_empty() {
            return Ok(node);
        }
        let nowhere = || format!("its reference `{reference}` leads nowhere");
        let Some(steps) = fragment.strip_prefix('/') else {
            let anchored = node.anchored(&fragment, 0);
            return anchored.ok_or_else(nowhere);
        };
        for step in steps.split('/') {
            // A reference into what a reference leads to is followed too.
            if node.text("$ref").is_some() && !node.has(&unescaped(step)) {
                node = node.followed_once().ok_or_else(nowhere)?;
            }
            let name = unescaped(step);
            let next = match node.value {
                Json::Array(_) => {
                    let at: usize = name.parse().map_err(|_| nowhere())?;
                    node.items().into_iter().nth(at)
                }
                _ => node.get(&name),
            };
            node = next.ok_or_else(nowhere)?;
        }
        Ok(node)
    }

    fn followed_once(&self) -> Option<Self> {
        let reference = self.text("$ref")?;
        // Only a plain pointer from the root: no circle can come of it.
        let steps = reference.strip_prefix("#/")?;
        let mut node = self.document.root_of(self.file);
        for step in steps.split('/') {
            node = node.get(&unescaped(&decoded(step)))?;
        }
        Some(node)
    }

    /// Looks for the schema with this `$anchor`.
    fn anchored(&self, anchor: &str, depth: usize) -> Option<Self> {
        if self.text("$anchor") == Some(anchor) {
            return Some(self.clone());
        }
        if depth > 128 {
            return None;
        }
        let children = match self.value {
            Json::Array(_) => self.items(),
            _ => self.members().into_iter().map(|(_, node)| node).collect(),
        };
        children
            .iter()
            .find_map(|child| child.anchored(anchor, depth + 1))
    }
}

impl Document {
    fn root_of(&self, file: usize) -> Node<'_> {
        Node {
            document: self,
            file,
            at: String::new(),
            value: &self.files[file].1,
        }
    }
}

/// A step of a pointer as it is.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Undoes percent-encoding, where it is any.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) if *byte == b'%' => {
                out.push(code);
                rest = &after[2..];
            }
            _ => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Returns the last step of a pointer, unescaped.
pub(crate) fn last_step(pointer: &str) -> String {
    let step = pointer.rsplit('/').next().unwrap_or_default();
    unescaped(step)
}
