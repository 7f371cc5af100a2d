//! Rust names derived from names in the contract.

/// Words that cannot be an identifier in edition 2024, those that cannot even be a raw one included.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Methods that every generated client has, or has from a trait that callers use. Those of `Into` and `TryInto` take the
/// client itself and would win over a method that borrows it.
const CLIENT_METHODS: &[&str] = &[
    "api",
    "builder",
    "builder_from_env",
    "clone",
    "fmt",
    "from_core",
    "from_env",
    "into",
    "ledger",
    "new",
    "try_into",
];

/// Methods that every generated request has, or has from a trait that callers use.
const REQUEST_METHODS: &[&str] = &[
    "clone",
    "fmt",
    "into_future",
    "send",
    "send_with_response",
    "with_options",
];

/// Methods that every request with pages has too.
const PAGES_METHODS: &[&str] = &["items", "pages"];

/// The method of a request that begins a job.
const JOB_METHODS: &[&str] = &["start"];

/// Settings that the builder of every client has, or has from a trait that callers use.
const SETTINGS: &[&str] = &[
    "after_attempt",
    "base_url",
    "base_url_from_env",
    "before_attempt",
    "build",
    "burst",
    "cache",
    "clock",
    "concurrency",
    "deadline",
    "default",
    "fmt",
    "header",
    "idle_timeout",
    "into",
    "key",
    "key_from_env",
    "key_from_env_with",
    "key_source",
    "key_source_of",
    "ledger",
    "max_billed",
    "max_billed_audio",
    "message_timeout",
    "new",
    "no_limits",
    "no_proxy",
    "pacer",
    "plan",
    "proxy",
    "randomness",
    "record",
    "retry",
    "retry_budget",
    "rpm",
    "share",
    "shared_cache",
    "shared_pace",
    "spacing",
    "timeout",
    "token_store",
    "transport",
    "try_into",
    "user_agent_suffix",
    "wrap",
];

/// The trait of a generated client's own settings.
pub const SETTINGS_TRAIT: &str = "ClientSettings";

/// Types that every generated client has.
pub const RESERVED_TYPES: &[&str] = &["ApiError", "Client", "Plan"];

/// Returns whether a word is reserved in Rust.
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// What the request of an endpoint ends in: the first that makes no name of a type of the contract, then with a number.
pub const REQUEST_ENDS: &[&str] = &["Request", "Call"];

/// The same for the answers of an endpoint that has several.
pub const REPLY_ENDS: &[&str] = &["Reply", "Answer"];

/// The same for the events of an endpoint that are told by their names.
pub const STREAM_EVENT_ENDS: &[&str] = &["Event", "StreamEvent"];

/// The same for the headers of its replies.
pub const HEADERS_ENDS: &[&str] = &["Headers", "ResponseHeaders"];

/// What the type of methods ends in that are not on the client itself.
pub const BRANCH_ENDS: &[&str] = &["Calls", "Methods"];

/// The struct of the headers of any reply.
pub const RESPONSE_HEADERS: &str = "ResponseHeaders";

/// What the type of a webhook ends in.
pub const WEBHOOK_ENDS: &[&str] = &["Webhook", "WebhookReceiver"];

/// What the enum of its events ends in.
pub const NOTICE_ENDS: &[&str] = &["Event", "Notice"];

/// The same for the error of an endpoint.
pub const ERROR_ENDS: &[&str] = &["Error", "Failure"];

/// Returns whether a text is an identifier that can be used as it is.
#[must_use]
pub fn is_ident(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text != "_"
        && !is_keyword(text)
}

