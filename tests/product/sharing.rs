//! Pages of other sites, as their browsers ask for them (CORS).

use crate::harness::{Product, Reply, SERVE, Server, demo_server};

const SITE: &str = "https://example.com";
const STRANGER: &str = "https://stranger.example";
const SONGS: &str = "/api/v1/recommendations";

fn serve(product: &Product, origins: &str) -> Server {
    product.serve_with(&[("VIBELENS_ORIGINS", origins)])
}

/// Asks whether a page of `origin` may send a JSON document with a key.
fn may(server: &Server, path: &str, origin: &str) -> Reply {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    server.options(path, &headers)
}

/// The names of the headers by which browsers know what a page may do.
fn shared(reply: &Reply) -> Vec<&str> {
    let names = reply.headers.keys().map(ureq::http::HeaderName::as_str);
    names.filter(|name| name.starts_with("access-control-")).collect()
}

#[test]
fn a_site_that_is_named_may_ask_and_no_other() {
    let product = Product::new();
    let server = serve(&product, &format!("{SITE}, http://127.0.0.1:8090"));
    let allowed = may(&server, SONGS, SITE);
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), SITE);
    assert_eq!(allowed.header("access-control-allow-methods"), "GET,POST,PUT,DELETE");
    assert_eq!(allowed.header("access-control-allow-headers"), "authorization,content-type");
    assert_eq!(allowed.header("access-control-max-age"), "3600");
    assert_eq!(allowed.header("access-control-allow-credentials"), "", "there are no cookies");

    for path in ["/api/v1/moods", "/readyz", "/api/v1/nothing"] {
        let answer = server.get_with(path, &[("origin", SITE)]);
        assert_eq!(answer.header("access-control-allow-origin"), SITE, "{path}");
        assert_eq!(answer.header("access-control-expose-headers"), "etag,retry-after");
        assert!(answer.header("vary").contains("origin"), "{path}");
    }
    for stranger in [STRANGER, "https://example.com.stranger.example", "http://example.com", "null"]
    {
        assert!(shared(&may(&server, SONGS, stranger)).is_empty(), "{stranger}");
        let answer = server.get_with("/api/v1/moods", &[("origin", stranger)]);
        assert_eq!((answer.status, answer.header("vary")), (200, "origin"), "{stranger}");
        assert!(shared(&answer).is_empty(), "{stranger}");
    }
    assert_eq!(server.get("/api/v1/moods").header("vary"), "origin", "whatever keeps it must know");
    let page = server.get_with("/", &[("origin", SITE)]);
    assert!(shared(&page).is_empty(), "the page itself is for nobody else");
}

#[test]
fn all_sites_may_ask_where_the_settings_say_so() {
    let product = Product::new();
    let server = serve(&product, "*");
    assert_eq!(may(&server, SONGS, STRANGER).header("access-control-allow-origin"), "*");
    let answer = server.get_with("/api/v1/moods", &[("origin", STRANGER)]);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[test]
fn without_a_setting_no_site_may_ask() {
    let server = demo_server();
    assert_eq!(may(server, SONGS, SITE).status, 405);
    assert!(shared(&may(server, SONGS, SITE)).is_empty());
    let answer = server.get_with("/api/v1/moods", &[("origin", SITE)]);
    assert!(shared(&answer).is_empty() && answer.header("vary").is_empty());
}

#[test]
fn what_is_no_origin_ends_the_server_at_its_start() {
    let product = Product::new();
    for origin in ["example.com", "https://example.com/", "https://example.com/songs", "null"] {
        let mut command = product.command(&SERVE);
        let output = command.env("VIBELENS_ORIGINS", origin).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && errors.contains("no origin"), "{origin}: {errors}");
    }
}

#[test]
fn a_name_that_is_not_the_servers_is_answered_to_by_nobody_here() {
    let product = Product::new();
    let server = product.serve_with(&[("VIBELENS_HOSTS", "music.example, other.example")]);
    let asked = |host| server.get_with("/api/v1/moods", &[("host", host)]);
    for own in ["music.example", "OTHER.example:8080", "localhost", "192.0.2.7"] {
        assert_eq!(asked(own).status, 200, "{own}");
    }
    let other = asked("evil.example");
    assert_eq!((other.status, other.header("content-type")), (421, "application/problem+json"));
    assert!(other.json()["hint"].as_str().unwrap().contains("`hosts`"), "{}", other.json());
    assert_eq!(server.get_with("/", &[("host", "evil.example")]).status, 421, "no page either");
}
