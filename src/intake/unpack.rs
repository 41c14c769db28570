//! Takes the payload out of its wrapping: gzip, zstd, the framing of schema registries.

use std::borrow::Cow;
use std::io::Read;

use super::{Fault, Limits};
use crate::story::Reason;

/// How many wrappings may lie around one another.
const LAYERS: usize = 3;

/// The payload without its wrappings.
///
/// # Errors
/// Nothing left, too much, or a wrapping that does not open.
pub fn unpack<'a>(payload: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Reason> {
    if payload.is_empty() {
        return Err(Fault::Empty.because("zero bytes"));
    }
    let mut bytes = Cow::Borrowed(payload);
    for _ in 0..LAYERS {
        if bytes.len() > limits.payload_bytes {
            return Err(Fault::TooLarge.because(format!("{} bytes, at most {} are read", bytes.len(), limits.payload_bytes)));
        }
        bytes = match Wrapping::of(&bytes) {
            None => return Ok(bytes),
            Some(Wrapping::Registry) => Cow::Owned(bytes[5..].to_vec()),
            Some(Wrapping::Gzip) => inflate("gzip", flate2::read::MultiGzDecoder::new(&bytes[..]), limits)?.into(),
            Some(Wrapping::Zstd) => {
                inflate("zstd", zstd::stream::read::Decoder::new(&bytes[..]).map_err(|e| broken("zstd", &e))?, limits)?.into()
            }
        };
    }
    Ok(bytes)
}

enum Wrapping {
    Gzip,
    Zstd,
    /// Magic byte 0 and a schema's id of four bytes before the document: the Confluent wire format.
    Registry,
}

impl Wrapping {
    fn of(bytes: &[u8]) -> Option<Wrapping> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Wrapping::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Wrapping::Zstd),
            // The third byte of UTF-16 `{` is 0 too, but then so is every other byte.
            [0, _, _, _, _, 0xef, 0xbb, 0xbf, b'{' | b'[' | b'<', ..] => Some(Wrapping::Registry),
            [0, _, _, _, _, first, second, ..] if matches!(first, b'{' | b'[' | b'<') && *second != 0 => Some(Wrapping::Registry),
            _ => None,
        }
    }
}

fn inflate(name: &str, reader: impl Read, limits: &Limits) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    reader.take(limits.payload_bytes as u64 + 1).read_to_end(&mut bytes).map_err(|e| broken(name, &e))?;
    match bytes.len() {
        0 => Err(Fault::Empty.because(format!("{name} data that unpacks to zero bytes"))),
        n if n > limits.payload_bytes => {
            Err(Fault::TooLarge.because(format!("{name} data that unpacks to more than {} bytes", limits.payload_bytes)))
        }
        _ => Ok(bytes),
    }
}

fn broken(name: &str, error: &std::io::Error) -> Reason {
    Fault::Packing.because(format!("{name} header, but the data does not unpack: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
        unpack(bytes, &Limits::default()).map(Cow::into_owned).map_err(|r| r.code)
    }

    #[test]
    fn wrappings_open() {
        let story = b"{\"headline\":\"Ferry runs aground\"}";
        assert_eq!(unpacked(story).as_deref(), Ok(&story[..]));
        assert_eq!(unpacked(&gzip(story)).as_deref(), Ok(&story[..]));
        assert_eq!(unpacked(&zstd::encode_all(&story[..], 3).expect("memory")).as_deref(), Ok(&story[..]));
        let mut framed = vec![0, 0, 0, 1, 7];
        framed.extend_from_slice(story);
        assert_eq!(unpacked(&gzip(&framed)).as_deref(), Ok(&story[..]));
        assert_eq!(unpacked(b"\0\0\0\x01\x07\xef\xbb\xbf<a/>").as_deref(), Ok(&b"\xef\xbb\xbf<a/>"[..]));
    }

    #[test]
    fn what_does_not_open_says_so() {
        assert_eq!(unpacked(b""), Err("payload.empty".into()));
        assert_eq!(unpacked(&gzip(b"")), Err("payload.empty".into()));
        let cut = gzip(b"The ferry ran aground at noon.");
        assert_eq!(unpacked(&cut[..cut.len() - 12]), Err("payload.packing".into()));
        assert_eq!(unpacked(&gzip(&vec![b'a'; 20 << 20])), Err("payload.too-large".into()));
    }
}
