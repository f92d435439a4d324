//! When a delivery that failed is tried again: AWS's delivery policies, as numbers.
//!
//! Pure: how many attempts failed comes in, how long to wait comes out.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// How often and how far apart. The phases follow one another: at once, the shortest delay, growing delays,
/// the longest delay.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetryPolicy {
    #[serde(rename = "minDelayTarget", default = "default_delay")]
    min_delay_secs: i64,
    #[serde(rename = "maxDelayTarget", default = "default_delay")]
    max_delay_secs: i64,
    #[serde(default = "default_retries")]
    num_retries: i64,
    #[serde(default)]
    num_max_delay_retries: i64,
    #[serde(default)]
    num_no_delay_retries: i64,
    #[serde(default)]
    num_min_delay_retries: i64,
    #[serde(default)]
    backoff_function: BackoffFunction,
}

/// How delays grow from the shortest to the longest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BackoffFunction {
    #[default]
    Linear,
    Arithmetic,
    Geometric,
    Exponential,
}

/// AWS, for HTTP and HTTPS unless a policy says otherwise: 3 retries, 20 seconds apart.
pub const HTTP: RetryPolicy = RetryPolicy {
    min_delay_secs: DEFAULT_DELAY_SECS,
    max_delay_secs: DEFAULT_DELAY_SECS,
    num_retries: DEFAULT_RETRIES,
    num_max_delay_retries: 0,
    num_no_delay_retries: 0,
    num_min_delay_retries: 0,
    backoff_function: BackoffFunction::Linear,
};

/// AWS, for SMTP: 50 attempts over 6 hours: 2 retries 10 seconds apart, 10 with exponential back-off up to
/// 600 seconds, 38 that are 600 seconds apart.
pub const SMTP: RetryPolicy = RetryPolicy {
    min_delay_secs: 10,
    max_delay_secs: 600,
    num_retries: 50,
    num_max_delay_retries: 38,
    num_no_delay_retries: 0,
    num_min_delay_retries: 2,
    backoff_function: BackoffFunction::Exponential,
};

const DEFAULT_DELAY_SECS: i64 = 20;
const DEFAULT_RETRIES: i64 = 3;
/// AWS: numRetries is 0 to 100.
const MAX_RETRIES: i64 = 100;
/// AWS: a delay is 1 to 3,600 seconds.
const MAX_DELAY_SECS: i64 = 3600;
/// AWS: "the total policy retry time for an HTTP/S endpoint can't be greater than 3,600 seconds".
const MAX_TOTAL_SECS: i64 = 3600;

/// What a topic's or a subscription's DeliveryPolicy says, where it says something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeliveryPolicy {
    pub retry: Option<RetryPolicy>,
    pub content_type: Option<String>,
    /// Only a topic's: its subscriptions' own policies don't count.
    pub disable_subscription_overrides: bool,
}

/// AWS's default, and what a DeliveryPolicy may put in its place.
pub const DEFAULT_CONTENT_TYPE: &str = "text/plain; charset=UTF-8";
const CONTENT_TYPES: [&str; 12] = [
    "application/atom+xml",
    "application/json",
    "application/octet-stream",
    "application/soap+xml",
    "application/x-www-form-urlencoded",
    "application/xhtml+xml",
    "application/xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/plain",
    "text/xml",
];

impl RetryPolicy {
    /// Seconds from the `failures`th failed attempt to the next; `None`: that was the last.
    pub fn delay_secs(&self, failures: i64) -> Option<f64> {
        let retry = failures.max(1);
        let growing_from = self.num_no_delay_retries + self.num_min_delay_retries;
        let growing_until = self.num_retries - self.num_max_delay_retries;
        if self.num_retries < retry {
            None
        } else if retry <= self.num_no_delay_retries {
            Some(0.0)
        } else if retry <= growing_from {
            Some(self.min_delay_secs as f64)
        } else if growing_until < retry {
            Some(self.max_delay_secs as f64)
        } else {
            Some(self.growing_delay(retry - growing_from, growing_until - growing_from))
        }
    }

