//! A widget under edit, as JSON text. Every change is a splice of that text, so that what the editor
//! doesn't know survives it. Pure.

use dashboard::json::{Document, Kind, Value};
use dashboard::{DashboardBody, MetricRow, Widget, WidgetKind};

/// Metric widgets need a region; this is the server's own default.
pub const DEFAULT_REGION: &str = "us-east-1";

/// The text at `pointer`, or nothing.
pub fn text_at(text: &str, pointer: &str) -> String {
    let Ok(document) = Document::parse(text) else { return String::new() };
    document.find(pointer).and_then(|node| node.as_str().map(|value| value.into_owned())).unwrap_or_default()
}

/// The number at `pointer` as it is written, or nothing.
pub fn number_at(text: &str, pointer: &str) -> String {
    let Ok(document) = Document::parse(text) else { return String::new() };
    document
        .find(pointer)
        .filter(|node| node.as_f64().is_some())
        .map(|node| node.source().to_owned())
        .unwrap_or_default()
}

pub fn flag_at(text: &str, pointer: &str) -> Option<bool> {
    Document::parse(text).ok()?.find(pointer)?.as_bool()
}

/// The widget that a text is; the error says line and column.
pub fn widget(text: &str) -> Result<Widget, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    if document.root().kind() != Kind::Object {
        return Err("A widget is a JSON object.".to_owned());
    }
    // The document around it must not shift what an error says, so it was checked alone first.
    let body = format!("{{\"widgets\":[{text}]}}");
    let body = DashboardBody::parse_lenient(&body).map_err(|error| error.to_string())?;
    body.widgets().into_iter().next().ok_or_else(|| "There is no widget in the text.".to_owned())
}

/// The text with one value set, or taken out. A text that isn't JSON stays as it is.
pub fn set(text: &str, pointer: &str, value: Option<&Value>) -> String {
    let Ok(document) = Document::parse(text) else { return text.to_owned() };
    match document.root().set(pointer, value) {
        Ok(splices) => document.spliced(splices),
        Err(_) => text.to_owned(),
    }
}

/// A text value; an empty one is taken out.
pub fn set_text(text: &str, pointer: &str, value: &str) -> String {
    let value = (!value.is_empty()).then(|| Value::string(value));
    set(text, pointer, value.as_ref())
}

/// A change of the rows of `metrics`.
#[derive(Clone, Debug, PartialEq)]
pub enum RowEdit {
    Add(MetricRow),
    /// The row whose `index` it has.
    Replace(MetricRow),
    Remove(usize),
}

/// The text with its rows changed. All rows are written out in full, as the shorthand of one row may refer
/// to the one that changes; unknown options stay, and so do rows that can't be understood.
pub fn edit_rows(text: &str, edit: &RowEdit) -> String {
    let (Ok(document), Ok(widget)) = (Document::parse(text), widget(text)) else { return text.to_owned() };
    let WidgetKind::Metric(metric) = &widget.kind else { return text.to_owned() };
    let written: Vec<Value> = document
        .find("/properties/metrics")
        .map(|metrics| metrics.items().map(|row| row.to_value()).collect())
        .unwrap_or_default();
    let options = |index: usize| match written.get(index) {
        Some(Value::Array(items)) => items.last().filter(|last| matches!(last, Value::Object(_))),
        _ => None,
    };
    let mut rows = written.clone();
    for row in &metric.rows {
        if let Some(slot) = rows.get_mut(row.index) {
            *slot = row.to_json(options(row.index));
        }
    }
    match edit {
        RowEdit::Add(row) => rows.push(row.to_json(None)),
        RowEdit::Replace(row) => {
            if let Some(slot) = rows.get_mut(row.index) {
                *slot = row.to_json(options(row.index));
            }
        }
        RowEdit::Remove(index) if *index < rows.len() => {
            rows.remove(*index);
        }
        RowEdit::Remove(_) => {}
    }
    let text = set(text, "/properties/metrics", Some(&Value::Array(rows)));
    if metric.region.is_none() { set_text(&text, "/properties/region", DEFAULT_REGION) } else { text }
}

