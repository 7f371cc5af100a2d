//! The contract against the vendor's documents: every code is its row, requests are as they are shown.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "contract/webhooks.rs"]
mod webhooks;

use std::time::Duration;
use theta_mock::{Mock, Scripted};
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify as _, Reply, RetryPolicy, Upload};
use theta_slack::ApiError as E;
use theta_slack::*;
use theta_vendor_pages::sent::Line;
use theta_vendor_pages::{Endpoint, contract, nothing_is_mistaken};

const SPEC: &str = include_str!("../spec.toml");

macro_rules! endpoints {
    ($($name:literal $error:ident),* $(,)?) => {
        &[$(($name, |reply| Some($error::classify(reply)?.into()))),*]
    };
}

/// The endpoints with documented errors: all but the upload itself.
const ENDPOINTS: &[Endpoint<E>] = endpoints! {
    "post_message" PostMessageError,
    "update_message" UpdateMessageError,
    "delete_message" DeleteMessageError,
    "permalink" PermalinkError,
    "schedule_message" ScheduleMessageError,
    "post_ephemeral" PostEphemeralError,
    "list_conversations" ListConversationsError,
    "conversation" ConversationError,
    "history" HistoryError,
    "replies" RepliesError,
    "members" MembersError,
    "create_conversation" CreateConversationError,
    "rename_conversation" RenameConversationError,
    "archive_conversation" ArchiveConversationError,
    "invite" InviteError,
    "join" JoinError,
    "file" FileError,
    "list_files" ListFilesError,
    "delete_file" DeleteFileError,
    "upload_address" UploadAddressError,
    "complete_upload" CompleteUploadError
};

/// The codes that the vendor's OpenAPI document gives each method.
const CODES: &[(&str, &str)] = &[
    (
        "post_message",
        "channel_not_found not_in_channel is_archived msg_too_long no_text too_many_attachments rate_limited \
         not_authed invalid_auth account_inactive invalid_arg_name invalid_array_arg invalid_charset \
         invalid_form_data invalid_post_type missing_post_type",
    ),
    (
        "update_message",
        "message_not_found cant_update_message channel_not_found edit_window_closed msg_too_long \
         too_many_attachments rate_limited no_text not_authed invalid_auth account_inactive token_revoked \
         no_permission invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type request_timeout invalid_json json_not_object upgrade_required fatal_error \
         is_inactive",
    ),
    (
        "delete_message",
        "message_not_found channel_not_found cant_delete_message compliance_exports_prevent_deletion \
         not_authed invalid_auth account_inactive token_revoked no_permission invalid_arg_name \
         invalid_array_arg invalid_charset invalid_form_data invalid_post_type missing_post_type \
         team_added_to_org invalid_json json_not_object request_timeout upgrade_required fatal_error",
    ),
    (
        "permalink",
        "channel_not_found message_not_found not_authed invalid_auth account_inactive token_revoked \
         no_permission org_login_required invalid_arg_name invalid_array_arg invalid_charset \
         invalid_form_data invalid_post_type missing_post_type team_added_to_org invalid_json json_not_object \
         request_timeout upgrade_required fatal_error",
    ),
    (
        "schedule_message",
        "invalid_time time_in_past time_too_far channel_not_found not_in_channel is_archived msg_too_long \
         no_text restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel \
         restricted_action_non_threadable_channel too_many_attachments rate_limited not_authed invalid_auth \
         account_inactive token_revoked no_permission org_login_required ekm_access_denied missing_scope \
         invalid_arguments invalid_arg_name invalid_charset invalid_form_data invalid_post_type \
         missing_post_type team_added_to_org invalid_json json_not_object request_timeout upgrade_required \
         fatal_error",
    ),
    (
        "post_ephemeral",
        "channel_not_found is_archived msg_too_long no_text restricted_action too_many_attachments \
         user_not_in_channel not_authed invalid_auth account_inactive token_revoked no_permission \
         org_login_required invalid_arg_name invalid_array_arg invalid_charset invalid_form_data \
         invalid_post_type missing_post_type team_added_to_org invalid_json json_not_object request_timeout \
         upgrade_required fatal_error",
    ),
    (
        "list_conversations",
        "missing_scope not_authed invalid_auth account_inactive invalid_arg_name invalid_array_arg \
         invalid_charset invalid_form_data invalid_post_type missing_post_type invalid_json json_not_object \
         request_timeout upgrade_required",
    ),
    (
        "conversation",
        "missing_scope channel_not_found team_added_to_org not_authed invalid_auth account_inactive \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "history",
        "missing_scope channel_not_found invalid_ts_latest invalid_ts_oldest not_authed invalid_auth \
         account_inactive invalid_arg_name invalid_array_arg invalid_charset invalid_form_data \
         invalid_post_type missing_post_type invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "replies",
        "missing_scope channel_not_found thread_not_found not_authed invalid_auth account_inactive \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type team_added_to_org invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "members",
        "channel_not_found invalid_limit invalid_cursor fetch_members_failed not_authed invalid_auth \
         account_inactive invalid_arg_name invalid_array_arg invalid_charset invalid_form_data \
         invalid_post_type missing_post_type team_added_to_org invalid_json json_not_object request_timeout \
         upgrade_required",
    ),
    (
        "create_conversation",
        "method_not_supported_for_channel_type missing_scope name_taken restricted_action no_channel \
         invalid_name_required invalid_name_punctuation invalid_name_maxlength invalid_name_specials \
         invalid_name not_authed invalid_auth account_inactive user_is_bot user_is_restricted \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type team_added_to_org invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "rename_conversation",
        "user_is_restricted method_not_supported_for_channel_type missing_scope channel_not_found \
         not_in_channel not_authorized invalid_name name_taken invalid_name_required invalid_name_punctuation \
         invalid_name_maxlength invalid_name_specials not_authed invalid_auth account_inactive \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "archive_conversation",
        "method_not_supported_for_channel_type missing_scope not_supported channel_not_found already_archived \
         cant_archive_general restricted_action not_authed invalid_auth account_inactive user_is_bot \
         user_is_restricted user_is_ultra_restricted invalid_arg_name invalid_array_arg invalid_charset \
         invalid_form_data invalid_post_type missing_post_type invalid_json json_not_object request_timeout \
         upgrade_required team_added_to_org missing_charset superfluous_charset",
    ),
    (
        "invite",
        "method_not_supported_for_channel_type missing_scope channel_not_found user_not_found no_user \
         cant_invite_self not_in_channel already_in_channel is_archived cant_invite too_many_users \
         ura_max_channels not_authed invalid_auth account_inactive user_is_bot user_is_restricted \
         user_is_ultra_restricted invalid_arg_name invalid_array_arg invalid_charset invalid_form_data \
         invalid_post_type missing_post_type invalid_json json_not_object request_timeout upgrade_required \
         team_added_to_org missing_charset superfluous_charset",
    ),
    (
        "join",
        "method_not_supported_for_channel_type missing_scope channel_not_found is_archived not_authed \
         invalid_auth account_inactive user_is_bot user_is_restricted user_is_ultra_restricted \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type invalid_json json_not_object request_timeout upgrade_required team_added_to_org \
         missing_charset superfluous_charset",
    ),
    (
        "file",
        "file_not_found file_deleted timezone_count_failed not_authed invalid_auth account_inactive \
         no_permission invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type team_added_to_org invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "list_files",
        "user_not_found unknown_type not_authed invalid_auth account_inactive no_permission user_is_bot \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type team_added_to_org invalid_json json_not_object request_timeout upgrade_required",
    ),
    (
        "delete_file",
        "file_not_found file_deleted cant_delete_file not_authed invalid_auth account_inactive no_permission \
         invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type \
         missing_post_type team_added_to_org invalid_json json_not_object request_timeout upgrade_required",
    ),
];

