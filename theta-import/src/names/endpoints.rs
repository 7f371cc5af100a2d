//! Names of endpoints: by the document's ids where they tell operations apart, else by tag, method and path.

use super::singular;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::names::snake;

/// What the name of an endpoint is made of.
pub(crate) struct Named<'o> {
    pub(crate) id: Option<&'o str>,
    pub(crate) tag: Option<&'o str>,
    pub(crate) method: &'o str,
    pub(crate) path: &'o str,
}

/// Longest name.
const MOST: usize = 80;

/// Returns a name for each operation, all different.
pub(crate) fn endpoint_names(operations: &[Named<'_>]) -> Vec<String> {
    // Each further way says more than the one before; an operation takes the first that is its alone.
    type Way = fn(&Named<'_>) -> String;
    let ways: [Way; 4] = [by_id, by_tag, by_path, by_parameters];
    let mut names: Vec<Option<String>> = vec![None; operations.len()];
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for way in ways {
        let made: Vec<String> = operations.iter().map(way).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, made) in names.iter().zip(&made) {
            if name.is_none() {
                *counts.entry(made).or_default() += 1;
            }
        }
        let alone: Vec<bool> = made
            .iter()
            .map(|made| counts.get(made.as_str()) == Some(&1))
            .collect();
        for ((name, made), alone) in names.iter_mut().zip(made).zip(alone) {
            if name.is_none() && alone && fits(&made) && taken.insert(made.clone()) {
                *name = Some(made);
            }
        }
    }
    let named = names.into_iter().zip(operations).map(|(name, operation)| {
        name.unwrap_or_else(|| {
            let base = by_parameters(operation);
            let base = if fits(&base) {
                base
            } else {
                operation.method.to_owned()
            };
            let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
            let mut free = numbered.filter(|name| !taken.contains(name));
            let name = free.next().unwrap_or_default();
            taken.insert(name.clone());
            name
        })
    });
    named.collect()
}

fn fits(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() <= MOST
}

/// Returns a name as one of the author's own: lower-case letters, digits and `_`.
pub(crate) fn plain(name: &str) -> String {
    let name = snake(name);
    name.trim_matches('_').to_owned()
}

fn by_id(operation: &Named<'_>) -> String {
    let Some(id) = operation.id else {
        return if operation.tag.is_some() {
            String::new()
        } else {
            by_path(operation)
        };
    };
    // Some frameworks write the path and the method behind the name of a function.
    let path: String = operation
        .path
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let generated = format!("{path}_{}", operation.method);
    let name = id
        .strip_suffix(&generated)
        .filter(|name| !name.is_empty())
        .unwrap_or(id);
    plain(name)
}

fn by_tag(operation: &Named<'_>) -> String {
    let (Some(id), Some(tag)) = (operation.id, operation.tag) else {
        return String::new();
    };
    let (id, tag) = (plain(id), plain(tag));
    if id.starts_with(&tag) {
        id
    } else {
        format!("{tag}_{id}")
    }
}

/// Verb and place: `list_voices`, `get_voice`, `create_voice_sample`.
fn by_path(operation: &Named<'_>) -> String {
    let steps: Vec<&str> = operation
        .path
        .split('/')
        .filter(|step| !step.is_empty())
        .collect();
    let on_item = steps.last().is_some_and(|step| step.starts_with('{'));
    let mut words: Vec<String> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if step.starts_with('{') || is_version(step) {
            continue;
        }
        // What a parameter follows is one of several.
        let one = steps.get(at + 1).is_some_and(|next| next.starts_with('{'));
        let step: String = step.split('{').next().unwrap_or_default().to_owned();
        let word = plain(&step);
        if !word.is_empty() {
            words.push(if one { one_of(&word) } else { word });
        }
    }
    if operation.method == "post"
        && !on_item
        && let Some(last) = words.last_mut()
    {
        *last = one_of(last);
    }
    let verb = match (operation.method, on_item) {
        ("get", true) => "get",
        ("get", false) if steps.last().is_some_and(|step| step.ends_with('s')) => "list",
        ("post", false) => "create",
        ("put", _) => "replace",
        ("patch", _) => "update",
        (method, _) => method,
    };
    let place = words.join("_");
    if place.is_empty() {
        verb.to_owned()
    } else {
        format!("{verb}_{place}")
    }
}

fn one_of(word: &str) -> String {
    let one = singular(word);
    one.strip_suffix("Item").map_or(one.clone(), str::to_owned)
}

/// Returns whether a step of a path is the version of the API.
pub(crate) fn is_version(step: &str) -> bool {
    step == "api"
        || step.strip_prefix('v').is_some_and(|rest| {
            !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
}

fn by_parameters(operation: &Named<'_>) -> String {
    let parameters = operation
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    let by = parameters.map(plain).collect::<Vec<_>>().join("_and_");
    let base = operation.id.map_or_else(|| by_path(operation), plain);
    let place = plain(&operation.path.replace(['{', '}'], " "));
    if by.is_empty() || operation.id.is_some() {
        format!("{base}_{}_{place}", operation.method)
    } else {
        format!("{base}_by_{by}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named<'o>(
        id: Option<&'o str>,
        tag: Option<&'o str>,
        method: &'o str,
        path: &'o str,
    ) -> Named<'o> {
        Named {
            id,
            tag,
            method,
            path,
        }
    }

    #[test]
    fn repeated_ids_are_told_apart_by_tag() {
        let operations = [
            named(Some("list"), Some("Keys"), "get", "/v1/keys"),
            named(Some("list"), Some("Members"), "get", "/v1/members"),
            named(Some("createKey"), Some("Keys"), "post", "/v1/keys"),
        ];
        assert_eq!(
            endpoint_names(&operations),
            ["keys_list", "members_list", "create_key"]
        );
    }

    #[test]
    fn repeated_ids_of_one_tag_are_told_apart_by_path() {
        let operations = [
            named(Some("list"), Some("Keys"), "get", "/v1/keys"),
            named(Some("list"), Some("Keys"), "get", "/v1/projects/{id}/keys"),
        ];
        assert_eq!(
            endpoint_names(&operations),
            ["list_keys", "list_project_keys"]
        );
    }

    #[test]
    fn operations_without_ids_are_named_by_what_they_do() {
        let operations = [
            named(None, None, "get", "/v2/jobs"),
            named(None, None, "post", "/v2/jobs"),
            named(None, None, "get", "/v2/jobs/{id}"),
            named(None, None, "get", "/v2/jobs/{id}/transcript"),
            named(None, None, "delete", "/v2/jobs/{id}"),
            named(None, Some("a"), "put", "/v2/jobs/{id}"),
        ];
        let expected = [
            "list_jobs",
            "create_job",
            "get_job",
            "get_job_transcript",
            "delete_job",
            "replace_job",
        ];
        assert_eq!(endpoint_names(&operations), expected);
    }

    #[test]
    fn a_path_behind_the_name_of_a_function_is_left_out() {
        let operations = [named(
            Some("read_items_api_v1_items__get"),
            None,
            "get",
            "/api/v1/items/",
        )];
        assert_eq!(endpoint_names(&operations), ["read_items"]);
    }
}
