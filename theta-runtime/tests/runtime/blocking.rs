//! Calling without `async`.

use crate::support::{Server, client, client_of, reply, wav};
use std::thread;
use theta_runtime::{Upload, blocking};

#[test]
fn a_call_can_be_waited_for_on_any_thread() {
    let calls: Vec<_> = (0..4)
        .map(|_| {
            thread::spawn(|| {
                let server = Server::answering(reply(200, "[1]"));
                let mini = client(&server);
                let call = async move { mini.score(Upload::bytes(wav(64))).await };
                let response = blocking::wait(call).unwrap().unwrap();
                assert_eq!(response.value(), &[1.0]);
                server.seen()
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.join().unwrap().head[0], "POST /score HTTP/1.1");
    }
}

#[test]
fn a_client_goes_on_with_its_connections_between_waits() {
    let server = Server::new(|mut stream| {
        use std::io::Write;
        let first = crate::support::read_request(&mut stream);
        stream.write_all(&reply(200, "[1]")).unwrap();
        crate::support::read_request(&mut stream);
        stream.write_all(&reply(200, "[2]")).unwrap();
        first
    });
    let mini = client(&server);
    for expected in [1.0, 2.0] {
        let mini = mini.clone();
        let call = async move { mini.score(Upload::bytes(wav(64))).await };
        let response = blocking::wait(call).unwrap().unwrap();
        assert_eq!(response.value(), &[expected]);
    }
}

#[tokio::test]
async fn a_blocking_task_of_tokio_can_wait_too() {
    let server = Server::answering(reply(200, "[1]"));
    let mini = client(&server);
    let call = async move { mini.score(Upload::bytes(wav(64))).await };
    let task = tokio::task::spawn_blocking(|| blocking::wait(call).unwrap().unwrap());
    assert_eq!(task.await.unwrap().value(), &[1.0]);
}

#[tokio::test]
async fn async_code_can_wait_although_its_own_connections_stand_still_meanwhile() {
    let server = crate::support::Keeping::new();
    let mini = client_of(&server);
    // This runtime has one thread, and a connection of its own.
    mini.score(Upload::bytes(wav(64))).await.unwrap();
    let call = async move { mini.score(Upload::bytes(wav(64))).await };
    assert!(blocking::wait(call).unwrap().is_ok());
}
