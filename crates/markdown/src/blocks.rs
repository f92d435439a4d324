//! The first pass: from lines to blocks whose text is still as it was written.
//!
//! Blocks that may go on stand on a stack, the outermost first. Each line says of every one, from the outside
//! in, whether it goes on; what begins on the line comes on top; what doesn't go on is closed when something
//! else is put in its place. So every line costs what it is long, times how deep blocks nest.

use crate::DEPTH_MAX;
use crate::html::{self, End};
use crate::line::Line;
use crate::link::{self, References};
use crate::scan::{self, SPACE};
use crate::starts::{self, Fence, Marker};
use crate::table;

/// A block and what is in it.
pub struct Node {
    pub kind: Kind,
    /// Of a leaf, each line with its break at the end.
    pub text: String,
    pub children: Vec<Node>,
}

pub enum Kind {
    Document,
    Quote,
    List(Marker),
    /// Its lines are so far indented.
    Item(usize),
    Paragraph,
    Heading(u8),
    /// Fenced, or indented.
    Code(Option<Fence>),
    Html(End),
    /// The number of columns. The first line of the text is the head.
    Table(usize),
    Rule,
}

/// All blocks, and the references that were defined between them.
pub struct Document {
    pub children: Vec<Node>,
    pub references: References,
}

pub fn document(text: &str) -> Document {
    let mut reader = Reader { open: vec![Node::new(Kind::Document)], references: References::default() };
    let mut rest = text;
    while !rest.is_empty() {
        let end = scan::find(rest, b"\n\r").unwrap_or(rest.len());
        reader.line(&rest[..end]);
        let len = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = rest.get(end + len..).unwrap_or_default();
    }
    reader.close_down_to(1);
    let children = reader.open.pop().map(|document| document.children).unwrap_or_default();
    Document { children, references: reader.references }
}

impl Node {
    fn new(kind: Kind) -> Self {
        Node { kind, text: String::new(), children: Vec::new() }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.children.is_empty()
    }
}

struct Reader {
    /// Never empty: the document is the first.
    open: Vec<Node>,
    references: References,
}

/// What an open block says of a line.
enum GoesOn {
    Yes,
    No,
    /// The line was its last.
    Ended,
}

/// What begins on a line.
enum Start {
    Nothing,
    /// More may begin in it.
    Container,
    /// The rest of the line is its text.
    Leaf,
    /// The line has been read.
    Done,
}

impl Reader {
    fn line(&mut self, text: &str) {
        let mut line = Line::new(text);
        let mut going_on = 1;
        while going_on < self.open.len() {
            match self.goes_on(going_on, &mut line) {
                GoesOn::Yes => going_on += 1,
                GoesOn::No => break,
                GoesOn::Ended => return self.close_down_to(going_on),
            }
        }
        loop {
            match self.start(&mut going_on, &mut line) {
                Start::Container => {}
                Start::Nothing | Start::Leaf => break,
                Start::Done => return,
            }
        }
        let is_lazy = going_on < self.open.len() && matches!(self.last().kind, Kind::Paragraph);
        if is_lazy && !line.is_blank() {
            return line.push_content(&mut self.last().text);
        }
        self.close_down_to(going_on);
        self.add(&line);
    }

    fn goes_on(&mut self, index: usize, line: &mut Line<'_>) -> GoesOn {
        let (indent, content) = (line.indent(), line.content());
        let is_blank = content.is_empty();
        let has_content = index + 1 < self.open.len() || !self.open[index].children.is_empty();
        let goes_on = match self.open[index].kind {
            Kind::Document | Kind::List(_) => true,
            Kind::Quote if indent < 4 && content.starts_with('>') => {
                read_quote_mark(line);
                true
            }
            Kind::Item(_) if is_blank => has_content,
            Kind::Item(wanted) if wanted <= indent => {
                line.skip_columns(wanted);
                true
            }
            Kind::Code(Some(fence)) => {
                if indent < 4 && fence.is_closed_by(content) {
                    return GoesOn::Ended;
                }
                line.skip_columns(fence.indent);
                true
            }
            Kind::Code(None) if is_blank || 4 <= indent => {
                line.skip_columns(4);
                true
            }
            Kind::Html(End::Blank) | Kind::Paragraph | Kind::Table(_) => !is_blank,
            Kind::Html(_) => true,
            Kind::Quote | Kind::Item(_) | Kind::Code(None) | Kind::Heading(_) | Kind::Rule => false,
        };
        if goes_on { GoesOn::Yes } else { GoesOn::No }
    }

