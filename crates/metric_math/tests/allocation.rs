//! However plans are nested, an evaluation holds no more memory than its budget gives. In a program of its own,
//! because all memory of it is counted.

use metric_math::{Budget, Inputs, Limits, MetricInput, Query, Source, plan_lenient};
use proptest::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

const LIMITS: Limits = Limits { series: 2_000, datapoints: 200_000 };
/// A series with its label and its entry, a datapoint with its time; twice, because columns grow and are compacted.
const MAX_BYTES: usize = 2 * (LIMITS.series * 512 + LIMITS.datapoints * 16) + 1024 * 1024;
/// Of the metrics.
const SLOTS: i64 = 50;
/// Two days of minutes.
const RANGE_SLOTS: i64 = 2880;

struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator can't be written without; each call is passed on as it is")]
// SAFETY: the system's allocator does all the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Expressions that make much out of little, each over the one before it.
fn expressions() -> impl Strategy<Value = Vec<String>> {
    let text = |(index, (form, count)): (usize, (usize, usize))| {
        let id = if index == 0 { "m0".to_owned() } else { format!("e{}", index - 1) };
        match form {
            0..4 => format!("[{}]", vec![id; count].join(",")),
            4 => format!("FILL({id}, 0)"),
            5 => format!("[{id}, FILL(METRICS(), REPEAT)]"),
            6 => format!("[{id}, SUM([{id}, FILL(m1, 0)])]"),
            7 => format!("{id} + MINUTE(m1)"),
            8 => format!("RUNNING_SUM({id}) * TIME_SERIES(2)"),
            _ => format!("SORT([{id}, {id}, m0], MAX, DESC)"),
        }
    };
    let forms = prop::collection::vec((0..10usize, 1..200usize), 1..8);
    forms.prop_map(move |forms| forms.into_iter().enumerate().map(text).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_plan_holds_no_more_than_its_budget(texts in expressions()) {
        let metrics = (0..3).map(|index| Query {
            id: format!("m{index}"),
            source: Source::Metric { period: Period::MINUTE },
        });
        let expressions = texts.iter().enumerate().map(|(index, text)| Query {
            id: format!("e{index}"),
            source: Source::Expression { text: text.clone(), period: Some(Period::MINUTE) },
        });
        let series = |step: i64| -> TimeSeries {
            (0..SLOTS).map(|slot| (Timestamp::from_secs(slot * 60 * step), slot as f64)).collect()
        };
        let input = |index: i64| {
            (format!("m{index}"), MetricInput { series: series(index + 1), ..MetricInput::default() })
        };
        let inputs = Inputs { metrics: (0..3).map(input).collect(), ..Inputs::default() };
        let plan = plan_lenient(metrics.chain(expressions).collect());
        let range = TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(RANGE_SLOTS * 60));
        let before = HELD.load(Ordering::Relaxed);
        PEAK.store(before, Ordering::Relaxed);
        let results = plan.evaluate_all(&inputs, range, &Budget::new(LIMITS));
        let peak = PEAK.load(Ordering::Relaxed) - before;
        prop_assert!(peak <= MAX_BYTES, "{peak} bytes of at most {MAX_BYTES}: {texts:?}");
        drop(results);
    }
}
