//! The body encoding of rpc-v2-cbor, written by the browser, read by the server, and back.
//!
//! A serde codec for the shapes of this crate: structs, lists, string maps, numbers, texts and
//! [`Timestamp`](crate::Timestamp) (tag 1 over a double). It deliberately knows neither HTTP nor error
//! envelopes, and no shape needs bignums or enums, so it reads none.

mod de;
mod decode_error;
mod read;
mod ser;
#[cfg(test)]
mod shape_tests;

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;

/// How deep lists and maps may be nested in a body. AWS's own clients stop at 128 as well.
pub const MAX_DEPTH: u8 = 128;

/// What a body that can't be read gets wrong, and where: `MetricData.0.Value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CborError {
    /// Member names and list positions joined by dots; empty when the whole body is meant.
    pub path: String,
    pub reason: String,
}

/// The bytes of one value. Doubles stay doubles, timestamps are tagged, nothing is of indefinite length.
///
/// # Panics
/// If a hand-written `Serialize` refuses its value; derived ones never do.
pub fn to_vec<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    match value.serialize(&mut ser::Serializer::new(&mut bytes)) {
        Ok(()) => bytes,
        Err(never) => match never {},
    }
}

/// Reads one value that fills the slice. An empty slice is an empty map, as a call without input sends it.
/// A member that is null counts as absent; unknown members are skipped.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    const EMPTY_MAP: &[u8] = &[0xa0];
    Ok(de::read(if bytes.is_empty() { EMPTY_MAP } else { bytes })?)
}

