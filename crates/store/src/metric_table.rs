//! The tables that metric data stands in: one for each period that CloudWatch keeps, each for its own time.
//!
//! Arithmetic only. What is read from them stands in `metrics`, how data gets from one to the next in
//! `metric_roll_up`.

use timeseries::{Period, TimeRange, Timestamp};

const HOUR_SECS: i64 = 3600;
const DAY_SECS: i64 = 86_400;

/// From fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    Second,
    Minute,
    FiveMinutes,
    Hour,
}

impl Table {
    pub const ALL: [Table; 4] = [Table::Second, Table::Minute, Table::FiveMinutes, Table::Hour];

    /// The one that a series' arrivals are sealed into.
    pub fn of_resolution(resolution_secs: u32) -> Table {
        if resolution_secs < 60 { Table::Second } else { Table::Minute }
    }

    /// The coarsest one whose periods make up `period`.
    pub fn for_period(period: Period) -> Table {
        let fits = |table: &Table| period.secs() % table.period_secs() == 0;
        Table::ALL.into_iter().rev().find(fits).unwrap_or(Table::Second)
    }

    pub const fn period_secs(self) -> i64 {
        match self {
            Table::Second => 1,
            Table::Minute => 60,
            Table::FiveMinutes => 300,
            Table::Hour => 3600,
        }
    }

    /// How long CloudWatch keeps datapoints of a period (User Guide, Metrics retention): below a minute for
    /// 3 hours, of a minute for 15 days, of 5 minutes for 63 days, of an hour for 455 days.
    pub const fn retention_secs(self) -> i64 {
        match self {
            Table::Second => 3 * HOUR_SECS,
            Table::Minute => 15 * DAY_SECS,
            Table::FiveMinutes => 63 * DAY_SECS,
            Table::Hour => 455 * DAY_SECS,
        }
    }

    /// Chunks that end before this may go: no slot that is still shown has a part in them.
    pub const fn expiry_secs(self, now: Timestamp) -> i64 {
        let longest_slot_secs = match self {
            Table::Second => 60,
            Table::Minute | Table::FiveMinutes | Table::Hour => DAY_SECS,
        };
        now.secs() - self.retention_secs() - longest_slot_secs
    }
}

/// What of a range CloudWatch still shows at this period: the finer the period, the sooner it ends.
pub fn visible_range(range: TimeRange, period: Period, now: Timestamp) -> TimeRange {
    let oldest = now.plus_secs(-Table::for_period(period).retention_secs()).floor(period.secs());
    TimeRange::new(range.start.max(oldest), range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_the_coarsest_table_that_makes_it_up() {
        #[track_caller]
        fn check(period_secs: i64, table: Table) {
            assert_eq!(Table::for_period(Period::from_secs(period_secs).unwrap()), table);
        }
        for period_secs in [1, 5, 10, 20, 30] {
            check(period_secs, Table::Second);
        }
        for period_secs in [60, 120, 180, 240, 360, 3660] {
            check(period_secs, Table::Minute);
        }
        for period_secs in [300, 600, 900, 1800, 3300, 3900] {
            check(period_secs, Table::FiveMinutes);
        }
        for period_secs in [3600, 7200, 21_600, 86_400] {
            check(period_secs, Table::Hour);
        }
    }

    #[test]
    fn the_finer_the_period_the_sooner_it_ends() {
        const NOW_SECS: i64 = 1_800_000_000;
        #[track_caller]
        fn check(period_secs: i64, start_ago_secs: i64, expected_ago_secs: i64) {
            let at = |ago_secs: i64| Timestamp::from_secs(NOW_SECS - ago_secs);
            let range = TimeRange::new(at(start_ago_secs), at(0));
            let visible = visible_range(range, Period::from_secs(period_secs).unwrap(), at(0));
            assert_eq!(visible, TimeRange::new(at(expected_ago_secs), at(0)));
        }
        check(1, 2 * HOUR_SECS, 2 * HOUR_SECS);
        check(30, 4 * HOUR_SECS, 3 * HOUR_SECS);
        check(60, 4 * HOUR_SECS, 4 * HOUR_SECS);
        check(60, 100 * DAY_SECS, 15 * DAY_SECS);
        check(300, 62 * DAY_SECS, 62 * DAY_SECS);
        check(300, 100 * DAY_SECS, 63 * DAY_SECS);
        check(3600, 100 * DAY_SECS, 100 * DAY_SECS);
        check(3600, 1000 * DAY_SECS, 455 * DAY_SECS);
    }
}
