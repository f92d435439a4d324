//! Whether a message is one that a filter policy lets through.

use super::{Comparison, Condition, FilterPolicy, FilterScope, Node, Rule, TextPattern};
use serde_json::{Map, Number, Value};
use std::net::IpAddr;

impl FilterPolicy {
    /// `attributes`: a publication's, as notifications show them; `message`: what this subscription would get.
    pub fn accepts(&self, attributes: Option<&str>, message: &str) -> bool {
        match self.scope {
            FilterScope::MessageAttributes => self.root.accepts(&attribute_values(attributes)),
            // A body that is no JSON object has nothing that could be asked for.
            FilterScope::MessageBody => match serde_json::from_str(message) {
                Ok(Value::Object(body)) => self.root.accepts(&body),
                _ => false,
            },
        }
    }
}

impl Node {
    fn accepts(&self, object: &Map<String, Value>) -> bool {
        self.rules.iter().all(|(key, rule)| rule.accepts(object.get(key)))
            && self.groups.iter().all(|group| group.iter().any(|node| node.accepts(object)))
    }
}

impl Rule {
    fn accepts(&self, value: Option<&Value>) -> bool {
        match self {
            Rule::AnyOf(conditions) => {
                let mut leaves = Vec::new();
                collect_leaves(value, &mut leaves);
                conditions.iter().any(|condition| condition.accepts(&leaves))
            }
            Rule::Within(node) => within(node, value),
        }
    }
}

/// What is asked of one object must be found in one: of a list of objects, in the same.
fn within(node: &Node, value: Option<&Value>) -> bool {
    match value {
        Some(Value::Object(object)) => node.accepts(object),
        Some(Value::Array(items)) => items.iter().any(|item| within(node, Some(item))),
        // Only conditions on what is missing can hold.
        _ => node.accepts(&Map::new()),
    }
}

/// The values at a key: itself, or the elements of a list. Objects are none.
fn collect_leaves<'a>(value: Option<&'a Value>, leaves: &mut Vec<&'a Value>) {
    match value {
        None | Some(Value::Object(_)) => {}
        Some(Value::Array(items)) => items.iter().for_each(|item| collect_leaves(Some(item), leaves)),
        Some(leaf) => leaves.push(leaf),
    }
}

impl Condition {
    fn accepts(&self, leaves: &[&Value]) -> bool {
        match self {
            Condition::Exists(exists) => *exists != leaves.is_empty(),
            _ => leaves.iter().any(|leaf| self.holds(leaf)),
        }
    }

    fn holds(&self, leaf: &Value) -> bool {
        match self {
            Condition::Exists(exists) => *exists,
            Condition::Is(value) => is_same(value, leaf),
            Condition::Text(pattern) => leaf.as_str().is_some_and(|text| pattern.matches(text)),
            Condition::Numeric(comparisons) => leaf.as_f64().is_some_and(|number| {
                comparisons.iter().all(|(comparison, limit)| comparison.holds(number, *limit))
            }),
            Condition::Cidr(network, bits) => leaf
                .as_str()
                .and_then(|text| text.parse().ok())
                .is_some_and(|address| is_in_network(address, *network, *bits)),
            Condition::NoneOf(values) => !values.iter().any(|value| is_same(value, leaf)),
            Condition::NoneLike(patterns) => {
                !leaf.as_str().is_some_and(|text| patterns.iter().any(|pattern| pattern.matches(text)))
            }
        }
    }
}

impl Comparison {
    fn holds(self, number: f64, limit: f64) -> bool {
        match self {
            Comparison::Equal => number == limit,
            Comparison::Less => number < limit,
            Comparison::LessOrEqual => number <= limit,
            Comparison::Greater => number > limit,
            Comparison::GreaterOrEqual => number >= limit,
        }
    }
}

impl TextPattern {
    fn matches(&self, text: &str) -> bool {
        match self {
            TextPattern::Prefix(prefix) => text.starts_with(prefix),
            TextPattern::Suffix(suffix) => text.ends_with(suffix),
            TextPattern::IgnoringCase(small) => text.to_lowercase() == *small,
            TextPattern::Wildcard(parts) => matches_parts(parts, text),
        }
    }
}

/// The first part at the start, the last at the end, those between at their first place: linear.
fn matches_parts(parts: &[String], text: &str) -> bool {
    match parts {
        [] => text.is_empty(),
        [only] => text == only,
        [first, between @ .., last] => {
            let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
            for part in between {
                let Some((_, after)) = rest.split_once(part.as_str()) else { return false };
                rest = after;
            }
            rest.ends_with(last.as_str())
        }
    }
}

/// Numbers by value, everything else exactly.
fn is_same(value: &Value, leaf: &Value) -> bool {
    match (value.as_f64(), leaf.as_f64()) {
        (Some(value), Some(leaf)) => value == leaf,
        _ => value == leaf,
    }
}

fn is_in_network(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (address, network, width) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (u128::from(address.to_bits()), u128::from(network.to_bits()), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    let ignored = width - u32::from(bits);
    // Shifting all 128 bits away is no shift at all.
    ignored == 128 || address >> ignored == network >> ignored
}

/// `{"name": {"Type": "Number", "Value": "3"}}` as `{"name": 3}`. Binary ones can't be asked for.
fn attribute_values(attributes: Option<&str>) -> Map<String, Value> {
    let attributes = attributes.and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
    let attributes = attributes.unwrap_or_default().into_iter();
    attributes.filter_map(|(name, attribute)| Some((name, attribute_value(&attribute)?))).collect()
}

fn attribute_value(attribute: &Value) -> Option<Value> {
    let text = attribute["Value"].as_str()?;
    let data_type = attribute["Type"].as_str()?;
    if data_type == "String.Array" {
        return serde_json::from_str(text).ok().filter(Value::is_array);
    }
    match data_type.split('.').next()? {
        "Number" => Number::from_f64(text.trim().parse().ok()?).map(Value::Number),
        "String" => Some(Value::from(text)),
        _ => None,
    }
}
