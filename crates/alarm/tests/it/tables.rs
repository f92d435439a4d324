//! States: both tables of the user guide, and transitions recorded with ten-second periods.

use crate::notation::{condition, decide, input, word};

/// `points | M | missing | ignore | breaching | notBreaching`
#[track_caller]
fn check_table(period: i64, table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [points, needed, expected @ ..] = cells.as_slice() else { panic!("{row}") };
        let kinds = ["missing", "ignore", "breaching", "notBreaching"];
        assert_eq!(expected.len(), kinds.len(), "{row}");
        for (kind, expected) in kinds.iter().zip(expected) {
            let mut input = input();
            input.period = Some(period);
            input.datapoints_to_alarm = needed.parse().ok();
            input.treat_missing_data = Some((*kind).to_owned());
            let decided = word(decide(&condition(&input), points).state());
            assert_eq!(&decided, expected, "{points}, M={needed}, {kind}");
        }
    }
}

#[test]
fn user_guide_three_of_three() {
    check_table(
        300,
        "0 - X - X | 3 | OK                | OK     | OK    | OK
         0 - - - - | 3 | OK                | OK     | OK    | OK
         - - - - - | 3 | INSUFFICIENT_DATA | retain | ALARM | OK
         0 X X - X | 3 | ALARM             | ALARM  | ALARM | ALARM
         - - X - - | 3 | ALARM             | retain | ALARM | OK",
    );
}

#[test]
fn user_guide_two_of_three() {
    check_table(
        300,
        "0 - X - X | 2 | ALARM | ALARM  | ALARM | ALARM
         0 0 X 0 X | 2 | ALARM | ALARM  | ALARM | ALARM
         0 - X - - | 2 | OK    | OK     | ALARM | OK
         - - - - 0 | 2 | OK    | OK     | ALARM | OK
         - - - X - | 2 | ALARM | retain | ALARM | OK",
    );
}

#[test]
fn a_lone_breach_waits_until_it_has_aged() {
    check_table(
        300,
        "- - - - X | 3 | retain | retain | ALARM | OK
         - - - X - | 3 | retain | retain | ALARM | OK
         - - - - X | 2 | retain | retain | ALARM | OK
         - - - - X | 1 | ALARM  | ALARM  | ALARM | ALARM
         X - - - - | 3 | ALARM  | retain | ALARM | OK",
    );
}

#[test]
fn recorded_with_ten_second_periods() {
    check_table(
        10,
        "            X 0   | 3 | OK    | OK     | OK    | OK
                   X 0 X   | 3 | OK    | OK     | OK    | OK
                   X 0 X   | 2 | ALARM | ALARM  | ALARM | ALARM
         0 X - - - - - - - | 2 | OK    | OK     | ALARM | OK
         X - - - - - - - - | 2 | ALARM | retain | ALARM | OK
         X - - - - - - - - | 3 | ALARM | retain | ALARM | OK
         - - - - - - - X - | 2 | ALARM | retain | ALARM | OK
         - - - - - - X - - | 3 | ALARM | retain | ALARM | OK
         - - - - - - - X - | 3 | retain | retain | ALARM | OK
         0 - X - - - - - - | 3 | OK    | OK     | OK    | OK
         0 - X - X - - - - | 3 | OK    | OK     | OK    | OK
         0 - X - X - - - - | 2 | ALARM | ALARM  | ALARM | ALARM
         X - X - - - - - - | 3 | ALARM | retain | ALARM | OK
         0 - - - - - - - - | 3 | OK    | OK     | OK    | OK
         0 - - - - - - - - | 2 | OK    | OK     | ALARM | OK
         - - - - - - - - - | 3 | INSUFFICIENT_DATA | retain | ALARM | OK",
    );
}

#[test]
fn dynamodb_always_ignores_missing_data() {
    let mut input = input();
    input.namespace = Some("AWS/DynamoDB".to_owned());
    input.treat_missing_data = Some("breaching".to_owned());
    assert_eq!(decide(&condition(&input), "- - - - -").state(), None);
}

#[test]
fn each_operator_at_the_threshold() {
    for (operator, below, at, above) in [
        ("GreaterThanThreshold", "OK", "OK", "ALARM"),
        ("GreaterThanOrEqualToThreshold", "OK", "ALARM", "ALARM"),
        ("LessThanThreshold", "ALARM", "OK", "OK"),
        ("LessThanOrEqualToThreshold", "ALARM", "ALARM", "OK"),
    ] {
        let mut input = input();
        input.comparison_operator = Some(operator.to_owned());
        input.evaluation_periods = Some(1);
        let condition = condition(&input);
        for (value, expected) in [("49.9", below), ("50", at), ("50.1", above)] {
            assert_eq!(word(decide(&condition, value).state()), expected, "{operator} {value}");
        }
    }
}

/// The range at 21:11:41, as `first slot .. end` in seconds before now's minute (21:11:00).
#[track_caller]
fn check_range(period: i64, evaluation_periods: i64, expected: (i64, i64)) {
    let mut input = input();
    input.period = Some(period);
    input.evaluation_periods = Some(evaluation_periods);
    let range = condition(&input).evaluation_range(crate::notation::NOW);
    let minute = crate::notation::NOW.floor(60);
    let seconds = |at: timeseries::Timestamp| at.secs() - minute.secs();
    assert_eq!((seconds(range.start), seconds(range.end)), expected, "period {period}");
}

#[test]
fn what_an_evaluation_looks_at() {
    // The newest ten-second slot starts two periods before the running one (21:11:40): at 21:11:20.
    check_range(10, 3, (30 - 90, 30));
    check_range(30, 1, (0 - 90, 0));
    // From a minute on the newest slot ends with the last whole minute.
    check_range(60, 3, (-300, 0));
    check_range(300, 3, (-1500, 0));
    check_range(3600, 1, (-3 * 3600, 0));
}
