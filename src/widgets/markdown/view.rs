//! The tree as elements.

use super::url::SafeUrl;
use crate::dom::{El, View, el, fragment, live, text};
use crate::reactive::Memo;
use crate::widgets::display;
use markdown::{Block, Inline, parse};

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
        Block::Code(code) => el("pre").attr("tabindex", "0").child(el("code").text(display::whole(&code))),
        Block::Html(html) => el("p").text(display::whole(html.trim_end())),
        Block::Quote(inner) => el("blockquote").child(blocks_view(inner)),
        Block::List(first, items) => {
            let list = match first {
                Some(first) => el("ol").attr("start", first.to_string()),
                None => el("ul"),
            };
            list.child(fragment(items.into_iter().map(|item| el("li").child(item_view(item)).into())))
        }
        Block::Table { head, rows } => {
            let head_cell = |cell| el("th").attr("scope", "col").child(inlines_view(cell)).into();
            let cell = |cell| el("td").child(inlines_view(cell)).into();
            let row = |cells: Vec<Vec<Inline>>| el("tr").child(fragment(cells.into_iter().map(cell))).into();
            el("table")
                .child(el("thead").child(el("tr").child(fragment(head.into_iter().map(head_cell)))))
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
        (_, last) => {
            item.extend(last);
            blocks_view(item)
        }
    }
}

fn inlines_view(inlines: Vec<Inline>) -> View {
    fragment(inlines.into_iter().map(inline_view))
}

fn inline_view(inline: Inline) -> View {
    let element = match inline {
        Inline::Text(words) => return text(display::whole(&words)),
        Inline::Code(code) => el("code").text(display::whole(&code)),
        Inline::Emphasis(inner) => el("em").child(inlines_view(inner)),
        Inline::Strong(inner) => el("strong").child(inlines_view(inner)),
        Inline::Strikethrough(inner) => el("s").child(inlines_view(inner)),
        Inline::Link(address, inner) => return link_view(&address, inner),
        Inline::Image(address, inner) => return image_view(address, &inner),
        Inline::Break => el("br"),
    };
    element.into()
}

/// An address that isn't safe leaves its words only. The console's `[button:Words](address)` and
/// `[button:primary:Words](address)` look like buttons.
fn link_view(address: &str, inner: Vec<Inline>) -> View {
    let Some(address) = SafeUrl::parse(address) else { return inlines_view(inner) };
    let link = link(&address);
    let words = Inline::plain(&inner);
    let Some(words) = words.strip_prefix("button:") else { return link.child(inlines_view(inner)).into() };
    let (kind, words) = match words.strip_prefix("primary:") {
        Some(words) => ("primary", words),
        None => ("normal", words),
    };
    link.class("button").attr("data-kind", kind).text(display::whole(words)).into()
}

/// Pictures are not loaded from elsewhere: an embedded one is shown, any other is a link.
fn image_view(address: String, inner: &[Inline]) -> View {
    let words = display::whole(&Inline::plain(inner));
    let is_embedded = ["png", "jpeg", "gif", "webp"].iter().any(|format| {
        let rest = address.strip_prefix("data:image/").and_then(|rest| rest.strip_prefix(format));
        rest.is_some_and(|rest| rest.starts_with(";base64,"))
    });
    if is_embedded {
        return el("img").attr("src", address).attr("alt", words).into();
    }
    let words = if words.is_empty() { "Picture".to_owned() } else { words };
    match SafeUrl::parse(&address) {
        Some(address) => link(&address).text(words).into(),
        None => text(words),
    }
}

fn link(address: &SafeUrl) -> El {
    el("a")
        .attr("href", address.as_str().to_owned())
        .attr("rel", "noopener noreferrer")
        .attr("target", address.is_external().then_some("_blank"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        let shown = el("div").child(blocks_view(parse(markdown))).node().inner_html();
        // What all links have is of no interest here.
        let shown = shown.replace(r#" rel="noopener noreferrer""#, "").replace(r#" target="_blank""#, " out");
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
            "<p><a href=\"#a\" class=\"button\" data-kind=\"normal\">Runbook</a> \
             <a href=\"mailto:x@y\" out class=\"button\" data-kind=\"primary\">Page</a></p>",
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
        check("<javascript:alert(1)>", "<p>javascript:alert(1)</p>");
        check("[a]\n\n[a]: javascript:alert(1)", "<p>a</p>");
        check(
            "![pixel](https://tracker.example/p.gif)",
            "<p><a href=\"https://tracker.example/p.gif\" out>pixel</a></p>",
        );
        check("![](#x)", "<p><a href=\"#x\">Picture</a></p>");
        check("![x](data:image/svg+xml;base64,AAAA)", "<p>x</p>");
        check(
            "![dot](data:image/png;base64,AAAA)",
            "<p><img src=\"data:image/png;base64,AAAA\" alt=\"dot\"></p>",
        );
        check("a\u{202e}b", "<p>a\u{fffd}b</p>");
    }
}
