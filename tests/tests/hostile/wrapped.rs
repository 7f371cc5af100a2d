//! A client by way of another macro, as a crate writes one that knows the runtime by a path of its own.

#![allow(dead_code, reason = "it has to compile, and its table is looked at")]

pub(crate) use theta_runtime as runtime;

macro_rules! client {
    ($spec:literal) => {
        theta_runtime::api! { spec = $spec, crate = $crate::wrapped::runtime }
    };
}

client!("../../contracts/matchers.toml");

#[test]
fn a_macro_around_it_may_name_the_runtime_by_its_own_crate() {
    assert_eq!(API.name, theta_tests::matchers::API.name);
}
