//! The second pass: from the text of a paragraph, heading or cell to inlines.
//!
//! The text becomes tokens from left to right. A bracket that closes a link, and in the end the whole text,
//! settles which runs of `*`, `_` and `~` belong together; then the tokens are folded to the tree.

use crate::DEPTH_MAX;
use crate::emphasis::{Around, Run, pair};
use crate::entity;
use crate::html::Tags;
use crate::link::{self, References};
use crate::scan::{self, SPACE};
use crate::tree::Inline;

pub fn inlines(text: &str, references: &mut References) -> Vec<Inline> {
    let mut reader = Reader {
        text,
        at: 0,
        tokens: Vec::new(),
        runs: Vec::new(),
        live: Vec::new(),
        brackets: Vec::new(),
        linkless: 0,
        references,
        tags: Tags::default(),
        last_ticks: None,
    };
    while reader.at < text.len() {
        reader.step();
    }
    pair(&mut reader.runs, &reader.live);
    fold(reader.tokens, &mut reader.runs)
}

enum Token {
    Text(String),
    Code(String),
    Break,
    /// Its place among the runs.
    Run(usize),
    /// Opens nothing, so far.
    Bracket {
        is_image: bool,
    },
    Open(Around),
    Close,
}

/// An opening bracket that may yet be a link's.
struct Bracket {
    token: usize,
    /// How many runs were live before it.
    live: usize,
    /// Where the text behind it begins.
    start: usize,
    is_image: bool,
    /// Another one is behind it, so what is in it is no label.
    has_inner: bool,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    runs: Vec<Run>,
    /// Runs that aren't settled.
    live: Vec<usize>,
    brackets: Vec<Bracket>,
    /// Of so many brackets none can be a link's any more: there is no link in a link.
    linkless: usize,
    references: &'a mut References,
    tags: Tags,
    /// Where the last run of so many backticks stands; found out when it is first asked for.
    last_ticks: Option<Vec<usize>>,
}

