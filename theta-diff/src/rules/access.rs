//! Rules about who sends a request, and where it goes.

use crate::rule::{BehaviourVerdict as B, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "auth-place-changed",
        "the key goes to another part of the request",
        "A server that looks for the key in its old place answers 401. Releases from before the change stop working when the vendor drops that place. A key in the query is in the logs of whatever a request passes.",
    )
    .sends()
    .docs()
    .account()
    .example(&[("header = \"x-api-key\"", "query = \"api_key\"")]),
    Rule::new(
        "auth-parts-changed",
        "a key consists of other parts",
        "`Client::new` takes user and password, or one key, where it took the other. Programs that make a client do not compile.",
    )
    .breaks()
    .sends()
    .docs()
    .example(&[(
        "header = \"x-api-key\"\nprefix = \"sk-\"\nenv = \"ECHO_API_KEY\"",
        "basic = { user = \"ECHO_USER\", password = \"ECHO_PASSWORD\" }",
    )]),
    Rule::new(
        "auth-token-changed",
        "another endpoint gives the token",
        "What proves who asks for a token goes to another endpoint, perhaps on another machine. Make sure that the vendor runs it before anything is released.",
    )
    .elsewhere()
    .docs()
    .account(),
    Rule::new(
        "auth-grant-changed",
        "a token is asked for in another way",
        "The client proves something else to get a token, and what the token allows may be another account's.",
    )
    .sends()
    .docs()
    .account(),
    Rule::new(
        "auth-given-changed",
        "a client is given other things for a token",
        "What programs pass is sent under another name.",
    )
    .sends()
    .docs()
    .account(),
    Rule::new(
        "auth-scopes-changed",
        "a token is asked for other scopes",
        "With fewer scopes, calls that worked may be refused. With more, a token may do more, and a server may refuse to give it before somebody agrees.",
    )
    .sends()
    .docs()
    .account(),
    Rule::new(
        "auth-scheme-added",
        "there is one more way to prove who sends a request",
        "A client can be given another key. It is sent only to endpoints that need it.",
    )
    .adds()
    .docs()
    .mirror("auth-scheme-removed")
    .example(&[(
        "env = \"ECHO_API_KEY\"\n",
        "env = \"ECHO_API_KEY\"\n[auth.schemes.admin]\nheader = \"x-admin-key\"\n",
    )]),
    Rule::new(
        "auth-scheme-removed",
        "a way to prove who sends a request is gone",
        "Programs that give this key to a client do not compile.",
    )
    .breaks()
    .docs()
    .mirror("auth-scheme-added"),
    Rule::new(
        "auth-default-changed",
        "endpoints need other keys",
        "Every endpoint that says nothing of its own is sent other keys, or none. Calls of a client that was not given them are refused before anything is sent.",
    )
    .sends()
    .docs()
    .account()
    .behaves(B::Refuses),
    Rule::new(
        "endpoint-auth-changed",
        "an endpoint needs other keys",
        "Its requests carry other keys, or none. Calls of a client that was not given them are refused before anything is sent.",
    )
    .sends()
    .docs()
    .account()
    .behaves(B::Refuses)
    .example(&[("delete = \"/say\"", "delete = \"/say\"\nauth = false")]),
    Rule::new(
        "client-header-added",
        "a client can be given one more header",
        "Nothing is sent in it before a program sets it, unless the contract has a value for it.",
    )
    .adds()
    .docs()
    .mirror("client-header-removed")
    .example(&[(
        "echo-version = \"1\"",
        "echo-version = \"1\"\necho-team = { optional = true }",
    )]),
    Rule::new(
        "client-header-removed",
        "a header of clients is gone",
        "Programs that set it do not compile, and none is sent.",
    )
    .breaks()
    .sends()
    .docs()
    .mirror("client-header-added"),
    Rule::new(
        "client-header-required",
        "a client must be given a header",
        "`Client::new` takes one more argument. Programs that make a client do not compile.",
    )
    .breaks()
    .sends()
    .docs()
    .mirror("client-header-optional"),
    Rule::new(
        "client-header-optional",
        "a client need not be given a header",
        "`Client::new` takes one argument less. Programs that make a client do not compile.",
    )
    .breaks()
    .docs()
    .mirror("client-header-required"),
    Rule::new(
        "address-variable-added",
        "a part of the address can be chosen",
        "A client that chooses nothing goes where it went.",
    )
    .adds()
    .docs()
    .mirror("address-variable-removed")
    .example(&[(
        "base_url = \"https://api.echo.example/v1\"",
        "base_url = \"https://{stage}.echo.example/v1\"\nvariables.stage = { default = \"api\" }",
    )]),
    Rule::new(
        "address-variable-removed",
        "a part of the address can no longer be chosen",
        "Programs that choose it do not compile.",
    )
    .breaks()
    .docs()
    .mirror("address-variable-added"),
    Rule::new(
        "address-variable-required",
        "a part of the address must be chosen",
        "`Client::new` takes one more argument. Programs that make a client do not compile.",
    )
    .breaks()
    .docs()
    .mirror("address-variable-optional"),
    Rule::new(
        "address-variable-optional",
        "a part of the address need not be chosen",
        "`Client::new` takes one argument less. Programs that make a client do not compile.",
    )
    .breaks()
    .docs()
    .mirror("address-variable-required"),
    Rule::new(
        "address-variable-values-added",
        "a part of the address has further values",
        "The enum of its values has further variants; a `match` on it has an arm for others already.",
    )
    .adds()
    .docs()
    .mirror("address-variable-values-removed"),
    Rule::new(
        "address-variable-values-removed",
        "a part of the address cannot be all that it could be",
        "Programs that name a value that is gone do not compile.",
    )
    .breaks()
    .docs()
    .mirror("address-variable-values-added"),
    Rule::new(
        "address-variable-default-changed",
        "requests go to another host by default",
        "Keys and uploads of clients that choose nothing go to another machine. Make sure that the vendor runs it before anything is released.",
    )
    .elsewhere()
    .docs(),
    Rule::new(
        "host-added",
        "there is one more host",
        "A client can be given another address for it.",
    )
    .adds()
    .docs()
    .mirror("host-removed")
    .example(&[(
        "base_url = \"https://api.echo.example/v1\"",
        "base_url = \"https://api.echo.example/v1\"\nhosts.files = \"https://files.echo.example\"",
    )]),
    Rule::new(
        "host-removed",
        "a host is gone",
        "Programs that give it another address do not compile.",
    )
    .breaks()
    .docs()
    .mirror("host-added"),
    Rule::new(
        "host-url-changed",
        "requests of a host go elsewhere",
        "Keys and uploads go to another machine. Make sure that the vendor runs it before anything is released.",
    )
    .elsewhere()
    .docs(),
    Rule::new(
        "endpoint-host-changed",
        "an endpoint is at another host",
        "Its requests, keys included, go to another machine. Make sure that the vendor runs it before anything is released.",
    )
    .elsewhere()
    .docs(),
    Rule::new(
        "endpoint-address-changed",
        "an address that is an argument may name other hosts",
        "The client sends to hosts that it refused, or refuses hosts that it sent to.",
    )
    .elsewhere()
    .docs()
    .account()
    .behaves(B::Refuses),
    Rule::new(
        "setting-renamed",
        "a setting of clients has another name",
        "Programs that call it by the old name do not compile. `rust = \"old_name\"` keeps the name.",
    )
    .breaks()
    .docs(),
    Rule::new(
        "setting-env-changed",
        "a setting is read from another environment variable",
        "`from_env` leaves out the setting where only the old variable is set.",
    )
    .account()
    .behaves(B::Refuses)
    .docs(),
    Rule::new(
        "setting-doc-changed",
        "other words about a setting of clients",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("env = \"ECHO_API_KEY\"", "env = \"ECHO_API_KEY\"\ndoc = \"Your key.\"")]),
];
