//! From Markdown to the tree, over pulldown-cmark's events.

use super::tree::{Block, Inline};
use super::url::SafeUrl;
use crate::widgets::display;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

/// Deeper nesting is flattened: a bomb must not exhaust the stack.
const DEPTH_MAX: usize = 16;
/// More text isn't read. AWS has no number; a whole dashboard may be larger only through its other widgets.
const TEXT_BYTES_MAX: usize = 100_000;

pub fn parse(markdown: &str) -> Vec<Block> {
    let mut end = markdown.len().min(TEXT_BYTES_MAX);
    while !markdown.is_char_boundary(end) {
        end -= 1;
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(&markdown[..end], options);
    blocks(&mut events, 0)
}

/// Blocks up to the end of the element that was begun last, or of the text.
fn blocks<'a>(events: &mut impl Iterator<Item = Event<'a>>, depth: usize) -> Vec<Block> {
    let mut found = Vec::new();
    // Text that stands in a block without a paragraph of its own, as in a tight list.
    let mut loose: Vec<Inline> = Vec::new();
    let flush = |loose: &mut Vec<Inline>, found: &mut Vec<Block>| {
        if !loose.is_empty() {
            found.push(Block::Paragraph(std::mem::take(loose)));
        }
    };
    while let Some(event) = events.next() {
        match event {
            Event::End(_) => break,
            Event::Rule => {
                flush(&mut loose, &mut found);
                found.push(Block::Rule);
            }
            Event::Start(tag) if is_inline(&tag) => push_inline(Event::Start(tag), events, depth, &mut loose),
            Event::Start(tag) => {
                flush(&mut loose, &mut found);
                block(tag, events, depth, &mut found);
            }
            other => push_inline(other, events, depth, &mut loose),
        }
    }
    flush(&mut loose, &mut found);
    found
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn block<'a>(
    tag: Tag<'a>,
    events: &mut impl Iterator<Item = Event<'a>>,
    depth: usize,
    found: &mut Vec<Block>,
) {
    if DEPTH_MAX <= depth {
        return flatten(events, found);
    }
    match tag {
        Tag::Paragraph => found.push(Block::Paragraph(inlines(events, depth))),
        Tag::Heading { level, .. } => found.push(Block::Heading(level_of(level), inlines(events, depth))),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
            found.push(Block::Code(verbatim(events)));
        }
        // Raw HTML is text.
        Tag::HtmlBlock => {
            let text = verbatim(events);
            found.push(Block::Paragraph(vec![Inline::Text(text.trim_end().to_owned())]));
        }
        Tag::BlockQuote(_) => found.push(Block::Quote(blocks(events, depth + 1))),
        Tag::List(first) => {
            let mut items = Vec::new();
            while let Some(Event::Start(Tag::Item)) = events.next() {
                items.push(blocks(events, depth + 1));
            }
            found.push(Block::List(first, items));
        }
        Tag::Table(_) => found.push(table(events, depth)),
        _ => found.extend(blocks(events, depth + 1)),
    }
}

fn table<'a>(events: &mut impl Iterator<Item = Event<'a>>, depth: usize) -> Block {
    let (mut head, mut rows) = (Vec::new(), Vec::new());
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::TableHead) => head = cells(events, depth),
            Event::Start(Tag::TableRow) => rows.push(cells(events, depth)),
            _ => break,
        }
    }
    Block::Table { head, rows }
}

fn cells<'a>(events: &mut impl Iterator<Item = Event<'a>>, depth: usize) -> Vec<Vec<Inline>> {
    let mut cells = Vec::new();
    while let Some(Event::Start(Tag::TableCell)) = events.next() {
        cells.push(inlines(events, depth));
    }
    cells
}

fn inlines<'a>(events: &mut impl Iterator<Item = Event<'a>>, depth: usize) -> Vec<Inline> {
    let mut found = Vec::new();
    while let Some(event) = events.next() {
        if matches!(event, Event::End(_)) {
            break;
        }
        push_inline(event, events, depth, &mut found);
    }
    found
}

fn push_inline<'a>(
    event: Event<'a>,
    events: &mut impl Iterator<Item = Event<'a>>,
    depth: usize,
    found: &mut Vec<Inline>,
) {
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => push_text(&text, found),
        Event::Code(text) => found.push(Inline::Code(display::lines(&text))),
        Event::SoftBreak => push_text("\n", found),
        Event::HardBreak => found.push(Inline::Break),
        Event::Start(tag) => {
            let inner = if depth < DEPTH_MAX {
                inlines_below(events, depth + 1)
            } else {
                vec![Inline::Text(verbatim(events))]
            };
            match tag {
                Tag::Emphasis => found.push(Inline::Emphasis(inner)),
                Tag::Strong => found.push(Inline::Strong(inner)),
                Tag::Strikethrough => found.push(Inline::Strikethrough(inner)),
                Tag::Link { dest_url, .. } => push_link(&dest_url, inner, found),
                Tag::Image { dest_url, .. } => push_image(&dest_url, &inner, found),
                _ => found.extend(inner),
            }
        }
        _ => {}
    }
}

/// The same as `inlines`, behind a trait object so that the compiler doesn't unfold it without end.
fn inlines_below<'a>(events: &mut dyn Iterator<Item = Event<'a>>, depth: usize) -> Vec<Inline> {
    let mut events = events;
    inlines(&mut events, depth)
}

fn push_text(text: &str, found: &mut Vec<Inline>) {
    match found.last_mut() {
        Some(Inline::Text(before)) => before.push_str(&display::lines(text)),
        _ => found.push(Inline::Text(display::lines(text))),
    }
}

