//! What a client is told of Redis.

use crate::support::{Api, CLOSED, KEY, RedisServer, audio, client, connect};
use crate::theta_one::{Client, Plan};
use std::sync::Arc;
use theta_runtime::redis::{Rate, Redis, RedisPacer};
use theta_runtime::{ConfigErrorKind, LocalPacer, Pacer, TokioClock};

#[test]
fn a_pace_that_is_shared_has_one_rate_above_zero() {
    let redis = Redis::new("redis://127.0.0.1").unwrap();
    let build = || Client::builder().key(KEY).shared_pace(&redis, CLOSED);
    let table = [
        (
            build().pacer(Arc::new(LocalPacer::new(1))),
            "leave one of them out",
        ),
        (build().rpm(0), "a pace of zero requests per minute"),
    ];
    for (builder, text) in table {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::Pace);
        assert!(error.to_string().contains(text), "{error}");
    }
    for builder in [
        build(),
        build().rpm(1),
        build().plan(Plan::Starter),
        build().plan(Plan::Enterprise),
    ] {
        builder.build().unwrap();
    }
}

#[tokio::test]
async fn clients_and_pacers_of_one_key_share_one_pace() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let redis = connect(&server);
    let theta = client(&Api::start().url())
        .plan(Plan::Pro)
        .shared_pace(&redis, CLOSED)
        .build()
        .unwrap();
    theta.transcribe(audio(1)).await.unwrap();
    let rate = Rate::per_minute(500);
    let pacer = RedisPacer::new(&redis, "Theta One", KEY, rate, CLOSED);
    let patience = std::time::Duration::from_secs(10);
    pacer.turn(&TokioClock, patience).await.unwrap();
    assert_eq!(server.keys().len(), 1);
}
