//! Which metrics the demonstration has, and the value that each has at an instant.

use super::noise::{drift, uniform};
use cloudwatch_api::{Dimension, Metric};
use std::f64::consts::TAU;
use timeseries::{StatisticSet, Timestamp};

pub const LOAD_BALANCER: &str = "app/web/50dc6c495c0c9188";
pub const INSTANCES: [&str; 3] = ["web-1", "web-2", "web-3"];

/// How a metric comes about. `samples` datapoints of a second's work make one statistic set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    RequestCount,
    /// Seconds.
    TargetResponseTime,
    Http5xx,
    Http4xx,
    Orders,
    /// Percent, of one instance.
    Cpu(usize),
    Memory(usize),
    Disk(usize),
    /// Bytes per second.
    NetworkIn(usize),
    QueueDepth,
}

pub struct Entry {
    pub namespace: &'static str,
    pub metric_name: &'static str,
    pub dimensions: &'static [(&'static str, &'static str)],
    pub quantity: Quantity,
}

impl Entry {
    pub fn metric(&self) -> Metric {
        let dimension =
            |(name, value): &(&str, &str)| Dimension { name: (*name).into(), value: (*value).into() };
        Metric {
            namespace: Some(self.namespace.to_owned()),
            metric_name: Some(self.metric_name.to_owned()),
            dimensions: self.dimensions.iter().map(dimension).collect(),
        }
    }

    /// The order of dimensions is no matter.
    pub fn is(&self, metric: &Metric) -> bool {
        metric.namespace.as_deref() == Some(self.namespace)
            && metric.metric_name.as_deref() == Some(self.metric_name)
            && metric.dimensions.len() == self.dimensions.len()
            && metric
                .dimensions
                .iter()
                .all(|given| self.dimensions.contains(&(given.name.as_str(), given.value.as_str())))
    }
}

/// All metrics, ordered by namespace, name and dimensions.
pub static ENTRIES: [Entry; 18] = [
    of_balancer("HTTPCode_Target_4XX_Count", Quantity::Http4xx),
    of_balancer("HTTPCode_Target_5XX_Count", Quantity::Http5xx),
    of_balancer("RequestCount", Quantity::RequestCount),
    of_balancer("TargetResponseTime", Quantity::TargetResponseTime),
    on_instance(0, "cpu_usage_active", Quantity::Cpu(0)),
    on_instance(1, "cpu_usage_active", Quantity::Cpu(1)),
    on_instance(2, "cpu_usage_active", Quantity::Cpu(2)),
    on_instance(0, "disk_used_percent", Quantity::Disk(0)),
    on_instance(1, "disk_used_percent", Quantity::Disk(1)),
    on_instance(2, "disk_used_percent", Quantity::Disk(2)),
    on_instance(0, "mem_used_percent", Quantity::Memory(0)),
    on_instance(1, "mem_used_percent", Quantity::Memory(1)),
    on_instance(2, "mem_used_percent", Quantity::Memory(2)),
    on_instance(0, "net_bytes_recv", Quantity::NetworkIn(0)),
    on_instance(1, "net_bytes_recv", Quantity::NetworkIn(1)),
    on_instance(2, "net_bytes_recv", Quantity::NetworkIn(2)),
    of_shop("Orders", Quantity::Orders),
    of_shop("QueueDepth", Quantity::QueueDepth),
];

const fn of_balancer(metric_name: &'static str, quantity: Quantity) -> Entry {
    let dimensions = &[("LoadBalancer", LOAD_BALANCER)];
    Entry { namespace: "AWS/ApplicationELB", metric_name, dimensions, quantity }
}

const fn on_instance(index: usize, metric_name: &'static str, quantity: Quantity) -> Entry {
    const HOSTS: [&[(&str, &str)]; 3] =
        [&[("host", INSTANCES[0])], &[("host", INSTANCES[1])], &[("host", INSTANCES[2])]];
    Entry { namespace: "CWAgent", metric_name, dimensions: HOSTS[index], quantity }
}