/// The first id of a letter and a number that no row has: `m1`, `m2` and so on, as the console does.
pub fn unused_id(rows: &[MetricRow], letter: &str) -> String {
    let is_taken = |id: &str| rows.iter().any(|row| row.id.as_deref() == Some(id));
    let mut ids = (1..=rows.len() + 1).map(|number| format!("{letter}{number}"));
    // Of one number more than there are rows, one is free.
    ids.find(|id| !is_taken(id)).unwrap_or_else(|| letter.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashboard::RowSource;
    use wasm_bindgen_test::wasm_bindgen_test;

    const TEXT: &str = r#"{"type":"metric","properties":{"region":"eu-west-1","future":[1.50],"metrics":[["NS","a","D","1",{"id":"m1","x":7}],[".",".",".","2"]]}}"#;

    fn row(text: &str, index: usize) -> MetricRow {
        match widget(text).unwrap().kind {
            WidgetKind::Metric(metric) => metric.rows[index].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[wasm_bindgen_test]
    fn a_changed_row_leaves_the_others_and_what_is_unknown() {
        let changed = MetricRow { stat: Some("Sum".to_owned()), ..row(TEXT, 0) };
        let text = edit_rows(TEXT, &RowEdit::Replace(changed));
        assert!(text.contains("\"future\":[1.50]"), "{text}");
        assert!(text.contains("\"x\":7"), "{text}");
        assert_eq!(row(&text, 0).stat.as_deref(), Some("Sum"));
        assert_eq!(row(&text, 1).source, row(TEXT, 1).source);
    }

    #[wasm_bindgen_test]
    fn a_removed_row_takes_no_shorthand_with_it() {
        let text = edit_rows(TEXT, &RowEdit::Remove(0));
        assert_eq!(row(&text, 0).source, row(TEXT, 1).source);
    }

    #[wasm_bindgen_test]
    fn a_new_row_brings_the_region_that_must_be_there() {
        let text = r#"{"type":"metric","properties":{"metrics":[]}}"#;
        let new = MetricRow::new(RowSource::Expression { text: "m1*2".to_owned() });
        let text = edit_rows(text, &RowEdit::Add(new));
        assert!(text.contains("\"region\":\"us-east-1\""), "{text}");
        assert!(text.contains("m1*2"), "{text}");
    }

    #[wasm_bindgen_test]
    fn what_is_no_json_is_told_and_kept() {
        assert!(widget("{").is_err());
        assert!(widget("[]").is_err());
        assert_eq!(edit_rows("{", &RowEdit::Remove(0)), "{");
        assert_eq!(set_text("{", "/a", "b"), "{");
    }

    #[wasm_bindgen_test]
    fn values_are_read_as_they_are_written() {
        let text = r#"{"a":{"text":"é","number":1.50,"flag":false}}"#;
        assert_eq!(
            (text_at(text, "/a/text"), number_at(text, "/a/number")),
            ("é".to_owned(), "1.50".to_owned())
        );
        assert_eq!((text_at(text, "/a/number"), number_at(text, "/a/text")), (String::new(), String::new()));
        assert_eq!(
            (flag_at(text, "/a/flag"), flag_at(text, "/a/text"), flag_at("{", "/a")),
            (Some(false), None, None)
        );
    }

    #[wasm_bindgen_test]
    fn a_new_id_is_the_first_that_is_free() {
        let row = |id: &str| MetricRow { id: Some(id.to_owned()), ..row(TEXT, 0) };
        assert_eq!(unused_id(&[], "e"), "e1");
        assert_eq!(unused_id(&[row("m1"), row("m3"), row("e2")], "m"), "m2");
    }

    #[wasm_bindgen_test]
    fn an_empty_text_is_taken_out() {
        assert_eq!(set_text(r#"{"a":{"b":"c","d":1}}"#, "/a/b", ""), r#"{"a":{"d":1}}"#);
    }
}
