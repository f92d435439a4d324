//! GetMetricData for one round: page by page, and in halves where a call is refused.
//!
//! Keeps nothing. Which metrics are asked for, and what becomes of the answers, is `rounds`'s.

use crate::data::series_cache::{QUERIES_PER_CALL_MAX, Request};
use crate::data::source::DataSource;
use cloudwatch_api::{ApiError, ErrorKind, Fault, GetMetricDataInput, GetMetricDataOutput};
use timeseries::Timestamp;

/// No answer has so many pages; a server that says so is wrong.
const PAGES_MAX: usize = 100;

/// Datapoints as they came.
pub type Points = Vec<(Timestamp, f64)>;

pub struct Fetched {
    pub request: Request,
    /// In the order of its keys.
    pub outcome: Result<Vec<Points>, ApiError>,
}

/// The caller is at fault: asking again won't help, but asking for less may.
pub fn is_refusal(error: &ApiError) -> bool {
    let is_about_the_caller = matches!(
        error.kind,
        ErrorKind::AccessDenied
            | ErrorKind::MissingAuthenticationToken
            | ErrorKind::UnrecognizedClient
            | ErrorKind::SignatureDoesNotMatch
            | ErrorKind::LimitExceeded
    );
    error.kind.row().fault == Fault::Sender && !is_about_the_caller
}

/// One call each. A refused call is split in halves until the metric that it is about stands alone, as one
/// bad widget must not blind the others.
pub async fn fetch_all(source: DataSource, mut requests: Vec<Request>) -> Vec<Fetched> {
    let mut fetched = Vec::new();
    while let Some(mut request) = requests.pop() {
        debug_assert!(request.keys.len() <= QUERIES_PER_CALL_MAX);
        let outcome = fetch(source, &request).await;
        if outcome.as_ref().is_err_and(is_refusal) && request.keys.len() > 1 {
            let second = request.second_half();
            requests.extend([request, second]);
        } else {
            fetched.push(Fetched { request, outcome });
        }
    }
    fetched
}

async fn fetch(source: DataSource, request: &Request) -> Result<Vec<Points>, ApiError> {
    let mut input = GetMetricDataInput {
        metric_data_queries: Some(request.queries()),
        start_time: Some(request.range.start),
        end_time: Some(request.range.end),
        scan_by: Some("TimestampAscending".to_owned()),
        ..GetMetricDataInput::default()
    };
    let mut points = vec![Points::new(); request.keys.len()];
    for _ in 0..PAGES_MAX {
        let output = source.get_metric_data(&input).await?;
        input.next_token = collect(request, output, &mut points);
        if input.next_token.is_none() {
            return Ok(points);
        }
    }
    Err(ApiError::new(ErrorKind::Network, "The answer has no end: page follows page."))
}

/// Gives the token of the next page.
fn collect(request: &Request, output: GetMetricDataOutput, points: &mut [Points]) -> Option<String> {
    for result in output.metric_data_results {
        if let Some(points) = request.index_of(&result.id).and_then(|index| points.get_mut(index)) {
            points.extend(result.timestamps.into_iter().zip(result.values));
        }
    }
    output.next_token
}
