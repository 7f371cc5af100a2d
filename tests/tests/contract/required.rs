//! Lists and objects that are required: empty ones are not sent, and a client says what the server would.

use crate::foreseen::{Bare, FORESEEN, Row, builder, small, wav};
use crate::support::load;
use theta_mock::Mock;
use theta_runtime::__private::v1::Call;
use theta_runtime::{ApiClient as _, CallOptions, Refusal, Upload};

#[tokio::test]
async fn a_list_that_is_required_and_empty_or_too_long_is_the_documented_error() {
    use small::GatherError::{NoWords, NothingGiven, TooMany};
    let mock = Mock::start(load(FORESEEN)).unwrap();
    let bare: Bare<small::Client> = builder(small::Client::API)
        .base_url(mock.base_url())
        .build()
        .unwrap();
    let mut infos = small::Client::API.endpoints.iter();
    let info = infos.find(|info| info.name == "gather").unwrap();
    let table = [
        ((0, 1, 1), Some((NothingGiven, "tags"))),
        ((1, 0, 1), Some((NothingGiven, "takes"))),
        ((1, 1, 0), Some((NoWords, "words"))),
        ((1, 3, 1), Some((TooMany, "takes"))),
        // The first that the server notices.
        ((0, 3, 0), Some((NothingGiven, "tags"))),
        ((1, 3, 0), Some((NoWords, "words"))),
        ((1, 2, 1), None),
    ];
    for ((tags, takes, words), expected) in table {
        let at = format!("{tags} {takes} {words}");
        let recordings = vec![Upload::bytes(wav(400)); takes];
        // What the server says of what the client does not send.
        let mut call = Call::new(&bare.0, info, CallOptions::new());
        for _ in 0..tags {
            call.query("tags", "a");
        }
        for take in recordings.clone() {
            call.part_upload("takes", take, &info.uploads[0]);
        }
        for _ in 0..words {
            call.part_text("words", "a");
        }
        let answered = call.send_nothing::<Row<small::Client>>().await;
        let headers = match &answered {
            Ok(response) => response.headers(),
            Err(error) => error.headers().unwrap(),
        };
        let row = headers.get("x-theta-mock").map(|row| row.to_str().unwrap());

        let client: small::Client = builder(small::Client::API)
            .base_url(mock.base_url())
            .build()
            .unwrap();
        let called = client
            .gather(vec!["a"; tags], recordings, vec!["a"; words])
            .await;
        let Some((expected, name)) = expected else {
            assert!(called.is_ok() && answered.is_ok(), "{at}");
            continue;
        };
        let error = called.unwrap_err();
        assert_eq!(
            (error.api(), error.status()),
            (Some(&expected), None),
            "{at}"
        );
        assert_eq!(error.refusal().unwrap().name(), Some(name), "{at}");
        assert_eq!(error.info().map(|row| row.name), row, "{at}");
    }
}

#[tokio::test]
async fn an_object_that_is_required_and_empty_is_refused_and_an_empty_list_that_is_not_is_left_out()
{
    let mock = Mock::start(load(FORESEEN)).unwrap();
    let builder = builder(small::Client::API).base_url(mock.base_url());
    let client: small::Client = builder.build().unwrap();
    let spot = |json| small::Spot::from_json(json).unwrap();
    let error = client.around(spot("{}")).await.unwrap_err();
    assert!(matches!(
        error.refusal(),
        Some(Refusal::Missing { name: "spot" })
    ));
    assert_eq!(error.api(), Some(&small::AroundError::NothingGiven));
    let nothing: [&str; 0] = [];
    client
        .around(spot(r#"{"name":"a"}"#))
        .tags(nothing)
        .await
        .unwrap();
}
