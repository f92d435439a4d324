//! The tree as DOM nodes.

use super::parse::parse;
use super::tree::{Block, Inline};
use super::url::SafeUrl;
use crate::dom::{El, View, el, fragment, live, text};
use crate::reactive::Memo;

/// The element that holds the document.
pub fn view(markdown: Memo<String>) -> El {
    el("div").class("markdown").child(live(move || markdown.get(), |markdown| blocks_view(parse(&markdown))))
}

fn blocks_view(blocks: Vec<Block>) -> View {
    fragment(blocks.into_iter().map(|block| block_view(block).into()))
}

fn block_view(block: Block) -> El {
    match block {
        Block::Heading(level, inner) => heading(level).child(inlines_view(inner)),
        Block::Paragraph(inner) => el("p").child(inlines_view(inner)),
        Block::Code(text) => el("pre").attr("tabindex", "0").child(el("code").text(text)),
        Block::Quote(inner) => el("blockquote").child(blocks_view(inner)),
        Block::List(first, items) => {
            let list = match first {
                Some(first) => el("ol").attr("start", first.to_string()),
                None => el("ul"),
            };
            list.child(fragment(items.into_iter().map(|item| el("li").child(item_view(item)).into())))
        }
        Block::Table { head, rows } => {
            let head =
                head.into_iter().map(|cell| el("th").attr("scope", "col").child(inlines_view(cell)).into());
            let row = |cells: Vec<Vec<Inline>>| {
                let cells = cells.into_iter().map(|cell| el("td").child(inlines_view(cell)).into());
                el("tr").child(fragment(cells)).into()
            };
            el("table")
                .child(el("thead").child(el("tr").child(fragment(head))))
                .child(el("tbody").child(fragment(rows.into_iter().map(row))))
        }
        Block::Rule => el("hr"),
    }
}

/// The page and the widget have headings of their own above these.
fn heading(level: u8) -> El {
    match level {
        1 => el("h3").attr("data-level", "1"),
        2 => el("h4").attr("data-level", "2"),
        3 => el("h5").attr("data-level", "3"),
        _ => el("h6"),
    }
}

/// A list's item that is one paragraph stands without the paragraph's space.
fn item_view(mut item: Vec<Block>) -> View {
    match (item.len(), item.pop()) {
        (1, Some(Block::Paragraph(inner))) => inlines_view(inner),
        (_, last) => blocks_view(item.into_iter().chain(last).collect()),
    }
}

fn inlines_view(inlines: Vec<Inline>) -> View {
    fragment(inlines.into_iter().map(inline_view))
}

fn inline_view(inline: Inline) -> View {
    let element = match inline {
        Inline::Text(words) => return text(words),
        Inline::Code(text) => el("code").text(text),
        Inline::Emphasis(inner) => el("em").child(inlines_view(inner)),
        Inline::Strong(inner) => el("strong").child(inlines_view(inner)),
        Inline::Strikethrough(inner) => el("s").child(inlines_view(inner)),
        Inline::Link(address, inner) => link(&address).child(inlines_view(inner)),
        Inline::Button { address, text, is_primary } => {
            let kind = if is_primary { "primary" } else { "normal" };
            link(&address).class("button").attr("data-kind", kind).text(text)
        }
        Inline::Image { data, alternative } => el("img").attr("src", data).attr("alt", alternative),
        Inline::Break => el("br"),
    };
    element.into()
}

fn link(address: &SafeUrl) -> El {
    el("a")
        .attr("href", address.as_str().to_owned())
        .attr("rel", "noopener noreferrer")
        .attr("target", address.is_external().then_some("_blank"))
}
