//! Names of schemas: those of the contract's types, and others that are none of these.

use std::collections::{BTreeMap, BTreeSet};
use theta_spec::contract::{Contract, ErrorId, ShapeContent, TypeId, TypeKind};
use theta_spec::names::pascal_stem;

pub(super) struct Names {
    /// The variants of each union, in order.
    unions: BTreeMap<TypeId, Vec<String>>,
    /// An object of a union with a tag that the docs do not list.
    unlisted: BTreeMap<TypeId, String>,
    /// The listed values of each enum that a server sends.
    listed: BTreeMap<TypeId, String>,
    /// Each error row.
    rows: Vec<String>,
    /// The JSON bodies of each error row that has several, in the order of its shapes.
    shapes: Vec<Vec<String>>,
}

impl Names {
    pub(super) fn of(contract: &Contract) -> Self {
        let mut taken: BTreeSet<String> =
            contract.types.iter().map(|def| def.name.clone()).collect();
        let mut free = |mut name: String| {
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            name
        };
        let (mut unions, mut unlisted) = (BTreeMap::new(), BTreeMap::new());
        let mut listed = BTreeMap::new();
        for (at, def) in contract.types.iter().enumerate() {
            let id = TypeId(at);
            match &def.kind {
                TypeKind::Union { variants, .. } => {
                    let names = variants
                        .iter()
                        .map(|variant| free(format!("{}{}", def.name, variant.variant)));
                    unions.insert(id, names.collect());
                    unlisted.insert(id, free(format!("{}Unlisted", def.name)));
                }
                TypeKind::Enum { .. } if def.in_response => {
                    listed.insert(id, free(format!("{}Listed", def.name)));
                }
                TypeKind::Enum { .. }
                | TypeKind::Struct { .. }
                | TypeKind::Any { .. }
                | TypeKind::Alias(_) => {}
            }
        }
        let (mut rows, mut shapes) = (Vec::new(), Vec::new());
        for row in &contract.errors {
            let stem = row.variant.strip_suffix("Error").unwrap_or(&row.variant);
            rows.push(free(format!("{stem}Error")));
            let json = row.shapes.iter().map(|&id| contract.shape(id));
            let json = json.filter(|shape| matches!(shape.content, ShapeContent::Json { .. }));
            let json: Vec<_> = json.collect();
            let several = if json.len() > 1 { json.as_slice() } else { &[] };
            let names = several
                .iter()
                .map(|shape| free(format!("{stem}{}Error", pascal_stem(&shape.name))));
            shapes.push(names.collect());
        }
        Self {
            unions,
            unlisted,
            listed,
            rows,
            shapes,
        }
    }

    pub(super) fn row(&self, id: ErrorId) -> &str {
        &self.rows[id.0]
    }

    pub(super) fn shapes(&self, id: ErrorId) -> &[String] {
        &self.shapes[id.0]
    }

    pub(super) fn variants(&self, union: TypeId) -> &[String] {
        self.unions.get(&union).map_or(&[], Vec::as_slice)
    }

    pub(super) fn listed(&self, id: TypeId) -> &str {
        self.listed.get(&id).map_or("", String::as_str)
    }

    pub(super) fn unlisted(&self, union: TypeId) -> &str {
        self.unlisted.get(&union).map_or("", String::as_str)
    }
}
