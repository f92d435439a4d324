//! Which alarms an alarm widget shows, and in which order. Pure.

use super::alarm_fetch::name_of_arn;
use crate::source::Alarm;
use dashboard::{AlarmSort, AlarmWidget};
use timeseries::sorting;

/// One tile.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmRow {
    /// As the widget has it.
    pub arn: String,
    pub name: String,
    /// `None`: there is no such alarm.
    pub alarm: Option<Alarm>,
}

impl AlarmRow {
    /// `OK`, `ALARM`, `INSUFFICIENT_DATA`, or `MISSING`.
    pub fn state(&self) -> &str {
        self.alarm.as_ref().map_or("MISSING", |alarm| alarm.state_value.as_str())
    }
}

/// Alarms that are named but missing are shown whatever the filter: that they are is worth knowing.
pub fn rows(widget: &AlarmWidget, found: &[Alarm]) -> Vec<AlarmRow> {
    let mut rows = Vec::new();
    for arn in &widget.alarms {
        let name = name_of_arn(arn);
        let alarm = found.iter().find(|alarm| Some(alarm.alarm_name.as_str()) == name);
        let is_shown = |alarm: &Alarm| widget.states.is_empty() || widget.states.contains(&alarm.state_value);
        if alarm.is_none_or(is_shown) {
            let name = name.unwrap_or(arn).to_owned();
            rows.push(AlarmRow { arn: arn.clone(), name, alarm: alarm.cloned() });
        }
    }
    let newest_first =
        |row: &AlarmRow| std::cmp::Reverse(row.alarm.as_ref().map(|alarm| alarm.state_updated_timestamp));
    sorting::sort_by(&mut rows, |a, b| a.name.cmp(&b.name));
    match widget.sort_by {
        AlarmSort::Default => {}
        AlarmSort::StateUpdatedTimestamp => {
            sorting::sort_by_key(&mut rows, |row| (rank(row.state()), newest_first(row)))
        }
        AlarmSort::Timestamp => sorting::sort_by_key(&mut rows, newest_first),
    }
    rows.dedup_by(|a, b| a.arn == b.arn);
    rows
}

fn rank(state: &str) -> u8 {
    match state {
        "ALARM" => 0,
        "INSUFFICIENT_DATA" => 1,
        "OK" => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::Timestamp;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn arn(name: &str) -> String {
        format!("arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}")
    }

    #[track_caller]
    fn check(sort_by: AlarmSort, states: &[&str], expected: &str) {
        let alarms = [("b", "OK", 1), ("a", "ALARM", 2), ("d", "OK", 3), ("c", "INSUFFICIENT_DATA", 9)];
        let found: Vec<Alarm> = alarms
            .iter()
            .map(|(name, state, at)| Alarm {
                alarm_name: (*name).to_owned(),
                state_value: (*state).to_owned(),
                state_updated_timestamp: Timestamp::from_secs(*at),
                ..Alarm::default()
            })
            .collect();
        let widget = AlarmWidget {
            alarms: ["b", "a", "gone", "d", "c"].iter().map(|name| arn(name)).collect(),
            sort_by,
            states: states.iter().map(|state| (*state).to_owned()).collect(),
        };
        let names: Vec<String> = rows(&widget, &found).into_iter().map(|row| row.name).collect();
        assert_eq!(names.join(" "), expected);
    }

    #[wasm_bindgen_test]
    fn orders() {
        check(AlarmSort::Default, &[], "a b c d gone");
        check(AlarmSort::StateUpdatedTimestamp, &[], "a c d b gone");
        check(AlarmSort::Timestamp, &[], "c d a b gone");
    }

    #[wasm_bindgen_test]
    fn a_filter_hides_states_but_not_what_is_missing() {
        check(AlarmSort::Default, &["ALARM"], "a gone");
        check(AlarmSort::Default, &["OK", "ALARM"], "a b d gone");
    }
}
