//! Filter policies: which of a topic's messages a subscription wants, by their attributes or by what their
//! JSON says.
//!
//! A policy is parsed and judged when it's set, in AWS's words; `matching` applies it. Pure.

mod matching;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};
use std::net::IpAddr;

/// AWS: a filter policy has up to 5 keys, and its alternatives, multiplied over all keys (in a message's body
/// each times its depth), come to 150 at most.
const MAX_KEYS: usize = 5;
const MAX_COMBINATIONS: usize = 150;
/// AWS: a policy is up to 256 KB long.
const MAX_POLICY_BYTES: usize = 262_144;
/// Objects within objects; deeper ones are refused.
const MAX_DEPTH: usize = 32;

/// What a policy looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FilterScope {
    #[default]
    MessageAttributes,
    MessageBody,
}

/// A policy that was found good.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterPolicy {
    scope: FilterScope,
    root: Node,
}

/// All of its rules must hold, and of each group one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Node {
    rules: Vec<(String, Rule)>,
    groups: Vec<Vec<Node>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Rule {
    /// One of these must hold for the key's value.
    AnyOf(Vec<Condition>),
    Within(Node),
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Is(Value),
    Text(TextPattern),
    /// Each comparison must hold.
    Numeric(Vec<(Comparison, f64)>),
    /// A network's address and the bits of it that count.
    Cidr(IpAddr, u8),
    Exists(bool),
    NoneOf(Vec<Value>),
    NoneLike(Vec<TextPattern>),
}

#[derive(Clone, Debug, PartialEq)]
enum TextPattern {
    Prefix(String),
    Suffix(String),
    IgnoringCase(String),
    /// What stands between the stars.
    Wildcard(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a policy comes to, for AWS's limits.
struct Weight {
    keys: usize,
    combinations: usize,
}

impl FilterScope {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "MessageAttributes" => Some(FilterScope::MessageAttributes),
            "MessageBody" => Some(FilterScope::MessageBody),
            _ => None,
        }
    }
}

impl FilterPolicy {
    /// The error is what AWS says after `FilterPolicy: `.
    pub fn parse(text: &str, scope: FilterScope) -> Result<Self, String> {
        if text.len() > MAX_POLICY_BYTES {
            return Err("Filter policy is too long".to_owned());
        }
        let policy = serde_json::from_str(text).map_err(|error| format!("failed to parse JSON. {error}"))?;
        let Value::Object(policy) = policy else { return Err("Filter is not an object".to_owned()) };
        let root = Node::parse(&policy, scope, 1)?;
        let weight = root.weight(1, scope);
        if weight.keys > MAX_KEYS {
            return Err(format!("Filter policy can not have more than {MAX_KEYS} keys"));
        }
        if weight.combinations > MAX_COMBINATIONS {
            return Err("Filter policy is too complex".to_owned());
        }
        Ok(FilterPolicy { scope, root })
    }
}

impl Node {
    fn parse(object: &Map<String, Value>, scope: FilterScope, depth: usize) -> Result<Node, String> {
        if depth > MAX_DEPTH {
            return Err(format!("Filter policy is nested deeper than {MAX_DEPTH} levels"));
        }
        let mut node = Node::default();
        for (key, value) in object {
            match value {
                Value::Array(items) if key == "$or" && is_group(items) => {
                    let parts = items.iter().filter_map(Value::as_object);
                    let parts: Result<Vec<Node>, String> =
                        parts.map(|part| Node::parse(part, scope, depth + 1)).collect();
                    node.groups.push(parts?);
                }
                Value::Array(items) if items.is_empty() => {
                    return Err("Empty arrays are not allowed".to_owned());
                }
                Value::Array(items) => {
                    let conditions: Result<Vec<Condition>, String> = items.iter().map(condition).collect();
                    node.rules.push((key.clone(), Rule::AnyOf(conditions?)));
                }
                Value::Object(_) if scope == FilterScope::MessageAttributes => {
                    return Err(
                        "Filter policy scope MessageAttributes does not support nested filter policy"
                            .to_owned(),
                    );
                }
                Value::Object(inner) if inner.is_empty() => {
                    return Err("Empty objects are not allowed".to_owned());
                }
                Value::Object(inner) => {
                    let inner = Node::parse(inner, scope, depth + 1)?;
                    node.rules.push((key.clone(), Rule::Within(inner)));
                }
                _ => return Err(format!("\"{key}\" must be an object or an array")),
            }
        }
        Ok(node)
    }

    fn weight(&self, depth: usize, scope: FilterScope) -> Weight {
        let mut whole = Weight { keys: 0, combinations: 1 };
        let mut add = |keys: usize, combinations: usize| {
            whole.keys += keys;
            whole.combinations = whole.combinations.saturating_mul(combinations);
        };
        for (_, rule) in &self.rules {
            match rule {
                Rule::AnyOf(conditions) if scope == FilterScope::MessageBody => {
                    add(1, conditions.len() * depth)
                }
                Rule::AnyOf(conditions) => add(1, conditions.len()),
                Rule::Within(node) => {
                    let inner = node.weight(depth + 1, scope);
                    add(inner.keys, inner.combinations);
                }
            }
        }
        for group in &self.groups {
            let parts = group.iter().map(|node| node.weight(depth, scope));
            let (keys, combinations) = parts.fold((0, 0_usize), |(keys, combinations), part| {
                (keys.max(part.keys), combinations.saturating_add(part.combinations))
            });
            add(keys, combinations);
        }
        whole
    }
}

/// `$or` with two objects or more; anything else is an ordinary key.
fn is_group(items: &[Value]) -> bool {
    items.len() >= 2 && items.iter().all(|item| item.as_object().is_some_and(|part| !part.is_empty()))
}

