//! Who depends on whom among composite alarms and the alarms that they name.

use super::composite::Composite;
use std::collections::{BTreeMap, BTreeSet};

/// All edges, both ways.
#[derive(Debug, Default)]
pub struct Links {
    /// From an alarm to the composite alarms whose rule names it.
    parents: BTreeMap<String, BTreeSet<String>>,
    /// From an alarm to the composite alarms whose actions it suppresses.
    suppresses: BTreeMap<String, BTreeSet<String>>,
    children: BTreeMap<String, Vec<String>>,
    /// A composite alarm stands above all alarms that it depends on.
    ranks: BTreeMap<String, usize>,
}

impl Links {
    pub fn new<'a>(composites: impl Iterator<Item = (&'a str, &'a Composite)>) -> Self {
        let mut links = Links::default();
        for (name, composite) in composites {
            let children: Vec<String> = composite.children().map(str::to_owned).collect();
            for child in &children {
                links.parents.entry(child.clone()).or_default().insert(name.to_owned());
            }
            if let Some(suppressor) = composite.suppressor() {
                links.suppresses.entry(suppressor.to_owned()).or_default().insert(name.to_owned());
            }
            links.children.insert(name.to_owned(), children);
        }
        let names: Vec<String> = links.children.keys().cloned().collect();
        for name in names {
            links.rank_of(&name, &mut Vec::new());
        }
        links
    }

    pub fn parents(&self, alarm: &str) -> impl Iterator<Item = &String> {
        self.parents.get(alarm).into_iter().flatten()
    }

    pub fn suppressed_by(&self, alarm: &str) -> impl Iterator<Item = &String> {
        self.suppresses.get(alarm).into_iter().flatten()
    }

    /// In the order of the rule, by name.
    pub fn children(&self, composite: &str) -> &[String] {
        self.children.get(composite).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn composites(&self) -> impl Iterator<Item = &String> {
        self.children.keys()
    }

    pub fn rank(&self, alarm: &str) -> usize {
        self.ranks.get(alarm).copied().unwrap_or_default()
    }

    /// The way from `start` over children back to itself, if there is one when `start` has `children`.
    pub fn cycle(&self, start: &str, children: &[String]) -> Option<Vec<String>> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<Vec<String>> =
            children.iter().rev().map(|child| vec![start.to_owned(), child.clone()]).collect();
        while let Some(path) = open.pop() {
            let Some(last) = path.last().cloned() else { continue };
            if last == start {
                return Some(path);
            }
            if seen.insert(last.clone()) {
                for child in self.children(&last).iter().rev() {
                    let mut longer = path.clone();
                    longer.push(child.clone());
                    open.push(longer);
                }
            }
        }
        None
    }

    /// One above the highest child; `path` holds what is being counted, should a stored rule go in a circle.
    fn rank_of(&mut self, name: &str, path: &mut Vec<String>) -> usize {
        if let Some(known) = self.ranks.get(name) {
            return *known;
        }
        if path.iter().any(|above| above == name) {
            return 0;
        }
        path.push(name.to_owned());
        let children = self.children(name).to_vec();
        let highest = children.iter().map(|child| self.rank_of(child, path) + 1).max();
        path.pop();
        let rank = highest.unwrap_or_default();
        self.ranks.insert(name.to_owned(), rank);
        rank
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Account;
    use alarm::{CompositeCondition, parse_rule};

    fn links(rules: &[(&str, &str)]) -> Links {
        let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
        let composites: Vec<(&str, Composite)> = rules
            .iter()
            .map(|(name, rule)| {
                let condition = CompositeCondition { rule: parse_rule(rule).unwrap(), suppressor: None };
                (*name, Composite::new(&account, condition))
            })
            .collect();
        Links::new(composites.iter().map(|(name, composite)| (*name, composite)))
    }

    #[test]
    fn parents_ranks_and_circles() {
        let links = links(&[("c", "ALARM(b) OR OK(x)"), ("b", "ALARM(a)"), ("a", "ALARM(x)")]);
        assert_eq!(links.parents("x").collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(["x", "a", "b", "c"].map(|name| links.rank(name)), [0, 1, 2, 3]);
        let children = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(links.cycle("a", &children(&["x", "c"])), Some(children(&["a", "c", "b", "a"])));
        assert_eq!(links.cycle("a", &children(&["a"])), Some(children(&["a", "a"])));
        assert_eq!(links.cycle("d", &children(&["a", "b", "c", "x"])), None);
    }

    #[test]
    fn a_circle_that_was_stored_ends() {
        let links = links(&[("a", "ALARM(b)"), ("b", "ALARM(a)")]);
        assert!(links.rank("a") <= 2 && links.rank("b") <= 2);
    }
}