fn body(code: &str) -> String {
    let scopes = r#", "needed": "channels:read", "provided": "chat:write""#;
    let scopes = if code == "missing_scope" { scopes } else { "" };
    format!(r#"{{"ok": false, "error": "{code}"{scopes}}}"#)
}

fn on(endpoint: &str, status: u16, body: &str) -> Option<E> {
    let headers = HeaderMap::new();
    let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
    let (_, classify) = ENDPOINTS.iter().find(|it| it.0 == endpoint).unwrap();
    classify(&reply)
}

#[test]
fn every_code_of_every_method_is_its_row() {
    let mut bodies = 0;
    for (endpoint, codes) in CODES {
        for code in codes.split_whitespace() {
            let found = on(endpoint, 200, &body(code)).map(|error| error.info().name);
            assert_eq!(found, Some(code), "on {endpoint}");
            bodies += 1;
        }
    }
    assert_eq!(on("members", 429, ""), Some(E::Ratelimited));
    let contract = contract(SPEC);
    nothing_is_mistaken(Client::API, ENDPOINTS, &contract);
    println!(
        "Slack: {} errors, {} endpoints, {bodies} golden bodies",
        contract.errors.len(),
        contract.endpoints.len()
    );
}

#[test]
fn a_near_miss_is_unknown() {
    for (endpoint, status, body) in [
        ("post_message", 200, body("Channel_Not_Found")),
        ("post_message", 200, body("thread_not_found")),
        ("post_message", 500, body("channel_not_found")),
        ("list_conversations", 200, body("channel_not_found")),
        (
            "list_conversations",
            200,
            r#"{"ok": false, "error": "missing_scope"}"#.to_owned(),
        ),
        (
            "post_message",
            200,
            r#"{"ok": true, "error": "channel_not_found"}"#.to_owned(),
        ),
    ] {
        assert_eq!(on(endpoint, status, &body), None, "{body} on {endpoint}");
    }
}

fn mock() -> Mock {
    Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap()
}

fn of_mock(mock: &Mock) -> Client {
    let builder = Client::builder().key("xoxb-1").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn a_failure_is_an_error_whatever_its_code() {
    let mock = mock();
    let client = of_mock(&mock);
    for (code, is) in [
        (
            "channel_not_found",
            Some(&PostMessageError::ChannelNotFound),
        ),
        ("a_code_of_tomorrow", None),
    ] {
        mock.reply_success("post_message", body(code)).unwrap();
        let error = client.post_message("C1").text("Hello").await.unwrap_err();
        assert_eq!(error.api(), is, "{code}");
        assert_eq!(error.status(), Some(200));
    }
}

#[tokio::test]
async fn a_file_is_uploaded_to_the_address_that_was_named() {
    let mock = mock();
    let client = of_mock(&mock);
    let place = client.upload_address("a.txt", 5).await.unwrap();
    assert_eq!(
        mock.last_request().unwrap().text(),
        "filename=a.txt&length=5"
    );
    client
        .upload(place.upload_url.as_str(), Upload::bytes("hello"))
        .await
        .unwrap();
    let sent = mock.last_request().unwrap();
    assert_eq!((sent.text(), sent.header("authorization")), ("hello", None));
    let files = client
        .complete_upload([UploadedFile::new(place.file_id)])
        .channel_id("C1")
        .await
        .unwrap();
    assert_eq!(files.files.len(), 1);
    assert!(
        client
            .upload("https://evil.example/", Upload::bytes("hello"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_limit_ends_when_the_header_says() {
    let mock = mock();
    mock.script(Scripted::row("ratelimited").retry_after(Duration::from_secs(30)))
        .unwrap();
    let error = of_mock(&mock).members("C1").await.unwrap_err();
    assert_eq!(error.api(), Some(&MembersError::Ratelimited));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

/// Sends each call and compares it with its sample.
macro_rules! sends {
    ($($sample:expr => $call:expr),* $(,)?) => {{
        let mut samples = 0;
        $(
            let line = Line::default();
            let builder = Client::builder().key("xoxb-1").transport(line.clone());
            let client = builder.retry(RetryPolicy::off()).build().unwrap();
            let call: fn(Client) -> _ = $call;
            let _ = call(client).await;
            line.sent_what(&$sample.replace("curl", "curl -H 'Authorization: Bearer xoxb-1'"), &[]);
            samples += 1;
        )*
        samples
    }};
}

#[tokio::test]
async fn requests_are_those_of_the_reference() {
    let samples = sends! {
        r#"curl -X POST -H 'Content-type: application/json; charset=utf-8' --data '{"channel":"C061EG9SL","text":"I hope the tour went well, Mr. Wonka.","attachments":[{"text":"Who wins the lifetime supply of chocolate?"}]}' https://slack.com/api/chat.postMessage"#
            => |c| c.post_message("C061EG9SL").text("I hope the tour went well, Mr. Wonka.").attachments([Block::from_json(r#"{"text": "Who wins the lifetime supply of chocolate?"}"#).unwrap()]).send(),
        r#"curl -X POST -H 'Content-type: application/json; charset=utf-8' --data '{"channel":"C024BE91L","ts":"1401383885.000061","text":"Updated text"}' https://slack.com/api/chat.update"#
            => |c| c.update_message("C024BE91L", "1401383885.000061").text("Updated text").send(),
        r#"curl -X POST -H 'Content-type: application/json; charset=utf-8' --data '{"channel":"C061EG9SL"}' https://slack.com/api/conversations.archive"#
            => |c| c.archive_conversation("C061EG9SL").send(),
        "curl 'https://slack.com/api/conversations.list?exclude_archived=true&limit=20&types=public_channel,private_channel'"
            => |c| c.list_conversations().exclude_archived(true).limit(20).types([ConversationType::PublicChannel, ConversationType::PrivateChannel]).send(),
        "curl 'https://slack.com/api/conversations.history?channel=C123ABC456&inclusive=true&latest=1512104434.000490'"
            => |c| c.history("C123ABC456").latest("1512104434.000490").inclusive(true).send(),
        "curl -X POST -d filename=laughingoutloudcat.jpg -d length=53072 https://slack.com/api/files.getUploadURLExternal"
            => |c| c.upload_address("laughingoutloudcat.jpg", 53072).send(),
        r#"curl -X POST -H 'Content-type: application/json; charset=utf-8' --data '{"files":[{"id":"F044GKUHN9Z","title":"slack-test"}],"channel_id":"C0NF841BK"}' https://slack.com/api/files.completeUploadExternal"#
            => |c| c.complete_upload([UploadedFile::new("F044GKUHN9Z").with_title("slack-test")]).channel_id("C0NF841BK").send(),
    };
    println!("Slack: {samples} samples of the reference");
}
