//! The tree in a short notation, so that cases are lines.

use markdown::{Block, Inline};

pub fn shown(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, inner) => format!("h{level}({})", inlines(inner)),
        Block::Paragraph(inner) => format!("p({})", inlines(inner)),
        // A last line's break may be there or not.
        Block::Code(text) => format!("pre({})", text.trim_end_matches('\n')),
        Block::Html(text) => format!("html({})", text.trim_end()),
        Block::Quote(inner) => format!("quote({})", shown(inner)),
        Block::List(first, items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item)).collect();
            format!("{}({})", first.map_or("ul".to_owned(), |first| format!("ol{first}")), items.join("|"))
        }
        Block::Table { head, rows } => {
            let rows: Vec<String> = rows.iter().map(|cells| row(cells)).collect();
            format!("table({};{})", row(head), rows.join(";"))
        }
        Block::Rule => "rule".to_owned(),
    }
}

fn row(cells: &[Vec<Inline>]) -> String {
    cells.iter().map(|cell| inlines(cell)).collect::<Vec<_>>().join(",")
}

fn inlines(inlines: &[Inline]) -> String {
    inlines.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::Code(text) => format!("code({text})"),
        Inline::Emphasis(inner) => format!("em({})", inlines(inner)),
        Inline::Strong(inner) => format!("b({})", inlines(inner)),
        Inline::Strikethrough(inner) => format!("s({})", inlines(inner)),
        Inline::Link(address, inner) => format!("a[{address}]({})", inlines(inner)),
        Inline::Image(address, inner) => format!("img[{address}]({})", inlines(inner)),
        Inline::Break => "br".to_owned(),
    }
}
