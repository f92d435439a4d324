//! TagResource, UntagResource and ListTagsForResource, for alarms and dashboards. Contributor Insights rules
//! and metric streams, which AWS tags too, don't exist here, so they are not found.

use crate::app::App;
use crate::operations::failure::store_failed;
use cloudwatch_api::{
    ApiError, Constraints, ErrorKind, ListTagsForResourceInput, ListTagsForResourceOutput, MAX_TAG_KEY_CHARS,
    MAX_TAGS, NoOutput, Service, Tag, TagResourceInput, UntagResourceInput, check_tags,
};
use store::{StoreError, TaggedResource};

/// Longest ARN (API reference, AmazonResourceName).
const MAX_ARN_CHARS: usize = 1024;

pub async fn tag_resource(app: &App, input: TagResourceInput) -> Result<NoOutput, ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("tags", &input.tags);
    let arn = check_arn(&mut constraints, input.resource_arn);
    let tags = input.tags.unwrap_or_default();
    constraints.finish()?;
    check_tags(&tags)?;
    let resource = resource(app, &arn)?;
    let tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    if app.store.put_tags(resource, tags, MAX_TAGS).await.map_err(failed)? {
        Ok(NoOutput {})
    } else {
        let message = format!("A resource can have at most {MAX_TAGS} tags.");
        Err(ApiError::invalid_parameter_value(message))
    }
}

/// Keys that the resource doesn't have are fine.
pub async fn untag_resource(app: &App, input: UntagResourceInput) -> Result<NoOutput, ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("tagKeys", &input.tag_keys);
    let arn = check_arn(&mut constraints, input.resource_arn);
    let keys = input.tag_keys.unwrap_or_default();
    for (index, key) in keys.iter().enumerate() {
        constraints.length(&format!("tagKeys.{}.member", index + 1), key, 1, MAX_TAG_KEY_CHARS);
    }
    constraints.finish()?;
    app.store.delete_tags(resource(app, &arn)?, keys).await.map_err(failed)?;
    Ok(NoOutput {})
}