/// Returns a name in `snake_case`; empty if it has no letters or digits. A keyword gets a trailing `_`, a name that
/// begins with a digit a leading `n`.
///
/// ```
/// use theta_spec::names::snake;
/// assert_eq!(snake("retryAfter"), "retry_after");
/// assert_eq!(snake("type"), "type_");
/// assert_eq!(snake("HTTPStatus-2"), "http_status_2");
/// ```
#[must_use]
pub fn snake(name: &str) -> String {
    let words = words(name);
    let joined = words
        .iter()
        .map(|word| word.to_ascii_lowercase())
        .collect::<Vec<_>>()
        .join("_");
    guard(if joined.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{joined}")
    } else {
        joined
    })
}

/// Returns a name in `PascalCase`; empty if it has no letters or digits. A name that begins with a digit gets a leading
/// `N`.
///
/// ```
/// use theta_spec::names::pascal;
/// assert_eq!(pascal("not_all_words_spoken"), "NotAllWordsSpoken");
/// assert_eq!(pascal("16000"), "N16000");
/// assert_eq!(pascal("self"), "Self_");
/// ```
#[must_use]
pub fn pascal(name: &str) -> String {
    guard(pascal_stem(name))
}

/// Returns a name in `PascalCase` as the beginning of a longer name, where no word is reserved.
#[must_use]
pub fn pascal_stem(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let digit_run = out.ends_with(|c: char| c.is_ascii_digit())
            && word.starts_with(|c: char| c.is_ascii_digit());
        if digit_run {
            // `1_6` and `16` must not become one name.
            out.push('_');
        }
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.push(first.to_ascii_uppercase());
            out.extend(chars.map(|c| c.to_ascii_lowercase()));
        }
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        format!("N{out}")
    } else {
        out
    }
}

/// Returns a name in `SCREAMING_CASE`, for environment variables.
#[must_use]
pub fn screaming(name: &str) -> String {
    words(name).join("_").to_ascii_uppercase()
}

/// Returns the name of a client's method; one that would hide a method every client has gets a `_` behind it.
#[must_use]
pub fn client_method(name: &str) -> String {
    evade(snake(name), CLIENT_METHODS)
}

/// Returns what an endpoint is called among those under the same methods: its name behind theirs.
///
/// ```
/// use theta_spec::names::method_under;
/// let under = ["audio".to_owned(), "transcriptions".to_owned()];
/// assert_eq!(method_under("audio_transcriptions_create", &under), "create");
/// assert_eq!(method_under("create_transcription", &under), "create_transcription");
/// ```
#[must_use]
pub fn method_under<'n>(name: &'n str, under: &[String]) -> &'n str {
    let rest = name.strip_prefix(&under.join("_"));
    let rest = rest.and_then(|rest| rest.strip_prefix('_'));
    rest.filter(|rest| !under.is_empty() && is_ident(rest))
        .unwrap_or(name)
}

/// Whether every client has a method of that name.
#[must_use]
pub fn is_client_method(ident: &str) -> bool {
    CLIENT_METHODS.contains(&ident)
}

/// Returns whether the builder of every client has a setting of that name.
#[must_use]
pub fn is_setting(ident: &str) -> bool {
    SETTINGS.contains(&ident)
}

/// Whether every request has a method of that name.
#[must_use]
pub fn is_request_method(ident: &str) -> bool {
    REQUEST_METHODS.contains(&ident)
}

/// Whether every request with pages has a method of that name.
#[must_use]
pub fn is_pages_method(ident: &str) -> bool {
    PAGES_METHODS.contains(&ident)
}

/// Whether every request that begins a job has a method of that name.
#[must_use]
pub fn is_job_method(ident: &str) -> bool {
    JOB_METHODS.contains(&ident)
}

/// Name of a request's argument or setter.
#[must_use]
pub fn request_method(name: &str) -> String {
    evade(snake(name), REQUEST_METHODS)
}

fn evade(ident: String, taken: &[&str]) -> String {
    if taken.contains(&ident.as_str()) {
        format!("{ident}_")
    } else {
        ident
    }
}

fn guard(ident: String) -> String {
    if is_keyword(&ident) {
        format!("{ident}_")
    } else {
        ident
    }
}

