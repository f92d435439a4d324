//! DescribeAlarmHistory.

use super::checks::{
    DEFAULT_RECORDS, MAX_NAME_CHARS, after, asked_kinds, constrain_page, constrain_text, constrain_types,
};
use crate::app::App;
use crate::operations::cloudwatch::errors::failed;
use crate::operations::page_token;
use cloudwatch_api::{
    AlarmHistoryItem, ApiError, Constraints, DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput, ErrorKind,
};
use store::{AlarmHistoryPosition, AlarmHistoryQuery};
use timeseries::Timestamp;

/// AWS's enumeration, in its order.
const ITEM_TYPES: [&str; 5] =
    ["ConfigurationUpdate", "StateUpdate", "Action", "AlarmContributorStateUpdate", "AlarmContributorAction"];
const SCAN_ORDERS: [&str; 2] = ["TimestampDescending", "TimestampAscending"];

pub async fn describe_alarm_history(
    app: &App,
    input: DescribeAlarmHistoryInput,
) -> Result<DescribeAlarmHistoryOutput, ApiError> {
    check(&input)?;
    let after = after(input.next_token.as_deref())?.map(|token| position(&token)).transpose()?;
    let limit = input.max_records.unwrap_or(DEFAULT_RECORDS) as usize;
    let alarm_kinds = asked_kinds(input.alarm_types.as_deref());
    if alarm_kinds.is_empty() {
        // Only alarms on logs were asked for.
        return Ok(DescribeAlarmHistoryOutput::default());
    }
    let query = AlarmHistoryQuery {
        alarm_kinds,
        alarm_name: input.alarm_name,
        item_kind: input.history_item_type,
        start: input.start_date,
        end: input.end_date,
        is_ascending: input.scan_by.as_deref() == Some(SCAN_ORDERS[1]),
        after,
        // One more than a page holds tells whether another follows.
        limit: limit + 1,
    };
    let mut found = app.store.alarm_history(query).await.map_err(failed)?;
    let more = limit < found.len();
    found.truncate(limit);
    let next_token = found
        .last()
        .filter(|_| more)
        .map(|(position, _)| page_token::encode(&format!("{} {}", position.at.millis(), position.id)));
    let items = found.into_iter().map(|(_, item)| AlarmHistoryItem {
        alarm_name: item.alarm_name,
        alarm_type: item.alarm_kind.name().to_owned(),
        timestamp: item.at,
        history_item_type: item.kind,
        history_summary: item.summary,
        history_data: item.data,
    });
    Ok(DescribeAlarmHistoryOutput { alarm_history_items: items.collect(), next_token })
}

fn check(input: &DescribeAlarmHistoryInput) -> Result<(), ApiError> {
    if input.alarm_contributor_id.is_some() {
        return Err(ApiError::validation(
            "AlarmContributorId is not supported: alarms here have no contributors.",
        ));
    }
    let mut constraints = Constraints::new();
    constrain_text(&mut constraints, "alarmName", &input.alarm_name, MAX_NAME_CHARS);
    constrain_types(&mut constraints, input.alarm_types.as_deref());
    if let Some(kind) = &input.history_item_type {
        constraints.one_of("historyItemType", kind, &ITEM_TYPES);
    }
    if let Some(order) = &input.scan_by {
        constraints.one_of("scanBy", order, &SCAN_ORDERS);
    }
    constrain_page(&mut constraints, input.max_records);
    constraints.finish()?;
    if input.start_date.zip(input.end_date).is_some_and(|(start, end)| end < start) {
        return Err(ApiError::validation("StartDate must be before EndDate"));
    }
    Ok(())
}

fn position(token: &str) -> Result<AlarmHistoryPosition, ApiError> {
    let parts = token.split_once(' ').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let (at, id) = parts.ok_or_else(|| ApiError::without_message(ErrorKind::InvalidNextToken))?;
    Ok(AlarmHistoryPosition { at: Timestamp::from_millis(at), id })
}
