//! The contract against the vendor's reference: what it shows is recognised and sent, nothing is mistaken.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "contract/webhooks.rs"]
mod webhooks;

use std::time::Duration;
use theta_github::ApiError as E;
use theta_github::*;
use theta_mock::{Mock, RawReply, Scripted};
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify as _, Reply, RetryPolicy};
use theta_vendor_pages::sent::Line;
use theta_vendor_pages::{Endpoint, contract, headers};

const SPEC: &str = include_str!("../spec.toml");

macro_rules! endpoints {
    ($($name:literal $error:ident),* $(,)?) => {
        &[$(($name, |reply| Some($error::classify(reply)?.into()))),*]
    };
}

/// The endpoints with documented errors: all but the download.
const ENDPOINTS: &[Endpoint<E>] = endpoints! {
    "get_repo" GetRepoError, "list_repos" ListReposError, "create_repo" CreateRepoError,
    "update_repo" UpdateRepoError, "delete_repo" DeleteRepoError, "list_languages" ListLanguagesError,
    "contributor_stats" ContributorStatsError, "archive" ArchiveError, "star" StarError, "unstar" UnstarError,
    "is_starred" IsStarredError, "contents" ContentsError, "raw_file" RawFileError, "put_file" PutFileError,
    "delete_file" DeleteFileError, "list_issues" ListIssuesError, "create_issue" CreateIssueError,
    "get_issue" GetIssueError, "update_issue" UpdateIssueError, "lock_issue" LockIssueError,
    "unlock_issue" UnlockIssueError, "list_comments" ListCommentsError, "create_comment" CreateCommentError,
    "search_repositories" SearchRepositoriesError, "search_issues" SearchIssuesError, "search_code" SearchCodeError,
};

fn invalid(errors: &str) -> String {
    format!(
        r#"{{"message": "Validation Failed", "errors": [{errors}], "documentation_url": "https://docs.github.com/rest"}}"#
    )
}

fn coded(code: &str) -> String {
    invalid(&format!(
        r#"{{"resource": "Issue", "field": "title", "code": "{code}"}}"#
    ))
}

