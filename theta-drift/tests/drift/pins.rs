//! Pinning into a file that people have written in: what stays keeps its bytes, its order and its comments.

use crate::lock::{PAGE, pinned, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use theta_drift::Lock;
use theta_spec::source::SourceText;

/// What is pinned, written into the text of a file.
fn written(lock: &Lock, old: &str) -> Option<String> {
    lock.written_into(&SourceText::new("docs.lock.toml", old.to_owned()))
}

/// A file with a word in each place where somebody may leave one.
fn commented(text: &str) -> String {
    let mut out = String::from("# above the file\n");
    for (at, line) in text.lines().enumerate() {
        match line {
            "" => out.push('\n'),
            line => out.push_str(&format!("# above {at}\n{line} # behind {at}\n")),
        }
    }
    out + "# below the file\n"
}

fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| {
            let at = line.rfind("# above").or(line.rfind("# behind"))?;
            Some(&line[at..])
        })
        .collect()
}

/// What else the page may say, without saying less.
const CHANGES: &[(&str, &str)] = &[
    ("The text is too long.", "The text was too long."),
    ("| Team | 300 |\n", "| Team | 300 |\n| Club | 900 |\n"),
    ("| Team | 300 |", "| Team | 301 |"),
    ("| Free | 30 |", "| Free | 31 |"),
    (
        "# Errors of Echo\n",
        "# Errors of Echo\n\n## Changes\n\nNone so far.\n",
    ),
];

fn changed(changes: &[(&str, &str)]) -> String {
    changes
        .iter()
        .fold(PAGE.to_owned(), |page, (old, new)| page.replace(old, new))
}

#[test]
fn a_file_that_nobody_has_written_in_is_written_whole() {
    let lock = pinned(&changed(CHANGES));
    let old = pinned(PAGE).to_string();
    assert_eq!(written(&lock, &old), Some(lock.to_string()));
}

#[test]
fn only_what_is_otherwise_is_written() {
    let old = commented(&pinned(PAGE).to_string());
    let new = written(
        &pinned(&changed(&[("| Team | 300 |", "| Team | 301 |")])),
        &old,
    )
    .unwrap();
    let lines: Vec<(&str, &str)> = old
        .lines()
        .zip(new.lines())
        .filter(|(old, new)| old != new)
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].0.starts_with("sha256 = "));
    let (was, now) = lines[1];
    assert_eq!(was.replace("300", "301"), now);
}

#[test]
fn a_comment_goes_with_the_line_that_it_is_about() {
    let old = commented(&pinned(PAGE).to_string());
    let new = written(&pinned(&changed(&[("| Team | 300 |\n", "")])), &old).unwrap();
    let gone: Vec<&str> = comments(&old)
        .into_iter()
        .filter(|comment| !comments(&new).contains(comment))
        .collect();
    let line = old.lines().position(|line| line.contains("plans.team.rpm"));
    let at = line
        .and_then(|line| old.lines().nth(line))
        .and_then(|line| line.rsplit(' ').next());
    let at = at.unwrap();
    assert_eq!(gone, [format!("# above {at}"), format!("# behind {at}")]);
}

#[test]
fn the_order_in_which_somebody_put_the_facts_stays() {
    let text = pinned(PAGE).to_string();
    let facts: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("  { key"))
        .collect();
    let backwards: Vec<&str> = facts.iter().rev().copied().collect();
    let old = text.replace(&facts.join("\n"), &backwards.join("\n"));
    let lock = pinned(&changed(&[("| Team | 300 |", "| Team | 301 |")]));
    let new = written(&lock, &old).unwrap();
    let line = |text: &str, key: &str| text.lines().position(|line| line.contains(key));
    for fact in facts {
        let key = fact.split('"').nth(1).unwrap();
        assert_eq!(line(&old, key), line(&new, key), "{key}");
    }
}

#[test]
fn another_page_comes_between_its_neighbours_and_an_entry_stays_where_it_is() {
    let entry = "# known since May\n[[acknowledge]]\nfact = \"errors.too_long.detail\" # the docs are wrong\npage_says = \"a\"\ncontract_says = \"b\"\nreason = \"c\"\nby = \"us\"\nuntil = 2027-01-01\ntrust = \"contract\"\n";
    let page = pinned(PAGE);
    let old = format!("{page}\n{entry}");
    let mut lock = read(&old);
    let named = |name: &str| {
        let mut page = page.pages[0].clone();
        page.name = name.to_owned();
        page
    };
    lock.pages = vec![named("a"), page.pages[0].clone(), named("z")];
    let new = written(&lock, &old).unwrap();
    assert!(new.contains(entry));
    let places = [
        "name   = \"a\"",
        "name   = \"errors\"",
        "# known since May",
        "name   = \"z\"",
    ]
    .map(|piece| new.find(piece).unwrap());
    assert!(places.is_sorted(), "{new}");
    assert_eq!(written(&lock, &new), Some(new));
}

#[test]
fn line_ends_and_a_missing_last_comma_are_no_matter() {
    let lock = pinned(&changed(CHANGES));
    let text = commented(&pinned(PAGE).to_string());
    let crlf = text.replace('\n', "\r\n");
    let new = written(&lock, &crlf).unwrap();
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    assert_eq!(new.replace("\r\n", "\n"), written(&lock, &text).unwrap());
    let last = text.rfind(", # behind").unwrap();
    let bare = format!("{}{}", &text[..last], &text[last + 1..]);
    assert!(written(&lock, &bare).is_some());
}

#[test]
fn what_cannot_take_the_pins_is_left_alone() {
    let lock = pinned(PAGE);
    assert_eq!(written(&lock, "format_version = 1\npage = []\n"), None);
    assert_eq!(written(&lock, "format_version = 2\n"), None);
    assert!(written(&lock, "format_version = 1\n").is_some());
}

/// A file with comments at some of its lines.
fn with_comments(text: &str, above: &[bool], behind: &[bool]) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        if above.get(at) == Some(&true) {
            out.push_str(&format!("  # above {at}\n"));
        }
        out.push_str(line);
        if behind.get(at) == Some(&true) {
            out.push_str(&format!(" # behind {at}"));
        }
        out.push('\n');
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pinning_keeps_every_comment_says_what_is_pinned_and_changes_nothing_twice(
        above in vec(any::<bool>(), 0..40),
        behind in vec(any::<bool>(), 0..40),
        changes in vec(select(CHANGES), 0..4),
    ) {
        let old = with_comments(&pinned(PAGE).to_string(), &above, &behind);
        let lock = pinned(&changed(&changes));
        let new = written(&lock, &old).unwrap();
        let same = |text: &str| read(text).pages == lock.pages && read(text).problems.is_empty();
        prop_assert!(same(&new), "{new}");
        prop_assert_eq!(comments(&old), comments(&new));
        prop_assert_eq!(written(&lock, &new), Some(new));
    }
}
