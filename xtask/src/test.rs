//! `cargo xtask test` and `cargo xtask soak`.

use crate::Asked;
use crate::steps::{Outcome, Step};
use crate::suites;
use crate::tools::Tools;
use crate::workspace::{Member, all_features, members};

/// How often a suite is run that could hang on luck.
const OFTEN: u32 = 20;

/// Every test.
pub(crate) fn run(asked: &Asked) -> Result<bool, String> {
    let members = members()?;
    let tools = Tools::provide(asked.complete);
    let mut outcome = Outcome::default();
    let times = asked.times.unwrap_or(1);
    for time in 1..=times {
        for mut step in steps(&members) {
            if times > 1 {
                step.title = format!("{}, time {time} of {times}", step.title);
            }
            outcome.step(&step, &tools);
        }
    }
    Ok(outcome.sum_up(&tools, asked.complete))
}

/// The tests, all with what is optional, and the rest without.
pub(crate) fn steps(members: &[Member]) -> Vec<Step> {
    let all = all_features(members);
    let mut steps = vec![Step::cargo(
        "tests, with every optional feature",
        &format!("test --workspace --no-fail-fast --features {all}"),
    )];
    for member in members.iter().filter(|member| member.defaults) {
        let name = &member.name;
        steps.push(Step::cargo(
            &format!("tests of {name} as it is by default"),
            &format!("test -p {name} --no-fail-fast"),
        ));
    }
    steps
}

/// The suites that could hang on luck, again and again.
pub(crate) fn soak(asked: &Asked) -> Result<bool, String> {
    let members = members()?;
    let mut found = suites::lively(&members)?;
    if let Some(unknown) = asked
        .names
        .iter()
        .find(|name| !found.iter().any(|suite| suite.name() == **name))
    {
        let names: Vec<String> = found.iter().map(suites::Suite::name).collect();
        return Err(format!(
            "there is no suite `{unknown}` of that kind; there are {}",
            names.join(", ")
        ));
    }
    if !asked.names.is_empty() {
        found.retain(|suite| asked.names.contains(&suite.name()));
    }
    let tools = Tools::provide(asked.complete);
    let mut outcome = Outcome::default();
    let times = asked.times.unwrap_or(OFTEN);
    let mut filters: Vec<String> = found.iter().map(suites::Suite::filter).collect();
    filters.sort();
    filters.dedup();
    // As the tests are run otherwise, so that nothing is built anew.
    let arguments = format!(
        "test --workspace --no-fail-fast --features {} {}",
        all_features(&members),
        filters.join(" ")
    );
    for time in 1..=times {
        let title = format!("what could hang on luck, time {time} of {times}");
        outcome.step(&Step::cargo(&title, &arguments), &tools);
    }
    Ok(outcome.sum_up(&tools, asked.complete))
}
