//! The samples of the reference, and the calls that send the same.

use super::SPEC;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::pin::Pin;
use theta_mock::Mock;
use theta_runtime::RetryPolicy;
use theta_twilio::{
    CallEvent, CallStatus, CallUpdateStatus, Client, ClientSettings as _, HttpMethod,
    MessageUpdateStatus, Outcome, ScheduleType,
};
use theta_vendor_pages::sent::Line;

type Done = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// What the vendor shows, and how it is called here.
type Sample = (&'static str, fn(&Client) -> Done);

fn done<T, E: Display>(call: impl IntoFuture<Output = Result<T, E>, IntoFuture: 'static>) -> Done {
    let call = call.into_future();
    Box::pin(async move { call.await.map(|_| ()).map_err(|error| error.to_string()) })
}

/// What the samples call `$TWILIO_ACCOUNT_SID` and `$TWILIO_AUTH_TOKEN`.
const ACCOUNT: &str = "ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX";
const TOKEN: &str = "your_auth_token";

const MESSAGE: &str = "SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX";
const MEDIUM: &str = "MEXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX";
const CALL: &str = "CAXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX";

/// From the pages of messages, media, feedback and calls.
const SAMPLES: &[Sample] = &[
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json" \
--data-urlencode "From=+15557122661" \
--data-urlencode "Body=Hi there" \
--data-urlencode "To=+15558675310" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.create_message("+15558675310");
            done(call.from("+15557122661").body("Hi there"))
        },
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json" \
--data-urlencode "From=+15557122661" \
--data-urlencode "Body=Hello there!" \
--data-urlencode "MediaUrl=https://c1.staticflickr.com/3/2899/14341091933_1e92e62d12_b.jpg" \
--data-urlencode "MediaUrl=https://demo.twilio.com/owl.png" \
--data-urlencode "To=+15558675310" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.create_message("+15558675310").from("+15557122661");
            done(call.body("Hello there!").media_url([
                "https://c1.staticflickr.com/3/2899/14341091933_1e92e62d12_b.jpg",
                "https://demo.twilio.com/owl.png",
            ]))
        },
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json" \
--data-urlencode "MessagingServiceSid=MGXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX" \
--data-urlencode "Body=This is a scheduled message" \
--data-urlencode "SendAt=2021-11-30T20:36:27Z" \
--data-urlencode "ScheduleType=fixed" \
--data-urlencode "To=+15558675310" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.create_message("+15558675310");
            let call = call.messaging_service_sid("MGXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX");
            let call = call.body("This is a scheduled message");
            let call = call.schedule_type(ScheduleType::Fixed);
            done(call.send_at("2021-11-30T20:36:27Z"))
        },
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json?PageSize=20" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.messages().page_size(20)),
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json?DateSent=2016-08-31T00%3A00%3A00Z&From=%2B15017122661&To=%2B15558675310&PageSize=20" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.messages().date_sent("2016-08-31T00:00:00Z");
            done(call.from("+15017122661").to("+15558675310").page_size(20))
        },
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json?DateSent%3C=2023-08-25&DateSent%3E=2023-08-24&PageSize=20" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.messages().sent_from("2023-08-24");
            done(call.sent_until("2023-08-25").page_size(20))
        },
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.message(MESSAGE)),
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
--data-urlencode "Body=" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.update_message(MESSAGE).body("")),
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
--data-urlencode "Status=canceled" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            done(
                twilio
                    .update_message(MESSAGE)
                    .status(MessageUpdateStatus::Canceled),
            )
        },
    ),
    (
        r#"curl -X DELETE "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.delete_message(MESSAGE)),
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/Feedback.json" \
--data-urlencode "Outcome=confirmed" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.message_feedback(MESSAGE).outcome(Outcome::Confirmed)),
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/Media.json?PageSize=20" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.all_media(MESSAGE).page_size(20)),
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/Media/MEXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.media(MESSAGE, MEDIUM)),
    ),
    (
        r#"curl -X DELETE "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages/SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/Media/MEXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.delete_media(MESSAGE, MEDIUM)),
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls.json" \
--data-urlencode "Url=http://demo.twilio.com/docs/voice.xml" \
--data-urlencode "To=+15558675310" \
--data-urlencode "From=+15017122661" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.create_call("+15558675310", "+15017122661");
            done(call.url("http://demo.twilio.com/docs/voice.xml"))
        },
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls.json" \
--data-urlencode "Twiml=<Response><Say>Ahoy, World!</Say></Response>" \
--data-urlencode "To=+15558675310" \
--data-urlencode "From=+15017122661" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.create_call("+15558675310", "+15017122661");
            done(call.twiml("<Response><Say>Ahoy, World!</Say></Response>"))
        },
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls.json" \
--data-urlencode "Method=GET" \
--data-urlencode "StatusCallback=https://www.myapp.com/events" \
--data-urlencode "StatusCallbackMethod=POST" \
--data-urlencode "StatusCallbackEvent=initiated" \
--data-urlencode "StatusCallbackEvent=answered" \
--data-urlencode "Url=http://demo.twilio.com/docs/voice.xml" \
--data-urlencode "To=+15558675310" \
--data-urlencode "From=+18668675310" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.create_call("+15558675310", "+18668675310");
            let call = call
                .url("http://demo.twilio.com/docs/voice.xml")
                .method(HttpMethod::Get);
            let call = call.status_callback("https://www.myapp.com/events");
            let call = call.status_callback_method(HttpMethod::Post);
            done(call.status_callback_event([CallEvent::Initiated, CallEvent::Answered]))
        },
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls.json?PageSize=20" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.calls().page_size(20)),
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls.json?StartTime%3E=2009-07-06T00%3A00%3A00Z&Status=busy&To=%2B15558675310&PageSize=20" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.calls().status(CallStatus::Busy).to("+15558675310");
            done(call.began_from("2009-07-06T00:00:00Z").page_size(20))
        },
    ),
    (
        r#"curl -X GET "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls/CAXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.call(CALL)),
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls/CAXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
--data-urlencode "Status=completed" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.update_call(CALL).status(CallUpdateStatus::Completed)),
    ),
    (
        r#"curl -X POST "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls/CAXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
--data-urlencode "Method=POST" \
--data-urlencode "Url=http://demo.twilio.com/docs/voice.xml" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| {
            let call = twilio.update_call(CALL).method(HttpMethod::Post);
            done(call.url("http://demo.twilio.com/docs/voice.xml"))
        },
    ),
    (
        r#"curl -X DELETE "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Calls/CAXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.json" \
-u $TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"#,
        |twilio| done(twilio.delete_call(CALL)),
    ),
];

