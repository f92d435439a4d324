//! What this machine is called and made of, as far as its first dashboard shows it.

use sysinfo::System;

/// A machine as the first dashboard names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    pub host: String,
    /// The root first.
    pub disks: Vec<Disk>,
    /// The one that leads outside.
    pub interface: String,
    /// The busiest one.
    pub block_device: String,
}

/// The dimensions of `disk_used_percent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    pub path: String,
    /// Without `/dev/`.
    pub device: String,
    pub fstype: String,
}

/// The dimension `host`.
pub fn host_name() -> String {
    System::host_name().filter(|name| !name.is_empty()).unwrap_or_else(|| "localhost".to_owned())
}
