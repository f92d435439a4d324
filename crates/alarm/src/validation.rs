//! PutMetricAlarm's configuration, checked once, refused in AWS's words.
//!
//! What composite alarms have too (names, actions, tags) stands in `members`.

use crate::condition::{ComparisonOperator, Condition, Threshold, TreatMissingData};
use crate::members::{self, Actions, MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS};
use crate::queries;
use crate::source::{MetricSource, Source, parse_period, sorted_dimensions};
use cloudwatch_api::{ApiError, Constraints, Dimension, MetricAlarm, PutMetricAlarmInput, STANDARD_UNITS};
use timeseries::{InvalidStatistic, Period, Statistic};

/// AWS: EvaluationPeriods * Period is at most a day when Period is below an hour, else at most a week.
const MAX_SPAN_SECS: i64 = 86_400;
const MAX_SPAN_SECS_FROM_AN_HOUR: i64 = 604_800;
/// Metrics in this namespace always treat missing data as `ignore`.
const ALWAYS_IGNORE_NAMESPACE: &str = "AWS/DynamoDB";

/// AWS: "the total size of the request" is at most 120 KB.
const MAX_REQUEST_BYTES: usize = 120 * 1024;
/// AWS: TreatMissingData and EvaluateLowSampleCountPercentile have 1 to 255 characters.
const MAX_OPTION_CHARS: usize = 255;

impl Condition {
    /// Checks the whole request, also what isn't part of the condition (name, actions, tags).
    pub fn parse(input: &PutMetricAlarmInput) -> Result<Self, ApiError> {
        members::refuse_unsupported(&[
            ("EvaluationCriteria", input.evaluation_criteria.is_some()),
            ("EvaluationInterval", input.evaluation_interval.is_some()),
            ("EvaluationWindow", input.evaluation_window.is_some()),
            ("WarmUpConfiguration", input.warm_up_configuration.is_some()),
            ("ActionConfiguration", input.action_configuration.is_some()),
        ])?;
        check_members(input)?;
        members::check_name(input.alarm_name.as_deref().unwrap_or_default())?;
        members::check_actions(&actions(input))?;
        cloudwatch_api::check_tags(input.tags.as_deref().unwrap_or_default())?;
        check_size(input)?;
        let comparison_operator = parse_comparison(input);
        let threshold = parse_threshold(input, comparison_operator)?;
        let (source, period) = match &input.metrics {
            Some(metrics) if !metrics.is_empty() => {
                refuse_single_metric_members(input)?;
                let (queries, period) = queries::parse(metrics, input.threshold_metric_id.as_deref())?;
                (Source::Queries(queries), period)
            }
            _ if threshold == Threshold::Band => {
                return Err(ApiError::validation(
                    "ThresholdMetricId must be the Id of an element of Metrics.",
                ));
            }
            _ => parse_single_metric(input)?,
        };
        let ignores_low_sample_counts = parse_low_sample_option(input, &source)?;
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
            ignores_low_sample_counts,
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
            threshold_metric_id: alarm.threshold_metric_id.clone(),
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
        ("treatMissingData", &input.treat_missing_data, 1, MAX_OPTION_CHARS),
        (
            "evaluateLowSampleCountPercentile",
            &input.evaluate_low_sample_count_percentile,
            1,
            MAX_OPTION_CHARS,
        ),
        ("thresholdMetricId", &input.threshold_metric_id, 1, MAX_NAME_CHARS),
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
        let names = ComparisonOperator::ALL.map(ComparisonOperator::name);
        constraints.one_of("comparisonOperator", name, &names);
    }
    if let Some(name) = &input.statistic {
        let names = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
        constraints.one_of("statistic", name, &names);
    }
    if let Some(unit) = &input.unit {
        constraints.one_of("unit", unit, &STANDARD_UNITS);
    }
    actions(input).constrain(&mut constraints);
    members::constrain_dimensions(&mut constraints, input.dimensions.as_deref().unwrap_or_default());
    constraints.finish()
}

fn actions(input: &PutMetricAlarmInput) -> Actions<'_> {
    Actions {
        ok: input.ok_actions.as_deref().unwrap_or_default(),
        alarm: input.alarm_actions.as_deref().unwrap_or_default(),
        insufficient_data: input.insufficient_data_actions.as_deref().unwrap_or_default(),
    }
}

