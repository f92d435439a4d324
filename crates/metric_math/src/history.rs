//! What the bands of a plan need of the time before the range: which ids, and what can't be among them.

use crate::ast::{Expression, Node};
use crate::error::Fault;
use crate::functions::band::ANOMALY_DETECTION_BAND;
use std::collections::BTreeSet;

/// AWS bars these from what a band is made of: their metrics aren't the request's own.
const BARRED: [&str; 3] = ["METRICS", "SEARCH", ANOMALY_DETECTION_BAND.name];

pub(crate) fn is_band(expression: &Expression) -> bool {
    matches!(&expression.node, Node::Call { name, .. } if name == ANOMALY_DETECTION_BAND.name)
}

/// All ids, metrics and expressions, that a checked expression's band rests on; none without a band.
/// `expression_of` has the expressions behind ids.
pub(crate) fn needs<'a>(
    expression: &'a Expression,
    expression_of: &dyn Fn(&str) -> Option<&'a Expression>,
) -> Result<BTreeSet<&'a str>, Fault> {
    let mut bands = Vec::new();
    expression.walk(&mut |inner| {
        if is_band(inner)
            && let Node::Call { arguments, .. } = &inner.node
        {
            bands.push((inner, arguments));
        }
    });
    if let [(second, _), _, ..] = &bands[..] {
        return Err(Fault::at(second, "an expression has one ANOMALY_DETECTION_BAND at most"));
    }
    let mut needed = BTreeSet::new();
    let Some(argument) = bands.first().and_then(|(_, arguments)| arguments.first()) else {
        return Ok(needed);
    };
    let mut open = vec![argument];
    while let Some(expression) = open.pop() {
        let mut barred = None;
        expression.walk(&mut |inner| match &inner.node {
            Node::Call { name, .. } => barred = BARRED.into_iter().find(|found| found == name).or(barred),
            Node::Id(id) if needed.insert(id.as_str()) => open.extend(expression_of(id)),
            _ => {}
        });
        if let Some(name) = barred {
            let reason = format!("ANOMALY_DETECTION_BAND takes no series made with {name}");
            return Err(Fault::at(argument, reason));
        }
    }
    Ok(needed)
}
