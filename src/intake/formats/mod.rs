//! One reader for each format: a decoded wire in, its items out.

pub mod afp_json;
pub mod anpa1312;
pub mod ap_json;
pub mod dpa_json;
pub mod generic_json;
pub mod iptc7901;
pub mod json;
pub mod json_feed;
pub mod ninjs;
pub mod plain;
mod prose;
