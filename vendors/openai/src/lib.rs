//! The client of the OpenAI API, generated from `spec.toml`.

#![deny(warnings, missing_docs)]

theta_runtime::api! { spec = "spec.toml", examples = theta_openai }
