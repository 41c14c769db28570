//! One reader for each format: a decoded wire in, its items out.

pub mod afp_json;
pub mod anpa1312;
pub mod ap_json;
pub mod atom;
pub mod dpa_json;
pub mod generic_json;
pub mod generic_xml;
pub mod html_page;
pub mod iptc7901;
pub mod json;
pub mod json_feed;
pub mod mail;
pub mod newsml_1;
pub mod newsml_g2;
pub mod ninjs;
pub mod nitf;
pub mod plain;
mod prose;
pub mod rss;
mod shortcodes;
mod teletype;