    /// Begins a block, if one begins here. `going_on` is the number of blocks that go on.
    fn start(&mut self, going_on: &mut usize, line: &mut Line<'_>) -> Start {
        if matches!(self.open[*going_on - 1].kind, Kind::Code(_) | Kind::Html(_)) {
            return Start::Nothing;
        }
        let (indent, content) = (line.indent(), line.content());
        let innermost = &self.open[*going_on - 1].kind;
        let (in_paragraph, in_table) =
            (matches!(innermost, Kind::Paragraph), matches!(innermost, Kind::Table(_)));
        let after_paragraph = matches!(self.last().kind, Kind::Paragraph);
        if 4 <= indent {
            if after_paragraph || in_table || content.is_empty() {
                return Start::Nothing;
            }
            line.skip_columns(4);
            return self.begin(going_on, Kind::Code(None), Start::Leaf);
        }
        if content.starts_with('>') && self.has_room(*going_on) {
            read_quote_mark(line);
            return self.begin(going_on, Kind::Quote, Start::Container);
        }
        if let Some((level, text)) = starts::heading(content) {
            self.begin(going_on, Kind::Heading(level), Start::Leaf);
            self.last().text.push_str(text);
            return self.end(*going_on);
        }
        if let Some(fence) = Fence::new(content, indent) {
            self.begin(going_on, Kind::Code(Some(fence)), Start::Leaf);
            return Start::Done;
        }
        if let Some(end) = html::block(content, after_paragraph || in_table) {
            return self.begin(going_on, Kind::Html(end), Start::Leaf);
        }
        if in_paragraph && self.becomes_table(content) {
            return Start::Done;
        }
        if in_paragraph && self.becomes_heading(content) {
            return self.end(*going_on);
        }
        if starts::is_rule(content) {
            self.begin(going_on, Kind::Rule, Start::Leaf);
            return self.end(*going_on);
        }
        match Marker::new(content) {
            Some(marker) if self.has_room(*going_on) => self.begin_item(marker, in_paragraph, going_on, line),
            _ => Start::Nothing,
        }
    }

    fn begin_item(
        &mut self,
        marker: Marker,
        in_paragraph: bool,
        going_on: &mut usize,
        line: &mut Line<'_>,
    ) -> Start {
        let is_empty = scan::trim(&line.content()[marker.len..], SPACE).is_empty();
        // A paragraph isn't ended by what may be a number in a sentence.
        if in_paragraph && (is_empty || marker.number.is_some_and(|number| number != 1)) {
            return Start::Nothing;
        }
        let before = line.indent();
        line.skip_content(marker.len);
        let space = match line.indent() {
            space @ 1..=4 if !is_empty => space,
            // What is further in is code, and an empty item may be filled by the next line.
            _ => 1,
        };
        line.skip_columns(space);
        let is_same = |other: &Marker| other.byte == marker.byte;
        if !matches!(&self.open[*going_on - 1].kind, Kind::List(other) if is_same(other)) {
            self.begin(going_on, Kind::List(marker), Start::Container);
        }
        self.begin(going_on, Kind::Item(before + marker.len + space), Start::Container)
    }

    /// Puts a block on top of those that go on, and closes the others.
    fn begin(&mut self, going_on: &mut usize, kind: Kind, start: Start) -> Start {
        self.close_down_to(*going_on);
        let is_closed = match self.last().kind {
            Kind::Paragraph | Kind::Table(_) => true,
            // A list has nothing but items.
            Kind::List(_) => !matches!(kind, Kind::Item(_)),
            _ => false,
        };
        if is_closed {
            self.close_down_to(*going_on - 1);
        }
        self.open.push(Node::new(kind));
        *going_on = self.open.len();
        start
    }

