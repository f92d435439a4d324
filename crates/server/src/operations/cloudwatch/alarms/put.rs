//! PutMetricAlarm and PutCompositeAlarm: a new alarm, or the whole configuration of one replaced.

use crate::account::Account;
use crate::alarms::{AlarmRecord, Composite, CompositeRecord, KeptAlarm, Logic, OpenBook, Watch};
use crate::app::App;
use crate::operations::cloudwatch::errors::failed;
use alarm::{AlarmState, CompositeCondition, Condition};
use cloudwatch_api::{
    ApiError, CompositeAlarm, MetricAlarm, NoOutput, PutCompositeAlarmInput, PutMetricAlarmInput, Tag,
};
use std::sync::Arc;
use store::{AlarmKind, StoredTag};
use timeseries::Timestamp;

const INITIAL_REASON: &str = "Unchecked: Initial alarm creation";
/// AWS: an alarm is named by at most 150 composite alarms.
const MAX_PARENTS: usize = 150;

pub async fn put_metric_alarm(app: &App, input: PutMetricAlarmInput) -> Result<NoOutput, ApiError> {
    let watch = Watch::new(Condition::parse(&input)?)?;
    let now = app.now();
    let mut book = app.alarms.open().await.map_err(failed)?;
    let name = input.alarm_name.as_deref().unwrap_or_default();
    let old = match book.get(name).map(|kept| &kept.record) {
        Some(AlarmRecord::Metric(old)) => Some((**old).clone()),
        Some(other) => return Err(name_is_taken(name, other.kind())),
        None => None,
    };
    let tags = tags(input.tags.as_deref());
    let alarm = metric_alarm(&app.account, input, old.as_ref(), now);
    let kept = KeptAlarm::new(AlarmRecord::Metric(Box::new(alarm)), Logic::Metric(Arc::new(watch)));
    commit(&mut book, kept, tags, now).await
}

pub async fn put_composite_alarm(app: &App, input: PutCompositeAlarmInput) -> Result<NoOutput, ApiError> {
    let condition = CompositeCondition::parse(&input)?;
    let now = app.now();
    let mut book = app.alarms.open().await.map_err(failed)?;
    let name = input.alarm_name.as_deref().unwrap_or_default();
    let old = match book.get(name).map(|kept| &kept.record) {
        Some(AlarmRecord::Composite(old)) => Some((**old).clone()),
        Some(other) => return Err(name_is_taken(name, other.kind())),
        None => None,
    };
    check_alarms_exist(&app.account, &book, &condition)?;
    let composite = Composite::new(&app.account, condition);
    check_links(&book, name, &composite)?;
    let tags = tags(input.tags.as_deref());
    let record = composite_record(&app.account, input, old, now);
    let kept =
        KeptAlarm::new(AlarmRecord::Composite(Box::new(record)), Logic::Composite(Arc::new(composite)));
    commit(&mut book, kept, tags, now).await
}

async fn commit(
    book: &mut OpenBook<'_>,
    kept: KeptAlarm,
    tags: Vec<StoredTag>,
    now: Timestamp,
) -> Result<NoOutput, ApiError> {
    let mut draft = book.draft(now);
    draft.put(kept, tags);
    let changes = draft.finish();
    book.commit(changes).await.map_err(failed)?;
    Ok(NoOutput {})
}

/// Of a key that is given twice the last value counts.
fn tags(tags: Option<&[Tag]>) -> Vec<StoredTag> {
    tags.unwrap_or_default().iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect()
}

fn name_is_taken(name: &str, by: AlarmKind) -> ApiError {
    ApiError::validation(format!("The name {name} belongs to a {} already", by.name()))
}

/// The alarms of the rule, and the suppressor.
fn check_alarms_exist(
    account: &Account,
    book: &OpenBook<'_>,
    condition: &CompositeCondition,
) -> Result<(), ApiError> {
    let missing = |texts: &[&str]| {
        let is_missing = |text: &&&str| account.alarm_name(text).is_none_or(|name| book.get(&name).is_none());
        let arn = |text: &&str| {
            account.alarm_name(text).map_or_else(|| (*text).to_owned(), |name| account.alarm_arn(&name))
        };
        let mut arns: Vec<String> = texts.iter().filter(is_missing).map(arn).collect();
        arns.dedup();
        arns
    };
    let of_rule = missing(&condition.rule.alarms());
    if !of_rule.is_empty() {
        return Err(ApiError::validation(format!(
            "Could not save the composite alarm as alarms [{}] in the alarm rule do not exist",
            of_rule.join(", ")
        )));
    }
    let suppressors: Vec<&str> = condition.suppressor.iter().map(|found| found.alarm.as_str()).collect();
    match missing(&suppressors).as_slice() {
        [] => Ok(()),
        [arn, ..] => Err(ApiError::validation(format!(
            "Could not save the composite alarm as the actions suppressor {arn} does not exist"
        ))),
    }
}

