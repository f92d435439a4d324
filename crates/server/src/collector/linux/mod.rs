//! Samples from /proc and statvfs, one file per plugin of the agent. A file that isn't there (in a container,
//! say) leaves out its metrics.

mod counters;
mod cpu;
mod disk;
mod disk_io;
mod memory;
mod network;
mod processes;

use super::batch::Batch;
use super::machine::Machine;
use std::fs::File;
use std::io::Read;

/// What must be remembered between two samples. Buffers are kept, too.
#[derive(Default)]
pub struct Sampler {
    text: String,
    cpu: cpu::Cpu,
    network: network::Network,
    disk_io: disk_io::DiskIo,
}

impl Sampler {
    pub fn sample(&mut self, batch: &mut Batch) {
        if read("/proc/stat", &mut self.text) {
            self.cpu.sample(&self.text, batch);
        }
        if read("/proc/meminfo", &mut self.text) {
            memory::sample(&self.text, batch);
        }
        if read("/proc/self/mounts", &mut self.text) {
            disk::sample(&disk::disks(&self.text), batch);
        }
        if read("/proc/diskstats", &mut self.text) {
            self.disk_io.sample(&self.text, disk_io::is_whole_disk, batch);
        }
        if read("/proc/net/dev", &mut self.text) {
            self.network.sample(&self.text, batch);
        }
        processes::sample(&mut self.text, batch);
    }

    pub fn machine(&mut self, host: &str) -> Machine {
        let disks =
            if read("/proc/self/mounts", &mut self.text) { disk::disks(&self.text) } else { Vec::new() };
        let interface = if read("/proc/net/route", &mut self.text) {
            network::default_interface(&self.text)
        } else {
            None
        };
        let interface = interface.or_else(|| self.network.busiest()).unwrap_or_else(|| "eth0".to_owned());
        let block_device = self.disk_io.busiest().unwrap_or_else(|| "sda".to_owned());
        Machine { host: host.to_owned(), disks, interface, block_device }
    }
}

/// Whether `text` now holds the file.
fn read(path: &str, text: &mut String) -> bool {
    text.clear();
    File::open(path).and_then(|mut file| file.read_to_string(text)).is_ok()
}
