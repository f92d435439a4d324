//! The answers of awsQuery: XML with the service's namespace and the call's id.

use crate::document::{Document, word_for};
use crate::write;
use cloudwatch_api::{ApiError, Fault, Service};
use quick_xml::escape::partial_escape;
use serde::Serialize;
use std::borrow::Cow;

/// What AWS's models give an output without members, which clients look for. Others that answer nothing have
/// no output at all.
const EMPTY_RESULTS: [&str; 3] = ["DeleteDashboards", "TagResource", "UntagResource"];

/// `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`; without output there is no result element.
pub fn write<T: Serialize>(
    service: Service,
    operation: &str,
    request_id: &str,
    output: &T,
) -> Result<Vec<u8>, String> {
    let document = write::document(output)?;
    let mut xml = Xml(format!("<{operation}Response xmlns=\"{}\">", namespace(Some(service))));
    let is_empty = matches!(&document, Document::Map(members) if members.is_empty());
    if !is_empty || EMPTY_RESULTS.contains(&operation) {
        xml.element(&format!("{operation}Result"), &document);
    }
    xml.0.push_str("<ResponseMetadata>");
    xml.text("RequestId", request_id);
    xml.0.push_str("</ResponseMetadata>");
    xml.close(&format!("{operation}Response"));
    Ok(xml.0.into_bytes())
}

/// `<ErrorResponse><Error>…`. The service may not be known yet.
pub fn write_error(service: Option<Service>, request_id: &str, error: &ApiError) -> Vec<u8> {
    let row = error.kind.row();
    let mut xml = Xml(format!("<ErrorResponse xmlns=\"{}\"><Error>", namespace(service)));
    xml.text("Type", if row.fault == Fault::Sender { "Sender" } else { "Receiver" });
    xml.text("Code", row.query_code);
    xml.text("Message", error.message.as_deref().unwrap_or_default());
    if !error.dashboard_validation_messages.is_empty() {
        // The messages are texts: they can always be written.
        if let Ok(messages) = write::document(&error.dashboard_validation_messages) {
            xml.element("dashboardValidationMessages", &messages);
        }
    }
    xml.close("Error");
    xml.text("RequestId", request_id);
    xml.close("ErrorResponse");
    xml.0.into_bytes()
}

/// The XML namespace of a service; of CloudWatch where the service has none or isn't known.
fn namespace(service: Option<Service>) -> &'static str {
    const CLOUDWATCH: &str = "http://monitoring.amazonaws.com/doc/2010-08-01/";
    service.and_then(Service::query_version).map_or(CLOUDWATCH, |(_, namespace)| namespace)
}

struct Xml(String);

impl Xml {
    fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    fn text(&mut self, name: &str, text: &str) {
        self.open(name);
        self.0.push_str(&partial_escape(legal(text)));
        self.close(name);
    }

    fn element(&mut self, name: &str, document: &Document<'_>) {
        match document {
            Document::Null => {}
            Document::Text(text) | Document::Untyped(text) => self.text(name, text),
            Document::Bool(value) => self.text(name, if *value { "true" } else { "false" }),
            Document::Integer(value) => self.text(name, &value.to_string()),
            Document::Unsigned(value) => self.text(name, &value.to_string()),
            Document::Float(value) => self.text(name, &decimal(*value)),
            Document::Timestamp(at) => self.text(name, &at.to_string()),
            Document::List(items) => {
                self.open(name);
                for item in items {
                    self.element("member", item);
                }
                self.close(name);
            }
            Document::Entries(entries) => {
                self.open(name);
                for (key, value) in entries {
                    self.open("entry");
                    self.text("key", key);
                    self.element("value", value);
                    self.close("entry");
                }
                self.close(name);
            }
            Document::Map(members) => {
                self.open(name);
                for (member, value) in members {
                    self.element(member, value);
                }
                self.close(name);
            }
        }
    }
}

/// Plain decimals, `4.0` for whole numbers as AWS writes them.
fn decimal(value: f64) -> String {
    if !value.is_finite() {
        word_for(value).to_owned()
    } else if value.fract() == 0.0 {
        format!("{value}.0")
    } else {
        value.to_string()
    }
}

/// XML 1.0 has no way to write most control characters; they become the replacement character.
fn legal(text: &str) -> Cow<'_, str> {
    let is_illegal =
        |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_illegal) {
        Cow::Owned(text.replace(is_illegal, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::{
        Datapoint, ErrorKind, GetMetricStatisticsOutput, GetTopicAttributesOutput, ListMetricsOutput, Metric,
        NoOutput,
    };
    use timeseries::Timestamp;

    #[track_caller]
    fn check<T: Serialize>(output: &T, expected: &str) {
        let xml = write(Service::CloudWatch, "Op", "id", output).unwrap();
        let frame = "<OpResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">…\
            <ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></OpResponse>";
        assert_eq!(String::from_utf8(xml).unwrap(), frame.replace('…', expected));
    }

    #[test]
    fn answers() {
        check(&NoOutput {}, "");
        let tagged = write(Service::CloudWatch, "TagResource", "id", &NoOutput {}).unwrap();
        assert!(String::from_utf8(tagged).unwrap().contains("<TagResourceResult></TagResourceResult>"));
        check(&ListMetricsOutput::default(), "<OpResult><Metrics></Metrics></OpResult>");
        let metric = Metric { namespace: Some("a<b>&\u{1}".to_owned()), ..Metric::default() };
        check(
            &ListMetricsOutput { metrics: vec![metric], ..ListMetricsOutput::default() },
            "<OpResult><Metrics><member><Namespace>a&lt;b&gt;&amp;\u{fffd}</Namespace><Dimensions></Dimensions>\
             </member></Metrics></OpResult>",
        );
        let attributes = [("a".to_owned(), "<1>".to_owned()), ("b".to_owned(), String::new())].into();
        check(
            &GetTopicAttributesOutput { attributes },
            "<OpResult><Attributes><entry><key>a</key><value>&lt;1&gt;</value></entry>\
             <entry><key>b</key><value></value></entry></Attributes></OpResult>",
        );
        let datapoint = Datapoint {
            timestamp: Timestamp::from_millis(1500),
            sum: Some(1e21),
            average: Some(0.1),
            minimum: Some(f64::NEG_INFINITY),
            ..Datapoint::default()
        };
        check(
            &GetMetricStatisticsOutput { label: String::new(), datapoints: vec![datapoint] },
            "<OpResult><Label></Label><Datapoints><member><Timestamp>1970-01-01T00:00:01.500Z</Timestamp>\
             <Average>0.1</Average><Sum>1000000000000000000000.0</Sum><Minimum>-Infinity</Minimum></member>\
             </Datapoints></OpResult>",
        );
    }

    #[test]
    fn errors() {
        let error = ApiError::new(ErrorKind::ResourceNotFound, "no <such> thing");
        let xml = String::from_utf8(write_error(Some(Service::Sts), "id", &error)).unwrap();
        assert_eq!(
            xml,
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
             <Code>ResourceNotFound</Code><Message>no &lt;such&gt; thing</Message></Error><RequestId>id</RequestId>\
             </ErrorResponse>"
        );
    }
}
