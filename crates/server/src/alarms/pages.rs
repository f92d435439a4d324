//! What the book holds: all alarms by name, and who depends on whom.

use super::kept::KeptAlarm;
use super::links::Links;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Default)]
pub struct Pages {
    pub alarms: BTreeMap<String, Arc<KeptAlarm>>,
    pub links: Arc<Links>,
}

impl Pages {
    /// Whether one of these alarms waits for a moment of its own.
    pub fn apply(&mut self, alarms: BTreeMap<String, Option<Arc<KeptAlarm>>>, links: Arc<Links>) -> bool {
        let mut waits = false;
        for (name, kept) in alarms {
            match kept {
                Some(kept) => {
                    waits |= kept.record.suppressed_until().is_some();
                    self.alarms.insert(name, kept);
                }
                None => drop(self.alarms.remove(&name)),
            }
        }
        self.links = links;
        waits
    }
}
