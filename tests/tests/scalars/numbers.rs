//! Numbers by their value: the client and the contract, which do not share code, say the same.

use proptest::prelude::*;
use theta_runtime::json::from_str;
use theta_spec::json;

/// Numbers as JSON writes them, near the ends of what fits as well.
fn number() -> impl Strategy<Value = String> {
    let digits = prop_oneof![
        "0|[1-9][0-9]{0,3}",
        "0|[1-9][0-9]{17,21}",
        Just("9223372036854775807".to_owned()),
        Just("9223372036854775808".to_owned()),
        Just("18446744073709551615".to_owned()),
        Just("18446744073709551616".to_owned()),
    ];
    let number = (
        "-?",
        digits,
        "(\\.(0{1,3}|[0-9]{1,4}))?",
        "([eE][+-]?[0-9]{1,2})?",
    );
    number.prop_map(|(sign, digits, fraction, exponent)| sign + &digits + &fraction + &exponent)
}

proptest! {
    #[test]
    fn an_integer_is_one_to_both(number in number()) {
        prop_assert_eq!(from_str::<i64>(&number).ok(), json::integer(&number), "{}", number);
        prop_assert_eq!(from_str::<u64>(&number).ok(), json::unsigned(&number), "{}", number);
    }

    #[test]
    fn two_numbers_of_one_value_are_one_to_both((one, other) in (number(), number())) {
        let client = theta_runtime::json::canonical;
        prop_assert_eq!(client(&one), json::canonical(&one), "{}", one);
        let same = client(&one) == client(&other);
        prop_assert_eq!(same, json::canonical(&one) == json::canonical(&other), "{} {}", one, other);
    }
}
