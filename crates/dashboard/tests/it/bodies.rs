//! Bodies as consoles, tools and people write them: nothing of them is lost, all that is known is read.

use dashboard::json::{Document, Value};
use dashboard::{DashboardBody, Edit, Editor, GridRect, MetricView, RowSource, Widget, WidgetKind};
use std::fs;
use std::path::Path;

fn bodies() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies");
    let mut bodies: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_name().unwrap().display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    bodies.sort();
    assert_eq!(bodies.len(), 12);
    bodies
}

fn body(name: &str) -> DashboardBody {
    let (_, text) = bodies().into_iter().find(|(found, _)| found == name).unwrap();
    DashboardBody::parse_lenient(&text).unwrap()
}

#[test]
fn printing_gives_back_every_byte() {
    for (name, text) in bodies() {
        assert_eq!(Document::parse(text.as_str()).unwrap().text(), text, "{name}");
        assert_eq!(DashboardBody::parse_lenient(&text).unwrap().text(), text, "{name}");
    }
}

/// Every kind of edit on every widget; undone, all bytes are back, redone, all changes.
#[test]
fn every_edit_can_be_undone_to_the_byte() {
    for (name, text) in bodies() {
        let mut editor = Editor::open(&text).unwrap();
        let mut states = vec![text.clone()];
        let mut do_it = |editor: &mut Editor, edit: Edit| {
            if editor.apply(edit).is_ok() && editor.text() != states.last().unwrap() {
                states.push(editor.text().to_owned());
            }
        };
        let set =
            |path: &str, value: Option<Value>, id| Edit::SetWidgetProperty { id, path: path.into(), value };
        for id in editor.body().widget_ids().to_vec() {
            do_it(&mut editor, Edit::MoveWidget { id, x: 3, y: 1 });
            do_it(&mut editor, Edit::ResizeWidget { id, width: 7, height: 2 });
            do_it(&mut editor, set("/properties/title", Some(Value::string("new")), id));
            do_it(&mut editor, set("/properties/yAxis/left/min", Some(Value::number(0.5)), id));
            do_it(&mut editor, set("/properties/metrics", None, id));
            do_it(&mut editor, Edit::DuplicateWidget(id));
            do_it(&mut editor, Edit::DeleteWidget(id));
        }
        do_it(&mut editor, Edit::SetTopLevel { key: "start".into(), value: Some(Value::string("-P1D")) });
        do_it(&mut editor, Edit::SetTopLevel { key: "widgets".into(), value: Some(Value::Array(vec![])) });
        do_it(&mut editor, Edit::AddWidget { json: r#"{"type":"text","properties":{}}"#.into() });
        do_it(&mut editor, Edit::ReplaceBody("{}".into()));
        assert!(3 < states.len() || name == "empty.json", "{name}");
        for (steps_left, state) in states.iter().enumerate().rev() {
            assert_eq!(editor.text(), state, "{name}");
            assert_eq!(editor.undo(), steps_left != 0, "{name}");
        }
        for state in &states {
            assert_eq!(editor.text(), state, "{name}");
            editor.redo();
        }
        assert!(!editor.can_redo());
    }
}

/// Setting one property leaves all bytes outside that widget alone, and all other members of it.
#[test]
fn an_edit_touches_nothing_else() {
    for (name, text) in bodies() {
        let opened = Editor::open(&text).unwrap();
        let widgets = opened.body().widgets();
        for widget in &widgets {
            let mut editor = opened.clone();
            let edit = Edit::SetWidgetProperty {
                id: widget.id,
                path: "/properties/title".into(),
                value: Some(Value::string("x")),
            };
            if editor.apply(edit).is_err() {
                assert!(matches!(widget.kind, WidgetKind::Invalid { .. }), "{name}");
                continue;
            }
            let (before, after) = text.split_once(&widget.source_text).unwrap();
            let changed = editor.text().strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            let changed = changed.unwrap_or_else(|| panic!("{name}: {}", editor.text()));
            assert_eq!(editor.body().widget(widget.id).unwrap().source_text, changed);
            editor
                .apply(Edit::SetWidgetProperty {
                    id: widget.id,
                    path: "/properties/title".into(),
                    value: widget.title.as_deref().map(Value::string),
                })
                .unwrap();
            if widget.title.as_deref().is_none_or(|title| title.is_ascii()) && !changed_shape(widget) {
                assert_eq!(editor.text(), text, "{name}");
            }
        }
    }
}

/// Properties that had to be made, and stay when they are empty again.
fn changed_shape(widget: &Widget) -> bool {
    !widget.source_text.contains("\"properties\"")
}

fn metric_rows(widget: &Widget) -> Vec<String> {
    let WidgetKind::Metric(metric) = &widget.kind else { panic!("{} is no metric widget", widget.id) };
    let rows = metric.rows.iter().map(|row| {
        let source = match &row.source {
            RowSource::Expression { text } => text.clone(),
            RowSource::Metric { namespace, metric_name, dimensions } => {
                let dimensions: Vec<String> =
                    dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{namespace} {metric_name} {{{}}}", dimensions.join(","))
            }
        };
        format!("{source} {} {}", metric.stat_of(row), metric.period_of(row).secs())
    });
    rows.collect()
}

#[test]
fn a_body_from_the_console() {
    let body = body("console.json");
    assert_eq!((body.errors(), body.warnings()), (&[][..], &[][..]));
    assert_eq!(body.start().unwrap().to_string(), "-PT6H");
    let widgets = body.widgets();
    let rects: Vec<GridRect> = widgets.iter().map(|widget| widget.rect).collect();
    let rect = GridRect::new;
    assert_eq!(
        rects,
        [rect(0, 0, 24, 2), rect(0, 2, 12, 6), rect(12, 2, 6, 6), rect(18, 2, 6, 6), rect(0, 8, 24, 6)]
    );
    let load_balancer = "{LoadBalancer=app/shop/50dc6c495c0c9188}";
    assert_eq!(
        metric_rows(&widgets[1]),
        [
            "m1/m2*100 Sum 60".to_owned(),
            format!("AWS/ApplicationELB HTTPCode_Target_5XX_Count {load_balancer} Sum 60"),
            format!("AWS/ApplicationELB RequestCount {load_balancer} Sum 60"),
        ]
    );
    assert_eq!(
        metric_rows(&widgets[2]),
        [
            "AWS/EC2 CPUUtilization {InstanceId=i-0a1b2c3d4e5f60718} p99 300",
            "AWS/EC2 CPUUtilization {InstanceId=i-1111111111111111a} Average 300",
            "AWS/EC2 CPUUtilization {InstanceId=i-2222222222222222b} Average 300",
            "AWS/EC2 NetworkIn {InstanceId=i-2222222222222222b} Average 300",
        ]
    );
    let WidgetKind::Metric(errors) = &widgets[1].kind else { panic!() };
    assert_eq!(errors.y_axis.left.max, Some(100.0));
    assert!(!errors.y_axis.left.show_units && errors.y_axis.right.show_units);
    assert_eq!(errors.annotations.horizontal[0].value, 0.1);
    assert_eq!(errors.annotations.horizontal[1].band.as_ref().unwrap().to, 5.0);
    assert_eq!(errors.annotations.vertical[0].at.to_string(), "2026-11-20T10:00:00Z");
    assert_eq!(errors.rows.iter().map(|row| row.visible).collect::<Vec<_>>(), [true, false, false]);
    let WidgetKind::Metric(machines) = &widgets[2].kind else { panic!() };
    assert_eq!((machines.view, machines.sparkline), (MetricView::SingleValue, Some(true)));
    assert!(machines.set_period_to_time_range && machines.rows[2].right_axis);
    let WidgetKind::Alarm(alarms) = &widgets[3].kind else { panic!() };
    assert_eq!((alarms.alarms.len(), alarms.states.len()), (2, 2));
    let WidgetKind::Log(log) = &widgets[4].kind else { panic!() };
    assert_eq!(log.log_groups, ["/aws/lambda/checkout", "/aws/lambda/cart"]);
    assert!(log.pipeline.starts_with("fields @timestamp") && log.pipeline.ends_with("\n| limit 20"));
}

#[test]
fn a_body_from_infrastructure_code() {
    let body = body("cdk.json");
    assert_eq!((body.errors(), body.warnings()), (&[][..], &[][..]));
    let widgets = body.widgets();
    let WidgetKind::Metric(invocations) = &widgets[1].kind else { panic!() };
    assert!(invocations.stacked && invocations.live_data == Some(true));
    assert_eq!(invocations.timezone.as_deref(), Some("+0130"));
    let WidgetKind::Metric(gauge) = &widgets[2].kind else { panic!() };
    assert_eq!((gauge.view, gauge.start.unwrap().to_string()), (MetricView::Gauge, "-PT1H".to_owned()));
    assert_eq!(gauge.rows[0].id.as_deref(), Some("q1"));
    let WidgetKind::Metric(alarm) = &widgets[3].kind else { panic!() };
    assert_eq!(alarm.annotations.alarms.len(), 1);
    assert_eq!(widgets[4].kind, WidgetKind::Unsupported { type_name: "custom".into() });
}

#[test]
fn widgets_that_can_be_understood_are_there() {
    let body = body("broken-widgets.json");
    assert!(!body.errors().is_empty());
    let widgets = body.widgets();
    assert_eq!(widgets.len(), 6);
    assert!(matches!(&widgets[1].kind, WidgetKind::Text(text) if text.markdown == "fine"));
    assert_eq!(widgets[1].messages, []);
    assert_eq!(metric_rows(&widgets[2]), ["App Fine {} Average 300", "App AlsoFine {} Average 300"]);
    let WidgetKind::Metric(metric) = &widgets[2].kind else { panic!() };
    let errors: Vec<String> = metric.row_errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "Metric 1: . has nothing above it",
            "Metric 2: the metric name is missing",
            "Metric 4: the dimension Dimension has no value",
            "Metric 5: a row must be an array",
            "Metric 6: 7 stands where a string must be",
            "Metric 7: the row names neither a metric nor an expression",
            "Metric 9: ... may stand only at the start of a row",
        ]
    );
    for invalid in [0, 3, 4, 5] {
        assert!(matches!(widgets[invalid].kind, WidgetKind::Invalid { .. }), "{invalid}");
        assert!(!widgets[invalid].messages.is_empty(), "{invalid}");
    }
}