pub async fn list_tags_for_resource(
    app: &App,
    input: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput, ApiError> {
    let mut constraints = Constraints::new();
    let arn = check_arn(&mut constraints, input.resource_arn);
    constraints.finish()?;
    let tags = app.store.tags(resource(app, &arn)?).await.map_err(failed)?;
    Ok(ListTagsForResourceOutput { tags: tags.into_iter().map(|(key, value)| Tag { key, value }).collect() })
}

fn check_arn(constraints: &mut Constraints, arn: Option<String>) -> String {
    constraints.required("resourceARN", &arn);
    if let Some(arn) = &arn {
        constraints.length("resourceARN", arn, 1, MAX_ARN_CHARS);
    }
    arn.unwrap_or_default()
}

/// `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME` or `arn:aws:cloudwatch::ACCOUNT:dashboard/NAME`. What
/// another region or account has, and what no resource here can be, isn't found.
fn resource(app: &App, arn: &str) -> Result<TaggedResource, ApiError> {
    let mut parts = arn.splitn(6, ':');
    let mut part = || parts.next().unwrap_or_default();
    let (scheme, partition, service, region, account) = (part(), part(), part(), part(), part());
    let rest = parts.next().filter(|rest| !rest.is_empty());
    let Some(rest) = rest.filter(|_| scheme == "arn" && !partition.is_empty() && service == "cloudwatch")
    else {
        let message = format!("The value {arn} for parameter ResourceARN is invalid.");
        return Err(ApiError::invalid_parameter_value(message));
    };
    let is_own = account == app.account.id && partition == "aws";
    let alarm = rest.strip_prefix("alarm:").filter(|_| region == app.account.region);
    let dashboard = rest.strip_prefix("dashboard/").filter(|_| region.is_empty());
    match (alarm, dashboard) {
        (Some(name), _) if is_own => Ok(TaggedResource::Alarm(name.to_owned())),
        (_, Some(name)) if is_own => Ok(TaggedResource::Dashboard(name.to_owned())),
        _ => Err(not_found()),
    }
}

fn not_found() -> ApiError {
    ApiError::new(ErrorKind::TaggedResourceNotFound, "Unknown")
}

fn failed(error: StoreError) -> ApiError {
    match error {
        StoreError::NotFound => not_found(),
        error => store_failed(Service::CloudWatch, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::cloudwatch::alarms::{delete_alarms, put_metric_alarm};
    use crate::operations::cloudwatch::dashboards::put_dashboard;
    use crate::operations::cloudwatch::test_app::{TestApp, input, said, test_app};

    const ALARM: &str = "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:disk: full/at 90";
    const DASHBOARD: &str = "arn:aws:cloudwatch::000000000000:dashboard/shop";

    async fn filled() -> TestApp {
        let test = test_app();
        put_alarm(&test).await;
        let dashboard = r#"{"DashboardName": "shop", "DashboardBody": "{\"widgets\": []}"}"#;
        put_dashboard(&test.app, input(dashboard)).await.unwrap();
        test
    }

    async fn put_alarm(test: &TestApp) {
        let alarm = r#"{"AlarmName": "disk: full/at 90", "Namespace": "N", "MetricName": "m", "Period": 60,
            "Statistic": "Sum", "EvaluationPeriods": 1, "Threshold": 1,
            "ComparisonOperator": "GreaterThanThreshold"}"#;
        put_metric_alarm(&test.app, input(alarm)).await.unwrap();
    }

    fn call(arn: &str, more: &str) -> String {
        format!(r#"{{"ResourceARN": "{arn}"{more}}}"#)
    }

    async fn tag(test: &TestApp, arn: &str, tags: &[(&str, &str)]) -> Result<NoOutput, ApiError> {
        let tag = |(key, value): &(&str, &str)| format!(r#"{{"Key": "{key}", "Value": "{value}"}}"#);
        let tags: Vec<_> = tags.iter().map(tag).collect();
        let json = call(arn, &format!(r#", "Tags": [{}]"#, tags.join(",")));
        tag_resource(&test.app, input(&json)).await
    }

    async fn listed(test: &TestApp, arn: &str) -> String {
        match list_tags_for_resource(&test.app, input(&call(arn, ""))).await {
            Ok(found) => {
                let tags = found.tags.iter().map(|tag| format!("{}={}", tag.key, tag.value));
                tags.collect::<Vec<_>>().join(" ")
            }
            Err(error) => said(error),
        }
    }

    #[tokio::test]
    async fn tags_are_added_replaced_and_removed() {
        let test = filled().await;
        for arn in [ALARM, DASHBOARD] {
            assert_eq!(listed(&test, arn).await, "");
            tag(&test, arn, &[("team", "shop"), ("env", "")]).await.unwrap();
            tag(&test, arn, &[("team", "web"), ("Team", "T")]).await.unwrap();
            assert_eq!(listed(&test, arn).await, "Team=T env= team=web");
            let keys = call(arn, r#", "TagKeys": ["env", "none"]"#);
            untag_resource(&test.app, input(&keys)).await.unwrap();
            assert_eq!(listed(&test, arn).await, "Team=T team=web");
        }
    }

    #[tokio::test]
    async fn tags_go_with_what_they_are_tied_to() {
        let test = filled().await;
        tag(&test, ALARM, &[("team", "shop")]).await.unwrap();
        put_alarm(&test).await;
        assert_eq!(listed(&test, ALARM).await, "team=shop", "an update keeps them");
        delete_alarms(&test.app, input(r#"{"AlarmNames": ["disk: full/at 90"]}"#)).await.unwrap();
        assert_eq!(listed(&test, ALARM).await, "ResourceNotFoundException: Unknown");
        put_alarm(&test).await;
        assert_eq!(listed(&test, ALARM).await, "");
    }

    #[tokio::test]
    async fn a_dashboard_gets_tags_when_it_is_made_and_not_later() {
        let test = test_app();
        let put = |tags: &str| {
            let json = format!(
                r#"{{"DashboardName": "shop", "DashboardBody": "{{\"widgets\": []}}", "Tags": [{tags}]}}"#
            );
            put_dashboard(&test.app, input(&json))
        };
        let refused = put(r#"{"Key": "aws:a", "Value": "1"}"#).await.unwrap_err();
        assert_eq!(
            said(refused),
            "AccessDenied: The provided tag keys must not start with any case of \"aws:\""
        );
        assert_eq!(listed(&test, DASHBOARD).await, "ResourceNotFoundException: Unknown", "nothing was kept");
        put(r#"{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}"#).await.unwrap();
        put(r#"{"Key": "a", "Value": "3"}, {"Key": "c", "Value": "4"}"#).await.unwrap();
        assert_eq!(listed(&test, DASHBOARD).await, "a=1 b=2");
    }

    #[tokio::test]
    async fn fifty_tags_and_no_more() {
        let test = filled().await;
        let keys: Vec<String> = (0..51).map(|index| format!("k{index:02}")).collect();
        let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
        tag(&test, ALARM, &tags[..50]).await.unwrap();
        let error = tag(&test, ALARM, &[("k00", "new"), tags[50]]).await.unwrap_err();
        assert_eq!(said(error), "InvalidParameterValue: A resource can have at most 50 tags.");
        tag(&test, ALARM, &[("k00", "new")]).await.unwrap();
        assert!(listed(&test, ALARM).await.starts_with("k00=new k01=v"));
    }

    #[tokio::test]
    async fn refusals() {
        let test = filled().await;
        let long = "k".repeat(129);
        for (arn, tags, expected) in [
            (
                ALARM,
                ("AWS:x", "1"),
                "AccessDenied: The provided tag keys must not start with any case of \"aws:\"",
            ),
            (
                ALARM,
                ("", "1"),
                "ValidationError: 1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
            ),
            ("x", ("a", "1"), "InvalidParameterValue: The value x for parameter ResourceARN is invalid."),
            (
                "arn:aws:sns:eu-central-1:000000000000:alarm:a",
                ("a", "1"),
                "InvalidParameterValue: The value arn:aws:sns:eu-central-1:000000000000:alarm:a for parameter ResourceARN is invalid.",
            ),
            (
                "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:other",
                ("a", "1"),
                "ResourceNotFoundException: Unknown",
            ),
            (
                "arn:aws:cloudwatch:us-east-1:000000000000:alarm:disk: full/at 90",
                ("a", "1"),
                "ResourceNotFoundException: Unknown",
            ),
            (
                "arn:aws:cloudwatch:eu-central-1:111111111111:alarm:disk: full/at 90",
                ("a", "1"),
                "ResourceNotFoundException: Unknown",
            ),
            (
                "arn:aws:cloudwatch:eu-central-1:000000000000:insight-rule/r",
                ("a", "1"),
                "ResourceNotFoundException: Unknown",
            ),
        ] {
            assert_eq!(said(tag(&test, arn, &[tags]).await.unwrap_err()), expected, "{arn}");
        }
        let error = tag(&test, ALARM, &[(&long, "1")]).await.unwrap_err();
        assert!(said(error).ends_with("Member must have length less than or equal to 128"));
        let error = tag(&test, ALARM, &[("a", "1"), ("a", "2")]).await.unwrap_err();
        assert_eq!(said(error), "InvalidParameterValue: The tag key a is given more than once.");
        let error = tag_resource(&test.app, input("{}")).await.unwrap_err();
        assert_eq!(
            said(error),
            "ValidationError: 2 validation errors detected: Value null at 'tags' failed to satisfy constraint: \
             Member must not be null; Value null at 'resourceARN' failed to satisfy constraint: Member must not be null"
        );
        assert_eq!(listed(&test, ALARM).await, "", "a refused call keeps nothing");
    }
}
