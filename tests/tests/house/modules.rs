//! The modules of a crate, and which file uses which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree};

/// A path within the crate, from its root.
type Names = Vec<String>;

/// The modules of a crate by their paths.
#[derive(Default)]
pub(crate) struct Modules {
    modules: BTreeMap<Names, Module>,
}

#[derive(Default)]
struct Module {
    file: String,
    /// What its `use` brings in, by the name that it has here.
    names: BTreeMap<String, Names>,
    /// What it mentions.
    mentions: BTreeSet<Names>,
}

impl Modules {
    /// Reads the crate whose sources are in that folder, tests left out.
    pub(crate) fn read(source: &Path) -> Self {
        let mut modules = Self::default();
        let door = ["lib.rs", "main.rs"].map(|name| source.join(name));
        let door = door.iter().find(|path| path.is_file()).unwrap();
        modules.file(source, door, source, &[]);
        modules
    }

    fn file(&mut self, source: &Path, file: &Path, below: &Path, path: &[String]) {
        let text = fs::read_to_string(file).unwrap();
        let items = syn::parse_file(&text).unwrap().items;
        let name = file.strip_prefix(source).unwrap();
        let name = name.to_string_lossy().replace('\\', "/");
        self.module(source, &name, &items, below, path);
    }

    fn module(&mut self, source: &Path, file: &str, items: &[Item], below: &Path, path: &[String]) {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        let mut reader = Reader {
            module: &mut module,
            path,
        };
        for item in items {
            reader.visit_item(item);
        }
        self.modules.insert(path.to_vec(), module);
        for item in items {
            let Item::Mod(child) = item else { continue };
            if for_tests(&child.attrs) {
                continue;
            }
            let name = child.ident.to_string();
            let below = below.join(&name);
            let path = [path, &[name]].concat();
            if let Some((_, items)) = &child.content {
                self.module(source, file, items, &below, &path);
            } else {
                self.file(source, &below.with_extension("rs"), &below, &path);
            }
        }
    }

    /// The module that has what the path leads to, through whatever passes the name on.
    fn home(&self, path: &[String], hops: usize) -> Option<Names> {
        let mut at = Names::new();
        for (depth, name) in path.iter().enumerate() {
            let child = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.modules.contains_key(&child) {
                at = child;
            } else {
                let rest = &path[depth + 1..];
                return match self.modules[&at].names.get(name) {
                    Some(target) if hops > 0 => {
                        self.home(&[target.as_slice(), rest].concat(), hops - 1)
                    }
                    _ => Some(at),
                };
            }
        }
        Some(at)
    }

    /// The sets of files that use each other, parents and children aside.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, module) in &self.modules {
            for mention in &module.mentions {
                let Some(home) = self.home(mention, 8) else {
                    continue;
                };
                if !home.starts_with(path) && !path.starts_with(&home) {
                    let used = self.modules[&home].file.as_str();
                    uses.entry(&module.file).or_default().insert(used);
                }
            }
        }
        // What can be reached: with so few files, by adding until nothing is added.
        let mut reached = uses.clone();
        loop {
            let mut grown = reached.clone();
            for (file, targets) in &reached {
                let further = targets
                    .iter()
                    .filter_map(|target| uses.get(target))
                    .flatten();
                grown.entry(*file).or_default().extend(further.copied());
            }
            if grown == reached {
                break;
            }
            reached = grown;
        }
        let mut circles = BTreeSet::new();
        for (file, targets) in &reached {
            if targets.contains(file) {
                let back =
                    |target: &&&str| reached.get(**target).is_some_and(|its| its.contains(file));
                let circle: Vec<String> = targets
                    .iter()
                    .filter(back)
                    .map(|&name| name.to_owned())
                    .collect();
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }
}

fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|what| what == "test")
    })
}

/// Collects what a module mentions.
struct Reader<'m> {
    module: &'m mut Module,
    path: &'m [String],
}

impl Reader<'_> {
    /// The path from the root of the crate; `None` when it leads out of it.
    fn absolute(&self, path: &[String]) -> Option<Names> {
        let mut base = self.path.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            _ => return None,
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    fn bring(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let (name, path) = match tree {
            UseTree::Path(path) => return self.bring(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.bring(tree, before));
            }
            UseTree::Glob(_) => (None, before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => {
                (before.last().cloned(), before.to_vec())
            }
            UseTree::Name(name) => (Some(name.ident.to_string()), with(&name.ident)),
            UseTree::Rename(name) => (Some(name.rename.to_string()), with(&name.ident)),
        };
        // A path that begins with a name is one of this module's own, or another crate.
        let own = || [self.path, &path].concat();
        let path = self.absolute(&path).unwrap_or_else(own);
        self.module.mentions.insert(path.clone());
        if let Some(name) = name {
            self.module.names.insert(name, path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    /// Modules are read on their own.
    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.bring(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        if let Some(path) = self.absolute(&names) {
            self.module.mentions.insert(path);
        }
        visit::visit_path(self, path);
    }
}
