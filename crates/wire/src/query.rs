//! The bodies of awsQuery: a form whose names are paths, `MetricData.member.1.Dimensions.member.2.Name`.
//!
//! The pairs become a tree, the tree a [`Document`] of untyped texts. Lists are 1-based and may have gaps;
//! positions are names here, so a huge one costs nothing.

use crate::document::Document;
use crate::read;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Steps in one parameter name. AWS's deepest shape here needs eleven.
const MAX_DEPTH: usize = 24;

/// Reads an operation's input from a form's bytes.
pub fn read<T: DeserializeOwned>(form: &[u8]) -> Result<T, String> {
    let mut root = Branch::new();
    for (name, value) in form_urlencoded::parse(form) {
        // Who calls what, and the presigned form's credentials, are no members of any shape.
        if name != "Action" && name != "Version" && !name.starts_with("X-Amz-") {
            insert(&mut root, &name, value)?;
        }
    }
    read::read(branch_document(root)?)
}

/// The first value of a parameter.
pub fn parameter<'a>(form: &'a [u8], wanted: &str) -> Option<Cow<'a, str>> {
    form_urlencoded::parse(form).find(|(name, _)| name == wanted).map(|(_, value)| value)
}

type Branch<'a> = BTreeMap<String, Node<'a>>;

enum Node<'a> {
    Leaf(Cow<'a, str>),
    Branch(Branch<'a>),
}

fn insert<'a>(root: &mut Branch<'a>, name: &str, value: Cow<'a, str>) -> Result<(), String> {
    if name.split('.').count() > MAX_DEPTH {
        return Err(format!("a parameter name has more than {MAX_DEPTH} steps"));
    }
    let (path, last) = name.rsplit_once('.').map_or((None, name), |(path, last)| (Some(path), last));
    let mut branch = root;
    for step in path.into_iter().flat_map(|path| path.split('.')) {
        let node = branch.entry(step.to_owned()).or_insert_with(|| Node::Branch(Branch::new()));
        branch = match node {
            Node::Branch(next) => next,
            Node::Leaf(_) => return Err(format!("{name}: {step} has a value of its own")),
        };
    }
    match branch.entry(last.to_owned()) {
        Entry::Vacant(place) => {
            place.insert(Node::Leaf(value));
            Ok(())
        }
        Entry::Occupied(_) => Err(format!("{name}: given more than once")),
    }
}

