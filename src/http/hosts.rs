//! Answers only to names that are the server's: a page of another site whose name was made to lead here (DNS
//! rebinding) has that name in what it asks, and is no page of the server's own.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::Response;

use super::error::misdirected;

/// Every name.
const ANY: &str = "*";
/// What this machine calls itself everywhere.
const LOCALHOST: &str = "localhost";

/// The names that the server goes by, beside addresses and `localhost`.
#[derive(Clone)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    /// With these names; `*` is every name.
    pub(super) fn with(names: &[String]) -> Self {
        Self(names.iter().map(|name| name.to_lowercase()).collect())
    }

    /// Whether a server of these names is meant by `host`, which may have a port.
    fn include(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        let name = authority.host().trim_end_matches('.').to_lowercase();
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.is_ok()
            || name == LOCALHOST
            || self.0.iter().any(|known| known == ANY || *known == name)
    }
}

/// Refuses what is asked of somebody else.
pub(super) async fn answer_to(
    State(hosts): State<Hosts>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    match host {
        Some(host) if !hosts.include(host) => misdirected(host),
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_own_names_are_answered_to() {
        let hosts = Hosts::with(&["Music.example".to_owned()]);
        for own in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "192.168.0.7",
            "localhost:1",
            "music.example",
            "MUSIC.example.:443",
        ] {
            assert!(hosts.include(own), "{own}");
        }
        for other in
            ["evil.example", "music.example.evil.example", "localhost.evil.example", "", "a b"]
        {
            assert!(!hosts.include(other), "{other}");
        }
        assert!(Hosts::with(&["*".to_owned()]).include("anything.example"));
    }
}
