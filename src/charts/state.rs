//! What the parts of a time-series chart share: the spec, what is hidden and hovered, the laid-out chart.

use super::canvas::{BoxSize, label_width_px};
use super::environment::environment;
use super::stage::use_box_size;
use chart::number_format::{Precision, format_with_unit};
use chart::{Axis, ChartSpec, Color, Line, Reading, Theme, TimeChart};
use leptos::html::Div;
use leptos::prelude::*;
use std::collections::BTreeSet;
use timeseries::{TimeRange, Timestamp};

#[derive(Clone, Copy)]
pub struct ChartState {
    pub spec: Signal<ChartSpec>,
    /// Shared by all charts of a page.
    pub cursor: RwSignal<Option<Timestamp>>,
    pub zoom: Callback<Option<TimeRange>>,
    /// Ids of the lines that the legend switched off.
    pub hidden: RwSignal<BTreeSet<String>>,
    /// The line that the pointer means, in the plot or in the legend.
    pub emphasised: RwSignal<Option<usize>>,
    /// Where the pointer is while it is in this chart's plot, in CSS pixels from the window's corner.
    pub pointer: RwSignal<Option<(i32, i32)>>,
    pub box_size: Memo<BoxSize>,
    pub layout: Memo<TimeChart>,
    /// Each line's datapoint at the cursor, greatest first.
    pub readings: Memo<Vec<Reading>>,
}

impl ChartState {
    pub fn new(
        spec: Signal<ChartSpec>,
        cursor: RwSignal<Option<Timestamp>>,
        zoom: Callback<Option<TimeRange>>,
        plot: NodeRef<Div>,
    ) -> Self {
        let hidden = RwSignal::new(BTreeSet::new());
        let box_size = use_box_size(plot);
        let environment = environment();
        let layout = Memo::new_with_compare(
            move |_| {
                environment.track();
                let size = box_size.get().size;
                spec.with(|spec| {
                    let is_shown: Vec<bool> = hidden.with(|hidden: &BTreeSet<String>| {
                        spec.lines.iter().map(|line| !hidden.contains(&line.id)).collect()
                    });
                    TimeChart::new(spec, &is_shown, size, &label_width_px)
                })
            },
            // Comparing would cost as much as painting.
            |_, _| true,
        );
        let readings = Memo::new(move |_| {
            let Some(at) = cursor.get() else { return Vec::new() };
            layout.with(|layout| spec.with(|spec| layout.readings(spec, at)))
        });
        ChartState {
            spec,
            cursor,
            zoom,
            hidden,
            emphasised: RwSignal::new(None),
            pointer: RwSignal::new(None),
            box_size,
            layout,
            readings,
        }
    }

    /// With the laid-out chart and what it was laid out from, outside of any tracking.
    pub fn with_layout<T>(&self, read: impl FnOnce(&TimeChart, &ChartSpec) -> T) -> T {
        self.layout.with_untracked(|layout| self.spec.with_untracked(|spec| read(layout, spec)))
    }

    /// Moves the cursor, telling nobody when it stays.
    pub fn set_cursor(&self, at: Option<Timestamp>) {
        if self.cursor.get_untracked() != at {
            self.cursor.set(at);
        }
    }

    pub fn set_emphasised(&self, line: Option<usize>) {
        if self.emphasised.get_untracked() != line {
            self.emphasised.set(line);
        }
    }
}

/// A value with the unit of its line's axis.
pub fn value_text(spec: &ChartSpec, line: &Line, value: f64) -> String {
    let axis = if line.axis == Axis::Left { &spec.left } else { &spec.right };
    format_with_unit(value, axis.unit.as_deref(), Precision::Normal)
}

/// How fine the times of a chart are: the shortest period of its lines.
pub fn resolution_millis(spec: &ChartSpec) -> i64 {
    const MINUTE_MILLIS: i64 = 60_000;
    let periods = spec.lines.iter().filter_map(|line| line.period).map(|period| period.millis());
    let shortest = periods.min().unwrap_or(MINUTE_MILLIS);
    // A day's datapoints are told by their hour unless the range is long enough for bare dates.
    if spec.range.millis() < 14 * 86_400_000 { shortest.min(3_600_000) } else { shortest }
}

/// A colour as a style sheet writes it, in the present theme.
pub fn css_color(color: Color) -> String {
    environment().with(|environment| environment.theme.line_color(color).css())
}

pub fn theme_untracked() -> Theme {
    environment().with_untracked(|environment| environment.theme)
}
