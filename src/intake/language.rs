//! Language codes as wires write them (`FR`, `nl-nl`, `swe`, `en_US`) into BCP 47, checked against the text.

mod evidence;
mod script;

pub use evidence::settle;

use super::bounds;

/// A BCP 47 tag, or `None` for what names no language. Names of languages in words are not guessed.
pub fn tag(written: &str) -> Option<String> {
    let mut parts = bounds::short_name(written.trim()).split(['-', '_']);
    let primary = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&primary.len())
        || !primary.bytes().all(|b| b.is_ascii_lowercase())
        || matches!(primary.as_str(), "und" | "mul" | "zxx" | "mis")
    {
        return None;
    }
    let mut tag = two_letters(&primary).map_or(primary, str::to_owned);
    // BCP 47 2.1.1: regions in capitals, scripts in title case.
    for part in parts.filter(|p| p.bytes().all(|b| b.is_ascii_alphanumeric())) {
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if part.bytes().all(|b| b.is_ascii_alphabetic()) => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            3 | 5..=8 => tag.push_str(&part.to_ascii_lowercase()),
            _ => {
                tag.pop();
            }
        }
    }
    Some(tag)
}

/// ISO 639-2 codes, terminological and bibliographical, and other three-letter habits, by their ISO 639-1 code.
fn two_letters(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(_, codes)| codes.contains(&code)).map(|(two, _)| *two)
}

#[rustfmt::skip]
const LANGUAGES: [(&str, &[&str]); 74] = [
    ("ar", &["ara"]), ("bg", &["bul"]), ("bn", &["ben"]), ("bs", &["bos"]), ("ca", &["cat"]), ("cs", &["ces", "cze"]), ("cy", &["cym", "wel"]), ("da", &["dan"]),
    ("de", &["deu", "ger"]), ("el", &["ell", "gre"]), ("en", &["eng"]), ("es", &["spa", "esp"]), ("et", &["est"]), ("eu", &["eus", "baq"]), ("fa", &["fas", "per"]),
    ("fi", &["fin"]), ("fr", &["fra", "fre"]), ("ga", &["gle"]), ("gl", &["glg"]), ("gu", &["guj"]), ("ha", &["hau"]), ("he", &["heb", "iw"]), ("hi", &["hin"]),
    ("hr", &["hrv"]), ("hu", &["hun"]), ("hy", &["hye", "arm"]), ("id", &["ind", "in"]), ("is", &["isl", "ice"]), ("it", &["ita"]), ("ja", &["jpn"]), ("ka", &["kat", "geo"]),
    ("kk", &["kaz"]), ("km", &["khm"]), ("kn", &["kan"]), ("ko", &["kor"]), ("ku", &["kur"]), ("ky", &["kir"]), ("lb", &["ltz"]), ("lo", &["lao"]), ("lt", &["lit"]),
    ("lv", &["lav"]), ("mk", &["mkd", "mac"]), ("ml", &["mal"]), ("mn", &["mon"]), ("mr", &["mar"]), ("ms", &["msa", "may"]), ("mt", &["mlt"]), ("my", &["mya", "bur"]),
    ("nb", &["nob"]), ("ne", &["nep"]), ("nl", &["nld", "dut"]), ("nn", &["nno"]), ("no", &["nor"]), ("pa", &["pan"]), ("pl", &["pol"]), ("ps", &["pus"]), ("pt", &["por"]),
    ("ro", &["ron", "rum"]), ("ru", &["rus"]), ("si", &["sin"]), ("sk", &["slk", "slo"]), ("sl", &["slv"]), ("sq", &["sqi", "alb"]), ("sr", &["srp", "scc"]), ("sv", &["swe"]),
    ("sw", &["swa"]), ("ta", &["tam"]), ("te", &["tel"]), ("th", &["tha"]), ("tr", &["tur"]), ("uk", &["ukr"]), ("ur", &["urd"]), ("vi", &["vie"]), ("zh", &["zho", "chi"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_wires_write_them() {
        for (written, expected) in [
            ("FR", "fr"),
            ("nl-nl", "nl-NL"),
            ("swe", "sv"),
            ("en_US", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("ger", "de"),
            ("es-419", "es-419"),
        ] {
            assert_eq!(tag(written).as_deref(), Some(expected));
        }
        for written in ["", "Deutsch", "und", "e", "12"] {
            assert_eq!(tag(written), None, "{written}");
        }
    }
}
