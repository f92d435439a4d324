//! Policies in AWS's own notation, and what they let through.

use super::*;
use proptest::prelude::*;

/// Whether a policy on the body lets a body through.
#[track_caller]
fn body(policy: &str, body: &str, expected: bool) {
    let parsed = FilterPolicy::parse(policy, FilterScope::MessageBody).unwrap();
    assert_eq!(parsed.accepts(None, body), expected, "{policy} on {body}");
}

#[track_caller]
fn refused(policy: &str, expected: &str) {
    assert_eq!(FilterPolicy::parse(policy, FilterScope::MessageBody).unwrap_err(), expected, "{policy}");
}

#[test]
fn each_operator() {
    for (condition, yes, no) in [
        (r#""a""#, r#""a""#, r#""A""#),
        ("300", "300.0", "\"300\""),
        ("true", "true", "\"true\""),
        ("null", "null", "\"\""),
        (r#"{"prefix":"ab"}"#, r#""abc""#, r#""xab""#),
        (r#"{"suffix":"bc"}"#, r#""abc""#, r#""bcx""#),
        (r#"{"equals-ignore-case":"AbC"}"#, r#""aBc""#, r#""abd""#),
        (r#"{"wildcard":"a*c*e"}"#, r#""abcde""#, r#""abde""#),
        (r#"{"wildcard":"a\\*"}"#, r#""a*""#, r#""ab""#),
        (r#"{"wildcard":"*a"}"#, r#""aa""#, r#""ab""#),
        (r#"{"wildcard":"ab*ba"}"#, r#""abba""#, r#""aba""#),
        (r#"{"numeric":["=",1.5]}"#, "1.5", "1.6"),
        (r#"{"numeric":[">",0,"<=",5]}"#, "5", "0"),
        (r#"{"numeric":[">=",-1]}"#, "-1", "\"3\""),
        (r#"{"cidr":"10.0.0.0/24"}"#, r#""10.0.0.255""#, r#""10.0.1.0""#),
        (r#"{"cidr":"::/0"}"#, r#""fe80::1""#, r#""10.0.0.1""#),
        (r#"{"cidr":"2001:db8::/32"}"#, r#""2001:db8::1""#, r#""nonsense""#),
        (r#"{"anything-but":"a"}"#, r#""b""#, r#""a""#),
        (r#"{"anything-but":["a",1]}"#, "null", "1"),
        (r#"{"anything-but":{"prefix":"a"}}"#, r#""ba""#, r#""ab""#),
        (r#"{"anything-but":{"suffix":["a","b"]}}"#, r#""ac""#, r#""cb""#),
        (r#"{"anything-but":{"wildcard":"*x*"}}"#, r#""y""#, r#""axb""#),
        (r#"{"exists":true}"#, "0", "{}"),
    ] {
        let policy = format!("{{\"k\":[{condition}]}}");
        body(&policy, &format!("{{\"k\":{yes}}}"), true);
        body(&policy, &format!("{{\"k\":{no}}}"), false);
    }
}

#[test]
fn keys_are_all_and_alternatives_any() {
    body(r#"{"a":["x","y"],"b":[1]}"#, r#"{"a":"y","b":1,"c":0}"#, true);
    body(r#"{"a":["x","y"],"b":[1]}"#, r#"{"a":"y"}"#, false);
    body(r#"{"a":[{"anything-but":"x"}]}"#, "{}", false);
    body(r#"{"a":[{"exists":false}]}"#, "{}", true);
    body(r#"{"a":[{"exists":false}]}"#, r#"{"a":[]}"#, true);
    body(r#"{"a":{"b":[{"exists":false}]}}"#, "{}", true);
    body(r#"{"a":["x"]}"#, r#"{"a":["y","x"]}"#, true);
    body(r#"{"a":["x"]}"#, "not JSON", false);
    body(r#"{"a":["x"]}"#, "[1]", false);
}

#[test]
fn objects_within_objects_and_lists_of_them() {
    let policy = r#"{"a":{"b":["x"],"c":[1]}}"#;
    body(policy, r#"{"a":{"b":"x","c":1}}"#, true);
    body(policy, r#"{"a":[{"b":"y","c":1},{"b":"x","c":1}]}"#, true);
    body(policy, r#"{"a":[{"b":"x","c":2},{"b":"y","c":1}]}"#, false);
    body(policy, r#"{"a":"x"}"#, false);
}

#[test]
fn or_joins_policies() {
    let policy = r#"{"a":["x"],"$or":[{"b":[1]},{"c":[2]}]}"#;
    body(policy, r#"{"a":"x","b":1}"#, true);
    body(policy, r#"{"a":"x","c":2}"#, true);
    body(policy, r#"{"a":"x","c":1}"#, false);
    body(policy, r#"{"b":1}"#, false);
    body(r#"{"$or":["x"]}"#, r#"{"$or":"x"}"#, true);
}

#[test]
fn message_attributes_have_types() {
    let attributes = r#"{"s":{"Type":"String","Value":"v"},"n":{"Type":"Number.int","Value":"3"},
        "l":{"Type":"String.Array","Value":"[\"a\",7,true]"},"b":{"Type":"Binary","Value":"AP8="}}"#;
    for (policy, expected) in [
        (r#"{"s":["v"],"n":[3]}"#, true),
        (r#"{"n":["3"]}"#, false),
        (r#"{"n":[{"numeric":[">",2]}]}"#, true),
        (r#"{"l":["a"]}"#, true),
        (r#"{"l":[7]}"#, true),
        (r#"{"l":["b"]}"#, false),
        (r#"{"b":[{"exists":true}]}"#, false),
        (r#"{"x":[{"exists":false}]}"#, true),
    ] {
        let parsed = FilterPolicy::parse(policy, FilterScope::MessageAttributes).unwrap();
        assert_eq!(parsed.accepts(Some(attributes), "{\"s\":\"w\"}"), expected, "{policy}");
    }
    let nothing = FilterPolicy::parse(r#"{"s":["v"]}"#, FilterScope::MessageAttributes).unwrap();
    assert!(!nothing.accepts(None, "x"));
}

#[test]
fn refusals_in_aws_s_words() {
    refused("[]", "Filter is not an object");
    refused(r#"{"a":1}"#, "\"a\" must be an object or an array");
    refused(r#"{"a":[]}"#, "Empty arrays are not allowed");
    refused(r#"{"a":[[1]]}"#, "Match value must be String, number, true, false, or null");
    refused(r#"{"a":[{"NUMERIC":["=",1]}]}"#, "Unrecognized match type NUMERIC");
    refused(r#"{"a":[{"prefix":1}]}"#, "prefix match pattern must be a string");
    refused(r#"{"a":[{"prefix":"a","suffix":"b"}]}"#, "Only one key allowed in match expression");
    refused(r#"{"a":[{"wildcard":"a**b"}]}"#, "Consecutive wildcard characters at pos 2");
    refused(r#"{"a":[{"wildcard":"a\\b"}]}"#, "Invalid escape character at pos 1");
    refused(r#"{"a":[{"numeric":1}]}"#, "Value of numeric must be an array.");
    refused(r#"{"a":[{"numeric":["<","x"]}]}"#, "Value of < must be numeric");
    refused(r#"{"a":[{"numeric":[">",5,"<",5]}]}"#, "Bottom must be less than top");
    refused(r#"{"a":[{"cidr":"10.0.0.0"}]}"#, "Malformed CIDR, one '/' required");
    refused(r#"{"a":[{"cidr":"10.0.0.0/x"}]}"#, "Malformed CIDR, mask bits must be an integer");
    refused(r#"{"a":[{"cidr":"xx.11/3"}]}"#, "Nonstandard IP address: xx.11");
    refused(
        r#"{"a":[{"anything-but":[null]}]}"#,
        "Inside anything but list, start|null|boolean is not supported.",
    );
    refused(
        r#"{"a":[{"anything-but":null}]}"#,
        "Value of anything-but must be an array or single string/number value.",
    );
    refused(
        r#"{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}"#,
        "Filter policy can not have more than 5 keys",
    );
    let many = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    refused(&format!("{{\"a\":{},\"b\":{}}}", many(16), many(10)), "Filter policy is too complex");
    assert!(
        FilterPolicy::parse(&format!("{{\"a\":{},\"b\":{}}}", many(15), many(10)), FilterScope::MessageBody)
            .is_ok()
    );
    refused(&format!("{{\"a\":{{\"b\":{}}}}}", many(76)), "Filter policy is too complex");
    let nested = FilterPolicy::parse(r#"{"a":{"b":[1]}}"#, FilterScope::MessageAttributes).unwrap_err();
    assert_eq!(nested, "Filter policy scope MessageAttributes does not support nested filter policy");
    refused(
        &format!("{}[1]{}", "{\"a\":".repeat(40), "}".repeat(40)),
        "Filter policy is nested deeper than 32 levels",
    );
}

proptest! {
    #[test]
    fn any_policy_is_read_or_refused_and_any_body_is_judged(
        policy in "\\{(\"(a|b|\\$or)\":(\\[(1|\"a\\*\"|null|\\{\"(prefix|wildcard|numeric|anything-but|cidr|exists)\":(\"a\\*b\"|\\[\"<\",1\\]|true)\\})\\]|\\{\"a\":\\[1\\]\\}),?){0,3}\\}",
        body in "[{}\\[\\]\":,ab1]{0,30}",
    ) {
        for scope in [FilterScope::MessageBody, FilterScope::MessageAttributes] {
            if let Ok(policy) = FilterPolicy::parse(&policy, scope) {
                let _ = policy.accepts(Some(&body), &body);
            }
        }
    }

    #[test]
    fn wildcards_agree_with_a_naive_search(pattern in "[ab]{0,2}(\\*[ab]{1,2}){0,3}\\*?", text in "[ab]{0,8}") {
        fn naive(pattern: &[u8], text: &[u8]) -> bool {
            match pattern {
                [] => text.is_empty(),
                [b'*', rest @ ..] => (0..=text.len()).any(|start| naive(rest, &text[start..])),
                [first, rest @ ..] => text.first() == Some(first) && naive(rest, &text[1..]),
            }
        }
        let policy = format!("{{\"k\":[{{\"wildcard\":\"{pattern}\"}}]}}");
        let policy = FilterPolicy::parse(&policy, FilterScope::MessageBody).unwrap();
        let found = policy.accepts(None, &format!("{{\"k\":\"{text}\"}}"));
        prop_assert_eq!(found, naive(pattern.as_bytes(), text.as_bytes()));
    }
}
