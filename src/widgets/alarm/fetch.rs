//! Asking for alarms of both kinds: by their ARNs, or for all there are. What is shown of them is the model's.

use super::model::Alarm;
use crate::data::DataSource;
use cloudwatch_api::{ApiError, DescribeAlarmsInput, DescribeAlarmsOutput};

/// AWS: DescribeAlarms takes 100 `AlarmNames`.
const NAMES_MAX: usize = 100;
/// A server that pages on and on is wrong.
const PAGES_MAX: usize = 20;

/// The name in `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`; names may hold colons.
pub fn name_of_arn(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(7, ':');
    let is_alarm = parts.next() == Some("arn") && parts.nth(4) == Some("alarm");
    parts.next().filter(|name| is_alarm && !name.is_empty())
}

pub async fn one(source: DataSource, arn: &str) -> Result<Option<Alarm>, ApiError> {
    let found = by_arns(source, &[arn.to_owned()]).await?;
    Ok(found.into_iter().next())
}

/// Those that exist, in no certain order. Names count: a dashboard from elsewhere finds this server's.
pub async fn by_arns(source: DataSource, arns: &[String]) -> Result<Vec<Alarm>, ApiError> {
    let names: Vec<String> = arns.iter().filter_map(|arn| name_of_arn(arn)).map(str::to_owned).collect();
    let mut found = Vec::new();
    for names in names.chunks(NAMES_MAX) {
        let input = DescribeAlarmsInput { alarm_names: Some(names.to_vec()), ..of_any_kind() };
        found.extend(both(source.describe_alarms(&input).await?));
    }
    Ok(found)
}

/// All there are, for choosing.
pub async fn all(source: DataSource) -> Result<Vec<Alarm>, ApiError> {
    let mut input = of_any_kind();
    let mut found = Vec::new();
    for _ in 0..PAGES_MAX {
        let mut output = source.describe_alarms(&input).await?;
        input.next_token = output.next_token.take();
        found.extend(both(output));
        if input.next_token.is_none() {
            break;
        }
    }
    Ok(found)
}

/// DescribeAlarms gives composite alarms only to those who ask for them.
fn of_any_kind() -> DescribeAlarmsInput {
    DescribeAlarmsInput {
        alarm_types: Some(["CompositeAlarm", "MetricAlarm"].map(str::to_owned).to_vec()),
        max_records: Some(NAMES_MAX as i64),
        ..DescribeAlarmsInput::default()
    }
}

fn both(output: DescribeAlarmsOutput) -> impl Iterator<Item = Alarm> {
    let metric_alarms = output.metric_alarms.into_iter().map(Alarm::from);
    metric_alarms.chain(output.composite_alarms.into_iter().map(Alarm::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn names_in_arns() {
        for (arn, expected) in [
            ("arn:aws:cloudwatch:us-east-1:000000000000:alarm:cpu", Some("cpu")),
            ("arn:aws:cloudwatch:us-east-1:000000000000:alarm:a:b c", Some("a:b c")),
            ("arn:aws:cloudwatch:us-east-1:000000000000:alarm:", None),
            ("arn:aws:cloudwatch::000000000000:dashboard/x", None),
            ("cpu", None),
            ("", None),
        ] {
            assert_eq!(name_of_arn(arn), expected, "{arn}");
        }
    }
}
