//! `processes_*`: how many processes are in which state, from /proc/PID/stat.

use super::super::batch::{Batch, COUNT};
use std::fs::{File, read_dir};
use std::io::Read;

/// A stat line's beginning: a name of at most 16 bytes and a few dozen numbers.
const STAT_BYTES: u64 = 1024;

#[derive(Default)]
struct Processes {
    blocked: u32,
    dead: u32,
    idle: u32,
    paging: u32,
    running: u32,
    sleeping: u32,
    stopped: u32,
    zombies: u32,
    total: u32,
    total_threads: u64,
}

pub fn sample(text: &mut String, batch: &mut Batch) {
    let Ok(entries) = read_dir("/proc") else { return };
    let mut processes = Processes::default();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_process = name.to_str().is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_process {
            continue;
        }
        text.clear();
        let file = File::open(entry.path().join("stat"));
        // It may have ended since it was listed, and a name may be no UTF-8.
        if file.and_then(|file| file.take(STAT_BYTES).read_to_string(text)).is_ok() {
            processes.count(text);
        }
    }
    processes.push(batch);
}

impl Processes {
    fn count(&mut self, stat: &str) {
        // The name stands in parentheses, and may hold some itself.
        let Some((_, rest)) = stat.rsplit_once(')') else { return };
        let mut fields = rest.split_ascii_whitespace();
        let state = fields.next().unwrap_or_default();
        let threads = fields.nth(16).and_then(|number| number.parse::<u64>().ok());
        self.total += 1;
        self.total_threads += threads.unwrap_or_default();
        match state {
            "D" => self.blocked += 1,
            "X" | "x" => self.dead += 1,
            "I" => self.idle += 1,
            "W" => self.paging += 1,
            "R" => self.running += 1,
            "S" | "K" => self.sleeping += 1,
            "T" | "t" => self.stopped += 1,
            "Z" => self.zombies += 1,
            _ => {}
        }
    }

    fn push(&self, batch: &mut Batch) {
        for (name, count) in [
            ("processes_blocked", self.blocked),
            ("processes_dead", self.dead),
            ("processes_idle", self.idle),
            ("processes_paging", self.paging),
            ("processes_running", self.running),
            ("processes_sleeping", self.sleeping),
            ("processes_stopped", self.stopped),
            ("processes_total", self.total),
            ("processes_zombies", self.zombies),
        ] {
            batch.push(name, COUNT, &[], f64::from(count));
        }
        batch.push("processes_total_threads", COUNT, &[], self.total_threads as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::Timestamp;

    #[test]
    fn states_and_threads() {
        let mut processes = Processes::default();
        processes.count("1 (init) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 12 0 5");
        processes.count("2 (a) b) R) R 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 5");
        processes.count("3 (z) Z");
        processes.count("nonsense");
        assert_eq!((processes.total, processes.total_threads), (3, 15));
        assert_eq!((processes.sleeping, processes.running, processes.zombies), (1, 1, 1));
    }

    #[test]
    fn this_test_is_a_process() {
        let mut batch = Batch::new("h", Timestamp::MIN);
        sample(&mut String::new(), &mut batch);
        let total =
            batch.into_points().into_iter().find(|point| point.metric.metric_name == "processes_total");
        assert!(total.unwrap().statistics.sum >= 1.0);
    }
}
