//! WordPress shortcodes in texts that were exported before they were rendered: captions stay captions, all else is no text.
//!
//! Source: WordPress Shortcode API; the codes that WordPress itself brings.

use std::borrow::Cow;

const CODES: [&str; 6] = ["caption", "gallery", "embed", "audio", "video", "playlist"];

/// No code is longer.
const MOST_BYTES: usize = 2_000;

/// Turns captions into HTML and drops other codes; what is inside brackets of other kinds is text.
pub fn resolve(text: &str) -> Cow<'_, str> {
    if !CODES.iter().any(|code| text.contains(&format!("[{code}"))) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        let bare = inner.strip_prefix('/').unwrap_or(inner);
        let name = bare.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        let window = &inner.as_bytes()[..inner.len().min(MOST_BYTES)];
        let end = CODES.contains(&name).then(|| memchr::memchr(b']', window)).flatten();
        match end {
            Some(end) => {
                if name == "caption" {
                    out.push_str(if inner.starts_with('/') { "</figcaption></figure>" } else { "<figure><figcaption>" });
                }
                rest = &inner[end + 1..];
            }
            None => {
                out.push('[');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn captions_stay_and_galleries_go() {
        let text = "[caption id=\"a\"]<img src=\"f.jpg\"/> The ferry[/caption] He said [sic] so.[gallery ids=\"1,2\"]";
        assert_eq!(resolve(text), "<figure><figcaption><img src=\"f.jpg\"/> The ferry</figcaption></figure> He said [sic] so.");
        assert_eq!(resolve("Leeds [2] Hull"), "Leeds [2] Hull");
        assert_eq!(resolve("[caption unclosed"), "[caption unclosed");
    }
}
