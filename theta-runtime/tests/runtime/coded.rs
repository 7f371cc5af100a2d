//! Replies whose bytes are not what is said of them.

use crate::received::{DOCUMENTED, Fixed, gzip, score, zlib};
use crate::support::{MiniError, wav};
use theta_runtime::{CallOptions, ErrorKind};

#[tokio::test]
async fn what_a_body_is_coded_by_is_told_by_its_bytes() {
    type Code = fn(&str) -> Vec<u8>;
    let plain: Code = |text| text.as_bytes().to_vec();
    let table: [(&str, Code); 7] = [
        ("gzip", plain),
        ("x-gzip", plain),
        ("deflate", plain),
        ("gzip, gzip", plain),
        ("deflate", |text| gzip(text)),
        ("gzip", |text| zlib(text)),
        ("gzip, gzip", |text| gzip(text)),
    ];
    for (coding, code) in table {
        let fixed = |status, text: &str| {
            let fixed = Fixed::new(status, code(text));
            fixed.with("content-encoding", coding)
        };
        for piece in [1, 1000] {
            let mut fixed = fixed(200, "[1, 2.5]");
            fixed.piece = piece;
            assert_eq!(
                score(&fixed.client()).await.unwrap(),
                [1.0, 2.5],
                "{coding}"
            );
        }
        let error = score(&fixed(400, DOCUMENTED).client()).await.unwrap_err();
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{coding}");
        assert_eq!(error.body(), DOCUMENTED.as_bytes(), "{coding}");

        let call = fixed(200, DOCUMENTED).client().call(CallOptions::new());
        let stream = call.send_stream::<MiniError>().await.unwrap();
        let all = stream.into_value().collect().await.unwrap();
        assert_eq!(all, DOCUMENTED.as_bytes(), "{coding}");
    }
    // Speech that a proxy decoded.
    for coding in ["gzip", "deflate"] {
        let fixed = Fixed::new(200, wav(64)).with("content-encoding", coding);
        let call = fixed.client().call(CallOptions::new());
        let speech = call.send_bytes::<MiniError>().await.unwrap();
        assert_eq!(speech.value(), &wav(64), "{coding}");
    }
}

#[tokio::test]
async fn what_cannot_be_decoded_is_kept_as_it_came() {
    let mut broken = gzip("[1, 2, 3]");
    broken[12] ^= 0xff;
    let cut = gzip("[1, 2, 3]")[..20].to_vec();
    for (status, body) in [
        (200, broken.clone()),
        (400, broken),
        (200, cut.clone()),
        (400, cut),
    ] {
        let fixed = Fixed::new(status, body.clone()).with("content-encoding", "gzip");
        let error = score(&fixed.client()).await.unwrap_err();
        assert_eq!(error.body(), body);
        let headers = error.headers().unwrap();
        assert_eq!(headers.get("content-encoding").unwrap(), "gzip");
        assert!(error.to_string().contains("gzip"), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_coding_does_not_hide_what_is_documented() {
    let table = [
        "UTF-8",
        "utf8",
        "iso-8859-1",
        "text/plain; charset=utf-8",
        "none",
        "binary",
        "chunked",
        "aws-chunked",
        "8bit",
        "gzip, none",
    ];
    for coding in table {
        let fixed = |status, body: &str| Fixed::new(status, body).with("content-encoding", coding);
        let scored = score(&fixed(200, "[1]").client()).await;
        assert_eq!(scored.unwrap(), [1.0], "{coding}");
        let error = score(&fixed(400, DOCUMENTED).client()).await.unwrap_err();
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{coding}");

        let call = || fixed(200, "text").client().call(CallOptions::new());
        let bytes = call().send_bytes::<MiniError>().await.unwrap();
        assert_eq!(bytes.value(), "text", "{coding}");
        let stream = call().send_stream::<MiniError>().await.unwrap();
        let all = stream.into_value().collect().await.unwrap();
        assert_eq!(all, "text", "{coding}");
    }
}

#[tokio::test]
async fn what_nobody_can_undo_does_not_hide_what_is_documented() {
    for coding in ["br", "zstd", "gzip, br", "none, br", "no-such-coding"] {
        let fixed = |status, body: &str| Fixed::new(status, body).with("content-encoding", coding);
        assert_eq!(
            score(&fixed(200, "[1]").client()).await.unwrap(),
            [1.0],
            "{coding}"
        );
        let error = score(&fixed(400, DOCUMENTED).client()).await.unwrap_err();
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{coding}");
        let call = fixed(200, "text").client().call(CallOptions::new());
        assert_eq!(call.send_text::<MiniError>().await.unwrap().value(), "text");

        // What could be anything is not taken for what was asked for.
        let call = fixed(200, "text").client().call(CallOptions::new());
        let error = call.send_bytes::<MiniError>().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.body()),
            (ErrorKind::Decode, &b"text"[..]),
            "{coding}"
        );
        let error = score(&fixed(200, "{}").client()).await.unwrap_err();
        let named = format!("coded as `{coding}`");
        assert!(error.to_string().contains(&named), "{error}");
    }
}

#[tokio::test]
async fn what_a_reply_is_carried_in_is_undone_or_named() {
    let fixed = |status, body: Vec<u8>, coding| {
        Fixed::new(status, body)
            .with("transfer-encoding", coding)
            .client()
    };
    for coding in ["gzip, chunked", "GZIP,Chunked", "chunked"] {
        let code = |text: &str| match coding {
            "chunked" => text.as_bytes().to_vec(),
            _ => gzip(text),
        };
        assert_eq!(
            score(&fixed(200, code("[1]"), coding)).await.unwrap(),
            [1.0],
            "{coding}"
        );
        let error = score(&fixed(400, code(DOCUMENTED), coding))
            .await
            .unwrap_err();
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken), "{coding}");
    }
    for status in [200, 400] {
        let client = fixed(status, b"\x0bx".to_vec(), "compress, chunked");
        let error = score(&client).await.unwrap_err();
        assert!(error.to_string().contains("coded as `compress"), "{error}");
        assert_eq!(error.body(), b"\x0bx");
    }
}

#[tokio::test]
async fn text_in_utf_16_is_read_by_its_mark() {
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide = |text: &str| {
            let text = format!("\u{feff}{text}");
            text.encode_utf16().flat_map(order).collect::<Vec<u8>>()
        };
        let scored = score(&Fixed::new(200, wide("[1]")).client()).await;
        assert_eq!(scored.unwrap(), [1.0]);
        let error = score(&Fixed::new(400, wide(DOCUMENTED)).client())
            .await
            .unwrap_err();
        assert_eq!(error.api(), Some(&MiniError::NotAllWordsSpoken));
        assert_eq!(error.body(), wide(DOCUMENTED));
        let call = Fixed::new(200, wide("\u{e9}"))
            .client()
            .call(CallOptions::new());
        assert_eq!(
            call.send_text::<MiniError>().await.unwrap().value(),
            "\u{e9}"
        );

        // Half a character.
        let mut broken = wide("[1]");
        broken.pop();
        for status in [200, 400] {
            let fixed = Fixed::new(status, broken.clone());
            let error = score(&fixed.client()).await.unwrap_err();
            assert!(error.to_string().contains("text that is UTF-16"), "{error}");
            assert_eq!(error.body(), broken);
        }
    }
}
