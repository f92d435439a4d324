//! What a metric widget's expressions rest on, out of what was fetched: rows' metrics, what searches found,
//! what bands learn from. Pure.

use super::queries::{Fetch, Queries, SearchPeriods};
use crate::source::metric_store::MetricData;
use crate::source::series_cache::{self, SeriesKey};
use crate::widgets::display;
use dashboard::MetricWidget;
use metric_math::search::MAX_FOUND_SERIES;
use metric_math::{LabeledSeries, MetricInput, SearchCall};
use timeseries::{Period, SortedMap, Statistic, TimeSeries};

/// The datapoints in sight, or a sentence why there are none to be had. `period` is that of what is drawn.
pub fn datapoints(
    widget: &MetricWidget,
    queries: &Queries,
    fetch: &Fetch,
    period: Period,
    data: &MetricData,
) -> Result<TimeSeries, String> {
    let is_live = widget.live_data.unwrap_or(false) || queries.is_whole_range;
    let part = |key: &SeriesKey| match (data.series.get(key), data.errors.get(key)) {
        (Some(series), _) => Ok(series_cache::visible(series, data.range, key.period, is_live)),
        (None, Some(error)) => Err(display::name(&error.to_string())),
        (None, None) => Ok(TimeSeries::default()),
    };
    let at = data.range.start.floor(period.secs());
    let single = |value: Option<f64>| value.map(|value| (at, value)).into_iter().collect();
    match fetch {
        Fetch::Series(key) => part(key),
        Fetch::Refused(reason) => Err(reason.clone()),
        Fetch::Whole { part: key, statistic } => Ok(single(whole(part(key)?.values(), *statistic))),
        Fetch::WholeAverage { sum, sample_count } => {
            let (sum, count) = (part(sum)?, part(sample_count)?);
            let count: f64 = count.values().iter().sum();
            Ok(single((0.0 < count).then(|| sum.values().iter().sum::<f64>() / count)))
        }
    }
}

fn whole(values: &[f64], statistic: Statistic) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    Some(match statistic {
        Statistic::Minimum => values.iter().copied().fold(f64::INFINITY, f64::min),
        Statistic::Maximum => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        _ => values.iter().sum(),
    })
}

/// Fills in the series of all searches that could be made, and tells in sentences what is missing.
pub fn searches(
    widget: &MetricWidget,
    queries: &Queries,
    data: &MetricData,
    searches: &mut SortedMap<SearchCall, Vec<LabeledSeries>>,
) -> Vec<String> {
    let mut reasons = Vec::new();
    for (call, periods) in &queries.searches {
        let SearchPeriods { drawn, .. } = *periods;
        let found = match data.found.get(call) {
            None => continue,
            Some(Ok(found)) => found,
            Some(Err(error)) => {
                reasons.push(display::name(&error.to_string()));
                continue;
            }
        };
        if found.is_cut {
            reasons.push(format!("There are more than {MAX_FOUND_SERIES} metrics; the rest isn’t shown."));
        }
        let mut lines = Vec::with_capacity(found.series.len());
        for found in &found.series {
            let fetch = queries.fetch_found(&found.metric, call, periods);
            match datapoints(widget, queries, &fetch, drawn, data) {
                Ok(series) => lines.push(LabeledSeries {
                    label: found.label.clone(),
                    period: drawn,
                    series,
                    metric: Some(found.properties.clone()),
                }),
                Err(reason) => reasons.push(display::name(&found.label) + ": " + &reason),
            }
        }
        searches.insert(call.clone(), lines);
    }
    reasons
}

/// By the id of the metric.
pub fn history(queries: &Queries, data: &MetricData) -> SortedMap<String, MetricInput> {
    let mut inputs = SortedMap::new();
    for id in queries.plan.history_metrics() {
        if let Some(series) = queries.history_key(id).and_then(|key| data.history.get(key)) {
            let input = MetricInput { series: series.clone(), ..MetricInput::default() };
            inputs.insert(id.to_owned(), input);
        }
    }
    inputs
}
