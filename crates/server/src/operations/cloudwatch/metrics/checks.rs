//! What several metric operations ask of their input, in AWS's words. Which code an answer has is the
//! operation's to say. Paths are only written out for an error: most calls have none, and a thousand datums.

use cloudwatch_api::{ApiError, Dimension, STANDARD_UNITS};
use std::fmt::Display;
use store::MetricIdentity;
use timeseries::{Period, TimeRange, Timestamp};

/// A metric has at most 30 dimensions (API reference, MetricDatum).
pub const MAX_DIMENSIONS: usize = 30;
/// Longest namespace, metric name and name of a dimension (API reference, Metric and Dimension).
pub const MAX_NAME_CHARS: usize = 255;
/// Longest value of a dimension (API reference, Dimension).
pub const MAX_DIMENSION_VALUE_CHARS: usize = 1024;
/// How long after its last datapoint a metric is listed, and how far back one is taken: 14 days.
pub const TWO_WEEKS_SECS: i64 = 14 * 86_400;

/// `The parameter … is required.` for a text that is missing or blank.
pub fn required_text(path: impl Display, text: Option<&str>) -> Result<&str, ApiError> {
    text.filter(|text| !text.trim().is_empty()).ok_or_else(|| required(path))
}

pub fn required(path: impl Display) -> ApiError {
    ApiError::missing_parameter(format!("The parameter {path} is required."))
}

pub fn name(path: impl Display, text: &str, max_chars: usize) -> Result<(), ApiError> {
    if max_chars < text.chars().count() {
        let message = format!("The parameter {path} must be shorter than {} characters.", max_chars + 1);
        return Err(ApiError::invalid_parameter_value(message));
    }
    Ok(())
}

pub fn at_most(path: impl Display, count: usize, max: usize) -> Result<(), ApiError> {
    if max < count {
        let message = format!("The collection {path} must not have a size greater than {max}.");
        return Err(ApiError::invalid_parameter_value(message));
    }
    Ok(())
}

/// A name that has no control characters; no protocol of AWS's could write them.
pub fn printable(path: impl Display, text: &str) -> Result<(), ApiError> {
    if text.contains(|char: char| char.is_control()) { Err(invalid_value(path, text)) } else { Ok(()) }
}

/// Checks a metric's dimensions and sorts them by name.
pub fn dimensions(path: impl Display, dimensions: Vec<Dimension>) -> Result<Vec<(String, String)>, ApiError> {
    at_most(&path, dimensions.len(), MAX_DIMENSIONS)?;
    for (index, dimension) in dimensions.iter().enumerate() {
        let path = format_args!("{path}.member.{}", index + 1);
        let (name_path, value_path) = (format_args!("{path}.Name"), format_args!("{path}.Value"));
        required_text(name_path, Some(&dimension.name))?;
        required_text(value_path, Some(&dimension.value))?;
        name(name_path, &dimension.name, MAX_NAME_CHARS)?;
        name(value_path, &dimension.value, MAX_DIMENSION_VALUE_CHARS)?;
        for (path, text) in [(name_path, &dimension.name), (value_path, &dimension.value)] {
            if !text.is_ascii() {
                let message = format!("The parameter {path} must contain only ASCII characters.");
                return Err(ApiError::invalid_parameter_value(message));
            }
            printable(path, text)?;
        }
        if dimension.name.starts_with(':') {
            return Err(invalid_value(name_path, &dimension.name));
        }
    }
    let pair = |Dimension { name, value }: Dimension| (name, value);
    let mut sorted: Vec<(String, String)> = dimensions.into_iter().map(pair).collect();
    sorted.sort();
    if sorted.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        let message = "No metric may specify the same dimension name twice.";
        return Err(ApiError::invalid_parameter_value(message));
    }
    Ok(sorted)
}

/// The metric a reader names: any order of dimensions, and one that can't exist just has no data.
pub fn identity(namespace: &str, metric_name: &str, dimensions: &[Dimension]) -> MetricIdentity {
    let mut dimensions: Vec<_> =
        dimensions.iter().map(|dimension| (dimension.name.clone(), dimension.value.clone())).collect();
    dimensions.sort();
    MetricIdentity { namespace: namespace.to_owned(), metric_name: metric_name.to_owned(), dimensions }
}

pub fn invalid_value(path: impl Display, value: &str) -> ApiError {
    ApiError::invalid_parameter_value(format!("The value {value} for parameter {path} is invalid."))
}

pub fn period(path: &str, secs: i64) -> Result<Period, String> {
    Period::from_secs(secs).map_err(|_| {
        if secs < 60 {
            let set = Period::SUB_MINUTE_SECS.map(|secs| secs.to_string()).join(", ");
            format!("The parameter {path} must be a value in the set [{set}].")
        } else if secs % 60 != 0 {
            format!("The parameter {path} must be a multiple of 60.")
        } else {
            format!(
                "The parameter {path} is longer than {} seconds, which is not supported.",
                Period::DAY.secs()
            )
        }
    })
}

pub fn unit(path: impl Display, unit: &str) -> Result<(), String> {
    if STANDARD_UNITS.contains(&unit) {
        return Ok(());
    }
    Err(format!("The parameter {path} must be a value in the set [ {} ].", STANDARD_UNITS.join(", ")))
}

/// A reader's range down to whole seconds, so that no arithmetic on it can surprise.
pub fn range(start: Timestamp, end: Timestamp) -> TimeRange {
    TimeRange::new(start.floor(1), end.floor(1))
}
