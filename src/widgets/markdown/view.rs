//! The tree as DOM nodes.

use super::parse::parse;
use super::tree::{Block, Inline};
use leptos::prelude::*;

#[component]
pub fn MarkdownView(#[prop(into)] markdown: Signal<String>) -> impl IntoView {
    view! { <div class="markdown">{move || blocks_view(markdown.with(|markdown| parse(markdown)))}</div> }
        .into_any()
}

fn blocks_view(blocks: Vec<Block>) -> Vec<AnyView> {
    blocks.into_iter().map(block_view).collect()
}

fn block_view(block: Block) -> AnyView {
    match block {
        // The page and the widget have headings of their own above these.
        Block::Heading(level, inner) => {
            let inner = inlines_view(inner);
            match level {
                1 => view! { <h3 data-level="1">{inner}</h3> }.into_any(),
                2 => view! { <h4 data-level="2">{inner}</h4> }.into_any(),
                3 => view! { <h5 data-level="3">{inner}</h5> }.into_any(),
                _ => view! { <h6>{inner}</h6> }.into_any(),
            }
        }
        Block::Paragraph(inner) => view! { <p>{inlines_view(inner)}</p> }.into_any(),
        Block::Code(text) => view! { <pre tabindex="0"><code>{text}</code></pre> }.into_any(),
        Block::Quote(inner) => view! { <blockquote>{blocks_view(inner)}</blockquote> }.into_any(),
        Block::List(first, items) => {
            let items = items.into_iter().map(|item| view! { <li>{item_view(item)}</li> }).collect_view();
            match first {
                Some(first) => view! { <ol start=first.to_string()>{items}</ol> }.into_any(),
                None => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        Block::Table { head, rows } => {
            let head = head
                .into_iter()
                .map(|cell| view! { <th scope="col">{inlines_view(cell)}</th> })
                .collect_view();
            let row = |cells: Vec<Vec<Inline>>| {
                let cells =
                    cells.into_iter().map(|cell| view! { <td>{inlines_view(cell)}</td> }).collect_view();
                view! { <tr>{cells}</tr> }
            };
            view! {
                <table>
                    <thead>
                        <tr>{head}</tr>
                    </thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            }
            .into_any()
        }
        Block::Rule => view! { <hr /> }.into_any(),
    }
}

/// A list's item that is one paragraph stands without the paragraph's space.
fn item_view(mut item: Vec<Block>) -> Vec<AnyView> {
    match (item.len(), item.pop()) {
        (1, Some(Block::Paragraph(inner))) => inlines_view(inner),
        (_, last) => blocks_view(item.into_iter().chain(last).collect()),
    }
}

fn inlines_view(inlines: Vec<Inline>) -> Vec<AnyView> {
    inlines.into_iter().map(inline_view).collect()
}

fn inline_view(inline: Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines_view(inner)}</em> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines_view(inner)}</strong> }.into_any(),
        Inline::Strikethrough(inner) => view! { <s>{inlines_view(inner)}</s> }.into_any(),
        Inline::Link(address, inner) => {
            let target = address.is_external().then_some("_blank");
            view! {
                <a href=address.as_str().to_owned() rel="noopener noreferrer" target=target>
                    {inlines_view(inner)}
                </a>
            }
            .into_any()
        }
        Inline::Button { address, text, is_primary } => {
            let target = address.is_external().then_some("_blank");
            let kind = if is_primary { "primary" } else { "normal" };
            view! {
                <a
                    class="button"
                    data-kind=kind
                    href=address.as_str().to_owned()
                    rel="noopener noreferrer"
                    target=target
                >
                    {text}
                </a>
            }
            .into_any()
        }
        Inline::Image { data, alternative } => view! { <img src=data alt=alternative /> }.into_any(),
        Inline::Break => view! { <br /> }.into_any(),
    }
}
