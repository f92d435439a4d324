//! The metric widget's properties.

use super::annotation::Annotations;
use super::read::{flag, is_not_unset, is_set, number, period, place_of, strings, text, time};
use super::rows::{self, MetricRow, RowError};
use crate::json::{Document, Node};
use crate::time_spec::TimeSpec;
use std::ops::Deref;
use std::sync::Arc;
use timeseries::Period;

/// A metric widget's properties, shared by all copies.
#[derive(Clone, Debug)]
pub struct MetricWidget(Arc<MetricProperties>);

#[derive(Debug)]
pub struct MetricProperties {
    /// What they are read from.
    json: String,
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

    /// As they are written in the document, in the same order.
    const NAMES: &str = "timeSeries singleValue gauge bar pie table";

    /// As it is written in the document.
    pub fn name(self) -> &'static str {
        Self::NAMES.split(' ').nth(self as usize).unwrap_or_default()
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

/// What is read from the same text is the same.
impl PartialEq for MetricWidget {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
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
        MetricWidget(Arc::new(MetricProperties::read(properties)))
    }

    /// A copy that differs. It equals the original, being read from the same text.
    pub fn changed(&self, change: &dyn Fn(&mut MetricProperties)) -> Self {
        // Reading once more is lighter than code that copies each property, and this is rare.
        let Ok(document) = Document::parse(self.json.as_str()) else { return self.clone() };
        let mut properties = MetricProperties::read(document.root());
        change(&mut properties);
        MetricWidget(Arc::new(properties))
    }
}

impl MetricProperties {
    fn read(properties: Node<'_>) -> Self {
        let (rows, row_errors) = rows::read(properties);
        let view = place_of(properties, "view", MetricView::NAMES);
        MetricProperties {
            json: properties.source().to_owned(),
            region: text(properties, "region"),
            account_id: text(properties, "accountId"),
            title: text(properties, "title"),
            view: view.map(|place| MetricView::ALL[place]).unwrap_or_default(),
            stacked: is_set(properties, "stacked"),
            stat: text(properties, "stat"),
            period: period(properties, "period"),
            legend: properties.get("legend").and_then(read_legend),
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
            row_errors,
        }
    }
}

#[inline(never)]
fn read_axis(properties: Node<'_>, side: &str) -> YAxis {
    let Some(axis) = properties.get("yAxis").and_then(|axes| axes.get(side)) else { return YAxis::default() };
    YAxis {
        label: text(axis, "label"),
        min: number(axis, "min"),
        max: number(axis, "max"),
        show_units: is_not_unset(axis, "showUnits"),
    }
}

fn read_legend(legend: Node<'_>) -> Option<LegendPosition> {
    Some(match place_of(legend, "position", "right bottom hidden")? {
        0 => LegendPosition::Right,
        1 => LegendPosition::Bottom,
        _ => LegendPosition::Hidden,
    })
}

impl TableOptions {
    fn read(table: Option<Node<'_>>) -> Self {
        const ALL: [SummaryColumn; 4] =
            [SummaryColumn::Min, SummaryColumn::Max, SummaryColumn::Sum, SummaryColumn::Avg];
        let mut options = TableOptions {
            vertical: false,
            sticky_summary: false,
            show_time_series_data: true,
            summary_columns: ALL.to_vec(),
        };
        let Some(table) = table else { return options };
        options.vertical = place_of(table, "layout", "vertical").is_some();
        options.sticky_summary = is_set(table, "stickySummary");
        options.show_time_series_data = is_not_unset(table, "showTimeSeriesData");
        if table.get("summaryColumns").is_some() {
            options.summary_columns.clear();
            for column in strings(table, "summaryColumns") {
                let place = "MIN MAX SUM AVG".split(' ').position(|name| name == column);
                options.summary_columns.extend(place.map(|place| ALL[place]));
            }
        }
        options
    }
}
