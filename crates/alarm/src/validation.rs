//! PutMetricAlarm's configuration, checked once, refused in AWS's words.
//!
//! What CloudWatch has and we don't yet (anomaly bands, percentiles) is refused by name.

use crate::condition::{ComparisonOperator, Condition, MetricSource, Source, TreatMissingData};
use crate::queries;
use cloudwatch_api::{
    ApiError, Constraints, Dimension, ErrorKind, MetricAlarm, PutMetricAlarmInput, STANDARD_UNITS, Tag,
};
use timeseries::{InvalidStatistic, Period, Statistic};

/// AWS: AlarmName, MetricName, Namespace have 1 to 255 characters.
const MAX_NAME_CHARS: usize = 255;
/// AWS: AlarmDescription has at most 1024 characters.
const MAX_DESCRIPTION_CHARS: usize = 1024;
/// AWS: at most 5 actions for each state.
pub const MAX_ACTIONS: usize = 5;
/// AWS: a metric has at most 30 dimensions.
const MAX_DIMENSIONS: usize = 30;
/// AWS: a dimension's value has 1 to 1024 characters.
const MAX_DIMENSION_VALUE_CHARS: usize = 1024;
/// AWS: at most 50 tags, keys of 1 to 128 and values of up to 256 characters.
const MAX_TAGS: usize = 50;
const MAX_TAG_KEY_CHARS: usize = 128;
const MAX_TAG_VALUE_CHARS: usize = 256;
/// AWS: SetAlarmState's StateReason has at most 1023 characters.
pub const MAX_STATE_REASON_CHARS: usize = 1023;
/// AWS: its StateReasonData has at most 4000.
pub const MAX_STATE_REASON_DATA_CHARS: usize = 4000;
/// AWS: EvaluationPeriods * Period is at most a day when Period is below an hour, else at most a week.
const MAX_SPAN_SECS: i64 = 86_400;
const MAX_SPAN_SECS_FROM_AN_HOUR: i64 = 604_800;
/// Metrics in this namespace always treat missing data as `ignore`.
const ALWAYS_IGNORE_NAMESPACE: &str = "AWS/DynamoDB";

const COMPARISON_OPERATORS: [&str; 7] = [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
];

impl Condition {
    /// Checks the whole request, also what isn't part of the condition (name, actions, tags).
    pub fn parse(input: &PutMetricAlarmInput) -> Result<Self, ApiError> {
        check_members(input)?;
        check_name(input.alarm_name.as_deref().unwrap_or_default())?;
        check_actions(input)?;
        check_tags(input.tags.as_deref().unwrap_or_default())?;
        let comparison_operator = parse_comparison(input)?;
        let threshold = parse_threshold(input)?;
        let (source, period) = match &input.metrics {
            Some(metrics) if !metrics.is_empty() => {
                refuse_single_metric_members(input)?;
                let (queries, period) = queries::parse(metrics)?;
                (Source::Queries(queries), period)
            }
            _ => parse_single_metric(input)?,
        };
        check_low_sample_option(input)?;
        let (evaluation_periods, datapoints_to_alarm) = parse_counts(input, period)?;
        let treat_missing_data = parse_treatment(input, &source)?;
        Ok(Condition {
            source,
            period,
            evaluation_periods,
            datapoints_to_alarm,
            comparison_operator,
            threshold,
            treat_missing_data,
        })
    }

