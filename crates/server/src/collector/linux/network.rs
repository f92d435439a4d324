//! `net_*` from /proc/net/dev. As with disks the agent sends what was added since its last sample.

use super::super::batch::{BYTES, Batch, COUNT};
use super::counters::Counters;

/// Not worth a series: the machine talking to itself, and containers' ends that come and go.
const SKIPPED: [&str; 3] = ["lo", "veth", "ifb"];

/// Received bytes, packets, errors, drops; sent the same.
#[derive(Default)]
pub struct Network(Counters<8>);

impl Network {
    pub fn sample(&mut self, dev: &str, batch: &mut Batch) {
        for line in dev.lines() {
            let Some((name, counters)) = parse(line) else { continue };
            let is_unused = counters.iter().all(|counter| *counter == 0);
            if is_unused || SKIPPED.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            let Some(grown) = self.0.advance(name, counters) else { continue };
            let names = [
                ("net_bytes_recv", BYTES),
                ("net_packets_recv", COUNT),
                ("net_err_in", COUNT),
                ("net_drop_in", COUNT),
                ("net_bytes_sent", BYTES),
                ("net_packets_sent", COUNT),
                ("net_err_out", COUNT),
                ("net_drop_out", COUNT),
            ];
            for ((metric_name, unit), value) in names.into_iter().zip(grown) {
                batch.push(metric_name, unit, &[("interface", name)], value as f64);
            }
        }
    }

    /// The interface that moved most since the machine started.
    pub fn busiest(&self) -> Option<String> {
        self.0.largest(|counters| counters[0].saturating_add(counters[4]))
    }
}

/// Where /proc/net/route sends what has no route of its own.
pub fn default_interface(route: &str) -> Option<String> {
    route.lines().skip(1).find_map(|line| {
        let mut fields = line.split_ascii_whitespace();
        let interface = fields.next()?;
        (fields.next()? == "00000000").then(|| interface.to_owned())
    })
}

fn parse(line: &str) -> Option<(&str, [u64; 8])> {
    let (name, rest) = line.split_once(':')?;
    let mut numbers = [0; 12];
    let mut fields = rest.split_ascii_whitespace();
    for number in &mut numbers {
        *number = fields.next()?.parse().ok()?;
    }
    // bytes packets errs drop fifo frame compressed multicast, then the same sent.
    let [bytes_in, packets_in, err_in, drop_in, _, _, _, _, bytes_out, packets_out, err_out, drop_out] =
        numbers;
    let counters = [bytes_in, packets_in, err_in, drop_in, bytes_out, packets_out, err_out, drop_out];
    Some((name.trim(), counters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use timeseries::Timestamp;

    #[test]
    fn what_was_added_since_the_last_sample() {
        let mut network = Network::default();
        let mut batch = Batch::new("h", Timestamp::MIN);
        let head = "Inter-|   Receive     |  Transmit\n face |bytes    packets errs drop\n";
        let line = |bytes| {
            format!(
                "{head}  lo: 9 9 9 9 0 0 0 0 9 9 9 9 0 0 0 0\n  eth0:{bytes} 2 3 4 0 0 0 0 50 6 7 8 0 0 0 0\n tun0: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
            )
        };
        network.sample(&line(1000), &mut batch);
        assert_eq!(batch.to_text(), "");
        network.sample(&line(1500), &mut batch);
        expect![[r#"
            net_bytes_recv{interface=eth0} 500 Bytes
            net_packets_recv{interface=eth0} 0 Count
            net_err_in{interface=eth0} 0 Count
            net_drop_in{interface=eth0} 0 Count
            net_bytes_sent{interface=eth0} 0 Bytes
            net_packets_sent{interface=eth0} 0 Count
            net_err_out{interface=eth0} 0 Count
            net_drop_out{interface=eth0} 0 Count
        "#]]
        .assert_eq(&batch.to_text());
        assert_eq!(network.busiest().as_deref(), Some("eth0"));
    }

    #[test]
    fn the_way_outside() {
        let route = "Iface\tDestination\tGateway\nbr0\t0000FEA9\t0\nens3\t00000000\t0101A8C0\n";
        assert_eq!(default_interface(route).as_deref(), Some("ens3"));
        assert_eq!(default_interface("Iface\n"), None);
    }
}