fn says(message: &str) -> String {
    format!(r#"{{"message": "{message}", "documentation_url": "https://docs.github.com/rest"}}"#)
}

type Pairs = &'static [(&'static str, &'static str)];
const SPENT: Pairs = &[("x-ratelimit-remaining", "0")];
const LEFT: Pairs = &[("x-ratelimit-remaining", "4999")];

/// Endpoint, status, headers and body of a reply, and the error that it is.
type Golden = (&'static str, u16, Pairs, String, E);

fn of(code: &str) -> E {
    let (field, resource) = ("title".to_owned(), "Issue".to_owned());
    match code {
        "missing" => E::InvalidMissing { field, resource },
        "missing_field" => E::InvalidMissingField { field, resource },
        "invalid" => E::InvalidFormat { field, resource },
        "already_exists" => E::InvalidAlreadyExists { field, resource },
        _ => E::InvalidUnprocessable { field, resource },
    }
}

/// What the pages show: messages, codes and headers.
#[expect(clippy::too_many_lines, reason = "a table")]
fn golden() -> Vec<Golden> {
    let accessible = |who: &str| format!("Resource not accessible by {who}");
    let secondary =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    let limit = "API rate limit exceeded for user ID 1.";
    let name = r#"{"resource": "Repository", "code": "custom", "field": "name", "message": "name already exists on this account"}"#;
    let mut golden: Vec<Golden> = vec![
        (
            "create_issue",
            400,
            LEFT,
            says("Problems parsing JSON"),
            E::BadJson,
        ),
        (
            "create_issue",
            400,
            LEFT,
            says("Body should be a JSON object"),
            E::NotAnObject,
        ),
        (
            "list_repos",
            401,
            LEFT,
            says("Requires authentication"),
            E::RequiresAuthentication,
        ),
        (
            "list_repos",
            401,
            LEFT,
            says("Bad credentials"),
            E::BadCredentials,
        ),
        (
            "get_repo",
            403,
            SPENT,
            says(limit),
            E::PrimaryLimit { status: 403 },
        ),
        (
            "get_repo",
            429,
            SPENT,
            says(limit),
            E::PrimaryLimit { status: 429 },
        ),
        (
            "search_code",
            403,
            LEFT,
            says(secondary),
            E::SecondaryLimit { status: 403 },
        ),
        (
            "search_code",
            429,
            &[],
            says(secondary),
            E::SecondaryLimit { status: 429 },
        ),
        (
            "search_code",
            403,
            SPENT,
            says(secondary),
            E::SecondaryLimit { status: 403 },
        ),
        ("create_repo", 403, LEFT, says("Forbidden"), E::Forbidden),
        (
            "delete_repo",
            403,
            &[],
            says("Organization members cannot delete repositories."),
            E::Forbidden,
        ),
        ("get_repo", 404, LEFT, says("Not Found"), E::NotFound),
        ("is_starred", 404, LEFT, says("Not Found"), E::NotStarred),
        ("get_issue", 301, LEFT, says("Moved Permanently"), E::Moved),
        (
            "update_repo",
            307,
            LEFT,
            says("Temporary Redirect"),
            E::MovedForNow,
        ),
        (
            "put_file",
            409,
            LEFT,
            says("notes/hello.txt does not match 95b966ae1c166bd92f8ae7d1c313e738c731dfc3"),
            E::Conflict,
        ),
        (
            "create_issue",
            410,
            LEFT,
            says("Issues are disabled for this repo"),
            E::Gone,
        ),
        (
            "update_issue",
            422,
            LEFT,
            says("Invalid request.\\n\\nFor 'properties/labels', \\\"bug\\\" is not an array."),
            E::InvalidRequest,
        ),
        (
            "update_issue",
            422,
            LEFT,
            invalid(r#""title is too long""#),
            E::InvalidInWords {
                problem: "title is too long".to_owned(),
            },
        ),
        (
            "search_code",
            422,
            LEFT,
            says("Validation Failed"),
            E::Unprocessable,
        ),
        (
            "search_issues",
            503,
            &[],
            says("Service unavailable"),
            E::Unavailable,
        ),
        (
            "list_issues",
            502,
            &[],
            says("Server Error"),
            E::TimedOut { status: 502 },
        ),
        (
            "create_repo",
            422,
            LEFT,
            format!(r#"{{"message": "Repository creation failed.", "errors": [{name}]}}"#),
            E::InvalidCustom {
                explanation: "name already exists on this account".to_owned(),
                detail: "Repository creation failed.".to_owned(),
            },
        ),
    ];
    for who in ["integration", "personal access token"] {
        for left in [LEFT, SPENT] {
            let detail = accessible(who);
            golden.push((
                "update_issue",
                403,
                left,
                says(&detail),
                E::NotAccessible { detail },
            ));
        }
    }
    for code in [
        "missing",
        "missing_field",
        "invalid",
        "already_exists",
        "unprocessable",
    ] {
        golden.push(("create_issue", 422, LEFT, coded(code), of(code)));
    }
    golden
}

fn on(endpoint: &str, status: u16, headers: &HeaderMap, body: &str) -> Option<E> {
    let reply = Reply::new(Client::API, status, headers, body.as_bytes());
    let (_, classify) = ENDPOINTS.iter().find(|it| it.0 == endpoint).unwrap();
    classify(&reply)
}

#[test]
fn every_documented_error_is_told_apart() {
    let golden = golden();
    for (endpoint, status, sent, body, is) in &golden {
        assert_eq!(
            on(endpoint, *status, &headers(sent), body).as_ref(),
            Some(is),
            "{status} {sent:?} {body} on {endpoint}"
        );
    }
    let contract = contract(SPEC);
    for row in &contract.errors {
        let shown = golden.iter().any(|it| it.4.info().name == row.name);
        assert!(shown, "no body shows {}", row.name);
    }
    for row in &contract.errors {
        let sample = theta_spec::sample::error_reply(&contract, row);
        for id in &row.on {
            let endpoint = &contract.endpoints[id.0].name;
            let found = on(
                endpoint,
                sample.status,
                &headers(&sample.headers),
                &sample.body,
            );
            assert_eq!(
                found.map(|error| error.info().name),
                Some(row.name.as_str()),
                "on {endpoint}"
            );
        }
    }
    println!(
        "GitHub: {} errors, {} endpoints, {} golden bodies",
        contract.errors.len(),
        contract.endpoints.len(),
        golden.len()
    );
}

#[test]
fn a_near_miss_is_unknown() {
    let misses = [
        ("create_issue", 400, says("Problems parsing XML")),
        ("list_repos", 401, says("bad credentials")),
        ("get_repo", 404, says("Not Found.")),
        ("get_repo", 429, says("Slow down")),
        ("get_repo", 500, says("Server error")),
        ("get_repo", 410, says("Gone")),
        ("is_starred", 422, coded("missing")),
    ];
    for (endpoint, status, body) in misses {
        let found = on(endpoint, status, &HeaderMap::new(), &body);
        assert_eq!(found, None, "{status} {body} on {endpoint}");
    }
    // A code of its own is no code of the page, and the words alone are.
    let unheard = on("create_issue", 422, &HeaderMap::new(), &coded("unheard_of"));
    assert_eq!(unheard, Some(E::Unprocessable));
}

fn client(line: &Line) -> Client {
    let builder = Client::builder()
        .key("<YOUR-TOKEN>")
        .transport(line.clone());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

/// What every sample of the reference says.
const SAID: &str = r#"-H "Accept: application/vnd.github+json" -H "Authorization: Bearer <YOUR-TOKEN>" -H "X-GitHub-Api-Version: 2022-11-28""#;

/// Sends each call and compares it with its sample.
macro_rules! sends {
    ($($sample:expr => $call:expr),* $(,)?) => {{
        let mut samples = 0;
        $(
            let line = Line::default();
            let call: fn(Client) -> _ = $call;
            let _ = call(client(&line)).await;
            // The reference leaves out that the data is JSON.
            line.sent_what(&$sample.replace("curl -L", &format!("curl -L {SAID}")), &["content-type"]);
            samples += 1;
        )*
        samples
    }};
}

#[tokio::test]
async fn requests_are_those_of_the_reference() {
    let samples = sends! {
        "curl -L https://api.github.com/repos/OWNER/REPO" => |c| c.get_repo("OWNER", "REPO").send(),
        "curl -L 'https://api.github.com/repos/OWNER/REPO/issues?labels=bug,ui,%40high'"
            => |c| c.list_issues("OWNER", "REPO").labels(["bug", "ui", "@high"]).send(),
        "curl -L https://api.github.com/user/repos" => |c| c.list_repos().send(),
        r#"curl -L -X POST https://api.github.com/user/repos -d '{"name":"Hello-World","description":"This is your first repo!","homepage":"https://github.com","private":false,"is_template":true}'"#
            => |c| c.create_repo("Hello-World").description("This is your first repo!").homepage("https://github.com").private(false).is_template(true).send(),
        r#"curl -L -X PATCH https://api.github.com/repos/OWNER/REPO -d '{"name":"Hello-World","description":"This is your first repository","homepage":"https://github.com","private":true,"has_issues":true,"has_projects":true,"has_wiki":true}'"#
            => |c| c.update_repo("OWNER", "REPO").name("Hello-World").description("This is your first repository").homepage("https://github.com").private(true).has_issues(true).has_projects(true).has_wiki(true).send(),
        "curl -L -X DELETE https://api.github.com/repos/OWNER/REPO" => |c| c.delete_repo("OWNER", "REPO").send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/languages" => |c| c.list_languages("OWNER", "REPO").send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/stats/contributors" => |c| c.contributor_stats("OWNER", "REPO").send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/tarball/REF" => |c| c.archive("OWNER", "REPO", "REF").send(),
        "curl -L -X PUT https://api.github.com/user/starred/OWNER/REPO" => |c| c.star("OWNER", "REPO").send(),
        "curl -L -X DELETE https://api.github.com/user/starred/OWNER/REPO" => |c| c.unstar("OWNER", "REPO").send(),
        "curl -L https://api.github.com/user/starred/OWNER/REPO" => |c| c.is_starred("OWNER", "REPO").send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/contents/PATH" => |c| c.contents("OWNER", "REPO", "PATH").send(),
        r#"curl -L -X PUT https://api.github.com/repos/OWNER/REPO/contents/PATH -d '{"message":"a new commit message","committer":{"name":"Monalisa Octocat","email":"octocat@github.com"},"content":"bXkgdXBkYXRlZCBmaWxlIGNvbnRlbnRz","sha":"95b966ae1c166bd92f8ae7d1c313e738c731dfc3"}'"#
            => |c| c.put_file("OWNER", "REPO", "PATH", "bXkgdXBkYXRlZCBmaWxlIGNvbnRlbnRz", "a new commit message").committer(Person::new("octocat@github.com", "Monalisa Octocat")).sha("95b966ae1c166bd92f8ae7d1c313e738c731dfc3").send(),
        r#"curl -L -X DELETE https://api.github.com/repos/OWNER/REPO/contents/PATH -d '{"message":"my commit message","committer":{"name":"Monalisa Octocat","email":"octocat@github.com"},"sha":"329688480d39049927147c162b9d2deaf885005f"}'"#
            => |c| c.delete_file("OWNER", "REPO", "PATH", "my commit message", "329688480d39049927147c162b9d2deaf885005f").committer(Person::new("octocat@github.com", "Monalisa Octocat")).send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/issues" => |c| c.list_issues("OWNER", "REPO").send(),
        r#"curl -L -X POST https://api.github.com/repos/OWNER/REPO/issues -d '{"title":"Found a bug","body":"I'\''m having a problem with this.","assignees":["octocat"],"milestone":1,"labels":["bug"]}'"#
            => |c| c.create_issue("OWNER", "REPO", "Found a bug").body("I'm having a problem with this.").assignees(["octocat".to_owned()]).milestone(1).labels(["bug"]).send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/issues/ISSUE_NUMBER".replace("ISSUE_NUMBER", "1347") => |c| c.get_issue("OWNER", "REPO", 1347).send(),
        r#"curl -L -X PATCH https://api.github.com/repos/OWNER/REPO/issues/1347 -d '{"title":"Found a bug","body":"I'\''m having a problem with this.","assignees":["octocat"],"milestone":1,"state":"open","labels":["bug"]}'"#
            => |c| c.update_issue("OWNER", "REPO", 1347).title("Found a bug").body("I'm having a problem with this.").assignees(["octocat".to_owned()]).milestone(1).state(IssueState::Open).labels(["bug"]).send(),
        r#"curl -L -X PUT https://api.github.com/repos/OWNER/REPO/issues/1347/lock -d '{"lock_reason":"off-topic"}'"#
            => |c| c.lock_issue("OWNER", "REPO", 1347).lock_reason(LockReason::OffTopic).send(),
        "curl -L -X PUT https://api.github.com/repos/OWNER/REPO/issues/1347/lock" => |c| c.lock_issue("OWNER", "REPO", 1347).send(),
        "curl -L -X DELETE https://api.github.com/repos/OWNER/REPO/issues/1347/lock" => |c| c.unlock_issue("OWNER", "REPO", 1347).send(),
        "curl -L https://api.github.com/repos/OWNER/REPO/issues/1347/comments" => |c| c.list_comments("OWNER", "REPO", 1347).send(),
        r#"curl -L -X POST https://api.github.com/repos/OWNER/REPO/issues/1347/comments -d '{"body":"Me too"}'"#
            => |c| c.create_comment("OWNER", "REPO", 1347, "Me too").send(),
        "curl -L 'https://api.github.com/search/repositories?q=Q'" => |c| c.search_repositories("Q").send(),
        "curl -L 'https://api.github.com/search/issues?q=Q'" => |c| c.search_issues("Q").send(),
        "curl -L 'https://api.github.com/search/code?q=Q'" => |c| c.search_code("Q").send(),
    };
    println!("GitHub: {samples} samples of the reference");
}

fn mock() -> Mock {
    Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap()
}

fn of_mock(mock: &Mock) -> Client {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn an_answer_says_by_its_status_what_it_means() {
    let mock = mock();
    let client = of_mock(&mock);
    let stats = client.contributor_stats("o", "r").await.unwrap();
    assert!(matches!(stats, ContributorStatsReply::Contributors(_)));
    mock.next_raw(
        RawReply::new(202)
            .header("content-type", "application/json")
            .body("{}"),
    )
    .unwrap();
    let stats = client.contributor_stats("o", "r").await.unwrap();
    assert!(matches!(stats, ContributorStatsReply::Computing(_)));
    mock.next_raw(RawReply::new(204)).unwrap();
    let stats = client.contributor_stats("o", "r").await.unwrap();
    assert_eq!(stats, ContributorStatsReply::NoContent);
    mock.next_raw(RawReply::new(304)).unwrap();
    let unchanged = client
        .get_issue("o", "r", 1)
        .unless_etag("\"a\"")
        .await
        .unwrap();
    assert_eq!(unchanged, None);
    assert_eq!(
        mock.last_request().unwrap().header("if-none-match"),
        Some("\"a\"")
    );
}

#[tokio::test]
async fn what_is_at_a_path_is_a_directory_or_an_item() {
    let mock = mock();
    let client = of_mock(&mock);
    let file = client.contents("o", "r", "docs/README.md").await.unwrap();
    assert!(matches!(file, Some(Contents::Item(Item::File(_)))));
    let path = mock.last_request().unwrap().path;
    assert!(path.ends_with("/contents/docs%2FREADME.md"), "{path}");
    let entry = r#"[{"type": "dir", "name": "docs", "path": "docs", "sha": "a", "size": 0}]"#;
    mock.reply_success("contents", entry).unwrap();
    let directory = client.contents("o", "r", "docs").await.unwrap();
    assert!(matches!(directory, Some(Contents::Directory(_))));
}

#[tokio::test]
async fn an_archive_is_at_the_address_that_the_answer_names() {
    let mock = mock();
    let client = of_mock(&mock);
    let answer = client
        .archive("o", "r", "main")
        .send_with_response()
        .await
        .unwrap();
    assert_eq!(answer.status(), 302);
    mock.reply_success("download", "tar").unwrap();
    let address = "https://codeload.github.com/o/r/legacy.tar.gz/refs/heads/main?token=a";
    let bytes = client
        .download(address)
        .await
        .unwrap()
        .collect()
        .await
        .unwrap();
    assert_eq!(&*bytes, b"tar");
    assert_eq!(mock.last_request().unwrap().header("authorization"), None);
    assert!(client.download("https://evil.example/").await.is_err());
}

#[tokio::test]
async fn what_is_public_needs_no_token() {
    let mock = mock();
    let builder = Client::builder().base_url(mock.base_url());
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    assert!(client.get_repo("o", "r").await.is_ok());
    assert_eq!(mock.last_request().unwrap().header("authorization"), None);
    assert!(client.list_repos().await.is_err());
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_limit_ends_when_the_header_says() {
    let mock = mock();
    mock.script(Scripted::row("primary_limit").retry_after(Duration::from_secs(90)))
        .unwrap();
    let error = of_mock(&mock).get_repo("o", "r").await.unwrap_err();
    assert_eq!(
        error.api(),
        Some(&GetRepoError::PrimaryLimit { status: 403 })
    );
    assert!(
        error
            .retry_after()
            .is_some_and(|wait| wait > Duration::ZERO)
    );
}