    /// The `step`th of `steps`, from the shortest delay to the longest.
    fn growing_delay(&self, step: i64, steps: i64) -> f64 {
        let (shortest, longest) = (self.min_delay_secs as f64, self.max_delay_secs as f64);
        let (done, all) = ((step - 1) as f64, (steps - 1).max(1) as f64);
        let share = match self.backoff_function {
            BackoffFunction::Linear => done / all,
            BackoffFunction::Arithmetic => done * (done + 1.0) / (all * (all + 1.0)),
            BackoffFunction::Geometric => return shortest * (longest / shortest).powf(done / all),
            BackoffFunction::Exponential => (done.exp2() - 1.0) / (all.exp2() - 1.0),
        };
        shortest + (longest - shortest) * share
    }

    fn check(&self) -> Result<(), String> {
        let phases = [self.num_no_delay_retries, self.num_min_delay_retries, self.num_max_delay_retries];
        if !(0..=MAX_RETRIES).contains(&self.num_retries) {
            return Err(format!("numRetries must be 0 to {MAX_RETRIES}"));
        }
        if !(1..=MAX_DELAY_SECS).contains(&self.min_delay_secs)
            || !(self.min_delay_secs..=MAX_DELAY_SECS).contains(&self.max_delay_secs)
        {
            return Err(format!(
                "minDelayTarget and maxDelayTarget must be 1 to {MAX_DELAY_SECS} in this order"
            ));
        }
        let total = phases.iter().try_fold(0_i64, |sum, phase| sum.checked_add(*phase));
        if phases.iter().any(|phase| *phase < 0) || total.is_none_or(|total| self.num_retries < total) {
            return Err(
                "numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries must not be negative or sum up to \
                 more than numRetries"
                    .to_owned(),
            );
        }
        let total: f64 = (1..=self.num_retries).filter_map(|failures| self.delay_secs(failures)).sum();
        if total > MAX_TOTAL_SECS as f64 + 0.5 {
            return Err(format!("the retries last {total:.0} seconds, more than {MAX_TOTAL_SECS}"));
        }
        Ok(())
    }

    fn to_json(&self) -> Value {
        let function = match self.backoff_function {
            BackoffFunction::Linear => "linear",
            BackoffFunction::Arithmetic => "arithmetic",
            BackoffFunction::Geometric => "geometric",
            BackoffFunction::Exponential => "exponential",
        };
        json!({
            "minDelayTarget": self.min_delay_secs,
            "maxDelayTarget": self.max_delay_secs,
            "numRetries": self.num_retries,
            "numMaxDelayRetries": self.num_max_delay_retries,
            "numNoDelayRetries": self.num_no_delay_retries,
            "numMinDelayRetries": self.num_min_delay_retries,
            "backoffFunction": function,
        })
    }
}

impl DeliveryPolicy {
    /// Of a topic: `{"http": {"defaultHealthyRetryPolicy": …}}`.
    pub fn of_topic(text: &str) -> Result<Self, String> {
        let mut policy = object(text)?;
        let http = policy.remove("http").unwrap_or_else(|| Value::Object(Map::new()));
        refuse_rest(&policy)?;
        let Value::Object(mut http) = http else { return Err("http must be an object".to_owned()) };
        let disable = http.remove("disableSubscriptionOverrides").unwrap_or(Value::Bool(false));
        let Value::Bool(disable_subscription_overrides) = disable else {
            return Err("disableSubscriptionOverrides must be true or false".to_owned());
        };
        let names = ("defaultHealthyRetryPolicy", "defaultRequestPolicy");
        Ok(DeliveryPolicy { disable_subscription_overrides, ..Self::read(http, names)? })
    }

    /// Of a subscription: `{"healthyRetryPolicy": …}`.
    pub fn of_subscription(text: &str) -> Result<Self, String> {
        Self::read(object(text)?, ("healthyRetryPolicy", "requestPolicy"))
    }

    fn read(mut policy: Map<String, Value>, names: (&str, &str)) -> Result<Self, String> {
        let retry = match policy.remove(names.0) {
            None | Some(Value::Null) => None,
            Some(value) => {
                let retry: RetryPolicy =
                    serde_json::from_value(value).map_err(|error| format!("{}: {error}", names.0))?;
                retry.check()?;
                Some(retry)
            }
        };
        let content_type = match policy.remove(names.1) {
            None | Some(Value::Null) => None,
            Some(request) => content_type(&request)?,
        };
        refuse_rest(&policy)?;
        Ok(DeliveryPolicy { retry, content_type, disable_subscription_overrides: false })
    }