/// Signs that tell names apart which are the same without them.
const SIGNS: &[(char, &str)] = &[
    ('+', "plus"),
    ('-', "minus"),
    ('<', "before"),
    ('>', "after"),
    ('=', "equal"),
    ('!', "not"),
    ('*', "any"),
    ('$', "dollar"),
    ('@', "at"),
    ('#', "hash"),
    ('%', "percent"),
    ('&', "and"),
];

/// A name that says the signs at the ends of a name in words, in the style of `made`, which is taken; the same with a number
/// where there are none.
#[must_use]
pub fn spelled(name: &str, made: &str) -> String {
    let word = |c: char| {
        SIGNS
            .iter()
            .find(|(sign, _)| *sign == c)
            .map(|(_, word)| *word)
    };
    let first = name.chars().next().and_then(word);
    let last = name.chars().last().filter(|_| name.chars().count() > 1);
    let last = last.and_then(word);
    if first.is_none() && last.is_none() {
        let number = if made.ends_with(|c: char| c.is_ascii_digit()) {
            "_2"
        } else {
            "2"
        };
        let is_type = made.starts_with(|c: char| c.is_ascii_uppercase());
        let number = if is_type { number } else { "_2" };
        return format!("{}{number}", made.trim_end_matches('_'));
    }
    let words = [first, Some(name), last].into_iter().flatten();
    let words = words.collect::<Vec<_>>().join(" ");
    if made.starts_with(|c: char| c.is_ascii_uppercase()) {
        pascal(&words)
    } else {
        snake(&words)
    }
}

/// Cuts at everything that is not a letter or digit, and where a capital begins a new word.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = index.checked_sub(1).map(|index| chars[index]);
        let next_lower = chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && next_lower)
            });
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_from_any_text() {
        for (name, snake_name, pascal_name) in [
            ("gold_text", "gold_text", "GoldText"),
            ("modelId", "model_id", "ModelId"),
            ("X-API-Key", "x_api_key", "XApiKey"),
            ("Bad Request", "bad_request", "BadRequest"),
            ("PAYLOAD_ERROR", "payload_error", "PayloadError"),
            ("self", "self_", "Self_"),
            ("Self", "self_", "Self_"),
            ("2xx", "n2xx", "N2xx"),
            ("1_6", "n1_6", "N1_6"),
            ("...", "", ""),
            ("日本", "", ""),
        ] {
            assert_eq!(
                (snake(name).as_str(), pascal(name).as_str()),
                (snake_name, pascal_name),
                "{name}"
            );
        }
    }

    #[test]
    fn every_made_name_is_an_identifier_or_empty() {
        for keyword in KEYWORDS {
            assert!(
                is_ident(&snake(keyword)) && is_ident(&pascal(keyword)),
                "{keyword}"
            );
        }
    }

    #[test]
    fn a_name_that_is_taken_says_its_signs_or_has_a_number() {
        for (name, made, expected) in [
            ("DateSent>", "date_sent", "date_sent_after"),
            ("DateSent<", "date_sent", "date_sent_before"),
            ("+1", "n1", "plus_1"),
            ("-1", "N1", "Minus1"),
            ("$ref", "ref_", "dollar_ref"),
            ("ID", "id", "id_2"),
            ("SIZE", "Size", "Size2"),
            ("V1", "V1", "V1_2"),
        ] {
            let spelled = spelled(name, made);
            assert_eq!(spelled, expected, "{name}");
            assert!(is_ident(&spelled));
        }
    }

    #[test]
    fn a_method_every_client_has_is_not_hidden() {
        assert_eq!(
            (
                client_method("clone").as_str(),
                client_method("ledger").as_str(),
                client_method("speak").as_str()
            ),
            ("clone_", "ledger_", "speak")
        );
        assert_eq!(
            (
                request_method("send").as_str(),
                request_method("text").as_str()
            ),
            ("send_", "text")
        );
    }
}
