//! pulldown-cmark, an independent reader of the same language, as a witness.

use crate::shown::shown;
use markdown::{Block, Inline, parse};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag};

/// The other reader's tree in our terms.
fn theirs(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    blocks(&mut Parser::new_ext(markdown, options))
}

fn blocks<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> Vec<Block> {
    let mut found = Vec::new();
    // Text of a tight list's items stands without a paragraph.
    let mut loose = Vec::new();
    fn flush(loose: &mut Vec<Inline>, found: &mut Vec<Block>) {
        if !loose.is_empty() {
            found.push(Block::Paragraph(std::mem::take(loose)));
        }
    }
    while let Some(event) = events.next() {
        let tag = match event {
            Event::End(_) => break,
            Event::Start(tag) => tag,
            Event::Rule => {
                flush(&mut loose, &mut found);
                found.push(Block::Rule);
                continue;
            }
            other => {
                push_inline(other, events, &mut loose);
                continue;
            }
        };
        let block = match tag {
            Tag::Paragraph => Block::Paragraph(inlines(events)),
            Tag::Heading { level, .. } => Block::Heading(level as u8, inlines(events)),
            Tag::CodeBlock(_) => Block::Code(text(events)),
            Tag::HtmlBlock => Block::Html(text(events)),
            Tag::BlockQuote(_) => Block::Quote(blocks(events)),
            Tag::List(first) => {
                let mut items = Vec::new();
                while let Some(Event::Start(Tag::Item)) = events.next() {
                    items.push(blocks(events));
                }
                Block::List(first.map(|first| first as u32), items)
            }
            Tag::Table(_) => table(events),
            inline => {
                push_inline(Event::Start(inline), events, &mut loose);
                continue;
            }
        };
        flush(&mut loose, &mut found);
        found.push(block);
    }
    flush(&mut loose, &mut found);
    found
}

fn table<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> Block {
    let (mut head, mut rows) = (Vec::new(), Vec::new());
    while let Some(Event::Start(part)) = events.next() {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = events.next() {
            cells.push(inlines(events));
        }
        if part == Tag::TableHead { head = cells } else { rows.push(cells) }
    }
    Block::Table { head, rows }
}

fn inlines<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> Vec<Inline> {
    let mut found = Vec::new();
    while let Some(event) = events.next().filter(|event| !matches!(event, Event::End(_))) {
        push_inline(event, events, &mut found);
    }
    found
}

fn push_inline<'a>(event: Event<'a>, events: &mut dyn Iterator<Item = Event<'a>>, found: &mut Vec<Inline>) {
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => push_text(&text, found),
        Event::Code(text) => found.push(Inline::Code(text.into_string())),
        Event::SoftBreak => push_text("\n", found),
        Event::HardBreak => found.push(Inline::Break),
        Event::Start(tag) => {
            let inner = inlines(events);
            found.push(match tag {
                Tag::Emphasis => Inline::Emphasis(inner),
                Tag::Strong => Inline::Strong(inner),
                Tag::Strikethrough => Inline::Strikethrough(inner),
                Tag::Link { link_type, dest_url, .. } => Inline::Link(address(link_type, &dest_url), inner),
                Tag::Image { dest_url, .. } => Inline::Image(dest_url.into_string(), inner),
                other => panic!("{other:?}"),
            });
        }
        other => panic!("{other:?}"),
    }
}

fn address(link_type: LinkType, address: &CowStr<'_>) -> String {
    // Theirs is written by who draws it.
    if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_string() }
}

fn push_text(text: &str, found: &mut Vec<Inline>) {
    match found.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => found.push(Inline::Text(text.to_owned())),
    }
}

/// All text up to the end of the element that was begun last.
fn text<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> String {
    let mut all = String::new();
    for event in events {
        match event {
            Event::End(_) => break,
            Event::Text(text) | Event::Html(text) => all.push_str(&text),
            other => panic!("{other:?}"),
        }
    }
    all
}

#[track_caller]
fn check(markdown: &str) {
    let [ours, theirs] =
        [parse(markdown), theirs(markdown)].map(|blocks| with_single_spaces(&shown(&blocks)));
    assert_eq!(ours, theirs, "{markdown}");
}

/// The other one keeps the indent of lines in code spans and HTML.
fn with_single_spaces(text: &str) -> String {
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").replace("\n ", "\n")
}

#[test]
fn documents_of_dashboards() {
    check(RUNBOOK);
    check(OVERVIEW);
    check(ON_CALL);
    check(PASTED);
}

const RUNBOOK: &str = "\
Payments: what to do
====================

This dashboard belongs to **Team Payments** (*on call:* `#payments-oncall`).
See the [runbook](https://wiki.example/payments \"Runbook\") first, then [the
deploy log][deploys] and <https://status.example/>.

