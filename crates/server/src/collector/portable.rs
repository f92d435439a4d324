//! Samples from sysinfo, for systems without /proc: fewer metrics, the same names. On Linux only its tests run.

use super::batch::{BYTES, Batch, COUNT, PERCENT};
use super::machine::{Disk, Machine};
use sysinfo::{Disks, Networks, System};

pub struct Sampler {
    system: System,
    disks: Disks,
    networks: Networks,
}

impl Default for Sampler {
    fn default() -> Self {
        Sampler {
            system: System::new(),
            disks: Disks::new_with_refreshed_list(),
            networks: Networks::new_with_refreshed_list(),
        }
    }
}

impl Sampler {
    pub fn sample(&mut self, batch: &mut Batch) {
        self.sample_cpu(batch);
        self.sample_memory(batch);
        self.disks.refresh(true);
        for disk in &self.disks {
            let named = named(disk);
            let dimensions = [
                ("path", named.path.as_str()),
                ("device", named.device.as_str()),
                ("fstype", named.fstype.as_str()),
            ];
            let (total, free) = (disk.total_space() as f64, disk.available_space() as f64);
            batch.push("disk_free", BYTES, &dimensions, free);
            batch.push("disk_total", BYTES, &dimensions, total);
            batch.push("disk_used", BYTES, &dimensions, total - free);
            batch.push("disk_used_percent", PERCENT, &dimensions, 100.0 * (total - free) / total);
        }
        self.networks.refresh(true);
        for (interface, network) in &self.networks {
            let dimensions = [("interface", interface.as_str())];
            batch.push("net_bytes_recv", BYTES, &dimensions, network.received() as f64);
            batch.push("net_bytes_sent", BYTES, &dimensions, network.transmitted() as f64);
            batch.push("net_packets_recv", COUNT, &dimensions, network.packets_received() as f64);
            batch.push("net_packets_sent", COUNT, &dimensions, network.packets_transmitted() as f64);
        }
    }

    pub fn machine(&mut self, host: &str) -> Machine {
        let mut disks: Vec<Disk> = self.disks.iter().map(named).collect();
        disks.sort_by(|a, b| a.path.cmp(&b.path));
        disks.dedup_by(|a, b| a.device == b.device);
        let busiest = self.networks.iter().max_by_key(|(name, network)| {
            (network.total_received().saturating_add(network.total_transmitted()), (*name).clone())
        });
        let interface = busiest.map_or_else(|| "en0".to_owned(), |(name, _)| name.clone());
        Machine { host: host.to_owned(), disks, interface, block_device: "disk0".to_owned() }
    }

    fn sample_cpu(&mut self, batch: &mut Batch) {
        self.system.refresh_cpu_usage();
        let mut push = |cpu: &str, active: f64| {
            batch.push("cpu_usage_active", PERCENT, &[("cpu", cpu)], active);
            batch.push("cpu_usage_idle", PERCENT, &[("cpu", cpu)], 100.0 - active);
        };
        push("cpu-total", f64::from(self.system.global_cpu_usage()));
        for (index, cpu) in self.system.cpus().iter().enumerate() {
            push(&format!("cpu{index}"), f64::from(cpu.cpu_usage()));
        }
    }

    fn sample_memory(&mut self, batch: &mut Batch) {
        self.system.refresh_memory();
        let total = self.system.total_memory() as f64;
        let (available, used) = (self.system.available_memory() as f64, self.system.used_memory() as f64);
        batch.push("mem_available", BYTES, &[], available);
        batch.push("mem_free", BYTES, &[], self.system.free_memory() as f64);
        batch.push("mem_total", BYTES, &[], total);
        batch.push("mem_used", BYTES, &[], used);
        batch.push("mem_available_percent", PERCENT, &[], 100.0 * available / total);
        batch.push("mem_used_percent", PERCENT, &[], 100.0 * used / total);
        batch.push("swap_free", BYTES, &[], self.system.free_swap() as f64);
        batch.push("swap_used", BYTES, &[], self.system.used_swap() as f64);
    }
}

fn named(disk: &sysinfo::Disk) -> Disk {
    let device = disk.name().to_string_lossy();
    Disk {
        path: disk.mount_point().to_string_lossy().into_owned(),
        device: device.strip_prefix("/dev/").unwrap_or(&device).to_owned(),
        fstype: disk.file_system().to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::Timestamp;

    #[test]
    fn the_essentials_are_there() {
        let mut batch = Batch::new("h", Timestamp::MIN);
        let mut sampler = Sampler::default();
        sampler.sample(&mut batch);
        let machine = sampler.machine("weather-station");
        assert_eq!(machine.host, "weather-station");
        assert!(!machine.interface.is_empty());
        let text = batch.to_text();
        for name in ["cpu_usage_idle{cpu=cpu-total}", "mem_total{}", "mem_used_percent{}"] {
            assert!(text.contains(name), "{name} in\n{text}");
        }
    }
}
