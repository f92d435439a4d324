//! One datapoint of an alarm, and the band around it.

/// One datapoint as an alarm sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub value: f64,
    /// `None` for an expression's result.
    pub sample_count: Option<f64>,
    /// The anomaly detection band at its time.
    pub band: Option<Band>,
}

/// What is usual, edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub lower: f64,
    pub upper: f64,
}

impl Point {
    /// What isn't a number is no datapoint.
    pub(crate) fn new(value: f64, sample_count: Option<f64>, band: Option<Band>) -> Option<Self> {
        let has_edges = band.is_none_or(|band| !band.lower.is_nan() && !band.upper.is_nan());
        (value.is_finite() && has_edges).then_some(Point { value, sample_count, band })
    }
}