fn condition(item: &Value) -> Result<Condition, String> {
    let Value::Object(object) = item else {
        return match item {
            Value::Array(_) => Err("Match value must be String, number, true, false, or null".to_owned()),
            scalar => Ok(Condition::Is(scalar.clone())),
        };
    };
    let mut members = object.iter();
    let (Some((operator, value)), None) = (members.next(), members.next()) else {
        return Err("Only one key allowed in match expression".to_owned());
    };
    match operator.as_str() {
        "exists" => match value {
            Value::Bool(exists) => Ok(Condition::Exists(*exists)),
            _ => Err("exists match pattern must be either true or false.".to_owned()),
        },
        "numeric" => numeric(value).map(Condition::Numeric),
        "cidr" => cidr(value),
        "anything-but" => anything_but(value),
        _ => text_pattern(operator, value)?
            .map(Condition::Text)
            .ok_or_else(|| format!("Unrecognized match type {operator}")),
    }
}

/// `None`: there is no such operator.
fn text_pattern(operator: &str, value: &Value) -> Result<Option<TextPattern>, String> {
    if !matches!(operator, "prefix" | "suffix" | "equals-ignore-case" | "wildcard") {
        return Ok(None);
    }
    let text = value.as_str().ok_or_else(|| format!("{operator} match pattern must be a string"))?;
    Ok(Some(match operator {
        "prefix" => TextPattern::Prefix(text.to_owned()),
        "suffix" => TextPattern::Suffix(text.to_owned()),
        "equals-ignore-case" => TextPattern::IgnoringCase(text.to_lowercase()),
        _ => TextPattern::Wildcard(between_stars(text)?),
    }))
}

/// `\*` and `\\` stand for themselves.
fn between_stars(text: &str) -> Result<Vec<String>, String> {
    let mut parts = vec![String::new()];
    let mut chars = text.char_indices();
    let mut after_star = false;
    while let Some((position, c)) = chars.next() {
        let is_star = c == '*';
        if is_star && after_star {
            return Err(format!("Consecutive wildcard characters at pos {position}"));
        }
        after_star = is_star;
        let literal = match c {
            '*' => {
                parts.push(String::new());
                continue;
            }
            '\\' => match chars.next() {
                Some((_, escaped @ ('*' | '\\'))) => escaped,
                _ => return Err(format!("Invalid escape character at pos {position}")),
            },
            other => other,
        };
        if let Some(part) = parts.last_mut() {
            part.push(literal);
        }
    }
    Ok(parts)
}

fn anything_but(value: &Value) -> Result<Condition, String> {
    let is_plain = |value: &Value| value.is_string() || value.is_number();
    match value {
        Value::Array(items) if !items.is_empty() && items.iter().all(is_plain) => {
            Ok(Condition::NoneOf(items.clone()))
        }
        Value::Array(_) => Err("Inside anything but list, start|null|boolean is not supported.".to_owned()),
        plain if is_plain(plain) => Ok(Condition::NoneOf(vec![plain.clone()])),
        Value::Object(object) if object.len() == 1 => {
            let (operator, value) = object.iter().next().ok_or("Only one key allowed in match expression")?;
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            let patterns: Result<Vec<TextPattern>, String> = values
                .iter()
                .map(|value| {
                    text_pattern(operator, value)?
                        .ok_or_else(|| format!("Unsupported anything-but pattern: {operator}"))
                })
                .collect();
            patterns.map(Condition::NoneLike)
        }
        _ => Err("Value of anything-but must be an array or single string/number value.".to_owned()),
    }
}

fn numeric(value: &Value) -> Result<Vec<(Comparison, f64)>, String> {
    let items = value.as_array().ok_or("Value of numeric must be an array.")?;
    let pairs: Result<Vec<(Comparison, f64)>, String> = items
        .chunks(2)
        .map(|pair| {
            let operator = pair[0].as_str().unwrap_or_default();
            let comparison = match operator {
                "=" => Comparison::Equal,
                "<" => Comparison::Less,
                "<=" => Comparison::LessOrEqual,
                ">" => Comparison::Greater,
                ">=" => Comparison::GreaterOrEqual,
                _ => return Err(format!("Unrecognized numeric range operator: {operator}")),
            };
            let number = pair.get(1).and_then(Value::as_f64);
            number
                .map(|number| (comparison, number))
                .ok_or_else(|| format!("Value of {operator} must be numeric"))
        })
        .collect();
    let pairs = pairs?;
    match pairs.as_slice() {
        [_] => Ok(pairs),
        [(Comparison::Greater | Comparison::GreaterOrEqual, bottom), (top_comparison, top)] => {
            match top_comparison {
                Comparison::Less | Comparison::LessOrEqual if bottom < top => Ok(pairs),
                Comparison::Less | Comparison::LessOrEqual => Err("Bottom must be less than top".to_owned()),
                _ => Err("Bad numeric range operator".to_owned()),
            }
        }
        [] => Err("Invalid member in numeric match: ]".to_owned()),
        _ => Err("Too many elements in numeric expression".to_owned()),
    }
}

fn cidr(value: &Value) -> Result<Condition, String> {
    let text = value.as_str().ok_or("prefix match pattern must be a string")?;
    let (address, bits) = text.split_once('/').ok_or("Malformed CIDR, one '/' required")?;
    let address: IpAddr = address.parse().map_err(|_| format!("Nonstandard IP address: {address}"))?;
    let max_bits = if address.is_ipv4() { 32 } else { 128 };
    let bits: u8 = bits.parse().map_err(|_| "Malformed CIDR, mask bits must be an integer".to_owned())?;
    if max_bits < bits {
        return Err(format!("Malformed CIDR, mask bits must be at most {max_bits}"));
    }
    Ok(Condition::Cidr(address, bits))
}