impl Reader<'_> {
    /// Reads one token.
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let plain = scan::find(rest, b"\n\\`*_~[]!<&").unwrap_or(rest.len());
        if plain != 0 {
            return self.push_text(plain);
        }
        match rest.as_bytes()[0] {
            b'\n' => self.line_end(),
            b'\\' => self.escape(),
            b'`' => self.code(),
            byte @ (b'*' | b'_' | b'~') => self.run(byte),
            b'[' => self.open_bracket(1),
            b'!' if rest.starts_with("![") => self.open_bracket(2),
            b']' => self.close_bracket(),
            b'<' => self.angle(),
            b'&' => match entity::reference(rest) {
                Some((meaning, len)) => self.push_meaning(&meaning, len),
                None => self.push_text(1),
            },
            _ => self.push_text(1),
        }
    }

    /// The next `len` bytes as they are.
    fn push_text(&mut self, len: usize) {
        let end = self.at + len;
        let text = &self.text[self.at..end];
        self.push_meaning(text, len);
    }

    /// A text that stands for the next `len` bytes.
    fn push_meaning(&mut self, text: &str, len: usize) {
        self.at += len;
        match self.tokens.last_mut() {
            Some(Token::Text(before)) => before.push_str(text),
            _ => self.tokens.push(Token::Text(text.to_owned())),
        }
    }

    fn line_end(&mut self) {
        let before = &self.text[..self.at];
        let spaces = before.len() - scan::trim_end(before, SPACE).len();
        if let Some(Token::Text(text)) = self.tokens.last_mut() {
            text.truncate(scan::trim_end(text, SPACE).len().max(text.len() - spaces.min(text.len())));
        }
        if before.ends_with("  ") {
            self.tokens.push(Token::Break);
            self.at += 1;
        } else {
            self.push_text(1);
        }
        self.skip_indent();
    }

    fn skip_indent(&mut self) {
        self.at += scan::leading(&self.text[self.at..], SPACE);
    }

    fn escape(&mut self) {
        match self.text.as_bytes().get(self.at + 1) {
            Some(b'\n') => {
                self.tokens.push(Token::Break);
                self.at += 2;
                self.skip_indent();
            }
            Some(byte) if byte.is_ascii_punctuation() => {
                self.at += 1;
                self.push_text(1);
            }
            _ => self.push_text(1),
        }
    }

    fn code(&mut self) {
        let len = run_len(self.text, self.at);
        let start = self.at + len;
        let Some(end) = self.ticks(len, start) else { return self.push_text(len) };
        let code = self.text[start..end].replace('\n', " ");
        let is_padded =
            code.starts_with(' ') && code.ends_with(' ') && scan::leading(&code, b" ") != code.len();
        let code = if is_padded { code[1..code.len() - 1].to_owned() } else { code };
        self.tokens.push(Token::Code(code));
        self.at = end + len;
    }

    /// Where the next run of `len` backticks begins.
    fn ticks(&mut self, len: usize, from: usize) -> Option<usize> {
        let text = self.text;
        let next = |from: usize| Some(from + scan::find(&text[from..], b"`")?);
        let last = self.last_ticks.get_or_insert_with(|| {
            let mut last = Vec::new();
            let mut at = next(from);
            while let Some(start) = at {
                let len = run_len(text, start);
                last.resize(last.len().max(len + 1), 0);
                last[len] = start;
                at = next(start + len);
            }
            last
        });
        if last.get(len).is_none_or(|last| *last < from) {
            return None;
        }
        let mut at = next(from);
        while let Some(start) = at {
            let found = run_len(text, start);
            if found == len {
                return Some(start);
            }
            at = next(start + found);
        }
        None
    }

    fn run(&mut self, byte: u8) {
        let (before, rest) = self.text.split_at(self.at);
        let len = scan::leading(rest, &[byte]);
        self.live.push(self.runs.len());
        self.tokens.push(Token::Run(self.runs.len()));
        self.runs.push(Run::new(char::from(byte), len, before, &rest[len..]));
        self.at += len;
    }

    fn open_bracket(&mut self, len: usize) {
        self.at += len;
        if let Some(outer) = self.brackets.last_mut() {
            outer.has_inner = true;
        }
        let is_image = len == 2;
        self.brackets.push(Bracket {
            token: self.tokens.len(),
            live: self.live.len(),
            start: self.at,
            is_image,
            has_inner: false,
        });
        self.tokens.push(Token::Bracket { is_image });
    }

    fn close_bracket(&mut self) {
        let bracket = self.brackets.pop();
        let bracket = bracket.filter(|bracket| bracket.is_image || self.linkless <= self.brackets.len());
        self.linkless = self.linkless.min(self.brackets.len());
        let Some((bracket, (address, end))) = bracket.and_then(|bracket| {
            let target = self.inline_target().or_else(|| self.referred_target(&bracket))?;
            Some((bracket, target))
        }) else {
            return self.push_text(1);
        };
        pair(&mut self.runs, &self.live[bracket.live..]);
        self.live.truncate(bracket.live);
        let around = if bracket.is_image { Around::Image(address) } else { Around::Link(address) };
        self.tokens[bracket.token] = Token::Open(around);
        self.tokens.push(Token::Close);
        self.at = end;
        if !bracket.is_image {
            self.linkless = self.brackets.len();
        }
    }

    /// The address in parentheses behind the bracket, and where they end.
    fn inline_target(&self) -> Option<(String, usize)> {
        let text = self.text;
        let inner = text[self.at + 1..].strip_prefix('(')?;
        let start = link::skip_space(text, text.len() - inner.len());
        let (address, end) = link::destination(text, start)?;
        let behind = link::skip_space(text, end);
        // A title stands apart.
        let title = if end < behind { link::title(text, behind) } else { None };
        let close = link::skip_space(text, title.unwrap_or(behind));
        text[close..].starts_with(')').then_some((address, close + 1))
    }

    /// The address that the label behind the bracket stands for, or else what is in the bracket.
    fn referred_target(&mut self, bracket: &Bracket) -> Option<(String, usize)> {
        let (text, behind) = (self.text, self.at + 1);
        if let Some(end) = link::label(text, behind) {
            return Some((self.references.get(&text[behind + 1..end - 1])?, end));
        }
        if bracket.has_inner {
            return None;
        }
        let address = self.references.get(&text[bracket.start..self.at])?;
        let len = if text[behind..].starts_with("[]") { 2 } else { 0 };
        Some((address, behind + len))
    }

    fn angle(&mut self) {
        let rest = &self.text[self.at..];
        if let Some((address, words)) = autolink(rest) {
            self.tokens.push(Token::Open(Around::Link(address)));
            self.tokens.push(Token::Text(words.to_owned()));
            self.tokens.push(Token::Close);
            self.at += words.len() + 2;
            return;
        }
        let len = self.tags.len(rest);
        self.push_text(len.unwrap_or(1));
    }
}

