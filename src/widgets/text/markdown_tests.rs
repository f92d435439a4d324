//! What is written and what it becomes, as lines; texts that want to become markup, and such as want to take
//! long.

use super::markdown::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// The tree in a short notation.
fn notation(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, inner) => format!("h{level}({})", inlines(inner)),
        Block::Paragraph(inner) => format!("p({})", inlines(inner)),
        // A last line's break may be there or not.
        Block::Code(text) => format!("pre({})", text.trim_end_matches('\n')),
        Block::Quote(inner) => format!("quote({})", notation(inner)),
        Block::List(first, items) => {
            let items: Vec<String> = items.iter().map(|item| notation(item)).collect();
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
        Inline::Link(address, inner) => format!("a[{}]({})", address.as_str(), inlines(inner)),
        Inline::Button { address, text, is_primary } => {
            format!("button[{}{}]({text})", address.as_str(), if *is_primary { " primary" } else { "" })
        }
        Inline::Picture { alternative, .. } => format!("img({alternative})"),
        Inline::Break => "br".to_owned(),
    }
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    assert_eq!(notation(&parse(markdown)), expected, "{markdown:?}");
}

#[wasm_bindgen_test]
fn headings_paragraphs_and_rules() {
    check("# a\n## b\n###### c\n####### d", "h1(a) h2(b) h6(c) p(####### d)");
    check("a\n=\nb\n---", "h1(a) h2(b)");
    check("a\nb\n\n\nc", "p(a\nb) p(c)");
    check("---\n***\n _ _ _ \n--\n", "rule rule rule p(--)");
    check("a  \nb\\\nc", "p(abrbbrc)");
    check("", "");
}

#[wasm_bindgen_test]
fn code() {
    check("    a\n\n      b\n\nc", "pre(a\n\n  b) p(c)");
    check("```\n<a>\n *b*\n```", "pre(<a>\n *b*)");
    check("`a` `` b`c ``", "p(code(a) code(b`c))");
}

#[wasm_bindgen_test]
fn quotes_and_lists() {
    check("> a\n>b\n>\n> c", "quote(p(a\nb) p(c))");
    check("> > a\n> b\nc", "quote(quote(p(a\nb\nc)))");
    check("- a\n- b\n\n- c", "ul(p(a)|p(b)|p(c))");
    check("- a\n+ b\n* c", "ul(p(a)) ul(p(b)) ul(p(c))");
    check("007. a", "ol7(p(a))");
    check("- a\n  - b\n    - c\n- d", "ul(p(a) ul(p(b) ul(p(c)))|p(d))");
    check("- a\n- *b* c\n  1. d", "ul(p(a)|p(em(b) c) ol1(p(d)))");
    check("- # a\n- > b\n- 1. c\n- * * *", "ul(h1(a)|quote(p(b))|ol1(p(c))|rule)");
    check("- [ ] a\n- [x] b", "ul(p([ ] a)|p([x] b))");
}

#[wasm_bindgen_test]
fn emphasis() {
    check("*a* _b_ **c** __d__ ~~e~~ ~f~", "p(em(a) em(b) b(c) b(d) s(e) s(f))");
    check("***a*** *a **b***", "p(em(b(a)) em(a b(b)))");
}

#[wasm_bindgen_test]
fn tables() {
    check("|a|b|\n|-|:-:|\n|1|`2`|\n|3|", "table(a,b;1,code(2);3,)");
    check("| a \\| b | `c \\| d` |\n|---|---|", "table(a | b,code(c | d);)");
    check("|a|\n|-|\n> b", "table(a;) quote(p(b))");
}

#[wasm_bindgen_test]
fn links() {
    check("[words](https://example.com) [a](#b)", "p(a[https://example.com](words) a[#b](a))");
    check("[a [b] *c*](d)", "p(a[d](a [b] em(c)))");
    check("[a] [b][a]\n\n[a]: /u", "p(a[/u](a) a[/u](b))");
    check("<http://a.b/c?d=e&f>", "p(a[http://a.b/c?d=e&f](http://a.b/c?d=e&f))");
    check("<a@b.example>", "p(a[mailto:a@b.example](a@b.example))");
    check(
        "[button:Runbook](#a) [button:primary:Page](mailto:x@y)",
        "p(button[#a](Runbook) button[mailto:x@y primary](Page))",
    );
}

#[wasm_bindgen_test]
fn escapes_and_references() {
    check("\\*a\\* \\a &amp; &hellip; &#65; &#x42;", "p(*a* \\a & … A B)");
    check("&#42;a&#42; `&amp;` \\&amp;", "p(*a* code(&amp;) &amp;)");
}

#[wasm_bindgen_test]
fn html_is_text() {
    check("<b>bold</b> & <img src=x onerror=alert(1)>", "p(<b>bold</b> & <img src=x onerror=alert(1)>)");
    check("<script>\nalert(1)\n</script>", "p(<script>\nalert(1)\n</script>)");
    check("<div>\n*a*\n\n*b*\n</div>", "p(<div>\n*a*) p(em(b)) p(</div>)");
    check("a <!-- *b* --> <x> *c*", "p(a <!-- *b* --> <x> em(c))");
    check("&lt;script&gt;", "p(<script>)");
}

