//! Random bytes and texts from the operating system.

/// # Panics
/// If the operating system has no randomness to give: nothing here is safe without.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// `len` characters, each equally likely to be any of `alphabet` (up to 256 ASCII characters).
pub fn text(alphabet: &[u8], len: usize) -> String {
    // Bytes beyond the last whole multiple of the alphabet would favour its first letters.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(len);
    while text.len() < len {
        let candidates = bytes::<64>().into_iter().map(usize::from).filter(|byte| *byte < fair);
        let letters = candidates.map(|byte| char::from(alphabet[byte % alphabet.len()]));
        text.extend(letters.take(len - text.len()));
    }
    text
}

/// A version 4 UUID, as AWS's request ids are.
pub fn uuid() -> String {
    let mut bytes = bytes::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_ids() {
        let text = text(b"abc", 1000);
        assert_eq!(text.len(), 1000);
        assert!(["a", "b", "c"].iter().all(|letter| text.matches(letter).count() > 200));
        let id = uuid();
        assert_eq!((id.len(), &id[14..15], id.matches('-').count()), (36, "4", 4));
        assert_ne!(uuid(), id);
    }
}
