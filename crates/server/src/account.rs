//! The account that everything here belongs to, and the names of its resources.

/// Whose resources these are, and where they say they live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    pub region: String,
}

impl Account {
    /// An alarm's ARN.
    pub fn alarm_arn(&self, name: &str) -> String {
        format!("{}{name}", self.alarm_arn_start())
    }

    /// The alarm that a name or an ARN means; `None` for an ARN of something else.
    pub fn alarm_name(&self, name_or_arn: &str) -> Option<String> {
        if !name_or_arn.starts_with("arn:") {
            return Some(name_or_arn.to_owned());
        }
        name_or_arn.strip_prefix(&self.alarm_arn_start()).map(str::to_owned)
    }

    fn alarm_arn_start(&self) -> String {
        format!("arn:aws:cloudwatch:{}:{}:alarm:", self.region, self.id)
    }
}
