//! NextToken of GetMetricData: which result the next page goes on with, after which datapoint.
//!
//! The token has no state on the server: it says how far the pages before got, and by a checksum which
//! request it belongs to.

use cloudwatch_api::{
    ApiError, Constraints, ErrorKind, GetMetricDataInput, MessageData, MetricDataResult, metric_data_status,
};
use std::hash::{DefaultHasher, Hash, Hasher};
use timeseries::{TimeSeries, Timestamp};

/// Most datapoints of one answer, and the number without MaxDatapoints (API reference, GetMetricData).
const MAX_DATAPOINTS: i64 = 100_800;
const SCAN_ORDERS: [&str; 2] = ["TimestampDescending", "TimestampAscending"];

/// One result before paging.
pub struct Line {
    pub id: String,
    pub label: String,
    pub series: TimeSeries,
    pub message: Option<MessageData>,
}

impl Line {
    /// The result without its datapoints.
    fn result(self) -> MetricDataResult {
        let is_forbidden =
            self.message.as_ref().is_some_and(|message| message.code == metric_data_status::FORBIDDEN);
        let status = if is_forbidden { metric_data_status::FORBIDDEN } else { metric_data_status::COMPLETE };
        MetricDataResult {
            id: self.id,
            label: self.label,
            status_code: status.to_owned(),
            messages: self.message.into_iter().collect(),
            ..MetricDataResult::default()
        }
    }
}

pub struct Page<'a> {
    input: &'a GetMetricDataInput,
    max_datapoints: usize,
    is_ascending: bool,
    /// Results before this were complete on earlier pages.
    first_line: usize,
    /// The last datapoint of `first_line` that an earlier page had.
    seen: Option<Timestamp>,
}

impl<'a> Page<'a> {
    pub fn read(input: &'a GetMetricDataInput) -> Result<Self, ApiError> {
        let mut constraints = Constraints::new();
        let max_datapoints = input.max_datapoints.unwrap_or(MAX_DATAPOINTS);
        constraints.range("maxDatapoints", max_datapoints, 1, MAX_DATAPOINTS);
        if let Some(scan_by) = &input.scan_by {
            constraints.one_of("scanBy", scan_by, &SCAN_ORDERS);
        }
        constraints.finish()?;
        let mut page = Page {
            max_datapoints: usize::try_from(max_datapoints).unwrap_or(usize::MAX),
            is_ascending: input.scan_by.as_deref() == Some(SCAN_ORDERS[1]),
            input,
            first_line: 0,
            seen: None,
        };
        if let Some(token) = &input.next_token {
            let position = decode(token, checksum(input));
            (page.first_line, page.seen) =
                position.ok_or_else(|| ApiError::without_message(ErrorKind::InvalidNextToken))?;
        }
        Ok(page)
    }

    /// This page's part of all results. Those that earlier pages completed are left out, those that wait
    /// for a later one are named without datapoints.
    pub fn cut(&self, lines: Vec<Line>) -> (Vec<MetricDataResult>, Option<String>) {
        let mut results = Vec::with_capacity(lines.len());
        let mut left = self.max_datapoints;
        let mut next_token = None;
        for (index, line) in lines.into_iter().enumerate().skip(self.first_line) {
            let seen = self.seen.filter(|_| index == self.first_line);
            let (timestamps, values, is_complete) = self.take(&line, seen, left);
            left -= values.len();
            let mut result = MetricDataResult { timestamps, values, ..line.result() };
            if !is_complete {
                result.status_code = metric_data_status::PARTIAL_DATA.to_owned();
                let seen = result.timestamps.last().copied().or(seen);
                next_token.get_or_insert_with(|| encode(checksum(self.input), index, seen));
            }
            results.push(result);
        }
        (results, next_token)
    }

    /// At most `limit` datapoints behind `seen` in this page's order, and whether those were the last.
    fn take(&self, line: &Line, seen: Option<Timestamp>, limit: usize) -> (Vec<Timestamp>, Vec<f64>, bool) {
        let (times, values) = (line.series.times(), line.series.values());
        if self.is_ascending {
            let start = seen.map_or(0, |seen| times.partition_point(|at| *at <= seen));
            let end = times.len().min(start.saturating_add(limit));
            return (times[start..end].to_vec(), values[start..end].to_vec(), end == times.len());
        }
        let end = seen.map_or(times.len(), |seen| times.partition_point(|at| *at < seen));
        let start = end.saturating_sub(limit);
        let reversed = |index: usize| end - 1 - (index - start);
        let times = (start..end).map(|index| times[reversed(index)]).collect();
        let values = (start..end).map(|index| values[reversed(index)]).collect();
        (times, values, start == 0)
    }
}

fn encode(request: u64, line: usize, seen: Option<Timestamp>) -> String {
    let seen = seen.map_or(String::new(), |seen| seen.millis().to_string());
    format!("d1.{request:016x}.{line}.{seen}")
}

fn decode(token: &str, request: u64) -> Option<(usize, Option<Timestamp>)> {
    let mut parts = token.strip_prefix("d1.")?.split('.');
    if u64::from_str_radix(parts.next()?, 16).ok()? != request {
        return None;
    }
    let line = parts.next()?.parse().ok()?;
    let seen = match parts.next()? {
        "" => None,
        millis => Some(Timestamp::from_millis(millis.parse().ok()?)),
    };
    parts.next().is_none().then_some((line, seen))
}

/// Of everything that decides about the results and their order.
fn checksum(input: &GetMetricDataInput) -> u64 {
    let GetMetricDataInput { metric_data_queries, start_time, end_time, scan_by, label_options, .. } = input;
    let mut hasher = DefaultHasher::new();
    let timezone = label_options.as_ref().and_then(|options| options.timezone.as_ref());
    (start_time, end_time, scan_by, timezone).hash(&mut hasher);
    for query in metric_data_queries.iter().flatten() {
        (&query.id, &query.expression, &query.label, query.return_data, query.period).hash(&mut hasher);
        (&query.account_id, query.metric_stat.is_some()).hash(&mut hasher);
        if let Some(stat) = &query.metric_stat {
            (&stat.metric, stat.period, &stat.stat, &stat.unit).hash(&mut hasher);
        }
    }
    hasher.finish()
}