impl fmt::Display for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            f.write_str(&self.path)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for CborError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        GetMetricDataInput, GetMetricDataOutput, ListMetricsInput, MessageData, MetricDataResult, NoOutput,
        PutMetricDataInput, Timestamp,
    };
    use proptest::prelude::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: String = hex.split_whitespace().collect();
        (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The body of the AWS SDK for Rust: indefinite maps in a definite list.
    fn put_metric_data_of_the_rust_sdk() -> Vec<u8> {
        let mut body = b"\xbf\x69Namespace\x63App\x6aMetricData\x81\xbf\x6aMetricName\x67Latency".to_vec();
        body.extend(b"\x6aDimensions\x81\xbf\x64Name\x63Svc\x65Value\x63web\xff\x69Timestamp\xc1\xfb");
        body.extend(bytes("41dac0068807df3b"));
        body.extend(b"\x65Value\xfb\x40\x29\0\0\0\0\0\0\x64Unit\x6cMilliseconds\xff\xff");
        body
    }

    #[test]
    fn a_call_of_the_rust_sdk_is_read() {
        let input: PutMetricDataInput = from_slice(&put_metric_data_of_the_rust_sdk()).unwrap();
        let datum = &input.metric_data.as_ref().unwrap()[0];
        assert_eq!(datum.value, Some(12.5));
        assert_eq!(datum.unit.as_deref(), Some("Milliseconds"));
        assert_eq!(datum.timestamp.unwrap().to_string(), "2026-11-20T10:00:00.123Z");
        assert_eq!(datum.dimensions.as_ref().unwrap()[0].value, "web");
        assert_eq!(from_slice::<PutMetricDataInput>(&to_vec(&input)), Ok(input));
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Kinds {
        f: f64,
        i: i64,
        t: Option<Timestamp>,
        s: String,
        l: Vec<f64>,
        m: BTreeMap<String, String>,
        b: Option<bool>,
    }

    #[track_caller]
    fn reads(body: &str, expected: Kinds) {
        assert_eq!(from_slice::<Kinds>(&bytes(body)), Ok(expected), "{body}");
    }

    #[track_caller]
    fn refuses(body: &str, expected: &str) {
        let error = from_slice::<Kinds>(&bytes(body)).expect_err(body);
        assert_eq!(error.to_string(), expected, "{body}");
    }

    #[test]
    fn numbers_of_every_width() {
        let f = |f| Kinds { f, ..Kinds::default() };
        let i = |i| Kinds { i, ..Kinds::default() };
        reads("a1 6166 f93e00", f(1.5));
        reads("a1 6166 fa3fc00000", f(1.5));
        reads("a1 6166 fb3ff8000000000000", f(1.5));
        reads("a1 6166 01", f(1.0));
        reads("a1 6166 3903e7", f(-1000.0));
        reads("a1 6166 1bffffffffffffffff", f(18_446_744_073_709_551_615.0));
        reads("a1 6169 1818", i(24));
        reads("a1 6169 3b7fffffffffffffff", i(i64::MIN));
        reads("a1 6169 fb4024000000000000", i(10));
        refuses("a1 6169 f93e00", "i: invalid type: floating point `1.5`, expected i64");
        refuses(
            "a1 6169 fb43e0000000000000",
            "i: invalid type: floating point `9223372036854776000.0`, expected i64",
        );
        refuses("a1 6169 3bffffffffffffffff", "i: an integer of more than 64 bits");
        refuses("a1 6166 6131", "f: invalid type: string \"1\", expected f64");
    }

    #[test]
    fn timestamps_tagged_or_bare() {
        let at = |millis| Kinds { t: Some(Timestamp::from_millis(millis)), ..Kinds::default() };
        reads("a1 6174 c1 00", at(0));
        reads("a1 6174 c1 1a6b000000", at(1_795_162_112_000));
        reads("a1 6174 c1 f93e00", at(1500));
        reads("a1 6174 c1 fb3ff8000000000000", at(1500));
        reads("a1 6174 fb3ff8000000000000", at(1500));
        reads("a1 6174 20", at(-1000));
        refuses("a1 6174 c2 4101", "t: tag 2 isn't understood here");
        refuses("a1 6174 c1 c1 00", "t: tag 1 (a time) without a number");
        refuses("a1 6174 c1 fb7ff0000000000000", "t: timestamp out of range");
        assert_eq!(hex(&to_vec(&Timestamp::from_secs(0))), "c1fb0000000000000000");
    }

    #[test]
    fn definite_indefinite_and_chunked() {
        let list = || Kinds { l: vec![1.0, 2.0], ..Kinds::default() };
        reads("bf 616c 82 0102 ff", list());
        reads("a1 616c 9f 0102 ff", list());
        reads("a1 616c 9f ff", Kinds::default());
        reads("a1 6173 7f 6161 6162 ff", Kinds { s: "ab".to_owned(), ..Kinds::default() });
        reads("a1 7f 6173 ff 6161", Kinds { s: "a".to_owned(), ..Kinds::default() });
        reads("a1 616d bf 6161 6162 ff", Kinds { m: [("a".into(), "b".into())].into(), ..Kinds::default() });
        refuses("a1 616c 9b ffffffffffffffff 01", "l.1: the body ends too early");
        refuses("a1 6173 7a ffffffff 61", "s: the body ends too early");
        refuses("bf 616c 80", "the body ends too early");
        refuses("a1 6173 62 c328", "s: text that isn't UTF-8");
    }

    #[test]
    fn null_is_absent_and_the_unknown_is_skipped() {
        reads("a7 6166f6 6169f7 6174f6 6173f6 616cf6 616df6 6162f6", Kinds::default());
        let skipped = "ab 6178 c6fb3ff8000000000000 6178 a16179 9f8080ff 6178 5f41004101ff 6178 f818 6178 f7 \
                       6178 3bffffffffffffffff 6178 7f6161ff 6178 a0 6178 c1c1c100 6178 f5 6162 f5";
        reads(skipped, Kinds { b: Some(true), ..Kinds::default() });
        refuses("a1 616c 81 f6", "l.0: invalid type: unit value, expected f64");
        refuses("a2 6162f5 6162f5", "duplicate field `b`");
    }

    #[test]
    fn what_is_no_body() {
        assert_eq!(from_slice::<NoOutput>(b""), Ok(NoOutput {}));
        assert_eq!(from_slice::<NoOutput>(b"\xbf\xff"), Ok(NoOutput {}));
        assert_eq!(hex(&to_vec(&NoOutput {})), "a0");
        refuses("a0 00", "bytes after the end of the body");
        refuses("a1 01 02", "a member name that isn't text");
        refuses("ff", "a break without a beginning");
        refuses("1c", "byte 0x1c has no meaning");
        refuses("80", "invalid type: sequence, expected struct Kinds");
        refuses("00", "invalid type: integer `0`, expected struct Kinds");
        let deep = [&[0xa1, 0x61, b'x'][..], &[0x81; 1000]].concat();
        assert_eq!(from_slice::<Kinds>(&deep).expect_err("deep").reason, "nested more than 128 deep");
        let tagged = [&[0xa1, 0x61, b'x'][..], &[0xc1; 100_000]].concat();
        assert!(from_slice::<Kinds>(&tagged).is_err());
    }

    #[test]
    fn the_path_leads_to_the_bad_member() {
        let mut body = put_metric_data_of_the_rust_sdk();
        let at = body.iter().position(|byte| *byte == 0x29).unwrap() - 2;
        assert_eq!(body[at], 0xfb);
        body.splice(at..at + 9, *b"\x63abc");
        let error = from_slice::<PutMetricDataInput>(&body).expect_err("a text for a number");
        assert_eq!(error.to_string(), "MetricData.0.Value: invalid type: string \"abc\", expected f64");
    }

    /// Another implementation reads each half as we do.
    #[test]
    fn all_half_floats() {
        for bits in 0..=u16::MAX {
            let body = [&[0xf9][..], &bits.to_be_bytes()].concat();
            let ours: f64 = from_slice(&body).unwrap();
            let theirs = minicbor::Decoder::new(&body).f64().unwrap();
            assert!(ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan(), "{bits:#x}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = from_slice::<Kinds>(&body);
            let _ = from_slice::<PutMetricDataInput>(&body);
        }

        #[test]
        fn a_damaged_call_is_read_or_refused(at in 0usize..130, byte: u8, cut in 0usize..136) {
            let mut body = put_metric_data_of_the_rust_sdk();
            body[at] = byte;
            let _ = from_slice::<PutMetricDataInput>(&body);
            let _ = from_slice::<PutMetricDataInput>(&body[..cut.min(body.len())]);
        }

        #[test]
        fn what_is_written_reads_back(
            text in "\\PC{0,300}",
            values in proptest::collection::vec(any::<f64>().prop_filter("compares", |v| !v.is_nan()), 0..40),
            millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis(),
            number: i64,
        ) {
            let result = MetricDataResult {
                id: text.clone(),
                timestamps: vec![Timestamp::from_millis(millis)],
                values,
                messages: vec![MessageData { code: text.clone(), value: String::new() }],
                ..MetricDataResult::default()
            };
            let output = GetMetricDataOutput { metric_data_results: vec![result], ..Default::default() };
            let body = to_vec(&output);
            minicbor::Decoder::new(&body).skip().expect("another implementation reads it");
            prop_assert_eq!(from_slice(&body), Ok(output));
            let input = GetMetricDataInput { max_datapoints: Some(number), ..Default::default() };
            prop_assert_eq!(from_slice(&to_vec(&input)), Ok(input));
            let list = ListMetricsInput { include_linked_accounts: Some(number % 2 == 0), ..Default::default() };
            prop_assert_eq!(from_slice(&to_vec(&list)), Ok(list));
        }
    }
}
