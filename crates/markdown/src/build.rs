//! Between the passes: from blocks of text to the tree. Runs after all lines have been read, since a
//! reference may be defined below where it is used.

use crate::blocks::{Document, Kind, Node};
use crate::inlines;
use crate::link::References;
use crate::scan;
use crate::table;
use crate::tree::{Block, Inline};

/// Rows that end early are filled up, but not with more cells than this: a wide head above many short rows
/// would be most of a page of nothing.
const FILLED_CELLS_MAX: usize = 10_000;

pub fn blocks(document: Document) -> Vec<Block> {
    let mut builder = Builder { references: document.references, filled_cells: 0 };
    builder.blocks(document.children)
}

struct Builder {
    references: References,
    filled_cells: usize,
}

impl Builder {
    fn blocks(&mut self, nodes: Vec<Node>) -> Vec<Block> {
        let mut blocks = Vec::with_capacity(nodes.len());
        for node in nodes {
            blocks.push(self.block(node));
        }
        blocks
    }

    fn block(&mut self, node: Node) -> Block {
        match node.kind {
            Kind::Heading(level) => Block::Heading(level, self.inlines(&node.text)),
            Kind::Code(_) => Block::Code(node.text),
            Kind::Html(_) => Block::Html(node.text),
            Kind::Document | Kind::Quote | Kind::Item(_) => Block::Quote(self.blocks(node.children)),
            Kind::List(marker) => {
                let mut items = Vec::with_capacity(node.children.len());
                for item in node.children {
                    items.push(self.blocks(item.children));
                }
                Block::List(marker.number, items)
            }
            Kind::Table(columns) => self.table(&node.text, columns),
            Kind::Rule => Block::Rule,
            Kind::Paragraph => Block::Paragraph(self.inlines(&node.text)),
        }
    }

    fn table(&mut self, text: &str, columns: usize) -> Block {
        let mut rows = Vec::new();
        for line in text.lines() {
            rows.push(self.row(line, columns));
        }
        let head = rows.remove(0);
        Block::Table { head, rows }
    }

    fn row(&mut self, line: &str, columns: usize) -> Vec<Vec<Inline>> {
        let mut row = Vec::new();
        for cell in table::cells(line).iter().take(columns) {
            row.push(self.inlines(cell));
        }
        let missing = (columns - row.len()).min(FILLED_CELLS_MAX - self.filled_cells);
        self.filled_cells += missing;
        row.resize(row.len() + missing, Vec::new());
        row
    }

    fn inlines(&mut self, text: &str) -> Vec<Inline> {
        inlines::inlines(scan::trim_end(text, scan::SPACE_AND_LINE_END), &mut self.references)
    }
}