const fn of_shop(metric_name: &'static str, quantity: Quantity) -> Entry {
    Entry { namespace: "Shop", metric_name, dimensions: &[("Service", "checkout")], quantity }
}

/// What was measured in the `step_secs` from `at` on. `None` where nothing was published.
pub fn measured(quantity: Quantity, at: Timestamp, step_secs: i64) -> Option<StatisticSet> {
    let secs = at.secs_f64();
    let step = step_secs as f64;
    Some(match quantity {
        Quantity::RequestCount => count(requests_per_sec(secs) * step, at),
        Quantity::Http4xx => {
            count(requests_per_sec(secs) * step * (0.008 + 0.004 * drift(11, secs, 1800.0)), at)
        }
        Quantity::Http5xx => {
            let rate = 0.0004 + 0.06 * incident(secs) * (0.6 + 0.4 * drift(12, secs, 90.0));
            count(requests_per_sec(secs) * step * rate, at)
        }
        Quantity::Orders => count(orders_per_sec(secs) * step, at),
        Quantity::TargetResponseTime => spread(response_time(secs), requests_per_sec(secs) * step, 0.35, 3.2),
        Quantity::Cpu(index) => spread(cpu_percent(index, secs), step / 10.0, 0.82, 1.18).clamped(100.0),
        Quantity::Memory(index) => {
            spread(memory_percent(index, secs), step / 10.0, 0.995, 1.005).clamped(100.0)
        }
        Quantity::Disk(index) => spread(disk_percent(index, secs), (step / 60.0).max(1.0), 1.0, 1.0),
        Quantity::NetworkIn(index) => {
            let share = instance_share(index, secs);
            spread(requests_per_sec(secs) * share * 4200.0, step / 10.0, 0.7, 1.4)
        }
        Quantity::QueueDepth => {
            // Published by a job that is stopped for a while each night: a gap to be seen.
            let hour = (secs / 3600.0).rem_euclid(24.0);
            if (3.0..3.5).contains(&hour) {
                return None;
            }
            let depth =
                6.0 + 5.0 * drift(21, secs, 700.0) + 160.0 * incident(secs) * (1.0 + drift(22, secs, 200.0));
            spread(depth.max(0.0).round(), (step / 60.0).max(1.0), 1.0, 1.0)
        }
    })
}

/// Visitors come with the day, more on working days.
fn requests_per_sec(secs: f64) -> f64 {
    let day = (secs / 86_400.0 - 0.36) * TAU;
    let weekday = ((secs / 86_400.0).floor() as i64 + 3).rem_euclid(7);
    let working = if weekday < 5 { 1.0 } else { 0.72 };
    let shape = 1.0 + 0.32 * day.sin() + 0.08 * (2.0 * day).sin();
    let ripple =
        1.0 + 0.10 * drift(1, secs, 1500.0) + 0.05 * drift(2, secs, 240.0) + 0.04 * drift(3, secs, 47.0);
    46.0 * working * shape * ripple * (1.0 - 0.2 * incident(secs))
}

fn orders_per_sec(secs: f64) -> f64 {
    requests_per_sec(secs) * 0.012 * (1.0 + 0.15 * drift(5, secs, 900.0)) * (1.0 - 0.5 * incident(secs))
}

fn response_time(secs: f64) -> f64 {
    let load = requests_per_sec(secs) / 46.0;
    let ripple = 1.0 + 0.12 * drift(7, secs, 300.0) + 0.06 * drift(8, secs, 53.0);
    (0.085 + 0.05 * load * load) * ripple * (1.0 + 3.6 * incident(secs))
}

/// Which part of the traffic an instance gets.
fn instance_share(index: usize, secs: f64) -> f64 {
    [0.36, 0.34, 0.30][index % 3] * (1.0 + 0.06 * drift(30 + index as u64, secs, 1200.0))
}

