//! Which addresses a delivery may go to.
//!
//! Whoever may subscribe an endpoint makes this server send requests to it. Link-local addresses (the
//! metadata services of clouds among them) and such as mean no single host are never contacted; this
//! machine's and a private network's only where the operator allows it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is, as far as deliveries care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    /// Loopback, private networks, and what is reserved for documents and benchmarks.
    Private,
    /// Never contacted.
    Forbidden,
}

pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// Metadata services outside of the link-local range: Alibaba Cloud's and Oracle Cloud's, Azure's wire server.
const METADATA_V4: [Ipv4Addr; 3] =
    [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192), Ipv4Addr::new(168, 63, 129, 16)];

/// EC2's and Google Cloud's metadata services over IPv6.
const METADATA_V6: [Ipv6Addr; 2] =
    [Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254), Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)];

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        _ if METADATA_V4.contains(&address) => Reach::Forbidden,
        [0, ..] | [169, 254, ..] | [224..=255, ..] => Reach::Forbidden,
        [127 | 10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Private,
        [192, 0, 0 | 2, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => Reach::Private,
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if METADATA_V6.contains(&address) {
        return Reach::Forbidden;
    }
    if address.is_loopback() {
        return Reach::Private;
    }
    match address.segments() {
        // IPv4 within IPv6: mapped, compatible (with the unspecified address), translated, 6to4.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            reach_v4(v4(high, low))
        }
        [0x2002, high, low, ..] => reach_v4(v4(high, low)),
        // Teredo hides its addresses; the local translation prefix and the rest of the zeros mean no one known.
        [0x2001, 0, ..] | [0x64, 0xff9b, 1, ..] | [0, ..] => Reach::Forbidden,
        // Link-local and multicast.
        [0xfe80..=0xfebf, ..] | [0xff00..=0xffff, ..] => Reach::Forbidden,
        // Unique local, once site-local, documents.
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, ..] => Reach::Private,
        _ => Reach::Public,
    }
}

fn v4(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: Reach, addresses: &str) {
        for address in addresses.split_whitespace() {
            assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn never() {
        check(
            Reach::Forbidden,
            "0.0.0.0 0.1.2.3 169.254.169.254 169.254.0.1 224.0.0.1 255.255.255.255 240.0.0.1",
        );
        check(Reach::Forbidden, "100.100.100.200 168.63.129.16 192.0.0.192");
        check(
            Reach::Forbidden,
            ":: fe80::1 febf::1 ff02::1 fd00:ec2::254 fd20:ce::254 2001:0:1::1 64:ff9b:1::1",
        );
        check(
            Reach::Forbidden,
            "::ffff:169.254.169.254 ::169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1",
        );
        check(Reach::Forbidden, "::ffff:0.0.0.0 0:1::1");
    }

    #[test]
    fn only_where_the_operator_allows_it() {
        check(
            Reach::Private,
            "127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1",
        );
        check(
            Reach::Private,
            "::1 fc00::1 fd12::1 fec0::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 2002:a00:1::1",
        );
        check(Reach::Private, "192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.0.0.1");
    }

    #[test]
    fn public() {
        check(
            Reach::Public,
            "1.1.1.1 172.15.0.1 172.32.0.1 192.169.0.1 100.63.0.1 100.128.0.1 223.255.255.255",
        );
        check(Reach::Public, "2606:4700::1111 2001:4860:4860::8888 64:ff9b::101:101 ::ffff:8.8.8.8");
    }
}
