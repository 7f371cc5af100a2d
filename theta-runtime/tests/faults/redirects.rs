//! Redirects to anywhere: the key stays where it was.

use crate::support::{KEY, alone, audio, client, run, server};
use std::time::Duration;
use theta_mock::Fault;
use theta_runtime::{Billed, ErrorKind};

#[test]
fn no_redirect_is_followed_and_no_other_host_sees_the_key() {
    let _alone = alone();
    let (mock, other) = (server().start().unwrap(), server().start().unwrap());
    let elsewhere = other.address();
    let targets = [
        ("same host", format!("{}/elsewhere", mock.base_url())),
        ("other port", format!("http://{elsewhere}/transcribe")),
        ("https", format!("https://{elsewhere}/transcribe")),
        ("relative", "/elsewhere".to_owned()),
        ("protocol-relative", format!("//{elsewhere}/transcribe")),
        ("javascript", "javascript:alert(1)".to_owned()),
        ("missing", String::new()),
    ];
    let client = client(mock.base_url(), Duration::from_secs(20))
        .build()
        .unwrap();
    println!(
        "{:<18} 301 302 303 307 308   times the other host saw the key",
        "redirect to"
    );
    run(async {
        for (name, location) in targets {
            let mut seen = Vec::new();
            for status in [301, 302, 303, 307, 308] {
                mock.clear();
                let location = location.clone().into();
                mock.fault(Fault::Redirect { status, location }).unwrap();
                let error = client.transcribe(audio(1)).await.unwrap_err();
                let what = format!("{status} to {name}: {error}");
                assert!(matches!(error.kind(), ErrorKind::Unknown { .. }), "{what}");
                assert_eq!(error.status(), Some(status), "{what}");
                assert_eq!(
                    (error.attempts(), error.billed()),
                    (1, Billed::No),
                    "{what}"
                );
                assert_eq!(mock.totals().requests, 1, "{what}");
                assert!(mock.last_request().unwrap().key_is(KEY), "{what}");
                let requests = other.requests();
                let keys = requests
                    .iter()
                    .filter(|request| request.key_is(KEY))
                    .count();
                seen.push(keys.to_string());
                assert_eq!(other.totals().connections, 0, "{what}");
            }
            println!("{name:<18}   {}", seen.join("   "));
        }
    });
    assert_eq!(mock.pending(), 0);
}
