//! Rounds without a server and without a clock: what is asked for, and what each widget gets of it.

use super::fetch::Fetched;
use super::rounds::{MetricData, ROUND_SECS_MAX, Round, Rounds};
use crate::data::load::Load;
use crate::data::series_cache::{Needs, Request, SeriesKey};
use cloudwatch_api::{ApiError, ErrorKind};
use leptos::prelude::*;
use timeseries::{Period, TimeRange, Timestamp};
use wasm_bindgen_test::wasm_bindgen_test;

const RANGE: TimeRange = TimeRange { start: Timestamp::from_secs(0), end: Timestamp::from_secs(3600) };
const NOW: Timestamp = Timestamp::from_secs(3600);

fn key(name: &str) -> SeriesKey {
    SeriesKey::new("NS", name, Vec::new(), "Sum", Period::MINUTE)
}

/// A widget that looks at these metrics.
fn subscribe(rounds: &mut Rounds, names: &[&str]) -> RwSignal<Load<MetricData>> {
    let load = RwSignal::new(Load::Pending);
    let id = rounds.subscribe(load);
    let keys = names.iter().map(|name| key(name)).collect();
    rounds.change(id, Needs { keys, ..Needs::default() }, true);
    load
}

/// One datapoint for each metric of the round, but errors for those that are named.
fn answers(round: &Round, errors: &[(&str, ApiError)]) -> Vec<Fetched> {
    let keys = round.requests.iter().flat_map(|request| &request.keys);
    let one = |key: &SeriesKey| {
        let error = errors.iter().find(|(name, _)| key.metric.metric_name.as_deref() == Some(*name));
        Fetched {
            request: Request { keys: vec![key.clone()], range: RANGE, is_history: false },
            outcome: match error {
                Some((_, error)) => Err(error.clone()),
                None => Ok(vec![vec![(Timestamp::from_secs(60), 1.0)]]),
            },
        }
    };
    keys.map(one).collect()
}

fn names(round: &Round) -> Vec<&str> {
    let keys = round.requests.iter().flat_map(|request| &request.keys);
    keys.filter_map(|key| key.metric.metric_name.as_deref()).collect()
}

#[wasm_bindgen_test]
fn one_call_for_all_widgets_and_a_share_for_each() {
    let mut rounds = Rounds::default();
    let one = subscribe(&mut rounds, &["a", "b"]);
    let other = subscribe(&mut rounds, &["b", "c"]);
    let nothing = subscribe(&mut rounds, &[]);
    let round = rounds.plan(RANGE, NOW).unwrap();
    assert_eq!((round.requests.len(), names(&round)), (1, vec!["a", "b", "c"]));
    let fetched = answers(&round, &[]);
    assert!(!rounds.finish(round.number, RANGE, fetched, NOW));
    let keys = |load: RwSignal<Load<MetricData>>| match load.get_untracked() {
        Load::Ready(data) => data.series.into_keys().collect(),
        _ => Vec::new(),
    };
    assert_eq!(keys(one), [key("a"), key("b")]);
    assert_eq!(keys(other), [key("b"), key("c")]);
    let fetched_at = |load: RwSignal<Load<MetricData>>| load.get_untracked().data().unwrap().fetched_at;
    assert_eq!((fetched_at(one), fetched_at(nothing)), (Some(NOW), None));
}

#[wasm_bindgen_test]
fn a_refused_metric_blinds_no_other_and_waits_to_be_asked_for_again() {
    let mut rounds = Rounds::default();
    let good = subscribe(&mut rounds, &["a"]);
    let bad = subscribe(&mut rounds, &["b"]);
    let round = rounds.plan(RANGE, NOW).unwrap();
    let fetched = answers(&round, &[("b", ApiError::validation("no"))]);
    rounds.finish(round.number, RANGE, fetched, NOW);
    assert!(matches!(good.get_untracked(), Load::Ready(_)));
    assert_eq!(bad.get_untracked(), Load::Failed(ApiError::validation("no")));
    assert_eq!(names(&rounds.plan(RANGE, NOW).unwrap()), ["a"]);
    rounds.start_over();
    assert_eq!(names(&rounds.plan(RANGE, NOW).unwrap()), ["b", "a"]);
}

#[wasm_bindgen_test]
fn what_fails_for_once_is_asked_for_again_and_keeps_its_picture() {
    let mut rounds = Rounds::default();
    let load = subscribe(&mut rounds, &["a"]);
    let round = rounds.plan(RANGE, NOW).unwrap();
    let fetched = answers(&round, &[]);
    rounds.finish(round.number, RANGE, fetched, NOW);
    let lost = ApiError::new(ErrorKind::Network, "no answer");
    let later = TimeRange::new(RANGE.start.plus_secs(60), RANGE.end.plus_secs(60));
    let round = rounds.plan(later, NOW).unwrap();
    let fetched = answers(&round, &[("a", lost.clone())]);
    rounds.finish(round.number, later, fetched, NOW);
    match load.get_untracked() {
        Load::Stale { data, error } => assert_eq!((data.range, error), (RANGE, lost)),
        load => panic!("{load:?}"),
    }
    assert_eq!(names(&rounds.plan(later, NOW).unwrap()), ["a"]);
}

#[wasm_bindgen_test]
fn a_stale_answer_is_dropped() {
    let mut rounds = Rounds::default();
    let load = subscribe(&mut rounds, &["a"]);
    let slow = rounds.plan(RANGE, NOW).unwrap();
    assert!(rounds.plan(RANGE, NOW).is_none(), "one round at a time");
    let round = rounds.plan(RANGE, NOW.plus_secs(ROUND_SECS_MAX)).unwrap();
    let fetched = answers(&slow, &[]);
    assert!(!rounds.finish(slow.number, RANGE, fetched, NOW));
    assert_eq!(load.get_untracked(), Load::Pending);
    let fetched = answers(&round, &[]);
    assert!(rounds.finish(round.number, RANGE, fetched, NOW), "the one that had to wait");
    assert!(matches!(load.get_untracked(), Load::Ready(_)));
}
