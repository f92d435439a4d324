//! What the first line of a block looks like. All of these take a line without the space before it.

/// The level, and the text without the closing sequence.
pub fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if !(1..=6).contains(&level) || !(text.is_empty() || text.starts_with(SPACE)) {
        return None;
    }
    let text = text.trim_matches(SPACE);
    let open = text.trim_end_matches('#');
    let is_closed = open.is_empty() || open.ends_with(SPACE);
    Some((level as u8, if is_closed { open.trim_end_matches(SPACE) } else { text }))
}

/// The level that a line under a paragraph makes of it.
pub fn underline(line: &str) -> Option<u8> {
    let line = line.trim_end_matches(SPACE);
    let first = line.chars().next()?;
    let level = match first {
        '=' => 1,
        '-' => 2,
        _ => return None,
    };
    line.trim_start_matches(first).is_empty().then_some(level)
}

/// `***`, `- - -` and their kin.
pub fn is_rule(line: &str) -> bool {
    let Some(first) = line.chars().next().filter(|first| matches!(first, '*' | '-' | '_')) else {
        return false;
    };
    let mut count = 0;
    for c in line.chars() {
        if c == first {
            count += 1;
        } else if !SPACE.contains(&c) {
            return false;
        }
    }
    3 <= count
}

/// Three or more backticks or tildes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    byte: u8,
    len: usize,
    /// Of the fence; so much is taken off the lines between.
    pub indent: usize,
}

impl Fence {
    pub fn new(line: &str, indent: usize) -> Option<Self> {
        let byte = line.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let len = run(line, byte);
        let is_span = byte == b'`' && line[len..].contains('`');
        (3 <= len && !is_span).then_some(Fence { byte, len, indent })
    }

    pub fn is_closed_by(&self, line: &str) -> bool {
        let len = run(line, self.byte);
        self.len <= len && line[len..].trim_matches(SPACE).is_empty()
    }
}

fn run(line: &str, byte: u8) -> usize {
    line.bytes().take_while(|other| *other == byte).count()
}

/// What a list's item begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The bullet, or what follows the number. A list's items have the same.
    pub byte: u8,
    pub number: Option<u32>,
    pub len: usize,
}

impl Marker {
    pub fn new(line: &str) -> Option<Self> {
        let bytes = line.as_bytes();
        // CommonMark: at most nine digits.
        let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let byte = *bytes.get(digits)?;
        let number = match (digits, byte) {
            (0, b'-' | b'+' | b'*') => None,
            (1..=9, b'.' | b')') => {
                let value = |value, digit: &u8| value * 10 + u32::from(digit - b'0');
                Some(bytes[..digits].iter().fold(0, value))
            }
            _ => return None,
        };
        let behind = &line[digits + 1..];
        (behind.is_empty() || behind.starts_with(SPACE)).then_some(Marker { byte, number, len: digits + 1 })
    }
}

pub const SPACE: [char; 2] = [' ', '\t'];