fn branch_document(mut branch: Branch<'_>) -> Result<Document<'_>, String> {
    if branch.len() == 1 {
        if let Some(items) = branch.remove("member") {
            return Ok(Document::List(in_order(items)?));
        }
        if let Some(entries) = branch.remove("entry") {
            return in_order(entries)?.into_iter().map(entry).collect::<Result<_, _>>().map(Document::Map);
        }
    }
    let members = branch.into_iter().map(|(name, node)| Ok((Cow::Owned(name), node_document(node)?)));
    members.collect::<Result<_, String>>().map(Document::Map)
}

fn node_document(node: Node<'_>) -> Result<Document<'_>, String> {
    match node {
        Node::Leaf(text) => Ok(Document::Untyped(text)),
        Node::Branch(branch) => branch_document(branch),
    }
}

/// The children of `member` or `entry` by their numbers.
fn in_order(node: Node<'_>) -> Result<Vec<Document<'_>>, String> {
    let Node::Branch(branch) = node else { return Err("a list without positions".to_owned()) };
    let mut items = BTreeMap::new();
    for (position, item) in branch {
        let number = position.parse::<u32>().ok().filter(|number| *number > 0);
        let number = number.ok_or_else(|| format!("`{position}` is no position of a list"))?;
        if items.insert(number, node_document(item)?).is_some() {
            return Err(format!("list position {number} is given more than once"));
        }
    }
    Ok(items.into_values().collect())
}

/// `entry.1.key` and `entry.1.value`; some shapes call them `Name` and `Value`.
fn entry(document: Document<'_>) -> Result<(Cow<'_, str>, Document<'_>), String> {
    let Document::Map(members) = document else { return Err("a map entry without key and value".to_owned()) };
    let (mut key, mut value) = (None, None);
    for (name, member) in members {
        match (name.as_ref(), member) {
            ("key" | "Name", Document::Untyped(text)) => key = Some(text),
            ("value" | "Value", member) => value = Some(member),
            (name, _) => return Err(format!("`{name}` is no part of a map entry")),
        }
    }
    key.zip(value).ok_or_else(|| "a map entry without key and value".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::{CreateLogGroupInput, PutMetricAlarmInput, PutMetricDataInput};
    use proptest::prelude::*;

    #[track_caller]
    fn refuses(form: &str, expected: &str) {
        assert_eq!(read::<PutMetricDataInput>(form.as_bytes()).expect_err(form), expected);
    }

    #[test]
    fn a_call_of_an_older_boto3() {
        let form = "Action=PutMetricData&Version=2010-08-01&Namespace=App&MetricData.member.1.MetricName=Latency\
            &MetricData.member.1.Dimensions.member.1.Name=Svc&MetricData.member.1.Dimensions.member.1.Value=a+b%26c\
            &MetricData.member.1.Timestamp=2026-11-20T10%3A00%3A00.123000Z\
            &MetricData.member.1.Values.member.1=1.0&MetricData.member.1.Values.member.2=2.5\
            &MetricData.member.10.Value=-1e3&MetricData.member.2.StorageResolution=1&MetricData.member.2.Value=NaN";
        let input: PutMetricDataInput = read(form.as_bytes()).unwrap();
        assert_eq!(input.namespace.as_deref(), Some("App"));
        let data = input.metric_data.unwrap();
        assert_eq!(data.len(), 3);
        assert_eq!(data[0].dimensions.as_ref().unwrap()[0].value, "a b&c");
        assert_eq!(data[0].timestamp.unwrap().to_string(), "2026-11-20T10:00:00.123Z");
        assert_eq!(data[0].values.as_deref(), Some(&[1.0, 2.5][..]));
        assert_eq!(data[1].storage_resolution, Some(1));
        assert!(data[1].value.unwrap().is_nan());
        assert_eq!(data[2].value, Some(-1000.0));
    }

    #[test]
    fn empty_lists_booleans_and_maps() {
        let alarm: PutMetricAlarmInput = read(b"AlarmName=&AlarmActions=&ActionsEnabled=false").unwrap();
        assert_eq!(alarm.alarm_name.as_deref(), Some(""));
        assert_eq!(alarm.alarm_actions, Some(Vec::new()));
        assert_eq!(alarm.ok_actions, None);
        assert_eq!(alarm.actions_enabled, Some(false));
        let group: CreateLogGroupInput =
            read(b"tags.entry.1.key=a&tags.entry.1.value=1&tags.entry.2.Name=b&tags.entry.2.Value=2")
                .unwrap();
        let tags = group.tags.unwrap();
        assert_eq!((tags["a"].as_str(), tags["b"].as_str()), ("1", "2"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        refuses(
            "MetricData.member.1.Value=abc",
            "MetricData.0.Value: invalid value: string \"abc\", expected a number",
        );
        refuses(
            "MetricData.member.1.Value=inf",
            "MetricData.0.Value: invalid value: string \"inf\", expected a number",
        );
        refuses(
            "MetricData.member.1.Value=",
            "MetricData.0.Value: invalid value: string \"\", expected a number",
        );
        refuses("MetricData.member.1.Timestamp=soon", "MetricData.0.Timestamp: not an ISO 8601 timestamp");
        refuses("MetricData.member.x.Value=1", "`x` is no position of a list");
        refuses("MetricData.member.0.Value=1", "`0` is no position of a list");
        refuses("MetricData=1", "MetricData: invalid type: string \"1\", expected a sequence");
        refuses("Namespace=a&Namespace=b", "Namespace: given more than once");
        refuses("Namespace=a&Namespace.x=b", "Namespace.x: Namespace has a value of its own");
        refuses(&"a.".repeat(100_000), "a parameter name has more than 24 steps");
        refuses("MetricData.member.1=&MetricData.member.01=", "list position 1 is given more than once");
        refuses(
            "StrictEntityValidation=yes",
            "StrictEntityValidation: invalid value: string \"yes\", expected true or false",
        );
    }

    proptest! {
        #[test]
        fn any_form_is_read_or_refused(form in "(MetricData|member|entry|key|[0-9]{1,2}|[.=&%+]|\\PC){0,30}") {
            let _ = read::<PutMetricDataInput>(form.as_bytes());
        }
    }
}
