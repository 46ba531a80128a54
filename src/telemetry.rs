//! Logs, to stderr.

use tracing_subscriber::EnvFilter;

/// Logs what `RUST_LOG` asks for; without it, our own lines of level `info` and all warnings.
pub fn start() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,vibelens=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // At `trace` the HTTP client shows every byte that it sends, and so the hub's token.
    log::set_max_level(log::max_level().min(log::LevelFilter::Debug));
}
