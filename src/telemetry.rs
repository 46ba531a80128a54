//! Logs, to stderr.

use tracing_subscriber::EnvFilter;

/// Without the verifier of certificates, which logs the error that it also returns.
const USUAL: &str = "warn,vibelens=info,rustls_platform_verifier=off";

/// Logs what `RUST_LOG` asks for; without it, our own lines of level `info` and all warnings.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // At `trace` the HTTP client shows every byte that it sends, and so the hub's token.
    log::set_max_level(log::max_level().min(log::LevelFilter::Debug));
}
