//! The only addresses that a document can lead to.

/// `http`, `https`, `mailto`, or relative to the page (with `#…` and `?…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeUrl(String);

impl SafeUrl {
    pub fn parse(text: &str) -> Option<Self> {
        // Browsers drop tabs, line breaks and outer blanks, which makes "java\nscript:" run.
        let clean: String =
            text.trim_matches(|c: char| c <= ' ').chars().filter(|c| !c.is_control()).collect();
        let scheme_end = clean.find(':').filter(|colon| !clean[..*colon].contains(['/', '?', '#']));
        let is_safe = match scheme_end.map(|colon| clean[..colon].to_ascii_lowercase()) {
            None => !clean.is_empty(),
            Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto"),
        };
        // `//host` and `\\host` lead elsewhere with whatever scheme the page has: that is http(s) too.
        is_safe.then_some(SafeUrl(clean))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Leads out of the app, so it opens in a tab of its own.
    pub fn is_external(&self) -> bool {
        self.0.contains(':') || self.0.starts_with("//") || self.0.starts_with('\\')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn only_safe_schemes() {
        for (text, expected) in [
            ("https://example.com/a?b#c", Some("https://example.com/a?b#c")),
            ("HTTP://example.com", Some("HTTP://example.com")),
            ("mailto:a@example.com", Some("mailto:a@example.com")),
            ("#dashboards/dashboard/web", Some("#dashboards/dashboard/web")),
            ("runbook.html", Some("runbook.html")),
            ("a/b:c", Some("a/b:c")),
            ("?x=a:b", Some("?x=a:b")),
            (" https://example.com ", Some("https://example.com")),
            ("javascript:alert(1)", None),
            ("JaVaScRiPt:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("vbscript:x", None),
            ("blob:https://x", None),
            ("file:///etc/passwd", None),
            ("", None),
        ] {
            assert_eq!(SafeUrl::parse(text).as_ref().map(SafeUrl::as_str), expected, "{text:?}");
        }
    }
}
