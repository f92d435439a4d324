//! The tree of an AlarmRule, and what it comes to.

use crate::state::AlarmState;

/// A well-formed rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    Literal(bool),
    /// `ALARM("name")`: whether that alarm is in the state.
    State {
        state: AlarmState,
        alarm: String,
    },
    Not(Box<Rule>),
    /// Two or more.
    And(Vec<Rule>),
    /// Two or more.
    Or(Vec<Rule>),
    /// `AT_LEAST(2, NOT OK, (a, b, c))`.
    AtLeast {
        count: Count,
        negated: bool,
        state: AlarmState,
        alarms: Vec<String>,
    },
}

/// How many of AT_LEAST's alarms it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Alarms(usize),
    /// 1 to 100.
    Percent(u32),
}

impl Rule {
    /// Whether it holds when alarms are in the states that `state_of` tells. An alarm of which nothing is
    /// known is in no state.
    pub fn holds(&self, state_of: &dyn Fn(&str) -> Option<AlarmState>) -> bool {
        match self {
            Rule::Literal(value) => *value,
            Rule::State { state, alarm } => state_of(alarm) == Some(*state),
            Rule::Not(inner) => !inner.holds(state_of),
            Rule::And(parts) => parts.iter().all(|part| part.holds(state_of)),
            Rule::Or(parts) => parts.iter().any(|part| part.holds(state_of)),
            Rule::AtLeast { count, negated, state, alarms } => {
                let found = alarms.iter().filter(|alarm| {
                    let known = state_of(alarm);
                    known.is_some() && (known == Some(*state)) != *negated
                });
                count.is_reached(found.count(), alarms.len())
            }
        }
    }

    /// The texts that name its alarms, in the order of the rule, each once.
    pub fn alarms(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.collect(&mut found);
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|alarm| seen.insert(*alarm));
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Rule::Literal(_) => {}
            Rule::State { alarm, .. } => found.push(alarm),
            Rule::Not(inner) => inner.collect(found),
            Rule::And(parts) | Rule::Or(parts) => parts.iter().for_each(|part| part.collect(found)),
            Rule::AtLeast { alarms, .. } => found.extend(alarms.iter().map(String::as_str)),
        }
    }
}

impl Count {
    fn is_reached(self, found: usize, all: usize) -> bool {
        match self {
            Count::Alarms(needed) => needed <= found,
            Count::Percent(percent) => percent as usize * all <= found * 100,
        }
    }
}
