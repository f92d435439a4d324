//! What PutMetricAlarm refuses, and how it says so.

use crate::notation::input;
use alarm::Condition;
use cloudwatch_api::{Dimension, Metric, MetricDataQuery, MetricStat, PutMetricAlarmInput, Tag};

/// `expected`: the query code and the message.
#[track_caller]
fn refused(change: impl FnOnce(&mut PutMetricAlarmInput), expected: &str) {
    let mut input = input();
    change(&mut input);
    let error = Condition::parse(&input).expect_err("refused");
    assert_eq!(format!("{}: {error}", error.kind.row().query_code), expected);
}

#[track_caller]
fn accepted(change: impl FnOnce(&mut PutMetricAlarmInput)) {
    let mut input = input();
    change(&mut input);
    Condition::parse(&input).expect("accepted");
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn names() {
    refused(
        |input| input.alarm_name = None,
        "ValidationError: 1 validation error detected: Value null at 'alarmName' failed to satisfy constraint: \
         Member must not be null",
    );
    refused(
        |input| input.alarm_name = Some("x".repeat(256)),
        &format!(
            "ValidationError: 1 validation error detected: Value '{}' at 'alarmName' failed to satisfy \
             constraint: Member must have length less than or equal to 255",
            "x".repeat(256)
        ),
    );
    refused(
        |input| input.alarm_name = text("a\nb"),
        "ValidationError: AlarmName must not contain ASCII Control characters",
    );
    accepted(|input| input.alarm_name = text("Öl & <b>\"quotes\"</b>"));
}

#[test]
fn periods() {
    for period in [1, 5, 7, 59, 61, 90] {
        refused(
            |input| input.period = Some(period),
            "ValidationError: Period must be 10, 20, 30 or a multiple of 60",
        );
    }
    for period in [10, 20, 30, 60, 120, 86_400] {
        accepted(|input| input.period = Some(period));
    }
    refused(
        |input| input.period = Some(0),
        "ValidationError: 1 validation error detected: Value '0' at 'period' failed to satisfy constraint: Member \
         must have value greater than or equal to 1",
    );
    refused(
        |input| (input.period, input.evaluation_periods) = (Some(172_800), Some(1)),
        "ValidationError: A Period of 172800 is not supported yet: at most 86400 is.",
    );
}

#[test]
fn spans() {
    accepted(|input| (input.period, input.evaluation_periods) = (Some(300), Some(288)));
    refused(
        |input| (input.period, input.evaluation_periods) = (Some(300), Some(289)),
        "ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= \
         86400) for alarms using period < 3600",
    );
    accepted(|input| (input.period, input.evaluation_periods) = (Some(3600), Some(168)));
    refused(
        |input| (input.period, input.evaluation_periods) = (Some(3600), Some(169)),
        "ValidationError: Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= \
         604800) for alarms using period >= 3600",
    );
    refused(
        |input| input.datapoints_to_alarm = Some(4),
        "ValidationError: DatapointsToAlarm must be less than or equal to EvaluationPeriods",
    );
}

#[test]
fn enumerations() {
    refused(
        |input| input.comparison_operator = text("Bigger"),
        "ValidationError: 1 validation error detected: Value 'Bigger' at 'comparisonOperator' failed to satisfy \
         constraint: Member must satisfy enum value set: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, \
         LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, \
         LessThanLowerThreshold, GreaterThanUpperThreshold]",
    );
    refused(
        |input| input.statistic = text("Median"),
        "ValidationError: 1 validation error detected: Value 'Median' at 'statistic' failed to satisfy constraint: \
         Member must satisfy enum value set: [SampleCount, Average, Sum, Minimum, Maximum]",
    );
    refused(
        |input| input.treat_missing_data = text("zero"),
        "ValidationError: Option zero is not supported. Supported options for parameter TreatMissingData are \
         breaching, notBreaching, ignore and missing.",
    );
}

#[test]
fn actions() {
    accepted(|input| input.alarm_actions = Some(vec!["arn:aws:sns:us-east-1:000000000000:ops".to_owned()]));
    accepted(|input| input.ok_actions = Some(vec!["arn:aws:automate:us-east-1:ec2:stop".to_owned()]));
    refused(
        |input| input.alarm_actions = Some(vec!["ops".to_owned()]),
        "ValidationError: Invalid arn syntax: ops",
    );
    refused(
        |input| input.ok_actions = Some(["a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec()),
        "ValidationError: 1 validation error detected: Value '[a, b, c, d, e, f]' at 'okActions' failed to satisfy \
         constraint: Member must have length less than or equal to 5",
    );
}

#[test]
fn statistics() {
    refused(
        |input| input.extended_statistic = text("p99"),
        "ValidationError: PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic \
         parameters. Only one of them should be present",
    );
    refused(
        |input| (input.statistic, input.extended_statistic) = (None, text("p101")),
        "InvalidParameterValue: The value p101 for parameter ExtendedStatistic is not supported.",
    );
    refused(|input| input.statistic = None, "MissingParameter: The parameter Statistic is required.");
    for name in ["p99", "p99.9", "tm90", "TM(10%:90%)", "PR(:300)", "IQM"] {
        accepted(|input| (input.statistic, input.extended_statistic) = (None, text(name)));
    }
    accepted(|input| {
        (input.statistic, input.extended_statistic) = (None, text("p90"));
        input.evaluate_low_sample_count_percentile = text("ignore");
    });
    refused(
        |input| {
            (input.statistic, input.extended_statistic) = (None, text("TM(:90%)"));
            input.evaluate_low_sample_count_percentile = text("evaluate");
        },
        "ValidationError: Option evaluateLowSampleCountPercentile can not be applied with statistic TM(:90%). This \
         option is enabled only for percentile statistics.",
    );
    refused(
        |input| input.evaluate_low_sample_count_percentile = text("ignore"),
        "ValidationError: Option evaluateLowSampleCountPercentile can not be applied with statistic Average. This \
         option is enabled only for percentile statistics.",
    );
    refused(
        |input| input.evaluate_low_sample_count_percentile = text("unknown"),
        "ValidationError: Option unknown is not supported. Supported options for parameter \
         EvaluateLowSampleCountPercentile are evaluate and ignore.",
    );
}

/// An alarm on a metric and its band.
fn band(change: impl FnOnce(&mut PutMetricAlarmInput)) -> impl FnOnce(&mut PutMetricAlarmInput) {
    move |input| {
        let queries = vec![metric("m1", 60, Some(true)), expression("ad1", "ANOMALY_DETECTION_BAND(m1, 2)")];
        on_queries(queries)(input);
        (input.threshold, input.threshold_metric_id) = (None, text("ad1"));
        input.comparison_operator = text("LessThanLowerOrGreaterThanUpperThreshold");
        change(input);
    }
}

#[test]
fn bands() {
    // Both return data, as consoles and infrastructure tools send it.
    accepted(band(|_| {}));
    accepted(band(|input| input.comparison_operator = text("GreaterThanUpperThreshold")));
    refused(
        band(|input| input.threshold = Some(1.0)),
        "InvalidParameterCombination: The parameters Threshold and ThresholdMetricId must not be used together.",
    );
    refused(
        band(|input| input.comparison_operator = text("GreaterThanThreshold")),
        "ValidationError: The ComparisonOperator GreaterThanThreshold can not be used with ThresholdMetricId.",
    );
    refused(
        band(|input| input.threshold_metric_id = None),
        "MissingParameter: The parameter ThresholdMetricId is required with the ComparisonOperator \
         LessThanLowerOrGreaterThanUpperThreshold.",
    );
    for id in ["m1", "x"] {
        refused(
            band(|input| input.threshold_metric_id = text(id)),
            &format!(
                "ValidationError: The ThresholdMetricId {id} must be the Id of an expression in Metrics."
            ),
        );
    }
    refused(
        |input| {
            (input.threshold, input.threshold_metric_id) = (None, text("ad1"));
            input.comparison_operator = text("LessThanLowerThreshold");
        },
        "ValidationError: ThresholdMetricId must be the Id of an element of Metrics.",
    );
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    refused(
        |input| input.evaluation_criteria = Some(cloudwatch_api::NoOutput {}),
        "ValidationError: The parameter EvaluationCriteria is not supported.",
    );
    refused(
        |input| input.evaluation_interval = Some(60),
        "ValidationError: The parameter EvaluationInterval is not supported.",
    );
    refused(
        |input| input.evaluation_window = Some(cloudwatch_api::NoOutput {}),
        "ValidationError: The parameter EvaluationWindow is not supported.",
    );
    refused(
        |input| input.warm_up_configuration = Some(cloudwatch_api::NoOutput {}),
        "ValidationError: The parameter WarmUpConfiguration is not supported.",
    );
}

#[test]
fn sizes() {
    let dimensions = |count: usize| {
        let value = "x".repeat(1024);
        (0..count)
            .map(|index| Dimension { name: format!("d{index}"), value: value.clone() })
            .collect::<Vec<_>>()
    };
    let metrics = |count: usize| {
        let mut metrics: Vec<MetricDataQuery> =
            (0..count).map(|index| metric(&format!("m{index}"), 60, Some(index == 0))).collect();
        for query in &mut metrics {
            let stat = query.metric_stat.as_mut().expect("a metric");
            stat.metric.as_mut().expect("a metric").dimensions = dimensions(30);
        }
        metrics
    };
    accepted(on_queries(metrics(3)));
    refused(on_queries(metrics(4)), "ValidationError: The alarm has more than 122880 bytes.");
    refused(
        |input| input.ok_actions = Some(vec!["x".repeat(1025)]),
        &format!(
            "ValidationError: 1 validation error detected: Value '{}' at 'okActions.1.member' failed to satisfy \
             constraint: Member must have length less than or equal to 1024",
            "x".repeat(1025)
        ),
    );
}

#[test]
fn thresholds_and_tags() {
    refused(|input| input.threshold = None, "MissingParameter: The parameter Threshold is required.");
    refused(
        |input| input.threshold = Some(f64::NAN),
        "InvalidParameterValue: The value for parameter Threshold is not a number.",
    );
    refused(
        |input| input.tags = Some(vec![Tag { key: "AWS:x".to_owned(), value: String::new() }]),
        "AccessDenied: The provided tag keys must not start with any case of \"aws:\"",
    );
}

fn metric(id: &str, period: i64, return_data: Option<bool>) -> MetricDataQuery {
    MetricDataQuery {
        id: text(id),
        metric_stat: Some(MetricStat {
            metric: Some(Metric {
                namespace: text("App"),
                metric_name: text("Latency"),
                dimensions: Vec::new(),
            }),
            period: Some(period),
            stat: text("Sum"),
            unit: None,
        }),
        return_data,
        ..MetricDataQuery::default()
    }
}

fn expression(id: &str, expression: &str) -> MetricDataQuery {
    MetricDataQuery { id: text(id), expression: text(expression), ..MetricDataQuery::default() }
}

fn on_queries(queries: Vec<MetricDataQuery>) -> impl FnOnce(&mut PutMetricAlarmInput) {
    move |input| {
        (input.metric_name, input.namespace, input.dimensions) = (None, None, None);
        (input.statistic, input.period) = (None, None);
        input.metrics = Some(queries);
    }
}

#[test]
fn queries() {
    accepted(on_queries(vec![metric("m1", 60, Some(false)), expression("e1", "m1*2")]));
    accepted(on_queries(vec![metric("m1", 60, None)]));
    refused(
        |input| input.metrics = Some(vec![metric("m1", 60, None)]),
        "InvalidParameterCombination: The parameters MetricName and Metrics must not be used together.",
    );
    refused(
        on_queries(vec![metric("m1", 60, None), expression("e1", "m1*2")]),
        "ValidationError: Exactly one element of the metrics list should return data.",
    );
    refused(
        on_queries(vec![metric("m1", 60, Some(false)), metric("m2", 300, None)]),
        "ValidationError: All queries in Metrics must have the same Period.",
    );
    refused(
        on_queries(vec![metric("m1", 60, Some(false)), metric("m1", 60, None)]),
        "ValidationError: The id m1 is used more than once in Metrics.",
    );
    refused(
        on_queries(vec![expression("e1", "1")]),
        "MissingParameter: The parameter Period is required in Metrics.",
    );
    refused(
        on_queries(vec![metric("M1", 60, None)]),
        "ValidationError: The value M1 for parameter Metrics.member.Id is not matching the expected pattern \
         ^[a-z][a-zA-Z0-9_]*$.",
    );
    refused(
        on_queries(vec![metric("m1", 7, None)]),
        "ValidationError: Period must be 10, 20, 30 or a multiple of 60",
    );
}
