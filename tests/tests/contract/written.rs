//! Values written as text are read as the same values: what a client sends, a mock server reads.

use crate::support::load;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use theta_mock::{Mock, Recorded};
use theta_runtime::json::{self, Encode};
use theta_runtime::{ErrorKind, Refusal};
use theta_spec::contract::Contract;
use theta_spec::json::Json;
use theta_tests::written::{Bank, Bounds, Card, Charge, Client, Method, Mode, Price, Words};

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| load(include_bytes!("../../contracts/written.toml")));

struct Sides {
    mock: Mock,
    client: Client,
}

impl Sides {
    fn start() -> Self {
        let mock = Mock::start(CONTRACT.clone()).unwrap();
        let builder = Client::builder().base_url(mock.base_url());
        let client = builder.build().unwrap();
        Self { mock, client }
    }

    fn last(&self) -> Recorded {
        self.mock.requests().pop().unwrap()
    }
}

fn parsed(text: &str) -> Json {
    fn sorted(value: Json) -> Json {
        match value {
            Json::Object(members) => {
                let members: BTreeMap<String, Json> = members.into_iter().collect();
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name, sorted(value)));
                Json::Object(members.collect())
            }
            Json::Array(items) => Json::Array(items.into_iter().map(sorted).collect()),
            Json::Number(number) => Json::Number(theta_spec::json::canonical(&number)),
            other => other,
        }
    }
    sorted(theta_spec::json::parse(text).unwrap())
}

fn value_of<T: Encode>(value: &T) -> Json {
    parsed(&json::to_string(value))
}

/// What a request carried under a name.
fn read(request: &Recorded, name: &str) -> Option<Json> {
    request.value(name).map(parsed)
}

/// Texts of all kinds: what separates names, items and pairs among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z,|;:=&+%/?#\\[\\]. \"'é€\u{1f600}-]{1,8}",
        "[ -~]{0,6}",
        Just("1".to_owned()),
        Just("true".to_owned()),
    ]
}

fn price() -> impl Strategy<Value = Price> {
    (text(), of(any::<i64>()), of(vec(text(), 1..3))).prop_map(|(currency, amount, tags)| {
        let mut price = Price::new(currency);
        price.amount = amount;
        price.tags = tags;
        price
    })
}

fn method() -> impl Strategy<Value = Method> {
    let card = text().prop_map(|number| Method::from(Card::new(number)));
    let bank = (text(), of(text())).prop_map(|(iban, bic)| {
        let mut bank = Bank::new(iban);
        bank.bic = bic;
        Method::from(bank)
    });
    prop_oneof![card, bank]
}

