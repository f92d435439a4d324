//! The innermost loops of arithmetic over columns of values. Here because this room is compiled for speed in
//! the browser, where nearly all else is compiled for size. Knows neither times nor which datapoints are missing.

use crate::lanes::{
    Carried, LANES, Lanes, add, divide, lanes, multiply, one_by_one, subtract, values, without_sign_of_zero,
};

/// The four that charts are made of have loops of their own.
#[derive(Clone, Copy)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Other(fn(f64, f64) -> f64),
}

/// What stands at the right of each value.
pub enum Right<'a> {
    Number(f64),
    Values(&'a [f64]),
}

impl Arithmetic {
    /// Puts the results, each times `factor`, behind what `out` has. Whether all of those are finite numbers.
    #[inline(never)]
    pub fn apply(self, left: &[f64], right: Right<'_>, factor: f64, out: &mut Vec<f64>) -> bool {
        match self {
            Arithmetic::Add => each(left, right, factor, out, |left, right| left + right, add),
            Arithmetic::Subtract => each(left, right, factor, out, |left, right| left - right, subtract),
            Arithmetic::Multiply => each(left, right, factor, out, |left, right| left * right, multiply),
            Arithmetic::Divide => each(left, right, factor, out, |left, right| left / right, divide),
            Arithmetic::Other(operator) => {
                each(left, right, factor, out, operator, |left, right| one_by_one(left, right, operator))
            }
        }
    }
}

#[inline(always)]
fn each(
    left: &[f64],
    right: Right<'_>,
    factor: f64,
    out: &mut Vec<f64>,
    operator: impl Fn(f64, f64) -> f64,
    in_lanes: impl Fn(Lanes, Lanes) -> Lanes,
) -> bool {
    let (lefts, left) = left.as_chunks();
    let mut carried = Carried::default();
    let factors = lanes(&[factor; LANES]);
    let mut pair = |left: &[f64; LANES], right: Lanes| {
        let result = without_sign_of_zero(multiply(in_lanes(lanes(left), right), factors));
        carried.note(result);
        values(result)
    };
    let right = match right {
        Right::Values(right) => {
            let (rights, right) = right.as_chunks();
            out.extend(lefts.iter().zip(rights).flat_map(|(left, right)| pair(left, lanes(right))));
            right.first().copied()
        }
        Right::Number(right) => {
            let number = lanes(&[right; LANES]);
            out.extend(lefts.iter().flat_map(|left| pair(left, number)));
            Some(right)
        }
    };
    // With two lanes one value at most is left over.
    if let (Some(left), Some(right)) = (left.first(), right) {
        let result = operator(*left, right) * factor + 0.0;
        carried.note(lanes(&[result; LANES]));
        out.push(result);
    }
    carried.is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(arithmetic: Arithmetic, left: &[f64], right: Right<'_>, expected: (bool, &[f64])) {
        let mut out = vec![7.0];
        let is_finite = arithmetic.apply(left, right, 1.0, &mut out);
        assert_eq!((is_finite, &out[1..]), expected);
        assert_eq!(out[0], 7.0, "what was there stays");
    }

    #[test]
    fn each_value_meets_its_partner_also_the_odd_one_out() {
        let left = [1.0, 2.0, 3.0];
        check(Arithmetic::Add, &left, Right::Values(&[10.0, 20.0, 30.0]), (true, &[11.0, 22.0, 33.0]));
        check(Arithmetic::Subtract, &left, Right::Number(1.0), (true, &[0.0, 1.0, 2.0]));
        check(Arithmetic::Multiply, &left, Right::Number(2.0), (true, &[2.0, 4.0, 6.0]));
        check(Arithmetic::Other(f64::max), &left, Right::Number(2.0), (true, &[2.0, 2.0, 3.0]));
        check(Arithmetic::Divide, &[], Right::Number(2.0), (true, &[]));
    }

    #[test]
    fn a_factor_comes_last() {
        for arithmetic in [Arithmetic::Divide, Arithmetic::Other(|left, right| left / right)] {
            let mut out = Vec::new();
            assert!(arithmetic.apply(&[1.0, 3.0, -0.0], Right::Number(8.0), 100.0, &mut out));
            assert_eq!(out, [12.5, 37.5, 0.0]);
            assert!(out[2].is_sign_positive());
            assert!(!arithmetic.apply(&[1.0, 1.0], Right::Values(&[0.0, 1.0]), 0.0, &mut out));
        }
    }

    #[test]
    fn a_result_that_is_no_finite_number_is_told() {
        let infinite = f64::INFINITY;
        check(Arithmetic::Divide, &[1.0, 1.0], Right::Values(&[0.0, 2.0]), (false, &[infinite, 0.5]));
        check(
            Arithmetic::Divide,
            &[4.0, 4.0, 1.0],
            Right::Values(&[2.0, 2.0, 0.0]),
            (false, &[2.0, 2.0, infinite]),
        );
    }
}
