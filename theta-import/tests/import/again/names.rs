//! Names that a person gave and the document gives to something else.

use super::{FIELDS, OPERATIONS, api, with_failures, worked};

#[test]
fn a_name_by_hand_stays_when_the_document_gives_it_to_something_else() {
    let by_hand = |contract: String| {
        contract
            .replace("[endpoints.list_voices", "[endpoints.fetch")
            .replace("[types.Voice]", "[types.Bird]")
            .replace("\"Voice\"", "\"Bird\"")
    };
    let more = [OPERATIONS, &[("fetch", "get", "/other", &[])]].concat();
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &api(&more, FIELDS));
    let contract = again.contract;
    assert!(
        contract.contains("[endpoints.fetch]\nget = \"/voices\""),
        "{contract}"
    );
    assert!(contract.contains("get = \"/other\""), "{contract}");
}

#[test]
fn a_type_by_hand_keeps_its_name_when_the_document_gives_it_to_another_one() {
    let by_hand = |contract: String| {
        contract
            .replace("[types.Voice]", "[types.Bird]")
            .replace("\"Voice\"", "\"Bird\"")
    };
    let more = [OPERATIONS, &[("other", "get", "/other", &[])]].concat();
    let next = api(&more, FIELDS).replacen("schemas/Voice", "schemas/Bird", 1)
        + "    Bird:\n      type: object\n      properties:\n        wings: {type: integer}\n";
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &next);
    let contract = again.contract;
    assert!(contract.contains("[types.Bird]\nfields.id"), "{contract}");
    assert!(
        contract.contains("[types.Bird2]\nfields.wings"),
        "{contract}"
    );
    assert!(contract.contains("returns = \"Bird2\""), "{contract}");
}

fn failing(failures: &[(&str, &str)]) -> String {
    with_failures(&api(OPERATIONS, FIELDS), failures)
}

fn has(contract: &str, sections: &[&str]) {
    for section in sections {
        assert!(contract.contains(section), "no {section}\n{contract}");
    }
}

#[test]
fn a_row_by_hand_keeps_its_name_when_the_document_gives_it_to_another_one() {
    let by_hand = |contract: String| contract.replace("[errors.not_found]", "[errors.conflict]");
    let again = worked(
        &failing(&[("404", "")]),
        by_hand,
        &failing(&[("404", ""), ("409", "")]),
    );
    let rows = [
        "[errors.conflict]\nstatus = 404",
        "[errors.conflict_2]\nstatus = 409",
    ];
    has(&again.contract, &rows);
}

#[test]
fn a_row_of_a_person_stays_beside_one_of_the_document_with_its_name() {
    let by_hand =
        |contract: String| contract + "\n[errors.conflict]\nstatus = 423\ncause = \"Mine.\"\n";
    let again = worked(
        &failing(&[("404", "")]),
        by_hand,
        &failing(&[("404", ""), ("409", "")]),
    );
    let rows = [
        "[errors.conflict]\nstatus = 423",
        "[errors.conflict_2]\nstatus = 409",
    ];
    has(&again.contract, &rows);
    // The twin: it is the same row.
    let by_hand =
        |contract: String| contract + "\n[errors.conflict]\nstatus = 409\ncause = \"Mine.\"\n";
    let again = worked(
        &failing(&[("404", "")]),
        by_hand,
        &failing(&[("404", ""), ("409", "")]),
    );
    assert!(!again.contract.contains("conflict_2"), "{}", again.contract);
}

#[test]
fn a_shape_by_hand_keeps_its_name_when_the_document_gives_it_to_another_one() {
    let by_hand = |contract: String| {
        contract
            .replace("[shapes.problem]", "[shapes.fault]")
            .replace("shape = \"problem\"", "shape = \"fault\"")
    };
    let again = worked(
        &failing(&[("404", "Problem")]),
        by_hand,
        &failing(&[("404", "Problem"), ("409", "Fault")]),
    );
    has(
        &again.contract,
        &[
            "[shapes.fault]\nmessage = \"/message\"",
            "[shapes.fault_2]\ncode = \"/error/code\"",
            "status = 404\nshape = \"fault\"",
            "status = 409\nshape = \"fault_2\"",
        ],
    );
}

#[test]
fn names_of_rows_and_shapes_are_known_again_when_one_of_them_goes() {
    let by_hand = |contract: String| {
        contract
            .replace("[errors.not_found]", "[errors.conflict]")
            .replace("[shapes.problem]", "[shapes.fault]")
            .replace("shape = \"problem\"", "shape = \"fault\"")
    };
    let both = failing(&[("404", "Problem"), ("409", "Fault")]);
    let one = worked(&failing(&[("404", "Problem")]), by_hand, &both);
    let options = theta_import::Options::default();
    let next = crate::import(&failing(&[("409", "Fault"), ("503", "Fault")]));
    let two = theta_import::again(&next, &options, &one.contract, Some(&one.imported)).unwrap();
    let contract = two.contract;
    assert!(!contract.contains("[errors.conflict]"), "{contract}");
    has(
        &contract,
        &[
            "[errors.conflict_2]\nstatus = 409\nshape = \"fault_2\"",
            "status = 503\nshape = \"fault_2\"",
        ],
    );
}
