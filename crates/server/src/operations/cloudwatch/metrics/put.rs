//! PutMetricData: everything is checked before anything is kept.

use super::checks::{self, TWO_WEEKS_SECS, at_most, dimensions, invalid_value, required, required_text};
use crate::app::App;
use crate::operations::cloudwatch::errors::failed;
use alarm::java_double;
use cloudwatch_api::{
    ApiError, EntityMetricData, MetricDatum, NoOutput, PutMetricDataInput, StatisticValues,
};
use std::fmt;
use store::{MetricIdentity, MetricPoint};
use timeseries::{Distribution, StatisticSet, Timestamp};

/// One call takes at most 1000 datums (CloudWatch quotas, PutMetricData).
const MAX_DATUMS: usize = 1000;
/// A datum has at most 150 different values (API reference, MetricDatum).
const MAX_VALUES: usize = 150;
/// A value lies between -2^360 and 2^360 (API reference, MetricDatum).
const MAX_VALUE_EXPONENT: i32 = 360;
/// Datums are taken up to two hours ahead (API reference, MetricDatum).
const MAX_AHEAD_SECS: i64 = 2 * 3600;
/// The namespaces that only AWS itself publishes to.
const RESERVED_NAMESPACE: &str = "AWS/";
/// What an entity can be (User Guide, "Add related information to telemetry").
const ENTITY_TYPES: [&str; 5] = ["AWS::Resource", "AWS::Service", "RemoteService", "Resource", "Service"];
const DEFAULT_UNIT: &str = "None";

pub async fn put_metric_data(app: &App, input: PutMetricDataInput) -> Result<NoOutput, ApiError> {
    let namespace = required_text("Namespace", input.namespace.as_deref())?;
    checks::name("Namespace", namespace, checks::MAX_NAME_CHARS)?;
    if namespace.starts_with(RESERVED_NAMESPACE) {
        return Err(invalid_value("Namespace", RESERVED_NAMESPACE));
    }
    if !namespace.is_ascii() {
        return Err(invalid_value("Namespace", namespace));
    }
    checks::printable("Namespace", namespace)?;
    let namespace = namespace.to_owned();
    let datums = datums(input)?;
    let now = app.now();
    let mut points = Vec::with_capacity(datums.len());
    for (path, datum) in datums {
        points.extend(point(&namespace, path, datum, now)?);
    }
    app.store.put_metric_data(points).await.map_err(failed)?;
    Ok(NoOutput {})
}

/// Where a datum stands in its call, as errors name it.
#[derive(Clone, Copy)]
struct DatumPath {
    entity: Option<usize>,
    index: usize,
}

impl fmt::Display for DatumPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(entity) = self.entity {
            write!(f, "EntityMetricData.member.{}.", entity + 1)?;
        }
        write!(f, "MetricData.member.{}", self.index + 1)
    }
}

fn datums(input: PutMetricDataInput) -> Result<Vec<(DatumPath, MetricDatum)>, ApiError> {
    if input.entity_metric_data.is_some() && input.strict_entity_validation.is_none() {
        let message = "Field StrictEntityValidation is required when setting EntityMetricData";
        return Err(ApiError::invalid_parameter_combination(message));
    }
    if input.strict_entity_validation == Some(true) {
        for (index, entity) in input.entity_metric_data.iter().flatten().enumerate() {
            refuse_entity(index, entity)?;
        }
    }
    let entities = input.entity_metric_data.into_iter().flatten().enumerate();
    let of_entities = entities.map(|(entity, data)| (Some(entity), data.metric_data.unwrap_or_default()));
    let all = [(None, input.metric_data.unwrap_or_default())].into_iter().chain(of_entities);
    let datums: Vec<_> = all
        .flat_map(|(entity, datums)| {
            let with_path = move |(index, datum)| (DatumPath { entity, index }, datum);
            datums.into_iter().enumerate().map(with_path)
        })
        .collect();
    if datums.is_empty() {
        let message = "At least one MetricDatum object must be present in the request.";
        return Err(ApiError::missing_parameter(message));
    }
    at_most("MetricData", datums.len(), MAX_DATUMS)?;
    Ok(datums)
}

/// Entities aren't kept. Without strict validation that is AWS's way with an entity that it doesn't take: the
/// datums are stored without it. With it, the caller must hear.
fn refuse_entity(index: usize, entity: &EntityMetricData) -> Result<(), ApiError> {
    let attributes = entity.entity.as_ref().and_then(|entity| entity.key_attributes.as_ref());
    let kind = attributes.and_then(|attributes| attributes.get("Type")).map_or("", String::as_str);
    if !ENTITY_TYPES.contains(&kind) {
        return Err(ApiError::invalid_parameter_value("InvalidTypeValue: Unknown entity type"));
    }
    Err(ApiError::invalid_parameter_value(format!(
        "The parameter EntityMetricData.member.{}.Entity is not supported: no entity is kept. Set \
         StrictEntityValidation to false to store the metrics without it.",
        index + 1
    )))
}

