//! Any text, and texts that are made to take long.

use markdown::{Block, DEPTH_MAX, Inline, TEXT_BYTES_MAX, parse};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_depth(&parse(&text), 0);
    }

    #[test]
    fn any_marks_are_read(text in "[ \t\n\r*_~`\\[\\]()<>!&#;|:=+.a1\\\\\"'é-]{0,200}") {
        check_depth(&parse(&text), 0);
    }
}

/// Whoever draws the tree may go down by recursion.
fn check_depth(blocks: &[Block], depth: usize) {
    assert!(depth <= DEPTH_MAX);
    for block in blocks {
        match block {
            Block::Heading(_, inner) | Block::Paragraph(inner) => check_inline_depth(inner, 0),
            Block::Quote(inner) => check_depth(inner, depth + 1),
            Block::List(_, items) => items.iter().for_each(|item| check_depth(item, depth + 1)),
            Block::Table { head, rows } => {
                let cells = head.iter().chain(rows.iter().flatten());
                cells.for_each(|cell| check_inline_depth(cell, 0));
            }
            Block::Code(_) | Block::Html(_) | Block::Rule => {}
        }
    }
}

fn check_inline_depth(inlines: &[Inline], depth: usize) {
    assert!(depth <= DEPTH_MAX);
    for inline in inlines {
        match inline {
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link(_, inner)
            | Inline::Image(_, inner) => check_inline_depth(inner, depth + 1),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

/// Pieces that other readers have stumbled over when they are repeated. What takes quadratic time here takes
/// minutes, so that a test that ends has passed.
const REPEATED: &[&str] = &[
    "[",
    "]",
    "*",
    "_",
    "~",
    "`",
    "<",
    ">",
    "&",
    "!",
    "|",
    "#",
    "- ",
    "1. ",
    "> ",
    ">\n",
    "> > ",
    "* a\n",
    "**a ",
    "*a **b ",
    "*a_ ",
    "a**b",
    "_a __b ",
    "a_ ",
    "~~a ",
    "[a](",
    "[a](b",
    "[a](<b",
    "[a](b \"",
    "[a](b (",
    "![a](",
    "[a][",
    "[a]: b\n",
    "[a]: <b\n",
    "[a]: b \"",
    "[]",
    "[]()",
    "![",
    "![[]()",
    "[ (](",
    "`a``b",
    "<a ",
    "<a b=\"",
    "<a b='",
    "<!-- ",
    "<!A ",
    "<?",
    "<![CDATA[",
    "<a@",
    "<aa:",
    "</a ",
    "<div>\n",
    "|a",
    "|-",
    "a|\n-|\n",
    "|\n",
    "\\",
    "\\\n",
    "  \n",
    "\t",
    "    a\n",
    "- a\n  ",
    "-\n",
    "```\n",
    "~~~",
    "===\n",
    "a\n===\n",
    "a\n-\n",
    "&#1",
    "&amp",
    "(",
    "((",
    "\u{0}",
    "é*",
    "*é",
    "\r",
];

#[test]
fn repetition_takes_no_longer_than_other_text() {
    for piece in REPEATED {
        let count = TEXT_BYTES_MAX / piece.len();
        check_depth(&parse(&piece.repeat(count)), 0);
        // The same with what might have been waited for at the end.
        for end in ["]", ")", ">", "](b)", "\n\n[a]: b"] {
            check_depth(&parse(&(piece.repeat(count / 5) + end)), 0);
        }
    }
}

#[test]
fn halves_that_meet_in_the_middle() {
    for (open, close) in
        [("[", "](a)"), ("*a", "a*"), ("**a", "a**"), ("![", "](a)"), ("`", "`"), ("(", ")"), ("<b>", "</b>")]
    {
        let text = open.repeat(10_000) + &close.repeat(10_000);
        check_depth(&parse(&text), 0);
        check_depth(&parse(&["[a](", &text, ")"].concat()), 0);
    }
    let mut ticks = String::new();
    for len in 1..400 {
        ticks += &"`".repeat(len);
        ticks.push('a');
    }
    check_depth(&parse(&ticks), 0);
}

#[test]
fn a_long_address_is_not_repeated_without_end() {
    let text = format!("[a]: {}\n\n{}", "x".repeat(20_000), "[a]".repeat(20_000));
    let blocks = parse(&text);
    let [Block::Paragraph(inlines)] = &blocks[..] else { panic!() };
    let links = inlines.iter().filter(|inline| matches!(inline, Inline::Link(..))).count();
    assert_eq!(links, 5);
}

#[test]
fn a_wide_head_is_not_repeated_without_end() {
    let columns = 5_000;
    let text = ["a|".repeat(columns), "\n".into(), "-|".repeat(columns), "\n".into(), "a|\n".repeat(10_000)]
        .concat();
    let blocks = parse(&text);
    let [Block::Table { head, rows }] = &blocks[..] else { panic!() };
    assert_eq!(head.len(), columns);
    assert!(rows.iter().map(Vec::len).sum::<usize>() < 40_000);
}

#[test]
fn what_is_too_long_is_cut_between_characters() {
    let blocks = parse(&"é".repeat(TEXT_BYTES_MAX));
    let [Block::Paragraph(inlines)] = &blocks[..] else { panic!() };
    assert_eq!(Inline::plain(inlines).len(), TEXT_BYTES_MAX);
}
