//! What a metric widget's expressions rest on, out of what was fetched: rows' metrics, what searches found,
//! what bands learn from. Pure.

use super::queries::{Fetch, Queries, SearchPeriods};
use crate::data::{MetricData, SeriesKey, series_cache};
use crate::widgets::display;
use dashboard::MetricWidget;
use metric_math::search::MAX_FOUND_SERIES;
use metric_math::{LabeledSeries, MetricInput, SearchCall};
use std::collections::BTreeMap;
use timeseries::{Period, Statistic, TimeSeries};

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
            Ok(single((count > 0.0).then(|| sum.values().iter().sum::<f64>() / count)))
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
    searches: &mut BTreeMap<SearchCall, Vec<LabeledSeries>>,
) -> Vec<String> {
    let mut reasons = Vec::new();
    for (call, periods) in &queries.searches {
        let SearchPeriods { drawn, .. } = *periods;
        let found = match data.found.get(call).map(|found| &**found) {
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
                Err(reason) => reasons.push(format!("{}: {reason}", display::name(&found.label))),
            }
        }
        searches.insert(call.clone(), lines);
    }
    reasons
}

/// By the id of the metric.
pub fn history(queries: &Queries, data: &MetricData) -> BTreeMap<String, MetricInput> {
    let mut inputs = BTreeMap::new();
    for id in queries.plan.history_metrics() {
        if let Some(series) = queries.history_key(id).and_then(|key| data.history.get(key)) {
            let input = MetricInput { series: series.clone(), ..MetricInput::default() };
            inputs.insert(id.to_owned(), input);
        }
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::super::evaluate::{Graph, evaluate};
    use super::super::view_spec::time_series;
    use super::*;
    use crate::data::metric_search::{FoundMetric, FoundSeries};
    use chart::Color;
    use dashboard::{DashboardBody, WidgetKind};
    use metric_math::{MetricProperties, Query, Source, Value, history_range, plan};
    use std::sync::Arc;
    use timeseries::{TimeRange, Timestamp};
    use wasm_bindgen_test::wasm_bindgen_test;

    const HOUR_SECS: i64 = 3600;

    fn widget(metrics: &str) -> MetricWidget {
        let text = format!(
            r#"{{"widgets":[{{"type":"metric","properties":{{"period":3600,"metrics":[{metrics}]}}}}]}}"#
        );
        match DashboardBody::parse_lenient(&text).unwrap().widgets().remove(0).kind {
            WidgetKind::Metric(widget) => widget,
            other => panic!("{other:?}"),
        }
    }

    /// A day that begins with a week and an hour of the clock.
    fn range() -> TimeRange {
        let start = Timestamp::from_secs(3000 * 24 * HOUR_SECS);
        TimeRange::new(start, start.plus_secs(3 * HOUR_SECS))
    }

    fn hourly(range: TimeRange, value: f64) -> TimeSeries {
        let hours = range.millis() / 1000 / HOUR_SECS;
        (0..hours).map(|hour| (range.start.plus_secs(hour * HOUR_SECS), value)).collect()
    }

    fn lines(graph: &Graph) -> Vec<String> {
        let line =
            |line: &super::super::evaluate::GraphLine| format!("{} {:?}", line.label, line.series.values());
        graph
            .lines
            .iter()
            .map(line)
            .chain(graph.problems.iter().map(|problem| problem.reason.clone()))
            .collect()
    }

    fn draw(widget: &MetricWidget, data: &dyn Fn(&Queries) -> MetricData) -> Vec<String> {
        let queries = Queries::new(widget, range(), None);
        lines(&evaluate(widget, &queries, &data(&queries), range().end))
    }

    fn empty() -> MetricData {
        let fetched_at = Some(range().end);
        MetricData {
            range: range(),
            fetched_at,
            series: Default::default(),
            errors: Default::default(),
            found: Default::default(),
            history: Default::default(),
        }
    }

    #[wasm_bindgen_test]
    fn what_a_search_found_is_drawn() {
        let text = r#"[{"expression":"SEARCH('{App,host} cpu', 'Sum')","id":"e1","label":"${PROP('Dim.host')}: ${MAX}"}]"#;
        let widget = widget(text);
        let drawn = draw(&widget, &|queries| {
            let needs = queries.needs();
            let (call, stats) = needs.searches.first().unwrap();
            assert_eq!(stats, &[("Sum".to_owned(), Period::from_secs(HOUR_SECS).unwrap())]);
            let mut data = empty();
            let mut series = Vec::new();
            for (host, value) in [("a", 1.0), ("b", 2.0)] {
                let dimensions =
                    vec![cloudwatch_api::Dimension { name: "host".to_owned(), value: host.to_owned() }];
                let metric = cloudwatch_api::Metric {
                    namespace: Some("App".to_owned()),
                    metric_name: Some("cpu".to_owned()),
                    dimensions,
                };
                let key = SeriesKey::of(&metric, &stats[0].0, stats[0].1);
                data.series.insert(key, hourly(range(), value));
                let dimensions = vec![("host".to_owned(), host.to_owned())];
                let properties = Arc::new(MetricProperties { dimensions, ..MetricProperties::default() });
                series.push(FoundMetric { metric, label: host.to_owned(), properties });
            }
            data.found.insert(call.clone(), Arc::new(Ok(FoundSeries { series, is_cut: true })));
            data
        });
        assert_eq!(
            drawn,
            [
                "a: 1 [1.0, 1.0, 1.0]",
                "b: 2 [2.0, 2.0, 2.0]",
                "There are more than 500 metrics; the rest isn’t shown."
            ]
        );
    }

    #[wasm_bindgen_test]
    fn a_search_that_failed_says_why() {
        let widget = widget(r#"[{"expression":"SUM(SEARCH('cpu', 'Sum', 60))","id":"e1"}]"#);
        let drawn = draw(&widget, &|queries| {
            let mut data = empty();
            for (call, _) in &queries.needs().searches {
                let error = cloudwatch_api::ApiError::validation("no such list");
                data.found.insert(call.clone(), Arc::new(Err(error)));
            }
            data
        });
        assert_eq!(drawn.len(), 2, "{drawn:?}");
        assert!(drawn[0].contains("no such list"), "{drawn:?}");
    }

    #[wasm_bindgen_test]
    fn a_hidden_row_is_silent_unless_one_in_sight_rests_on_it() {
        let metric = r#"["App","cpu",{"id":"m1","stat":"Sum"}]"#;
        let hidden = r#"[{"expression":"ANOMALY_DETECTION_BAND(m1)","id":"b","visible":false}]"#;
        let drawn = |rows: &[&str]| {
            draw(&widget(&rows.join(",")), &|queries| {
                let mut data = empty();
                for key in queries.needs().keys {
                    data.series.insert(key, hourly(range(), 50.0));
                }
                data
            })
        };
        assert_eq!(drawn(&[metric, hidden]), ["cpu [50.0, 50.0, 50.0]"]);
        let told = drawn(&[metric, hidden, r#"[{"expression":"FIRST(b)"}]"#]);
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[wasm_bindgen_test]
    fn a_band_is_learnt_from_the_time_before() {
        let widget = widget(
            r#"["App","cpu",{"id":"m1","stat":"Sum"}], [{"expression":"ANOMALY_DETECTION_BAND(m1)"}]"#,
        );
        let data = |queries: &Queries, has_history: bool| {
            let needs = queries.needs();
            assert_eq!(needs.history, needs.keys);
            let mut data = empty();
            for key in &needs.keys {
                data.series.insert(key.clone(), hourly(range(), 50.0));
                if has_history {
                    data.history.insert(key.clone(), hourly(history_range(range()), 7.0));
                }
            }
            data
        };
        let with_history = |has_history| draw(&widget, &|queries| data(queries, has_history));
        assert_eq!(
            with_history(true),
            [
                "cpu [50.0, 50.0, 50.0]",
                "cpu (expected, upper) [7.0, 7.0, 7.0]",
                "cpu (expected, lower) [7.0, 7.0, 7.0]"
            ]
        );
        assert_eq!(with_history(false).len(), 2);

        let queries = Queries::new(&widget, range(), None);
        let graph = evaluate(&widget, &queries, &data(&queries, true), range().end);
        let [_, upper, lower] = &time_series(&widget, &graph, 0).lines[..] else { panic!("three lines") };
        assert!(upper.is_band_top && !lower.is_band_top && upper.thin && lower.thin);
        assert_eq!((upper.color, lower.color), (Color::Palette(1), Color::Palette(1)));
    }

    /// In Wasm two values at a time are computed by instructions of their own.
    #[wasm_bindgen_test]
    fn arithmetic_in_one_go_is_arithmetic_step_by_step() {
        let at = |slot: i64| Timestamp::from_secs(slot * 60);
        let series = |value: &dyn Fn(i64) -> f64| (0..1301).map(|slot| (at(slot), value(slot))).collect();
        let input = |series| MetricInput { series, ..MetricInput::default() };
        let inputs = BTreeMap::from_iter([
            ("m1".to_owned(), input(series(&|slot| slot as f64 / 3.0))),
            ("m2".to_owned(), input(series(&|slot| (slot - 1234) as f64))),
        ]);
        let metric =
            |id: &str| Query { id: id.to_owned(), source: Source::Metric { period: Period::MINUTE } };
        let expression = |id: &str, text: &str| Query {
            id: id.to_owned(),
            source: Source::Expression { text: text.to_owned(), period: None },
        };
        for (whole, steps) in [
            ("(m1 / m2) * 100 - m1", ["m1 / m2", "e1 * 100", "e2 - m1"]),
            ("-(m1 + m2) / (m2 * 3)", ["m1 + m2", "m2 * 3", "-e1 / e2"]),
            ("m1 > m2 AND m2 ^ 2 < 900", ["m1 > m2", "m2 ^ 2", "e1 AND e2 < 900"]),
        ] {
            let [first, second, third] = steps;
            let queries = vec![
                metric("m1"),
                metric("m2"),
                expression("e1", first),
                expression("e2", second),
                expression("e3", third),
                expression("whole", whole),
            ];
            let results = plan(queries).unwrap().evaluate(&inputs, TimeRange::new(at(0), at(1301)));
            let (Ok(Value::Series(one)), Ok(Value::Series(other))) = (&results["whole"], &results["e3"])
            else {
                panic!("{results:?}")
            };
            assert_eq!(one.series, other.series, "{whole}");
            assert!(one.series.len() > 1290, "{whole}");
        }
    }
}
