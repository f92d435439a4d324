//! The graph of an alarm: a metric widget that names an alarm instead of metrics shows what the alarm looks
//! at, and its threshold. Pure.

use crate::widgets::alarm::Alarm;
use cloudwatch_api::{Dimension, MetricDataQuery};
use dashboard::{HorizontalAnnotation, HorizontalFill, MetricRow, MetricWidget, RowSource};
use timeseries::Period;

/// The widget with the alarm's metrics as rows. Without rows of its own only.
pub fn with_alarm(widget: &MetricWidget, alarm: &Alarm) -> MetricWidget {
    widget.changed(|widget| {
        widget.rows = rows(alarm);
        widget.title.get_or_insert_with(|| alarm.alarm_name.clone());
        let Some(value) = alarm.threshold else { return };
        let fill = match alarm.comparison_operator.as_str() {
            "LessThanThreshold" | "LessThanOrEqualToThreshold" => HorizontalFill::Below,
            _ => HorizontalFill::Above,
        };
        widget.annotations.horizontal.push(HorizontalAnnotation {
            value,
            label: Some(alarm.alarm_name.clone()),
            color: None,
            fill,
            visible: true,
            right_axis: false,
            band: None,
        });
    })
}

fn rows(alarm: &Alarm) -> Vec<MetricRow> {
    let period = |secs: Option<i64>| secs.and_then(|secs| Period::from_secs(secs).ok());
    let source =
        |namespace: &Option<String>, name: &Option<String>, dimensions: &[Dimension]| RowSource::Metric {
            namespace: namespace.clone().unwrap_or_default(),
            metric_name: name.clone().unwrap_or_default(),
            dimensions: dimensions.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect(),
        };
    if alarm.metrics.is_empty() {
        let row = MetricRow::new(source(&alarm.namespace, &alarm.metric_name, &alarm.dimensions));
        let stat = alarm.statistic.clone().or_else(|| alarm.extended_statistic.clone());
        return vec![MetricRow { stat, period: period(alarm.period), ..row }];
    }
    let row = |(index, query): (usize, &MetricDataQuery)| {
        let row = match (&query.metric_stat, &query.expression) {
            (Some(stat), _) => {
                let metric = stat.metric.clone().unwrap_or_default();
                let row = MetricRow::new(source(&metric.namespace, &metric.metric_name, &metric.dimensions));
                MetricRow { stat: stat.stat.clone(), period: period(stat.period), ..row }
            }
            (None, expression) => {
                MetricRow::new(RowSource::Expression { text: expression.clone().unwrap_or_default() })
            }
        };
        MetricRow {
            id: query.id.clone(),
            label: query.label.clone(),
            visible: query.return_data.unwrap_or(true),
            index,
            ..row
        }
    };
    alarm.metrics.iter().enumerate().map(row).collect()
}
