//! From a condition and its slots to a decision: M out of N, and what an empty slot means.
//!
//! The rules were run against both tables of CloudWatch's user guide ("Configuring how CloudWatch alarms treat
//! missing data") and against recorded transitions; the tests below hold them.

use crate::condition::{Condition, TreatMissingData};
use crate::decision::{Decision, Judgement};
use crate::slots::Slots;
use crate::state::AlarmState;

/// Decides on the slots of [`Condition::evaluation_range`].
pub fn evaluate(condition: &Condition, slots: &Slots) -> Decision {
    let taken = take(condition, slots);
    let too_few = |real: &Real| slots.point(real.index).is_some_and(|point| condition.is_low_sample(&point));
    if taken.real.iter().any(too_few) {
        // "The alarm's current state will be maintained during periods with too few datapoints."
        return Decision::Keep;
    }
    let Some(state) = decide(condition, &taken) else {
        return Decision::Keep;
    };
    let indices = evaluated_slots(condition, &taken, slots, state);
    let oldest = taken.real.iter().map(|real| real.index).min();
    let newest = taken.real.iter().map(|real| real.index).max();
    let recent = match (oldest, newest) {
        (Some(oldest), Some(newest)) => (oldest..=newest).map(|index| slots.point(index)).collect(),
        _ => Vec::new(),
    };
    Decision::Set(Judgement {
        state,
        received: taken.real.len(),
        missing: taken.fill,
        recent,
        start: oldest.map(|index| slots.time(index)),
        evaluated: indices.into_iter().map(|index| (slots.time(index), slots.point(index))).collect(),
    })
}

/// The datapoints that count, newest first.
struct Taken {
    real: Vec<Real>,
    /// How many of EvaluationPeriods have no datapoint.
    fill: usize,
}

struct Real {
    index: usize,
    breaching: bool,
}

/// The newest N datapoints of the range; when it has fewer, all it has.
fn take(condition: &Condition, slots: &Slots) -> Taken {
    let real: Vec<Real> = slots
        .newest_first()
        .filter_map(|(index, _, point)| {
            point.map(|point| Real { index, breaching: condition.is_breaching(&point) })
        })
        .take(condition.evaluation_periods)
        .collect();
    let fill = condition.evaluation_periods - real.len();
    Taken { real, fill }
}

/// `None`: keep the state.
fn decide(condition: &Condition, taken: &Taken) -> Option<AlarmState> {
    let needed = condition.needed_for_alarm();
    let bad = taken.real.iter().filter(|real| real.breaching).count();
    let good = taken.real.len() - bad;
    if needed <= bad {
        return Some(AlarmState::Alarm);
    }
    if condition.needed_for_ok() <= good {
        return Some(AlarmState::Ok);
    }
    match condition.treat_missing_data {
        TreatMissingData::Breaching if needed <= bad + taken.fill => Some(AlarmState::Alarm),
        TreatMissingData::Breaching | TreatMissingData::NotBreaching => Some(AlarmState::Ok),
        // So few breaching datapoints can't alarm whatever the missing ones were.
        _ if good > 0 => Some(AlarmState::Ok),
        TreatMissingData::Ignore => None,
        TreatMissingData::Missing => decide_without_good(condition, taken),
    }
}

/// All that arrived breaches, but it is less than M. AWS alarms once the oldest of it has gone through M
/// evaluations, so that an alarm isn't held back by gaps.
fn decide_without_good(condition: &Condition, taken: &Taken) -> Option<AlarmState> {
    let Some(oldest) = taken.real.last() else {
        return Some(AlarmState::InsufficientData);
    };
    let age = condition.slot_count() - oldest.index;
    // Younger than that the documents leave the state open; keeping it is the calm choice.
    (condition.needed_for_alarm() <= age).then_some(AlarmState::Alarm)
}

/// Which slots StateReasonData names, newest first: those that speak for the state, then missing ones up to
/// the number that the state needs.
fn evaluated_slots(condition: &Condition, taken: &Taken, slots: &Slots, state: AlarmState) -> Vec<usize> {
    let (count, breaching) = match state {
        AlarmState::Alarm => (condition.needed_for_alarm(), true),
        AlarmState::Ok => (condition.needed_for_ok(), false),
        AlarmState::InsufficientData => (condition.needed_for_alarm(), true),
    };
    let mut indices: Vec<usize> = taken
        .real
        .iter()
        .filter(|real| real.breaching == breaching)
        .map(|real| real.index)
        .take(count)
        .collect();
    // Where missing data would have alarmed, it can't speak for OK.
    let missing_counts =
        !(state == AlarmState::Ok && condition.treat_missing_data == TreatMissingData::Breaching);
    if missing_counts {
        let missing = (0..slots.len()).rev().filter(|index| slots.point(*index).is_none());
        indices.extend(missing.take(count - indices.len()));
    }
    indices.sort_unstable_by(|a, b| b.cmp(a));
    indices
}