/// A charge whose texts are not the one that stands for null.
fn charge() -> impl Strategy<Value = Charge> {
    let key = "[a-z0-9_ é=&]{1,5}";
    let value = of(text().prop_filter("stands for null", |text| {
        !matches!(text.as_str(), "" | "null")
    }));
    (
        any::<i64>(),
        (of(-1e9..1e9_f64), of(any::<bool>()), of(Just(Mode::Fast))),
        of(btree_map(key, value, 1..3)),
        of(vec(text(), 1..3)),
        of(vec(price(), 1..3)),
        of(price()),
        of(method()),
        of(text()),
    )
        .prop_map(
            |(amount, (rate, capture, mode), metadata, expand, items, price, method, sent)| {
                let mut charge = Charge::new(amount);
                charge.rate = rate;
                charge.capture = capture;
                charge.mode = mode;
                charge.metadata = metadata;
                charge.expand = expand;
                charge.items = items;
                charge.price = price;
                charge.method = method;
                charge.date_sent = sent;
                charge
            },
        )
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

/// Draws values and gives each to `check`.
fn drawn<T: std::fmt::Debug>(values: impl Strategy<Value = T>, check: impl Fn(T)) {
    let config = ProptestConfig::with_cases(if std::env::var("THETA_LONG").is_ok() {
        2_000
    } else {
        100
    });
    let mut runner = TestRunner::new(config);
    runner
        .run(&values, |value| {
            check(value);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn a_form_is_read_as_it_was_written() {
    let (sides, runtime) = (Sides::start(), runtime());
    drawn(charge(), |charge| {
        let expected = value_of(&charge);
        runtime.block_on(async {
            let client = &sides.client;
            client.charge(charge.clone()).await.unwrap();
            assert_eq!(
                read(&sides.last(), "body"),
                Some(expected.clone()),
                "{:?}",
                sides.last().text()
            );
            client.charge_indices(charge.clone()).await.unwrap();
            assert_eq!(
                read(&sides.last(), "body"),
                Some(expected.clone()),
                "{:?}",
                sides.last().text()
            );
            client.charge_json(charge.clone()).await.unwrap();
            assert_eq!(
                read(&sides.last(), "body"),
                Some(expected.clone()),
                "{:?}",
                sides.last().text()
            );
            client.charge_dots(charge).await.unwrap();
            assert_eq!(
                read(&sides.last(), "body"),
                Some(expected),
                "{:?}",
                sides.last().text()
            );
        });
    });
}

#[test]
fn lists_in_a_query_are_read_as_they_were_written() {
    let (sides, runtime) = (Sides::start(), runtime());
    let plain = "[a-z,;:=&+%/?#\\[\\].\"é]{0,6}";
    let values = (
        vec(text(), 1..4),
        vec(any::<i64>(), 1..4),
        vec(plain, 1..4),
        vec(price(), 1..3),
    );
    drawn(values, |(texts, numbers, plain, prices)| {
        let request = sides
            .client
            .list()
            .repeat(texts.clone())
            .comma(texts.clone())
            .numbers(numbers.clone())
            .pipe(plain.clone())
            .space(plain.clone())
            .brackets(texts.clone())
            .indices(prices.clone())
            .json_list(numbers.clone());
        runtime.block_on(request.send()).unwrap();
        let sent = sides.last();
        for (name, expected) in [
            ("repeat", value_of(&texts)),
            ("comma", value_of(&texts)),
            ("numbers", value_of(&numbers)),
            ("pipe", value_of(&plain)),
            ("space", value_of(&plain)),
            ("brackets", value_of(&texts)),
            ("indices", value_of(&prices)),
            ("json_list", value_of(&numbers)),
        ] {
            assert_eq!(
                read(&sent, name),
                Some(expected),
                "{name}: {:?}",
                sent.query
            );
        }
    });
}

#[test]
fn objects_in_a_query_are_read_as_they_were_written() {
    let (sides, runtime) = (Sides::start(), runtime());
    let texts = btree_map("[a-z,=& é]{1,4}", text(), 1..3);
    let values = (charge(), price(), any::<i64>(), text(), texts);
    drawn(values, |(charge, price, west, east, texts)| {
        let bounds = Bounds::new(east, west);
        let mut dotted = price.clone();
        dotted.tags = None;
        let request = sides
            .client
            .find()
            .deep(charge.clone())
            .dotted(dotted.clone())
            .fields(bounds.clone())
            .joined(bounds.clone())
            .paired(texts.clone())
            .json_object(price.clone());
        runtime.block_on(request.send()).unwrap();
        let sent = sides.last();
        for (name, expected) in [
            ("deep", value_of(&charge)),
            ("dotted", value_of(&dotted)),
            ("fields", value_of(&bounds)),
            ("joined", value_of(&bounds)),
            ("paired", value_of(&texts)),
            ("json_object", value_of(&price)),
        ] {
            assert_eq!(
                read(&sent, name),
                Some(expected),
                "{name}: {:?}",
                sent.query
            );
        }
    });
}

#[test]
fn lists_and_objects_in_a_path_and_in_headers_are_read_as_they_were_written() {
    let (sides, runtime) = (Sides::start(), runtime());
    let ids = vec("[a-z,=&/é%]{1,6}", 1..4);
    let plain = vec("[a-z]{1,6}", 1..4);
    let values = (ids, plain, any::<i64>(), "[a-z]{1,4}");
    drawn(values, |(ids, plain, west, east)| {
        let bounds = Bounds::new(east, west);
        let request = sides
            .client
            .pick(ids.clone(), "from", bounds.clone())
            .x_ids(plain.clone())
            .x_where(bounds.clone())
            .x_json(Price::new("€ is not ASCII".replace('€', "EUR")));
        runtime.block_on(request.send()).unwrap();
        let sent = sides.last();
        for (name, expected) in [
            ("ids", value_of(&ids)),
            ("c.d", value_of(&bounds)),
            ("x-ids", value_of(&plain)),
            ("x-where", value_of(&bounds)),
        ] {
            assert_eq!(read(&sent, name), Some(expected), "{name}: {:?}", sent.path);
        }
        assert!(sent.value("x-json").is_some());
    });
}

#[test]
fn a_path_parameter_with_slashes_is_several_segments() {
    let (sides, runtime) = (Sides::start(), runtime());
    runtime.block_on(async {
        sides.client.read("theta", "docs/a b/c#d.md").await.unwrap();
        assert_eq!(
            sides.last().path,
            "/repos/theta/contents/docs/a%20b/c%23d.md"
        );
        assert_eq!(sides.last().endpoint.as_deref(), Some("read"));
        sides
            .client
            .read_raw("theta", "a/b/at/c", "main")
            .await
            .unwrap();
        assert_eq!(sides.last().path, "/repos/theta/raw/a/b/at/c/at/main");
        for path in ["", "/etc", "a/../b", ".", "a/."] {
            let error = sides.client.read("theta", path).await.unwrap_err();
            assert!(
                matches!(error.refusal(), Some(Refusal::PathSegment { .. })),
                "{path}: {error}"
            );
        }
    });
}

#[test]
fn pairs_are_written_as_vendors_show_them() {
    let (sides, runtime) = (Sides::start(), runtime());
    let mut charge = Charge::new(5);
    charge.rate = Some(2.0);
    charge.metadata = Some(
        [
            ("order id".to_owned(), Some("a&b".to_owned())),
            ("gone".to_owned(), None),
        ]
        .into(),
    );
    charge.expand = Some(vec!["customer".to_owned(), "invoice".to_owned()]);
    charge.items = Some(vec![Price::new("eur")]);
    charge.date_sent = Some("2026-01-02".to_owned());
    let written = |request: theta_tests::written::ChargeRequest| {
        runtime.block_on(request.send()).unwrap();
        sides.last()
    };
    let sent = written(sides.client.charge(charge.clone()));
    assert_eq!(
        sent.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(sent.content_length, u64::try_from(sent.body.len()).ok());
    assert_eq!(
        sent.text().replace("%5B", "[").replace("%5D", "]"),
        "DateSent%3E=2026-01-02&amount=5&expand[]=customer&expand[]=invoice&items[0][currency]=eur&metadata[gone]=&metadata[order+id]=a%26b&rate=2"
    );
    runtime
        .block_on(sides.client.charge_dots(charge).send())
        .unwrap();
    assert_eq!(
        sides.last().text().replace("%5B", "[").replace("%5D", "]"),
        "DateSent%3E=2026-01-02&amount=5&expand[0]=customer&expand[1]=invoice&items[0].currency=eur&metadata.gone=null&metadata.order+id=a%26b&rate=2"
    );
}

#[test]
fn a_comma_is_a_separator_and_a_comma_in_an_item_is_encoded() {
    let (sides, runtime) = (Sides::start(), runtime());
    runtime.block_on(async {
        sides.client.list().comma(["a,b", "c"]).await.unwrap();
        assert_eq!(sides.last().value("comma"), Some(r#"["a,b","c"]"#));
        assert_eq!(
            sides.last().query,
            [("comma".to_owned(), "a,b,c".to_owned())]
        );
        sides
            .client
            .join_words(Words::new(vec!["a,b".to_owned(), "c d".to_owned()]))
            .await
            .unwrap();
        assert_eq!(sides.last().text(), "words=a%2Cb,c+d");
    });
}

#[test]
fn a_header_is_ascii_without_blanks_at_its_ends() {
    let (sides, runtime) = (Sides::start(), runtime());
    let pick = || sides.client.pick(["a"], "b", Bounds::new("e", 1));
    runtime.block_on(async {
        pick().x_json(Price::new("€ é𝄞")).await.unwrap();
        let sent = sides.last();
        assert_eq!(
            sent.header("x-json"),
            Some(r#"{"currency":"\u20ac \u00e9\ud834\udd1e"}"#)
        );
        pick().x_ids(["a b"]).await.unwrap();
        for text in [" a", "a ", "a\t", "é", "a\r\nb: c"] {
            let error = pick().x_ids([text]).await.unwrap_err();
            assert!(
                matches!(
                    error.refusal(),
                    Some(Refusal::HeaderValue { name: "x-ids" })
                ),
                "{text:?}: {error}"
            );
        }
    });
}

#[test]
fn an_empty_list_is_not_sent() {
    let (sides, runtime) = (Sides::start(), runtime());
    let none: [&str; 0] = [];
    runtime.block_on(async {
        sides.client.list().comma(none).repeat(none).await.unwrap();
        assert_eq!(sides.last().query, []);
        sides.client.say(none).await.unwrap();
        assert_eq!(sides.last().text(), "");
        assert_eq!(sides.last().value("body"), Some(r#"{"words":[]}"#));
    });
}

#[test]
fn a_name_with_brackets_is_that_name() {
    let (sides, runtime) = (Sides::start(), runtime());
    runtime.block_on(async {
        sides.client.say(["hi"]).filter_x("y").await.unwrap();
        assert_eq!(sides.last().text(), "filter%5Bx%5D=y&words=hi");
        assert_eq!(
            read(&sides.last(), "body"),
            Some(parsed(r#"{"words":["hi"],"filter[x]":"y"}"#))
        );
    });
}

#[test]
fn what_would_be_read_as_something_else_is_refused_before_it_is_sent() {
    let (sides, runtime) = (Sides::start(), runtime());
    let mut bracketed = Charge::new(1);
    bracketed.metadata = Some([("a]".to_owned(), Some("b".to_owned()))].into());
    let client = &sides.client;
    runtime.block_on(async {
        let errors = [
            (
                "pipe",
                client
                    .list()
                    .pipe(["a|b"])
                    .await
                    .map_err(|error| error.to_string()),
            ),
            (
                "space",
                client
                    .list()
                    .space(["a b"])
                    .await
                    .map_err(|error| error.to_string()),
            ),
            (
                "body",
                client
                    .charge(bracketed)
                    .await
                    .map_err(|error| error.to_string()),
            ),
            (
                "x-ids",
                client
                    .pick(["a"], "b", Bounds::new("e", 1))
                    .x_ids(["a,b"])
                    .await
                    .map_err(|error| error.to_string()),
            ),
        ];
        for (name, outcome) in errors {
            let error = outcome.unwrap_err();
            assert!(error.contains(&format!("`{name}` holds")), "{error}");
        }
        assert!(sides.mock.requests().is_empty());
    });
}

#[test]
fn a_form_that_lacks_a_field_or_has_another_type_is_refused_by_the_mock() {
    let (sides, runtime) = (Sides::start(), runtime());
    let error = runtime.block_on(sides.client.find().json_object(Price::new("x")).send());
    assert!(error.is_ok(), "{error:?}");
    let post = |body: &str| {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(sides.mock.address()).unwrap();
        write!(
            stream,
            "POST /charge HTTP/1.1\r\nhost: mock\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply.split(' ').nth(1).unwrap().to_owned()
    };
    for (body, status) in [
        ("amount=1", "200"),
        ("amount=1&metadata[a]=b", "200"),
        ("", "422"),
        ("rate=1", "422"),
        ("amount=one", "422"),
        ("amount=1&items[0][amount]=1", "422"),
        ("amount=1&price[currency]=eur&price[amount]=x", "422"),
    ] {
        assert_eq!(post(body), status, "{body}");
    }
}

#[test]
fn an_infinite_number_in_a_form_is_refused() {
    let (sides, runtime) = (Sides::start(), runtime());
    let mut charge = Charge::new(1);
    charge.rate = Some(f64::INFINITY);
    let error = runtime
        .block_on(sides.client.charge(charge).send())
        .unwrap_err();
    assert!(
        matches!(error.refusal(), Some(Refusal::NotFinite { name: "body" })),
        "{error}"
    );
    assert!(!matches!(error.kind(), ErrorKind::Decode));
}
