//! What a document becomes.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Level 1 to 6.
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    Code(String),
    /// As it was written.
    Html(String),
    Quote(Vec<Block>),
    /// The number of the first item, if they are numbered, and the items.
    List(Option<u32>, Vec<Vec<Block>>),
    /// Rows have as many cells as the head.
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// May hold line breaks, which mean no more than a space.
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Strikethrough(Vec<Inline>),
    /// An address as it was written, whatever it is.
    Link(String, Vec<Inline>),
    /// An address, and what stands for the picture.
    Image(String, Vec<Inline>),
    Break,
}

impl Inline {
    /// The words alone.
    pub fn plain(inlines: &[Inline]) -> String {
        let mut words = String::new();
        push_plain(inlines, &mut words);
        words
    }
}

fn push_plain(inlines: &[Inline], words: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => words.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link(_, inner)
            | Inline::Image(_, inner) => push_plain(inner, words),
            Inline::Break => words.push(' '),
        }
    }
}
