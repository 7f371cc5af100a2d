//! Names that generated code leaves to the runtime are those that the runtime has.

use crate::{root, sources};
use std::fs;
use syn::{ImplItem, Item, TraitItem, Type, Visibility};
use theta_spec::names::{is_client_method, is_setting};

/// The items of the runtime, nested modules left out.
fn items() -> Vec<Item> {
    let mut files = Vec::new();
    sources(&root().join("theta-runtime/src"), &mut files);
    let files = files.iter().map(|file| fs::read_to_string(file).unwrap());
    files
        .flat_map(|text| syn::parse_file(&text).unwrap().items)
        .collect()
}

/// The public methods that are said of a type itself.
fn methods(items: &[Item], of: &str) -> Vec<String> {
    let mut found = Vec::new();
    for item in items {
        let Item::Impl(block) = item else { continue };
        let Type::Path(ty) = &*block.self_ty else {
            continue;
        };
        let name = ty.path.segments.last().map(|last| last.ident.to_string());
        if block.trait_.is_some() || name.as_deref() != Some(of) {
            continue;
        }
        found.extend(block.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
                Some(method.sig.ident.to_string())
            }
            _ => None,
        }));
    }
    found
}

#[test]
fn no_setting_of_a_contract_can_hide_one_that_every_builder_has() {
    let settings = methods(&items(), "Builder");
    assert!(settings.len() > 30, "{settings:?}");
    let unknown: Vec<_> = settings.iter().filter(|name| !is_setting(name)).collect();
    assert!(unknown.is_empty(), "not in `SETTINGS`: {unknown:?}");
}

#[test]
fn no_method_of_a_contract_can_hide_one_that_every_client_has() {
    let items = items();
    let client = items.iter().find_map(|item| match item {
        Item::Trait(one) if one.ident == "ApiClient" => Some(one),
        _ => None,
    });
    let methods = client.unwrap().items.iter();
    let methods = methods.filter_map(|item| match item {
        TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
        _ => None,
    });
    let methods: Vec<String> = methods.collect();
    assert!(!methods.is_empty());
    let unknown: Vec<_> = methods
        .iter()
        .filter(|name| !is_client_method(name))
        .collect();
    assert!(unknown.is_empty(), "not in `CLIENT_METHODS`: {unknown:?}");
}