    /// The condition of an alarm that was put earlier.
    pub fn of_alarm(alarm: &MetricAlarm) -> Result<Self, ApiError> {
        let some_list = |list: &[Dimension]| (!list.is_empty()).then(|| list.to_vec());
        Self::parse(&PutMetricAlarmInput {
            alarm_name: Some(alarm.alarm_name.clone()),
            metric_name: alarm.metric_name.clone(),
            namespace: alarm.namespace.clone(),
            statistic: alarm.statistic.clone(),
            extended_statistic: alarm.extended_statistic.clone(),
            dimensions: some_list(&alarm.dimensions),
            period: alarm.period,
            unit: alarm.unit.clone(),
            evaluation_periods: Some(alarm.evaluation_periods),
            datapoints_to_alarm: alarm.datapoints_to_alarm,
            threshold: alarm.threshold,
            comparison_operator: Some(alarm.comparison_operator.clone()),
            treat_missing_data: alarm.treat_missing_data.clone(),
            evaluate_low_sample_count_percentile: alarm.evaluate_low_sample_count_percentile.clone(),
            metrics: (!alarm.metrics.is_empty()).then(|| alarm.metrics.clone()),
            ..PutMetricAlarmInput::default()
        })
    }
}

/// Lengths, ranges and enumerations, all at once.
fn check_members(input: &PutMetricAlarmInput) -> Result<(), ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("alarmName", &input.alarm_name);
    constraints.required("evaluationPeriods", &input.evaluation_periods);
    constraints.required("comparisonOperator", &input.comparison_operator);
    for (member, text, min, max) in [
        ("alarmName", &input.alarm_name, 1, MAX_NAME_CHARS),
        ("alarmDescription", &input.alarm_description, 0, MAX_DESCRIPTION_CHARS),
        ("metricName", &input.metric_name, 1, MAX_NAME_CHARS),
        ("namespace", &input.namespace, 1, MAX_NAME_CHARS),
    ] {
        if let Some(text) = text {
            constraints.length(member, text, min, max);
        }
    }
    for (member, number) in [
        ("evaluationPeriods", input.evaluation_periods),
        ("datapointsToAlarm", input.datapoints_to_alarm),
        ("period", input.period),
    ] {
        if let Some(number) = number {
            constraints.range(member, number, 1, i64::from(i32::MAX));
        }
    }
    if let Some(name) = &input.comparison_operator {
        constraints.one_of("comparisonOperator", name, &COMPARISON_OPERATORS);
    }
    if let Some(name) = &input.statistic {
        let names = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
        constraints.one_of("statistic", name, &names);
    }
    if let Some(unit) = &input.unit {
        constraints.one_of("unit", unit, &STANDARD_UNITS);
    }
    for (member, actions) in action_lists(input) {
        constraints.at_most_items(member, actions, MAX_ACTIONS);
    }
    check_dimensions(&mut constraints, input.dimensions.as_deref().unwrap_or_default());
    constraints.finish()
}

pub(crate) fn check_dimensions(constraints: &mut Constraints, dimensions: &[Dimension]) {
    let names: Vec<&str> = dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
    constraints.at_most_items("dimensions", &names, MAX_DIMENSIONS);
    for (index, dimension) in dimensions.iter().enumerate() {
        let member = |part: &str| format!("dimensions.{}.member.{part}", index + 1);
        constraints.length(&member("name"), &dimension.name, 1, MAX_NAME_CHARS);
        constraints.length(&member("value"), &dimension.value, 1, MAX_DIMENSION_VALUE_CHARS);
    }
}

fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().any(|char| char.is_ascii_control()) {
        return Err(ApiError::validation("AlarmName must not contain ASCII Control characters"));
    }
    Ok(())
}