Queue grows
-----------

1. Look at *Oldest message*. Above 5 min \\
   something is stuck.
2. Restart a worker:

   ```sh
   kubectl rollout restart deploy/worker  # one at a time
   ```

   and wait.
3. Still growing?
   - scale to **20**
   - tell [the lead](mailto:lead@example.com)

     > Never above 40: the database has 200 connections.

[deploys]: https://deploys.example/?q=payments&days=7
";

const OVERVIEW: &str = "\
# Overview #
### Traffic
Requests per second, **without** health checks. Errors are `5xx` only; 4xx_are_not.

| Service | Owner | Page |
|:--------|:-----:|-----:|
| `api`   | Web   | [x](#api) |
| cart | **Shop** \\| EU | ~~no~~ yes |
| idle |

* * *

+ one
+ two
    + three
        code? no: deeper
+ four

      code in four

Text right after.
***bold and italic*** and **bold *both* bold** and *it **both** it*.
";

const ON_CALL: &str = "\
> **Careful**
> read before you page:
lazy line
> > nested

- [ ] not a task
- [x] neither

10) ten
11) eleven

![diagram](https://img.example/a.png) ![][logo]

    indented code
      keeps its indent

\tand tabs

[logo]: <logo.png> 'The
logo'
Setext after reference
---
&copy; 2026 &mdash; a &lt;b&gt; &#35; &#x1F600; &unknown; AT&T
Line one  
line two
";

const PASTED: &str = "\
<div align=\"center\">
  *not emphasis*
</div>

Inline <b class='x'>html</b> and <!-- a *comment* --> end.

snake_case_name, 2*3*4, 5 * 6, __init__, a**b**c, `` a ` b ``, \\*not\\*, C:\\dir

Ünï **“quoted”** text、**「強調」** and *(paren)*.

<pre>

  raw *text*
</pre>

[a](b 'c') [a](<b c>) [a](b(c)d) [a]( b ) [a]() [a][] [A] [undefined] [a [b](c) d](e)

[a]: /url (title)
";

/// What stands in a line of text. Left out is what the other reads otherwise than CommonMark has it.
fn words() -> impl Strategy<Value = String> {
    let pieces = [
        "word",
        "a",
        "é",
        "1",
        ".",
        ",",
        " ",
        " ",
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "``",
        "[",
        "]",
        "](y)",
        "(",
        ")",
        "[r]",
        "[r][]",
        "![",
        "![i](j)",
        "<b>",
        "</b>",
        "<x y='z'>",
        "<",
        ">",
        "<http://a.b>",
        "<m@n.o>",
        "&amp;",
        "&",
        "\\",
        "\\*",
        " ~~s~~ ",
        "“",
        "!",
        "\"",
        "'",
        ":",
        "#",
        "<!-- c -->",
        "(y \"t\")",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..12)
        .prop_map(|pieces| format!("w{}w", pieces.concat()))
}

fn lines() -> impl Strategy<Value = String> {
    let starts = [
        "", "", "", "# ", "## ", "> ", "> > ", "- ", "* ", "  - ", "    ", "1. ", "2) ", "   ", "- > ",
        "> - ", "     ", "| ", "<div>", "+ ",
    ];
    let whole = [
        "",
        "",
        "---",
        "===",
        "***",
        "```\nx *y*\n```",
        "~~~ info\n\n~~~",
        "a | b\n--|--\nc | d",
        "[r]: /u",
        ">",
        "-",
        "<!--\n\n-->",
        "|a|\n|-|\n|b|",
    ];
    prop_oneof![
        4 => (prop::sample::select(starts.to_vec()), words()).prop_map(|(start, words)| format!("{start}{words}")),
        2 => prop::sample::select(whole.to_vec()).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]

    #[test]
    fn any_lines_are_read_alike(lines in prop::collection::vec(lines(), 1..8)) {
        let markdown = lines.join("\n") + "\n";
        check(&markdown);
    }
}

/// A star between a letter and punctuation opens nothing; between two letters it does.
#[test]
fn characters_of_living_scripts() {
    let punctuation = "“”‘’…—–«»¿¡·•、。「」【】！？（）～€£¥°×÷±→✓★☀🙂👍©®™§¶†‰€№।॥؟،״";
    let letters = "éßøЖщλΩ日本語한국あアअهعבשกขაሀᎠ²½ªⅣ①";
    let marks = "\u{301}\u{94d}\u{93f}\u{e49}\u{64e}\u{5b0}\u{200d}\u{fe0f}\u{3099}";
    for c in punctuation.chars().chain(letters.chars()).chain(marks.chars()) {
        check(&format!("x*{c}y*"));
        check(&format!("_y{c}_x"));
    }
}
