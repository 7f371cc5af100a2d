//! Errors without their types, and the parts of a reply.

use crate::support::{Act, KEY, Mini, MiniError, Script, wav_of};
use std::error::Error as StdError;
use theta_runtime::meta::Retry;
use theta_runtime::{
    Billed, Builder, Bytes, Error, ErrorKind, Failure, Response, RetryPolicy, Upload, Widen,
};

const SPOKEN: &str = "{\"detail\": \"Not all words are spoken.\"}";

fn mini(act: Act) -> Mini {
    Builder::new()
        .key(KEY)
        .transport(Script::new([act]))
        .retry(RetryPolicy::off())
        .build()
        .unwrap()
}

async fn score(mini: &Mini) -> Result<Response<Vec<f64>>, Error<MiniError>> {
    mini.score(Upload::bytes(wav_of(1))).await
}

/// The errors of two endpoints, as one.
async fn both(mini: &Mini) -> Result<Bytes, Box<dyn Failure>> {
    let scores = score(mini).await?;
    let voice = mini.voice("a", scores.into_value(), None).await?;
    Ok(voice.into_value())
}

#[tokio::test(start_paused = true)]
async fn one_view_shows_what_the_contract_says_of_any_failure() {
    let failure = both(&mini(Act::Reply(400, SPOKEN))).await.unwrap_err();
    let typed = score(&mini(Act::Reply(400, SPOKEN))).await.unwrap_err();
    let row = typed.info().unwrap();
    assert_eq!(failure.operation(), "score");
    assert_eq!(failure.kind(), ErrorKind::Documented);
    assert_eq!(failure.name(), Some(row.name));
    assert_eq!(failure.status(), Some(400));
    assert_eq!(failure.detail(), Some("Not all words are spoken."));
    assert_eq!(failure.why().unwrap_or_default(), row.cause);
    assert_eq!(failure.fix().unwrap_or_default(), row.fix);
    assert_eq!(failure.tell_user().unwrap_or_default(), row.tell_user);
    assert_eq!(failure.retry(), row.retry);
    assert_eq!(failure.billed(), typed.billed());
    assert_eq!(failure.to_string(), typed.to_string());
}

#[tokio::test(start_paused = true)]
async fn what_nobody_documents_has_a_view_that_says_nothing_of_a_row() {
    let failure = both(&mini(Act::Reply(418, "tea"))).await.unwrap_err();
    let said = [
        failure.name(),
        failure.why(),
        failure.fix(),
        failure.tell_user(),
    ];
    assert_eq!(said, [None; 4]);
    assert_eq!(failure.status(), Some(418));
    assert_eq!(failure.retry(), Retry::Unstated);
    assert_eq!(failure.billed(), Billed::No);
    let general: Box<dyn StdError + Send + Sync> = failure;
    assert!(general.is::<Error<MiniError>>());
}

#[tokio::test(start_paused = true)]
async fn a_user_is_told_what_they_can_help_and_with_which_status() {
    const MEANT: &str = "Please say every word.";
    let soundless = || Upload::bytes(wav_of(0));
    let table = [
        (Act::Reply(400, SPOKEN), None, 422, Some(MEANT)),
        (Act::Reply(413, ""), None, 413, None),
        // Of the program, which has no words for users.
        (
            Act::Reply(400, "{\"detail\": \"Invalid options: x\"}"),
            None,
            502,
            None,
        ),
        (
            Act::Reply(429, "{\"code\": \"rate_limited\", \"detail\": \"\"}"),
            None,
            503,
            None,
        ),
        (Act::Reply(503, ""), None, 503, None),
        (Act::Refuse, None, 503, None),
        (Act::Silence, None, 504, None),
        (Act::BreakLate, None, 502, None),
        (Act::Reply(418, "tea"), None, 502, None),
        (Act::Reply(200, "{"), None, 502, None),
        (Act::Reply(200, "[1]"), Some(soundless()), 422, None),
        (
            Act::Reply(200, "[1]"),
            Some(Upload::bytes(wav_of(301))),
            422,
            Some("Please send at most 300 seconds."),
        ),
        (
            Act::Reply(200, "[1]"),
            Some(Upload::bytes(vec![0; 64_000_001])),
            413,
            Some("Please send at most 64 MB."),
        ),
        // A mistake of the program.
        (
            Act::Reply(200, "[1]"),
            Some(Upload::bytes(wav_of(1)).with_file_name("a\nb")),
            502,
            None,
        ),
    ];
    for (act, upload, status, sentence) in table {
        let case = format!("{act:?} {upload:?}");
        let upload = upload.unwrap_or_else(|| Upload::bytes(wav_of(1)));
        let error = mini(act).score(upload).await.unwrap_err();
        let failure: &dyn Failure = &error;
        assert_eq!(failure.user_status(), status, "{case}: {error}");
        assert_eq!(
            failure.user_sentence().as_deref(),
            sentence,
            "{case}: {error}"
        );
        assert_eq!(failure.user_can_help(), status < 500, "{case}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clone_of_an_error_says_the_same_down_to_its_last_source() {
    let acts = [
        Act::Refuse,
        Act::BreakLate,
        Act::Reply(400, SPOKEN),
        Act::Reply(200, "{"),
        Act::Reply(500, "<html>"),
    ];
    for act in acts {
        let error = score(&mini(act)).await.unwrap_err();
        let copy = error.clone();
        assert_eq!(format!("{error:?}"), format!("{copy:?}"));
        let (mut one, mut other): (Option<&dyn StdError>, Option<&dyn StdError>) =
            (Some(&error), Some(&copy));
        while let (Some(of_one), Some(of_other)) = (one, other) {
            assert_eq!(of_one.to_string(), of_other.to_string());
            (one, other) = (of_one.source(), of_other.source());
        }
        assert!(one.is_none() && other.is_none());
        assert_eq!(error.body(), copy.body());
    }
}

#[tokio::test(start_paused = true)]
async fn a_result_is_widened_as_its_error_is() {
    #[derive(Debug)]
    struct Whole(MiniError);

    impl From<MiniError> for Whole {
        fn from(error: MiniError) -> Self {
            Self(error)
        }
    }

    async fn widened(mini: &Mini) -> Result<Vec<f64>, Error<Whole>> {
        Ok(score(mini).await.widen()?.into_value())
    }

    let error = widened(&mini(Act::Reply(400, SPOKEN))).await.unwrap_err();
    let typed = score(&mini(Act::Reply(400, SPOKEN))).await.unwrap_err();
    assert_eq!(Some(&error.api().unwrap().0), typed.api());
    assert_eq!(widened(&mini(Act::Reply(200, "[1]"))).await.unwrap(), [1.0]);
}

#[tokio::test(start_paused = true)]
async fn a_reply_is_taken_apart_into_its_value_and_the_rest() {
    let response = score(&mini(Act::Reply(200, "[1]"))).await.unwrap();
    let (spent, status) = (response.spent(), response.status());
    let (value, reply) = response.into_parts();
    assert_eq!(value, [1.0]);
    assert_eq!((reply.spent(), reply.status()), (spent, status));
}

#[tokio::test(start_paused = true)]
async fn a_text_is_content_and_a_path_is_a_file() {
    let mini = mini(Act::Reply(200, "[1]"));
    let error = mini.score(Upload::text("speech.wav")).await.unwrap_err();
    assert!(error.refusal().unwrap().is_about_content(), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("speech.wav");
    std::fs::write(&path, wav_of(1)).unwrap();
    mini.score(Upload::from(&path)).await.unwrap();
}
