//! What every operation and the collector are given: the store, the account, the time, and the rooms that keep
//! something in memory.
//!
//! A room with state of its own (alarms, notifications) is handed what it needs when the app is put together,
//! and doesn't know the app: arrows lead from here to the rooms, never back.

use crate::account::Account;
use crate::alarms::AlarmBook;
use crate::clock::Clock;
use crate::notifications::NotificationSettings;
use std::sync::Arc;
use store::Store;
use timeseries::Timestamp;

/// Shared by all tasks; cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub account: Arc<Account>,
    pub clock: Clock,
    /// All alarms, parsed; whoever reads or changes one goes through it.
    pub alarms: Arc<AlarmBook>,
    /// Where deliveries may go, and where their links lead.
    pub notifications: Arc<NotificationSettings>,
}

impl App {
    pub fn new(store: Store, account: Account, clock: Clock) -> Self {
        let account = Arc::new(account);
        let alarms = Arc::new(AlarmBook::new(store.clone(), Arc::clone(&account)));
        App { store, account, clock, alarms, notifications: Arc::default() }
    }

    pub fn with_notifications(mut self, settings: NotificationSettings) -> Self {
        self.notifications = Arc::new(settings);
        self
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
