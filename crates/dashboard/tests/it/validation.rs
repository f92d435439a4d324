//! Recorded answers of PutDashboard's validation, as tables in `tests/validation`.

use dashboard::{DashboardBody, Invalid, MAX_METRICS, MAX_VARIABLES, MAX_WIDGETS, ValidationMessage};

fn lines(kind: &str, messages: &[ValidationMessage]) -> Vec<String> {
    let line = |message: &ValidationMessage| format!("{kind} \"{}\" {}", message.data_path, message.message);
    messages.iter().map(line).collect()
}

/// What validation says, errors before warnings.
#[track_caller]
fn said(body: &str) -> Vec<String> {
    let lenient = DashboardBody::parse_lenient(body).unwrap_or_else(|error| panic!("{body}: {error}"));
    let strict = DashboardBody::parse(body);
    match &strict {
        Ok(parsed) => {
            assert_eq!(lenient.errors(), []);
            assert_eq!(parsed.messages, lenient.warnings());
        }
        Err(Invalid::Errors(errors)) => assert_eq!(errors, lenient.errors()),
        Err(Invalid::Syntax(error)) => panic!("{error}"),
    }
    [lines("error", lenient.errors()), lines("warning", lenient.warnings())].concat()
}

fn check_table(table: &str) -> usize {
    let mut cases = 0;
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut lines = lines.peekable();
    while let Some(body) = lines.next() {
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(' ')) {
            expected.push(line.trim_start());
        }
        assert_eq!(said(body), expected, "{body}");
        cases += 1;
    }
    cases
}

#[test]
fn errors_are_those_of_aws() {
    assert!(50 < check_table(include_str!("../validation/errors.txt")));
}

#[test]
fn warnings_are_those_of_aws() {
    assert!(10 < check_table(include_str!("../validation/warnings.txt")));
}

#[test]
fn limits_are_aws_limits() {
    let widget = r#"{"type":"text","properties":{"markdown":"x"}}"#;
    let widgets = |count: usize| format!("{{\"widgets\":[{}]}}", vec![widget; count].join(","));
    assert_eq!(said(&widgets(MAX_WIDGETS)), [""; 0]);
    assert_eq!(said(&widgets(MAX_WIDGETS + 1)), [r#"error "/widgets" Should NOT have more than 500 items"#]);

    let metric = |rows: usize| {
        let rows = vec![r#"["A","B"]"#; rows].join(",");
        format!("{{\"type\":\"metric\",\"properties\":{{\"region\":\"r\",\"metrics\":[{rows}]}}}}")
    };
    let too_many = r#"error "/widgets/0/properties/metrics" Should NOT have more than 500 items"#;
    assert_eq!(said(&format!("{{\"widgets\":[{}]}}", metric(501))), [too_many]);
    let full = vec![metric(500); MAX_METRICS / 500].join(",");
    assert_eq!(said(&format!("{{\"widgets\":[{full}]}}")), [""; 0]);
    let beyond = format!("{{\"widgets\":[{full},{}]}}", metric(1));
    assert_eq!(said(&beyond), [r#"error "/widgets" Should NOT have more than 2500 metrics"#]);

    let variable = |index: usize| {
        format!(r#"{{"type":"property","property":"p{index}","inputType":"input","id":"r{index}"}}"#)
    };
    let variables: Vec<String> = (0..=MAX_VARIABLES).map(variable).collect();
    let body = format!("{{\"widgets\":[],\"variables\":[{}]}}", variables.join(","));
    assert_eq!(said(&body), [r#"error "/variables" Should NOT have more than 25 items"#]);
}

#[track_caller]
fn refuses(text: &str, expected: &str) {
    let Err(Invalid::Syntax(error)) = DashboardBody::parse(text) else { panic!("{text} was read") };
    assert_eq!(error.to_string(), expected);
}

#[test]
fn what_is_no_json_object_is_refused_in_plain_words() {
    refuses("", "expected a value, found the end of the text, line 1, column 1");
    refuses("[]", "expected an object: a dashboard starts with {, line 1, column 1");
    refuses("\n  null", "expected an object: a dashboard starts with {, line 2, column 3");
    refuses("\"owned\"", "expected an object: a dashboard starts with {, line 1, column 1");
    refuses("{", "expected a member's name in double quotes, line 1, column 2");
    refuses("{\n  \"widgets\": []\n  \"x\": 1}", "expected ',' or '}' after a member, line 3, column 3");
}

#[test]
fn messages_say_where_in_the_text() {
    let body = "{\n  \"widgets\": [\n    { \"type\": \"text\",\n      \"properties\": { \"märkdown\": 1, \"markdown\": 3 } }\n  ]\n}";
    let body = DashboardBody::parse_lenient(body).unwrap();
    let places: Vec<String> = body.errors().iter().chain(body.warnings()).map(ToString::to_string).collect();
    assert_eq!(
        places,
        [
            "/widgets/0/properties/markdown: Should be string, line 4, column 50",
            "/widgets/0/properties: The \"märkdown\" property is not expected to be part of a widget definition, \
             will be ignored, line 4, column 21",
        ]
    );
}

#[test]
fn a_flood_of_faults_is_cut() {
    let body = format!("{{\"widgets\":[{}0]}}", "0,".repeat(100_000));
    let body = DashboardBody::parse_lenient(&body).unwrap();
    assert_eq!((body.errors().len(), body.widgets().len()), (1000, MAX_WIDGETS));
    let many_names: String = (0..100_000).map(|index| format!(",\"k{}\":0", index % 2000)).collect();
    let body = DashboardBody::parse_lenient(&format!("{{\"widgets\":[]{many_names}}}")).unwrap();
    assert_eq!(body.warnings().len(), 1000);
}
