//! The evaluation against an independent model: a missing slot is a question with two possible answers.

use crate::notation::{BAD, GOOD, condition, input};
use alarm::{AlarmState, Condition, Decision, Slots};
use proptest::prelude::*;
use timeseries::{Statistic, StatisticSet, Timestamp};

#[derive(Clone, Debug)]
struct Case {
    evaluation_periods: i64,
    needed: i64,
    period: i64,
    /// Oldest first; as many as the range has.
    marks: Vec<Option<bool>>,
}

fn case() -> impl Strategy<Value = Case> {
    (1..=4_i64, prop::sample::select(vec![10_i64, 30, 60, 300]))
        .prop_flat_map(|(evaluation_periods, period)| {
            let range = evaluation_periods + if period < 60 { 60 / period } else { 2 };
            let mark = prop_oneof![Just(None), Just(Some(false)), Just(Some(true))];
            (
                Just(evaluation_periods),
                1..=evaluation_periods,
                Just(period),
                prop::collection::vec(mark, range as usize),
            )
        })
        .prop_map(|(evaluation_periods, needed, period, marks)| Case {
            evaluation_periods,
            needed,
            period,
            marks,
        })
}

fn decide(case: &Case, treatment: &str) -> (Condition, Decision) {
    let mut input = input();
    input.evaluation_periods = Some(case.evaluation_periods);
    input.datapoints_to_alarm = Some(case.needed);
    input.period = Some(case.period);
    input.treat_missing_data = Some(treatment.to_owned());
    let condition = condition(&input);
    assert_eq!(condition.slot_count(), case.marks.len());
    let range = condition.evaluation_range(Timestamp::from_secs(1_000_000));
    let sets: Vec<_> = case
        .marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| {
            let value = if (*mark)? { BAD } else { GOOD };
            let at = range.start.plus_secs(index as i64 * case.period);
            Some((at, StatisticSet::from_value(value)))
        })
        .collect();
    let slots = Slots::from_statistics(&condition, range, Statistic::Average, &sets);
    let decision = alarm::evaluate(&condition, &slots);
    (condition, decision)
}

/// All states that some filling of the missing slots would give.
fn possible(case: &Case) -> Vec<AlarmState> {
    let mut real: Vec<bool> = case.marks.iter().rev().flatten().copied().collect();
    real.truncate(case.evaluation_periods as usize);
    let gaps = case.evaluation_periods as usize - real.len();
    let mut states = Vec::new();
    for filling in 0..1_u32 << gaps {
        let bad = real.iter().filter(|bad| **bad).count() + filling.count_ones() as usize;
        states.push(if case.needed as usize <= bad { AlarmState::Alarm } else { AlarmState::Ok });
    }
    states
}

proptest! {
    #[test]
    fn breaching_and_not_breaching_fill_the_gaps(case in case()) {
        let states = possible(&case);
        // No gap filled with a breach comes first, every gap last.
        prop_assert_eq!(decide(&case, "notBreaching").1.state(), states.first().copied());
        prop_assert_eq!(decide(&case, "breaching").1.state(), states.last().copied());
    }

    #[test]
    fn what_no_gap_can_change_is_decided(case in case()) {
        let states = possible(&case);
        if states.iter().all(|state| *state == states[0]) {
            for treatment in ["missing", "ignore"] {
                prop_assert_eq!(decide(&case, treatment).1.state(), Some(states[0]), "{}", treatment);
            }
        }
    }

    #[test]
    fn insufficient_data_means_none_at_all(case in case()) {
        let is_empty = case.marks.iter().all(Option::is_none);
        let state = decide(&case, "missing").1.state();
        prop_assert_eq!(state == Some(AlarmState::InsufficientData), is_empty);
        prop_assert!(!is_empty || decide(&case, "ignore").1 == Decision::Keep);
    }

    #[test]
    fn the_texts_never_panic_and_are_one_line(case in case(), treatment in 0..4_usize) {
        let treatment = ["missing", "ignore", "breaching", "notBreaching"][treatment];
        let (condition, decision) = decide(&case, treatment);
        if let Decision::Set(judgement) = decision {
            let reason = judgement.reason(&condition);
            prop_assert!(reason.ends_with('.') && !reason.contains('\n'), "{}", reason);
            let data = judgement.reason_data(&condition, Timestamp::MIN);
            prop_assert!(data.starts_with('{') && data.ends_with("]}"), "{}", data);
        }
    }
}