    /// Of a topic and one of its subscriptions together.
    pub fn effective(topic: &DeliveryPolicy, subscription: DeliveryPolicy) -> DeliveryPolicy {
        if topic.disable_subscription_overrides {
            return topic.clone();
        }
        DeliveryPolicy {
            retry: subscription.retry.or_else(|| topic.retry.clone()),
            content_type: subscription.content_type.or_else(|| topic.content_type.clone()),
            disable_subscription_overrides: false,
        }
    }

    /// EffectiveDeliveryPolicy of a topic.
    pub fn topic_json(&self) -> String {
        let retry = self.retry.as_ref().unwrap_or(&HTTP).to_json();
        let content_type = self.content_type.as_deref().unwrap_or(DEFAULT_CONTENT_TYPE);
        json!({"http": {
            "defaultHealthyRetryPolicy": retry,
            "disableSubscriptionOverrides": self.disable_subscription_overrides,
            "defaultRequestPolicy": {"headerContentType": content_type},
        }})
        .to_string()
    }

    /// EffectiveDeliveryPolicy of a subscription.
    pub fn subscription_json(&self) -> String {
        let retry = self.retry.as_ref().unwrap_or(&HTTP).to_json();
        let content_type = self.content_type.as_deref().unwrap_or(DEFAULT_CONTENT_TYPE);
        json!({
            "healthyRetryPolicy": retry,
            "sicklyRetryPolicy": null,
            "throttlePolicy": null,
            "requestPolicy": {"headerContentType": content_type},
            "guaranteed": false,
        })
        .to_string()
    }
}

fn object(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("it must be a JSON object".to_owned()),
        Err(error) => Err(format!("it isn't JSON: {error}")),
    }
}

/// What is left and says something is not built: throttling, sickly retries.
fn refuse_rest(policy: &Map<String, Value>) -> Result<(), String> {
    let says_something = |value: &Value| !matches!(value, Value::Null | Value::Bool(false));
    match policy.iter().find(|(_, value)| says_something(value)) {
        Some((name, _)) => Err(format!("{name} is not supported here")),
        None => Ok(()),
    }
}

fn content_type(request: &Value) -> Result<Option<String>, String> {
    let Value::Object(request) = request else { return Err("a request policy must be an object".to_owned()) };
    for name in request.keys() {
        if name != "headerContentType" {
            return Err(format!("{name} is not supported here"));
        }
    }
    match request.get("headerContentType") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            let media_type = text.split(';').next().unwrap_or_default().trim();
            let is_header = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            if is_header && CONTENT_TYPES.contains(&media_type) {
                Ok(Some(text.clone()))
            } else {
                Err(format!("headerContentType must be one of {}", CONTENT_TYPES.join(", ")))
            }
        }
        Some(_) => Err("headerContentType must be text".to_owned()),
    }
}

fn default_delay() -> i64 {
    DEFAULT_DELAY_SECS
}

