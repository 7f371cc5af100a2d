//! Every documented error of every contract at hand, by plain HTTP.

use crate::client::connect;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use theta_mock::Mock;
use theta_spec::contract::{Body, Contract, Endpoint, Param, ParamPlace, PathSegment, Status};

fn contracts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let vendors = fs::read_dir(root.join("vendors")).unwrap();
    let vendors = vendors.map(|entry| entry.unwrap().path().join("spec.toml"));
    let mut all: Vec<PathBuf> = vendors.filter(|path| path.is_file()).collect();
    all.push(root.join("spec.toml"));
    all.sort();
    all
}

/// The path of a request to an endpoint, below the path of its base URL, with what tells it apart.
fn target(contract: &Contract, endpoint: &Endpoint) -> String {
    let value = |param: &Param| match param.constant() {
        Some(value) => value.as_text().to_owned(),
        None => "1".to_owned(),
    };
    let base = contract.api.sample_url(contract.base_url_of(endpoint));
    let (_, prefix) = base.split_once("://").unwrap();
    let prefix = prefix
        .split_once('/')
        .map_or(String::new(), |(_, path)| format!("/{path}"));
    let path = endpoint.path.iter().map(|piece| match piece {
        PathSegment::Literal(text) => text.clone(),
        PathSegment::Param(at) => value(&endpoint.params[*at]),
    });
    let path: String = path.collect();
    let query = endpoint.params.iter().filter(|param| {
        param.place == ParamPlace::Query && (!param.optional || param.constant().is_some())
    });
    let query: Vec<String> = query
        .map(|param| format!("{}={}", param.name, value(param)))
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{prefix}{path}{mark}{}", query.join("&"))
}

/// The head of a reply; what comes behind it may stay open.
fn head(mock: &Mock, request: &str) -> Vec<u8> {
    let mut stream = connect(mock);
    stream.write_all(request.as_bytes()).unwrap();
    let (mut head, mut lines) = (Vec::new(), BufReader::new(stream));
    while lines.read_until(b'\n', &mut head).unwrap() > 2 {}
    head
}

#[test]
fn every_documented_error_of_every_contract_is_reached_by_plain_http() {
    let (mut reached, mut missed) = (0, Vec::new());
    for path in contracts() {
        let loaded = theta_spec::load("spec.toml", &fs::read(&path).unwrap());
        let contract = loaded.contract.unwrap();
        let mock = Mock::start(contract.clone()).unwrap();
        let name = path
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        for endpoint in &contract.endpoints {
            for id in &endpoint.errors {
                let row = contract.error(*id);
                let is_close = row
                    .status
                    .members
                    .iter()
                    .all(|status| matches!(status, Status::Exact(1000..)));
                let upgrade = if is_close {
                    "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                } else {
                    "connection: close\r\n"
                };
                let kind = match &endpoint.body {
                    Body::Json(_) => "content-type: application/json\r\n",
                    _ => "",
                };
                let method = endpoint.method.as_str();
                let request = format!(
                    "{method} {} HTTP/1.1\r\nhost: localhost\r\naccept: {}\r\nprefer: error={}\r\n{kind}{upgrade}\r\n",
                    target(&contract, endpoint),
                    endpoint.accept,
                    row.name
                );
                let reply = head(&mock, &request);
                let reply = String::from_utf8_lossy(&reply);
                if reply.contains(&format!("\r\nx-theta-mock: {}\r\n", row.name)) {
                    reached += 1;
                } else {
                    missed.push(format!(
                        "{name}: {} of {}: {}",
                        row.name,
                        endpoint.name,
                        reply.lines().next().unwrap_or_default()
                    ));
                }
            }
        }
    }
    println!("{reached} errors of endpoints reached");
    assert!(
        missed.is_empty(),
        "{} missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}
