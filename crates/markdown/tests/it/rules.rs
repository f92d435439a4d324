//! The rules, as lines: what is written and what it becomes.

use crate::shown::shown;
use markdown::{DEPTH_MAX, parse};

#[track_caller]
fn check(markdown: &str, expected: &str) {
    assert_eq!(shown(&parse(markdown)), expected, "{markdown:?}");
}

#[test]
fn headings() {
    check("# a\n## b\n###### c", "h1(a) h2(b) h6(c)");
    check("####### a", "p(####### a)");
    check("#a", "p(#a)");
    check("#", "h1()");
    check("#\ta ## \n# a#\n# a \\#", "h1(a) h1(a#) h1(a #)");
    check("   # a\n    # b", "h1(a) pre(# b)");
    check("text\n# a\ntext", "p(text) h1(a) p(text)");
    check("a\n=\nb\n---", "h1(a) h2(b)");
    check("a\nb *c*\n  ====  ", "h1(a\nb em(c))");
    check("a\n= =\n\n===", "p(a\n= =) p(===)");
    check("> a\n===", "quote(p(a\n===))");
    check("- a\n---", "ul(p(a)) rule");
    check("[a]: /u\n===", "p(===)");
}

#[test]
fn rules_and_breaks() {
    check("---\n***\n _ _ _ \n--\n", "rule rule rule p(--)");
    check("- a\n* * *\n- b", "ul(p(a)) rule ul(p(b))");
    check("- * * *", "ul(rule)");
    check("a  \nb   \n c\\\nd", "p(abrbbrcbrd)");
    check("a \nb\t\nc", "p(a\nb\nc)");
    check("a  \n\nb\\", "p(a) p(b\\)");
    check("`a  \nb`", "p(code(a   b))");
}

#[test]
fn paragraphs() {
    check("a\nb\n\n\nc", "p(a\nb) p(c)");
    check("  a\n     b\r\nc\rd", "p(a\nb\nc\nd)");
    check("", "");
    check(" \n\t\n", "");
}

#[test]
fn code() {
    check("    a\n\n      b\n\nc", "pre(a\n\n  b) p(c)");
    check("a\n    b", "p(a\nb)");
    check("\ta\tb", "pre(a\tb)");
    check("```\n<a>\n *b*\n```", "pre(<a>\n *b*)");
    check("~~~ rust ``` ~~~\na\n```\n~~~~", "pre(a\n```)");
    check("````\n```\n````", "pre(```)");
    check("``` a`b", "p(``` a`b)");
    check("```\na", "pre(a)");
    check("  ```\n   a\n b\n  ```", "pre( a\nb)");
    check("> ```\n> a\nb", "quote(pre(a)) p(b)");
    check("a\n```\nb\n```\nc", "p(a) pre(b) p(c)");
    check("- ```\n  a\n\n   b\n  ```\n- c", "ul(pre(a\n\n b)|p(c))");
}

#[test]
fn code_spans() {
    check("`a` `` b`c `` ` `` `", "p(code(a) code(b`c) code(``))");
    check("`a\nb` ` ` `  c `", "p(code(a b) code( ) code( c))");
    check("`a ``b", "p(`a ``b)");
    check("`\\` *a`*", "p(code(\\) em(a`))");
    check("*a `b* c`", "p(*a code(b* c))");
    check("[a `](b)`", "p([a code(](b)))");
}

#[test]
fn quotes() {
    check("> a\n>b\n>\n> c", "quote(p(a\nb) p(c))");
    check("> a\nb\n\nc", "quote(p(a\nb)) p(c)");
    check("> > a\n> b\nc", "quote(quote(p(a\nb\nc)))");
    check(">     a\n\n    > b", "quote(pre(a)) pre(> b)");
    check("> a\n\n> b", "quote(p(a)) quote(p(b))");
    check("> - a\nb\n- c", "quote(ul(p(a\nb))) ul(p(c))");
    check(">\n>", "quote()");
}

#[test]
fn lists() {
    check("- a\n- b\n\n- c", "ul(p(a)|p(b)|p(c))");
    check("- a\n+ b\n* c", "ul(p(a)) ul(p(b)) ul(p(c))");
    check("1. a\n2. b\n1) c", "ol1(p(a)|p(b)) ol1(p(c))");
    check("007. a", "ol7(p(a))");
    check("1234567890. a\n-a\n1.a", "p(1234567890. a\n-a\n1.a)");
    check("- a\n\n  b\n\n      c\n d", "ul(p(a) p(b) pre(c)) p(d)");
    check("- a\n  - b\n    - c\n- d", "ul(p(a) ul(p(b) ul(p(c)))|p(d))");
    check("10. a\n    - b\n   - c", "ol10(p(a) ul(p(b))) ul(p(c))");
    check("-\n  a\n-\n\n  b", "ul(p(a)|) p(b)");
    check("-     a\n-\tb", "ul(pre(a)|p(b))");
    check("a\n- b\n\nc\n2. d\n1. e", "p(a) ul(p(b)) p(c\n2. d) ol1(p(e))");
    check("a\n-\nb\n*", "h2(a) p(b\n*)");
    check("- a\nb\n  c", "ul(p(a\nb\nc))");
    check(" - a\n  - b\n   - c\n    - d", "ul(p(a)|p(b)|p(c\n- d))");
    check("- # a\n- > b\n- 1. c", "ul(h1(a)|quote(p(b))|ol1(p(c)))");
    check("- [ ] a\n- [x] b", "ul(p([ ] a)|p([x] b))");
}

