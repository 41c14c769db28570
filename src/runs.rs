//! Runs of bytes that stay as they are, which is most of most texts.

/// Bytes that are looked at together, without a branch between them: compilers make vector code of it.
const STEP: usize = 32;

/// How many bytes at the start of a text are not special. `special` is asked of a byte and the one behind it, which is 0 behind the last;
/// it must not branch (`|` instead of `||`).
#[inline]
pub fn ordinary(bytes: &[u8], special: impl Fn(u8, u8) -> bool) -> usize {
    let mut at = steps::<STEP>(bytes, 0, &special);
    at = steps::<8>(bytes, at, &special);
    while let Some(b) = bytes.get(at) {
        if special(*b, bytes.get(at + 1).copied().unwrap_or(0)) {
            break;
        }
        at += 1;
    }
    at
}

/// Moves on in steps of `N` bytes, up to the one that holds a special byte.
#[inline]
fn steps<const N: usize>(bytes: &[u8], mut at: usize, special: &impl Fn(u8, u8) -> bool) -> usize {
    while let (Some(chunk), Some(next)) = (bytes[at..].first_chunk::<N>(), bytes.get(at + 1..).and_then(<[u8]>::first_chunk::<N>)) {
        if chunk.iter().zip(next).fold(false, |any, (b, n)| any | special(*b, *n)) {
            break;
        }
        at += N;
    }
    at
}

/// How many bytes of a text are such, asked of a byte and the one behind it, which is 0 behind the last.
pub fn count(bytes: &[u8], is_such: impl Fn(u8, u8) -> bool) -> usize {
    let (mut at, mut all) = (0, 0);
    while let (Some(chunk), Some(next)) = (bytes[at..].first_chunk::<STEP>(), bytes.get(at + 1..).and_then(<[u8]>::first_chunk::<STEP>)) {
        // Short sums in bytes leave room for vectors.
        all += usize::from(chunk.iter().zip(next).map(|(b, n)| u8::from(is_such(*b, *n))).sum::<u8>());
        at += STEP;
    }
    let rest = &bytes[at..];
    let next = rest.iter().skip(1).chain(&[0]);
    all + rest.iter().zip(next).filter(|(b, n)| is_such(**b, **n)).count()
}

/// How many ASCII letters and digits a text begins with.
#[inline]
pub fn letters(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let here = letters_of_eight(*eight);
        at += here;
        if here < 8 {
            return at;
        }
    }
    at + bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count()
}

/// The same of eight bytes, looked at as one number.
#[inline]
pub fn letters_of_eight(eight: [u8; 8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A byte of seven bits plus this much has its highest bit set from `least` on, and the sum never reaches the next byte.
    let from = |least: u8, bytes: u64| bytes + EACH * u64::from(0x80 - least);
    let eight = u64::from_le_bytes(eight);
    let low = eight & (EACH * 0x7f);
    let small = low | (EACH * 0x20);
    let letter = from(b'a', small) & !from(b'z' + 1, small);
    let digit = from(b'0', low) & !from(b'9' + 1, low);
    let others = (!(letter | digit) | eight) & (EACH * 0x80);
    others.trailing_zeros() as usize / 8
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
        for pairs in [0, 1, 2, 16, 17, 40] {
            let text = [b"ab".repeat(pairs), b"a".to_vec()].concat();
            assert_eq!(count(&text, |b, n| b == b'a' && n == b'b'), pairs);
            assert_eq!(count(&text, |_, n| n == 0), 1);
        }
        assert_eq!(count(b"", |_, _| true), 0);
    }

    #[test]
    fn letters_and_digits_are_told_from_every_other_byte() {
        for length in 0..20 {
            for byte in 0..=255u8 {
                let text = [vec![b'Z'; length], vec![byte], vec![b'9'; 9], vec![b' ']].concat();
                assert_eq!(letters(&text), if byte.is_ascii_alphanumeric() { length + 10 } else { length }, "{byte}");
            }
        }
    }
}