fn cpu_percent(index: usize, secs: f64) -> f64 {
    let base = 6.0 + requests_per_sec(secs) * instance_share(index, secs) * 2.0;
    base + 3.0 * drift(40 + index as u64, secs, 130.0) + 28.0 * incident(secs) * [1.0, 0.4, 0.5][index % 3]
}

/// Grows slowly and falls back with each restart of the instance.
fn memory_percent(index: usize, secs: f64) -> f64 {
    let since_restart = (secs / 93_600.0 + 0.31 * index as f64).rem_euclid(1.0);
    41.0 + 27.0 * since_restart + 1.2 * drift(50 + index as u64, secs, 900.0)
}

/// Grows all week and is tidied at its end.
fn disk_percent(index: usize, secs: f64) -> f64 {
    38.0 + 9.0 * index as f64 + 22.0 * (secs / 604_800.0 + 0.4 * index as f64).rem_euclid(1.0)
}

/// How bad things are, 0 to 1: every few hours something goes wrong for a quarter of an hour.
pub fn incident(secs: f64) -> f64 {
    const EVERY_SECS: f64 = 9000.0;
    const LASTS_SECS: f64 = 1200.0;
    let number = (secs / EVERY_SECS).floor();
    let starts = number * EVERY_SECS + uniform(99, number as i64) * (EVERY_SECS - LASTS_SECS);
    let part = (secs - starts) / LASTS_SECS;
    if !(0.0..1.0).contains(&part) {
        return 0.0;
    }
    // Bad at once, better step by step.
    let severity = 0.5 + 0.5 * uniform(98, number as i64);
    severity * if part < 0.08 { part / 0.08 } else { 1.0 - (part - 0.08) / 0.92 }
}

/// A counter's sum over a step: whole, and right on average however small.
fn count(expected: f64, at: Timestamp) -> StatisticSet {
    StatisticSet::from_value((expected.max(0.0) + uniform(97, at.secs())).floor())
}

/// Samples around a mean.
fn spread(mean: f64, samples: f64, low: f64, high: f64) -> StatisticSet {
    let sample_count = samples.round().max(1.0);
    StatisticSet { sample_count, sum: mean * sample_count, minimum: mean * low, maximum: mean * high }
}

trait Clamped {
    fn clamped(self, max: f64) -> Self;
}

impl Clamped for StatisticSet {
    fn clamped(mut self, max: f64) -> Self {
        self.sum = self.sum.clamp(0.0, max * self.sample_count);
        self.minimum = self.minimum.clamp(0.0, max);
        self.maximum = self.maximum.clamp(0.0, max);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn every_metric_is_plausible_for_a_week() {
        for entry in &ENTRIES {
            for step in 0..(7 * 24 * 6) {
                let at = Timestamp::from_secs(1_790_000_000 + step * 600);
                let Some(set) = measured(entry.quantity, at, 60) else { continue };
                let mean = set.sum / set.sample_count;
                let name = entry.metric_name;
                assert!(set.minimum <= mean + 1e-9 && mean <= set.maximum + 1e-9, "{name} {set:?}");
                assert!(set.minimum >= 0.0 && set.sum.is_finite(), "{name} {set:?}");
                if name.ends_with("percent") || name.starts_with("cpu") {
                    assert!(set.maximum <= 100.0, "{name} {set:?}");
                }
            }
        }
    }

    #[wasm_bindgen_test]
    fn things_go_wrong_sometimes_but_not_mostly() {
        let bad = (0..10_000).filter(|step| incident(1.79e9 + f64::from(*step) * 60.0) > 0.0).count();
        assert!((500..2500).contains(&bad), "{bad}");
    }

    #[wasm_bindgen_test]
    fn a_metric_is_found_whatever_the_order_of_its_dimensions() {
        let entry = Entry {
            namespace: "NS",
            metric_name: "m",
            dimensions: &[("a", "1"), ("b", "2")],
            quantity: Quantity::Orders,
        };
        let mut metric = entry.metric();
        metric.dimensions.reverse();
        assert!(entry.is(&metric));
        metric.dimensions.pop();
        assert!(!entry.is(&metric));
    }
}
