//! The bodies of awsJson 1.0 and 1.1.
//!
//! Numbers that JSON can't write are words (`"NaN"`), an explicit null is an absent member, and instants
//! are epoch seconds.

use crate::{read, write};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads an operation's input. A body without a byte is `{}`.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let body = if body.is_empty() { b"{}" } else { body };
    let document = serde_json::from_slice(body).map_err(|error| format!("the body isn't JSON: {error}"))?;
    read::read(document)
}

pub fn write<T: Serialize>(output: &T) -> Result<Vec<u8>, String> {
    serde_json::to_vec(&write::document(output)?).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::{Datapoint, GetMetricStatisticsOutput, ListMetricsOutput, PutMetricDataInput};
    use timeseries::Timestamp;

    #[track_caller]
    fn refuses(body: &str, expected: &str) {
        assert_eq!(read::<PutMetricDataInput>(body.as_bytes()).expect_err(body), expected);
    }

    #[track_caller]
    fn value(body: &str) -> f64 {
        let input: PutMetricDataInput = read(body.as_bytes()).unwrap();
        input.metric_data.unwrap()[0].value.unwrap()
    }

    #[test]
    fn numbers_and_words_for_numbers() {
        assert_eq!(value(r#"{"MetricData":[{"Value":1}]}"#), 1.0);
        assert_eq!(value(r#"{"MetricData":[{"Value":1.5e3,"Unknown":[{}]}]}"#), 1500.0);
        assert_eq!(value(r#"{"MetricData":[{"Value":"-Infinity"}]}"#), f64::NEG_INFINITY);
        assert!(value(r#"{"MetricData":[{"Value":"NaN"}]}"#).is_nan());
        refuses(
            r#"{"MetricData":[{},{"Value":"abc"}]}"#,
            r#"MetricData.1.Value: invalid type: string "abc", expected f64"#,
        );
    }

    #[test]
    fn timestamps_are_seconds_or_iso_text() {
        let at = |text: &str| {
            let input: PutMetricDataInput =
                read(format!(r#"{{"MetricData":[{{"Timestamp":{text}}}]}}"#).as_bytes())?;
            Ok::<_, String>(input.metric_data.unwrap()[0].timestamp.unwrap().to_string())
        };
        assert_eq!(at("1795168800").unwrap(), "2026-11-20T10:00:00Z");
        assert_eq!(at("1795168800.123").unwrap(), "2026-11-20T10:00:00.123Z");
        assert_eq!(at("\"2026-11-20T10:00:00Z\"").unwrap(), "2026-11-20T10:00:00Z");
        assert_eq!(at("\"soon\"").unwrap_err(), "MetricData.0.Timestamp: not an ISO 8601 timestamp");
        assert_eq!(at("1e300").unwrap_err(), "MetricData.0.Timestamp: timestamp out of range");
    }

    #[test]
    fn null_is_absent_and_wrong_types_are_named() {
        let input: PutMetricDataInput =
            read(br#"{"Namespace":null,"MetricData":[{"Dimensions":[{"Name":null,"Value":"v"}],"StorageResolution":60.0}]}"#)
                .unwrap();
        assert_eq!(input.namespace, None);
        let datum = &input.metric_data.unwrap()[0];
        assert_eq!(datum.dimensions.as_ref().unwrap()[0].name, "");
        assert_eq!(datum.storage_resolution, Some(60));
        refuses(r#"{"Namespace":5}"#, "Namespace: invalid type: integer `5`, expected a string");
        refuses(
            r#"{"MetricData":[null]}"#,
            "MetricData.0: invalid type: unit value, expected struct MetricDatum",
        );
        refuses(
            r#"{"MetricData":[[]]}"#,
            "MetricData.0: invalid type: sequence, expected struct MetricDatum",
        );
        refuses(r#"{"MetricData":{}}"#, "MetricData: invalid type: map, expected a sequence");
        refuses(
            r#"{"MetricData":[{"StorageResolution":1.5}]}"#,
            "MetricData.0.StorageResolution: invalid type: floating point `1.5`, expected i64",
        );
        refuses("[]", "invalid type: sequence, expected struct PutMetricDataInput");
        refuses("{", "the body isn't JSON: EOF while parsing an object at line 1 column 1");
        refuses("\u{fffd}", "the body isn't JSON: expected value at line 1 column 1");
        refuses(&"[".repeat(100_000), "the body isn't JSON: recursion limit exceeded at line 1 column 128");
    }

    #[test]
    fn answers() {
        let output = GetMetricStatisticsOutput {
            label: "x".to_owned(),
            datapoints: vec![Datapoint {
                timestamp: Timestamp::from_secs(60),
                sum: Some(4.0),
                average: Some(f64::NAN),
                ..Datapoint::default()
            }],
        };
        let expected = r#"{"Label":"x","Datapoints":[{"Timestamp":60,"Average":"NaN","Sum":4.0}]}"#;
        assert_eq!(String::from_utf8(write(&output).unwrap()).unwrap(), expected);
        assert_eq!(write(&ListMetricsOutput::default()).unwrap(), br#"{"Metrics":[]}"#);
    }
}
