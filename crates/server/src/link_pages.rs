//! What people see behind the links in their mail: a page with one button, and what came of pressing it.
//!
//! The links themselves change nothing, since mail programs and their scanners visit them unasked. Endpoints
//! that are programs use the links in their messages (`GET /?Action=…`), which act at once as on AWS.

use crate::app::App;
use crate::operations::sns;
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use cloudwatch_api::{ApiError, ConfirmSubscriptionInput, UnsubscribeInput};
use quick_xml::escape::escape;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::OnceLock;
use wire::body;

/// One page of AWS's console for subscribers, by its address there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPage {
    Confirmation,
    Unsubscribe,
}

/// All the looks that two sentences and a button need; the colours are the browser's own, light or dark.
const STYLE: &str = "body{margin:0}main{max-width:36rem;margin:12vh auto;padding:0 1.5rem;font:1rem/1.6 \
                     system-ui,sans-serif}h1{font-size:1.5rem;line-height:1.2}code{overflow-wrap:anywhere}\
                     button{font:inherit;padding:.5rem 1.25rem;cursor:pointer}";

/// No script, no frame, this one style, and a form that posts to this server.
fn policy() -> &'static HeaderValue {
    static POLICY: OnceLock<HeaderValue> = OnceLock::new();
    POLICY.get_or_init(|| {
        let hash = BASE64.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        // Visible ASCII it is; nothing at all would be allowed otherwise.
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
    })
}

impl LinkPage {
    pub fn at(path: &str) -> Option<LinkPage> {
        match path {
            "/confirmation.html" => Some(LinkPage::Confirmation),
            "/unsubscribe.html" => Some(LinkPage::Unsubscribe),
            _ => None,
        }
    }

    pub async fn answer(self, app: &App, parts: &Parts, body: Body) -> Response<Body> {
        match parts.method {
            Method::GET | Method::HEAD => {
                page(StatusCode::OK, self.title(), &self.question(parts.uri.query().unwrap_or_default()))
            }
            Method::POST => match self.press(app, body).await {
                Ok(text) => page(StatusCode::OK, self.title(), &text),
                Err(error) => {
                    let status = StatusCode::from_u16(error.kind.row().status);
                    let text = format!("<p>That didn't work: {}</p>", escape(error.to_string()));
                    page(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), self.title(), &text)
                }
            },
            _ => {
                let mut response = page(StatusCode::METHOD_NOT_ALLOWED, self.title(), "");
                response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
                response
            }
        }
    }

    fn title(self) -> &'static str {
        match self {
            LinkPage::Confirmation => "Confirm subscription",
            LinkPage::Unsubscribe => "Unsubscribe",
        }
    }

    fn question(self, query: &str) -> String {
        let (names, sentence): (&[&str], &str) = match self {
            LinkPage::Confirmation => (&["TopicArn", "Token"], "to be sent what is published to"),
            LinkPage::Unsubscribe => (&["SubscriptionArn"], "to be sent nothing more of the subscription"),
        };
        let endpoint = parameter(query.as_bytes(), "Endpoint");
        let subject = parameter(query.as_bytes(), names[0]);
        let mut form = String::from("<form method=\"post\">");
        for name in names {
            let value = parameter(query.as_bytes(), name);
            form.push_str(&format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)));
        }
        format!(
            "<p>{} is {sentence} <code>{}</code>.</p>{form}<button>{}</button></form>",
            escape(endpoint),
            escape(subject),
            self.title()
        )
    }

    async fn press(self, app: &App, body: Body) -> Result<String, ApiError> {
        let form = body::read(body).await?;
        let given = |name| Some(parameter(&form, name).into_owned());
        match self {
            LinkPage::Confirmation => {
                let input = ConfirmSubscriptionInput {
                    topic_arn: given("TopicArn"),
                    token: given("Token"),
                    authenticate_on_unsubscribe: None,
                };
                let arn = sns::confirm_by_link(app, input).await?.subscription_arn;
                Ok(format!(
                    "<p>Subscription confirmed. Its id is <code>{}</code>.</p>\
                     <p>If it was not your intention to subscribe, \
                     <a href=\"unsubscribe.html?SubscriptionArn={}\">unsubscribe</a>.</p>",
                    escape(arn.as_str()),
                    escape(arn.as_str())
                ))
            }
            LinkPage::Unsubscribe => {
                sns::unsubscribe_by_link(
                    app,
                    UnsubscribeInput { subscription_arn: given("SubscriptionArn") },
                )
                .await?;
                Ok("<p>The subscription has ended.</p>".to_owned())
            }
        }
    }
}

fn parameter<'a>(form: &'a [u8], wanted: &str) -> Cow<'a, str> {
    let mut pairs = form_urlencoded::parse(form);
    pairs.find(|(name, _)| name == wanted).map(|(_, value)| value).unwrap_or_default()
}

fn page(status: StatusCode, title: &str, content: &str) -> Response<Body> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title} - \
         Barograph</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>{content}</main></body></html>\n"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, policy().clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_link_is_text() {
        let hostile = "TopicArn=%22%3E%3Cscript%3E&Token=%27%3Cb%3E&Endpoint=%3Cimg%20src=x%3E";
        let question = LinkPage::Confirmation.question(hostile);
        assert!(
            !question.contains("<script>") && !question.contains("<b>") && !question.contains("<img"),
            "{question}"
        );
        assert!(question.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{question}");
    }
}