#[tokio::test]
async fn a_call_sends_what_the_sample_sends() {
    for (sample, call) in SAMPLES {
        let line = Line::default();
        let builder = Client::builder()
            .credentials(ACCOUNT, TOKEN)
            .account(ACCOUNT);
        let builder = builder.transport(line.clone()).retry(RetryPolicy::off());
        // The line answers with a status that no API documents.
        call(&builder.build().unwrap()).await.unwrap_err();
        let sample = sample.replace("$TWILIO_ACCOUNT_SID", ACCOUNT);
        line.sent_what(&sample.replace("$TWILIO_AUTH_TOKEN", TOKEN), &[]);
    }
    println!("Twilio: {} samples, sent byte for byte", SAMPLES.len());
}

#[tokio::test]
async fn a_server_of_the_contract_takes_every_sample() {
    let mock = Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    let builder = Client::builder()
        .credentials(ACCOUNT, TOKEN)
        .account(ACCOUNT);
    let builder = builder.base_url(mock.base_url()).retry(RetryPolicy::off());
    let twilio = builder.build().unwrap();
    let mut met = BTreeSet::new();
    for (sample, call) in SAMPLES {
        let answer = call(&twilio).await;
        assert_eq!(answer, Ok(()), "{sample}");
        met.extend(mock.last_request().unwrap().endpoint);
    }
    assert_eq!(
        met.len(),
        super::ENDPOINTS.len(),
        "a sample of each: {met:?}"
    );
}
