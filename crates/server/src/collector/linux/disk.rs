//! `disk_*` from the mount table and statvfs, for file systems that hold data.

use super::super::batch::{BYTES, Batch, COUNT, PERCENT};
use super::super::machine::Disk;

/// File systems without a device node that hold data all the same.
const DEVICELESS: [&str; 3] = ["zfs", "bcachefs", "virtiofs"];
/// Images that are always full.
const IMAGES: [&str; 3] = ["squashfs", "iso9660", "erofs"];

/// The file systems worth watching, the root first: no pseudo and no network file systems (those may hang),
/// no loop devices, and each device once however often it is mounted.
pub fn disks(mounts: &str) -> Vec<Disk> {
    let mut disks: Vec<Disk> = Vec::new();
    for line in mounts.lines() {
        let mut fields = line.split(' ').map(unescape);
        let (Some(device), Some(path), Some(fstype)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let is_device = device.starts_with("/dev/") && !device.starts_with("/dev/loop");
        // In a container the root is an overlay, and all there is to see.
        let holds_data = is_device || DEVICELESS.contains(&fstype.as_str()) || path == "/";
        if !holds_data || IMAGES.contains(&fstype.as_str()) || fstype == "rootfs" {
            continue;
        }
        let device = device.strip_prefix("/dev/").map(str::to_owned).unwrap_or(device);
        match disks.iter_mut().find(|disk| disk.device == device) {
            // Bind mounts; the shortest path is the disk's own.
            Some(known) if path.len() < known.path.len() => known.path = path,
            Some(_) => {}
            None => disks.push(Disk { path, device, fstype }),
        }
    }
    disks.sort_by(|a, b| a.path.cmp(&b.path));
    disks
}

pub fn sample(disks: &[Disk], batch: &mut Batch) {
    for disk in disks {
        // Unmounted a moment ago, or not ours to look at.
        let Ok(stat) = rustix::fs::statvfs(disk.path.as_str()) else { continue };
        let bytes = |blocks: u64| blocks as f64 * stat.f_frsize as f64;
        let (total, free, available) = (bytes(stat.f_blocks), bytes(stat.f_bfree), bytes(stat.f_bavail));
        let used = total - free;
        let dimensions = [
            ("path", disk.path.as_str()),
            ("device", disk.device.as_str()),
            ("fstype", disk.fstype.as_str()),
        ];
        batch.push("disk_free", BYTES, &dimensions, available);
        batch.push("disk_total", BYTES, &dimensions, total);
        batch.push("disk_used", BYTES, &dimensions, used);
        // As df counts: what is kept for root is neither used nor to be had.
        batch.push("disk_used_percent", PERCENT, &dimensions, 100.0 * used / (used + available));
        let (inodes, inodes_free) = (stat.f_files as f64, stat.f_ffree as f64);
        batch.push("disk_inodes_free", COUNT, &dimensions, inodes_free);
        batch.push("disk_inodes_total", COUNT, &dimensions, inodes);
        batch.push("disk_inodes_used", COUNT, &dimensions, inodes - inodes_free);
    }
}

/// Blanks stand as `\040` in the mount table.
fn unescape(field: &str) -> String {
    let mut text = Vec::with_capacity(field.len());
    let mut rest = field.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = (*first == b'\\').then(|| after.get(..3)).flatten().and_then(|digits| {
            digits.iter().try_fold(0_u8, |byte, digit| {
                let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
                byte.checked_mul(8)?.checked_add(digit)
            })
        });
        match octal {
            Some(byte) => {
                text.push(byte);
                rest = &after[3..];
            }
            None => {
                text.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::Timestamp;

    #[track_caller]
    fn check(mounts: &str, expected: &[&str]) {
        let found: Vec<String> = disks(mounts)
            .iter()
            .map(|disk| format!("{} {} {}", disk.path, disk.device, disk.fstype))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_file_systems_that_hold_data() {
        check(
            "proc /proc proc rw 0 0\n\
             tmpfs /run tmpfs rw 0 0\n\
             /dev/nvme0n1p3 /var/lib/docker/overlay2 ext4 rw 0 0\n\
             /dev/nvme0n1p3 / ext4 rw 0 0\n\
             /dev/loop3 /snap/core/1 squashfs ro 0 0\n\
             nas:/vol /mnt/nas nfs4 rw 0 0\n\
             tank/home /home zfs rw 0 0\n\
             /dev/sr0 /media/cd iso9660 ro 0 0\n\
             /dev/sdb1 /mnt/My\\040Disk\\134 vfat rw 0 0\n",
            &["/ nvme0n1p3 ext4", "/home tank/home zfs", "/mnt/My Disk\\ sdb1 vfat"],
        );
    }

    #[test]
    fn a_containers_root_and_broken_lines() {
        check("overlay / overlay rw 0 0\nx\n\n", &["/ overlay overlay"]);
        check("/dev/a\\9 /x\\04 ext4", &["/x\\04 a\\9 ext4"]);
    }

    #[test]
    fn the_root_has_a_size() {
        let root = Disk { path: "/".to_owned(), device: "vda".to_owned(), fstype: "ext4".to_owned() };
        let gone = Disk { path: "/no/such/path".to_owned(), ..root.clone() };
        let mut batch = Batch::new("h", Timestamp::MIN);
        sample(&[root, gone], &mut batch);
        let points = batch.into_points();
        let value = |name: &str| {
            points.iter().find(|point| point.metric.metric_name == name).map(|point| point.statistics.sum)
        };
        assert_eq!(points.iter().filter(|point| point.metric.metric_name == "disk_total").count(), 1);
        assert!(value("disk_used") <= value("disk_total"));
        assert!((0.0..=100.0).contains(&value("disk_used_percent").unwrap()));
    }
}
