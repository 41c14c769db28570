#![no_main]
libfuzzer_sys::fuzz_target!(|payload: &[u8]| wiredesk_fuzz::read(payload));
