//! From a state to what is done about it: a message to each topic, or a failed action in the history for
//! what this server can't do (instances, groups and functions are AWS's own).

use super::history;
use super::message;
use super::record::AlarmRecord;
use super::transition::Transition;
use crate::account::Account;
use crate::random;
use store::{AlarmAction, HistoryEntry, Publication};
use timeseries::Timestamp;

/// What the alarm's present state asks for, if its actions are enabled. `old_state`: what it came from.
pub fn execute(
    account: &Account,
    record: &AlarmRecord,
    old_state: &str,
    now: Timestamp,
) -> Vec<HistoryEntry> {
    let arns = if record.actions_enabled() { record.actions(record.state()) } else { &[] };
    arns.iter().map(|arn| execute_one(account, record, old_state, arn, now)).collect()
}

fn execute_one(
    account: &Account,
    record: &AlarmRecord,
    old_state: &str,
    arn: &str,
    now: Timestamp,
) -> HistoryEntry {
    let service = arn.split(':').nth(2).unwrap_or_default();
    if service != "sns" {
        let failure = format!("Actions of {service} can't be executed by this server");
        return HistoryEntry::Item(history::action(record, now, arn, None, Some(&failure)));
    }
    let transition = Transition { account, record, old_state };
    let message = message::structured(&transition);
    let action = |failure| history::action(record, now, arn, Some(&message), failure);
    let (succeeded, failed) = (action(None), action(Some("Topic does not exist")));
    let subject = Some(message::subject(&transition));
    let publication =
        Publication { is_structured: true, ..Publication::new(random::uuid(), arn, subject, message, now) };
    HistoryEntry::Action(Box::new(AlarmAction { publication, succeeded, failed }))
}
