#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| theta_fuzz::import(bytes));
