//! How other servers are asked over HTTP: their addresses, and a client with the system's certificates.

mod address;

use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

pub(crate) use self::address::Address;

/// How long another server is waited for.
pub(crate) struct Patience {
    /// Until it can be talked to.
    pub(crate) connecting: Duration,
    /// Until it says something more.
    pub(crate) silence: Duration,
    /// Until it has said everything; `None` where that depends on how much it is.
    pub(crate) whole: Option<Duration>,
}

/// A client that gives every answer as it is: a redirect is not followed, and no status is an error, so
/// that whoever asks decides who else may be told what. Proxies are those that the environment names.
pub(crate) fn agent(patience: &Patience) -> Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        // What the system trusts: behind some proxies that is a certificate of their own.
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_resolve(Some(patience.connecting))
        .timeout_connect(Some(patience.connecting))
        .timeout_recv_response(Some(patience.silence))
        .timeout_per_read(Some(patience.silence))
        .timeout_global(patience.whole)
        .user_agent(concat!("vibelens/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build()
        .into()
}