fn run_len(text: &str, at: usize) -> usize {
    scan::leading(&text[at..], b"`")
}

/// The address and the words of `<…>` at the start of the text.
fn autolink(text: &str) -> Option<(String, &str)> {
    let inner = &text[1..];
    let end = inner.bytes().position(|byte| matches!(byte, b'>' | b'<' | ..=b' ' | 0x7f))?;
    let words = &inner[..end];
    if inner.as_bytes()[end] != b'>' {
        return None;
    }
    if let Some((scheme, _)) = scan::split_once(words, b':') {
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte);
        let starts = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
        if starts && (2..=32).contains(&scheme.len()) && scheme.bytes().all(is_scheme) {
            return Some((words.to_owned(), words));
        }
    }
    let (name, mut host) = scan::split_once(words, b'@')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let ends = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len()) && !ends && label.bytes().all(is_inner)
    };
    while let Some((label, rest)) = scan::split_once(host, b'.') {
        if !is_label(label) {
            return None;
        }
        host = rest;
    }
    let is_mail = !name.is_empty() && name.bytes().all(is_name) && is_label(host);
    is_mail.then(|| (["mailto:", words].concat(), words))
}

/// The tree of the tokens. What is nested too deep loses what is around it.
fn fold(tokens: Vec<Token>, runs: &mut [Run]) -> Vec<Inline> {
    let mut tree = Tree { open: Vec::new(), shown: Vec::new(), too_deep: 0 };
    for token in tokens {
        match token {
            Token::Text(text) => tree.text(&text),
            Token::Code(text) => tree.shown.push(Inline::Code(text)),
            Token::Break => tree.shown.push(Inline::Break),
            Token::Bracket { is_image } => tree.text(if is_image { "![" } else { "[" }),
            Token::Open(around) => tree.open(around),
            Token::Close => tree.close(),
            Token::Run(index) => {
                let run = &mut runs[index];
                for _ in 0..run.closes {
                    tree.close();
                }
                for _ in 0..run.count {
                    tree.text(run.c.encode_utf8(&mut [0; 4]));
                }
                while let Some(around) = run.opens.pop() {
                    tree.open(around);
                }
            }
        }
    }
    tree.shown
}

struct Tree {
    /// What is open, each with what stands before it.
    open: Vec<(Around, Vec<Inline>)>,
    shown: Vec<Inline>,
    too_deep: usize,
}

impl Tree {
    fn text(&mut self, text: &str) {
        match self.shown.last_mut() {
            Some(Inline::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.shown.push(Inline::Text(text.to_owned())),
        }
    }

    fn open(&mut self, around: Around) {
        if self.open.len() == DEPTH_MAX {
            self.too_deep += 1;
        } else {
            self.open.push((around, std::mem::take(&mut self.shown)));
        }
    }

    fn close(&mut self) {
        if self.too_deep != 0 {
            self.too_deep -= 1;
            return;
        }
        let Some((around, before)) = self.open.pop() else { return };
        let inner = std::mem::replace(&mut self.shown, before);
        self.shown.push(match around {
            Around::Emphasis => Inline::Emphasis(inner),
            Around::Strong => Inline::Strong(inner),
            Around::Strikethrough => Inline::Strikethrough(inner),
            Around::Link(address) => Inline::Link(address, inner),
            Around::Image(address) => Inline::Image(address, inner),
        });
    }
}
