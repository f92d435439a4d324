//! What every operation, the alarm ticker and the collector are given: the store, the account, the time.

use crate::alarms::AlarmBook;
use crate::notifications::NotificationSettings;
use crate::store::Store;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use timeseries::Timestamp;

/// Shared by all tasks; cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub account: Arc<Account>,
    /// All alarms, parsed; whoever reads or changes one goes through it.
    pub alarms: Arc<AlarmBook>,
    /// Where deliveries may go, and where their links lead.
    pub notifications: Arc<NotificationSettings>,
    clock: Clock,
}

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

/// Where the time comes from; tests hold it in their hand.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    pub fn system() -> Self {
        Clock(Arc::new(|| {
            let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
        }))
    }

    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Clock(Arc::new(now))
    }
}

impl App {
    pub fn new(store: Store, account: Account, clock: Clock) -> Self {
        App {
            store,
            account: Arc::new(account),
            alarms: Arc::default(),
            notifications: Arc::default(),
            clock,
        }
    }

    pub fn with_notifications(mut self, settings: NotificationSettings) -> Self {
        self.notifications = Arc::new(settings);
        self
    }

    pub fn now(&self) -> Timestamp {
        (self.clock.0)()
    }
}