#[test]
fn odd_numbers_and_duplicates_count_as_in_a_browser() {
    let numbers = body("numbers.json").widgets();
    assert_eq!(numbers[0].rect, GridRect::new(0, 0, 6, 6));
    let WidgetKind::Metric(metric) = &numbers[0].kind else { panic!() };
    assert_eq!(metric.period.unwrap().secs(), 300);
    assert_eq!((metric.y_axis.left.min, metric.y_axis.left.max), (Some(-0.1), None));
    assert_eq!(metric.annotations.horizontal.len(), 2);
    let duplicates = body("duplicates.json").widgets();
    let markdown: Vec<&str> = duplicates
        .iter()
        .map(|widget| match &widget.kind {
            WidgetKind::Text(text) => text.markdown.as_str(),
            _ => panic!(),
        })
        .collect();
    assert_eq!(markdown, ["last counts", "b"]);
    assert_eq!(duplicates[0].rect.x, 6);
}

#[test]
fn text_is_read_as_it_is_meant() {
    let widgets = body("unicode.json").widgets();
    let WidgetKind::Text(text) = &widgets[0].kind else { panic!() };
    assert_eq!(text.markdown, "café café ☃ 😀 😀 \u{fffd} \u{202e}\0 </script><img src=x onerror=alert(1)>");
    assert_eq!(widgets[1].title.as_deref(), Some("待ち時間 \"引用\" \\ /"));
    assert_eq!(metric_rows(&widgets[1])[1], "アプリ 遅延 {部屋/𝒙=ü} Average 300");
}
