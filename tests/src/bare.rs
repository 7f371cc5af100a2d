//! Clients of contracts that say little, in a place without a prelude: nothing that generated code uses may come from there.

#![no_implicit_prelude]

/// The client of a contract without errors, types and a key.
pub mod nothing_but_an_endpoint {
    ::theta_runtime::api! { spec = "../contracts/bare.toml" }
}

/// The client of a contract with types that have the names which its endpoint would have.
pub mod gives_way {
    ::theta_runtime::api! { spec = "../contracts/gives_way.toml" }
}

/// The largest client of all.
pub mod theta_one {
    ::theta_runtime::api! { spec = "../../spec.toml" }
}

/// The client of the contract with every kind of matcher.
pub mod matchers {
    ::theta_runtime::api! { spec = "../contracts/matchers.toml" }
}