#[test]
fn html() {
    check("<div>\n*a*\n\n*b*\n</div>", "html(<div>\n*a*) p(em(b)) html(</div>)");
    check("<script>\n\n*a*\n</script> *b*\n*c*", "html(<script>\n\n*a*\n</script> *b*) p(em(c))");
    check("<!-- a\n\nb --> c\nd", "html(<!-- a\n\nb --> c) p(d)");
    check("<?a\n?>\n<!A\n>\n<![CDATA[\n]]>", "html(<?a\n?>) html(<!A\n>) html(<![CDATA[\n]]>)");
    check("<x-y a='b' c = d e>\n*a*", "html(<x-y a='b' c = d e>\n*a*)");
    check("a\n<x>\n<p>", "p(a\n<x>) html(<p>)");
    check("<x> *a*", "p(<x> em(a))");
    check("a <b c='*'>*d*</b > <e/> <f *g*> <h\ni> *", "p(a <b c='*'>em(d)</b > <e/> <f em(g)> <h\ni> *)");
    check(
        "a <!-- *b* --> <!--> *c* <?*d*?> <!D *e*> <![CDATA[*f*]]>",
        "p(a <!-- *b* --> <!--> em(c) <?*d*?> <!D *e*> <![CDATA[*f*]]>)",
    );
    check("a <!-- *b*", "p(a <!-- em(b))");
}

#[test]
fn emphasis() {
    check("*a* _b_ **c** __d__", "p(em(a) em(b) b(c) b(d))");
    check("a*b*c a_b_c a**b**c a__b__c", "p(aem(b)c a_b_c ab(b)c a__b__c)");
    check("* a* *b * ** c**", "ul(p(a* em(b * ** c)*))");
    check("***a*** ***b** c* ***d* e**", "p(em(b(a)) em(b(b) c) b(em(d) e))");
    check("*a **b* c** **d *e** f*", "p(em(a em(em(b) c)) em(em(d em(e)) f))");
    check("*a\nb*", "p(em(a\nb))");
    check("*(a)* _(a)_ *(b)*c _(b)_c d*(c)*", "p(em((a)) em((a)) em((b)em(c _(b)_c d)(c)))");
    check("*a _b* c_ *[d*](e) *`f*`", "p(em(a _b) c_ *a[e](d*) *code(f*))");
    check("**a *b c** *", "p(*em(a em(b c)) *)");
    check("a****b ****", "p(a****b ****)");
    check("*a*b*c*", "p(em(a)bem(c))");
    check("**a**b**c**", "p(b(a)bb(c))");
    check("*a**b*", "p(em(a**b))");
    check("“*a*” *“a”*", "p(“em(a)” em(“a”))");
}

#[test]
fn strikethrough() {
    check("~~a~~ ~b~ ~~~c~~~ ~~d~ ~~ e~~", "p(s(a) s(b) ~~~c~~~ s(d~ ~~ e))");
    check("a~~b~~c 1~2~3 ~5 to ~6", "p(as(b)c 1~2~3 ~5 to ~6)");
    check("*a ~~b* c~~ ~~*d*~~", "p(em(a ~~b) c~~ s(em(d)))");
}

#[test]
fn links() {
    check("[a](b) [a](b \"c\") [a](b 'c\nd') [a](b (c))", "p(a[b](a) a[b](a) a[b](a) a[b](a))");
    check("[a]() [a](<>) [a](<b c>) [a](\n b \n)", "p(a[](a) a[](a) a[b c](a) a[b](a))");
    check("[a](b(c)d) [a](b\\)c) [a](b(c)", "p(a[b(c)d](a) a[b)c](a) [a](b(c))");
    check("[a](b c) [a](b\"c\") [a] (b) [a](<b>c)", "p([a](b c) a[b\"c\"](a) [a] (b) [a](<b>c))");
    check("[a](b\\c\\*d&amp;e%20)", "p(a[b\\c*d&e%20](a))");
    check("[a [b] c](d) [a \\] b](c) [*a*](b)", "p(a[d](a [b] c) a[c](a ] b) a[b](em(a)))");
    check("[a [b](c) d](e)", "p([a a[c](b) d](e))");
    check("*[a](b*c)* [a*](b) *c", "p(em(a[b*c](a)) a[b](a*) *c)");
    check(
        "![a *b*](c) ![a [b](c)](d) [![a](b)](c) !\\[a](b)",
        "p(img[c](a em(b)) img[d](a a[c](b)) a[c](img[b](a)) ![a](b))",
    );
}

