//! Which names this server answers to. A web page elsewhere can give its own name our address (DNS
//! rebinding), and is then same-origin with us: the name in the Host header is what unmasks it.

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use std::net::IpAddr;

/// Loopback names, and those that the operator listed.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// Names without ports, in any case.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        AllowedHosts(names.into_iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase()).collect())
    }

    /// Whether the call names a host that we answer to; else the sentence to refuse it with.
    pub fn check(&self, parts: &Parts) -> Result<(), String> {
        let Some(authority) = authority(parts) else {
            return Err("The request names no host.".to_owned());
        };
        let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
        if is_loopback(&name) || self.0.contains(&name) {
            return Ok(());
        }
        Err(format!(
            "The host name {name} is not one of this server's. If it should be, start the server with \
             --allowed-host {name}."
        ))
    }
}

/// The authority that the client called: of the request line where it has one, else of the one Host header.
pub fn authority(parts: &Parts) -> Option<Authority> {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let from_header = hosts.next().map(|host| Authority::try_from(host.as_bytes()));
    match (parts.uri.authority(), from_header, hosts.next()) {
        (_, Some(Err(_)), _) | (_, _, Some(_)) | (None, None, _) => None,
        (Some(authority), Some(Ok(host)), _) if *authority != host => None,
        (Some(authority), _, _) => Some(authority.clone()),
        (None, Some(Ok(host)), _) => Some(host),
    }
    .filter(|authority| !authority.as_str().contains('@'))
}

fn is_loopback(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    address
        .parse::<IpAddr>()
        .map_or(name == "localhost" || name.ends_with(".localhost"), |ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[track_caller]
    fn check(host: &str, expected: bool) {
        let parts = Request::builder().uri("/").header("host", host).body(()).unwrap().into_parts().0;
        let hosts = AllowedHosts::new(["Barograph.Home".to_owned()]);
        assert_eq!(hosts.check(&parts).is_ok(), expected, "{host}");
    }

    #[test]
    fn loopback_and_listed_names_only() {
        for host in [
            "localhost",
            "LOCALHOST:10132",
            "stream-x.localhost:1",
            "127.0.0.1:10132",
            "127.9.9.9",
            "[::1]:10132",
            "[::1]",
            "barograph.home",
            "barograph.home:443",
            "localhost.",
        ] {
            check(host, true);
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evil-localhost",
            "10.0.0.1",
            "0.0.0.0:10132",
            "[::]",
            "",
            "evil@localhost",
            "x.barograph.home",
        ] {
            check(host, false);
        }
    }

    #[test]
    fn none_two_or_contradicting_hosts() {
        let none = Request::builder().uri("/").body(()).unwrap().into_parts().0;
        assert!(AllowedHosts::default().check(&none).is_err());
        let two = Request::builder().uri("/").header("host", "localhost").header("host", "evil.example");
        assert!(AllowedHosts::default().check(&two.body(()).unwrap().into_parts().0).is_err());
        let other = Request::builder().uri("http://localhost/").header("host", "evil.example");
        assert!(AllowedHosts::default().check(&other.body(()).unwrap().into_parts().0).is_err());
    }
}
