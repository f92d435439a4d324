//! The tree that Markdown becomes: only what can be drawn safely has a place in it.

use super::url::SafeUrl;

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Level 1 to 6.
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    Code(String),
    Quote(Vec<Block>),
    /// The number of the first item, if they are numbered.
    List(Option<u64>, Vec<Vec<Block>>),
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Strikethrough(Vec<Inline>),
    /// An address that isn't safe leaves its words only.
    Link(SafeUrl, Vec<Inline>),
    /// The console's `[button:Words](address)` and `[button:primary:Words](address)`.
    Button {
        address: SafeUrl,
        text: String,
        is_primary: bool,
    },
    /// Pictures are not loaded from elsewhere: an embedded one is shown, any other is a link.
    Image {
        data: String,
        alternative: String,
    },
    Break,
}

impl Inline {
    /// The words alone.
    pub fn plain(inlines: &[Inline]) -> String {
        let text = |inline: &Inline| match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Button { text, .. } => text.clone(),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link(_, inner) => Inline::plain(inner),
            Inline::Image { alternative, .. } => alternative.clone(),
            Inline::Break => " ".to_owned(),
        };
        inlines.iter().map(text).collect()
    }
}
