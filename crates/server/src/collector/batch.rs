//! One round of samples on its way into the store.

use store::{MetricIdentity, MetricPoint};
use timeseries::{StatisticSet, Timestamp};

/// The CloudWatch agent's namespace.
pub const NAMESPACE: &str = "CWAgent";
/// The dimension that every metric of the agent has.
pub const HOST: &str = "host";
/// High resolution, as the agent sends what it collects more often than once a minute.
const STORAGE_RESOLUTION_SECS: u32 = 1;
/// Enough for a machine with a few disks and eight processors.
const USUAL_POINTS: usize = 128;

pub const BYTES: &str = "Bytes";
pub const COUNT: &str = "Count";
pub const MILLISECONDS: &str = "Milliseconds";
pub const PERCENT: &str = "Percent";

pub struct Batch {
    host: String,
    at: Timestamp,
    points: Vec<MetricPoint>,
}

impl Batch {
    pub fn new(host: &str, at: Timestamp) -> Self {
        Batch { host: host.to_owned(), at, points: Vec::with_capacity(USUAL_POINTS) }
    }

    /// `dimensions` without the host. What isn't a number is left out.
    pub fn push(&mut self, metric_name: &str, unit: &str, dimensions: &[(&str, &str)], value: f64) {
        if !value.is_finite() {
            return;
        }
        let mut dimensions: Vec<(String, String)> = dimensions
            .iter()
            .chain(&[(HOST, self.host.as_str())])
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        dimensions.sort();
        self.points.push(MetricPoint {
            metric: MetricIdentity {
                namespace: NAMESPACE.to_owned(),
                metric_name: metric_name.to_owned(),
                dimensions,
            },
            unit: unit.to_owned(),
            storage_resolution_secs: STORAGE_RESOLUTION_SECS,
            at: self.at,
            statistics: StatisticSet::from_value(value),
            histogram: Vec::new(),
        });
    }

    pub fn into_points(self) -> Vec<MetricPoint> {
        self.points
    }

    /// `cpu_usage_idle{cpu=cpu-total} 97.5 Percent`, one line each, the host left out.
    #[cfg(test)]
    pub fn to_text(&self) -> String {
        let line = |point: &MetricPoint| {
            let dimensions = point.metric.dimensions.iter().filter(|(name, _)| name != HOST);
            let dimensions: Vec<String> = dimensions.map(|(name, value)| format!("{name}={value}")).collect();
            let name = &point.metric.metric_name;
            format!("{name}{{{}}} {} {}\n", dimensions.join(","), point.statistics.sum, point.unit)
        };
        self.points.iter().map(line).collect()
    }
}
