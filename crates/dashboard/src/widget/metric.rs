//! The metric widget's properties.

use super::annotation::Annotations;
use super::is_set;
use super::read::{flag, number, period, text};
use super::rows::{self, MetricRow, RowError};
use crate::json::Node;
use crate::time_spec::TimeSpec;
use timeseries::Period;

#[derive(Clone, Debug, PartialEq)]
pub struct MetricWidget {
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

    pub fn from_name(name: &str) -> Option<MetricView> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

impl Default for YAxis {
    fn default() -> Self {
        YAxis { label: None, min: None, max: None, show_units: true }
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

    /// The region that counts for a row; `None` if nobody says one.
    pub fn region_of<'a>(&'a self, row: &'a MetricRow) -> Option<&'a str> {
        row.region.as_deref().or(self.region.as_deref())
    }

    pub(super) fn read(properties: Node<'_>) -> Self {
        let (rows, row_errors) = rows::read(properties);
        let axis = |side: &str| properties.get("yAxis").and_then(|axes| axes.get(side)).map(read_axis);
        let time = |key: &str| text(properties, key).and_then(|time| time.parse().ok());
        let view = text(properties, "view").and_then(|view| MetricView::from_name(&view));
        MetricWidget {
            region: text(properties, "region"),
            account_id: text(properties, "accountId"),
            title: text(properties, "title"),
            view: view.unwrap_or_default(),
            stacked: is_set(properties, "stacked"),
            stat: text(properties, "stat"),
            period: period(properties, "period"),
            legend: properties.get("legend").and_then(read_legend),
            y_axis: YAxisOptions {
                left: axis("left").unwrap_or_default(),
                right: axis("right").unwrap_or_default(),
            },
            annotations: properties.get("annotations").map(Annotations::read).unwrap_or_default(),
            sparkline: flag(properties, "sparkline"),
            trend: flag(properties, "trend"),
            set_period_to_time_range: is_set(properties, "setPeriodToTimeRange"),
            single_value_full_precision: is_set(properties, "singleValueFullPrecision"),
            labels_visible: properties.get("labels").and_then(|labels| flag(labels, "visible")),
            live_data: flag(properties, "liveData"),
            timezone: text(properties, "timezone"),
            start: time("start"),
            end: time("end"),
            table: TableOptions::read(properties.get("table")),
            rows,
            row_errors,
        }
    }
}

fn read_axis(axis: Node<'_>) -> YAxis {
    YAxis {
        label: text(axis, "label"),
        min: number(axis, "min"),
        max: number(axis, "max"),
        show_units: flag(axis, "showUnits").unwrap_or(true),
    }
}

fn read_legend(legend: Node<'_>) -> Option<LegendPosition> {
    match text(legend, "position")?.as_str() {
        "right" => Some(LegendPosition::Right),
        "bottom" => Some(LegendPosition::Bottom),
        "hidden" => Some(LegendPosition::Hidden),
        _ => None,
    }
}

impl TableOptions {
    fn read(table: Option<Node<'_>>) -> Self {
        let columns = table.and_then(|table| table.get("summaryColumns"));
        TableOptions {
            vertical: table
                .and_then(|table| text(table, "layout"))
                .is_some_and(|layout| layout == "vertical"),
            sticky_summary: table.is_some_and(|table| is_set(table, "stickySummary")),
            show_time_series_data: table.and_then(|table| flag(table, "showTimeSeriesData")).unwrap_or(true),
            summary_columns: match columns {
                None => vec![SummaryColumn::Min, SummaryColumn::Max, SummaryColumn::Sum, SummaryColumn::Avg],
                Some(columns) => columns.items().filter_map(read_summary_column).collect(),
            },
        }
    }
}

fn read_summary_column(node: Node<'_>) -> Option<SummaryColumn> {
    match &*node.as_str()? {
        "MIN" => Some(SummaryColumn::Min),
        "MAX" => Some(SummaryColumn::Max),
        "SUM" => Some(SummaryColumn::Sum),
        "AVG" => Some(SummaryColumn::Avg),
        _ => None,
    }
}
