//! Two numbers at a time: by the processor's own instructions in Wasm, which compilers don't find there by
//! themselves, and spelled out elsewhere. Knows arithmetic only.

/// How many numbers go at a time.
pub(crate) const LANES: usize = 2;

pub(crate) use implementation::*;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod implementation {
    use super::LANES;
    use core::arch::wasm32::{
        f64x2, f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_mul, f64x2_splat, f64x2_sub, v128,
        v128_any_true, v128_or,
    };

    pub(crate) type Lanes = v128;

    #[inline(always)]
    pub(crate) fn add(left: Lanes, right: Lanes) -> Lanes {
        f64x2_add(left, right)
    }

    #[inline(always)]
    pub(crate) fn subtract(left: Lanes, right: Lanes) -> Lanes {
        f64x2_sub(left, right)
    }

    #[inline(always)]
    pub(crate) fn multiply(left: Lanes, right: Lanes) -> Lanes {
        f64x2_mul(left, right)
    }

    #[inline(always)]
    pub(crate) fn divide(left: Lanes, right: Lanes) -> Lanes {
        f64x2_div(left, right)
    }

    #[inline(always)]
    pub(crate) fn lanes(values: &[f64; LANES]) -> Lanes {
        f64x2(values[0], values[1])
    }

    #[inline(always)]
    pub(crate) fn values(lanes: Lanes) -> [f64; LANES] {
        [f64x2_extract_lane::<0>(lanes), f64x2_extract_lane::<1>(lanes)]
    }

    #[inline(always)]
    pub(crate) fn without_sign_of_zero(lanes: Lanes) -> Lanes {
        f64x2_add(lanes, f64x2_splat(0.0))
    }

    #[inline(always)]
    pub(crate) fn one_by_one(left: Lanes, right: Lanes, operator: fn(f64, f64) -> f64) -> Lanes {
        let (left, right) = (values(left), values(right));
        f64x2(operator(left[0], right[0]), operator(left[1], right[1]))
    }

    /// Whether any result so far was no finite number.
    pub(crate) struct Carried(v128);

    impl Default for Carried {
        fn default() -> Self {
            Carried(f64x2_splat(0.0))
        }
    }

    impl Carried {
        #[inline(always)]
        pub(crate) fn note(&mut self, lanes: Lanes) {
            // Taken from themselves only finite numbers leave nothing.
            self.0 = v128_or(self.0, f64x2_sub(lanes, lanes));
        }

        pub(crate) fn is_finite(&self) -> bool {
            !v128_any_true(self.0)
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod implementation {
    use super::LANES;

    pub(crate) type Lanes = [f64; LANES];

    #[inline(always)]
    pub(crate) fn lanes(values: &[f64; LANES]) -> Lanes {
        *values
    }

    #[inline(always)]
    pub(crate) fn values(lanes: Lanes) -> [f64; LANES] {
        lanes
    }

    #[inline(always)]
    pub(crate) fn add(left: Lanes, right: Lanes) -> Lanes {
        [left[0] + right[0], left[1] + right[1]]
    }

    #[inline(always)]
    pub(crate) fn subtract(left: Lanes, right: Lanes) -> Lanes {
        [left[0] - right[0], left[1] - right[1]]
    }

    #[inline(always)]
    pub(crate) fn multiply(left: Lanes, right: Lanes) -> Lanes {
        [left[0] * right[0], left[1] * right[1]]
    }

    #[inline(always)]
    pub(crate) fn divide(left: Lanes, right: Lanes) -> Lanes {
        [left[0] / right[0], left[1] / right[1]]
    }

    #[inline(always)]
    pub(crate) fn without_sign_of_zero(lanes: Lanes) -> Lanes {
        [lanes[0] + 0.0, lanes[1] + 0.0]
    }

    #[inline(always)]
    pub(crate) fn one_by_one(left: Lanes, right: Lanes, operator: fn(f64, f64) -> f64) -> Lanes {
        [operator(left[0], right[0]), operator(left[1], right[1])]
    }

    /// Whether any result so far was no finite number.
    #[derive(Default)]
    pub(crate) struct Carried(bool);

    impl Carried {
        #[inline(always)]
        pub(crate) fn note(&mut self, lanes: Lanes) {
            for value in lanes {
                self.0 |= !value.is_finite();
            }
        }

        pub(crate) fn is_finite(&self) -> bool {
            !self.0
        }
    }
}