/// No circles, and no child in too many rules. AWS lets circles be and stops evaluating them; refusing the rule
/// that would close one keeps every alarm evaluated and deletable.
fn check_links(book: &OpenBook<'_>, name: &str, composite: &Composite) -> Result<(), ApiError> {
    let children: Vec<String> = composite.children().map(str::to_owned).collect();
    if let Some(cycle) = book.links().cycle(name, &children) {
        return Err(ApiError::validation(format!(
            "Could not save the composite alarm as the alarms depend on each other in a circle: {}",
            cycle.join(" -> ")
        )));
    }
    let others = |child: &String| book.links().parents(child).filter(|parent| *parent != name).count();
    match children.iter().find(|child| others(child) >= MAX_PARENTS) {
        Some(child) => Err(ApiError::validation(format!(
            "Could not save the composite alarm as {child} is in the rules of {MAX_PARENTS} composite alarms already"
        ))),
        None => Ok(()),
    }
}

/// An alarm of either kind from the call that configures it: the members that both have, and its own.
macro_rules! configured {
    ($alarm:ident, $account:ident, $input:ident, $now:ident, { $($own:tt)* }) => {{
        let alarm_name = $input.alarm_name.unwrap_or_default();
        $alarm {
            alarm_arn: $account.alarm_arn(&alarm_name),
            alarm_name,
            alarm_description: $input.alarm_description,
            alarm_configuration_updated_timestamp: $now,
            actions_enabled: Some($input.actions_enabled.unwrap_or(true)),
            ok_actions: $input.ok_actions.unwrap_or_default(),
            alarm_actions: $input.alarm_actions.unwrap_or_default(),
            insufficient_data_actions: $input.insufficient_data_actions.unwrap_or_default(),
            $($own)*
        }
    }};
}

/// The whole configuration is replaced, the state is kept.
fn metric_alarm(
    account: &Account,
    input: PutMetricAlarmInput,
    old: Option<&MetricAlarm>,
    now: Timestamp,
) -> MetricAlarm {
    let initial = MetricAlarm {
        state_value: AlarmState::InsufficientData.name().to_owned(),
        state_reason: INITIAL_REASON.to_owned(),
        state_updated_timestamp: now,
        state_transitioned_timestamp: now,
        ..MetricAlarm::default()
    };
    let state = old.unwrap_or(&initial).clone();
    configured!(MetricAlarm, account, input, now, {
        state_value: state.state_value,
        state_reason: state.state_reason,
        state_reason_data: state.state_reason_data,
        state_updated_timestamp: state.state_updated_timestamp,
        state_transitioned_timestamp: state.state_transitioned_timestamp,
        metric_name: input.metric_name,
        namespace: input.namespace,
        statistic: input.statistic,
        extended_statistic: input.extended_statistic,
        dimensions: input.dimensions.unwrap_or_default(),
        period: input.period,
        unit: input.unit,
        evaluation_periods: input.evaluation_periods.unwrap_or(1),
        datapoints_to_alarm: input.datapoints_to_alarm,
        threshold: input.threshold,
        comparison_operator: input.comparison_operator.unwrap_or_default(),
        treat_missing_data: input.treat_missing_data,
        evaluate_low_sample_count_percentile: input.evaluate_low_sample_count_percentile,
        metrics: input.metrics.unwrap_or_default(),
        threshold_metric_id: input.threshold_metric_id,
        evaluation_state: None,
    })
}

/// The whole configuration is replaced; the state is kept, and what holds its actions back.
fn composite_record(
    account: &Account,
    input: PutCompositeAlarmInput,
    old: Option<CompositeRecord>,
    now: Timestamp,
) -> CompositeRecord {
    let initial = || CompositeRecord {
        composite_alarm: CompositeAlarm {
            state_value: AlarmState::InsufficientData.name().to_owned(),
            state_reason: INITIAL_REASON.to_owned(),
            state_updated_timestamp: now,
            state_transitioned_timestamp: now,
            ..CompositeAlarm::default()
        },
        previous_state_value: AlarmState::InsufficientData.name().to_owned(),
        suppressed_until: None,
    };
    let record = old.unwrap_or_else(initial);
    let composite_alarm = configured!(CompositeAlarm, account, input, now, {
        alarm_rule: input.alarm_rule.unwrap_or_default(),
        actions_suppressor: input.actions_suppressor,
        actions_suppressor_wait_period: input.actions_suppressor_wait_period,
        actions_suppressor_extension_period: input.actions_suppressor_extension_period,
        ..record.composite_alarm
    });
    CompositeRecord { composite_alarm, ..record }
}
