//! An AlarmRule's words: parentheses, commas, quoted names, and everything else up to the next of these.

/// A word with the place where it starts, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub at: usize,
    pub kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Open,
    Close,
    Comma,
    /// A keyword, a number or a name without quotes.
    Word(String),
    /// The text between double quotes, escapes resolved.
    Quoted(String),
    /// A quote that nothing closes, with all that follows it.
    Unclosed(String),
    End,
}

impl Token {
    /// As an error shows it.
    pub fn text(&self) -> String {
        match &self.kind {
            TokenKind::Open => "(".to_owned(),
            TokenKind::Close => ")".to_owned(),
            TokenKind::Comma => ",".to_owned(),
            TokenKind::Word(word) => word.clone(),
            TokenKind::Quoted(name) => format!("\"{name}\""),
            TokenKind::Unclosed(rest) => rest.clone(),
            TokenKind::End => "<EOF>".to_owned(),
        }
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, TokenKind::Word(found) if found == word)
    }
}

/// All tokens; the last one is [`TokenKind::End`].
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(char) = chars.get(at) {
        let start = at;
        let kind = match char {
            blank if blank.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => single(TokenKind::Open, &mut at),
            ')' => single(TokenKind::Close, &mut at),
            ',' => single(TokenKind::Comma, &mut at),
            '"' => quoted(&chars, &mut at),
            _ => {
                while chars.get(at).is_some_and(|char| is_of_word(*char)) {
                    at += 1;
                }
                TokenKind::Word(chars[start..at].iter().collect())
            }
        };
        tokens.push(Token { at: start, kind });
    }
    tokens.push(Token { at, kind: TokenKind::End });
    tokens
}

/// What a word may go on with; quotes only count at its start.
pub fn is_of_word(char: char) -> bool {
    !char.is_whitespace() && !['(', ')', ','].contains(&char)
}

fn single(kind: TokenKind, at: &mut usize) -> TokenKind {
    *at += 1;
    kind
}

/// A backslash takes whatever follows it as it is.
fn quoted(chars: &[char], at: &mut usize) -> TokenKind {
    let start = *at;
    let mut name = String::new();
    *at += 1;
    while let Some(char) = chars.get(*at) {
        *at += 1;
        match char {
            '"' => return TokenKind::Quoted(name),
            '\\' => match chars.get(*at) {
                Some(escaped) => {
                    name.push(*escaped);
                    *at += 1;
                }
                None => break,
            },
            other => name.push(*other),
        }
    }
    TokenKind::Unclosed(chars[start..].iter().collect())
}
