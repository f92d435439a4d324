//! What the browser can do with texts already, so that it needn't travel: the standard library's tables of
//! letters weigh more than a page of this app.

use js_sys::JsString;

/// As `str::to_lowercase`.
pub fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn letters() {
        assert_eq!(lower_case("CPU Straße ÄΣ 日本"), "cpu straße äς 日本");
    }
}
