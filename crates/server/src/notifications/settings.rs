//! What the operator says about deliveries: where links lead, which endpoints may be contacted, and the relay
//! for e-mail.

use super::sign::Signer;
use lettre::message::Mailbox;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use url::{Host, Url};

/// AWS's limit is that of SMTP: an address has up to 254 characters.
const MAX_MAIL_ADDRESS_CHARS: usize = 254;

#[derive(Clone)]
pub struct NotificationSettings {
    /// Where the links in messages lead, without a slash at the end.
    pub public_url: String,
    /// Whether loopback and private addresses may be delivered to.
    pub allow_private_endpoints: bool,
    /// `None`: e-mail subscriptions are refused.
    pub mail: Option<MailSettings>,
    /// Who signs messages; `None`: nothing is delivered.
    pub signer: Option<Arc<Signer>>,
}

#[derive(Clone, Debug)]
pub struct MailSettings {
    pub relay: MailRelay,
    pub from: Mailbox,
}

/// An SMTP relay's address, checked: over a network it is encrypted.
#[derive(Clone)]
pub struct MailRelay(String);

impl Default for NotificationSettings {
    fn default() -> Self {
        NotificationSettings {
            public_url: "http://127.0.0.1:10132".to_owned(),
            allow_private_endpoints: false,
            mail: None,
            signer: None,
        }
    }
}

impl MailRelay {
    /// With user and password, for the transport only.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl FromStr for MailRelay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const EXPECTED: &str = "expected smtps://USER:PASSWORD@HOST, smtp://HOST:PORT?tls=required (STARTTLS), or \
                                smtp://HOST:PORT for a relay on this machine";
        let url = Url::parse(text).map_err(|_| EXPECTED.to_owned())?;
        let host = url.host().ok_or(EXPECTED)?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        match (url.scheme(), tls.as_deref()) {
            ("smtps", None) | ("smtp", Some("required")) => Ok(MailRelay(text.to_owned())),
            ("smtp", None) if is_loopback(&host) => Ok(MailRelay(text.to_owned())),
            ("smtp", None | Some("opportunistic")) => Err(format!(
                "mail to {host} would not be sure to be encrypted; use smtps://, or add ?tls=required for STARTTLS"
            )),
            _ => Err(EXPECTED.to_owned()),
        }
    }
}

/// Never the password.
impl fmt::Debug for MailRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(&self.0).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        write!(f, "MailRelay({host})")
    }
}

/// Whether mail can be sent there: one address, nothing around it.
pub fn is_mail_address(text: &str) -> bool {
    text.len() <= MAX_MAIL_ADDRESS_CHARS
        && !text.chars().any(|c| c.is_control() || c.is_whitespace())
        && text.parse::<lettre::Address>().is_ok()
}

/// `Name <address>` or an address, for the settings.
pub fn sender(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|_| {
        "expected an address such as alarms@example.com or Alarms <alarms@example.com>".to_owned()
    })
}

/// `http://host` or `https://host`, with a port and a path if need be, for the settings.
pub fn public_url(text: &str) -> Result<String, String> {
    const EXPECTED: &str = "expected http:// or https:// with a host, such as https://barograph.example.com";
    let url = Url::parse(text).map_err(|_| EXPECTED.to_owned())?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain {
        Ok(url.as_str().trim_end_matches('/').to_owned())
    } else {
        Err(EXPECTED.to_owned())
    }
}

/// The name that clients will ask for when they follow a link.
pub fn host_of(public_url: &str) -> Option<String> {
    Url::parse(public_url).ok()?.host_str().map(str::to_owned)
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            // What has no scheme of its own is not normalised.
            let address = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
            address || name.eq_ignore_ascii_case("localhost")
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_over_a_network_are_encrypted() {
        for good in [
            "smtps://user:p%40ss@mail.example.com",
            "smtp://mail.example.com:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
        ] {
            assert!(good.parse::<MailRelay>().is_ok(), "{good}");
        }
        for bad in
            ["smtp://mail.example.com", "smtp://mail.example.com:25?tls=opportunistic", "smtp://10.0.0.1"]
        {
            assert!(bad.parse::<MailRelay>().unwrap_err().contains("?tls=required"), "{bad}");
        }
        for bad in ["mail.example.com", "http://mail.example.com", "smtps:", "smtps://h?tls=none", ""] {
            assert!(bad.parse::<MailRelay>().unwrap_err().starts_with("expected smtps://"), "{bad}");
        }
        let relay: MailRelay = "smtps://user:secret@mail.example.com".parse().unwrap();
        assert_eq!(format!("{relay:?}"), "MailRelay(mail.example.com)");
    }

    #[test]
    fn addresses() {
        for good in ["a@b.example", "o'neil+x@sub.example.com", "ä@ö.example"] {
            assert!(is_mail_address(good), "{good}");
        }
        for bad in ["", "a", "a@", "@b", "a@b, c@d", "A <a@b.example>", "a@b.example\r\nBcc: c@d", "a b@c"] {
            assert!(!is_mail_address(bad), "{bad}");
        }
        assert!(sender("Alarms <alarms@example.com>").is_ok() && sender("nobody").is_err());
    }

    #[test]
    fn links_lead_somewhere() {
        assert_eq!(public_url("https://a.example/x/").unwrap(), "https://a.example/x");
        assert_eq!(host_of("https://a.example:8/x").as_deref(), Some("a.example"));
        for bad in ["a.example", "ftp://a.example", "http://a.example/?x", "javascript:1"] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}