fn action_lists(input: &PutMetricAlarmInput) -> [(&'static str, &[String]); 3] {
    [
        ("okActions", input.ok_actions.as_deref().unwrap_or_default()),
        ("alarmActions", input.alarm_actions.as_deref().unwrap_or_default()),
        ("insufficientDataActions", input.insufficient_data_actions.as_deref().unwrap_or_default()),
    ]
}

/// Only the syntax: `arn:partition:service:region:account:resource`. What fires is the notifier's.
fn check_actions(input: &PutMetricAlarmInput) -> Result<(), ApiError> {
    for action in action_lists(input).into_iter().flat_map(|(_, actions)| actions) {
        let parts: Vec<&str> = action.splitn(6, ':').collect();
        let is_arn = matches!(parts.as_slice(), ["arn", partition, service, _, _, resource]
            if !partition.is_empty() && !service.is_empty() && !resource.is_empty());
        if !is_arn {
            return Err(ApiError::validation(format!("Invalid arn syntax: {action}")));
        }
    }
    Ok(())
}

fn check_tags(tags: &[Tag]) -> Result<(), ApiError> {
    let mut constraints = Constraints::new();
    let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    constraints.at_most_items("tags", &keys, MAX_TAGS);
    for (index, tag) in tags.iter().enumerate() {
        constraints.length(&format!("tags.{}.member.key", index + 1), &tag.key, 1, MAX_TAG_KEY_CHARS);
        constraints.length(&format!("tags.{}.member.value", index + 1), &tag.value, 0, MAX_TAG_VALUE_CHARS);
    }
    constraints.finish()?;
    if keys.iter().any(|key| key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))) {
        let message = "The provided tag keys must not start with any case of \"aws:\"";
        return Err(ApiError::new(ErrorKind::AccessDenied, message));
    }
    Ok(())
}

fn parse_comparison(input: &PutMetricAlarmInput) -> Result<ComparisonOperator, ApiError> {
    let name = input.comparison_operator.as_deref().unwrap_or_default();
    ComparisonOperator::from_name(name).ok_or_else(|| {
        ApiError::validation(format!(
            "The ComparisonOperator {name} of anomaly detection alarms is not supported yet."
        ))
    })
}

fn parse_threshold(input: &PutMetricAlarmInput) -> Result<f64, ApiError> {
    if input.threshold_metric_id.is_some() {
        return Err(ApiError::validation(
            "ThresholdMetricId is not supported yet: anomaly detection alarms are still to come.",
        ));
    }
    match input.threshold {
        Some(threshold) if threshold.is_finite() => Ok(threshold),
        Some(_) => {
            Err(ApiError::invalid_parameter_value("The value for parameter Threshold is not a number."))
        }
        None => Err(ApiError::missing_parameter("The parameter Threshold is required.")),
    }
}

fn refuse_single_metric_members(input: &PutMetricAlarmInput) -> Result<(), ApiError> {
    for (member, given) in [
        ("MetricName", input.metric_name.is_some()),
        ("Namespace", input.namespace.is_some()),
        ("Dimensions", input.dimensions.as_ref().is_some_and(|dimensions| !dimensions.is_empty())),
        ("Period", input.period.is_some()),
        ("Statistic", input.statistic.is_some()),
        ("ExtendedStatistic", input.extended_statistic.is_some()),
        ("Unit", input.unit.is_some()),
    ] {
        if given {
            let message = format!("The parameters {member} and Metrics must not be used together.");
            return Err(ApiError::invalid_parameter_combination(message));
        }
    }
    Ok(())
}

fn parse_single_metric(input: &PutMetricAlarmInput) -> Result<(Source, Period), ApiError> {
    let required = |member: &str, value: &Option<String>| {
        let missing = || ApiError::missing_parameter(format!("The parameter {member} is required."));
        value.clone().ok_or_else(missing)
    };
    let metric_name = required("MetricName", &input.metric_name)?;
    let namespace = required("Namespace", &input.namespace)?;
    let statistic = parse_statistic(input)?;
    let period = match input.period {
        Some(secs) => parse_period(secs)?,
        None => return Err(ApiError::missing_parameter("The parameter Period is required.")),
    };
    let dimensions = sorted_dimensions(input.dimensions.as_deref().unwrap_or_default());
    let unit = input.unit.clone();
    Ok((Source::Metric(MetricSource { namespace, metric_name, dimensions, statistic, unit }), period))
}

pub(crate) fn sorted_dimensions(dimensions: &[Dimension]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> =
        dimensions.iter().map(|dimension| (dimension.name.clone(), dimension.value.clone())).collect();
    pairs.sort();
    pairs
}