/// All texts together; numbers and keys are small beside them.
fn check_size(input: &PutMetricAlarmInput) -> Result<(), ApiError> {
    let pairs = |dimensions: &[Dimension]| -> usize {
        dimensions.iter().map(|dimension| dimension.name.len() + dimension.value.len()).sum()
    };
    let metrics: usize = input
        .metrics
        .iter()
        .flatten()
        .map(|query| {
            let texts = [&query.id, &query.expression, &query.label].into_iter().flatten().map(String::len);
            let metric = query.metric_stat.as_ref().and_then(|stat| stat.metric.as_ref());
            texts.sum::<usize>() + metric.map_or(0, |metric| pairs(&metric.dimensions))
        })
        .sum();
    let tags: usize = input.tags.iter().flatten().map(|tag| tag.key.len() + tag.value.len()).sum();
    let own = pairs(input.dimensions.as_deref().unwrap_or_default());
    if metrics + tags + own + actions(input).bytes() > MAX_REQUEST_BYTES {
        return Err(ApiError::validation(format!("The alarm has more than {MAX_REQUEST_BYTES} bytes.")));
    }
    Ok(())
}

fn parse_comparison(input: &PutMetricAlarmInput) -> ComparisonOperator {
    let name = input.comparison_operator.as_deref().unwrap_or_default();
    // The enumeration was checked before.
    ComparisonOperator::from_name(name).unwrap_or(ComparisonOperator::GreaterThanThreshold)
}

fn parse_threshold(input: &PutMetricAlarmInput, operator: ComparisonOperator) -> Result<Threshold, ApiError> {
    match (input.threshold, &input.threshold_metric_id) {
        (Some(_), Some(_)) => Err(ApiError::invalid_parameter_combination(
            "The parameters Threshold and ThresholdMetricId must not be used together.",
        )),
        (None, Some(_)) if operator.needs_band() => Ok(Threshold::Band),
        (None, Some(_)) => Err(ApiError::validation(format!(
            "The ComparisonOperator {} can not be used with ThresholdMetricId.",
            operator.name()
        ))),
        (_, None) if operator.needs_band() => Err(ApiError::missing_parameter(format!(
            "The parameter ThresholdMetricId is required with the ComparisonOperator {}.",
            operator.name()
        ))),
        (Some(threshold), None) if threshold.is_finite() => Ok(Threshold::Value(threshold)),
        (Some(_), None) => {
            Err(ApiError::invalid_parameter_value("The value for parameter Threshold is not a number."))
        }
        (None, None) => Err(ApiError::missing_parameter("The parameter Threshold is required.")),
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
    let statistic_name =
        input.statistic.clone().or_else(|| input.extended_statistic.clone()).unwrap_or_default();
    let metric = MetricSource { namespace, metric_name, dimensions, statistic, statistic_name, unit };
    Ok((Source::Metric(metric), period))
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

fn parse_counts(input: &PutMetricAlarmInput, period: Period) -> Result<(usize, Option<usize>), ApiError> {
    let evaluation_periods = input.evaluation_periods.unwrap_or(1);
    let span_secs = evaluation_periods.saturating_mul(period.secs());
    if period.secs() < 3600 && span_secs > MAX_SPAN_SECS {
        return Err(ApiError::validation(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) \
             for alarms using period < 3600",
        ));
    }
    if span_secs > MAX_SPAN_SECS_FROM_AN_HOUR {
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

/// Whether datapoints of few samples keep the state.
fn parse_low_sample_option(input: &PutMetricAlarmInput, source: &Source) -> Result<bool, ApiError> {
    let Some(option) = input.evaluate_low_sample_count_percentile.as_deref() else {
        return Ok(false);
    };
    if !["evaluate", "ignore"].contains(&option) {
        return Err(ApiError::validation(format!(
            "Option {option} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile \
             are evaluate and ignore."
        )));
    }
    match source {
        Source::Metric(metric) if !metric.statistic.is_percentile() => Err(ApiError::validation(format!(
            "Option evaluateLowSampleCountPercentile can not be applied with statistic {}. This option is \
                 enabled only for percentile statistics.",
            metric.statistic_name
        ))),
        _ => Ok(option == "ignore"),
    }
}
