//! Content that was coded by other programs is decoded correctly, or is an error.

use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http::HeaderValue;
use proptest::prelude::*;
use std::io::Write;

const LIMIT: usize = 64 * 1024 * 1024;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn bare(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A member whose head has everything that a head can have.
fn ornate(content: &[u8]) -> Vec<u8> {
    let plain = gzip(content);
    let mut bytes = plain[..10].to_vec();
    bytes[3] = 0x1f;
    bytes.extend(b"\x03\0abc");
    bytes.extend(b"name\0comment\0");
    bytes.extend([0, 0]);
    bytes.extend(&plain[10..]);
    bytes
}

fn codings(header: &'static str) -> Option<Result<Codings, CodingError>> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static(header));
    take(&mut headers)
}

fn decoded(header: &'static str, coded: impl Into<Bytes>) -> Decoded {
    let codings = codings(header).unwrap().unwrap();
    codings.decode(&coded.into(), true, LIMIT)
}

#[test]
fn content_comes_out_as_it_went_in() {
    let text = b"{\"detail\": \"gold_text is required\"}".repeat(9000);
    let padded = |mut bytes: Vec<u8>, padding: &[u8]| {
        bytes.extend(padding);
        bytes
    };
    let two = [gzip(&text[..100]), gzip(&text[100..])].concat();
    let table: [(&str, Vec<u8>); 24] = [
        ("gzip", gzip(&text)),
        ("x-gzip", gzip(&text)),
        (" GZip ", gzip(&text)),
        ("gzip", ornate(&text)),
        ("gzip", two),
        ("gzip", padded(gzip(&text), b"\0\0\0\0")),
        ("gzip", padded(gzip(&text), b"garbage")),
        ("deflate, gzip", gzip(&padded(bare(&text), b"garbage"))),
        ("gzip", padded(gzip(&text), b"\x1f")),
        ("gzip", padded(gzip(&text), b"\x1fgarbage")),
        ("deflate", zlib(&text)),
        ("deflate", bare(&text)),
        ("deflate", padded(zlib(&text), b"garbage")),
        ("deflate", padded(bare(&text), b"garbage")),
        ("identity, gzip", gzip(&text)),
        ("deflate, gzip", gzip(&zlib(&text))),
        // What is said of it is a hint.
        ("gzip", text.clone()),
        ("deflate", text.clone()),
        ("deflate, gzip", text.clone()),
        ("deflate, gzip", bare(&text)),
        ("gzip", zlib(&text)),
        ("deflate", gzip(&text)),
        ("gzip, deflate", gzip(&zlib(&text))),
        ("gzip,gzip , deflate,gzip", gzip(&bare(&gzip(&gzip(&text))))),
    ];
    for (header, coded) in table {
        let decoded = decoded(header, coded);
        assert_eq!(decoded.error, None, "{header}");
        assert!(decoded.body == text && !decoded.truncated, "{header}");
    }
}

#[test]
fn an_empty_body_is_empty_whatever_it_is_said_to_be() {
    for header in ["gzip", "deflate", "gzip, deflate"] {
        let decoded = decoded(header, "");
        assert_eq!((decoded.body.len(), decoded.error), (0, None), "{header}");
    }
    for (header, coded) in [
        ("gzip", gzip(b"")),
        ("deflate", zlib(b"")),
        ("deflate", bare(b"")),
    ] {
        let decoded = decoded(header, coded);
        assert_eq!((decoded.body.len(), decoded.error), (0, None), "{header}");
    }
}

#[test]
fn what_is_cut_anywhere_is_an_error_and_never_a_shorter_body() {
    let text: Vec<u8> = (0..2000_u32).flat_map(|n| (n * n).to_be_bytes()).collect();
    let table = [
        ("gzip", gzip(&text)),
        ("gzip", ornate(&text)),
        ("deflate", zlib(&text)),
        ("deflate", bare(&text)),
        ("deflate, gzip", gzip(&bare(&text))),
    ];
    for (header, coded) in table {
        // The sum at the end of zlib is not missed by everybody, but its data is.
        for len in (1..coded.len()).filter(|len| len % 7 == 1 || len + 12 > coded.len()) {
            let decoded = decoded(header, coded[..len].to_vec());
            let error = decoded
                .error
                .unwrap_or_else(|| panic!("{header} cut to {len}"));
            assert!(
                matches!(error, CodingError::Cut(_)),
                "{header} cut to {len}: {error}"
            );
            assert!(
                decoded.truncated && text.starts_with(&decoded.body),
                "{header} {len}"
            );
        }
    }
}

#[test]
fn what_is_broken_is_an_error() {
    let text = b"some text, some text, some text";
    let flipped = |mut bytes: Vec<u8>, at: usize| {
        let at = if at > 100 {
            bytes.len() + at - 1000
        } else {
            at
        };
        bytes[at] ^= 0xff;
        bytes
    };
    let table = [
        ("gzip", flipped(gzip(text), 0)),
        ("gzip", flipped(gzip(text), 2)),
        ("gzip", flipped(gzip(text), 3)),
        ("gzip", flipped(gzip(text), 10)),
        ("gzip", flipped(gzip(text), 1000 - 8)),
        ("gzip", flipped(gzip(text), 1000 - 1)),
        ("deflate", flipped(zlib(text), 1000 - 1)),
        ("deflate", b"\xff\xff\xff".to_vec()),
    ];
    for (header, coded) in table {
        let error = decoded(header, coded.clone()).error.unwrap();
        assert!(
            matches!(error, CodingError::Broken(_)),
            "{header} {coded:?}: {error}"
        );
    }
}

#[test]
fn a_bomb_ends_at_the_limit() {
    let zeros = vec![0; 8 * 1024 * 1024];
    let table = [
        ("gzip", gzip(&zeros)),
        ("gzip, gzip", gzip(&gzip(&zeros))),
        ("deflate", bare(&zeros)),
    ];
    for (header, coded) in table {
        let codings = codings(header).unwrap().unwrap();
        let decoded = codings.decode(&coded.into(), true, 100_000);
        assert_eq!(
            (decoded.body.len(), decoded.truncated, decoded.error),
            (100_000, true, None),
            "{header}"
        );
    }
}

#[test]
fn only_what_can_be_decoded_leaves_the_headers() {
    let table = [
        ("br", Some(Err(CodingError::Unknown("br".into())))),
        ("gzip, zstd", Some(Err(CodingError::Unknown("zstd".into())))),
        (
            "gzip, gzip, gzip, gzip, gzip",
            Some(Err(CodingError::TooMany)),
        ),
        ("", None),
        ("identity", None),
        ("none", None),
        ("UTF-8", None),
        ("text/html", None),
        ("aws-chunked,gzip", Some(Ok(Codings(vec![Coding::Gzip])))),
        ("gzip", Some(Ok(Codings(vec![Coding::Gzip])))),
    ];
    for (header, expected) in table {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(header));
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("7"));
        let taken = take(&mut headers);
        assert_eq!(taken, expected, "{header}");
        let is_decoded = matches!(taken, Some(Ok(_)));
        assert_eq!(headers.is_empty(), is_decoded, "{header}");
    }
    let mut twice = HeaderMap::new();
    twice.append(CONTENT_ENCODING, HeaderValue::from_static("deflate"));
    twice.append(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let both = Codings(vec![Coding::Deflate, Coding::Gzip]);
    assert_eq!(take(&mut twice), Some(Ok(both)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_any_size_give_at_once_all_that_is_in_them(
        content in prop::collection::vec(0..4_u8, 0..200), repeats in 0..400_usize,
        size in 1..5000_usize,
        header in prop::sample::select(vec!["gzip", "deflate", "deflate, gzip"]),
    ) {
        let content = content.repeat(repeats);
        let coded = match header {
            "gzip" => gzip(&content),
            "deflate" => bare(&content),
            _ => gzip(&zlib(&content)),
        };
        let mut decoder = Decoder::new(&codings(header).unwrap().unwrap());
        let mut out = Vec::new();
        let mut pieces = coded.chunks(size);
        loop {
            match decoder.step().unwrap() {
                Step::Data(data) => out.extend_from_slice(&data),
                Step::End => break,
                Step::More => {
                    if let Some(piece) = pieces.next() {
                        decoder.feed(Bytes::copy_from_slice(piece));
                    } else {
                        // All was fed, so all is out.
                        prop_assert_eq!(out.len(), content.len());
                        decoder.end();
                    }
                }
            }
        }
        prop_assert_eq!(out, content);
    }
}
