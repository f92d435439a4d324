//! What was recorded of CloudWatch, and what must hold of any samples.

use crate::{DamagedDistribution, Distribution, Statistic, StatisticSet};
use proptest::prelude::*;

fn of(samples: &[(f64, f64)]) -> Distribution {
    Distribution::from_counts(samples.iter().copied()).unwrap()
}

fn evaluate(distribution: &Distribution, name: &str) -> Option<f64> {
    name.parse::<Statistic>().unwrap().evaluate(distribution)
}

/// Lines of `statistic = value`; `-` is no datapoint.
#[track_caller]
fn check(distribution: &Distribution, expected: &str) {
    for line in expected.split(';').map(str::trim) {
        let (name, value) = line.split_once(" = ").unwrap();
        let found = evaluate(distribution, name).map_or("-".to_owned(), |value| value.to_string());
        assert_eq!(found, value, "{name}");
    }
}

#[test]
fn recorded_of_cloudwatch() {
    check(
        &of(&[(2.0, 2.0), (10.0, 3.0)]),
        "p50 = 9.874619498547638; p90 = 9.974797183077614; tm90 = 6.427655324937657; wm90 = 6.784889792443892;
         tc90 = 4.5; ts90 = 28.924448962219458; IQM = 7.5604922241921155; PR(2:10) = 100; p0 = 2; p100 = 10;
         Average = 6.8; Sum = 34; SampleCount = 5",
    );
    check(&of(&[(2.0, 0.5), (10.0, 1.5)]), "p50 = 9.8995692015674; p90 = 9.979832659876456");
    let set = StatisticSet { sample_count: 3.0, sum: 15.0, minimum: 1.0, maximum: 9.0 };
    let unknown = "p0 = 1; p100 = 9; p50 = -; tm90 = -; wm90 = -; tc90 = -; ts90 = -; IQM = -; PR(:5) = -;
        Average = 5; Minimum = 1; Maximum = 9";
    check(&Distribution::from_statistic_set(set), unknown);
    let negative = of(&[(-1.0, 1.0), (3.0, 1.0)]);
    check(&negative, "p0 = -1; p100 = 3; p50 = -; tm50 = -; PR(0:3) = -; Sum = 2");
}

#[test]
fn one_repeated_value_has_every_statistic() {
    let set = StatisticSet { sample_count: 4.0, sum: 20.0, minimum: 5.0, maximum: 5.0 };
    let all = "p1 = 5; p50 = 5; p99.9 = 5; tm50 = 5; wm50 = 5; tc50 = 2; ts50 = 10; IQM = 5; PR(4:5) = 100;
        PR(5:6) = 0; PR(:4.9) = 0; TM(:4) = -; TC(:4) = 0; TS(:4) = 0; WM(:4) = 4; WM(6:) = 6; tm0 = -; wm0 = -";
    check(&Distribution::from_statistic_set(set), all);
    check(&of(&[(5.0, 4.0)]), all);
    check(&of(&[(5.0, 1.0), (5.0, 3.0)]), all);
    assert_eq!(StatisticSet::from_value(0.0).value("p50".parse().unwrap()), Some(0.0));
    assert_eq!(StatisticSet::from_value(-1.0).value("p50".parse().unwrap()), None);
}

#[test]
fn zeros_have_a_bin_of_their_own() {
    let zeros = of(&[(0.0, 5.0), (100.0, 5.0)]);
    check(
        &zeros,
        "p25 = 0; p50 = 0; p100 = 100; tc50 = 5; ts50 = 0; tm50 = 0; PR(:0) = 50; PR(0:) = 50; TC(0:) = 5",
    );
}

#[test]
fn absolute_bounds() {
    // 1, 10 and 100 lie in the first, an inner and the last bin.
    let samples = of(&[(1.0, 1.0), (10.0, 2.0), (100.0, 1.0)]);
    check(
        &samples,
        "TC(:5) = 1; TC(5:50) = 2; TC(50:) = 1; PR(:5) = 25; PR(5:) = 75; TC(200:) = 0; PR(200:) = 0",
    );
    check(&samples, "TC(:100) = 4; TM(200:300) = -; WM(200:) = 200; WM(:0.5) = 0.5; TC(50:5) = 0");
}

