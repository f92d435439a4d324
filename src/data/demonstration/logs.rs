//! DescribeLogGroups and FilterLogEvents of the demonstration: lines that fit the metrics.

use super::catalog::{INSTANCES, incident};
use super::noise::uniform;
use super::{ACCOUNT_ID, REGION};
use cloudwatch_api::{
    ApiError, DescribeLogGroupsInput, DescribeLogGroupsOutput, ErrorKind, FilterLogEventsInput,
    FilterLogEventsOutput, FilteredLogEvent, LogGroup,
};
use timeseries::Timestamp;

pub const ACCESS: &str = "/shop/web/access";
pub const APPLICATION: &str = "/shop/web/application";
const GROUPS: [&str; 2] = [ACCESS, APPLICATION];

/// The shop remembers its lines for a day.
const RETENTION_SECS: i64 = 86_400;
/// AWS's default and maximum `limit` of FilterLogEvents.
const EVENTS_MAX: i64 = 10_000;

pub fn describe_log_groups(input: &DescribeLogGroupsInput) -> DescribeLogGroupsOutput {
    let wanted = |name: &&str| {
        input.log_group_name_prefix.as_deref().is_none_or(|prefix| name.starts_with(prefix))
            && input.log_group_name_pattern.as_deref().is_none_or(|part| name.contains(part))
    };
    let group = |name: &str| {
        let log_group_arn = format!("arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{name}");
        LogGroup {
            log_group_name: name.to_owned(),
            arn: format!("{log_group_arn}:*"),
            log_group_arn,
            log_group_class: "STANDARD".to_owned(),
            retention_in_days: Some(1),
            ..LogGroup::default()
        }
    };
    DescribeLogGroupsOutput {
        log_groups: GROUPS.iter().filter(|name| wanted(name)).map(|name| group(name)).collect(),
        next_token: None,
    }
}

/// Terms of the filter pattern are plain: each must occur in the line.
pub fn filter_log_events(
    input: &FilterLogEventsInput,
    now: Timestamp,
) -> Result<FilterLogEventsOutput, ApiError> {
    let name = input.log_group_name.as_deref().or(input.log_group_identifier.as_deref()).unwrap_or_default();
    let Some(group) = GROUPS.iter().find(|group| **group == name) else {
        return Err(ApiError::new(
            ErrorKind::LogsResourceNotFound,
            "The specified log group does not exist.",
        ));
    };
    let first = now.plus_secs(-RETENTION_SECS).secs().max(input.start_time.unwrap_or(0) / 1000);
    let resumed = input.next_token.as_deref().and_then(|token| token.parse().ok()).unwrap_or(first);
    let last = input.end_time.map_or(now.secs(), |end| (end / 1000).min(now.secs()));
    let limit = input.limit.unwrap_or(EVENTS_MAX).clamp(1, EVENTS_MAX) as usize;
    let terms = terms(input.filter_pattern.as_deref().unwrap_or_default());
    let mut output = FilterLogEventsOutput::default();
    for secs in resumed..=last {
        if output.events.len() == limit {
            output.next_token = Some(secs.to_string());
            break;
        }
        let event = event(group, secs);
        output
            .events
            .extend(event.filter(|event| terms.iter().all(|term| event.message.contains(term.as_str()))));
    }
    Ok(output)
}

fn terms(pattern: &str) -> Vec<String> {
    match pattern.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(phrase) => vec![phrase.replace("\\\"", "\"")],
        None => pattern.split_whitespace().map(str::to_owned).collect(),
    }
}

/// At most one line a second.
fn event(group: &str, secs: i64) -> Option<FilteredLogEvent> {
    let message = if group == ACCESS { access_line(secs) } else { application_line(secs) }?;
    let millis = secs * 1000 + (uniform(60, secs) * 999.0) as i64;
    Some(FilteredLogEvent {
        log_stream_name: instance(secs).to_owned(),
        timestamp: millis,
        message,
        ingestion_time: millis + 400,
        event_id: format!("{group}-{secs}"),
    })
}

fn instance(secs: i64) -> &'static str {
    INSTANCES[(uniform(61, secs) * 3.0) as usize % INSTANCES.len()]
}

fn access_line(secs: i64) -> Option<String> {
    const PATHS: [&str; 6] =
        ["/", "/products", "/products/4711", "/cart", "/checkout", "/search?q=barometer"];
    let chance = uniform(62, secs);
    if chance > 0.5 {
        return None;
    }
    let bad = incident(secs as f64);
    let method = if chance < 0.08 { "POST" } else { "GET" };
    let path = PATHS[(uniform(63, secs) * PATHS.len() as f64) as usize % PATHS.len()];
    let status = match uniform(64, secs) {
        dice if dice < 0.25 * bad => "502",
        dice if dice > 0.985 => "404",
        _ => "200",
    };
    let millis = (90.0 + 160.0 * uniform(65, secs) + 900.0 * bad).round() as i64;
    let client = (uniform(66, secs) * 250.0) as i64 + 2;
    Some(format!("203.0.113.{client} \"{method} {path} HTTP/1.1\" {status} {millis} ms"))
}

fn application_line(secs: i64) -> Option<String> {
    let dice = uniform(67, secs);
    let bad = incident(secs as f64);
    let order = 48_000_000 + secs % 1_000_000;
    if dice < 0.3 * bad {
        let waited = 1500 + (uniform(68, secs) * 3500.0) as i64;
        return Some(format!("ERROR payment: no answer from card service within {waited} ms, order {order}"));
    }
    match (dice * 1000.0) as i64 {
        940..=979 => Some(format!("INFO checkout: order {order} paid")),
        980..=984 => Some(format!("WARN stock: product 4711 has {} left", 3 + secs % 9)),
        985..=989 => Some("INFO cache: 512 entries dropped, 2048 kept".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    const NOW: Timestamp = Timestamp::from_secs(1_795_230_000);

    fn ask(
        group: &str,
        pattern: &str,
        limit: i64,
        token: Option<String>,
    ) -> Result<FilterLogEventsOutput, ApiError> {
        let input = FilterLogEventsInput {
            log_group_name: Some(group.to_owned()),
            start_time: Some(NOW.millis() - 3_600_000),
            end_time: Some(NOW.millis()),
            filter_pattern: Some(pattern.to_owned()),
            limit: Some(limit),
            next_token: token,
            ..FilterLogEventsInput::default()
        };
        filter_log_events(&input, NOW)
    }

    #[wasm_bindgen_test]
    fn pages_join_without_loss() {
        let all = ask(ACCESS, "", 10_000, None).unwrap();
        assert!(all.events.len() > 1000 && all.next_token.is_none());
        assert!(all.events.is_sorted_by_key(|event| event.timestamp));
        let (mut paged, mut token) = (Vec::new(), None);
        loop {
            let page = ask(ACCESS, "", 700, token).unwrap();
            paged.extend(page.events);
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(paged, all.events);
    }

    #[wasm_bindgen_test]
    fn terms_narrow_and_an_unknown_group_is_refused() {
        let some = ask(ACCESS, "POST", 10_000, None).unwrap();
        assert!(!some.events.is_empty());
        assert!(some.events.iter().all(|event| event.message.contains("POST")));
        let error = ask("/nobody", "", 10, None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::LogsResourceNotFound);
    }
}
