//! The JSON tree: identity, errors in plain words, edits in the style of the text.

use dashboard::json::{Document, MAX_DEPTH, MAX_TEXT_BYTES, Value};
use proptest::prelude::*;

#[track_caller]
fn refuses(text: &str, expected: &str) {
    let error = Document::parse(text).expect_err(text);
    assert_eq!(error.to_string(), expected, "{text}");
}

#[test]
fn errors_say_what_was_expected_and_where() {
    refuses("{\"a\": 1,\n\n  \"b\" 2}", "expected ':' after a member's name, line 3, column 7");
    refuses("{\"é\": [1 2]}", "expected ',' or ']' after an item, line 1, column 10");
    refuses("{\"a\": 1,}", "expected a member after ',', found '}', line 1, column 9");
    refuses("[1,]", "expected an item after ',', found ']', line 1, column 4");
    refuses("[1,\r\n", "expected a value, found the end of the text, line 2, column 1");
    refuses("{a: 1}", "expected a member's name in double quotes, line 1, column 2");
    refuses("{'a': 1}", "expected a member's name in double quotes, line 1, column 2");
    refuses("['a']", "expected a value; strings need double quotes, line 1, column 2");
    refuses("[1] // no", "expected the end of the text after the value, line 1, column 5");
    refuses("[// no\n1]", "expected a value; JSON has no comments, line 1, column 2");
    refuses("[tru]", "expected a value: a word can only be true, false or null, line 1, column 2");
    refuses("[NaN]", "expected a value, line 1, column 2");
    refuses("[01]", "a number can't start with 0 and another digit, line 1, column 2");
    refuses("[-]", "expected a digit after '-', line 1, column 3");
    refuses("[1.]", "expected a digit after the decimal point, line 1, column 4");
    refuses("[1e+]", "expected a digit in the exponent, line 1, column 5");
    refuses("[\"a\nb\"]", "a string can't hold a line break: write \\n, line 1, column 4");
    refuses("[\"a\tb\"]", "a string can't hold a tab: write \\t, line 1, column 4");
    refuses("[\"a\u{1}b\"]", "a string can't hold a control character, line 1, column 4");
    refuses("[\"abc]", "a string has no closing quote, line 1, column 2");
    refuses("{\"abc", "a member's name has no closing quote, line 1, column 2");
    let escape = "expected one of \" \\ / b f n r t or u with four hex digits after a backslash";
    refuses("[\"\\x\"]", &format!("{escape}, line 1, column 3"));
    refuses("[\"\\u12g4\"]", &format!("{escape}, line 1, column 3"));
    refuses(
        "\u{feff}{}",
        "the text starts with a byte order mark, which JSON doesn't allow, line 1, column 1",
    );
}

#[test]
fn depth_and_size_have_limits() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::parse(nested(MAX_DEPTH as usize)).is_ok());
    refuses(&nested(MAX_DEPTH as usize + 1), "the text is nested too deeply, line 1, column 102");
    refuses(&"[".repeat(1_000_000), "the text is nested too deeply, line 1, column 102");
    let long = format!("\"{}\"", "x".repeat(MAX_TEXT_BYTES - 1));
    refuses(&long, "the text is 4194305 bytes long, the limit is 4194304, line 1, column 1");
    assert!(Document::parse(&long[1..]).is_err());
    assert!(Document::parse(format!("\"{}\"", "x".repeat(MAX_TEXT_BYTES - 2))).is_ok());
}

/// `json` is the new value; empty removes.
#[track_caller]
fn sets(text: &str, pointer: &str, json: &str, expected: &str) {
    let document = Document::parse(text).unwrap();
    let value = (!json.is_empty()).then(|| Value::from_json(json).unwrap());
    let splices = document.root().set(pointer, value.as_ref()).unwrap();
    assert_eq!(document.spliced(splices), expected);
}

