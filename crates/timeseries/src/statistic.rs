//! CloudWatch's statistics: their names, read and printed. What they come to stands in
//! `distribution/evaluate.rs`.

use crate::decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// Every statistic of CloudWatch's. Equal ones have one form: `tm99` and `TM(:99%)` are the same, so who
/// echoes a request keeps its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
    /// `p99.9`: the value below which that percentage of the samples lie.
    Percentile(Decimal),
    /// `tm99`, `TM(10%:90%)`, `TM(:500)`, `IQM`: the mean of the samples within the bounds.
    TrimmedMean(Bounds),
    /// `wm98`, `WM(…)`: the mean after what lies outside has been moved to the bounds.
    WinsorizedMean(Bounds),
    /// `tc90`, `TC(…)`: how many samples lie within the bounds.
    TrimmedCount(Bounds),
    /// `ts90`, `TS(…)`: the sum of the samples within the bounds.
    TrimmedSum(Bounds),
    /// `PR(100:2000)`: the percentage of the samples that lies within the bounds.
    PercentileRank(Bounds),
}

/// Two percentages or two values, of which one may be left out. The lower one is excluded, the upper included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounds {
    pub(crate) low: Option<Decimal>,
    pub(crate) high: Option<Decimal>,
    pub(crate) is_percent: bool,
}

/// No statistic of CloudWatch's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidStatistic(pub String);

const INTERQUARTILE_MEAN: &str = "IQM";
const QUARTILES: Bounds =
    Bounds { low: Some(Decimal::from_int(25)), high: Some(Decimal::from_int(75)), is_percent: true };

impl Statistic {
    /// The members of the API's enumeration `Statistic`, as its consoles order them. All others are
    /// extended.
    pub const BASIC: [Statistic; 5] =
        [Statistic::Average, Statistic::Sum, Statistic::Minimum, Statistic::Maximum, Statistic::SampleCount];

    /// The name of a basic statistic.
    pub const fn basic_name(self) -> Option<&'static str> {
        Some(match self {
            Statistic::SampleCount => "SampleCount",
            Statistic::Average => "Average",
            Statistic::Sum => "Sum",
            Statistic::Minimum => "Minimum",
            Statistic::Maximum => "Maximum",
            _ => return None,
        })
    }

    /// Whether it belongs into a member called ExtendedStatistic(s), and needs a
    /// [`crate::Distribution`] rather than a [`crate::StatisticSet`].
    pub const fn is_extended(self) -> bool {
        self.basic_name().is_none()
    }

    pub const fn is_percentile(self) -> bool {
        matches!(self, Statistic::Percentile(_))
    }

    /// By the letters that stand before a single number (`tm99`), or in capitals before brackets.
    fn family(letters: &str, bounds: Bounds) -> Option<Self> {
        Some(match letters {
            "tm" => Statistic::TrimmedMean(bounds),
            "wm" => Statistic::WinsorizedMean(bounds),
            "tc" => Statistic::TrimmedCount(bounds),
            "ts" => Statistic::TrimmedSum(bounds),
            "pr" if !bounds.is_percent => Statistic::PercentileRank(bounds),
            _ => return None,
        })
    }

    fn parts(self) -> Option<(&'static str, &'static str, Bounds)> {
        Some(match self {
            Statistic::TrimmedMean(bounds) => ("tm", "TM", bounds),
            Statistic::WinsorizedMean(bounds) => ("wm", "WM", bounds),
            Statistic::TrimmedCount(bounds) => ("tc", "TC", bounds),
            Statistic::TrimmedSum(bounds) => ("ts", "TS", bounds),
            Statistic::PercentileRank(bounds) => ("pr", "PR", bounds),
            _ => return None,
        })
    }

    fn parse(name: &str) -> Option<Self> {
        if let Some(basic) = Self::BASIC.into_iter().find(|basic| basic.basic_name() == Some(name)) {
            return Some(basic);
        }
        if name == INTERQUARTILE_MEAN {
            return Some(Statistic::TrimmedMean(QUARTILES));
        }
        if let Some(bracketed) = name.strip_suffix(')') {
            let (letters, bounds) = bracketed.split_once('(')?;
            let is_upper = letters.bytes().all(|byte| byte.is_ascii_uppercase());
            return Self::family(&letters.to_ascii_lowercase(), Bounds::parse(bounds)?).filter(|_| is_upper);
        }
        if let Some(number) = name.strip_prefix('p') {
            return Some(Statistic::Percentile(short_percent(number)?));
        }
        let high = Some(short_percent(name.get(2..)?)?);
        Self::family(name.get(..2)?, Bounds { low: None, high, is_percent: true })
    }
}

impl Bounds {
    /// `10%:90%`, `:90%`, `150:1000`, `150:`.
    fn parse(text: &str) -> Option<Self> {
        let (low, high) = text.split_once(':')?;
        let is_percent = low.ends_with('%') || high.ends_with('%');
        let bound = |text: &str| -> Option<Option<Decimal>> {
            if text.is_empty() {
                return Some(None);
            }
            let value = if is_percent {
                percent(text.strip_suffix('%')?)?
            } else {
                // A value below zero has no statistic with bounds.
                Decimal::parse(text, true)?
            };
            Some(Some(value))
        };
        let bounds = Bounds { low: bound(low)?, high: bound(high)?, is_percent };
        (bounds.low.is_some() || bounds.high.is_some()).then_some(bounds)
    }
}

