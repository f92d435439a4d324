//! The shorthand of metric rows, and rows written back.

use dashboard::json::{Document, Value};
use dashboard::{DashboardBody, MetricRow, MetricView, MetricWidget, RowSource, WidgetKind};

fn widget(rows: &str) -> MetricWidget {
    let properties = format!("{{\"region\":\"us-east-1\",\"metrics\":{rows}}}");
    let body = format!("{{\"widgets\":[{{\"type\":\"metric\",\"properties\":{properties}}}]}}");
    let body = DashboardBody::parse_lenient(&body).unwrap();
    match body.widgets().remove(0).kind {
        WidgetKind::Metric(metric) => metric,
        other => panic!("{other:?}"),
    }
}

/// Rows as they are written, and as they read in full or why they don't.
#[track_caller]
fn expands(rows: &str, expected: &[&str]) {
    let metric = widget(rows);
    let mut lines: Vec<(usize, String)> =
        metric.rows.iter().map(|row| (row.index, row.to_json(None).to_compact())).collect();
    lines.extend(metric.row_errors.iter().map(|error| (error.index, error.message.clone())));
    lines.sort();
    let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    assert_eq!(lines, expected);
}

#[test]
fn widgets_are_equal_if_all_of_their_properties_are() {
    let original = widget(r#"[["N","M"]]"#);
    assert_eq!(original, widget(r#"[ ["N", "M"] ]"#));
    assert_eq!(original, original.changed(|_| ()));
    for changed in [
        original.changed(|properties| properties.stacked = true),
        original.changed(|properties| properties.title = Some(String::new())),
        original.changed(|properties| properties.rows[0].index = 1),
        original.changed(|properties| properties.rows.clear()),
    ] {
        assert_ne!(changed, original);
    }
    assert!(!original.stacked);
}

#[test]
fn only_views_of_one_value_take_the_whole_range_for_a_period() {
    for view in MetricView::ALL {
        let widget = widget("[]").changed(|properties| {
            properties.view = view;
            properties.set_period_to_time_range = true;
        });
        let is_one_value = !matches!(view, MetricView::TimeSeries | MetricView::Table);
        assert_eq!(widget.is_over_whole_range(), is_one_value, "{}", view.name());
        assert!(
            !widget.changed(|properties| properties.set_period_to_time_range = false).is_over_whole_range()
        );
    }
}

#[test]
fn dots_take_what_stands_above() {
    expands(
        r#"[["N","M","D","1"],[".","M2",".","."],[".",".",".","2"],["N2",".","E","."]]"#,
        &[r#"["N","M","D","1"]"#, r#"["N","M2","D","1"]"#, r#"["N","M2","D","2"]"#, r#"["N2","M2","E","2"]"#],
    );
}

#[test]
fn an_ellipsis_takes_the_front_of_the_row_above() {
    expands(
        r#"[["N","M","D","1","E","x"],["...","y"],["...","2","E","z"],["...",".","w"],["..."],["...",{"stat":"Sum"}]]"#,
        &[
            r#"["N","M","D","1","E","x"]"#,
            r#"["N","M","D","1","E","y"]"#,
            r#"["N","M","D","2","E","z"]"#,
            r#"["N","M","D","2","E","w"]"#,
            r#"["N","M","D","2","E","w"]"#,
            r#"["N","M","D","2","E","w",{"stat":"Sum"}]"#,
        ],
    );
}

#[test]
fn expressions_are_no_row_above_and_options_are_not_taken_over() {
    expands(
        r##"[["N","M","D","1",{"id":"m1","color":"#ff0000"}],[{"expression":"m1*2","id":"e1"}],["...","2"]]"##,
        &[
            r##"["N","M","D","1",{"id":"m1","color":"#ff0000"}]"##,
            r#"[{"expression":"m1*2","id":"e1"}]"#,
            r#"["N","M","D","2"]"#,
        ],
    );
}

#[test]
fn what_reaches_past_the_row_above_is_an_error() {
    expands(r#"[["."]]"#, &[". has nothing above it"]);
    expands(r#"[["..."]]"#, &["... reaches past the start of the row above"]);
    expands(
        r#"[["N","M"],["...","a","b","c"],["N","M",".","1"],["..."]]"#,
        &[
            r#"["N","M"]"#,
            "... reaches past the start of the row above",
            ". has nothing above it",
            r#"["N","M"]"#,
        ],
    );
    expands(r#"[["N","M"],["...","O"]]"#, &[r#"["N","M"]"#, r#"["N","O"]"#]);
}

#[test]
fn dimensions_have_a_limit() {
    let dimensions = |count: usize| r#","D","1""#.repeat(count);
    assert_eq!(widget(&format!(r#"[["N","M"{}]]"#, dimensions(30))).rows.len(), 1);
    let errors = &widget(&format!(r#"[["N","M"{}]]"#, dimensions(31))).row_errors;
    assert_eq!(errors[0].message, "a metric has at most 30 dimensions, not 31");
}

#[test]
fn a_changed_row_keeps_options_nobody_knows() {
    let options = Document::parse(r#"{"id":"m1","future":[1.50],"visible":false,"stat":"Sum"}"#).unwrap();
    let row = MetricRow {
        id: Some("m2".into()),
        label: Some("a \"label\"".into()),
        right_axis: true,
        ..MetricRow::new(RowSource::Expression { text: "RATE(m1)".into() })
    };
    assert_eq!(
        row.to_json(Some(&options.root().to_value())).to_compact(),
        r#"[{"id":"m2","future":[1.50],"expression":"RATE(m1)","label":"a \"label\"","yAxis":"right"}]"#
    );
    assert_eq!(row.to_json(Some(&Value::Null)).to_compact(), row.to_json(None).to_compact());
}
