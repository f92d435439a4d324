//! `mem_*` and `swap_*` from /proc/meminfo.

use super::super::batch::{BYTES, Batch, PERCENT};

#[derive(Default)]
struct Memory {
    total: f64,
    free: f64,
    available: f64,
    buffered: f64,
    cached: f64,
    /// Kernel caches that can be given back; the agent counts them as cached.
    reclaimable: f64,
    active: f64,
    inactive: f64,
    swap_total: f64,
    swap_free: f64,
}

pub fn sample(meminfo: &str, batch: &mut Batch) {
    let memory = parse(meminfo);
    let cached = memory.cached + memory.reclaimable;
    let used = memory.total - memory.free - memory.buffered - cached;
    let percent = |part: f64| 100.0 * part / memory.total;
    for (name, value) in [
        ("mem_active", memory.active),
        ("mem_available", memory.available),
        ("mem_buffered", memory.buffered),
        ("mem_cached", cached),
        ("mem_free", memory.free),
        ("mem_inactive", memory.inactive),
        ("mem_total", memory.total),
        ("mem_used", used),
    ] {
        batch.push(name, BYTES, &[], value);
    }
    batch.push("mem_available_percent", PERCENT, &[], percent(memory.available));
    batch.push("mem_used_percent", PERCENT, &[], percent(used));
    let swap_used = memory.swap_total - memory.swap_free;
    let swap_percent = if memory.swap_total == 0.0 { 0.0 } else { 100.0 * swap_used / memory.swap_total };
    batch.push("swap_free", BYTES, &[], memory.swap_free);
    batch.push("swap_used", BYTES, &[], swap_used);
    batch.push("swap_used_percent", PERCENT, &[], swap_percent);
}

fn parse(meminfo: &str) -> Memory {
    let mut memory = Memory::default();
    for line in meminfo.lines() {
        let Some((key, rest)) = line.split_once(':') else { continue };
        let field = match key {
            "MemTotal" => &mut memory.total,
            "MemFree" => &mut memory.free,
            "MemAvailable" => &mut memory.available,
            "Buffers" => &mut memory.buffered,
            "Cached" => &mut memory.cached,
            "SReclaimable" => &mut memory.reclaimable,
            "Active" => &mut memory.active,
            "Inactive" => &mut memory.inactive,
            "SwapTotal" => &mut memory.swap_total,
            "SwapFree" => &mut memory.swap_free,
            _ => continue,
        };
        let kibibytes = rest.split_ascii_whitespace().next().and_then(|number| number.parse::<u64>().ok());
        if let Some(kibibytes) = kibibytes {
            *field = kibibytes as f64 * 1024.0;
        }
    }
    memory
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use timeseries::Timestamp;

    #[test]
    fn used_is_what_is_neither_free_nor_a_cache() {
        let meminfo = "MemTotal: 1000 kB\nMemFree: 300 kB\nMemAvailable: 600 kB\nBuffers: 50 kB\nCached: 200 kB\n\
                       SwapCached: 1 kB\nActive: 400 kB\nInactive: 100 kB\nActive(anon): 7 kB\nSReclaimable: 50 kB\n\
                       SwapTotal: 100 kB\nSwapFree: 75 kB\nHugePages_Total: 0\nCached: ? kB\n";
        let mut batch = Batch::new("h", Timestamp::MIN);
        sample(meminfo, &mut batch);
        expect![[r#"
            mem_active{} 409600 Bytes
            mem_available{} 614400 Bytes
            mem_buffered{} 51200 Bytes
            mem_cached{} 256000 Bytes
            mem_free{} 307200 Bytes
            mem_inactive{} 102400 Bytes
            mem_total{} 1024000 Bytes
            mem_used{} 409600 Bytes
            mem_available_percent{} 60 Percent
            mem_used_percent{} 40 Percent
            swap_free{} 76800 Bytes
            swap_used{} 25600 Bytes
            swap_used_percent{} 25 Percent
        "#]]
        .assert_eq(&batch.to_text());
    }
}
