//! A composite alarm's rule with the names of the alarms in it.

use crate::account::Account;
use alarm::{CompositeCondition, Periods, Rule};

/// A rule whose alarms are known by name.
#[derive(Debug)]
pub struct Composite {
    pub rule: Rule,
    /// By the text that the rule has, in its order. What names another account's or region's alarm is left out.
    names: Vec<(String, String)>,
    pub suppressor: Option<(String, Periods)>,
}

impl Composite {
    pub fn new(account: &Account, condition: CompositeCondition) -> Self {
        let CompositeCondition { rule, suppressor } = condition;
        let texts = rule.alarms();
        let names = texts.into_iter().filter_map(|text| Some((text.to_owned(), account.alarm_name(text)?)));
        let names = names.collect();
        let suppressor =
            suppressor.and_then(|found| Some((account.alarm_name(&found.alarm)?, found.periods)));
        Composite { rule, names, suppressor }
    }

    /// The names of the alarms in its rule, each once.
    pub fn children(&self) -> impl Iterator<Item = &str> {
        let earlier =
            |index: usize, name: &String| self.names[..index].iter().any(|(_, other)| other == name);
        let names = self.names.iter().enumerate();
        names.filter(move |(index, (_, name))| !earlier(*index, name)).map(|(_, (_, name))| name.as_str())
    }

    /// By the text that the rule has for it.
    pub fn child(&self, text: &str) -> Option<&str> {
        self.names.iter().find(|(known, _)| known == text).map(|(_, name)| name.as_str())
    }

    pub fn suppressor(&self) -> Option<&str> {
        self.suppressor.as_ref().map(|(name, _)| name.as_str())
    }
}
