//! The page's entry point.

fn main() {
    barograph::start();
}
