//! The tree as elements. Words become text nodes, so that nothing in them can ever be markup.

use super::markdown::{Block, Inline, parse};
use super::url::SafeUrl;
use crate::widgets::display;
use leptos::prelude::*;

/// The element that holds the document.
#[component]
pub fn MarkdownView(#[prop(into)] markdown: Signal<String>) -> impl IntoView {
    view! { <div class="markdown">{move || blocks_view(markdown.with(|markdown| parse(markdown)))}</div> }
}

fn blocks_view(blocks: Vec<Block>) -> Vec<AnyView> {
    blocks.into_iter().map(block_view).collect()
}

fn block_view(block: Block) -> AnyView {
    match block {
        Block::Heading(level, inner) => heading_view(level, inlines_view(inner)),
        Block::Paragraph(inner) => view! { <p>{inlines_view(inner)}</p> }.into_any(),
        Block::Code(code) => {
            view! { <pre tabindex="0"><code>{display::whole(&code)}</code></pre> }.into_any()
        }
        Block::Quote(inner) => view! { <blockquote>{blocks_view(inner)}</blockquote> }.into_any(),
        Block::List(first, items) => {
            let items = items.into_iter().map(|item| view! { <li>{item_view(item)}</li> }).collect_view();
            match first {
                Some(first) => view! { <ol start=first.to_string()>{items}</ol> }.into_any(),
                None => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        Block::Table { head, rows } => table_view(head, rows),
        Block::Rule => view! { <hr /> }.into_any(),
    }
}

/// The page and the widget have headings of their own above these.
fn heading_view(level: u8, inner: Vec<AnyView>) -> AnyView {
    match level {
        1 => view! { <h3 data-level="1">{inner}</h3> }.into_any(),
        2 => view! { <h4 data-level="2">{inner}</h4> }.into_any(),
        3 => view! { <h5 data-level="3">{inner}</h5> }.into_any(),
        _ => view! { <h6>{inner}</h6> }.into_any(),
    }
}

fn table_view(head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>>) -> AnyView {
    let head =
        head.into_iter().map(|cell| view! { <th scope="col">{inlines_view(cell)}</th> }).collect_view();
    let row = |cells: Vec<Vec<Inline>>| {
        let cells = cells.into_iter().map(|cell| view! { <td>{inlines_view(cell)}</td> }).collect_view();
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
        Inline::Text(text) => display::whole(&text).into_any(),
        Inline::Code(code) => view! { <code>{display::whole(&code)}</code> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines_view(inner)}</em> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines_view(inner)}</strong> }.into_any(),
        Inline::Strikethrough(inner) => view! { <s>{inlines_view(inner)}</s> }.into_any(),
        Inline::Link(address, inner) => view! {
            <a href=address.as_str().to_owned() rel="noopener noreferrer" target=target(&address)>
                {inlines_view(inner)}
            </a>
        }
        .into_any(),
        Inline::Button { address, text, is_primary } => view! {
            <a
                href=address.as_str().to_owned()
                rel="noopener noreferrer"
                target=target(&address)
                class="button"
                data-kind=if is_primary { "primary" } else { "normal" }
            >
                {display::whole(&text)}
            </a>
        }
        .into_any(),
        Inline::Picture { data, alternative } => {
            view! { <img src=data alt=display::whole(&alternative) /> }.into_any()
        }
        Inline::Break => view! { <br /> }.into_any(),
    }
}

/// What leads out of the app opens in a tab of its own.
fn target(address: &SafeUrl) -> Option<&'static str> {
    address.is_external().then_some("_blank")
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::mount::mount_to;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(markdown: &'static str, expected: &str) {
        let root: web_sys::HtmlElement = document().create_element("div").unwrap().unchecked_into();
        let mounted = mount_to(root.clone(), move || blocks_view(parse(markdown)));
        // What all links have is of no interest here, nor where Leptos marks the ends of lists.
        let shown = root
            .inner_html()
            .replace(r#" rel="noopener noreferrer""#, "")
            .replace(r#" target="_blank""#, " out")
            .replace("<!---->", "");
        drop(mounted);
        assert_eq!(shown, expected, "{markdown}");
    }

    #[wasm_bindgen_test]
    fn what_dashboards_hold() {
        check(
            "# Title\nSome *text* with **weight**.",
            "<h3 data-level=\"1\">Title</h3><p>Some <em>text</em> with <strong>weight</strong>.</p>",
        );
        check("- a\n- b\n  1. c", "<ul><li>a</li><li><p>b</p><ol start=\"1\"><li>c</li></ol></li></ul>");
        check("`x` ~~gone~~  \nnext", "<p><code>x</code> <s>gone</s><br>next</p>");
        check(
            "```\nlet x;\n```\n\n---\n> quoted",
            "<pre tabindex=\"0\"><code>let x;\n</code></pre><hr><blockquote><p>quoted</p></blockquote>",
        );
        check(
            "| a | b |\n|---|---|\n| 1 | `2` |",
            "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead>\
             <tbody><tr><td>1</td><td><code>2</code></td></tr></tbody></table>",
        );
        check("[words](https://example.com)", "<p><a href=\"https://example.com\" out>words</a></p>");
        check("[words](#a)", "<p><a href=\"#a\">words</a></p>");
        check("<a@b.example>", "<p><a href=\"mailto:a@b.example\" out>a@b.example</a></p>");
        check(
            "[button:Runbook](#a) [button:primary:Page](mailto:x@y)",
            "<p><a class=\"button\" href=\"#a\" data-kind=\"normal\">Runbook</a> \
             <a class=\"button\" href=\"mailto:x@y\" out data-kind=\"primary\">Page</a></p>",
        );
    }

    #[wasm_bindgen_test]
    fn nothing_in_it_is_markup() {
        check(
            "<b>bold</b> & <img src=x onerror=alert(1)>",
            "<p>&lt;b&gt;bold&lt;/b&gt; &amp; &lt;img src=x onerror=alert(1)&gt;</p>",
        );
        check("<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>");
        check("[x](javascript:alert(1))", "<p>x</p>");
        check(
            "![pixel](https://tracker.example/p.gif)",
            "<p><a href=\"https://tracker.example/p.gif\" out>pixel</a></p>",
        );
        check(
            "![dot](data:image/png;base64,AAAA)",
            "<p><img src=\"data:image/png;base64,AAAA\" alt=\"dot\"></p>",
        );
        check("a\u{202e}b", "<p>a\u{fffd}b</p>");
    }
}
