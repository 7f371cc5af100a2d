//! What is generated, item by item.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use theta_codegen::{Options, generate, skeleton};
use theta_spec::contract::Contract;

const MULTIPART: &str = include_str!("contracts/multipart.toml");
const EVERYTHING: &str = include_str!("contracts/everything.toml");
const BRANCHES: &str = include_str!("contracts/branches.toml");
const WEBHOOKS: &str = include_str!("contracts/webhooks.toml");
const HOSTILE: &str = include_str!("contracts/hostile.toml");
const WALKS: &str = include_str!("../../theta-runtime/tests/walks/list.toml");

fn contract(text: &str) -> Contract {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    loaded.contract.expect(&report)
}

fn options() -> Options {
    Options {
        doc_lines: true,
        example_path: Some("demo".to_owned()),
        ..Options::default()
    }
}

/// The items of that name and their `impl`s, formatted.
fn items(code: TokenStream, names: &[&str]) -> String {
    let file = parse(code);
    let items = file
        .items
        .into_iter()
        .filter(|item| names.contains(&name(item).as_str()))
        .collect();
    prettyplease::unparse(&syn::File { items, ..file })
}

fn parse(code: TokenStream) -> syn::File {
    syn::parse2(code).expect("items")
}

fn name(item: &syn::Item) -> String {
    match item {
        syn::Item::Struct(item) => item.ident.to_string(),
        syn::Item::Enum(item) => item.ident.to_string(),
        syn::Item::Type(item) => item.ident.to_string(),
        syn::Item::Static(item) => item.ident.to_string(),
        syn::Item::Impl(item) => item.self_ty.to_token_stream().to_string(),
        syn::Item::Macro(item) => {
            let named = item.mac.tokens.clone().into_iter().next();
            named.map(|name| name.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

macro_rules! snapshots {
    ($($test:ident: $contract:ident, [$($name:literal),*];)*) => {
        $(
            #[test]
            fn $test() {
                insta::assert_snapshot!(items(generate(&contract($contract), &options()), &[$($name),*]));
            }
        )*
    };
}

snapshots! {
    methods_under_others: BRANCHES, ["AudioCalls", "AudioTranscriptionsCalls", "AudioTranscriptionsCreateRequest", "AudioClearError", "AudioTranscriptionsCreateError"];
    client_with_a_key: MULTIPART, ["Client"];
    request_with_parts_from_arguments_and_setters: MULTIPART, ["PronunciationRequest"];
    errors_of_an_endpoint: MULTIPART, ["PronunciationError"];
    errors_of_the_api: MULTIPART, ["ApiError"];
    string_enum: MULTIPART, ["Language"];
    request_type: MULTIPART, ["PronunciationOptions"];
    open_response_type_with_a_verbatim_field: MULTIPART, ["PronunciationFeedback"];
    union_and_the_alias_of_its_list: MULTIPART, ["SpeechComponent", "SpeechComponents"];
    plans: MULTIPART, ["Plan"];
    tables: MULTIPART, ["API", "PLANS", "ENDPOINTS", "ERRORS", "PATTERN_0", "PATTERN_1"];
    request_of_a_list_that_goes_on_after_the_last_item: WALKS, ["LastRequest"];
    request_of_a_list_that_goes_on_by_an_address: WALKS, ["LinkRequest"];
    request_that_begins_a_job: WALKS, ["OrderRequest"];
    request_with_path_query_and_header: EVERYTHING, ["VoiceRequest"];
    request_with_a_json_body_from_setters: EVERYTHING, ["UpdateVoiceRequest"];
    request_with_audio_as_its_body: EVERYTHING, ["TranscribeRequest"];
    request_of_text_for_bytes: EVERYTHING, ["SpeakRequest"];
    request_with_parts_that_may_be_left_out: EVERYTHING, ["UploadRequest"];
    request_for_nothing: EVERYTHING, ["DeleteVoiceRequest"];
    errors_told_by_code_shape_field_and_class: EVERYTHING, ["SpeakError"];
    tables_of_an_api_without_a_key: EVERYTHING, ["API"];
    webhook_with_an_event_in_a_header: WEBHOOKS, ["CallsWebhook", "CallsWebhookEvent"];
    hostile_names_in_a_request: HOSTILE, ["Self_Request", "SelfRequest"];
    hostile_names_in_types: HOSTILE, ["Option", "Result", "String", "Vec"];
    hostile_words_in_errors: HOSTILE, ["ResultError"];
}

#[test]
fn skeleton_of_a_client() {
    insta::assert_snapshot!(prettyplease::unparse(&parse(skeleton())));
}

#[test]
fn the_runtime_is_named_by_the_path_that_was_given() {
    let options = Options {
        crate_path: quote!(crate::vendored),
        ..Options::default()
    };
    let code = generate(&contract(EVERYTHING), &options).to_string();
    assert!(code.contains("crate :: vendored :: Error"));
    assert!(code.contains("`crate::vendored::Error` with"));
    assert!(!code.contains("theta_runtime"));
}

#[test]
fn an_example_is_compiled_only_when_its_path_is_known() {
    let contract = contract(EVERYTHING);
    let compiled = generate(&contract, &options()).to_string();
    assert!(compiled.contains("```no_run") && !compiled.contains("```ignore"));
    let shown = generate(&contract, &Options::default()).to_string();
    assert!(shown.contains("```ignore") && !shown.contains("```no_run"));
}

#[test]
fn lines_and_whole_texts_document_the_same() {
    let contract = contract(HOSTILE);
    let lines = docs(generate(&contract, &options()));
    let whole = docs(generate(
        &contract,
        &Options {
            doc_lines: false,
            ..options()
        },
    ));
    assert_eq!(lines, whole);
}

/// The documentation of each item, one after the other, as rustdoc puts lines together.
fn docs(code: TokenStream) -> Vec<String> {
    let text = prettyplease::unparse(&parse(code));
    let mut docs = Vec::new();
    for line in text.lines().map(str::trim) {
        let line = line
            .trim_start_matches("/**")
            .trim_end_matches("*/")
            .trim_start_matches("///")
            .trim();
        docs.push(line.to_owned());
    }
    docs.retain(|line| !line.is_empty());
    docs
}

#[test]
fn every_code_block_in_the_documentation_is_an_example_of_ours() {
    let code = prettyplease::unparse(&parse(generate(&contract(HOSTILE), &options())));
    let mut inside = false;
    for line in code
        .lines()
        .map(str::trim)
        .filter_map(|line| line.strip_prefix("///"))
    {
        if line.trim().starts_with("```") {
            inside = !inside;
            assert!(line == " ```" || line == " ```no_run", "{line}");
        } else if !inside {
            assert!(!line.starts_with("     "), "indented as code: {line}");
        }
    }
}

/// One that nothing uses would be a warning in the user's crate.
#[test]
fn events_import_values_only_where_an_end_has_some() {
    for (end, imports) in [
        ("", false),
        (", end = { text = \"[DONE]\" }", false),
        (", end = { constants = { \"/done\" = true } }", true),
    ] {
        let source = format!(
            r#"
            theta = 1
            api = {{ name = "Says", summary = "Says.", base_url = "https://says.example" }}
            types.Said = {{ doc = "It.", fields.done = {{ type = "boolean", doc = "Whether it is done." }} }}
            [endpoints.say]
            post = "/say"
            summary = "Says."
            billed = false
            returns = {{ events = "Said"{end} }}
            "#
        );
        let code = generate(&contract(&source), &options());
        let code = items(code, &["SayRequest"]);
        let imported = code.contains("use ::theta_runtime::meta::Scalar;");
        assert_eq!(imported, imports, "{end}: {code}");
    }
}

#[test]
fn the_same_contract_gives_the_same_code() {
    for text in [MULTIPART, EVERYTHING, HOSTILE] {
        let once = generate(&contract(text), &options()).to_string();
        let again = generate(&contract(text), &options()).to_string();
        assert!(once == again);
    }
}

#[test]
fn the_order_of_tables_changes_nothing() {
    for text in [MULTIPART, EVERYTHING] {
        let mut tables: Vec<&str> = text.split("\n\n").collect();
        let head = tables.remove(0);
        // Tables that belong together stand in one paragraph or have full names, so paragraphs can change places.
        tables.reverse();
        let shuffled = format!("{head}\n\n{}", tables.join("\n\n"));
        let written = generate(&contract(text), &options()).to_string();
        assert!(written == generate(&contract(&shuffled), &options()).to_string());
    }
}