fn parse_statistic(input: &PutMetricAlarmInput) -> Result<Statistic, ApiError> {
    match (&input.statistic, &input.extended_statistic) {
        (Some(_), Some(_)) => Err(ApiError::validation(
            "PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic parameters. \
             Only one of them should be present",
        )),
        (Some(name), None) => name
            .parse()
            .and_then(|statistic: Statistic| {
                if statistic.is_extended() { Err(InvalidStatistic(name.clone())) } else { Ok(statistic) }
            })
            .map_err(|error: InvalidStatistic| ApiError::invalid_parameter_value(error.to_string())),
        (None, Some(name)) => {
            name.parse().ok().filter(|statistic: &Statistic| statistic.is_extended()).ok_or_else(|| {
                ApiError::invalid_parameter_value(format!(
                    "The value {name} for parameter ExtendedStatistic is not supported."
                ))
            })
        }
        (None, None) => Err(ApiError::missing_parameter("The parameter Statistic is required.")),
    }
}

/// Alarms know 10, 20, 30 and multiples of 60; 1 and 5 are for reading only.
pub(crate) fn parse_period(secs: i64) -> Result<Period, ApiError> {
    if secs < 10 || (secs < 60 && ![10, 20, 30].contains(&secs)) || (60 < secs && secs % 60 != 0) {
        return Err(ApiError::validation("Period must be 10, 20, 30 or a multiple of 60"));
    }
    Period::from_secs(secs).map_err(|_| {
        ApiError::validation(format!(
            "A Period of {secs} is not supported yet: at most {} is.",
            Period::DAY.secs()
        ))
    })
}

fn parse_counts(input: &PutMetricAlarmInput, period: Period) -> Result<(usize, Option<usize>), ApiError> {
    let evaluation_periods = input.evaluation_periods.unwrap_or(1);
    let span_secs = evaluation_periods.saturating_mul(period.secs());
    if period.secs() < 3600 && MAX_SPAN_SECS < span_secs {
        return Err(ApiError::validation(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) \
             for alarms using period < 3600",
        ));
    }
    if MAX_SPAN_SECS_FROM_AN_HOUR < span_secs {
        return Err(ApiError::validation(
            "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) \
             for alarms using period >= 3600",
        ));
    }
    if input.datapoints_to_alarm.is_some_and(|datapoints| evaluation_periods < datapoints) {
        return Err(ApiError::validation(
            "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
        ));
    }
    // The span's limit keeps both below 8641.
    Ok((evaluation_periods as usize, input.datapoints_to_alarm.map(|datapoints| datapoints as usize)))
}

fn parse_treatment(input: &PutMetricAlarmInput, source: &Source) -> Result<TreatMissingData, ApiError> {
    let name = input.treat_missing_data.as_deref().unwrap_or("missing");
    let treatment = TreatMissingData::from_name(name).ok_or_else(|| {
        ApiError::validation(format!(
            "Option {name} is not supported. Supported options for parameter TreatMissingData are breaching, \
             notBreaching, ignore and missing."
        ))
    })?;
    match source {
        Source::Metric(metric) if metric.namespace == ALWAYS_IGNORE_NAMESPACE => Ok(TreatMissingData::Ignore),
        _ => Ok(treatment),
    }
}

fn check_low_sample_option(input: &PutMetricAlarmInput) -> Result<(), ApiError> {
    let Some(option) = input.evaluate_low_sample_count_percentile.as_deref() else {
        return Ok(());
    };
    if !["evaluate", "ignore"].contains(&option) {
        return Err(ApiError::validation(format!(
            "Option {option} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile \
             are evaluate and ignore."
        )));
    }
    match &input.statistic {
        Some(statistic) => Err(ApiError::validation(format!(
            "Option evaluateLowSampleCountPercentile can not be applied with statistic {statistic}. This option \
             is enabled only for percentile statistics."
        ))),
        None => Ok(()),
    }
}