#[test]
fn edits_on_one_line_stay_on_it() {
    sets(
        r#"{"a":1}"#,
        "/b",
        "[1,2]",
        r#"{"a":1,"b":[1,2]}"#.replace("1,2", "1, 2").replace(", ", ",").as_str(),
    );
    sets(r#"{ "a": 1 }"#, "/b", r#"{"c":[1]}"#, r#"{ "a": 1, "b": {"c": [1]} }"#);
    sets(r#"{"a":1,"b":2,"c":3}"#, "/b", "", r#"{"a":1,"c":3}"#);
    sets(r#"{"a":1,"b":2}"#, "/a", "", r#"{"b":2}"#);
    sets(r#"{"a":1, "b":2 }"#, "/b", "", r#"{"a":1 }"#);
    sets(r#"{ "a": 1 }"#, "/a", "", "{}");
    sets(r#"{"a":[1,2,3]}"#, "/a/1", "\"x\"", r#"{"a":[1,"x",3]}"#);
    sets(r#"{"a":[1,2]}"#, "/a/-", "3", r#"{"a":[1,2,3]}"#);
    sets(r#"{"a":[]}"#, "/a/0", "3", r#"{"a":[3]}"#);
    sets(r#"{"a":1}"#, "/x/y/z", "0.10", r#"{"a":1,"x":{"y":{"z":0.10}}}"#);
    sets(r#"{"a":1}"#, "/x/y", "", r#"{"a":1}"#);
    sets(r#"{"a":1,"a":2}"#, "/a", "3", r#"{"a":1,"a":3}"#);
    sets(r#"{"a/b":{"m~n":1}}"#, "/a~1b/m~0n", "2", r#"{"a/b":{"m~n":2}}"#);
    sets("{\"a\":\"\\u00e9\"}", "/b", "\"\\u00e9\\n\"", "{\"a\":\"\\u00e9\",\"b\":\"\\u00e9\\n\"}");
}

#[test]
fn edits_follow_the_indentation_around() {
    sets(
        "{\n  \"a\": 1\n}\n",
        "/b",
        "{\"c\":{\"d\":1}}",
        "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": {\n      \"d\": 1\n    }\n  }\n}\n",
    );
    sets(
        "{\r\n\t\"a\": {\r\n\t\t\"b\": 1\r\n\t}\r\n}",
        "/a/c",
        "{\"d\":{\"e\":1}}",
        "{\r\n\t\"a\": {\r\n\t\t\"b\": 1,\r\n\t\t\"c\": {\r\n\t\t\t\"d\": {\r\n\t\t\t\t\"e\": 1\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}",
    );
    sets("{\n  \"a\": 1,\n  \"b\": 2\n}", "/b", "", "{\n  \"a\": 1\n}");
    sets("{\n  \"a\": 1,\n  \"b\": 2\n}", "/a", "", "{\n  \"b\": 2\n}");
    sets("{\n  \"a\": []\n}", "/a/-", "{\"b\":1}", "{\n  \"a\": [\n    {\n      \"b\": 1\n    }\n  ]\n}");
    sets("{}", "/a", "1", "{\n  \"a\": 1\n}");
    // A metric row fits on a line.
    sets(
        "{\n  \"metrics\": [\n    [\"A\"]\n  ]\n}",
        "/metrics/-",
        r#"["N","M",{"stat":"Sum"}]"#,
        "{\n  \"metrics\": [\n    [\"A\"],\n    [\"N\", \"M\", {\"stat\": \"Sum\"}]\n  ]\n}",
    );
}

#[test]
fn paths_that_lead_nowhere_are_refused() {
    let document = Document::parse(r#"{"a":[1],"b":"text"}"#).unwrap();
    let value = Value::Null;
    for pointer in ["a", "/a/2", "/a/01", "/a/x", "/b/c", "/b/c/d"] {
        assert!(document.root().set(pointer, Some(&value)).is_err(), "{pointer}");
    }
    assert!(document.root().set("", None).is_err());
    assert_eq!(document.root().set("/a/7", None), Ok(vec![]));
    assert_eq!(document.find("/a/0").unwrap().source(), "1");
    assert!(document.find("/a/00").is_none());
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_map(Value::number),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,4})?".prop_map(Value::Number),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec((".{0,3}", inner), 0..6).prop_map(Value::Object),
        ]
    })
}

/// A value that was read holds texts where one that was built holds strings and numbers.
fn as_read(value: &Value) -> Value {
    Value::from_json(&value.to_compact()).unwrap()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(document) = Document::parse(text.as_ref()) {
            prop_assert_eq!(document.text(), text);
        }
    }

    #[test]
    fn any_json_like_text_is_read_or_refused(text in "[\\[\\]{}\",:0-9.eE+\\- \n\\\\utrfalsn]{0,40}") {
        if let Ok(document) = Document::parse(text.as_str()) {
            let value = document.root().to_value();
            prop_assert_eq!(document.text(), text.as_str());
            prop_assert_eq!(Value::from_json(&value.to_pretty()), Ok(value));
        }
    }

    #[test]
    fn what_is_written_reads_back(value in any_value()) {
        let read = as_read(&value);
        prop_assert_eq!(&Value::from_json(&value.to_pretty()).unwrap(), &read);
        prop_assert_eq!(read.to_compact(), value.to_compact());
    }

    #[test]
    fn strings_survive(text in any::<String>()) {
        let written = Value::string(text.as_str()).to_compact();
        let document = Document::parse(written).unwrap();
        prop_assert_eq!(document.root().as_str().unwrap(), text);
    }

    #[test]
    fn what_is_set_is_there_and_what_is_removed_is_gone(
        value in any_value(), new in any_value(), key in "[a-z]{1,3}", pretty: bool,
    ) {
        let object = Value::object([("k", value.clone()), ("list", Value::Array(vec![value]))]);
        let text = if pretty { object.to_pretty() } else { object.to_compact() };
        let document = Document::parse(text.as_str()).unwrap();
        for pointer in [format!("/{key}"), format!("/{key}x/y"), "/list/-".into(), "/list/0".into(), "/k".into()] {
            let splices = document.root().set(&pointer, Some(&new)).unwrap();
            let set = Document::parse(document.spliced(splices)).unwrap();
            let found = set.find(&pointer.replace('-', "1")).unwrap().to_value();
            prop_assert_eq!(&found, &as_read(&new));
            let removal = set.root().set(&pointer.replace('-', "1"), None).unwrap();
            let removed = Document::parse(set.spliced(removal)).unwrap();
            if pointer == "/list/-" || pointer == format!("/{key}") && document.root().get(&key).is_none() {
                prop_assert_eq!(removed.text(), text.as_str());
            }
        }
    }
}
