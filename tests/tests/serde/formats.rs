//! What each kind of format keeps, and what it says where it cannot.

use std::collections::BTreeMap;
use theta_runtime::{Extra, Json, Verbatim};
use theta_tests::hostile::{Pass, Values};
use theta_tests::theta_one::{FormattedWord, SpeechComponent};

/// Everything that is kept: odd numbers, white space, escapes, a field of one name twice.
const KEPT: &str = r#"{"json":"\u00e9","kept":[ 1e3 ],"union":{"type":"later", "a" : 1.50},"n\u0065w":1,"new":"\ud800"}"#;

#[test]
fn json_text_is_that_of_to_json() {
    let pass = Pass::from_json(KEPT).unwrap();
    assert_eq!(serde_json::to_string(&pass).unwrap(), KEPT);
    assert_eq!(pass.to_json(), KEPT);
    let read: Pass = serde_json::from_str(KEPT).unwrap();
    assert_eq!(read.to_json(), KEPT);
}

#[test]
fn pretty_json_is_pretty_and_what_is_kept_is_not_touched() {
    let pass = r#"{"union":{"type":"later", "a" : 1.50},"kept":[ 1e3 ],"keywords":null,"json":null,"new":[1,2]}"#;
    let pass = Pass::from_json(pass).unwrap();
    let pretty = serde_json::to_string_pretty(&pass).unwrap();
    let expected = r#"{
  "json": null,
  "kept": [ 1e3 ],
  "union": {"type":"later", "a" : 1.50},
  "new": [1,2]
}"#;
    assert_eq!(pretty, expected);
    assert_eq!(serde_json::from_str::<Pass>(&pretty).unwrap(), pass);
}

#[test]
fn absent_and_null_are_told_apart() {
    let word = r#"{"end":1.0,"feedback":null,"is_correct":null,"is_stressed":null,"score":null,"start":0.0,"syllables":[],"word":"hi"}"#;
    let read: FormattedWord = serde_json::from_str(word).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), word);
    let yaml = serde_saphyr::to_string(&read).unwrap();
    assert_eq!(
        serde_saphyr::from_str::<FormattedWord>(&yaml).unwrap(),
        read
    );

    let error = serde_json::from_str::<FormattedWord>(r#"{"word":"hi"}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a value at `/end`, found nothing"
    );
}

