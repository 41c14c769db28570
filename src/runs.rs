//! Runs of bytes that stay as they are, which is most of most texts.

/// Bytes that are looked at together, without a branch between them: compilers make vector code of it.
const STEP: usize = 32;

/// How many bytes at the start of a text are not special. `special` is asked of a byte and the one behind it, which is 0 behind the last;
/// it must not branch (`|` instead of `||`).
#[inline]
pub fn ordinary(bytes: &[u8], special: impl Fn(u8, u8) -> bool) -> usize {
    let mut at = 0;
    while let (Some(chunk), Some(next)) = (bytes[at..].first_chunk::<STEP>(), bytes.get(at + 1..).and_then(<[u8]>::first_chunk::<STEP>)) {
        if chunk.iter().zip(next).fold(false, |any, (b, n)| any | special(*b, *n)) {
            break;
        }
        at += STEP;
    }
    while let Some(b) = bytes.get(at) {
        if special(*b, bytes.get(at + 1).copied().unwrap_or(0)) {
            break;
        }
        at += 1;
    }
    at
}

/// How many bytes of a text are such, asked of a byte and the one behind it, which is 0 behind the last.
pub fn count(bytes: &[u8], is_such: impl Fn(u8, u8) -> bool) -> usize {
    let Some((last, _)) = bytes.split_last() else { return 0 };
    let next = bytes[1..].chunks(STEP);
    let chunks = bytes.chunks(STEP).zip(next).map(|(chunk, next)| {
        // Short sums in bytes leave room for vectors.
        chunk.iter().zip(next).map(|(b, n)| u8::from(is_such(*b, *n))).sum::<u8>()
    });
    chunks.map(usize::from).sum::<usize>() + usize::from(is_such(*last, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_before_the_first_special_byte_wherever_it_stands() {
        for length in [0, 1, 31, 32, 33, 63, 64, 65, 100] {
            let plain = vec![b'a'; length];
            assert_eq!(ordinary(&plain, |b, _| b == b'&'), length);
            for at in 0..length {
                let mut text = plain.clone();
                text[at] = b'&';
                assert_eq!(ordinary(&text, |b, _| b == b'&'), at);
                assert_eq!(ordinary(&text, |_, next| next == b'&'), if at == 0 { length } else { at - 1 });
            }
        }
    }

    #[test]
    fn pairs_are_counted() {
        assert_eq!(count(b"ab ab a", |b, n| b == b'a' && n == b'b'), 2);
        assert_eq!(count(b"", |_, _| true), 0);
    }
}