/// `None` for a datum whose counts are all 0: it is valid and says nothing.
fn point(
    namespace: &str,
    path: DatumPath,
    datum: MetricDatum,
    now: Timestamp,
) -> Result<Option<MetricPoint>, ApiError> {
    let name_path = format_args!("{path}.MetricName");
    let metric_name = required_text(name_path, datum.metric_name.as_deref())?;
    checks::name(name_path, metric_name, checks::MAX_NAME_CHARS)?;
    checks::printable(name_path, metric_name)?;
    let samples = samples(path, &datum);
    let dimensions = dimensions(format_args!("{path}.Dimensions"), datum.dimensions.unwrap_or_default())?;
    let unit = datum.unit.unwrap_or_else(|| DEFAULT_UNIT.to_owned());
    checks::unit(format_args!("{path}.Unit"), &unit).map_err(ApiError::invalid_parameter_value)?;
    let storage_resolution_secs = match datum.storage_resolution {
        None | Some(60) => 60,
        Some(1) => 1,
        Some(_) => {
            let message =
                format!("The parameter {path}.StorageResolution must be a value in the set [ 1, 60 ].");
            return Err(ApiError::invalid_parameter_value(message));
        }
    };
    let at = timestamp(path, datum.timestamp, now)?;
    let Some(samples) = samples? else { return Ok(None) };
    let metric_name = datum.metric_name.unwrap_or_default();
    let metric = MetricIdentity { namespace: namespace.to_owned(), metric_name, dimensions };
    Ok(Some(MetricPoint {
        metric,
        unit,
        storage_resolution_secs,
        at,
        statistics: samples.statistics,
        histogram: samples.histogram_bytes(),
    }))
}

fn timestamp(path: DatumPath, given: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, ApiError> {
    let at = given.unwrap_or(now);
    let message = if at < now.plus_secs(-TWO_WEEKS_SECS) {
        format!("The parameter {path}.Timestamp must specify a time within the past two weeks.")
    } else if now.plus_secs(MAX_AHEAD_SECS) < at {
        format!("The parameter {path}.Timestamp must specify a time no more than two hours in the future.")
    } else {
        return Ok(at);
    };
    Err(ApiError::invalid_parameter_value(message))
}

/// Where both are given, Values say more than StatisticValues and win. An empty list is none.
fn samples(path: DatumPath, datum: &MetricDatum) -> Result<Option<Distribution>, ApiError> {
    let exclusive = |other: &str| {
        ApiError::invalid_parameter_combination(format!(
            "The parameters {path}.Value and {path}.{other} are mutually exclusive and you have specified both."
        ))
    };
    let set = datum.statistic_values.as_ref().map(|set| statistic_values(path, set)).transpose()?;
    let counts = datum.counts.as_deref().filter(|counts| !counts.is_empty());
    match (datum.value, datum.values.as_deref().filter(|values| !values.is_empty())) {
        (Some(_), Some(_)) => Err(exclusive("Values")),
        (Some(_), None) if set.is_some() => Err(exclusive("StatisticValues")),
        (None, None) | (Some(_), None) if counts.is_some() => Err(ApiError::invalid_parameter_combination(
            "The parameter values must appears when the counts parameter is specified.",
        )),
        (Some(value), None) => {
            number(format_args!("{path}.Value"), value)?;
            Ok(Some(Distribution::from_value(value)))
        }
        (None, Some(values)) => from_values(path, values, counts),
        (None, None) if set.is_some() => Ok(set.map(Distribution::from_statistic_set)),
        (None, None) => {
            let message = "At least one of the parameters must be specified.";
            Err(ApiError::invalid_parameter_combination(message))
        }
    }
}

fn from_values(
    path: DatumPath,
    values: &[f64],
    counts: Option<&[f64]>,
) -> Result<Option<Distribution>, ApiError> {
    at_most(format_args!("{path}.Values"), values.len(), MAX_VALUES)?;
    if counts.is_some_and(|counts| counts.len() != values.len()) {
        return Err(ApiError::invalid_parameter_value(format!(
            "The parameters {path}.Values and {path}.Counts must be of the same size."
        )));
    }
    for (index, value) in values.iter().enumerate() {
        let count = counts.map_or(1.0, |counts| counts[index]);
        number(format_args!("{path}.Values.member.{}", index + 1), *value)?;
        number(format_args!("{path}.Counts.member.{}", index + 1), count)?;
        if count < 0.0 {
            let message = format!("The parameter {path}.Counts must contain only values greater than 0.");
            return Err(ApiError::invalid_parameter_value(message));
        }
    }
    let count = |index: usize| counts.map_or(1.0, |counts| counts[index]);
    Ok(Distribution::from_counts(values.iter().enumerate().map(|(index, value)| (*value, count(index)))))
}

fn statistic_values(path: DatumPath, set: &StatisticValues) -> Result<StatisticSet, ApiError> {
    let path = format_args!("{path}.StatisticValues");
    let member = |name: &str, value: Option<f64>| {
        let path = format_args!("{path}.{name}");
        let value = value.ok_or_else(|| required(path))?;
        number(path, value).map(|()| value)
    };
    let set = StatisticSet {
        sample_count: member("SampleCount", set.sample_count)?,
        sum: member("Sum", set.sum)?,
        minimum: member("Minimum", set.minimum)?,
        maximum: member("Maximum", set.maximum)?,
    };
    if set.sample_count <= 0.0 {
        let message = format!("The parameter {path}.SampleCount must be greater than 0.");
        return Err(ApiError::invalid_parameter_value(message));
    }
    if set.maximum < set.minimum {
        let message = format!("The parameter {path}.Maximum must be greater than {path}.Minimum.");
        return Err(ApiError::invalid_parameter_value(message));
    }
    Ok(set)
}

fn number(path: impl fmt::Display, value: f64) -> Result<(), ApiError> {
    if value.abs() <= 2f64.powi(MAX_VALUE_EXPONENT) {
        Ok(())
    } else {
        Err(invalid_value(path, &java_double(value)))
    }
}
