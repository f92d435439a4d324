//! From a metric widget's rows to what has to be fetched and what has to be computed.
//!
//! Pure. Raw metrics become keys of the page's metric store, expressions a plan of `metric_math`.

use crate::data::{Needs, SeriesKey};
use cloudwatch_api::{Dimension, Metric};
use dashboard::{MetricRow, MetricWidget, RowSource};
use metric_math::{Plan, Query, SearchCall, Source, plan_lenient};
use std::collections::BTreeSet;
use timeseries::{Period, Statistic, TimeRange};

/// A widget's rows, ready to be fetched and evaluated.
#[derive(Clone, Debug)]
pub struct Queries {
    pub rows: Vec<QueryRow>,
    pub plan: Plan,
    pub searches: Vec<(SearchCall, SearchPeriods)>,
    /// One value over the whole range instead of one per period.
    pub is_whole_range: bool,
    /// Ids of the rows in sight and of all that they rest on: of the others nothing is told.
    pub told: BTreeSet<String>,
}

/// In which period the series of a search are asked for, and in which they are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchPeriods {
    pub asked: Period,
    pub drawn: Period,
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
    /// What it takes to draw a statistic of a metric.
    pub fn new(key: &dyn Fn(&str) -> SeriesKey, stat: &str, is_whole_range: bool) -> Self {
        if !is_whole_range {
            return Fetch::Series(key(stat));
        }
        match stat.parse() {
            Ok(Statistic::Average) => {
                Fetch::WholeAverage { sum: key("Sum"), sample_count: key("SampleCount") }
            }
            Ok(statistic) if !statistic.is_extended() => Fetch::Whole { part: key(stat), statistic },
            _ => Fetch::Refused(format!("{stat} over the whole time range isn’t supported yet.")),
        }
    }

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
        let taken: BTreeSet<&str> = widget.rows.iter().filter_map(|row| row.id.as_deref()).collect();
        let is_whole_range = widget.is_over_whole_range();
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
                    // Numbers go by the metrics' period, unless the row has its own. Searches have no metrics
                    // to go by.
                    let is_own = row.row.period.is_some() || text.contains("SEARCH");
                    Source::Expression { text: text.clone(), period: is_own.then_some(row.period) }
                }
            },
        };
        let plan = plan_lenient(rows.iter().map(query).collect());
        let periods = |call: &SearchCall| {
            let asked = period(call.period, period_override);
            SearchPeriods { asked, drawn: if is_whole_range { whole_period(range) } else { asked } }
        };
        let searches = plan.searches().iter().map(|call| (call.clone(), periods(call))).collect();
        let in_sight = rows.iter().filter(|row| row.row.visible).map(|row| row.id.as_str());
        let told = plan.rests_on(in_sight).into_iter().map(str::to_owned).collect();
        Queries { rows, plan, searches, is_whole_range, told }
    }

    /// All that has to be fetched.
    pub fn needs(&self) -> Needs {
        let (mut keys, mut searches, mut history) = (Vec::new(), Vec::new(), Vec::new());
        for fetch in self.rows.iter().filter_map(|row| row.fetch.as_ref()) {
            keys.extend(fetch.keys().into_iter().cloned());
        }
        for (call, periods) in &self.searches {
            let fetch = self.fetch_found(&Metric::default(), call, periods);
            let stats = fetch.keys().iter().map(|key| (key.stat.clone(), key.period)).collect();
            searches.push((call.clone(), stats));
        }
        for id in self.plan.history_metrics() {
            history.extend(self.history_key(id).cloned());
        }
        Needs { keys: keys.into_iter().collect(), searches, history: history.into_iter().collect() }
    }

    /// How one metric that a search found is fetched.
    pub fn fetch_found(&self, metric: &Metric, call: &SearchCall, periods: &SearchPeriods) -> Fetch {
        Fetch::new(&|stat| SeriesKey::of(metric, stat, periods.asked), &call.stat, self.is_whole_range)
    }

    /// Where the datapoints from before of a metric are found that a band rests on.
    pub fn history_key(&self, id: &str) -> Option<&SeriesKey> {
        match self.rows.iter().find(|row| row.id == id)?.fetch.as_ref()? {
            Fetch::Series(key) => Some(key),
            _ => None,
        }
    }

    /// The longest period of all metrics: data can't be fresher.
    pub fn longest_period(&self) -> Option<Period> {
        let rows = self.rows.iter().filter(|row| row.fetch.is_some()).map(|row| row.period);
        rows.chain(self.searches.iter().map(|(_, periods)| periods.drawn)).max()
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
    Some(Fetch::new(&key, stat, widget.is_over_whole_range()))
}

/// The range makes a row's own period longer where it has to, never shorter (aws/aws-cdk, issue 9156). Where the
/// range's is a minute, a row that asks for seconds gets them: CloudWatch keeps those for three hours, and as long
/// is a range of minutes.
fn period(own: Period, by_range: Option<Period>) -> Period {
    match by_range {
        Some(Period::MINUTE) | None => own,
        Some(by_range) => own.max(by_range),
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
    fn a_long_range_makes_periods_longer_and_none_makes_them_shorter() {
        let of = |secs| Period::from_secs(secs).unwrap();
        for (own, by_range, expected) in [
            (10, Some(60), 10),
            (300, Some(60), 300),
            (3600, Some(300), 3600),
            (300, Some(3600), 3600),
            (10, Some(300), 300),
            (60, Some(300), 300),
            (10, None, 10),
        ] {
            assert_eq!(period(of(own), by_range.map(of)), of(expected), "{own} {by_range:?}");
        }
    }
}
