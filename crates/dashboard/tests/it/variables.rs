//! Variables: what they are, and bodies with their values filled in.

use dashboard::{DashboardBody, InputType, VariableKind, WidgetKind};

fn body() -> DashboardBody {
    DashboardBody::parse(include_str!("../bodies/variables.json")).unwrap().body
}

#[test]
fn variables_are_read() {
    let variables = body().variables();
    let ids: Vec<&str> = variables.iter().map(|variable| variable.id.as_str()).collect();
    assert_eq!(ids, ["region", "instance", "env", "fn"]);
    assert_eq!(variables[0].kind, VariableKind::Property("region".into()));
    assert_eq!((variables[0].input_type, variables[0].values.len()), (InputType::Select, 2));
    assert_eq!(variables[0].values[0].label.as_deref(), Some("Virginia"));
    assert_eq!(variables[2].kind, VariableKind::Pattern("ENVIRONMENT".into()));
    assert_eq!(
        variables.iter().map(|variable| variable.needs_search()).collect::<Vec<_>>(),
        [false, false, false, true]
    );
}

#[track_caller]
fn shows(chosen: &[(&str, &str)], expected: &[&str]) {
    let chosen: Vec<(String, String)> =
        chosen.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    let body = body();
    let shown = body.substituted(&chosen);
    assert_eq!(shown.widget_ids(), body.widget_ids());
    assert_eq!(shown.errors(), []);
    let mut lines = Vec::new();
    for widget in shown.widgets() {
        match &widget.kind {
            WidgetKind::Metric(metric) => {
                let title = metric.title.as_deref().unwrap_or_default();
                lines.push(format!("{} {title}", metric.region.as_deref().unwrap_or_default()));
                lines.extend(metric.rows.iter().map(|row| row.to_json(None).to_compact()));
            }
            WidgetKind::Text(text) => lines.push(text.markdown.clone()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(lines, expected);
}

#[test]
fn defaults_are_filled_in() {
    shows(
        &[],
        &[
            "eu-west-1 CPU of prod",
            r#"["AWS/EC2","CPUUtilization","InstanceId","i-default",{"label":"prod cpu","region":"eu-west-1"}]"#,
            r#"["AWS/EC2","NetworkIn","InstanceId","i-default"]"#,
            r#"["AWS/EC2","NetworkIn","InstanceId","i-default"]"#,
            r#"[{"expression":"SUM(METRICS())","label":"all of prod"}]"#,
            "eu-west-1 ",
            // Its variable has to be looked up, so the function stays as it is written.
            r#"["AWS/Lambda","Errors","FunctionName","f"]"#,
            "prod is not region",
        ],
    );
}

#[test]
fn chosen_values_come_first() {
    shows(
        &[("region", "us-east-1"), ("env", "te\"st"), ("fn", "g"), ("nobody", "x")],
        &[
            "us-east-1 CPU of te\"st",
            r#"["AWS/EC2","CPUUtilization","InstanceId","i-default",{"label":"te\"st cpu","region":"us-east-1"}]"#,
            r#"["AWS/EC2","NetworkIn","InstanceId","i-default"]"#,
            r#"["AWS/EC2","NetworkIn","InstanceId","i-default"]"#,
            r#"[{"expression":"SUM(METRICS())","label":"all of te\"st"}]"#,
            "us-east-1 ",
            r#"["AWS/Lambda","Errors","FunctionName","g"]"#,
            "te\"st is not region",
        ],
    );
}

#[test]
fn widgets_are_shown_with_values_and_edited_without() {
    let body = body();
    let written = body.widgets();
    let shown = body.widgets_with(&[("env".into(), "test".into())]);
    assert_eq!(shown[0].title.as_deref(), Some("CPU of test"));
    for (shown, written) in shown.iter().zip(&written) {
        assert_eq!(
            (shown.id, shown.rect, &shown.source_text),
            (written.id, written.rect, &written.source_text)
        );
    }
    let waiting: Vec<String> =
        shown.iter().flat_map(|widget| &widget.messages).map(ToString::to_string).collect();
    let expected = "/widgets/1: The variable \"fn\" takes its value from a search, which is not supported yet, \
                    line 24, column 5";
    assert_eq!(waiting, [expected]);
    let chosen = body.widgets_with(&[("fn".into(), "g".into())]);
    assert!(chosen.iter().all(|widget| widget.messages.is_empty()));
}

#[test]
fn numbers_stay_numbers() {
    let text = r#"{"widgets":[{"type":"metric","properties":{"region":"r","metrics":[["A","B",{"period":60}]],"period":300}}],
        "variables":[{"type":"property","property":"period","inputType":"input","id":"p","defaultValue":3600}]}"#;
    let shown = DashboardBody::parse(text).unwrap().body.substituted(&[]);
    assert_eq!(shown.text(), text.replace("60}", "3600}").replace(":300", ":3600"));
    let odd = shown.substituted(&[("p".into(), "often".into())]);
    assert!(odd.text().contains(r#""period":"often""#));
}

#[test]
fn a_body_without_variables_is_shown_as_it_is() {
    let text = include_str!("../bodies/console.json");
    let body = DashboardBody::parse(text).unwrap().body;
    assert_eq!(body.substituted(&[("region".into(), "x".into())]).text(), text);
}