fn default_retries() -> i64 {
    DEFAULT_RETRIES
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The delays in whole seconds, until it gives up.
    #[track_caller]
    fn check(policy: &RetryPolicy, expected: &str) {
        let delays: Vec<String> = (1..)
            .map_while(|failures| policy.delay_secs(failures))
            .map(|secs| format!("{secs:.0}"))
            .collect();
        assert_eq!(delays.join(" "), expected);
    }

    fn retry(json: &str) -> Result<RetryPolicy, String> {
        let policy = DeliveryPolicy::of_subscription(&format!("{{\"healthyRetryPolicy\":{json}}}"));
        policy.map(|policy| policy.retry.unwrap())
    }

    #[test]
    fn aws_s_defaults() {
        check(&HTTP, "20 20 20");
        let delays: Vec<f64> = (1..).map_while(|failures| SMTP.delay_secs(failures)).collect();
        assert_eq!(delays.len(), 50);
        assert_eq!(&delays[..3], [10.0, 10.0, 10.0]);
        assert!(delays[2..12].is_sorted() && delays[11] == 600.0);
        assert!(delays[12..].iter().all(|secs| *secs == 600.0));
        let hours = delays.iter().sum::<f64>() / 3600.0;
        assert!((6.0..7.0).contains(&hours), "{hours} hours");
        assert_eq!(
            SMTP.check(),
            Err(format!("the retries last {:.0} seconds, more than 3600", hours * 3600.0))
        );
    }

    #[test]
    fn phases_and_functions() {
        let phases = r#"{"numRetries":7,"numNoDelayRetries":1,"numMinDelayRetries":1,"numMaxDelayRetries":2,
            "minDelayTarget":10,"maxDelayTarget":50,"backoffFunction":"#;
        check(&retry(&format!("{phases}\"linear\"}}")).unwrap(), "0 10 10 30 50 50 50");
        check(&retry(&format!("{phases}\"arithmetic\"}}")).unwrap(), "0 10 10 23 50 50 50");
        check(&retry(&format!("{phases}\"geometric\"}}")).unwrap(), "0 10 10 22 50 50 50");
        check(&retry(&format!("{phases}\"exponential\"}}")).unwrap(), "0 10 10 23 50 50 50");
        check(&retry(r#"{"numRetries":0}"#).unwrap(), "");
        check(&retry(r#"{"numRetries":1,"minDelayTarget":5,"maxDelayTarget":9}"#).unwrap(), "5");
    }

    #[test]
    fn refusals() {
        for (json, expected) in [
            (r#"{"numRetries":101}"#, "numRetries must be 0 to 100"),
            (r#"{"minDelayTarget":30}"#, "minDelayTarget and maxDelayTarget must be 1 to 3600 in this order"),
            (
                r#"{"numRetries":100,"maxDelayTarget":3600}"#,
                "the retries last 181000 seconds, more than 3600",
            ),
            (
                r#"{"numRetries":1,"numNoDelayRetries":2}"#,
                "numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries must not be negative or sum up to more \
                 than numRetries",
            ),
        ] {
            assert_eq!(retry(json).unwrap_err(), expected);
        }
        assert!(retry(r#"{"backoffFunction":"cubic"}"#).unwrap_err().contains("unknown variant `cubic`"));
        let refused = |text: &str| DeliveryPolicy::of_subscription(text).unwrap_err();
        assert_eq!(refused("[]"), "it must be a JSON object");
        let throttled = refused(r#"{"throttlePolicy":{"maxReceivesPerSecond":1}}"#);
        assert_eq!(throttled, "throttlePolicy is not supported here");
        let typed = refused(r#"{"requestPolicy":{"headerContentType":"text/plain\r\nX: y"}}"#);
        assert!(typed.starts_with("headerContentType must be one of "), "{typed}");
    }

    #[test]
    fn a_subscription_overrides_its_topic() {
        let topic = r#"{"http":{"defaultHealthyRetryPolicy":{"numRetries":5},
            "defaultRequestPolicy":{"headerContentType":"application/json"}}}"#;
        let topic = DeliveryPolicy::of_topic(topic).unwrap();
        let own = || DeliveryPolicy::of_subscription(r#"{"healthyRetryPolicy":{"numRetries":1}}"#).unwrap();
        let effective = DeliveryPolicy::effective(&topic, own());
        check(&effective.retry.clone().unwrap(), "20");
        assert_eq!(effective.content_type.as_deref(), Some("application/json"));
        let strict = DeliveryPolicy { disable_subscription_overrides: true, ..topic };
        check(&DeliveryPolicy::effective(&strict, own()).retry.unwrap(), "20 20 20 20 20");
        let shown = DeliveryPolicy::default().topic_json();
        assert!(
            shown.contains(r#""numRetries":3"#) && shown.contains("text/plain; charset=UTF-8"),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn any_policy_is_read_or_refused_and_its_delays_stay_within_bounds(
            counts in prop::array::uniform4(-2_i64..60), delays in (0_i64..90, 0_i64..90), function in 0..4_usize,
        ) {
            let function = ["linear", "arithmetic", "geometric", "exponential"][function];
            let json = json!({"numRetries": counts[0], "numNoDelayRetries": counts[1],
                "numMinDelayRetries": counts[2], "numMaxDelayRetries": counts[3],
                "minDelayTarget": delays.0, "maxDelayTarget": delays.1, "backoffFunction": function});
            if let Ok(policy) = retry(&json.to_string()) {
                for failures in 1..=policy.num_retries {
                    let secs = policy.delay_secs(failures).unwrap();
                    prop_assert!(secs == 0.0 || (delays.0 as f64..=delays.1 as f64 + 1e-9).contains(&secs));
                }
                prop_assert_eq!(policy.delay_secs(policy.num_retries + 1), None);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[{}\\[\\]\":,a-z0-9]{0,40}") {
            let _ = (DeliveryPolicy::of_topic(&text), DeliveryPolicy::of_subscription(&text));
        }
    }
}