#[wasm_bindgen_test]
fn addresses_are_safe() {
    check("[x](javascript:alert(1))", "p(x)");
    check("[x](JavaScript&colon;alert(1))", "p(x)");
    check("[x](java&#10;script:alert(1))", "p(x)");
    check("<javascript:alert(1)>", "p(javascript:alert(1))");
    check("[a]\n\n[a]: javascript:alert(1)", "p(a)");
    check("[x](data:text/html;base64,AAAA)", "p(x)");
    check("[button:x](vbscript:x)", "p(button:x)");
}

#[wasm_bindgen_test]
fn pictures_come_from_the_text_alone() {
    check("![pixel](https://tracker.example/p.gif)", "p(a[https://tracker.example/p.gif](pixel))");
    check("![](#x)", "p(a[#x](Picture))");
    check("![x](data:image/svg+xml;base64,AAAA)", "p(x)");
    check("![x](javascript:alert(1))", "p(x)");
    check("![dot](data:image/png;base64,AAAA)", "p(img(dot))");
}

#[wasm_bindgen_test]
fn deep_nesting_is_flattened() {
    let quoted = |inner: &str| "quote(".repeat(DEPTH_MAX) + inner + &")".repeat(DEPTH_MAX);
    check(&("> ".repeat(DEPTH_MAX) + "a"), &quoted("p(a)"));
    check(&("> ".repeat(DEPTH_MAX + 5) + "a"), &quoted("p(a)"));
    let open = "*a **b ".repeat(DEPTH_MAX);
    let close = " b** a*".repeat(DEPTH_MAX);
    let notation = notation(&parse(&format!("{open}c{close}")));
    assert_eq!(notation.matches("em(").count() + notation.matches("b(").count(), DEPTH_MAX);
}

/// How deep a tree is, and how many nodes it has.
fn measure(blocks: &[Block]) -> (usize, usize) {
    let mut sizes = vec![(0, 0)];
    for block in blocks {
        match block {
            Block::Heading(_, inner) | Block::Paragraph(inner) => sizes.push(measure_inlines(inner)),
            Block::Quote(inner) => sizes.push(measure(inner)),
            Block::List(_, items) => sizes.extend(items.iter().map(|item| measure(item))),
            Block::Table { head, rows } => {
                sizes.extend(head.iter().chain(rows.iter().flatten()).map(|cell| measure_inlines(cell)));
            }
            Block::Code(_) | Block::Rule => sizes.push((0, 0)),
        }
    }
    sum(sizes)
}

fn measure_inlines(inlines: &[Inline]) -> (usize, usize) {
    let size = |inline: &Inline| match inline {
        Inline::Emphasis(inner)
        | Inline::Strong(inner)
        | Inline::Strikethrough(inner)
        | Inline::Link(_, inner) => measure_inlines(inner),
        _ => (0, 0),
    };
    sum(inlines.iter().map(size).collect())
}

fn sum(sizes: Vec<(usize, usize)>) -> (usize, usize) {
    let depth = sizes.iter().map(|(depth, _)| depth).max().copied().unwrap_or_default();
    (depth + 1, 1 + sizes.iter().map(|(_, nodes)| nodes).sum::<usize>())
}

/// Enough to show time and nodes that grow faster than the text.
const REPEATED_BYTES: usize = 40_000;

#[wasm_bindgen_test]
fn repetition_makes_no_deep_and_no_endless_tree() {
    for piece in [
        "[",
        "*",
        "_",
        "~",
        "`",
        "<",
        ">",
        "&",
        "|",
        "- ",
        "1. ",
        "> ",
        "> > ",
        "* a\n",
        "*a **b ",
        "*a_ ",
        "a**b",
        "[a](",
        "[a](<b",
        "![a](",
        "[a][",
        "[a]: b\n",
        "![[]()",
        "`a``b",
        "<a b=\"",
        "<!-- ",
        "<![CDATA[",
        "<a@",
        "<div>\n",
        "a|\n-|\n",
        "|\n",
        "\\\n",
        "- a\n  ",
        "```\n",
        "a\n===\n",
        "&#1",
        "\u{0}",
        "é*",
        "\r",
    ] {
        let (depth, nodes) = measure(&parse(&piece.repeat(REPEATED_BYTES / piece.len())));
        assert!(depth <= DEPTH_MAX + 3, "{piece:?} nests {depth} levels");
        assert!(nodes <= 2 * REPEATED_BYTES, "{piece:?} makes {nodes} nodes");
    }
}

#[wasm_bindgen_test]
fn nothing_short_becomes_something_long() {
    let long_address = format!("[a]: {}\n\n{}", "x".repeat(20_000), "[a]".repeat(20_000));
    assert!(notation(&parse(&long_address)).len() < 4 * TEXT_BYTES_MAX);
    let columns = 5_000;
    let wide = format!("{}\n{}\n{}", "a|".repeat(columns), "-|".repeat(columns), "a|\n".repeat(10_000));
    let blocks = parse(&wide);
    // The rest is no table any more, but words.
    let [Block::Table { head, rows }, ..] = &blocks[..] else { panic!("no table") };
    assert_eq!(head.len(), columns);
    assert!(rows.iter().map(Vec::len).sum::<usize>() < 2 * FILLED_CELLS_MAX);
}

#[wasm_bindgen_test]
fn what_is_too_long_is_cut_between_characters() {
    let blocks = parse(&"é€".repeat(TEXT_BYTES_MAX));
    let [Block::Paragraph(inner)] = &blocks[..] else { panic!("no paragraph") };
    let len = Inline::plain(inner).len();
    assert!(len <= TEXT_BYTES_MAX && len + 3 > TEXT_BYTES_MAX, "{len}");
}
