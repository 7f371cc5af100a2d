//! The book of a contract: every page in its order once, and no link that leads nowhere.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use theta_docs::{book, reference};

const SMALL: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
endpoints.ping = { get = "/ping", summary = "Answers.", returns = "text" }
shapes.detail.message = "/detail"
errors.busy = { status = 409, detail = "busy" }
"#;

/// The contract of Theta One and those of the vendors.
fn contracts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let vendors = fs::read_dir(root.join("vendors")).expect("the vendors");
    let vendors = vendors.map(|vendor| vendor.expect("a vendor").path().join("spec.toml"));
    let mut contracts: Vec<PathBuf> = vendors.filter(|path| path.is_file()).collect();
    contracts.push(root.join("spec.toml"));
    assert!(contracts.len() > 10, "{contracts:?}");
    contracts
}

fn load(text: &[u8]) -> theta_spec::contract::Contract {
    theta_spec::load("spec.toml", text)
        .contract
        .expect("a good contract")
}

fn parse(page: &str) -> Parser<'_> {
    Parser::new_ext(page, Options::ENABLE_TABLES)
}

fn links(page: &str) -> Vec<String> {
    let links = parse(page).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    links.collect()
}

/// What its headings are called in addresses.
fn anchors(page: &str) -> BTreeSet<String> {
    let (mut anchors, mut heading) = (BTreeSet::new(), None);
    for event in parse(page) {
        match (event, &mut heading) {
            (Event::Start(Tag::Heading { .. }), _) => heading = Some(String::new()),
            (Event::Text(text) | Event::Code(text), Some(heading)) => heading.push_str(&text),
            (Event::End(TagEnd::Heading(_)), Some(text)) => {
                let kept = text.to_lowercase().replace(' ', "-");
                let kept: String = kept
                    .chars()
                    .filter(|&c| c.is_alphanumeric() || "_-".contains(c))
                    .collect();
                let again = (1..).map(|time| format!("{kept}-{time}"));
                let mut names = std::iter::once(kept.clone()).chain(again);
                let free = names.find(|name| !anchors.contains(name));
                anchors.extend(free);
                heading = None;
            }
            _ => {}
        }
    }
    anchors
}

/// Where a link of a page leads: page and heading.
fn target(page: &str, link: &str) -> (String, Option<String>) {
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (link, None),
    };
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let page = match path.strip_prefix("../") {
        _ if path.is_empty() => page.to_owned(),
        Some(above) => above.to_owned(),
        None if folder.is_empty() => path.to_owned(),
        None => format!("{folder}/{path}"),
    };
    (page, anchor)
}

fn assert_whole(files: &BTreeMap<String, String>, what: &str) {
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("src/")?, text.as_str())))
        .collect();
    let mut ordered = links(pages["SUMMARY.md"]);
    ordered.push("SUMMARY.md".to_owned());
    ordered.sort();
    assert_eq!(ordered, pages.keys().copied().collect::<Vec<_>>(), "{what}");

    let anchors: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(page, text)| (*page, anchors(text)))
        .collect();
    let mut followed = 0;
    for (page, text) in &pages {
        for link in links(text).iter().filter(|link| !link.contains(':')) {
            let (to, anchor) = target(page, link);
            let there = anchors.get(to.as_str());
            let is_there =
                there.is_some_and(|there| anchor.is_none_or(|anchor| there.contains(&anchor)));
            assert!(is_there, "{what}: {page} links to {link}");
            followed += 1;
        }
    }
    assert!(followed >= pages.len(), "{what}: {followed}");
}

#[test]
fn every_page_is_in_the_order_once_and_every_link_leads_somewhere() {
    for path in contracts() {
        let contract = load(&fs::read(&path).expect("a contract"));
        assert_whole(&book::files(&contract), &path.display().to_string());
    }
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let mut files = book::files(&load(SMALL.as_bytes()));
    files.insert("src/errors.md".to_owned(), "# Errors\n".to_owned());
    assert!(std::panic::catch_unwind(|| assert_whole(&files, "")).is_err());
}

#[test]
fn the_pages_are_those_of_the_reference() {
    let contract = load(SMALL.as_bytes());
    let mut files = book::files(&contract);
    for (own, mark) in book::OWN {
        assert!(
            files
                .remove(*own)
                .is_some_and(|text| text.starts_with(mark))
        );
    }
    let pages = reference::files(&contract).into_iter();
    let pages: BTreeMap<String, String> = pages
        .map(|(page, text)| (format!("src/{page}"), text))
        .collect();
    assert_eq!(files, pages);
}

/// Readers that extend Markdown take what stands in braces at the end of a heading for attributes of the element.
#[test]
fn no_heading_ends_in_attributes() {
    for name in [
        "Echo {onclick=alert(1)}",
        r"Echo {#a\}",
        "Echo }",
        "Echo `{}`",
    ] {
        let quoted = theta_spec::text::toml(name);
        let spec = SMALL.replace("\"Echo\"", &quoted);
        let page = &reference::files(&load(spec.as_bytes()))["index.md"];
        let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
        let mut title = String::new();
        for event in Parser::new_ext(page, options)
            .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
        {
            match event {
                Event::Start(Tag::Heading {
                    id, classes, attrs, ..
                }) => {
                    assert!(
                        id.is_none() && classes.is_empty() && attrs.is_empty(),
                        "{page}"
                    );
                }
                Event::Text(text) | Event::Code(text) => title.push_str(&text),
                _ => {}
            }
        }
        assert_eq!(title, name.replace('`', ""));
    }
}
