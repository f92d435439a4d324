//! From a metric widget's rows to what has to be fetched and what has to be computed.
//!
//! Pure. Raw metrics become keys of the page's fetch room, expressions a plan of `metric_math`.

use crate::source::series_cache::SeriesKey;
use cloudwatch_api::Dimension;
use dashboard::{MetricRow, MetricWidget, RowSource};
use metric_math::{Plan, Query, Source, plan_lenient};
use std::collections::BTreeSet;
use timeseries::{Period, Statistic, TimeRange, sorting};

/// A widget's rows, ready to be fetched and evaluated.
#[derive(Clone, Debug)]
pub struct Queries {
    pub rows: Vec<QueryRow>,
    pub plan: Plan,
    /// One value over the whole range instead of one per period.
    pub is_whole_range: bool,
}

#[derive(Clone, Debug)]
pub struct QueryRow {
    pub row: MetricRow,
    /// The row's own id, or one that no row has.
    pub id: String,
    pub period: Period,
    pub stat: String,
    /// What to fetch; nothing for expressions.
    pub fetch: Option<Fetch>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Fetch {
    Series(SeriesKey),
    /// The statistic over the whole range is computed from its parts.
    Whole {
        part: SeriesKey,
        statistic: Statistic,
    },
    WholeAverage {
        sum: SeriesKey,
        sample_count: SeriesKey,
    },
    /// There is no way to it; a sentence.
    Refused(String),
}

impl Fetch {
    pub fn keys(&self) -> Vec<&SeriesKey> {
        match self {
            Fetch::Series(key) | Fetch::Whole { part: key, .. } => vec![key],
            Fetch::WholeAverage { sum, sample_count } => vec![sum, sample_count],
            Fetch::Refused(_) => Vec::new(),
        }
    }
}

impl Queries {
    pub fn new(widget: &MetricWidget, range: TimeRange, period_override: Option<Period>) -> Self {
        let taken = sorting::set(widget.rows.iter().filter_map(|row| row.id.as_deref()));
        let is_whole_range = widget.set_period_to_time_range;
        let rows: Vec<QueryRow> = widget
            .rows
            .iter()
            .map(|row| {
                let period = period(widget.period_of(row), period_override);
                let stat = widget.stat_of(row).to_owned();
                QueryRow {
                    id: row.id.clone().unwrap_or_else(|| unused_id(row.index, &taken)),
                    fetch: fetch(widget, row, &stat, period),
                    period: if is_whole_range { whole_period(range) } else { period },
                    stat,
                    row: row.clone(),
                }
            })
            .collect();
        let query = |row: &QueryRow| Query {
            id: row.id.clone(),
            source: match &row.row.source {
                RowSource::Metric { .. } => Source::Metric { period: row.period },
                RowSource::Expression { text } => {
                    Source::Expression { text: text.clone(), period: row.row.period.map(|_| row.period) }
                }
            },
        };
        let plan = plan_lenient(rows.iter().map(query).collect());
        Queries { rows, plan, is_whole_range }
    }

    pub fn keys(&self) -> BTreeSet<SeriesKey> {
        sorting::set(self.rows.iter().filter_map(|row| row.fetch.as_ref()).flat_map(Fetch::keys).cloned())
    }

    /// The longest period of all metrics: data can't be fresher.
    pub fn longest_period(&self) -> Option<Period> {
        self.rows.iter().filter(|row| row.fetch.is_some()).map(|row| row.period).max()
    }
}

fn fetch(widget: &MetricWidget, row: &MetricRow, stat: &str, period: Period) -> Option<Fetch> {
    let RowSource::Metric { namespace, metric_name, dimensions } = &row.source else { return None };
    let key = |stat: &str| {
        let dimensions = dimensions
            .iter()
            .map(|(name, value)| Dimension { name: name.clone(), value: value.clone() })
            .collect();
        SeriesKey {
            account_id: row.account_id.clone().or_else(|| widget.account_id.clone()),
            ..SeriesKey::new(namespace, metric_name, dimensions, stat, period)
        }
    };
    if !widget.set_period_to_time_range {
        return Some(Fetch::Series(key(stat)));
    }
    Some(match stat.parse() {
        Ok(Statistic::Average) => Fetch::WholeAverage { sum: key("Sum"), sample_count: key("SampleCount") },
        Ok(statistic) if !statistic.is_extended() => Fetch::Whole { part: key(stat), statistic },
        _ => Fetch::Refused(format!("{stat} over the whole time range isn’t supported yet.")),
    })
}

/// The range's period takes the place of the row's own, with one exception: where the range's is a minute, a
/// row that asks for seconds gets them. CloudWatch keeps those for three hours, and as long is a range of minutes.
fn period(own: Period, by_range: Option<Period>) -> Period {
    match by_range {
        Some(Period::MINUTE) if own < Period::MINUTE => own,
        Some(by_range) => by_range,
        None => own,
    }
}

/// The whole range as a period, in whole minutes, a day at most.
fn whole_period(range: TimeRange) -> Period {
    let minutes = (range.millis() / 60_000).clamp(1, Period::DAY.secs() / 60);
    Period::from_secs(minutes * 60).unwrap_or(Period::DAY)
}

fn unused_id(index: usize, taken: &BTreeSet<&str>) -> String {
    let mut id = format!("row{}", index + 1);
    while taken.contains(id.as_str()) {
        id.push('x');
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn ten_seconds_stay_ten_seconds_in_a_short_range() {
        let of = |secs| Period::from_secs(secs).unwrap();
        for (own, by_range, expected) in [
            (10, Some(60), 10),
            (300, Some(60), 60),
            (10, Some(300), 300),
            (60, Some(300), 300),
            (10, None, 10),
        ] {
            assert_eq!(period(of(own), by_range.map(of)), of(expected), "{own} {by_range:?}");
        }
    }
}
