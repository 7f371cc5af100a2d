//! Keys that a client asks for: tokens that an endpoint gives, and sources of keys. In virtual time.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod canary;
mod clock;
mod plain;
mod server;
mod sources;
mod tokens;
mod vault;

use server::Server;
use theta_runtime::Builder;
use vault::{Client, ClientSettings};

/// A client of the app.
fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

fn builder(server: &Server) -> Builder<Client> {
    Client::builder()
        .app("app-id", "canary-app-secret")
        .transport(server.clone())
        .randomness(|| 0)
}

/// A client of a user of the app.
fn user(server: &Server) -> Builder<Client> {
    Client::builder()
        .user("app-id-of-user", "canary-first-refresh")
        .transport(server.clone())
        .randomness(|| 0)
}