#[test]
fn an_unlisted_value_and_an_unlisted_tag_are_kept() {
    let values: Vec<Values> = serde_json::from_str(r#"["self","later"]"#).unwrap();
    assert_eq!(
        values,
        [Values::Self_, Values::Unlisted("later".to_owned())]
    );
    assert_eq!(
        serde_json::to_string(&values).unwrap(),
        r#"["self","later"]"#
    );

    let pause = r#"{ "type" : "pause", "is_long" : true }"#;
    let read: SpeechComponent = serde_json::from_str(pause).unwrap();
    assert!(matches!(read, SpeechComponent::Unlisted(_)));
    assert_eq!(serde_json::to_string(&read).unwrap(), pause);
}

#[test]
fn what_is_not_human_readable_holds_one_text() {
    let pass = Pass::from_json(KEPT).unwrap();
    let postcard = postcard::to_stdvec(&pass).unwrap();
    assert_eq!(postcard, postcard::to_stdvec(KEPT).unwrap());
    assert_eq!(postcard::from_bytes::<Pass>(&postcard).unwrap(), pass);
    let msgpack = rmp_serde::to_vec(&pass).unwrap();
    assert_eq!(msgpack, rmp_serde::to_vec(KEPT).unwrap());

    let broken = postcard::to_stdvec("{").unwrap();
    assert!(postcard::from_bytes::<Pass>(&broken).is_err());
    let broken = rmp_serde::to_vec("{").unwrap();
    let error = rmp_serde::from_slice::<Pass>(&broken).unwrap_err();
    let expected = "expected JSON, found text that is not, at line 1 column 1";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn yaml_and_toml_are_written_as_people_write_them() {
    let pass = r#"{"union":{"type":"later","a":1.50},"kept":[ 1e3, "true" ],"json":7,"new":1,"new":{"b":[]}}"#;
    let pass = Pass::from_json(pass).unwrap();
    let yaml =
        "json: 7\nkept:\n- 1000.0\n- \"true\"\nunion:\n  type: later\n  a: 1.5\nnew:\n  b: []\n";
    assert_eq!(serde_saphyr::to_string(&pass).unwrap(), yaml);
    let toml = "json = 7\nkept = [1000.0, \"true\"]\n\n[union]\ntype = \"later\"\na = 1.5\n\n[new]\nb = []\n";
    assert_eq!(toml::to_string(&pass).unwrap(), toml);

    let kept =
        r#"{"json":7,"kept":[1000.0,"true"],"union":{"type":"later","a":1.5},"new":{"b":[]}}"#;
    assert_eq!(
        serde_saphyr::from_str::<Pass>(yaml).unwrap().to_json(),
        kept
    );
    // TOML sorts what it reads.
    let kept = kept.replace(r#""type":"later","a":1.5"#, r#""a":1.5,"type":"later""#);
    assert_eq!(toml::from_str::<Pass>(toml).unwrap().to_json(), kept);
}

#[test]
fn what_another_format_cannot_hold_is_an_error() {
    let yaml = |json: &str| serde_saphyr::to_string(&Json::parse(json).unwrap());
    for (json, expected) in [
        ("18446744073709551616", "an integer beyond 64 bits"),
        ("1e999", "a number within the range of a double"),
        (r#""\ud800""#, "half a surrogate pair"),
        (r#"{"\ud800":1}"#, "half a surrogate pair"),
    ] {
        let error = yaml(json).unwrap_err().to_string();
        assert!(error.contains(expected), "{json}: {error}");
    }
    let deep = "[".repeat(200) + &"]".repeat(200);
    let error = yaml(&deep).unwrap_err().to_string();
    assert!(error.contains("at most 128 levels of nesting"), "{error}");
    let json = Json::parse(&deep).unwrap();
    assert_eq!(serde_json::to_string(&json).unwrap(), deep);

    let long = Json::parse("18446744073709551616").unwrap();
    let error = serde_json::to_value(&long).unwrap_err().to_string();
    assert!(error.contains("an integer beyond 64 bits"), "{error}");
    assert_eq!(
        serde_json::to_string(&long).unwrap(),
        "18446744073709551616"
    );

    assert!(toml::to_string(&BTreeMap::from([("a", Json::parse("null").unwrap())])).is_err());
    let error = toml::from_str::<Json>("a = nan").unwrap_err();
    let expected = "a number that JSON has no notation for";
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn a_reader_of_json_says_where_the_value_differs() {
    let text = r#"[{"type":"word","word":"hi","start":0,"end":1,"score":"high","is_correct":null,"is_stressed":null,"feedback":null,"syllables":[]}]"#;
    let error = serde_json::from_str::<Vec<SpeechComponent>>(text).unwrap_err();
    let expected = "expected a number at `/score`, found a string";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn values_of_the_runtime_are_kept_too() {
    let kept: (Json, Verbatim<Vec<f64>>, Extra) =
        serde_json::from_str(r#"[[1.0 ,2],[1e3],{"a":1.50,"a":2}]"#).unwrap();
    assert_eq!(kept.0.as_str(), "[1.0 ,2]");
    assert_eq!(kept.1.decode().unwrap(), [1000.0]);
    assert_eq!(kept.2.get("a").map(Json::as_str), Some("2"));
    let text = r#"[[1.0 ,2],[1e3],{"a":1.50,"a":2}]"#;
    assert_eq!(serde_json::to_string(&kept).unwrap(), text);
}

#[test]
fn numbers_that_serde_json_gives_as_text_are_numbers() {
    use serde::Deserialize as _;
    use serde::de::value::{Error, MapDeserializer};

    // As it does when some crate of the program asks for `arbitrary_precision`.
    let number = [("$serde_json::private::Number", "1.50")].into_iter();
    let json = Json::deserialize(MapDeserializer::<_, Error>::new(number)).unwrap();
    assert_eq!(json.as_str(), "1.50");
}

#[test]
fn a_format_that_looks_for_the_names_of_types_is_read() {
    let pass = Pass::from_json(KEPT.replace(r#","new":"\ud800""#, "").as_str()).unwrap();
    let ron = ron::to_string(&pass).unwrap();
    let read: Pass = ron::from_str(&ron).unwrap();
    assert_eq!(read.union.to_json(), r#"{"type":"later","a":1.5}"#);
}

#[test]
fn a_member_that_is_named_as_serde_json_names_its_own_is_a_member() {
    for json in [
        r#"{"p":{"$serde_json::private::RawValue":"7"}}"#,
        r#"{"p":{"$serde_json::private::Number":"x"}}"#,
        r#"{"p":{"$serde_json::private::Number":"1","q":2}}"#,
    ] {
        let value = serde_json::from_str::<Json>(json).unwrap();
        assert_eq!(value.to_string(), json);
        let yaml = serde_saphyr::to_string(&value).unwrap();
        let read: Json = serde_saphyr::from_str(&yaml).unwrap();
        assert_eq!(read.to_string(), json);
    }
}
