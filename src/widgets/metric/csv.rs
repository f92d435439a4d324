//! A graph's datapoints as a file for a spreadsheet. Pure.

use super::evaluate::Graph;
use crate::widgets::display;
use std::fmt::Write;

/// Times in UTC in the first column, a column for each line.
pub fn csv(graph: &Graph) -> String {
    let mut text = String::from("Time");
    for line in &graph.lines {
        text.push(',');
        text.push_str(&field(&line.label));
    }
    text.push_str("\r\n");
    for at in graph.times() {
        // Writing to a string can't fail.
        let _ = write!(text, "{at}");
        for line in &graph.lines {
            text.push(',');
            if let Some(value) = line.series.at(at) {
                text.push_str(&display::digits(value));
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// Quoted, and with an apostrophe before what a spreadsheet would take for a formula.
pub fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn fields_are_quoted_and_no_formulas() {
        for (text, expected) in [
            ("CPU", "\"CPU\""),
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("-1", "\"'-1\""),
        ] {
            assert_eq!(field(text), expected);
        }
    }
}
