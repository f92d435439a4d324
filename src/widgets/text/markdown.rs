//! Markdown, from text to a typed tree over pulldown-cmark's events: CommonMark with GitHub's tables and
//! strikethrough. Pure.
//!
//! Only what can be drawn safely has a place in the tree: raw HTML is text, and addresses are [`SafeUrl`]s or
//! pictures that the text itself holds. Nesting is limited, so whoever draws the tree may go down by recursion.

use super::url::SafeUrl;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// Quotes, lists, emphasis and links together nest so deep; deeper ones are their words alone.
pub(super) const DEPTH_MAX: usize = 16;
/// More text isn't read. AWS has no number for a text widget.
pub(super) const TEXT_BYTES_MAX: usize = 100_000;
/// Short rows of a table are filled up with empty cells as long as it has no more than this.
pub(super) const FILLED_CELLS_MAX: usize = 20_000;
/// How a picture begins that the text itself holds. SVG isn't among them: it may hold scripts.
const EMBEDDED_PICTURES: [&str; 4] = [
    "data:image/png;base64,",
    "data:image/jpeg;base64,",
    "data:image/gif;base64,",
    "data:image/webp;base64,",
];

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
    Picture {
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
            Inline::Picture { alternative, .. } => alternative.clone(),
            Inline::Break => " ".to_owned(),
        };
        inlines.iter().map(text).collect()
    }
}

pub fn parse(markdown: &str) -> Vec<Block> {
    let text = &markdown[..markdown.floor_char_boundary(TEXT_BYTES_MAX)];
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Reader { events: Parser::new_ext(text, options), depth: 0 }.blocks()
}

/// Goes down into the elements that the events open and close. Each method reads up to the end of the element
/// that was opened last, or of the text.
struct Reader<'a> {
    events: Parser<'a>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads with `read` what is one level deeper.
    fn deeper<T>(&mut self, read: fn(&mut Self) -> T) -> T {
        self.depth += 1;
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        // In a tight list words stand in an item without a paragraph of their own.
        let mut loose = Vec::new();
        loop {
            match self.events.next() {
                None | Some(Event::End(_)) => {
                    close_paragraph(&mut loose, &mut blocks);
                    return blocks;
                }
                Some(Event::Rule) => {
                    close_paragraph(&mut loose, &mut blocks);
                    blocks.push(Block::Rule);
                }
                Some(Event::Start(tag)) if !is_inline(&tag) => {
                    close_paragraph(&mut loose, &mut blocks);
                    blocks.push(self.block(tag));
                }
                Some(event) => self.inline(event, &mut loose),
            }
        }
    }

    fn block(&mut self, tag: Tag<'a>) -> Block {
        match tag {
            Tag::Heading { level, .. } => Block::Heading(level as u8, self.inlines()),
            Tag::Paragraph => Block::Paragraph(self.inlines()),
            Tag::CodeBlock(_) => Block::Code(self.plain_text()),
            Tag::Table(_) => self.table(),
            Tag::BlockQuote(_) if self.depth < DEPTH_MAX => Block::Quote(self.deeper(Self::blocks)),
            Tag::List(first) if self.depth < DEPTH_MAX => Block::List(first, self.items()),
            // Raw HTML, and what is nested too deep.
            _ => Block::Paragraph(vec![Inline::Text(self.plain_text().trim_end().to_owned())]),
        }
    }

    fn items(&mut self) -> Vec<Vec<Block>> {
        let mut items = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.events.next() {
            items.push(self.deeper(Self::blocks));
        }
        items
    }

    fn table(&mut self) -> Block {
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        let mut cell_count = 0;
        while let Some(Event::Start(tag)) = self.events.next() {
            let mut cells = self.cells();
            cell_count += cells.len();
            if matches!(tag, Tag::TableHead) {
                head = cells;
                continue;
            }
            while cell_count > FILLED_CELLS_MAX && cells.last().is_some_and(Vec::is_empty) {
                cells.pop();
            }
            rows.push(cells);
        }
        Block::Table { head, rows }
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.events.next() {
            cells.push(self.inlines());
        }
        cells
    }

    fn inlines(&mut self) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some(event) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.inline(event, &mut inlines);
        }
        inlines
    }

    fn inline(&mut self, event: Event<'a>, inlines: &mut Vec<Inline>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => push_text(&text, inlines),
            Event::Code(text) => inlines.push(Inline::Code(text.into_string())),
            Event::SoftBreak => push_text("\n", inlines),
            Event::HardBreak => inlines.push(Inline::Break),
            Event::Start(tag) if self.depth < DEPTH_MAX => {
                let inner = self.deeper(Self::inlines);
                push_element(&tag, inner, inlines);
            }
            Event::Start(_) => push_text(&self.plain_text(), inlines),
            // Of extensions that aren't enabled.
            _ => {}
        }
    }

    fn plain_text(&mut self) -> String {
        let mut text = String::new();
        let mut open = 1;
        for event in self.events.by_ref() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(part) | Event::Html(part) | Event::InlineHtml(part) | Event::Code(part) => {
                    text.push_str(&part);
                }
                Event::SoftBreak | Event::HardBreak => text.push('\n'),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        text
    }
}

fn close_paragraph(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn push_text(text: &str, inlines: &mut Vec<Inline>) {
    match inlines.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ => inlines.push(Inline::Text(text.to_owned())),
    }
}

fn push_element(tag: &Tag<'_>, inner: Vec<Inline>, inlines: &mut Vec<Inline>) {
    match tag {
        Tag::Emphasis => inlines.push(Inline::Emphasis(inner)),
        Tag::Strong => inlines.push(Inline::Strong(inner)),
        Tag::Strikethrough => inlines.push(Inline::Strikethrough(inner)),
        Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
            push_link(&format!("mailto:{dest_url}"), inner, inlines);
        }
        Tag::Link { dest_url, .. } => push_link(dest_url, inner, inlines),
        Tag::Image { dest_url, .. } => push_picture(dest_url, &inner, inlines),
        _ => inlines.extend(inner),
    }
}

fn push_link(address: &str, inner: Vec<Inline>, inlines: &mut Vec<Inline>) {
    let Some(address) = SafeUrl::parse(address) else {
        return inlines.extend(inner);
    };
    let words = Inline::plain(&inner);
    let Some(words) = words.strip_prefix("button:") else {
        return inlines.push(Inline::Link(address, inner));
    };
    let (is_primary, words) = match words.strip_prefix("primary:") {
        Some(words) => (true, words),
        None => (false, words),
    };
    inlines.push(Inline::Button { address, text: words.to_owned(), is_primary });
}

fn push_picture(address: &str, inner: &[Inline], inlines: &mut Vec<Inline>) {
    let alternative = Inline::plain(inner);
    if EMBEDDED_PICTURES.iter().any(|prefix| address.starts_with(prefix)) {
        return inlines.push(Inline::Picture { data: address.to_owned(), alternative });
    }
    let words = if alternative.is_empty() { "Picture" } else { &alternative };
    match SafeUrl::parse(address) {
        Some(address) => inlines.push(Inline::Link(address, vec![Inline::Text(words.to_owned())])),
        None => push_text(words, inlines),
    }
}