fn push_link(address: &str, inner: Vec<Inline>, found: &mut Vec<Inline>) {
    let Some(address) = SafeUrl::parse(address) else {
        return found.extend(inner);
    };
    let words = Inline::plain(&inner);
    let Some(label) = words.strip_prefix("button:") else {
        return found.push(Inline::Link(address, inner));
    };
    let (is_primary, text) = match label.strip_prefix("primary:") {
        Some(text) => (true, text),
        None => (false, label),
    };
    found.push(Inline::Button { address, text: text.to_owned(), is_primary });
}

fn push_image(address: &str, inner: &[Inline], found: &mut Vec<Inline>) {
    let alternative = Inline::plain(inner);
    let is_embedded = [
        "data:image/png;base64,",
        "data:image/jpeg;base64,",
        "data:image/gif;base64,",
        "data:image/webp;base64,",
    ]
    .iter()
    .any(|prefix| address.starts_with(prefix));
    if is_embedded {
        found.push(Inline::Image { data: address.to_owned(), alternative });
        return;
    }
    let words = if alternative.is_empty() { "Picture".to_owned() } else { alternative };
    match SafeUrl::parse(address) {
        Some(address) => found.push(Inline::Link(address, vec![Inline::Text(words)])),
        None => push_text(&words, found),
    }
}

/// All text up to the end of the element that was begun last.
fn verbatim<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> String {
    let mut text = String::new();
    let mut open = 1;
    for event in events.by_ref() {
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
    display::lines(&text)
}

fn flatten<'a>(events: &mut impl Iterator<Item = Event<'a>>, found: &mut Vec<Block>) {
    found.push(Block::Paragraph(vec![Inline::Text(verbatim(events))]));
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// The tree in a short notation, so that cases are lines.
    fn shown(blocks: &[Block]) -> String {
        let one = |block: &Block| match block {
            Block::Heading(level, inner) => format!("h{level}({})", inlines_shown(inner)),
            Block::Paragraph(inner) => format!("p({})", inlines_shown(inner)),
            Block::Code(text) => format!("pre({text})"),
            Block::Quote(inner) => format!("quote({})", shown(inner)),
            Block::List(first, items) => {
                let items: Vec<String> = items.iter().map(|item| shown(item)).collect();
                format!(
                    "{}({})",
                    first.map_or("ul".to_owned(), |first| format!("ol{first}")),
                    items.join("|")
                )
            }
            Block::Table { head, rows } => {
                let row = |cells: &Vec<Vec<Inline>>| {
                    cells.iter().map(|cell| inlines_shown(cell)).collect::<Vec<_>>().join(",")
                };
                let rows: Vec<String> = rows.iter().map(row).collect();
                format!("table({};{})", row(head), rows.join(";"))
            }
            Block::Rule => "rule".to_owned(),
        };
        blocks.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn inlines_shown(inlines: &[Inline]) -> String {
        let one = |inline: &Inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Code(text) => format!("code({text})"),
            Inline::Emphasis(inner) => format!("em({})", inlines_shown(inner)),
            Inline::Strong(inner) => format!("b({})", inlines_shown(inner)),
            Inline::Strikethrough(inner) => format!("s({})", inlines_shown(inner)),
            Inline::Link(address, inner) => format!("a[{}]({})", address.as_str(), inlines_shown(inner)),
            Inline::Button { address, text, is_primary } => {
                format!("button[{}{}]({text})", address.as_str(), if *is_primary { " primary" } else { "" })
            }
            Inline::Image { alternative, .. } => format!("img({alternative})"),
            Inline::Break => "br".to_owned(),
        };
        inlines.iter().map(one).collect()
    }

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        assert_eq!(shown(&parse(markdown)), expected, "{markdown}");
    }

    #[wasm_bindgen_test]
    fn what_dashboards_hold() {
        check("# Title\nSome *text* with **weight**.", "h1(Title) p(Some em(text) with b(weight).)");
        check("- a\n- b\n  1. c", "ul(p(a)|p(b) ol1(p(c)))");
        check("`x` ~~gone~~  \nnext", "p(code(x) s(gone)brnext)");
        check("```\nlet x;\n```\n\n---\n> quoted", "pre(let x;\n) rule quote(p(quoted))");
        check("| a | b |\n|---|---|\n| 1 | `2` |", "table(a,b;1,code(2))");
        check("[words](https://example.com)", "p(a[https://example.com](words))");
        check(
            "[button:Runbook](#a) [button:primary:Page](mailto:x@y)",
            "p(button[#a](Runbook) button[mailto:x@y primary](Page))",
        );
    }

    #[wasm_bindgen_test]
    fn nothing_in_it_is_markup() {
        check("<b>bold</b> & <img src=x onerror=alert(1)>", "p(<b>bold</b> & <img src=x onerror=alert(1)>)");
        check("<script>\nalert(1)\n</script>", "p(<script>\nalert(1)\n</script>)");
        check("[x](javascript:alert(1))", "p(x)");
        check("<javascript:alert(1)>", "p(javascript:alert(1))");
        check("![pixel](https://tracker.example/p.gif)", "p(a[https://tracker.example/p.gif](pixel))");
        check("![x](data:image/svg+xml;base64,AAAA)", "p(x)");
        check("![dot](data:image/png;base64,AAAA)", "p(img(dot))");
        check("a\u{202e}b", "p(a\u{fffd}b)");
    }

    #[wasm_bindgen_test]
    fn deep_nesting_is_flattened() {
        let _ = parse(&">".repeat(5000));
        let _ = parse(&"*a **b ".repeat(2000));
        let _ = parse(&"- ".repeat(3000));
        let _ = parse(&"[".repeat(20_000));
    }
}
