//! ListMetrics.

use super::checks::{
    self, MAX_DIMENSION_VALUE_CHARS, MAX_NAME_CHARS, TWO_WEEKS_SECS, at_most, required_text,
};
use crate::app::App;
use crate::operations::cloudwatch::errors::failed;
use crate::operations::page_token;
use cloudwatch_api::{ApiError, Constraints, Dimension, ListMetricsInput, ListMetricsOutput, Metric};
use store::{MetricFilter, MetricIdentity};

/// One call answers at most 500 metrics (API reference, ListMetrics).
const PAGE_METRICS: usize = 500;
/// One call has at most 10 filters of dimensions (API reference, ListMetrics).
const MAX_FILTERS: usize = 10;
/// `RecentlyActive` knows this value only: three hours.
const RECENTLY_ACTIVE: &str = "PT3H";
const RECENTLY_ACTIVE_SECS: i64 = 3 * 3600;

pub async fn list_metrics(app: &App, input: ListMetricsInput) -> Result<ListMetricsOutput, ApiError> {
    let filter = filter(app, &input)?;
    let after = match &input.next_token {
        None => None,
        Some(token) => Some(
            decode(token)
                .ok_or_else(|| ApiError::invalid_parameter_value("Request parameter NextToken is invalid"))?,
        ),
    };
    // No other account is linked, so `IncludeLinkedAccounts` adds nothing but the accounts' list, and another
    // account's metrics are none.
    let is_own = input.owning_account.as_ref().is_none_or(|account| *account == app.account.id);
    let mut found = if is_own {
        let listed = app.store.list_metrics(&filter, after.as_ref(), PAGE_METRICS + 1).await;
        listed.map_err(failed)?
    } else {
        Vec::new()
    };
    let has_more = found.len() > PAGE_METRICS;
    found.truncate(PAGE_METRICS);
    let next_token = found.last().filter(|_| has_more).map(|last| encode(last));
    let owning_accounts = match input.include_linked_accounts {
        Some(true) => vec![app.account.id.clone(); found.len()],
        _ => Vec::new(),
    };
    Ok(ListMetricsOutput {
        metrics: found.iter().map(|found| metric(found)).collect(),
        next_token,
        owning_accounts,
    })
}

fn filter(app: &App, input: &ListMetricsInput) -> Result<MetricFilter, ApiError> {
    let mut constraints = Constraints::new();
    for (member, text) in [("namespace", &input.namespace), ("metricName", &input.metric_name)] {
        if let Some(text) = text {
            constraints.length(member, text, 1, MAX_NAME_CHARS);
        }
    }
    constraints.finish()?;
    let dimensions = input.dimensions.as_deref().unwrap_or_default();
    at_most("Dimensions", dimensions.len(), MAX_FILTERS)?;
    for (index, filter) in dimensions.iter().enumerate() {
        let path = format!("Dimensions.member.{}", index + 1);
        let name_path = format!("{path}.Name");
        required_text(&name_path, Some(&filter.name))?;
        checks::name(&name_path, &filter.name, MAX_NAME_CHARS)?;
        if let Some(value) = &filter.value {
            let value_path = format!("{path}.Value");
            required_text(&value_path, Some(value))?;
            checks::name(&value_path, value, MAX_DIMENSION_VALUE_CHARS)?;
        }
    }
    let active_secs = match input.recently_active.as_deref() {
        None => TWO_WEEKS_SECS,
        Some(RECENTLY_ACTIVE) => RECENTLY_ACTIVE_SECS,
        Some(_) => {
            let message = "Request parameter recentlyActive value is invalid";
            return Err(ApiError::invalid_parameter_value(message));
        }
    };
    Ok(MetricFilter {
        namespace: input.namespace.clone(),
        metric_name: input.metric_name.clone(),
        dimensions: dimensions.iter().map(|filter| (filter.name.clone(), filter.value.clone())).collect(),
        active_since: Some(app.now().plus_secs(-active_secs)),
    })
}

fn metric(identity: &MetricIdentity) -> Metric {
    let MetricIdentity { namespace, metric_name, dimensions } = identity.clone();
    let dimensions = dimensions.into_iter().map(|(name, value)| Dimension { name, value });
    Metric { namespace: Some(namespace), metric_name: Some(metric_name), dimensions: dimensions.collect() }
}

/// Between the parts of a metric in a token; no name of AWS's clients has it, and one that did would only
/// start a page elsewhere.
const SEPARATOR: char = '\u{1f}';

fn encode(last: &MetricIdentity) -> String {
    let mut text = format!("{}{SEPARATOR}{}", last.namespace, last.metric_name);
    for (name, value) in &last.dimensions {
        text.extend([SEPARATOR]);
        text.push_str(name);
        text.extend([SEPARATOR]);
        text.push_str(value);
    }
    page_token::encode(&text)
}

fn decode(token: &str) -> Option<MetricIdentity> {
    let text = page_token::decode(token)?;
    let mut parts = text.split(SEPARATOR).map(str::to_owned);
    let (namespace, metric_name) = (parts.next()?, parts.next()?);
    let mut dimensions = Vec::new();
    while let Some(name) = parts.next() {
        dimensions.push((name, parts.next()?));
    }
    Some(MetricIdentity { namespace, metric_name, dimensions })
}
