//! Everything comes back to the bit, and nothing that is damaged is taken for good.

use super::*;
use crate::metric_point::{Arrived, Point};
use proptest::prelude::*;
use timeseries::StatisticSet;

/// What senders really send, and every other bit pattern that is a number.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<i16>().prop_map(f64::from),
        any::<i32>().prop_map(|cents| f64::from(cents) / 100.0),
        any::<u64>().prop_map(f64::from_bits).prop_filter("not a number", |value| !value.is_nan()),
        prop::sample::select(vec![0.0, -0.0, f64::INFINITY, f64::MIN_POSITIVE, f64::MAX, 1e15, 0.1 + 0.2]),
    ]
}

fn set() -> impl Strategy<Value = StatisticSet> {
    let full = (number(), number(), number(), number()).prop_map(|(sample_count, sum, minimum, maximum)| {
        StatisticSet { sample_count, sum, minimum, maximum }
    });
    prop_oneof![number().prop_map(StatisticSet::from_value), full]
}

fn points() -> impl Strategy<Value = Vec<Point>> {
    let secs = prop_oneof![(0_i64..1000).prop_map(|minute| minute * 60), any::<i64>()];
    let singles = (secs.clone(), number())
        .prop_map(|(secs, value)| Point { secs, set: StatisticSet::from_value(value) });
    let any = (secs, set()).prop_map(|(secs, set)| Point { secs, set });
    prop_oneof![prop::collection::vec(singles, 0..40), prop::collection::vec(any, 0..40)]
}

/// Equal to the bit, which tells -0 from 0.
fn bits(points: &[Point]) -> Vec<(i64, [u64; 4])> {
    let bits = |set: &StatisticSet| [set.sample_count, set.sum, set.minimum, set.maximum].map(f64::to_bits);
    points.iter().map(|point| (point.secs, bits(&point.set))).collect()
}

proptest! {
    #[test]
    fn a_chunk_comes_back_to_the_bit(points in points()) {
        let decoded = decode_chunk(&encode_chunk(&points)).unwrap();
        prop_assert_eq!(bits(&decoded), bits(&points));
    }

    #[test]
    fn arrivals_come_back_to_the_bit(points in points(), series in any::<i64>()) {
        let arrived: Vec<Arrived> =
            points.iter().zip(0..).map(|(point, n)| arrival(series, n, point)).collect();
        let decoded = decode_arrivals(&encode_arrivals(&arrived)).unwrap();
        prop_assert!(decoded.iter().map(|arrived| arrived.series).eq(arrived.iter().map(|arrived| arrived.series)));
        prop_assert!(decoded.iter().map(|arrived| &arrived.histogram).eq(arrived.iter().map(|arrived| &arrived.histogram)));
        prop_assert_eq!(bits(&decoded.iter().map(|arrived| arrived.point).collect::<Vec<_>>()), bits(&points));
    }

    #[test]
    fn any_bytes_decode_or_are_damaged(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        // As they are, and behind an envelope that is right.
        for blob in [bytes.clone(), pack(&bytes)] {
            let _: Result<_, Damaged> = decode_chunk(&blob);
            let _: Result<_, Damaged> = decode_arrivals(&blob);
            let _: Result<_, Damaged> = decode_histograms(&blob, bytes.len());
        }
        prop_assert_eq!(unpack(&pack(&bytes)), Ok(bytes));
    }

    #[test]
    fn a_changed_byte_is_noticed(points in points(), at in any::<prop::sample::Index>(), change in 1_u8..) {
        let mut blob = encode_chunk(&points);
        let at = at.index(blob.len());
        blob[at] ^= change;
        // A few bits of the compressed form mean nothing; then nothing has changed.
        if let Ok(decoded) = decode_chunk(&blob) {
            prop_assert_eq!(bits(&decoded), bits(&points));
        }
    }
}

/// Of each third series nothing is known.
fn arrival(series: i64, n: i64, point: &Point) -> Arrived {
    let histogram = if n % 3 == 0 { Vec::new() } else { vec![n as u8; n as usize % 7] };
    Arrived { series: series.wrapping_add(n), point: *point, histogram }
}

#[test]
fn histograms_come_back_row_by_row() {
    let rows: Vec<Vec<u8>> = (0..300_usize).map(|row| vec![row as u8; row % 5]).collect();
    let decoded = decode_histograms(&encode_histograms(&rows), rows.len()).unwrap();
    assert!((0..rows.len()).all(|row| decoded.row(row) == rows[row]));
    assert_eq!(decoded.row(rows.len()), b"");
    for wrong in [0, 299, 301] {
        assert!(decode_histograms(&encode_histograms(&rows), wrong).is_err());
    }
}

#[test]
fn even_steps_and_few_digits_cost_little() {
    #[track_caller]
    fn check(value: fn(i64) -> StatisticSet, most_bytes: f64) {
        let points: Vec<Point> =
            (0..240).map(|n| Point { secs: 1_700_000_000 + n * 60, set: value(n) }).collect();
        let bytes = encode_chunk(&points).len() as f64 / 240.0;
        assert!(bytes <= most_bytes, "{bytes} bytes per point");
    }
    check(|_| StatisticSet::from_value(1.0), 0.2);
    check(|n| StatisticSet::from_value((n * 7919 % 101) as f64 / 10.0), 1.8);
    check(
        |n| {
            let low = (n * 7919 % 101) as f64;
            StatisticSet { sample_count: 12.0, sum: low * 12.0 + 5.0, minimum: low, maximum: low + 3.0 }
        },
        4.5,
    );
}
