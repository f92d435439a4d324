//! `diskio_*` from /proc/diskstats, for whole disks. The agent sends what was added since its last sample;
//! so Sum is the statistic to read them with.

use super::super::batch::{BYTES, Batch, COUNT, MILLISECONDS};
use super::counters::Counters;
use std::path::Path;

/// A sector of /proc/diskstats, whatever the disk's own are.
const SECTOR_BYTES: f64 = 512.0;
const VIRTUAL: [&str; 5] = ["loop", "ram", "zram", "sr", "fd"];

/// Reads, sectors read, ms reading, writes, sectors written, ms writing, ms doing I/O.
#[derive(Default)]
pub struct DiskIo(Counters<7>);

impl DiskIo {
    pub fn sample(&mut self, diskstats: &str, is_disk: impl Fn(&str) -> bool, batch: &mut Batch) {
        for line in diskstats.lines() {
            let Some((name, counters, in_progress)) = parse(line) else { continue };
            let is_unused = counters.iter().all(|counter| *counter == 0);
            if is_unused || VIRTUAL.iter().any(|prefix| name.starts_with(prefix)) || !is_disk(name) {
                continue;
            }
            let dimensions = [("name", name)];
            batch.push("diskio_iops_in_progress", COUNT, &dimensions, in_progress as f64);
            let Some(grown) = self.0.advance(name, counters) else { continue };
            let [reads, read_sectors, read_ms, writes, write_sectors, write_ms, io_ms] =
                grown.map(|counter| counter as f64);
            batch.push("diskio_reads", COUNT, &dimensions, reads);
            batch.push("diskio_writes", COUNT, &dimensions, writes);
            batch.push("diskio_read_bytes", BYTES, &dimensions, read_sectors * SECTOR_BYTES);
            batch.push("diskio_write_bytes", BYTES, &dimensions, write_sectors * SECTOR_BYTES);
            batch.push("diskio_read_time", MILLISECONDS, &dimensions, read_ms);
            batch.push("diskio_write_time", MILLISECONDS, &dimensions, write_ms);
            batch.push("diskio_io_time", MILLISECONDS, &dimensions, io_ms);
        }
    }

    /// The disk that moved most since the machine started.
    pub fn busiest(&self) -> Option<String> {
        self.0.largest(|[_, read, _, _, written, _, _]| read.saturating_add(*written))
    }
}

/// Not a partition.
pub fn is_whole_disk(name: &str) -> bool {
    let disks = Path::new("/sys/block");
    !disks.exists() || disks.join(name).exists()
}

fn parse(line: &str) -> Option<(&str, [u64; 7], u64)> {
    // major minor name reads merged sectors ms writes merged sectors ms in-progress io-ms
    let mut fields = line.split_ascii_whitespace().skip(2);
    let name = fields.next()?;
    let mut numbers = [0; 10];
    for number in &mut numbers {
        *number = fields.next()?.parse().ok()?;
    }
    let [reads, _, read_sectors, read_ms, writes, _, write_sectors, write_ms, in_progress, io_ms] = numbers;
    Some((name, [reads, read_sectors, read_ms, writes, write_sectors, write_ms, io_ms], in_progress))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use timeseries::Timestamp;

    #[test]
    fn what_was_added_since_the_last_sample() {
        let mut disk_io = DiskIo::default();
        let mut batch = Batch::new("h", Timestamp::MIN);
        let is_disk = |name: &str| name != "vda1";
        let first = "7 0 loop0 9 0 9 9 0 0 0 0 0 9\n254 0 vda 10 1 80 5 20 2 160 7 0 9 1 1\n254 1 vda1 1 1 1 1 1 1 1 1 0 1\n\
                     254 2 vdb 0 0 0 0 0 0 0 0 0 0\n";
        disk_io.sample(first, is_disk, &mut batch);
        disk_io.sample("254 0 vda 13 1 96 6 25 2 200 9 2 12 1 1\nnonsense\n", is_disk, &mut batch);
        expect![[r#"
            diskio_iops_in_progress{name=vda} 0 Count
            diskio_iops_in_progress{name=vda} 2 Count
            diskio_reads{name=vda} 3 Count
            diskio_writes{name=vda} 5 Count
            diskio_read_bytes{name=vda} 8192 Bytes
            diskio_write_bytes{name=vda} 20480 Bytes
            diskio_read_time{name=vda} 1 Milliseconds
            diskio_write_time{name=vda} 2 Milliseconds
            diskio_io_time{name=vda} 3 Milliseconds
        "#]]
        .assert_eq(&batch.to_text());
        assert_eq!(disk_io.busiest().as_deref(), Some("vda"));
    }
}
