//! The client of the catalogue of the Spotify Web API, generated from `spec.toml`. It fetches its tokens itself.

#![deny(warnings, missing_docs)]
#![no_implicit_prelude]

::theta_runtime::api! { spec = "spec.toml", examples = theta_spotify }
