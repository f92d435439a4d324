//! The metric widget's properties.

use super::annotation::Annotations;
use super::read::{flag, is_not_unset, is_set, is_text, named, number, period, strings, text, time};
use super::rows::{self, MetricRow, RowError};
use crate::json::Node;
use crate::time_spec::TimeSpec;
use std::ops::Deref;
use std::sync::Arc;
use timeseries::Period;

/// A metric widget's properties, shared by all copies.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricWidget(Arc<MetricProperties>);

#[derive(Clone, Debug, PartialEq)]
pub struct MetricProperties {
    pub region: Option<String>,
    pub account_id: Option<String>,
    pub title: Option<String>,
    pub view: MetricView,
    pub stacked: bool,
    /// For rows that name none; see [`MetricWidget::stat_of`].
    pub stat: Option<String>,
    /// For rows that name none; see [`MetricWidget::period_of`].
    pub period: Option<Period>,
    /// `None`: the viewer's choice.
    pub legend: Option<LegendPosition>,
    pub y_axis: YAxisOptions,
    pub annotations: Annotations,
    pub sparkline: Option<bool>,
    pub trend: Option<bool>,
    pub set_period_to_time_range: bool,
    pub single_value_full_precision: bool,
    /// Numbers printed on bars and slices.
    pub labels_visible: Option<bool>,
    pub live_data: Option<bool>,
    /// `+0130`, for the time axis only.
    pub timezone: Option<String>,
    pub start: Option<TimeSpec>,
    pub end: Option<TimeSpec>,
    pub table: TableOptions,
    /// Expanded from the shorthand, in order.
    pub rows: Vec<MetricRow>,
    /// The name of a Contributor Insights rule, in place of rows.
    pub insight_rule: Option<String>,
    /// Rows that can't be understood. To be shown beside what the others give.
    pub row_errors: Vec<RowError>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MetricView {
    #[default]
    TimeSeries,
    SingleValue,
    Gauge,
    Bar,
    Pie,
    Table,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegendPosition {
    Right,
    Bottom,
    Hidden,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct YAxisOptions {
    pub left: YAxis,
    pub right: YAxis,
}

#[derive(Clone, Debug, PartialEq)]
pub struct YAxis {
    pub label: Option<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub show_units: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableOptions {
    pub vertical: bool,
    pub sticky_summary: bool,
    pub show_time_series_data: bool,
    pub summary_columns: Vec<SummaryColumn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryColumn {
    Min,
    Max,
    Sum,
    Avg,
}

impl MetricView {
    pub const ALL: [MetricView; 6] = [
        MetricView::TimeSeries,
        MetricView::SingleValue,
        MetricView::Gauge,
        MetricView::Bar,
        MetricView::Pie,
        MetricView::Table,
    ];

    /// As it is written in the document.
    pub const fn name(self) -> &'static str {
        match self {
            MetricView::TimeSeries => "timeSeries",
            MetricView::SingleValue => "singleValue",
            MetricView::Gauge => "gauge",
            MetricView::Bar => "bar",
            MetricView::Pie => "pie",
            MetricView::Table => "table",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

impl Default for YAxis {
    fn default() -> Self {
        YAxis { label: None, min: None, max: None, show_units: true }
    }
}

impl Deref for MetricWidget {
    type Target = MetricProperties;

    fn deref(&self) -> &MetricProperties {
        &self.0
    }
}

impl MetricWidget {
    /// AWS's default of `stat`.
    pub const DEFAULT_STAT: &str = "Average";
    /// AWS's default of `period`: five minutes.
    pub const DEFAULT_PERIOD_SECS: i64 = 300;

    /// The statistic that counts for a row.
    pub fn stat_of<'a>(&'a self, row: &'a MetricRow) -> &'a str {
        row.stat.as_deref().or(self.stat.as_deref()).unwrap_or(Self::DEFAULT_STAT)
    }

    /// The period that counts for a row.
    pub fn period_of(&self, row: &MetricRow) -> Period {
        let default = Period::from_secs(Self::DEFAULT_PERIOD_SECS).unwrap_or(Period::MINUTE);
        row.period.or(self.period).unwrap_or(default)
    }

    /// Whether each row is one value over the whole time range. `setPeriodToTimeRange` "affects number, bar, pie"
    /// and gauge widgets only, and the console leaves it behind when another view is chosen (aws/aws-cdk, pull
    /// request 14659).
    pub fn is_over_whole_range(&self) -> bool {
        let has_one_value = match self.view {
            MetricView::SingleValue | MetricView::Gauge | MetricView::Bar | MetricView::Pie => true,
            MetricView::TimeSeries | MetricView::Table => false,
        };
        has_one_value && self.set_period_to_time_range
    }

    /// The region that counts for a row; `None` if nobody says one.
    pub fn region_of<'a>(&'a self, row: &'a MetricRow) -> Option<&'a str> {
        row.region.as_deref().or(self.region.as_deref())
    }

    pub(super) fn read(properties: Node<'_>) -> Self {
        MetricWidget(Arc::new(MetricProperties::read(properties)))
    }

    /// A copy with other properties.
    pub fn changed(&self, change: impl FnOnce(&mut MetricProperties)) -> Self {
        let mut copy = self.clone();
        change(Arc::make_mut(&mut copy.0));
        copy
    }
}

impl MetricProperties {
    fn read(properties: Node<'_>) -> Self {
        let (rows, row_errors) = rows::read(properties);
        let view = text(properties, "view").and_then(|name| MetricView::from_name(&name));
        MetricProperties {
            region: text(properties, "region"),
            account_id: text(properties, "accountId"),
            title: text(properties, "title"),
            view: view.unwrap_or_default(),
            stacked: is_set(properties, "stacked"),
            stat: text(properties, "stat"),
            period: period(properties, "period"),
            legend: properties
                .get("legend")
                .and_then(|legend| named(legend, "position", LegendPosition::NAMES)),
            y_axis: YAxisOptions {
                left: read_axis(properties, "left"),
                right: read_axis(properties, "right"),
            },
            annotations: properties.get("annotations").map(Annotations::read).unwrap_or_default(),
            sparkline: flag(properties, "sparkline"),
            trend: flag(properties, "trend"),
            set_period_to_time_range: is_set(properties, "setPeriodToTimeRange"),
            single_value_full_precision: is_set(properties, "singleValueFullPrecision"),
            labels_visible: properties.get("labels").and_then(|labels| flag(labels, "visible")),
            live_data: flag(properties, "liveData"),
            timezone: text(properties, "timezone"),
            start: time(properties, "start"),
            end: time(properties, "end"),
            table: TableOptions::read(properties.get("table")),
            rows,
            insight_rule: properties
                .get("insightRule")
                .map(|rule| text(rule, "ruleName").unwrap_or_default()),
            row_errors,
        }
    }
}

fn read_axis(properties: Node<'_>, side: &str) -> YAxis {
    let Some(axis) = properties.get("yAxis").and_then(|axes| axes.get(side)) else { return YAxis::default() };
    YAxis {
        label: text(axis, "label"),
        min: number(axis, "min"),
        max: number(axis, "max"),
        show_units: is_not_unset(axis, "showUnits"),
    }
}

impl LegendPosition {
    const NAMES: &[(&str, LegendPosition)] = &[
        ("right", LegendPosition::Right),
        ("bottom", LegendPosition::Bottom),
        ("hidden", LegendPosition::Hidden),
    ];
}

impl SummaryColumn {
    const NAMES: &[(&str, SummaryColumn)] = &[
        ("MIN", SummaryColumn::Min),
        ("MAX", SummaryColumn::Max),
        ("SUM", SummaryColumn::Sum),
        ("AVG", SummaryColumn::Avg),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
    }
}

impl TableOptions {
    fn read(table: Option<Node<'_>>) -> Self {
        let mut options = TableOptions {
            vertical: false,
            sticky_summary: false,
            show_time_series_data: true,
            summary_columns: SummaryColumn::NAMES.iter().map(|(_, column)| *column).collect(),
        };
        let Some(table) = table else { return options };
        options.vertical = is_text(table, "layout", "vertical");
        options.sticky_summary = is_set(table, "stickySummary");
        options.show_time_series_data = is_not_unset(table, "showTimeSeriesData");
        if table.get("summaryColumns").is_some() {
            let names = strings(table, "summaryColumns");
            options.summary_columns =
                names.iter().filter_map(|name| SummaryColumn::from_name(name)).collect();
        }
        options
    }
}
