//! Addresses on the web, as far as settings and redirects need them.

use std::fmt;

use ureq::http::Uri;

/// The address of something that can be asked for over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Scheme, host and port.
    origin: String,
    /// From the first slash on, or nothing.
    rest: String,
}

impl Address {
    /// Reads an address with a scheme and a host.
    pub(crate) fn parse(address: &str) -> Option<Self> {
        let uri: Uri = address.parse().ok()?;
        let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme))?;
        // A password would be shown wherever the host is named.
        let authority = uri.authority().filter(|all| !all.as_str().contains('@'))?;
        let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
        let rest = address.get(origin.len()..)?.to_owned();
        Some(Self { origin, rest })
    }

    /// Something below this address.
    pub(crate) fn below(&self, path: &str) -> Self {
        Self { origin: self.origin.clone(), rest: format!("{}/{path}", self.rest) }
    }

    /// Where a `Location` leads that was found here (RFC 9110, 10.2.2): another address, or another
    /// path at the same host.
    pub(crate) fn redirected(&self, location: &str) -> Option<Self> {
        if let Some(elsewhere) = location.strip_prefix("//") {
            let scheme = self.origin.split(':').next()?;
            return Self::parse(&format!("{scheme}://{elsewhere}"));
        }
        if location.starts_with('/') {
            return Self::parse(&format!("{}{location}", self.origin));
        }
        Self::parse(location)
    }

    /// Whether both have the same scheme, host and port, so that what is meant for one may be told
    /// to the other.
    pub(crate) fn same_host(&self, other: &Self) -> bool {
        self.origin == other.origin
    }

    /// Host and port.
    pub(crate) fn host(&self) -> &str {
        self.origin.split_once("//").map_or("", |(_, host)| host)
    }

    /// Whether it names a whole server, and nothing on it.
    pub(crate) fn is_origin(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether what is asked for there can be read on the way.
    pub(crate) fn is_plain(&self) -> bool {
        self.origin.starts_with("http:")
    }

    /// Scheme, host and port: what may be shown, since the rest may hold a signature.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_leads_to_another_path_or_another_host() {
        let hub = Address::parse("https://Hub.example/a/b?c=d").unwrap();
        let cases = [
            ("/api/x?y=z", Some("https://hub.example/api/x?y=z"), true),
            ("https://hub.example/x", Some("https://hub.example/x"), true),
            ("https://cdn.example/x?Key=1", Some("https://cdn.example/x?Key=1"), false),
            ("//cdn.example/x", Some("https://cdn.example/x"), false),
            ("http://hub.example/x", Some("http://hub.example/x"), false),
            ("https://hub.example:444/x", Some("https://hub.example:444/x"), false),
            ("ftp://hub.example/x", None, false),
            ("", None, false),
        ];
        for (location, expected, same) in cases {
            let found = hub.redirected(location);
            assert_eq!(found.as_ref().map(Address::to_string).as_deref(), expected, "{location}");
            assert_eq!(found.is_some_and(|found| found.same_host(&hub)), same, "{location}");
        }
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        for wrong in ["", "huggingface.co", "/models", "file:///models", "http://"] {
            assert_eq!(Address::parse(wrong), None, "{wrong}");
        }
        let mirror = Address::parse("http://127.0.0.1:8080/mirror").unwrap();
        assert_eq!(mirror.below("a/b").to_string(), "http://127.0.0.1:8080/mirror/a/b");
        assert_eq!((mirror.host(), mirror.is_origin()), ("127.0.0.1:8080", false));
        assert!(Address::parse("https://hub.example").unwrap().is_origin());
    }
}
