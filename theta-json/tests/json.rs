//! Reading and writing JSON.

use std::collections::BTreeMap;
use theta_json::{
    Decode, DecodeError, Encode, Extra, Json, MAX_DEPTH, ObjectReader, Raw, Verbatim, Writer,
    from_str, to_string,
};

#[derive(Clone, Debug, PartialEq)]
struct Word {
    text: String,
    score: Option<f64>,
    note: Option<String>,
    extra: Extra,
}

impl Decode for Word {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        let mut object = ObjectReader::open(value)?;
        Ok(Self {
            text: object.required("word")?,
            score: object.optional("score")?,
            note: object.nullable("note")?,
            extra: object.rest(),
        })
    }
}

impl Encode for Word {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.field("word", &self.text);
        object.optional("score", &self.score);
        object.nullable("note", &self.note);
        object.rest(&self.extra);
        object.end();
    }
}

fn shown<T: Decode + std::fmt::Debug>(text: &str) -> String {
    match from_str::<T>(text) {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn scalars_decode_or_say_why_not() {
    let table = [
        (shown::<String>(r#""a\u00e9\n\"""#), r#""aé\n\"""#),
        (shown::<String>(r#""\ud83d\ude00""#), "\"😀\""),
        (
            shown::<String>(r#""\ud800""#),
            "expected a string, found a string with half a surrogate pair",
        ),
        (shown::<String>("1"), "expected a string, found a number"),
        (
            shown::<String>("\"a"),
            "expected JSON, found text that is not, at line 1 column 2",
        ),
        (
            shown::<String>("\"a\" x"),
            "expected JSON, found text that is not, at line 1 column 5",
        ),
        (
            shown::<String>(""),
            "expected JSON, found text that is not, at line 1 column 0",
        ),
        (shown::<bool>(" true\n"), "true"),
        (shown::<bool>("\u{feff} true"), "true"),
        (
            shown::<bool>("\u{feff}\u{feff}true"),
            "expected JSON, found text that is not, at line 1 column 1",
        ),
        (
            shown::<bool>("\"true\""),
            "expected a boolean, found a string",
        ),
        (
            shown::<bool>("tru"),
            "expected JSON, found text that is not, at line 1 column 3",
        ),
        (shown::<i64>("-0"), "0"),
        (shown::<i64>("-9223372036854775808"), "-9223372036854775808"),
        (
            shown::<i64>("9223372036854775808"),
            "expected an integer of at most 64 bits, found the number 9223372036854775808",
        ),
        (shown::<i64>("1.0"), "1"),
        (shown::<i64>("1e3"), "1000"),
        (shown::<i64>("-0.0e-7"), "0"),
        (shown::<i64>("100e-2"), "1"),
        (shown::<i64>("9007199254740993.0"), "9007199254740993"),
        (
            shown::<i64>("-9.223372036854775808E+18"),
            "-9223372036854775808",
        ),
        (shown::<i64>("0e99999999999999999999"), "0"),
        (shown::<Option<i64>>("2.0"), "Some(2)"),
        (
            shown::<i64>("1.5"),
            "expected an integer, found the number 1.5",
        ),
        (
            shown::<i64>("1e-99999999999999999999"),
            "expected an integer, found the number 1e-99999999999999999999",
        ),
        (
            shown::<i64>("9.223372036854775808e18"),
            "expected an integer of at most 64 bits, found the number 9.223372036854775808e18",
        ),
        (
            shown::<i64>("1e99999999999999999999"),
            "expected an integer of at most 64 bits, found the number 1e99999999999999999999",
        ),
        (
            shown::<i64>("01"),
            "expected JSON, found text that is not, at line 1 column 2",
        ),
        (shown::<i64>("null"), "expected an integer, found null"),
        (shown::<f64>("1"), "1.0"),
        (shown::<f64>("-0"), "-0.0"),
        (shown::<f64>("1E-2"), "0.01"),
        (shown::<f64>("0.4252029037475586"), "0.4252029037475586"),
        (
            shown::<f64>("1e999"),
            "expected a number within the range of a double, found the number 1e999",
        ),
        (
            shown::<f64>("NaN"),
            "expected JSON, found text that is not, at line 1 column 1",
        ),
        (shown::<f64>("\"1\""), "expected a number, found a string"),
        (shown::<Option<bool>>("null"), "None"),
        (shown::<Option<bool>>("false"), "Some(false)"),
        (shown::<Json>(" [ 1e3 ] "), "[ 1e3 ]"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

#[test]
fn a_long_number_is_not_repeated_whole() {
    let error = from_str::<i64>(&"9".repeat(1000)).unwrap_err();
    assert!(error.found().len() < 80, "{error}");
    // Its beginning may be that of a key.
    assert_eq!(error.found(), "a number of 1000 characters");
}

#[test]
fn containers_decode_or_say_where_not() {
    let table = [
        (shown::<Vec<i64>>("[]"), "[]"),
        (shown::<Vec<i64>>("[ 1 ,2.0 ]"), "[1, 2]"),
        (
            shown::<Vec<i64>>("[1,1.5]"),
            "expected an integer at `/1`, found the number 1.5",
        ),
        (
            shown::<Vec<i64>>("{}"),
            "expected an array, found an object",
        ),
        (
            shown::<Vec<Vec<bool>>>("[[true],[false,0]]"),
            "expected a boolean at `/1/1`, found a number",
        ),
        (shown::<Vec<Option<i64>>>("[null,1]"), "[None, Some(1)]"),
        (
            shown::<BTreeMap<String, i64>>(r#"{"b":1,"a":2e0,"b":30e-1}"#),
            r#"{"a": 2, "b": 3}"#,
        ),
        (
            shown::<BTreeMap<String, i64>>(r#"{"a/b~":""}"#),
            "expected an integer at `/a~1b~0`, found a string",
        ),
        (
            shown::<Vec<Word>>(r#"[{"word":"a","note":null},{"word":"b"}]"#),
            "expected a value at `/1/note`, found nothing",
        ),
        (
            shown::<Word>(r#"{"note":null,"word":null}"#),
            "expected a string at `/word`, found null",
        ),
        (
            shown::<Word>(r#"{"note":1,"word":""}"#),
            "expected a string at `/note`, found a number",
        ),
        (
            shown::<Word>(r#"{"note":"","word":"","score":[]}"#),
            "expected a number at `/score`, found an array",
        ),
        (shown::<Word>("[]"), "expected an object, found an array"),
        (
            shown::<Word>(
                r#"{"wo\u0072d":"x","word":"y","note":null,"score":null,"z": 1.50 ,"z":{"a" :[]}}"#,
            ),
            r#"Word { text: "y", score: None, note: None, extra: Extra { fields: {"z": {"a" :[]}} } }"#,
        ),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

#[test]
fn an_error_says_where_expected_and_found() {
    let error = from_str::<BTreeMap<String, Vec<bool>>>(r#"{"a":[true,1]}"#).unwrap_err();
    assert_eq!(
        (error.path().as_str(), error.expected(), error.found()),
        ("/a/1", "a boolean", "a number")
    );
}

#[derive(Debug)]
struct Nest(#[allow(dead_code)] Vec<Nest>);

impl Decode for Nest {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Vec::decode(value).map(Self)
    }
}

#[test]
fn depth_is_limited_where_it_is_decoded_and_free_where_it_is_kept() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(from_str::<Nest>(&nested(MAX_DEPTH.into())).is_ok());
    let error = from_str::<Nest>(&nested(usize::from(MAX_DEPTH) + 1)).unwrap_err();
    assert_eq!(
        (error.expected(), error.found()),
        ("at most 128 levels of nesting", "more")
    );
    assert!(from_str::<Nest>(&nested(100_000)).is_err());
    assert_eq!(
        from_str::<Json>(&nested(100_000)).unwrap().as_str().len(),
        200_000
    );
}

#[test]
fn values_are_written_as_json() {
    let mut map = BTreeMap::new();
    map.insert("k\"".to_owned(), vec![Some(1_i64), None]);
    let table = [
        (
            to_string("a\"\\/\n\r\t\u{0}\u{1f}\u{7f}é😀\u{2028}"),
            "\"a\\\"\\\\/\\n\\r\\t\\u0000\\u001f\u{7f}é😀\u{2028}\"",
        ),
        (to_string(&true), "true"),
        (to_string(&i64::MIN), "-9223372036854775808"),
        (to_string(&1.0), "1.0"),
        (to_string(&-0.0), "-0.0"),
        (to_string(&1e300), "1e300"),
        (to_string(&0.1), "0.1"),
        (to_string(&f64::NAN), "null"),
        (to_string(&map), "{\"k\\\"\":[1,null]}"),
        (to_string(&None::<bool>), "null"),
        (to_string(&Vec::<bool>::new()), "[]"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
        assert!(Json::parse(&found).is_ok());
    }
}

#[test]
fn numbers_come_back_as_they_were() {
    for number in [0.1, 1.0 / 3.0, 1e-300, 5e-324, f64::MAX, -2.5e17] {
        assert_eq!(
            from_str::<f64>(&to_string(&number)).unwrap().to_bits(),
            number.to_bits()
        );
    }
}

#[test]
fn objects_are_written_in_order_with_what_is_unknown() {
    let mut word = Word {
        text: "hi".to_owned(),
        score: None,
        note: None,
        extra: Extra::new(),
    };
    assert_eq!(to_string(&word), r#"{"word":"hi","note":null}"#);
    word.score = Some(2.0);
    word.note = Some("n".to_owned());
    word.extra
        .insert("new", Json::parse("{ \"a\":1.50 }").unwrap());
    assert_eq!(
        to_string(&word),
        r#"{"word":"hi","score":2.0,"note":"n","new":{ "a":1.50 }}"#
    );
    assert_eq!(from_str::<Word>(&to_string(&word)).unwrap(), word);
}

struct Rest(BTreeMap<String, i64>);

impl Decode for Rest {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Ok(Self(ObjectReader::open(value)?.rest_of()?))
    }
}

impl Encode for Rest {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.rest_of(&self.0, &[]);
        object.end();
    }
}

#[test]
fn a_name_that_no_text_holds_is_written_back_as_it_came_and_is_no_other_one() {
    // What stands in JSON, and the name that it is.
    let table = [
        (r"\\ud83d", r"\ud83d"),
        (r"\ud83d", "\u{ffff}\\ud83d"),
        (r"\udc00", "\u{ffff}\\udc00"),
        (r#"\n\"\uD83D"#, "\u{ffff}\\n\\\"\\uD83D"),
        (r"\ud83d\ude00", "😀"),
        ("\u{ffff}", "\u{ffff}"),
        ("\u{ffff}\\\\ud83d", "\u{ffff}\u{ffff}\\\\ud83d"),
    ];
    let members: Vec<String> = table
        .iter()
        .zip(0..)
        .map(|((key, _), value)| format!("\"{key}\":{value}"))
        .collect();
    let json = format!("{{{}}}", members.join(","));
    let names: BTreeMap<String, i64> = table
        .iter()
        .zip(0..)
        .map(|((_, name), value)| ((*name).to_owned(), value))
        .collect();
    assert_eq!(from_str::<BTreeMap<String, i64>>(&json).unwrap(), names);
    let Rest(rest) = from_str(&json).unwrap();
    assert_eq!(rest, names);
    let extra: Extra = from_str(&json).unwrap();
    assert_eq!(extra.len(), table.len());
    let collected: Extra = extra
        .iter()
        .map(|(name, json)| (name.to_owned(), json.clone()))
        .collect();
    for written in [
        to_string(&names),
        to_string(&Rest(rest)),
        to_string(&collected),
        serde_json::to_string(&collected).unwrap(),
    ] {
        let again: BTreeMap<String, i64> = from_str(&written).unwrap();
        assert_eq!(again, names, "{written}");
        for member in members
            .iter()
            .filter(|member| !member.contains('😀') && !member.contains("ude00"))
        {
            assert!(written.contains(member.as_str()), "{member} in {written}");
        }
    }

    // A caller's own text stays what it is.
    for name in [
        "\u{ffff}",
        "\u{ffff}\"",
        "\u{ffff}\\",
        "\u{ffff}\\n",
        "\u{ffff}\",\"a\\ud83d",
        r"\ud83d",
    ] {
        let map = BTreeMap::from([(name.to_owned(), 1_i64)]);
        let expected = serde_json::to_string(&map).unwrap();
        assert_eq!(to_string(&map), expected, "{name:?}");
    }
}

struct Tagged<'a>(&'a Word);

impl Encode for Tagged<'_> {
    fn encode(&self, out: &mut Writer) {
        out.tagged("type", "word", self.0);
    }
}

#[test]
fn a_tag_stands_first_and_once() {
    let word: Word = from_str(r#"{"word":"a","type":"word","note":null,"x":{"type":1}}"#).unwrap();
    let tagged = r#"{"type":"word","word":"a","note":null,"x":{"type":1}}"#;
    assert_eq!(to_string(&Tagged(&word)), tagged);
    assert_eq!(
        to_string(&vec![Tagged(&word), Tagged(&word)]),
        format!("[{tagged},{tagged}]")
    );
}

#[test]
fn the_tag_of_a_union_is_read() {
    let tag = |text: &str| theta_json::tag(Raw::parse(text).unwrap(), "type");
    assert_eq!(
        tag(r#"{"a":1,"type":"word"}"#).unwrap().as_deref(),
        Some("word")
    );
    for text in ["{}", r#"{"type":null}"#, r#"{"type":1}"#] {
        assert_eq!(tag(text).unwrap(), None, "{text}");
    }
    assert_eq!(
        tag("[]").unwrap_err().to_string(),
        "expected an object, found an array"
    );
}

#[test]
fn verbatim_keeps_every_byte() {
    let table = [
        "1.0",
        "1e3",
        "-0",
        "123456789012345678901234567890",
        r#""\u00e9\/""#,
        "[ 1 ,\t2.50,\r\n{ \"b\" : 1 , \"a\":\"\\u0041\", \"a\": null } ]",
        r#"{"lone":"\ud800"}"#,
    ];
    for text in table {
        let padded = format!(" {{ \"kept\" : {text} }} ");
        let mut object = ObjectReader::open(Raw::parse(&padded).unwrap()).unwrap();
        let kept: Verbatim<Vec<Word>> = object.required("kept").unwrap();
        assert_eq!(kept.as_str(), text);
        assert_eq!(to_string(&kept), text);
        assert_eq!(kept.as_json(), &Json::parse(text).unwrap());
        assert!(
            kept.decode().is_err(),
            "{text} is kept although it is not what is documented"
        );
        assert_eq!(Verbatim::from_json(text).unwrap(), kept);
    }
}

#[test]
fn verbatim_is_made_from_what_is_at_hand() {
    fn taken(value: impl Into<Verbatim<Vec<i64>>>) -> String {
        value.into().as_str().to_owned()
    }
    let kept = Verbatim::<Vec<i64>>::from_json("[ 1 ]").unwrap();
    let list = vec![1];
    assert_eq!(taken(&kept), "[ 1 ]");
    assert_eq!(taken(kept), "[ 1 ]");
    assert_eq!(taken(&list), "[1]");
    assert_eq!(taken(list), "[1]");
    assert_eq!(taken(Verbatim::new(Json::of("x"))), "\"x\"");
}

#[test]
fn json_is_compared_by_its_bytes_and_searched_by_pointers() {
    assert_ne!(Json::parse("1.0").unwrap(), Json::parse("1").unwrap());
    assert_eq!(Json::parse(" 1 ").unwrap(), Json::parse("1").unwrap());
    let json: Json = r#"{"a":{"b/c~":[10,{"x":null}],"":1,"d":1,"d":2}}"#
        .parse()
        .unwrap();
    let table = [
        ("", Some(json.as_str())),
        ("/a/b~1c~0/0", Some("10")),
        ("/a/b~1c~0/1/x", Some("null")),
        ("/a/", Some("1")),
        ("/a/d", Some("2")),
        ("/a/b~1c~0/2", None),
        ("/a/b~1c~0/01", None),
        ("/a/b~1c~0/+1", None),
        ("/a/b~1c~0/-", None),
        ("/a/d/x", None),
        ("a", None),
    ];
    for (pointer, expected) in table {
        assert_eq!(json.pointer(pointer).map(Raw::text), expected, "{pointer}");
    }
    assert_eq!(json.decode::<BTreeMap<String, Json>>().unwrap().len(), 1);
}

/// A key as it may be written, with half surrogate pairs and texts that look like one.
const KEY: &str = r#"([abuéd😀]|\\[bfnrt\\/"]|\\u0061|\\u00E9|\\u005c|\\ud83d|\\ud83d\\uDE00|\\ude00|\\uffff|ud83d|0061){0,4}"#;

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_field_is_found_however_its_key_is_written(
        keys in proptest::collection::vec(KEY, 1..6),
        // Of very many members only the place is kept.
        before in proptest::sample::select(vec![0, 128]),
    ) {
        let before = "\"\":-1,".repeat(before);
        let members: Vec<_> = (0..).zip(&keys).map(|(at, key)| format!("\"{key}\":{at}")).collect();
        let text = format!("{{{before}{}}}", members.join(","));
        let object = Raw::parse(&text).unwrap();
        let names: BTreeMap<_, _> = object.entries().unwrap().collect();
        let reader = ObjectReader::open(object).unwrap();
        let mut taken = reader.clone();
        for (name, value) in &names {
            for other in [format!("{name}a"), format!("{name}\\"), name.chars().skip(1).collect()] {
                let expected = names.get(&*other).map(|value| value.text().to_owned());
                let found = reader.clone().optional::<i64>(&other).unwrap();
                proptest::prop_assert_eq!(found.map(|found| found.to_string()), expected, "{}", other);
            }
            let found = taken.required::<i64>(name).unwrap();
            proptest::prop_assert_eq!(found.to_string(), value.text(), "{}", name);
        }
        taken.skip("");
        proptest::prop_assert!(taken.rest().is_empty());
    }

    #[test]
    fn an_integer_is_one_however_it_is_written(
        integer in proptest::prelude::any::<i64>(),
        divided in 0..19_u32,
        shift in 0..25_usize,
        zeros in 0..25_usize,
        fraction in proptest::option::of(1..1000_u32),
    ) {
        // Many end with zeros.
        let integer = integer / 10_i64.pow(divided) * 10_i64.pow(divided / 2);
        let sign = if integer < 0 { "-" } else { "" };
        let digits = format!("{:0>1$}", integer.unsigned_abs(), shift + 1);
        // The point moves to the left by `shift` places.
        let (whole, moved) = digits.split_at(digits.len() - shift);
        let zeros = "0".repeat(zeros);
        let expected = if let Some(fraction) = fraction {
            let text = format!("{sign}{whole}.{moved}{zeros}{fraction}e{shift}");
            proptest::prop_assert!(from_str::<i64>(&text).is_err(), "{}", text);
            return Ok(());
        } else {
            integer
        };
        // JSON has no zeros before another digit.
        let more = if integer == 0 { "" } else { &*zeros };
        for text in [
            format!("{sign}{whole}.{moved}{zeros}0e{shift}"),
            format!("{sign}{whole}.{moved}{zeros}0E+{shift}"),
            format!("{sign}{}{more}e-{}", integer.unsigned_abs(), more.len()),
        ] {
            proptest::prop_assert_eq!(from_str::<i64>(&text).ok(), Some(expected), "{}", text);
        }
    }
}
