//! What a slot of samples is summed up to, and the numbers read from that.

use std::fmt;
use std::str::FromStr;

/// The running sum-up of any number of samples; merging two is exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatisticSet {
    pub sample_count: f64,
    pub sum: f64,
    pub minimum: f64,
    pub maximum: f64,
}

impl StatisticSet {
    pub const fn from_value(value: f64) -> Self {
        Self::from_repeated(value, 1.0)
    }

    /// `count` samples of one value. Counts may be fractions.
    pub const fn from_repeated(value: f64, count: f64) -> Self {
        StatisticSet { sample_count: count, sum: value * count, minimum: value, maximum: value }
    }

    pub fn merge(&mut self, other: &StatisticSet) {
        self.sample_count += other.sample_count;
        self.sum += other.sum;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
    }

    pub fn value(&self, statistic: Statistic) -> f64 {
        match statistic {
            Statistic::SampleCount => self.sample_count,
            Statistic::Average => self.sum / self.sample_count,
            Statistic::Sum => self.sum,
            Statistic::Minimum => self.minimum,
            Statistic::Maximum => self.maximum,
        }
    }
}

/// The statistics that a [`StatisticSet`] answers. Percentiles and their kin need distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
}

impl Statistic {
    pub const ALL: [Statistic; 5] =
        [Statistic::Average, Statistic::Sum, Statistic::Minimum, Statistic::Maximum, Statistic::SampleCount];

    pub const fn name(self) -> &'static str {
        match self {
            Statistic::SampleCount => "SampleCount",
            Statistic::Average => "Average",
            Statistic::Sum => "Sum",
            Statistic::Minimum => "Minimum",
            Statistic::Maximum => "Maximum",
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnsupportedStatistic {
    /// CloudWatch knows it, we can't compute it yet: percentiles, trimmed means and the like.
    NotYet(String),
    /// No statistic of CloudWatch's.
    Unknown(String),
}

impl FromStr for Statistic {
    type Err = UnsupportedStatistic;

    fn from_str(name: &str) -> Result<Self, UnsupportedStatistic> {
        if let Some(statistic) = Self::ALL.into_iter().find(|statistic| statistic.name() == name) {
            return Ok(statistic);
        }
        if is_extended(name) {
            Err(UnsupportedStatistic::NotYet(name.to_owned()))
        } else {
            Err(UnsupportedStatistic::Unknown(name.to_owned()))
        }
    }
}

/// `p99.9`, `tm99`, `TM(10%:90%)`, `PR(:300)`, `IQM` and so on.
fn is_extended(name: &str) -> bool {
    if name == "IQM" {
        return true;
    }
    let is_percentage = |text: &str| {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text != ".";
        plain && text.parse::<f64>().is_ok_and(|number| number <= 100.0)
    };
    let is_bounds = |text: &str| {
        text.strip_suffix(')').and_then(|inner| inner.split_once(':')).is_some_and(|(low, high)| {
            let is_bound = |bound: &str| {
                let digits = bound.strip_suffix('%').unwrap_or(bound);
                digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            };
            !(low.is_empty() && high.is_empty()) && is_bound(low) && is_bound(high)
        })
    };
    ["p", "tm", "wm", "tc", "ts"].iter().any(|prefix| name.strip_prefix(prefix).is_some_and(is_percentage))
        || ["TM(", "WM(", "TC(", "TS(", "PR("]
            .iter()
            .any(|prefix| name.strip_prefix(prefix).is_some_and(is_bounds))
}

impl fmt::Display for UnsupportedStatistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnsupportedStatistic::NotYet(name) => write!(f, "the statistic {name} is not supported yet"),
            UnsupportedStatistic::Unknown(name) => write!(f, "{name} is not a valid statistic"),
        }
    }
}

impl std::error::Error for UnsupportedStatistic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example() {
        let mut set = StatisticSet::from_value(2.0);
        set.merge(&StatisticSet::from_value(4.0));
        set.merge(&StatisticSet::from_value(5.0));
        let all = Statistic::ALL.map(|statistic| set.value(statistic));
        assert_eq!(all, [3.666_666_666_666_666_5, 11.0, 2.0, 5.0, 3.0]);
    }

    #[test]
    fn statistics_are_known_not_yet_or_unknown() {
        for statistic in Statistic::ALL {
            assert_eq!(statistic.name().parse(), Ok(statistic));
        }
        for name in ["p99", "p99.9", "p0", "tm99", "TM(10%:90%)", "PR(:300)", "TC(0.5:)", "IQM"] {
            assert_eq!(name.parse::<Statistic>(), Err(UnsupportedStatistic::NotYet(name.to_owned())));
        }
        for name in ["Bogus", "p", "p101", "pp9", "TM(:)", "TM(1)", "average", ""] {
            assert_eq!(name.parse::<Statistic>(), Err(UnsupportedStatistic::Unknown(name.to_owned())));
        }
    }
}
