//! `ANOMALY_DETECTION_BAND`. The model is `crate::band`'s.

use super::{Function, Parameter, Signature, WRONG_TYPE};
use crate::band::band;
use crate::types::Type;
use crate::value::{LabeledSeries, Value};

/// How many standard deviations a band is wide to each side when none is given (user guide).
const DEVIATIONS: f64 = 2.0;

pub(crate) const ANOMALY_DETECTION_BAND: Function = Function {
    name: "ANOMALY_DETECTION_BAND",
    signatures: &[Signature::new(
        &[
            Parameter::required("series", &[Type::Series]),
            Parameter::optional("standard deviations", &[Type::Scalar]),
        ],
        Type::Array,
    )],
    summary: "Between which two lines a series is expected to be, going by the same hours of the two weeks before.",
    example: "ANOMALY_DETECTION_BAND(m1, 2)",
    run: |call| {
        let Value::Series(line) = call.value(0)? else { return Err(WRONG_TYPE.to_owned()) };
        let deviations = match call.arguments.get(1) {
            None => DEVIATIONS,
            Some(_) => match call.value(1)? {
                Value::Scalar(number) if *number > 0.0 => *number,
                Value::Scalar(_) => {
                    return Err("the number of standard deviations must be above 0".to_owned());
                }
                _ => return Err(WRONG_TYPE.to_owned()),
            },
        };
        let Some(Value::Series(history)) = call.history.as_deref() else {
            return Err("its datapoints of the two weeks before could not be read".to_owned());
        };
        let slots = call.context.grid(line.period)?;
        let [upper, lower] = band(&history.series, line.period, &slots, deviations, call.context.budget)?;
        let name = if line.label.is_empty() { call.text } else { &line.label };
        let member = |series, edge: &str| LabeledSeries {
            label: format!("{name} (expected, {edge})"),
            period: line.period,
            series,
            metric: line.metric.clone(),
        };
        Ok(Value::Array(vec![member(upper, "upper"), member(lower, "lower")]))
    },
};
