use crate::project::Project;
use theta_spec::keys::ALL;

#[test]
fn every_table_and_every_key_is_found() {
    let project = Project::empty();
    let tables = project.theta(&["language"]).stdout;
    for table in ALL {
        assert!(tables.contains(table.doc), "{}: {tables}", table.path);
        if !table.path.is_empty() {
            let run = project.theta(&["language", table.path]);
            assert_eq!(run.exit, Some(0), "{run}");
            for key in table.keys {
                let line = format!("  {}: {}", key.name, key.expects);
                assert!(
                    run.stdout.contains(&line) && run.stdout.contains(key.doc),
                    "{run}"
                );
            }
        }
    }
    let mut names: Vec<&str> = ALL
        .iter()
        .flat_map(|table| table.keys)
        .map(|key| key.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let run = project.theta(&["language", name]);
        assert_eq!(run.exit, Some(0), "{run}");
    }
}

#[test]
fn a_place_is_found_as_a_contract_or_a_person_writes_it() {
    let project = Project::empty();
    let of = |place: &str| project.theta(&["language", place]).stdout;
    let table = of("errors.NAME");
    assert!(table.starts_with("errors.NAME: "), "{table}");
    for same in ["errors.not_all_words", "[errors.not_all_words]"] {
        assert_eq!(of(same), table, "{same}");
    }
    // A word may be the name of a table and of a key.
    let both = of("errors");
    assert!(
        both.starts_with(&table) && both.contains("in the file:\n\n  errors: "),
        "{both}"
    );
    let key = of("errors.not_all_words.detail");
    assert!(key.starts_with("in errors.NAME:\n\n  detail: "), "{key}");
    assert!(of("detail").contains(&key), "{key}");
}

#[test]
fn what_is_nearly_a_key_gets_a_suggestion() {
    let run = Project::empty().theta(&["language", "errors.NAME.detial"]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(run.stderr.contains("did you mean `detail`?"), "{run}");
    let run = Project::empty().theta(&["language", "\u{1b}[2J"]);
    assert!(
        run.exit == Some(2) && !run.stderr.contains('\u{1b}'),
        "{run}"
    );
}