#[test]
fn bytes_that_are_none_are_refused() {
    let set = StatisticSet { sample_count: 5.0, sum: 34.0, minimum: 2.0, maximum: 10.0 };
    let bytes = of(&[(2.0, 2.0), (10.0, 3.0)]).histogram_bytes();
    assert_eq!(bytes, [1, 14, 0x01, 0xf2, 1]);
    assert!(Distribution::from_parts(set, &bytes).is_ok());
    for length in 1..bytes.len() {
        assert_eq!(Distribution::from_parts(set, &bytes[..length]), Err(DamagedDistribution), "{length}");
    }
    let other_extremes = StatisticSet { minimum: 1.0, ..set };
    let other_count = StatisticSet { sample_count: 6.0, ..set };
    for set in [other_extremes, other_count] {
        assert_eq!(Distribution::from_parts(set, &bytes), Err(DamagedDistribution));
    }
    let huge_gap = [1, 14, 0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    let nan = [&[2, 14, 0][..], &f64::NAN.to_le_bytes()].concat();
    for bytes in [&[3, 14, 0][..], &[8, 14, 0], &[1], &[5], &huge_gap, &nan] {
        assert_eq!(Distribution::from_parts(set, bytes), Err(DamagedDistribution), "{bytes:?}");
    }
}

#[test]
fn a_usual_minute_is_small() {
    // 12 samples between 80 and 200 ms, and 600 of a busy service.
    let few: Vec<_> = (0..12).map(|n| (80.0 + f64::from(n * 7919 % 120), 1.0)).collect();
    assert!(of(&few).histogram_bytes().len() <= 12, "{}", of(&few).histogram_bytes().len());
    let many: Vec<_> = (0..600).map(|n| (20.0 + f64::from(n * 7919 % 500), 1.0)).collect();
    assert!(of(&many).histogram_bytes().len() <= 75, "{}", of(&many).histogram_bytes().len());
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.0..10.0, 1e-3..1e6, any::<f64>().prop_map(f64::abs)]
        .prop_filter("finite", |value: &f64| value.is_finite() && *value < 1e300)
}

fn counts() -> impl Strategy<Value = f64> {
    // Multiples of 1/8 add without rounding.
    prop_oneof![(1u32..200).prop_map(f64::from), (1u32..100).prop_map(|eighths| f64::from(eighths) / 8.0)]
}

fn samples() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((value(), counts()), 1..40)
}

/// As PutMetricData may have it: samples, sets, and now and then a negative value.
fn distribution() -> impl Strategy<Value = Distribution> {
    let set = (any::<f64>(), any::<f64>()).prop_map(|(minimum, maximum)| {
        Distribution::from_statistic_set(StatisticSet { sample_count: 2.0, sum: 1.0, minimum, maximum })
    });
    prop_oneof![
        8 => samples().prop_map(|samples| of(&samples)),
        3 => (value(), counts()).prop_map(|(value, count)| Distribution::from_repeated(value, count)),
        1 => (-10.0..0.0).prop_map(Distribution::from_value),
        1 => set.prop_filter("numbers", |set| {
            !set.statistics.minimum.is_nan() && !set.statistics.maximum.is_nan()
        }),
    ]
}

fn merged(mut left: Distribution, right: &Distribution) -> Distribution {
    left.merge(right);
    left
}

