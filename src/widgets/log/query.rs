//! The part of Logs Insights that a log widget reads today: how many of the newest events, and one plain
//! filter. Which groups are meant, the dashboard crate has read already. Every other stage is refused by name;
//! the language itself comes later in a crate of its own.

/// AWS's default and largest `limit` of a Logs Insights query.
pub const LIMIT_MAX: usize = 10_000;
/// What a widget shows when the query doesn't say.
pub const LIMIT_DEFAULT: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogQuery {
    /// Text that every message must contain.
    pub contains: Option<String>,
    pub limit: usize,
    /// `sort @timestamp asc`.
    pub is_ascending: bool,
}

impl LogQuery {
    /// FilterLogEvents' pattern for `contains`: a quoted phrase.
    pub fn filter_pattern(&self) -> Option<String> {
        let text = self.contains.as_ref()?;
        Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
    }
}

/// `pipeline` is the query after its leading sources. The error says as a sentence why it can't be shown.
pub fn parse(pipeline: &str) -> Result<LogQuery, String> {
    let mut query = LogQuery { contains: None, limit: LIMIT_DEFAULT, is_ascending: false };
    for stage in stages(pipeline) {
        let stage = stage.trim();
        let (word, rest) = stage.split_once(char::is_whitespace).unwrap_or((stage, ""));
        match word.to_ascii_lowercase().as_str() {
            "" => {}
            "source" => {
                return Err("This form of SOURCE isn’t supported yet: name each group as SOURCE 'group' |."
                    .to_owned());
            }
            "fields" | "display" => check_fields(word, rest)?,
            "sort" => query.is_ascending = is_ascending(rest.trim())?,
            "limit" => query.limit = limit(rest.trim())?,
            "filter" if query.contains.is_some() => {
                return Err("More than one filter isn’t supported yet: Logs Insights comes later.".to_owned());
            }
            "filter" => query.contains = Some(plain_filter(rest.trim())?),
            _ => return Err(format!("The stage “{word}” isn’t supported yet: Logs Insights comes later.")),
        }
    }
    Ok(query)
}

/// Splits at `|` outside of quotes and of `/…/`; comment lines are left out.
fn stages(text: &str) -> Vec<String> {
    let mut stages = vec![String::new()];
    let mut quote = None;
    let mut escaped = false;
    for c in
        text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n").chars()
    {
        let stage_is = |word: &str| stages.last().is_some_and(|stage| stage.trim_start().starts_with(word));
        match quote {
            Some(open) => {
                if c == open && !escaped {
                    quote = None;
                }
                escaped = c == '\\' && !escaped;
            }
            None if matches!(c, '\'' | '"' | '`') => quote = Some(c),
            // Elsewhere a slash divides.
            None if c == '/' && stage_is("filter") => quote = Some(c),
            None if c == '|' => {
                stages.push(String::new());
                continue;
            }
            None => {}
        }
        if let Some(stage) = stages.last_mut() {
            stage.push(c);
        }
    }
    stages
}

fn check_fields(word: &str, text: &str) -> Result<(), String> {
    const SHOWN: [&str; 4] = ["@timestamp", "@message", "@logStream", "@log"];
    match text.split(',').map(str::trim).find(|field| !SHOWN.contains(field)) {
        None => Ok(()),
        Some(field) => Err(format!(
            "{word}: “{field}” isn’t supported yet, only @timestamp, @message, @logStream and @log."
        )),
    }
}

fn is_ascending(text: &str) -> Result<bool, String> {
    let mut words = text.split_whitespace();
    match (words.next(), words.next().map(str::to_ascii_lowercase).as_deref(), words.next()) {
        (Some("@timestamp"), None | Some("desc"), None) => Ok(false),
        (Some("@timestamp"), Some("asc"), None) => Ok(true),
        _ => Err(format!("“sort {text}” isn’t supported yet, only sort @timestamp asc or desc.")),
    }
}

fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        _ => Err(format!("“limit {text}” isn’t a number from 1 to {LIMIT_MAX}.")),
    }
}

/// `@message like /plain/` or `@message like "plain"`.
fn plain_filter(text: &str) -> Result<String, String> {
    let refusal = || format!("“filter {text}” isn’t supported yet, only filter @message like /plain text/.");
    let rest = text.strip_prefix("@message").map(str::trim_start).ok_or_else(refusal)?;
    let rest = rest.strip_prefix("like").or_else(|| rest.strip_prefix("=~")).ok_or_else(refusal)?.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| rest.strip_prefix(*quote)?.strip_suffix(*quote));
    if let Some(plain) = quoted.filter(|plain| !plain.is_empty() && !plain.contains(['"', '\'', '\\'])) {
        return Ok(plain.to_owned());
    }
    let pattern = rest.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).ok_or_else(refusal)?;
    let is_plain = |c: char| !"\\^$.|?*+()[]{}/".contains(c);
    if pattern.is_empty() {
        return Err(refusal());
    }
    if !pattern.chars().all(is_plain) {
        return Err(format!(
            "filter: the regular expression /{pattern}/ isn’t supported yet, only plain text."
        ));
    }
    Ok(pattern.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// `limit=N contains=text asc`, or the refusal.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match parse(text) {
            Ok(query) => {
                let contains = query.contains.map(|text| format!(" contains={text}")).unwrap_or_default();
                let order = if query.is_ascending { " asc" } else { "" };
                format!("limit={}{contains}{order}", query.limit)
            }
            Err(refusal) => format!("error: {refusal}"),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[wasm_bindgen_test]
    fn what_the_console_writes() {
        check("fields @timestamp, @message\n| sort @timestamp desc\n| limit 20", "limit=20");
        check("fields @message", "limit=100");
        check("", "limit=100");
        check("sort @timestamp asc", "limit=100 asc");
        check("# a comment | stats\n limit 5", "limit=5");
        check("filter @message like /ERROR/ | limit 9", "limit=9 contains=ERROR");
        check("filter @message like \"a | b\"", "limit=100 contains=a | b");
        check(
            "filter @message like /a | b's/ | limit 7",
            "error: filter: the regular expression /a | b's/ isn’t supported yet, only plain text.",
        );
    }

    #[wasm_bindgen_test]
    fn other_stages_are_refused_by_name() {
        check(
            "stats count(*) by bin(5m)",
            "error: The stage “stats” isn’t supported yet: Logs Insights comes later.",
        );
        check(
            "limit 1 | parse @message '* x'",
            "error: The stage “parse” isn’t supported yet: Logs Insights comes later.",
        );
        check(
            "filter @message like /a.*b/",
            "error: filter: the regular expression /a.*b/ isn’t supported yet, only plain text.",
        );
        check(
            "filter status = 5",
            "error: “filter status = 5” isn’t supported yet, only filter @message like /plain text/.",
        );
        check("limit 0", "error: “limit 0” isn’t a number from 1 to 10000.");
        check("sort x", "error: “sort x” isn’t supported yet, only sort @timestamp asc or desc.");
        check(
            "fields @timestamp, status",
            "error: fields: “status” isn’t supported yet, only @timestamp, @message, @logStream and @log.",
        );
        check(
            "SOURCE logGroups(namePrefix: ['a'])",
            "error: This form of SOURCE isn’t supported yet: name each group as SOURCE 'group' |.",
        );
    }

    #[wasm_bindgen_test]
    fn any_text_is_read_or_refused() {
        for text in ["|", "'", "SOURCE '", "filter /", "filter @message like //", "\u{0}|\u{ffff}"] {
            let _ = parse(text);
        }
    }

    #[wasm_bindgen_test]
    fn the_filter_pattern_is_a_phrase() {
        let query = parse("filter @message like /say \"hi\"/").unwrap();
        assert_eq!(query.filter_pattern().as_deref(), Some("\"say \\\"hi\\\"\""));
    }
}
