//! Who may be delivered to next: a slot for each delivery under way, shared out so that endpoints that are slow
//! or dead can't hold up those that answer.
//!
//! An endpoint has one slot until it has shown that it answers, and loses the others when it fails. All that
//! failed last share a few slots. Nothing here is kept: after a start everyone is unknown.

use std::collections::{BTreeMap, BTreeSet};
use store::DueDelivery;

/// Deliveries under way at a time.
const MAX_CONCURRENT: usize = 64;
/// Of those, to one subscription whose endpoint answers.
pub const MAX_PER_SUBSCRIPTION: usize = 4;
/// Of those, to all subscriptions together whose last delivery failed.
const MAX_AILING: usize = 16;

#[derive(Debug, Default)]
pub struct Roster {
    /// What is under way, and to whom.
    in_flight: BTreeMap<i64, String>,
    /// How the last delivery to a subscription went.
    is_well: BTreeMap<String, bool>,
}

impl Roster {
    pub fn is_full(&self) -> bool {
        self.in_flight.len() >= MAX_CONCURRENT
    }

    /// Gives a delivery a slot, unless it has one or there is none for it now.
    pub fn take(&mut self, due: &DueDelivery) -> bool {
        let arn = &due.subscription_arn;
        if self.is_full() || self.in_flight.contains_key(&due.id) {
            return false;
        }
        let own = self.in_flight.values().filter(|other| *other == arn).count();
        let has_room = match self.is_well.get(arn) {
            Some(true) => own < MAX_PER_SUBSCRIPTION,
            None => own == 0,
            Some(false) => own == 0 && self.ailing_in_flight() < MAX_AILING,
        };
        if has_room {
            self.in_flight.insert(due.id, arn.clone());
        }
        has_room
    }

    pub fn finished(&mut self, id: i64, arrived: bool) {
        if let Some(arn) = self.in_flight.remove(&id) {
            self.is_well.insert(arn, arrived);
        }
    }

    fn ailing_in_flight(&self) -> usize {
        let under_way: BTreeSet<&String> = self.in_flight.values().collect();
        under_way.into_iter().filter(|arn| self.is_well.get(*arn) == Some(&false)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(id: i64, subscription: &str) -> DueDelivery {
        DueDelivery { id, subscription_arn: subscription.to_owned() }
    }

    #[test]
    fn an_endpoint_gets_more_slots_once_it_answers_and_loses_them_when_it_fails() {
        let mut roster = Roster::default();
        assert!(roster.take(&due(1, "a")));
        assert!(!roster.take(&due(1, "a")), "it's under way");
        assert!(!roster.take(&due(2, "a")), "nobody knows it yet");
        roster.finished(1, true);
        for id in 2..6 {
            assert!(roster.take(&due(id, "a")));
        }
        assert!(!roster.take(&due(6, "a")));
        for id in 2..6 {
            roster.finished(id, false);
        }
        assert!(roster.take(&due(7, "a")) && !roster.take(&due(8, "a")));
    }

    #[test]
    fn those_that_failed_leave_room_for_the_others() {
        let mut roster = Roster::default();
        for id in 0..100 {
            assert!(roster.take(&due(id, &format!("dead {id}"))) == (id < 64), "{id}");
        }
        assert!(roster.is_full());
        for id in 0..64 {
            roster.finished(id, false);
        }
        let taken = (0..64).filter(|id| roster.take(&due(100 + id, &format!("dead {id}")))).count();
        assert_eq!(taken, 16);
        assert!(roster.take(&due(1000, "alive")));
        roster.finished(1000, true);
        for id in 1001..1005 {
            assert!(roster.take(&due(id, "alive")));
        }
    }
}