proptest! {
    #[test]
    fn any_order_of_merging_gives_the_same(a in distribution(), b in distribution(), c in distribution()) {
        let left = merged(merged(a.clone(), &b), &c);
        let right = merged(a.clone(), &merged(b.clone(), &c));
        // Sums of floats depend on their order, all else doesn't.
        let same_sum = |mut one: Distribution, sum: f64| { one.statistics.sum = sum; one };
        prop_assert_eq!(&same_sum(left.clone(), 0.0), &same_sum(right, 0.0));
        let turned = merged(c, &merged(b, &a));
        prop_assert_eq!(same_sum(left, 0.0), same_sum(turned, 0.0));
    }

    #[test]
    fn any_percentile_lies_within_a_bin_of_the_exact_quantile(samples in samples(), percentage in 1u32..100) {
        let mut sorted = samples.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let target = f64::from(percentage) / 100.0 * sorted.iter().map(|sample| sample.1).sum::<f64>();
        let (mut before, mut exact) = (0.0, 0.0);
        for (value, count) in sorted {
            if before < target {
                exact = value;
            }
            before += count;
        }
        let estimate = evaluate(&of(&samples), &format!("p{percentage}")).unwrap();
        let slack = 1.0 + 1e-9;
        prop_assert!(exact / 1.1 <= estimate * slack && estimate <= exact * 1.1 * slack, "{estimate} {exact}");
    }

    #[test]
    fn trimmed_statistics_agree_with_each_other(samples in samples(), low in 0u32..50, high in 51u32..=100) {
        let distribution = of(&samples);
        let total = distribution.statistics.sample_count;
        let get = |name: &str| evaluate(&distribution, &format!("{name}({low}%:{high}%)"));
        let count = get("TC").unwrap();
        prop_assert!((count - total * f64::from(high - low) / 100.0).abs() <= 1e-9 * total);
        let (mean, sum) = (get("TM").unwrap(), get("TS").unwrap());
        prop_assert!((mean * count - sum).abs() <= 1e-9 * sum);
        let (minimum, maximum) = (distribution.statistics.minimum, distribution.statistics.maximum);
        let within = minimum * (1.0 - 1e-9)..=maximum * (1.0 + 1e-9);
        prop_assert!(within.contains(&mean), "TM {mean}");
        prop_assert!(within.contains(&get("WM").unwrap()), "WM");
        let bound = minimum + (maximum - minimum) / 3.0;
        let (below, above) = (format!("PR(:{bound})"), format!("PR({bound}:)"));
        if let (Ok(below), Ok(above)) = (below.parse::<Statistic>(), above.parse::<Statistic>()) {
            let sum = below.evaluate(&distribution).unwrap() + above.evaluate(&distribution).unwrap();
            prop_assert!((sum - 100.0).abs() < 1e-6, "{sum}");
        }
    }

    #[test]
    fn whole_trimmed_mean_is_near_the_average(samples in samples()) {
        let distribution = of(&samples);
        let mean = evaluate(&distribution, "TM(0%:100%)").unwrap();
        let average = evaluate(&distribution, "Average").unwrap();
        prop_assert!(average / 1.1 <= mean * (1.0 + 1e-9) && mean <= average * 1.1 * (1.0 + 1e-9), "{mean} {average}");
    }

    #[test]
    fn a_histogram_comes_back(one in distribution(), other in distribution()) {
        for distribution in [&one, &merged(one.clone(), &other)] {
            let read = Distribution::from_parts(distribution.statistics, &distribution.histogram_bytes());
            prop_assert_eq!(read.as_ref(), Ok(distribution));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..40), start in 0u8..8, one in distribution(),
        flip in any::<(prop::sample::Index, u8)>(),
    ) {
        let mut started = bytes;
        started.insert(0, start);
        let _ = Distribution::from_parts(one.statistics, &started);
        let mut damaged = one.histogram_bytes();
        if !damaged.is_empty() {
            let at = flip.0.index(damaged.len());
            damaged[at] = flip.1;
            if let Ok(read) = Distribution::from_parts(one.statistics, &damaged) {
                let total = read.histogram_bytes();
                prop_assert!(total.len() <= damaged.len() + 1 || read.has_extended_statistics());
                for name in ["p50", "tm99", "IQM", "WM(1:2)", "PR(1:)"] {
                    let _ = evaluate(&read, name);
                }
            }
        }
    }
}
