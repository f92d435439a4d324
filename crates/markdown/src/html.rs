//! Where HTML begins and ends, so that what is in it isn't taken for Markdown.

use crate::scan::{SPACE, trim};

/// How a block of HTML ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Before a blank line.
    Blank,
    /// With the line that holds this.
    With(&'static str),
    /// With the line that closes one of the elements in [`RAW`].
    Raw,
}

impl End {
    /// Whether the block's last line is this one.
    pub fn is_in(self, line: &str) -> bool {
        match self {
            End::Blank => false,
            End::With(end) => line.contains(end),
            End::Raw => {
                let line = line.to_ascii_lowercase();
                ["</script>", "</pre>", "</style>", "</textarea>"].iter().any(|end| line.contains(end))
            }
        }
    }
}

/// Elements whose text isn't Markdown, blank lines or not.
const RAW: &str = " script pre style textarea ";
/// Elements that begin a block by their name alone: CommonMark's list.
const BLOCKS: &str = " address article aside base basefont blockquote body caption center col colgroup dd \
    details dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head \
    header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p param search \
    section summary table tbody td tfoot th thead title tr track ul ";

/// Whether a block of HTML begins with this line, and how it will end. A lone tag doesn't end a paragraph.
pub fn block(line: &str, is_in_paragraph: bool) -> Option<End> {
    let body = line.strip_prefix('<')?;
    let open = body.strip_prefix('/').unwrap_or(body);
    let len = name_len(open);
    let (name, behind) = ([" ", &open[..len].to_ascii_lowercase(), " "].concat(), &open[len..]);
    let ends_here = behind.is_empty() || behind.starts_with([' ', '\t', '>']);
    if len != 0 && ends_here && RAW.contains(&name) && open.len() == body.len() {
        return Some(End::Raw);
    }
    if let Some((_, end)) = SPECIAL.iter().find(|(start, _)| body.starts_with(start)) {
        return Some(End::With(end));
    }
    if is_declaration(body) {
        return Some(End::With(">"));
    }
    if len != 0 && (ends_here || behind.starts_with("/>")) && BLOCKS.contains(&name) {
        return Some(End::Blank);
    }
    let is_raw = len != 0 && RAW.contains(&name) && open.len() == body.len();
    let is_lone = |len: usize| trim(&line[len..], SPACE).is_empty();
    (!is_in_paragraph && !is_raw && tag(line).is_some_and(is_lone)).then_some(End::Blank)
}

/// Comments, instructions and raw text: what follows `<`, and how they end.
const SPECIAL: &[(&str, &str)] = &[("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")];

fn is_declaration(body: &str) -> bool {
    body.starts_with('!') && body.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic)
}

/// Finds HTML inside of a paragraph.
#[derive(Default)]
pub struct Tags {
    /// Ends that don't come any more, so that they aren't looked for again and again.
    missing: Vec<&'static str>,
}

impl Tags {
    /// The length of the HTML that `text` begins with, if it does.
    pub fn len(&mut self, text: &str) -> Option<usize> {
        let body = text.strip_prefix('<')?;
        for short in ["!-->", "!--->"] {
            if body.starts_with(short) {
                return Some(short.len() + 1);
            }
        }
        let special = SPECIAL.iter().find(|(start, _)| body.starts_with(start)).copied();
        let special = special.or_else(|| is_declaration(body).then_some(("!", ">")));
        let Some((start, end)) = special else { return tag(text) };
        if self.missing.contains(&end) {
            return None;
        }
        let Some(at) = body[start.len()..].find(end) else {
            self.missing.push(end);
            return None;
        };
        Some(1 + start.len() + at + end.len())
    }
}

/// The length of the opening or closing tag at the start.
fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_closing = bytes.get(1) == Some(&b'/');
    let mut at = 1 + usize::from(is_closing);
    let len = name_len(&text[at..]);
    if len == 0 {
        return None;
    }
    at += len;
    if !is_closing {
        at = skip_attributes(bytes, at);
    }
    at = skip_space(bytes, at);
    if !is_closing && bytes.get(at) == Some(&b'/') {
        at += 1;
    }
    (bytes.get(at) == Some(&b'>')).then_some(at + 1)
}

fn skip_attributes(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let start = skip_space(bytes, at);
        match attribute(bytes, start) {
            // Attributes stand apart.
            Some(end) if at < start => at = end,
            _ => return at,
        }
    }
}

/// Where the attribute that begins at `at` ends.
fn attribute(bytes: &[u8], at: usize) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_:.-".contains(byte);
    let first = bytes.get(at)?;
    if !(first.is_ascii_alphabetic() || matches!(first, b'_' | b':')) {
        return None;
    }
    let name = at + bytes[at..].iter().take_while(|byte| is_name(byte)).count();
    let equals = skip_space(bytes, name);
    if bytes.get(equals) != Some(&b'=') {
        return Some(name);
    }
    let value = skip_space(bytes, equals + 1);
    match bytes.get(value)? {
        quote @ (b'"' | b'\'') => {
            let len = bytes[value + 1..].iter().position(|byte| byte == quote)?;
            Some(value + 1 + len + 1)
        }
        _ => {
            let is_bare = |byte: &u8| !b" \t\n\"'=<>`".contains(byte);
            let len = bytes[value..].iter().take_while(|byte| is_bare(byte)).count();
            (len != 0).then_some(value + len)
        }
    }
}

fn name_len(text: &str) -> usize {
    let starts = text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    if starts { text.bytes().take_while(is_name).count() } else { 0 }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| b" \t\n".contains(byte)).count()
}
