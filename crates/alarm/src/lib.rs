//! When a metric alarm changes its state, and the words in which it says why.
//!
//! A request becomes a [`Condition`] once; [`evaluate`] takes a condition and the datapoints of its evaluation
//! range and gives a [`Decision`]. Deliberately absent: the clock, the store, how datapoints are fetched, who
//! is notified. `rule` is the language of composite alarms, `suppression` says when these hold their actions back.

mod composite;
mod condition;
mod decision;
mod double;
mod evaluate;
mod json;
mod members;
mod point;
mod queries;
mod reason;
mod reason_data;
mod rule;
mod slots;
mod source;
mod state;
mod suppression;
mod validation;

pub use composite::{CompositeCondition, Suppressor};
pub use condition::{ComparisonOperator, Condition, Threshold, TreatMissingData};
pub use decision::{Decision, Judgement};
pub use double::java_double;
pub use evaluate::evaluate;
pub use json::{Object as JsonObject, array as json_array, quote as json_text};
pub use members::{MAX_ACTIONS, MAX_STATE_REASON_CHARS, MAX_STATE_REASON_DATA_CHARS};
pub use point::{Band, Point};
pub use reason_data::{long_time_text, time_text};
pub use rule::{Count, MAX_CHILDREN, MAX_ELEMENTS, MAX_RULE_CHARS, Rule, RuleError, parse_rule};
pub use slots::Slots;
pub use source::{MetricSource, QueryBody, QuerySource, Source, SourceQuery};
pub use state::AlarmState;
pub use suppression::{Periods, Suppression, SuppressionEvent};
