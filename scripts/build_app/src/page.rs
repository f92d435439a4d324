//! A page as it is written: its text, and the `<link data-trunk …>` in it. It reads only as much HTML as our own
//! pages have: double quotes, no such link inside a comment.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

pub struct Page {
    /// The file's name, here and in `dist/`.
    pub name: String,
    html: String,
    links: Vec<Link>,
}

/// A `<link data-trunk …>`.
pub struct Link {
    start: usize,
    end: usize,
    attributes: Vec<(String, String)>,
}

impl Link {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Page {
    pub fn read(path: &Path) -> Result<Self> {
        let html = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Ok(Self { name: path.display().to_string(), links: links(&html), html })
    }

    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The page with a tag for each link, in their order, and `preloads` at the head's end.
    pub fn with_links(&self, tags: &[String], preloads: &str) -> String {
        let mut html = self.html.clone();
        // From the last to the first, so that places stay true.
        for (link, tag) in self.links.iter().zip(tags).rev() {
            html.replace_range(link.start..link.end, tag);
        }
        html.replacen("</head>", &format!("{preloads}</head>"), 1)
    }
}

fn links(html: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for (start, _) in html.match_indices("<link ") {
        let Some(length) = html[start..].find('>') else { continue };
        let end = start + length + 1;
        let attributes = attributes(html[start + "<link ".len()..end - 1].trim_end_matches('/'));
        if attributes.iter().any(|(name, _)| name == "data-trunk") {
            links.push(Link { start, end, attributes });
        }
    }
    links
}

/// `name`, or `name="value"`, with white space between them.
fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let name_end =
            rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        let value = after.strip_prefix("=\"").and_then(|quoted| quoted.split_once('"'));
        found.push((name.to_owned(), value.map_or_else(String::new, |(value, _)| value.to_owned())));
        rest = value.map_or(after, |(_, after)| after).trim_start_matches('=').trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head>\n<link rel=\"icon\" href=\"a.svg\">\n\
        <link data-trunk rel=\"css\" href=\"a.css\">\n<link data-trunk rel=\"rust\" data-wasm-opt-params=\"--a -b\"/>\n</head>";

    #[test]
    fn only_links_for_trunk_are_read_with_their_attributes() {
        let links = links(HTML);
        let read: Vec<_> = links.iter().map(|link| (link.get("rel"), link.get("href"))).collect();
        assert_eq!(read, [(Some("css"), Some("a.css")), (Some("rust"), None)]);
        assert_eq!(links[1].get("data-wasm-opt-params"), Some("--a -b"));
        assert_eq!(links[1].get("data-trunk"), Some(""));
    }

    #[test]
    fn tags_take_the_place_of_links_and_preloads_end_the_head() {
        let page = Page { name: String::new(), links: links(HTML), html: HTML.to_owned() };
        let built = page.with_links(&["<1>".to_owned(), "<2>".to_owned()], "<3>");
        assert_eq!(built, "<head>\n<link rel=\"icon\" href=\"a.svg\">\n<1>\n<2>\n<3></head>");
    }
}