/// 0 to 100, with up to 10 decimals.
fn percent(text: &str) -> Option<Decimal> {
    Decimal::parse(text, false).filter(|value| value.to_f64() <= 100.0)
}

/// Without brackets at most two digits stand before the point, or it is 100.
fn short_percent(text: &str) -> Option<Decimal> {
    let whole = text.split('.').next().unwrap_or_default();
    percent(text).filter(|_| whole.len() <= 2 || text == "100")
}

impl FromStr for Statistic {
    type Err = InvalidStatistic;

    fn from_str(name: &str) -> Result<Self, InvalidStatistic> {
        Self::parse(name).ok_or_else(|| InvalidStatistic(name.to_owned()))
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.basic_name() {
            return f.write_str(name);
        }
        match (*self, self.parts()) {
            (Statistic::Percentile(percentage), _) => write!(f, "p{percentage}"),
            (Statistic::TrimmedMean(QUARTILES), _) => f.write_str(INTERQUARTILE_MEAN),
            (_, Some((letters, _, Bounds { low: None, high: Some(high), is_percent: true }))) => {
                write!(f, "{letters}{high}")
            }
            (_, Some((_, letters, bounds))) => write!(f, "{letters}({bounds})"),
            (_, None) => Ok(()),
        }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.is_percent { "%" } else { "" };
        if let Some(low) = self.low {
            write!(f, "{low}{unit}")?;
        }
        f.write_str(":")?;
        match self.high {
            Some(high) => write!(f, "{high}{unit}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for InvalidStatistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a valid statistic", self.0)
    }
}

impl std::error::Error for InvalidStatistic {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn reads(name: &str, printed: &str) {
        let statistic = name.parse::<Statistic>().unwrap();
        assert_eq!(statistic.to_string(), printed);
        assert_eq!(printed.parse(), Ok(statistic));
    }

    #[test]
    fn every_form_reads_and_prints() {
        for name in ["SampleCount", "Average", "Sum", "Minimum", "Maximum", "IQM"] {
            reads(name, name);
        }
        for name in ["p0", "p99", "p99.9", "p99.9999999999", "p100", "tm99", "wm98.5", "tc0", "ts100"] {
            reads(name, name);
        }
        for name in ["TM(10%:90%)", "TM(10%:)", "WM(0.5%:99.5%)", "TC(150:1000)", "TS(0.5:)", "PR(:300)"] {
            reads(name, name);
        }
        reads("TM(:99%)", "tm99");
        reads("TM(25%:75%)", "IQM");
        reads("TM(:0.5)", "TM(:0.5)");
        reads("PR(1E3:2.5E3)", "PR(1000:2500)");
        reads("p99.90", "p99.9");
        reads("p99.", "p99");
        reads("p05", "p5");
        reads("WM(:100.0%)", "wm100");
    }

    #[test]
    fn all_else_is_invalid() {
        let names = "Bogus|p|p101|pp9|p-1|p1e1|p100.0|p099|P99|TM99|tm|tm(1:2)|TM(:)|TM(1)|TM()|TM(1:2|TM(:101%)\
            |TM(10%:90)|TM(10:90%)|PR(:10%)|PR(-1:0)|PR(1:2:3)|tM(:5)|XX(:5)|pr50|o99|u5|average||IQM |(:5)|é9|t\u{20ac}";
        for name in names.split('|') {
            assert_eq!(name.parse::<Statistic>(), Err(InvalidStatistic(name.to_owned())));
        }
    }

    fn bounds() -> impl Strategy<Value = String> {
        let number = "[0-9]{1,5}(\\.[0-9]{0,10})?([eE][+-]?[0-9]{1,2})?";
        let percent = "([0-9]{1,2}(\\.[0-9]{0,10})?|100(\\.0{0,10})?)%";
        prop_oneof![
            (number, number).prop_map(|(low, high)| format!("{low}:{high}")),
            (percent, percent).prop_map(|(low, high)| format!("{low}:{high}")),
            number.prop_map(|low| format!("{low}:")),
            number.prop_map(|high| format!(":{high}")),
            percent.prop_map(|low| format!("{low}:")),
            percent.prop_map(|high| format!(":{high}")),
        ]
    }

    #[test]
    fn printed_bounds_of_any_size_read_back() {
        for name in ["TM(2.000000001E19:0)", "TM(:1e20)"] {
            let statistic: Statistic = name.parse().unwrap();
            assert_eq!(statistic.to_string().parse(), Ok(statistic), "{name}");
        }
    }

    proptest! {
        #[test]
        fn printed_bounds_read_back(family in "TM|WM|TC|TS|PR", bounds in bounds()) {
            let name = format!("{family}({bounds})");
            let read = name.parse::<Statistic>();
            prop_assert_eq!(read.is_ok(), !(family == "PR" && bounds.contains('%')));
            if let Ok(statistic) = read {
                prop_assert_eq!(statistic.to_string().parse(), Ok(statistic));
            }
        }

        #[test]
        fn printed_short_forms_read_back(name in "(p|tm|wm|tc|ts)([0-9]{1,2}(\\.[0-9]{0,10})?|100)") {
            let statistic = name.parse::<Statistic>().unwrap();
            prop_assert_eq!(statistic.to_string().parse(), Ok(statistic));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}|[tmwcsprTMWCSPR]{1,2}\\(?[0-9%:.E]{0,12}\\)?") {
            let _ = text.parse::<Statistic>();
        }
    }
}
