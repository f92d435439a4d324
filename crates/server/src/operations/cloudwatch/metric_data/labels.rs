//! How results are called: a query's own label, with its dynamic values filled in, or the automatic one.

use crate::app::App;
use cloudwatch_api::{ApiError, GetMetricDataInput, MetricDataQuery};
use metric_math::dynamic_label::{Surroundings, has_tokens, parse_utc_offset, render};
use metric_math::{LabeledSeries, MetricInput};
use timeseries::{Period, TimeSeries};

/// What labels can tell beside their lines.
pub struct Labels<'a>(Surroundings<'a>);

impl<'a> Labels<'a> {
    pub fn read(app: &'a App, input: &GetMetricDataInput) -> Result<Self, ApiError> {
        let timezone = input.label_options.as_ref().and_then(|options| options.timezone.as_deref());
        let offset = match timezone {
            None => Some(0),
            Some(text) => parse_utc_offset(text),
        };
        let utc_offset_minutes = offset.ok_or_else(|| {
            ApiError::validation(
                "The value for parameter LabelOptions.Timezone is not matching the expected pattern ^[+-][0-9]{4}$.",
            )
        })?;
        Ok(Labels(Surroundings {
            region: &app.account.region,
            account_id: &app.account.id,
            now: app.now(),
            utc_offset_minutes,
            number: |number| number.to_string(),
        }))
    }

    /// `given`: the query's own, if it has one.
    pub fn of_metric(
        &self,
        given: Option<&str>,
        automatic: &str,
        period: Period,
        input: &MetricInput,
    ) -> String {
        match given {
            None => automatic.to_owned(),
            Some(label) if has_tokens(label) => {
                let MetricInput { series, metric, .. } = input.clone();
                let line = LabeledSeries { label: String::new(), period, series, metric };
                render(label, automatic, &line, &self.0).0
            }
            Some(label) => label.to_owned(),
        }
    }

    /// Of one result of an expression. A member of an array keeps its own label behind the query's.
    pub fn of_line(&self, given: Option<&str>, line: &LabeledSeries, is_array: bool) -> String {
        match given {
            None => line.label.clone(),
            Some(label) if has_tokens(label) => render(label, &line.label, line, &self.0).0,
            Some(label) if is_array => format!("{label} {}", line.label),
            Some(label) => label.to_owned(),
        }
    }

    /// Refuses what no label can tell.
    pub fn check(&self, path: &str, query: &MetricDataQuery) -> Result<(), ApiError> {
        let Some(label) = &query.label else { return Ok(()) };
        let (label_of, series) = (String::new(), TimeSeries::default());
        let line = LabeledSeries { label: label_of, period: Period::MINUTE, series, metric: None };
        match render(label, "", &line, &self.0).1.first() {
            None => Ok(()),
            Some(token) => Err(ApiError::validation(format!(
                "The dynamic value ${{{token}}} in parameter {path}.Label is not known, or is more than a label can \
                 have."
            ))),
        }
    }
}
