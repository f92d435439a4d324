//! `cpu_usage_*` from /proc/stat: shares of the time since the last sample.

use super::super::batch::{Batch, PERCENT};
use std::collections::BTreeMap;

/// In the order of a line of /proc/stat. Guest time is part of user time, guest_nice of nice.
const STATES: [&str; 10] =
    ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"];
const USER: usize = 0;
const NICE: usize = 1;
const IDLE: usize = 3;
const GUEST: usize = 8;
const GUEST_NICE: usize = 9;
/// What each single processor shows; all states of all of them would be ten series a processor.
const PER_CPU_STATES: [&str; 4] = ["idle", "iowait", "system", "user"];

type Times = [u64; STATES.len()];

#[derive(Default)]
pub struct Cpu(BTreeMap<String, Times>);

impl Cpu {
    pub fn sample(&mut self, stat: &str, batch: &mut Batch) {
        for line in stat.lines().take_while(|line| line.starts_with("cpu")) {
            let Some((name, now)) = parse(line) else { continue };
            let Some(before) = self.0.insert(name.to_owned(), now) else { continue };
            push(if name == "cpu" { "cpu-total" } else { name }, &shares(&before, &now), batch);
        }
    }
}

fn push(cpu: &str, shares: &[f64; STATES.len()], batch: &mut Batch) {
    let dimensions = [("cpu", cpu)];
    let is_total = cpu == "cpu-total";
    for (state, share) in STATES.iter().zip(shares) {
        if is_total || PER_CPU_STATES.contains(state) {
            batch.push(&format!("cpu_usage_{state}"), PERCENT, &dimensions, *share);
        }
    }
    batch.push("cpu_usage_active", PERCENT, &dimensions, 100.0 - shares[IDLE]);
}

fn parse(line: &str) -> Option<(&str, Times)> {
    let mut fields = line.split_ascii_whitespace();
    let name = fields.next()?;
    let mut times = Times::default();
    // Old kernels have fewer states.
    for (time, field) in times.iter_mut().zip(fields) {
        *time = field.parse().ok()?;
    }
    Some((name, times))
}

/// In percent. NaN when no time has passed.
fn shares(before: &Times, now: &Times) -> [f64; STATES.len()] {
    // The kernel lets iowait run backwards at times.
    let mut spent: Times = std::array::from_fn(|state| now[state].saturating_sub(before[state]));
    let total: u64 = spent[..GUEST].iter().sum();
    spent[USER] = spent[USER].saturating_sub(spent[GUEST]);
    spent[NICE] = spent[NICE].saturating_sub(spent[GUEST_NICE]);
    spent.map(|ticks| 100.0 * ticks as f64 / total as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use timeseries::Timestamp;

    #[test]
    fn shares_of_the_time_since_the_last_sample() {
        let mut cpu = Cpu::default();
        let mut batch = Batch::new("h", Timestamp::MIN);
        cpu.sample("cpu  100 0 50 800 10 0 0 0 0 0\ncpu0 100 0 50 800 10 0 0 0 0 0\nintr 5\n", &mut batch);
        assert_eq!(batch.to_text(), "");
        // 40 of user's 60 are a guest's; iowait ran backwards; cpu0 stood still.
        cpu.sample("cpu  160 0 60 830 9 0 0 0 40 0\ncpu0 100 0 50 800 10 0 0 0 0 0\nintr 5\n", &mut batch);
        expect![[r#"
            cpu_usage_user{cpu=cpu-total} 20 Percent
            cpu_usage_nice{cpu=cpu-total} 0 Percent
            cpu_usage_system{cpu=cpu-total} 10 Percent
            cpu_usage_idle{cpu=cpu-total} 30 Percent
            cpu_usage_iowait{cpu=cpu-total} 0 Percent
            cpu_usage_irq{cpu=cpu-total} 0 Percent
            cpu_usage_softirq{cpu=cpu-total} 0 Percent
            cpu_usage_steal{cpu=cpu-total} 0 Percent
            cpu_usage_guest{cpu=cpu-total} 40 Percent
            cpu_usage_guest_nice{cpu=cpu-total} 0 Percent
            cpu_usage_active{cpu=cpu-total} 70 Percent
        "#]]
        .assert_eq(&batch.to_text());
    }
}