    /// Closes the block on top, which was one line.
    fn end(&mut self, going_on: usize) -> Start {
        self.close_down_to(going_on - 1);
        Start::Done
    }

    /// The paragraph on top is a heading if `line` underlines it and it is more than definitions.
    fn becomes_heading(&mut self, line: &str) -> bool {
        let Some(level) = starts::underline(line) else { return false };
        self.read_definitions();
        let paragraph = self.last();
        if paragraph.text.is_empty() {
            return false;
        }
        paragraph.kind = Kind::Heading(level);
        true
    }

    /// The paragraph on top is the head of a table if `line` announces as many columns. A paragraph of
    /// several lines ends before it if the head begins with a bar.
    fn becomes_table(&mut self, line: &str) -> bool {
        let Some(columns) = table::columns(line) else { return false };
        self.read_definitions();
        let text = &mut self.last().text;
        let before = scan::trim_end(text, b"\n").rfind('\n').map_or(0, |end| end + 1);
        let head = &text[before..];
        let is_head = scan::find(head, b"|").is_some() && (before == 0 || head.starts_with('|'));
        if !is_head || table::cells(scan::trim_end(head, b"\n")).len() != columns {
            return false;
        }
        let mut table = Node::new(Kind::Table(columns));
        table.text = text.split_off(before);
        self.close_down_to(self.open.len() - 1);
        self.open.push(table);
        true
    }

    /// Adds the rest of the line to the block on top.
    fn add(&mut self, line: &Line<'_>) {
        let last = self.last();
        match last.kind {
            Kind::Code(_) => line.push_rest(&mut last.text),
            Kind::Html(end) => {
                line.push_rest(&mut last.text);
                if end.is_in(line.content()) {
                    self.close_down_to(self.open.len() - 1);
                }
            }
            Kind::Paragraph | Kind::Table(_) => line.push_content(&mut last.text),
            _ if line.is_blank() => {}
            _ => {
                let mut count = self.open.len();
                self.begin(&mut count, Kind::Paragraph, Start::Leaf);
                line.push_content(&mut self.last().text);
            }
        }
    }

    fn last(&mut self) -> &mut Node {
        let index = self.open.len() - 1;
        &mut self.open[index]
    }

    /// Whether one more quote or list may begin.
    fn has_room(&self, going_on: usize) -> bool {
        let is_level = |node: &&Node| matches!(node.kind, Kind::Quote | Kind::Item(_));
        self.open[..going_on].iter().filter(is_level).count() < DEPTH_MAX
    }

    /// Closes blocks until only `count` are open.
    fn close_down_to(&mut self, count: usize) {
        while count.max(1) < self.open.len() {
            if matches!(self.last().kind, Kind::Paragraph) {
                self.read_definitions();
            }
            let Some(mut node) = self.open.pop() else { return };
            match node.kind {
                Kind::Paragraph if node.is_empty() => continue,
                Kind::Code(None) => {
                    let len = scan::trim_end(&node.text, scan::SPACE_AND_LINE_END).len();
                    // Up to the end of the last line that isn't blank.
                    let end = scan::find(&node.text[len..], b"\n").map_or(node.text.len(), |at| len + at + 1);
                    node.text.truncate(end);
                }
                _ => {}
            }
            self.last().children.push(node);
        }
    }

    /// Takes the definitions that the paragraph on top begins with out of it.
    fn read_definitions(&mut self) {
        let mut text = std::mem::take(&mut self.last().text);
        let mut at = 0;
        while let Some((label, address, end)) = link::definition(&text, at) {
            self.references.add(label, address);
            at = end;
        }
        text.drain(..at);
        self.last().text = text;
    }
}

fn read_quote_mark(line: &mut Line<'_>) {
    line.skip_content(1);
    line.skip_columns(1);
}
