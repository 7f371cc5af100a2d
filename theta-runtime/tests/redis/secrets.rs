//! The key is nowhere in Redis, nor on its way there.

use crate::support::{Api, KEY, RedisServer, audio, client, connect};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use theta_runtime::redis::{Outage, Rate, RedisPacer};

/// Every piece of the key of that many bytes.
const PIECE: usize = 8;

/// Whether `bytes` hold any piece of the key behind its prefix.
fn holds_key(bytes: &[u8]) -> bool {
    let secret = KEY.strip_prefix("sk-theta-").unwrap();
    let mut pieces = secret.as_bytes().windows(PIECE);
    pieces.any(|piece| bytes.windows(PIECE).any(|window| window == piece))
}

fn has_no_key(bytes: &[u8], place: &str) {
    assert!(!holds_key(bytes), "a piece of the key is in {place}");
}

#[test]
fn a_piece_of_the_key_is_found_where_there_is_one() {
    assert!(holds_key(b"xx canary-7 xx") && holds_key(b"7f3a9c51"));
    assert!(!holds_key(b"sk-theta-canary"));
}

#[tokio::test]
async fn neither_what_is_sent_to_redis_nor_what_it_keeps_holds_the_key() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let mut monitor = TcpStream::connect(server.address()).unwrap();
    monitor.write_all(b"MONITOR\r\n").unwrap();
    monitor.read_exact(&mut [0; 5]).unwrap();
    let api = Api::start();
    api.next([200, 429]);
    let redis = connect(&server);
    let outage = Outage::Open { machines: 2 };
    let builder = client(&api.url())
        .rpm(3000)
        .shared_pace(&redis, outage)
        .shared_cache(&redis, 1 << 20, Duration::from_secs(60));
    let mut shown = format!("{builder:?} {redis:?}");
    let theta = builder.build().unwrap();
    for call in 0..4 {
        // The second is refused.
        let result = theta.transcribe(audio(call)).await;
        write!(shown, "{result:?}").unwrap();
    }
    theta.transcribe(audio(0)).await.unwrap();
    let pacer = RedisPacer::new(&redis, "Theta One", KEY, Rate::per_minute(10), outage);
    write!(shown, "{theta:?} {pacer:?}").unwrap();
    has_no_key(shown.as_bytes(), "what is printed");

    let keys = server.keys();
    assert!(keys.len() >= 4, "{keys:?}");
    for key in &keys {
        has_no_key(key.as_bytes(), "a name");
        let value: Vec<u8> = redis::cmd("DUMP")
            .arg(key)
            .query(&mut server.inspect())
            .unwrap();
        has_no_key(&value, "a value");
        let mut kind = redis::cmd("TYPE");
        let kind: String = kind.arg(key).query(&mut server.inspect()).unwrap();
        let read = if kind == "hash" { "HGETALL" } else { "GET" };
        let value: redis::Value = redis::cmd(read)
            .arg(key)
            .query(&mut server.inspect())
            .unwrap();
        has_no_key(format!("{value:?}").as_bytes(), "a value");
    }
    // The last of what was sent, so that all before it has been read.
    let _: String = redis::cmd("ECHO")
        .arg("the end")
        .query(&mut server.inspect())
        .unwrap();
    let mut sent = Vec::new();
    let mut buffer = [0; 4096];
    while !sent.windows(7).any(|window| window == b"the end") {
        let read = monitor.read(&mut buffer).unwrap();
        sent.extend_from_slice(&buffer[..read]);
    }
    for command in [
        &b"\"EVALSHA\""[..],
        b"\"EVAL\"",
        b"\"GETRANGE\"",
        b"\"SET\"",
    ] {
        let found = sent.windows(command.len()).any(|window| window == command);
        assert!(found, "{} was not seen", String::from_utf8_lossy(command));
    }
    has_no_key(&sent, "a command");
}
