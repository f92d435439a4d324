//! Whole charts through the recording backend: what is drawn, as text; and that nothing can make it panic.

use crate::recording::{LETTER_SHARE, Recording};
use crate::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp, civil};

const SIZE: Size = Size { width_px: 400.0, height_px: 200.0 };

fn label_width(text: &str) -> f64 {
    text.chars().count() as f64 * LABEL_PX * LETTER_SHARE
}

fn start() -> Timestamp {
    civil::parse_iso("2026-11-20T10:00:00Z").unwrap()
}

fn series(points: &[(i64, f64)]) -> TimeSeries {
    points.iter().map(|(minute, value)| (start().plus_secs(60 * minute), *value)).collect()
}

/// An hour from ten o'clock, one line per slice of (minute, value), a period of five minutes.
fn spec(lines: &[&[(i64, f64)]]) -> ChartSpec {
    let mut spec = ChartSpec::new(TimeRange::new(start(), start().plus_secs(3600)));
    for (index, points) in lines.iter().enumerate() {
        let id = format!("m{}", index + 1);
        let mut line = Line::new(id.clone(), id, Color::Palette(index), series(points));
        line.period = Period::from_secs(300).ok();
        spec.lines.push(line);
    }
    spec
}

fn lay_out(spec: &ChartSpec) -> TimeChart {
    TimeChart::new(spec, &[], SIZE, &label_width)
}

fn painted(resolution: Resolution, paint: impl FnOnce(&mut Surface<Recording>)) -> String {
    let mut recording = Recording::default();
    let mut surface = Surface::new(&mut recording, resolution);
    paint(&mut surface);
    surface.finish().unwrap();
    recording.text()
}

#[track_caller]
fn check_base(spec: &ChartSpec, expected: Expect) {
    let paint = |surface: &mut Surface<Recording>| lay_out(spec).paint_base(spec, &Theme::LIGHT, surface);
    expected.assert_eq(&painted(Resolution::PLAIN, paint));
}

#[track_caller]
fn check_series(spec: &ChartSpec, resolution: Resolution, expected: Expect) {
    let paint = |surface: &mut Surface<Recording>| {
        lay_out(spec).paint_series(spec, &Theme::LIGHT, &mut StrokedSeries, surface);
    };
    expected.assert_eq(&painted(resolution, paint));
}

#[track_caller]
fn check_items(spec: &ItemsSpec, expected: Expect) {
    let paint = |surface: &mut Surface<Recording>| paint_items(spec, SIZE, &Theme::LIGHT, surface);
    expected.assert_eq(&painted(Resolution::PLAIN, paint));
}

