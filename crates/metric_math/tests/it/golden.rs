//! Runs `tests/golden/*.txt`.
//!
//! A file is a list of lines; `##` starts a new case, `#` is a remark.
//! - `start 2026-11-20T01:08:00Z` the first slot, `slots 5` how many minutes; without it as many as the longest metric has.
//! - `m1 = 30, -, 0` a metric at 60 s, `m5 @300 = 1, 2` one at 300 s; `-` is no datapoint.
//! - `metric NS Name Dim=value,… = 1, 2` a metric that searches may find; `-` for no dimensions.
//! - `period 60` that of the expressions that follow.
//! - `e1 := m1 + m2` an expression that others may name.
//! - `m1 * 2 => 60, -, 0` what an expression gives: a series by slot; `scalar 5`; `m1 [1, 2], m2 [3, -]` an
//!   array with its labels, `nothing` without any; `error at 'text': reason`.

use metric_math::label::MetricRef;
use metric_math::{
    Budget, Inputs, LabeledSeries, MetricInput, Plan, Query, Source, Value, plan_lenient, search,
};
use std::collections::BTreeMap;
use std::path::Path;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp, civil};

#[test]
fn golden_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failures = Vec::new();
    let mut checked = 0;
    for path in paths {
        let mut case = Case::default();
        for (number, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            if let Some((expression, expected)) = case.read(line) {
                checked += 1;
                let actual = case.result(&expression);
                if actual != expected {
                    let place = format!("{}:{}", path.file_name().unwrap().display(), number + 1);
                    failures
                        .push(format!("{place}: {expression}\n  expected {expected}\n  but got  {actual}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(200 < checked, "only {checked} lines were read");
}

const UNDER_TEST: &str = "underTest";

struct Case {
    start: Timestamp,
    slots: Option<i64>,
    period: Option<Period>,
    queries: Vec<Query>,
    inputs: BTreeMap<String, MetricInput>,
    catalog: Vec<Listed>,
}

struct Listed {
    namespace: String,
    metric_name: String,
    dimensions: Vec<(String, String)>,
    series: TimeSeries,
}

impl Default for Case {
    fn default() -> Self {
        let start = Timestamp::from_secs(0);
        Case {
            start,
            slots: None,
            period: None,
            queries: Vec::new(),
            inputs: BTreeMap::new(),
            catalog: Vec::new(),
        }
    }
}

impl Case {
    /// Takes a definition in, or hands back an expression with what it should give.
    fn read(&mut self, line: &str) -> Option<(String, String)> {
        let line = line.trim();
        if line.starts_with("##") {
            *self = Case::default();
        } else if let Some(start) = line.strip_prefix("start ") {
            self.start = civil::parse_iso(start).unwrap();
        } else if let Some(slots) = line.strip_prefix("slots ") {
            self.slots = Some(slots.parse().unwrap());
        } else if let Some(secs) = line.strip_prefix("period ") {
            self.period = Some(Period::from_secs(secs.parse().unwrap()).unwrap());
        } else if let Some(listed) = line.strip_prefix("metric ") {
            let (metric, values) = listed.split_once(" = ").unwrap();
            let parts: Vec<&str> = metric.split(' ').collect();
            let pairs = parts[2].split(',').filter_map(|pair| pair.split_once('='));
            self.catalog.push(Listed {
                namespace: parts[0].to_owned(),
                metric_name: parts[1].to_owned(),
                dimensions: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
                series: self.series(Period::MINUTE, values),
            });
            self.slots.get_or_insert(values.split(',').count() as i64);
        } else if line.is_empty() || line.starts_with('#') {
        } else if let Some((expression, expected)) = line.split_once(" => ") {
            return Some((expression.trim().to_owned(), expected.trim().to_owned()));
        } else if let Some((id, text)) = line.split_once(" := ") {
            let source = Source::Expression { text: text.to_owned(), period: self.period };
            self.queries.push(Query { id: id.to_owned(), source });
        } else {
            let (name, values) = line.split_once(" = ").unwrap_or_else(|| panic!("not understood: {line}"));
            let (id, secs) = name.split_once(" @").unwrap_or((name, "60"));
            self.add_metric(id, Period::from_secs(secs.parse().unwrap()).unwrap(), values);
        }
        None
    }

    fn series(&self, period: Period, values: &str) -> TimeSeries {
        let points = values.split(',').enumerate().filter_map(|(slot, value)| {
            let at = self.start.plus_secs(slot as i64 * period.secs());
            (value.trim() != "-").then(|| (at, value.trim().parse().unwrap()))
        });
        if values == "empty" { TimeSeries::default() } else { points.collect() }
    }

    fn add_metric(&mut self, id: &str, period: Period, values: &str) {
        let series = self.series(period, values);
        self.inputs.insert(id.to_owned(), MetricInput { series, label: id.to_owned(), metric: None });
        self.queries.push(Query { id: id.to_owned(), source: Source::Metric { period } });
        if self.slots.is_none() && values != "empty" {
            self.slots = Some(values.split(',').count() as i64 * period.secs() / 60);
        }
    }

    fn result(&self, expression: &str) -> String {
        let mut queries = self.queries.clone();
        let source = Source::Expression { text: expression.to_owned(), period: self.period };
        queries.push(Query { id: UNDER_TEST.to_owned(), source });
        let plan: Plan = plan_lenient(queries);
        let end = self.start.plus_secs(self.slots.unwrap_or(1) * 60);
        let range = TimeRange::new(self.start, end);
        let listed: Vec<MetricRef<'_>> = self.catalog.iter().map(Listed::reference).collect();
        let mut inputs = Inputs { metrics: self.inputs.clone(), ..Inputs::default() };
        for call in plan.searches() {
            let found = search::find(call, &listed, "000000000000").unwrap().metrics;
            let lines = found.into_iter().map(|found| LabeledSeries {
                label: found.label,
                period: call.period,
                series: self.catalog[found.index].series.clone(),
                metric: Some(found.metric),
            });
            inputs.searches.insert(call.clone(), lines.collect());
        }
        let mut results = plan.evaluate_all(&inputs, range, &Budget::default());
        match results.remove(UNDER_TEST).unwrap() {
            Ok(Value::Scalar(number)) => format!("scalar {number}"),
            Ok(Value::Series(line)) => {
                assert_eq!(line.label, UNDER_TEST);
                slots(&line, range)
            }
            Ok(Value::Array(lines)) if lines.is_empty() => "nothing".to_owned(),
            Ok(Value::Array(lines)) => {
                let lines = lines.iter().map(|line| format!("{} [{}]", line.label, slots(line, range)));
                lines.collect::<Vec<_>>().join(", ")
            }
            Err(error) => {
                let place = error.span.map_or("nothing", |span| &expression[span]);
                format!("error at '{place}': {}", error.reason)
            }
        }
    }
}

impl Listed {
    fn reference(&self) -> MetricRef<'_> {
        let Listed { namespace, metric_name, dimensions, .. } = self;
        MetricRef { namespace, metric_name, dimensions, stat: "", period_secs: 0 }
    }
}

fn slots(line: &LabeledSeries, range: TimeRange) -> String {
    let mut found = 0;
    let slots = (0..range.millis() / line.period.millis()).map(|slot| {
        let value = line.series.at(range.start.plus_secs(slot * line.period.secs()));
        found += usize::from(value.is_some());
        value.map_or("-".to_owned(), |value| value.to_string())
    });
    let text = slots.collect::<Vec<_>>().join(", ");
    assert_eq!(found, line.series.len(), "datapoints beside the slots: {line:?}");
    text
}
