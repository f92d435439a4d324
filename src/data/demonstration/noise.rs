//! Reproducible irregularity: numbers that look random and follow from a seed and a time.

/// Evenly spread over 0..1, the same for the same input everywhere.
pub fn uniform(seed: u64, index: i64) -> f64 {
    // splitmix64: every bit of the input changes half of the output's.
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (index as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// A smooth walk between -1 and 1 that changes within about `scale_secs`.
pub fn drift(seed: u64, secs: f64, scale_secs: f64) -> f64 {
    let place = secs / scale_secs;
    let index = place.floor();
    let part = place - index;
    let eased = part * part * (3.0 - 2.0 * part);
    let [from, to] = [index, index + 1.0].map(|at| uniform(seed, at as i64));
    (from + (to - from) * eased) * 2.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn uniform_is_spread_evenly_and_repeatable() {
        let values: Vec<f64> = (0..10_000).map(|index| uniform(7, index)).collect();
        let mean = values.iter().sum::<f64>() / 10_000.0;
        assert!((0.48..0.52).contains(&mean), "{mean}");
        assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
        assert_eq!(uniform(7, 3), values[3]);
        assert_ne!(uniform(8, 3), values[3]);
    }

    #[wasm_bindgen_test]
    fn drift_has_no_jumps() {
        for secs in 0..5000 {
            let step = drift(1, f64::from(secs), 600.0) - drift(1, f64::from(secs + 1), 600.0);
            assert!(step.abs() < 0.01, "{step} at {secs}");
        }
    }
}
