//! What an evaluation came to, with the datapoints that it rests on.

use crate::point::Point;
use crate::state::AlarmState;
use timeseries::Timestamp;

#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// The alarm stays as it is.
    Keep,
    Set(Judgement),
}

/// A state and its evidence. The texts are made on demand ([`Judgement::reason`],
/// [`Judgement::reason_data`]): most evaluations change nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub state: AlarmState,
    /// The datapoints taken, oldest first, with the gaps between them.
    pub(crate) recent: Vec<Option<Point>>,
    /// When the oldest of them starts.
    pub(crate) start: Option<Timestamp>,
    /// How many of EvaluationPeriods have a datapoint, and how many have none.
    pub(crate) received: usize,
    pub(crate) missing: usize,
    /// The slots that decided, newest first; a missing one has no datapoint.
    pub(crate) evaluated: Vec<(Timestamp, Option<Point>)>,
}

impl Decision {
    pub fn state(&self) -> Option<AlarmState> {
        match self {
            Decision::Keep => None,
            Decision::Set(judgement) => Some(judgement.state),
        }
    }
}
