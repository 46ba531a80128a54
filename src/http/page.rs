//! The page, as it was exported from `web/`: files that the binary holds.

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::error::no_such_route;

/// A file of the page.
struct File {
    /// Its path in the export.
    name: &'static str,
    plain: &'static [u8],
    /// The same, compressed; `None` where that is hardly smaller.
    gzipped: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Nothing from elsewhere, no script or style in the page itself; photos and clips are shown from memory.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
                      img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; \
                      manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";
/// What is shown where there is nothing.
const NOT_FOUND: &str = "404.html";
/// What lies there is named after its content.
const HASHED: &str = "_next/static/";

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    FILES.iter().fold(Router::new(), |routes, file| {
        let tag = tag(file.plain);
        routes.route(
            &address(file.name),
            get(async move |headers: HeaderMap| answer(file, &tag, &headers)),
        )
    })
}

/// Where there is nothing: a page for browsers, a problem document for everyone else.
pub(super) async fn missing(uri: Uri, headers: HeaderMap) -> Response {
    let wanted = !uri.path().starts_with("/api/") && names(&headers, header::ACCEPT, "text/html");
    let Some(page) = FILES.iter().find(|file| wanted && file.name == NOT_FOUND) else {
        return no_such_route().into_response();
    };
    let mut response = answer(page, &tag(page.plain), &HeaderMap::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// A ready JSON document.
pub(super) fn json(document: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document)
}

/// Where a file is served: `index.html` at `/`, `about.html` at `/about`.
fn address(name: &str) -> String {
    let name = name.strip_suffix(".html").unwrap_or(name);
    format!("/{}", if name == "index" { "" } else { name })
}

/// Names a content, for browsers to ask whether it is still the same.
pub(super) fn tag(content: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(content).to_hex()[..32])
}

fn answer(file: &File, tag: &str, headers: &HeaderMap) -> Response {
    let caching = if file.name.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let told = [
        (header::CACHE_CONTROL, caching),
        (header::ETAG, tag),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CONTENT_TYPE, media_type(file.name)),
    ];
    if names(headers, header::IF_NONE_MATCH, tag) {
        return (StatusCode::NOT_MODIFIED, told).into_response();
    }
    match file.gzipped {
        Some(gzipped) if names(headers, header::ACCEPT_ENCODING, "gzip") => {
            (told, [(header::CONTENT_ENCODING, "gzip")], gzipped).into_response()
        }
        _ => (told, file.plain).into_response(),
    }
}

/// Whether `value` is in the list that a header holds, and not refused by `;q=0`.
pub(super) fn names(headers: &HeaderMap, header: header::HeaderName, value: &str) -> bool {
    let lists = headers.get_all(header);
    let mut values =
        lists.iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    values.any(|given| match given.trim().split_once(';') {
        Some((name, weight)) => {
            let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
            name.trim() == value && weight != Some(0.0)
        }
        None => given.trim().trim_start_matches("W/") == value,
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_have_the_addresses_that_links_name() {
        let cases = [("index.html", "/"), ("404.html", "/404"), ("icon.svg", "/icon.svg")];
        for (name, expected) in cases {
            assert_eq!(address(name), expected);
        }
    }

    #[test]
    fn every_file_has_a_type_that_browsers_know() {
        for file in FILES {
            assert_ne!(media_type(file.name), "application/octet-stream", "{}", file.name);
        }
    }

    #[test]
    fn an_encoding_is_used_where_it_is_accepted() {
        let cases = [
            ("gzip", true),
            ("deflate, gzip, br", true),
            ("br, gzip;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            ("identity", false),
            ("", false),
        ];
        for (accepted, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(names(&headers, header::ACCEPT_ENCODING, "gzip"), expected, "{accepted}");
        }
    }
}