#[test]
fn references() {
    check("[a] [A][] [b][a] ![a]\n\n[a]: /u", "p(a[/u](a) a[/u](A) a[/u](b) img[/u](a))");
    check("[a]: /u\n[a]: /v\n\n[a]", "p(a[/u](a))");
    check("[a]:\n/u\n'b\nc'\n[d]: <e f>\n\n[a] [d]", "p(a[/u](a) a[e f](d))");
    check("[a]: /u 'b' c\n\n[a]", "p([a]: /u 'b' c) p([a])");
    check("[a]: /u\n'b' c\n\n[a]", "p('b' c) p(a[/u](a))");
    check("a\n[b]: /u\n\n[b]", "p(a\n[b]: /u) p([b])");
    check("[a  b\nc]: /u\n\n[A B C] [ÄÞ] [ЖЏ]\n\n[äþ]: /v\n[жџ]: /w", "p(a[/u](A B C) a[/v](ÄÞ) a[/w](ЖЏ))");
    check("> [a]: /u\n\n[a] [b][a][c] [a][b]", "quote() p(a[/u](a) a[/u](b)[c] [a][b])");
    check("[a]:\n\n[ ]: /u\n\n[a] [ ]", "p([a]:) p([ ]: /u) p([a] [ ])");
    check("[a\\]b]: /u\n\n[a\\]b]", "p(a[/u](a]b))");
}

#[test]
fn autolinks() {
    check(
        "<http://a.b/c?d=e&f> <a+b.c-1:x>",
        "p(a[http://a.b/c?d=e&f](http://a.b/c?d=e&f) a[a+b.c-1:x](a+b.c-1:x))",
    );
    check("<a.b@c-d.e>", "p(a[mailto:a.b@c-d.e](a.b@c-d.e))");
    check("<a:> <http://a b> <a@-b> <@a> http://a.b", "p(<a:> <http://a b> <a@-b> <@a> http://a.b)");
}

#[test]
fn escapes_and_references() {
    check("\\*a\\* \\a \\\\ \\<b>", "p(*a* \\a \\ <b>)");
    check("&amp; &lt; &gt; &quot; &apos; &copy; &hellip; &rarr;", "p(& < > \" ' © … →)");
    check("&#65; &#x42; &#X43; &#0; &#xD800; &#1114112;", "p(A B C \u{fffd} \u{fffd} \u{fffd})");
    check(
        "&amp &; &#; &#x; &#12345678; &x1234567; &constructor;",
        "p(&amp &; &#; &#x; &#12345678; &x1234567; &constructor;)",
    );
    check("&#42;a&#42; `&amp;` \\&amp;", "p(*a* code(&amp;) &amp;)");
}

#[test]
fn tables() {
    check("|a|b|\n|-|:-:|\n|1|`2`|\n|3|", "table(a,b;1,code(2);3,)");
    check("a | b\n--|--:\n1 | 2 | 3\nd\n\ne", "table(a,b;1,2;d,) p(e)");
    check("| a \\| b | `c \\| d` |\n|---|---|", "table(a | b,code(c | d);)");
    check("|a|\n|-|\n> b\n\n|c|\n|-|\n# d", "table(a;) quote(p(b)) table(c;) h1(d)");
    check("a\n|b|\n|-|\n|c|", "p(a) table(b;c)");
    check("a\nb | c\n-|-", "p(a\nb | c\n-|-)");
    check("|a|b|\n|-|", "p(|a|b|\n|-|)");
    check("a\n-\n\n|a\n-", "h2(a) h2(|a)");
    check("> |a|\n> |-|\n> |b|\n|c|", "quote(table(a;b)) p(|c|)");
    check("[r]: /u\n|[r]|\n|-|\n|*x|y*|", "table(a[/u](r);*x)");
}

#[test]
fn depth() {
    let nested = "> ".repeat(DEPTH_MAX);
    let shown_as = |inner: &str| "quote(".repeat(DEPTH_MAX) + inner + &")".repeat(DEPTH_MAX);
    check(&(nested.clone() + "a"), &shown_as("p(a)"));
    check(&(nested + "> a"), &shown_as("p(> a)"));
    let open = "*a **b ".repeat(DEPTH_MAX);
    let close = " b** a*".repeat(DEPTH_MAX);
    let shown = shown(&parse(&[&*open, "c", &close].concat()));
    assert_eq!((shown.matches("em(").count(), shown.matches("b(").count()), (DEPTH_MAX / 2, DEPTH_MAX / 2));
    assert!(!shown.contains('*'));
}
