//! Headers of requests, in every place where the language has one: names that are not a contract's to set, values that
//! no header holds, and names that would go over the wire twice.

mod codes;

use codes::errors;
use theta_spec::load;

/// A contract with a piece of text for each place.
fn contract(piece: &str) -> String {
    format!(
        r#"theta = 1
api = {{ name = "Echo", base_url = "https://echo.example" }}
[endpoints.say]
post = "/say"
returns = "nothing"
{piece}
"#
    )
}

/// Every place where the language has the name of a header of requests.
fn named(header: &str) -> [(&'static str, String); 4] {
    [
        ("the key", format!("[auth]\nheader = \"{header}\"\n")),
        ("every request", format!("[headers]\n{header} = \"x\"\n")),
        (
            "a parameter",
            format!("headers.{header} = {{ type = \"string\" }}\n"),
        ),
        (
            "the idempotency key",
            format!("idempotency_key = \"{header}\"\n"),
        ),
    ]
}

#[test]
fn framing_routing_and_what_is_for_one_connection_is_not_a_contracts_to_set() {
    for header in [
        "content-length",
        "Content-Length",
        "transfer-encoding",
        "content-encoding",
        "accept-encoding",
        "expect",
        "range",
        "host",
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "upgrade",
        "proxy-authorization",
        "proxy-connection",
        "sec-websocket-key",
        "content-type",
    ] {
        for (place, piece) in named(header) {
            assert_eq!(errors(&contract(&piece)), ["T0508"], "{header} for {place}");
        }
    }
    for header in [
        "x-api-key",
        "authorization",
        "proxied",
        "hosts",
        "x-te",
        "cookie",
    ] {
        for (place, piece) in named(header) {
            assert_eq!(errors(&contract(&piece)), [""; 0], "{header} for {place}");
        }
    }
}

#[test]
fn a_header_that_the_client_sends_itself_holds_no_key() {
    for header in ["accept", "User-Agent", "last-event-id"] {
        let [auth, always, param, idempotency] = named(header).map(|(_, piece)| contract(&piece));
        for text in [auth, idempotency] {
            assert_eq!(errors(&text), ["T0508"], "{text}");
        }
        for text in [always, param] {
            assert_eq!(errors(&text), [""; 0], "{text}");
        }
    }
}

#[test]
fn a_media_type_to_ask_for_is_a_contracts_to_set() {
    for (place, piece) in &named("accept")[1..3] {
        assert_eq!(errors(&contract(piece)), [""; 0], "{place}");
    }
    assert_eq!(errors(&contract(&named("accept")[0].1)), ["T0508"]);
}

/// Every place where a value of a header is written, with `VALUE` for it.
const VALUES: &[&str] = &[
    "[auth]\nheader = \"x-key\"\nprefix = \"VALUE\"\n",
    "[auth]\nheader = \"x-key\"\nscheme = \"VALUE\"\n",
    "[headers]\nx-app = \"VALUE\"\n",
    "body = { type = \"binary\", content_type = \"VALUE\" }\n",
    "body = { type = \"text\", content_type = \"VALUE\" }\n",
    "parts.file = { type = \"binary\", content_type = \"VALUE\" }\n",
];

#[test]
fn a_value_that_no_header_holds_is_refused_wherever_it_is_written() {
    for place in VALUES {
        for value in [
            "a\\r\\nb: c",
            "a\\nb",
            "a\\u0000b",
            "é",
            "a\\u007f",
            "a ",
            " a",
            "\\u202ea",
        ] {
            let text = contract(&place.replace("VALUE", value));
            assert_eq!(errors(&text), ["T0212"], "{text}");
        }
        for value in ["a", "a/b; c=\\\"d\\\"", "a b", "~!"] {
            let text = contract(&place.replace("VALUE", value));
            assert_eq!(errors(&text), [""; 0], "{text}");
        }
    }
    let bytes =
        "endpoints.get = { get = \"/b\", returns = { type = \"bytes\", accept = \"a\\nb\" } }";
    let text = contract("").replace("[endpoints.say]", &format!("{bytes}\n[endpoints.say]"));
    assert_eq!(errors(&text), ["T0212"]);
    let part = "parts.\"a\\r\\nb\" = { type = \"binary\", rust = \"a\" }\n";
    assert_eq!(errors(&contract(part)), ["T0212"]);
}

/// Parameters whose values are listed or stand for null, with `VALUE` for such a text.
const LISTED: &[&str] = &[
    "headers.x = { type = \"Word\" }\n[types.Word]\nvalues = [\"VALUE\", \"other\"]\n",
    "headers.x = { type = \"[Word]\", lists = \"comma\" }\n[types.Word]\nvalues = { \"VALUE\" = \"d\", other = \"d\" }\n",
    "headers.x = { type = \"Word\" }\nheaders.y = { type = \"Also\" }\n[types.Also]\nis = \"Word?\"\n[types.Word]\nvalues = [\"VALUE\", \"other\"]\n",
    "headers.x = { type = \"string?\", null = \"VALUE\" }\n",
];

#[test]
fn a_listed_value_and_the_null_of_a_parameter_are_texts_that_a_header_holds() {
    for place in LISTED {
        let text = |value: &str| contract(&place.replace("VALUE", value));
        let bad = text("a\\nb");
        assert!(errors(&bad).contains(&"T0212"), "{bad} {:?}", errors(&bad));
        let good = text("a b");
        assert!(!errors(&good).contains(&"T0212"), "{good}");
        // In the query and as JSON any text can stand.
        let query = bad.replace("headers.", "query.");
        assert!(!errors(&query).contains(&"T0212"), "{query}");
    }
}

#[test]
fn the_header_of_a_token_goes_over_the_wire_once() {
    let text = |place: &str, piece: &str| {
        format!(
            r#"theta = 1
api = {{ name = "Echo", base_url = "https://echo.example" }}
auth = {{ oauth2 = {{ token = "token", given = {{ secret = "ECHO_SECRET" }} }}{place} }}
types.Ask = {{ fields.grant_type = {{ const = "client_credentials" }}, fields.secret = {{ type = "string" }} }}
types.Token = {{ fields.access_token = {{ type = "string" }} }}
[endpoints.token]
post = "/token"
auth = false
billed = false
body = {{ form = "Ask" }}
returns = "Token"
[endpoints.say]
post = "/say"
returns = "nothing"
{piece}
"#
        )
    };
    let pieces = [
        "[headers]\nauthorization = \"Static abc\"\n",
        "headers.Authorization = { type = \"string\" }\n",
        "idempotency_key = \"authorization\"\n",
    ];
    for piece in pieces {
        assert_eq!(errors(&text("", piece)), ["T0509"], "{piece}");
        for place in [", header = \"x-token\"", ", query = \"token\""] {
            assert_eq!(errors(&text(place, piece)), [""; 0], "{piece} {place}");
        }
    }
}

#[test]
fn a_header_goes_over_the_wire_once() {
    let auth = "[auth]\nheader = \"X-Key\"\n";
    let param = "headers.x-key = { type = \"string\" }\n";
    let always = "[headers]\nx-KEY = \"1\"\n";
    let own = "idempotency_key = \"x-key\"\n";
    for (first, second) in [(param, auth), (param, always), (own, auth), (own, param)] {
        assert_eq!(errors(&contract(&format!("{first}{second}"))), ["T0509"]);
    }
    assert_eq!(errors(&contract(&format!("{auth}{always}"))), ["T0509"]);
    let twice = "[headers]\nx-a = \"1\"\nX-A = \"2\"\n";
    assert_eq!(errors(&contract(twice)), ["T0509"]);
    let others = "headers.x-other = { type = \"string\" }\n[auth]\nheader = \"x-key\"\n[headers]\nx-third = \"1\"\n";
    assert_eq!(errors(&contract(others)), [""; 0]);
    // Of two endpoints only one request is sent at a time.
    let elsewhere = "headers.x-a = { type = \"string\" }\n[endpoints.other]\npost = \"/other\"\nheaders.x-a = { type = \"string\" }\n";
    assert_eq!(errors(&contract(elsewhere)), [""; 0]);
}

#[test]
fn a_contracts_own_media_type_is_asked_for() {
    let text = r#"theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
headers = { Accept = "application/vnd.echo+json" }
endpoints.a_json = { get = "/json", returns = "json" }
endpoints.b_text = { get = "/text", returns = "text" }
endpoints.c_bytes = { get = "/bytes", returns = "bytes" }
endpoints.d_own = { get = "/own", returns = { type = "bytes", accept = "audio/wav" } }
"#;
    let asked = |text: &str| -> Vec<String> {
        let contract = load("spec.toml", text.as_bytes()).contract.expect(text);
        let endpoints = contract.endpoints.iter();
        endpoints.map(|endpoint| endpoint.accept.clone()).collect()
    };
    let own = "application/vnd.echo+json";
    assert_eq!(asked(text), [own, own, own, "audio/wav"]);
    let plain = text.replace("Accept =", "x-other =");
    assert_eq!(
        asked(&plain),
        [
            "application/json",
            "text/plain",
            "application/octet-stream",
            "audio/wav"
        ]
    );
}