#[test]
fn grid_and_labels() {
    let mut spec = spec(&[&[(0, 20.0), (5, 87.0)]]);
    spec.left.unit = Some("Percent".to_owned());
    check_base(
        &spec,
        expect![[r#"
            rect 30,162 392,163 #e9ecf0
            rect 30,127 392,128 #e9ecf0
            rect 30,92 392,93 #e9ecf0
            rect 30,57 392,58 #e9ecf0
            rect 30,23 392,24 #e9ecf0
            text 22,162 right middle 12 #57626f "0"
            text 22,127 right middle 12 #57626f "25"
            text 22,93 right middle 12 #57626f "50"
            text 22,58 right middle 12 #57626f "75"
            text 22,23 right middle 12 #57626f "100"
            text 0,0 left top 12 #57626f "Percent"
            rect 30,162 31,166 #e9ecf0
            text 30,169 center top 12 #57626f "10:00"
            text 30,184 center top 12 #17202b "Nov 20"
            rect 90,162 91,166 #e9ecf0
            text 90,169 center top 12 #57626f "10:10"
            rect 150,162 151,166 #e9ecf0
            text 151,169 center top 12 #57626f "10:20"
            rect 211,162 212,166 #e9ecf0
            text 211,169 center top 12 #57626f "10:30"
            rect 271,162 272,166 #e9ecf0
            text 271,169 center top 12 #57626f "10:40"
            rect 331,162 332,166 #e9ecf0
            text 332,169 center top 12 #57626f "10:50"
            rect 392,162 393,166 #e9ecf0
            text 382,169 center top 12 #57626f "11:00"
        "#]],
    );
}

#[test]
fn two_axes_share_the_grid() {
    let mut spec = spec(&[&[(0, 20.0), (5, 87.0)], &[(0, 1500.0), (5, 400.0)]]);
    spec.lines[1].axis = Axis::Right;
    spec.right.label = Some("Requests".to_owned());
    check_base(
        &spec,
        expect![[r#"
            rect 30,162 363,163 #e9ecf0
            rect 30,127 363,128 #e9ecf0
            rect 30,92 363,93 #e9ecf0
            rect 30,57 363,58 #e9ecf0
            rect 30,23 363,24 #e9ecf0
            text 22,162 right middle 12 #57626f "0"
            text 22,127 right middle 12 #57626f "25"
            text 22,93 right middle 12 #57626f "50"
            text 22,58 right middle 12 #57626f "75"
            text 22,23 right middle 12 #57626f "100"
            text 371,162 left middle 12 #57626f "0"
            text 371,127 left middle 12 #57626f "500"
            text 371,93 left middle 12 #57626f "1k"
            text 371,58 left middle 12 #57626f "1.5k"
            text 371,23 left middle 12 #57626f "2k"
            text 400,0 right top 12 #57626f "Requests"
            rect 30,162 31,166 #e9ecf0
            text 30,169 center top 12 #57626f "10:00"
            text 30,184 center top 12 #17202b "Nov 20"
            rect 113,162 114,166 #e9ecf0
            text 113,169 center top 12 #57626f "10:15"
            rect 196,162 197,166 #e9ecf0
            text 197,169 center top 12 #57626f "10:30"
            rect 279,162 280,166 #e9ecf0
            text 280,169 center top 12 #57626f "10:45"
            rect 363,162 364,166 #e9ecf0
            text 363,169 center top 12 #57626f "11:00"
        "#]],
    );
}

#[test]
fn lines_break_at_gaps_and_lone_points_are_dots() {
    let spec = spec(&[&[(0, 20.0), (5, 40.0), (10, 60.0), (25, 80.0), (40, 0.0), (45, 10.0)]]);
    check_series(
        &spec,
        Resolution::PLAIN,
        expect![[r#"
            path 30,131 60,100 90,70 #1f77c4 width 2
            dot 181,39 #1f77c4 radius 2
            path 271,162 302,147 #1f77c4 width 2
        "#]],
    );
    check_series(
        &spec,
        Resolution::new(2.0, 16),
        expect![[r#"
            path 960,4198 1925,3213 2891,2227 #1f77c4 width 48
            dot 5787,1242 #1f77c4 radius 64
            path 8683,5184 9648,4691 #1f77c4 width 48
        "#]],
    );
}

#[test]
fn stacked_areas() {
    let mut spec = spec(&[&[(0, 20.0), (5, 40.0)], &[(0, 10.0), (5, 20.0)]]);
    spec.stacked = true;
    check_series(
        &spec,
        Resolution::PLAIN,
        expect![[r#"
            area 23,124 54,85 54,162 23,162 #1f77c4@0.60
            area 23,104 54,46 54,85 23,124 #d9660a@0.60
            path 23,124 54,85 #1f77c4 width 2
            path 23,104 54,46 #d9660a width 2
        "#]],
    );
}

#[test]
fn what_lies_between_a_bands_edges_is_shaded() {
    let mut spec = spec(&[&[(0, 40.0), (5, 40.0)], &[(0, 10.0), (5, 20.0)], &[(0, 30.0), (5, 30.0)]]);
    spec.lines[0].is_band_top = true;
    check_series(
        &spec,
        Resolution::PLAIN,
        expect![[r#"
        area 23,39 54,39 54,100 23,131 #1f77c4@0.20
        path 23,39 54,39 #1f77c4 width 2
        path 23,131 54,100 #d9660a width 2
        path 23,70 54,70 #258a3e width 2
    "#]],
    );
    let hidden = TimeChart::new(&spec, &[true, false], SIZE, &label_width);
    let paint = |surface: &mut Surface<Recording>| {
        hidden.paint_series(&spec, &Theme::LIGHT, &mut StrokedSeries, surface);
    };
    assert!(!painted(Resolution::PLAIN, paint).contains("area"), "with one edge only");
}

#[test]
fn values_beyond_fixed_ends_are_cut() {
    let mut spec = spec(&[&[(0, 20.0), (5, 180.0), (10, 20.0)]]);
    spec.left.min = Some(0.0);
    spec.left.max = Some(100.0);
    check_series(
        &spec,
        Resolution::PLAIN,
        expect![[r#"
            path 30,131 45,8 #1f77c4 width 2
            path 75,8 90,131 #1f77c4 width 2
        "#]],
    );
}

#[test]
fn annotations() {
    let mut spec = spec(&[&[(0, 20.0), (5, 40.0)]]);
    let mut threshold = HorizontalAnnotation::new(90.0);
    threshold.label = Some("Too\u{202e} much".to_owned());
    threshold.fill = HorizontalFill::Above;
    threshold.color = Color::parse("#d62728");
    let mut deploy = VerticalAnnotation::new(start().plus_secs(3500));
    deploy.label = Some("Deployed".to_owned());
    deploy.band_to = Some(start().plus_secs(3600));
    spec.horizontal.push(threshold);
    spec.vertical.push(deploy);
    check_series(
        &spec,
        Resolution::PLAIN,
        expect![[r#"
            path 30,131 60,100 #1f77c4 width 2
            rect 30,23 392,24 #d62728
            rect 32,7 94,22 #ffffff@0.75
            text 34,9 left top 12 #932529 "Too much"
            rect 381,8 382,162 #258a3e
            rect 318,8 380,23 #ffffff@0.75
            text 320,10 left top 12 #206537 "Deployed"
            rect 392,8 393,162 #258a3e
        "#]],
    );
}

#[test]
fn hidden_lines_leave_picture_and_axis() {
    let spec = spec(&[&[(0, 20.0), (5, 40.0)], &[(0, 1e6), (5, 2e6)]]);
    let chart = TimeChart::new(&spec, &[true, false], SIZE, &label_width);
    let labels: Vec<_> =
        chart.frame.left.as_ref().unwrap().ticks.iter().map(|tick| tick.label.as_str()).collect();
    assert_eq!(labels, ["0", "10", "20", "30", "40", "50"]);
    assert_eq!(chart.readings(&spec, start()).len(), 1);
}

#[test]
fn the_pointer_finds_times_datapoints_and_lines() {
    let spec = spec(&[&[(0, 20.0), (5, 40.0), (10, 60.0), (30, 10.0)], &[(0, 90.0), (5, 90.0)]]);
    let chart = lay_out(&spec);
    let x = |minute: i64| chart.frame.time.x(start().plus_secs(60 * minute));
    let snapped = |x: f64| (chart.snap(&spec, x).secs() - start().secs()) / 60;
    assert_eq!([snapped(x(4)), snapped(x(8)), snapped(x(2)), snapped(-100.0)], [5, 10, 0, 0]);

    let readings = chart.readings(&spec, start().plus_secs(300));
    let read: Vec<_> = readings.iter().map(|reading| (reading.line, reading.value)).collect();
    assert_eq!(read, [(1, 90.0), (0, 40.0)]);
    assert!(chart.readings(&spec, start().plus_secs(20 * 60)).is_empty(), "a gap has no datapoint");

    let on_first = chart.reading(&spec, 0, start().plus_secs(300)).unwrap().point;
    assert_eq!(chart.line_at(&spec, (on_first.0, on_first.1 + 5.0)), Some(0));
    let on_second = chart.reading(&spec, 1, start()).unwrap().point;
    assert_eq!(chart.line_at(&spec, (on_second.0 + 10.0, on_second.1)), Some(1));
    assert_eq!(chart.line_at(&spec, (x(20), on_first.1)), None, "not across a gap");

    let step = |minute: i64, forwards| {
        let from = start().plus_secs(60 * minute);
        chart.step(&spec, Some(from), forwards).map(|at| (at.secs() - start().secs()) / 60)
    };
    assert_eq!([step(0, true), step(10, true), step(30, true)], [Some(5), Some(30), None]);
    assert_eq!([step(30, false), step(7, false), step(0, false)], [Some(10), Some(5), None]);

    let brushed = chart.range_between(&spec, x(10), x(5));
    assert_eq!(brushed, TimeRange::new(start().plus_secs(300), start().plus_secs(600)));
    assert_eq!(chart.range_between(&spec, -1e9, 1e9), spec.range);
}

#[test]
fn the_cursor_layer() {
    let spec = spec(&[&[(0, 20.0), (5, 40.0)]]);
    let cursor = Some(start().plus_secs(300));
    let paint = |surface: &mut Surface<Recording>| {
        lay_out(&spec).paint_cursor(&spec, cursor, Some(0), &Theme::LIGHT, surface)
    };
    expect![[r#"
        rect 53,8 54,162 #57626f@0.70
        path 23,100 54,39 #1f77c4 width 3
        dot 54,39 #ffffff radius 6
        dot 54,39 #1f77c4 radius 4
    "#]]
    .assert_eq(&painted(Resolution::PLAIN, paint));
}

fn items(view: ItemsView, values: &[Option<f64>]) -> ItemsSpec {
    let mut spec = ItemsSpec::new(view);
    for (index, value) in values.iter().enumerate() {
        let label = format!("item {index}");
        spec.items.push(Item {
            id: label.clone(),
            label,
            color: Color::Palette(index),
            value: *value,
            unit: None,
        });
    }
    spec
}

#[test]
fn bars() {
    check_items(
        &items(ItemsView::Bar, &[Some(120.0), Some(-30.0), None]),
        expect![[r#"
            rect 51,2 52,181 #e9ecf0
            text 51,185 center top 12 #57626f "-50"
            rect 130,2 131,181 #e9ecf0
            text 131,185 center top 12 #57626f "0"
            rect 210,2 211,181 #e9ecf0
            text 211,185 center top 12 #57626f "50"
            rect 290,2 291,181 #e9ecf0
            text 290,185 center top 12 #57626f "100"
            rect 370,2 371,181 #e9ecf0
            text 370,185 center top 12 #57626f "150"
            text 43,22 right middle 12 #17202b "item 0"
            rect 131,10 322,34 #1f77c4@0.90
            text 327,22 left middle 12 #17202b "120"
            text 43,62 right middle 12 #17202b "item 1"
            rect 83,50 131,74 #d9660a@0.90
            text 136,62 left middle 12 #17202b "-30"
            text 43,102 right middle 12 #17202b "item 2"
            text 136,102 left middle 12 #17202b "--"
        "#]],
    );
}

#[test]
fn pies() {
    check_items(
        &items(ItemsView::Pie, &[Some(60.0), Some(20.0), Some(-5.0)]),
        expect![[r#"
            area 200,6 202,6 205,6 … 203,42 202,42 200,42 (362 points) #1f77c4
            path 200,43 200,5 #ffffff width 2
            text 254,154 center middle 12 #ffffff "75%"
            area 106,100 106,98 106,95 … 142,97 142,98 142,100 (122 points) #d9660a
            path 143,100 105,100 #ffffff width 2
            text 146,46 center middle 12 #ffffff "25%"
            path 200,43 200,5 #ffffff width 2
            text 200,95 center middle 24.4776 #17202b "80"
            text 200,115 center middle 12 #57626f "Sum"
        "#]],
    );
    check_items(
        &items(ItemsView::Pie, &[]),
        expect![[r#"
            text 200,100 center middle 12 #57626f "No data"
        "#]],
    );
}

#[test]
fn gauges() {
    let mut spec = items(ItemsView::Gauge, &[Some(87.0)]);
    spec.axis.min = Some(0.0);
    spec.axis.max = Some(100.0);
    let mut threshold = HorizontalAnnotation::new(80.0);
    threshold.fill = HorizontalFill::Above;
    threshold.color = Color::parse("#d62728");
    spec.horizontal.push(threshold);
    check_items(
        &spec,
        expect![[r#"
            area 112,171 111,169 109,167 … 125,158 126,160 127,162 (330 points) #e9ecf0
            area 306,84 307,87 308,89 … 303,91 302,88 302,85 (68 points) #d62728
            area 112,171 111,169 109,167 … 125,158 126,160 127,162 (286 points) #d62728
            text 200,116 center middle 44.35324675324676 #17202b "87"
            text 117,176 center top 12 #57626f "0"
            text 283,176 center top 12 #57626f "100"
            text 200,196 center bottom 12 #17202b "item 0"
        "#]],
    );
}

#[test]
fn sparklines() {
    let spec = SparklineSpec {
        series: series(&[(0, 5.0), (20, 9.0), (40, 5.0)]),
        range: TimeRange::new(start(), start().plus_secs(3600)),
        period: None,
        color: Color::Palette(0),
        filled: true,
    };
    let size = Size { width_px: 60.0, height_px: 24.0 };
    let paint = |surface: &mut Surface<Recording>| paint_sparkline(&spec, size, &Theme::DARK, surface);
    expect![[r#"
        area 0,22 0,22 20,2 40,22 40,22 40,24 0,24 #58a6f0@0.14
        path 0,22 20,2 40,22 #58a6f0 width 2
    "#]]
    .assert_eq(&painted(Resolution::PLAIN, paint));
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -1e3..1e3f64, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(1.7e308), 1 => Just(-1.7e308)]
}

fn any_length() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0..2000.0f64, 1 => Just(0.0), 1 => Just(1.0), 1 => Just(1e5)]
}

prop_compose! {
    fn any_spec()(
        values in prop::collection::vec(prop::collection::vec((0i64..2000, any_value()), 0..40), 0..5),
        start in 0i64..2_000_000_000_000,
        exponent in 0.0..12.6f64,
        fixed in prop::option::of((any_value(), any_value())),
        threshold in any_value(),
        (stacked, right, has_period, offset) in any::<(bool, bool, bool, i32)>(),
    ) -> ChartSpec {
        let span = 10f64.powf(exponent) as i64;
        let at = Timestamp::from_millis;
        let mut spec = ChartSpec::new(TimeRange::new(at(start), at(start + span)));
        for (index, points) in values.iter().enumerate() {
            // From half a range before to half a range after.
            let time = |share: i64| at(start + (i128::from(share - 500) * i128::from(span) / 1000) as i64);
            let series = points.iter().map(|(share, value)| (time(*share), *value)).collect();
            let mut line = Line::new("id", "\u{202e}label", Color::Palette(index), series);
            line.period = if has_period { Period::from_secs(60).ok() } else { None };
            line.axis = if right && index % 2 == 0 { Axis::Right } else { Axis::Left };
            line.thin = index == 3;
            spec.lines.push(line);
        }
        spec.stacked = stacked;
        spec.utc_offset_minutes = offset;
        spec.left.min = fixed.map(|(min, _)| min);
        spec.right.max = fixed.map(|(_, max)| max);
        let mut annotation = HorizontalAnnotation::new(threshold);
        annotation.band_to = fixed.map(|(min, _)| min);
        annotation.label = Some("threshold".to_owned());
        spec.horizontal.push(annotation);
        spec.vertical.push(VerticalAnnotation::new(at(start + span / 3)));
        spec
    }
}

proptest! {
    #[test]
    fn any_time_chart_is_drawn_inside_its_box(
        spec in any_spec(), width_px in any_length(), height_px in any_length(), x in any_value(), y in any_value(),
    ) {
        let size = Size { width_px, height_px };
        let chart = TimeChart::new(&spec, &[], size, &label_width);
        let cursor = chart.snap(&spec, x);
        painted(Resolution::new(1.5, 8), |surface| {
            chart.paint_base(&spec, &Theme::DARK, surface);
            chart.paint_series(&spec, &Theme::DARK, &mut StrokedSeries, surface);
            chart.paint_cursor(&spec, Some(cursor), chart.line_at(&spec, (x, y)), &Theme::DARK, surface);
        });
        let brushed = chart.range_between(&spec, x, y);
        prop_assert!(brushed.start <= brushed.end);
        prop_assert!(!describe(&spec).is_empty());
        let plot = &chart.frame.plot;
        for index in 0..spec.lines.len() {
            if let Some(reading) = chart.reading(&spec, index, cursor) {
                prop_assert!(reading.value.is_finite());
                prop_assert!(plot.left - 0.01 <= reading.point.0 && reading.point.0 <= plot.right.max(plot.left + 1.0) + 0.01);
            }
        }
    }

    #[test]
    fn any_items_are_drawn(
        values in prop::collection::vec(prop::option::of(any_value()), 0..30),
        width_px in any_length(), height_px in any_length(),
        min in prop::option::of(any_value()), max in prop::option::of(any_value()),
    ) {
        for view in [ItemsView::Bar, ItemsView::Pie, ItemsView::Gauge] {
            let mut spec = items(view, &values);
            spec.axis.min = min;
            spec.axis.max = max;
            let mut threshold = HorizontalAnnotation::new(80.0);
            threshold.fill = HorizontalFill::Below;
            spec.horizontal.push(threshold);
            let size = Size { width_px, height_px };
            painted(Resolution::new(2.0, 16), |surface| paint_items(&spec, size, &Theme::LIGHT, surface));
            prop_assert!(!describe_items(&spec).is_empty());
        }
    }
}
