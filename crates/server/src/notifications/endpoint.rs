//! An HTTP or HTTPS endpoint, parsed once: where to connect and what to ask for.

use super::address::{Reach, reach};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::borrow::Cow;
use std::net::IpAddr;
use url::{Host, Url};

/// Longer addresses are refused; AWS names no limit, common servers stop at 8 KB.
const MAX_URL_CHARS: usize = 2048;

#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    pub is_https: bool,
    pub host: Host<String>,
    pub port: u16,
    /// With its query.
    pub path: String,
    /// `Basic …`, of the user and password in the address.
    pub authorization: Option<String>,
}

impl Endpoint {
    /// The protocol is the subscription's: `http` or `https`. `None`: it isn't an address of that protocol.
    pub fn parse(protocol: &str, text: &str) -> Option<Endpoint> {
        if text.len() > MAX_URL_CHARS || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let url = Url::parse(text).ok().filter(|url| url.scheme() == protocol)?;
        let user = url.username();
        let authorization = (!user.is_empty() || url.password().is_some()).then(|| {
            let pair = format!("{}:{}", decoded(user), decoded(url.password().unwrap_or_default()));
            format!("Basic {}", BASE64.encode(pair))
        });
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Some(Endpoint {
            is_https: protocol == "https",
            host: url.host()?.to_owned(),
            port: url.port_or_known_default()?,
            path,
            authorization,
        })
    }

    /// Why it can't ever be delivered to, if its address says so itself. Names are looked at when they are
    /// resolved, each time.
    pub fn refusal(&self, allow_private: bool) -> Option<String> {
        match &self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => refusal(IpAddr::V4(*address), allow_private),
            Host::Ipv6(address) => refusal(IpAddr::V6(*address), allow_private),
        }
    }

    /// For the Host header.
    pub fn authority(&self) -> String {
        let is_default = self.port == if self.is_https { 443 } else { 80 };
        if is_default { self.host.to_string() } else { format!("{}:{}", self.host, self.port) }
    }
}

/// An endpoint as it may be shown: AWS obscures the password that an address can have.
pub fn shown(endpoint: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = endpoint.split_once("://") else { return Cow::Borrowed(endpoint) };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    match authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')) {
        Some((user, password)) => {
            let after = &rest[user.len() + 1 + password.len()..];
            Cow::Owned(format!("{scheme}://{user}:****{after}"))
        }
        None => Cow::Borrowed(endpoint),
    }
}

/// Why nothing may be sent to this address.
pub fn refusal(address: IpAddr, allow_private: bool) -> Option<String> {
    match reach(address) {
        Reach::Public => None,
        Reach::Private if allow_private => None,
        Reach::Private => Some(format!(
            "{address} is a loopback or private address, which the operator allows with --allow-private-endpoints"
        )),
        Reach::Forbidden => Some(format!("{address} is an address that deliveries never go to")),
    }
}

/// Percent-decoding of a user or a password.
fn decoded(text: &str) -> String {
    // A form's plus would be a blank; in an address it is a plus.
    let form = text.replace('+', "%2B");
    let form = format!("x={form}");
    form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(protocol: &str, text: &str, expected: &str) {
        let shown = Endpoint::parse(protocol, text).map_or("refused".to_owned(), |endpoint| {
            let authorization = endpoint.authorization.as_deref().unwrap_or_default();
            format!("{} {} {authorization}", endpoint.authority(), endpoint.path)
        });
        assert_eq!(shown.trim(), expected, "{text}");
    }

    #[test]
    fn addresses() {
        check("http", "http://a.example", "a.example /");
        check("https", "https://a.example:8443/x?y=1#z", "a.example:8443 /x?y=1");
        check("http", "http://a.example:80", "a.example /");
        check("http", "http://us%40er:p+w@a.example/", "a.example / Basic dXNAZXI6cCt3");
        check("http", "http://[::1]:99/", "[::1]:99 /");
        check("http", "http://MÜNCHEN.example/", "xn--mnchen-3ya.example /");
        for text in
            ["https://a.example", "a.example", "http://", "http:///x y", "http://a\r\nb/", "ftp://a", ""]
        {
            check("http", text, "refused");
        }
        check("http", &format!("http://a/{}", "x".repeat(2048)), "refused");
    }

    #[test]
    fn passwords_are_not_shown() {
        for (endpoint, expected) in [
            ("https://u:p@a.example:1/x?y=u:p@z", "https://u:****@a.example:1/x?y=u:p@z"),
            ("https://u:p:q@r@a.example", "https://u:****@a.example"),
            ("https://u@a.example/", "https://u@a.example/"),
            ("https://a.example/u:p@x", "https://a.example/u:p@x"),
            ("person@example.com", "person@example.com"),
        ] {
            assert_eq!(shown(endpoint), expected);
        }
    }

    #[test]
    fn every_notation_of_a_bad_address_is_seen_through() {
        for text in [
            "http://169.254.169.254/latest/meta-data/",
            "http://2852039166/",
            "http://0xa9fea9fe/",
            "http://0251.0376.0251.0376/",
            "http://169.254.43518/",
            "http://[::ffff:169.254.169.254]/",
            "http://0/",
            "http://[::]/",
            "http://user@[fe80::1]/",
        ] {
            let endpoint = Endpoint::parse("http", text).expect(text);
            assert!(endpoint.refusal(true).expect(text).contains("never"), "{text}");
        }
        for text in ["http://127.1/", "http://[::1]/", "http://10.0.0.1:81/", "http://0x7f.1/"] {
            let endpoint = Endpoint::parse("http", text).expect(text);
            assert!(endpoint.refusal(false).expect(text).contains("--allow-private-endpoints"), "{text}");
            assert_eq!(endpoint.refusal(true), None, "{text}");
        }
        assert_eq!(Endpoint::parse("http", "http://1.1.1.1/").unwrap().refusal(false), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(https?://)?[a-z0-9@:/?#%\\[\\]. ]{0,30}") {
            let _ = (Endpoint::parse("http", &text), Endpoint::parse("https", &text));
        }
    }
}
