//! The page as the server sends it, and the document that its client is made from. What it does in a
//! browser is tested in `web/tests`.

use crate::harness::{demo_server, repository};

/// What the attributes `src` and `href` of a page name.
fn parts(html: &str) -> Vec<&str> {
    let named = |attribute| html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
    named(" src=\"").chain(named(" href=\"")).filter(|part| *part != "/").collect()
}

#[test]
fn the_page_and_its_parts_are_served_and_nothing_else_may_run_in_it() {
    let page = demo_server().get("/");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    let html = String::from_utf8(page.body.clone()).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing from elsewhere");
    assert!(!html.contains(" style=") && !html.contains("<style"), "no style in the page itself");
    for script in html.split("<script").skip(1) {
        assert!(
            script.split('>').next().unwrap().contains(" src="),
            "no script in the page itself"
        );
    }
    let parts = parts(&html);
    assert!(10 < parts.len(), "{parts:?}");
    for part in parts {
        assert_eq!(demo_server().get(part).status, 200, "{part}");
    }
}

#[test]
fn what_is_named_after_its_content_is_kept_and_all_else_is_asked_for_again() {
    let page = demo_server().get("/");
    let html = String::from_utf8(page.body.clone()).unwrap();
    for part in parts(&html) {
        let named = part.starts_with("/_next/static/");
        let expected = if named { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!(demo_server().get(part).header("cache-control"), expected, "{part}");
    }
    assert_eq!(page.header("cache-control"), "no-cache");
    let tag = page.header("etag");
    let again = demo_server().get_with("/", &[("if-none-match", tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let changed = demo_server().get_with("/", &[("if-none-match", "\"another\"")]);
    assert_eq!((changed.status, changed.body), (200, page.body));
}

#[test]
fn the_page_says_what_it_is_made_of_and_under_which_terms() {
    let page = String::from_utf8(demo_server().get("/").body).unwrap();
    assert!(parts(&page).contains(&"/licences.txt"), "it is linked");
    let licences = demo_server().get("/licences.txt");
    assert_eq!(licences.header("content-type"), "text/plain; charset=utf-8");
    let licences = String::from_utf8(licences.body).unwrap();
    for part in ["next 1", "react,", "react-dom,", "scheduler,", "openapi-fetch", "manrope"] {
        assert!(licences.contains(part), "{part}");
    }
    for terms in ["SIL OPEN FONT LICENSE", "Copyright (c) Meta Platforms", "Apache License"] {
        assert!(licences.contains(terms), "{terms}");
    }
}

#[test]
fn whoever_takes_compressed_files_gets_less_to_load() {
    let page = String::from_utf8(demo_server().get("/").body).unwrap();
    let script = *parts(&page).iter().find(|part| part.contains("/chunks/")).unwrap();
    let plain = demo_server().get_with(script, &[("accept-encoding", "identity")]);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let small = demo_server().get_with(script, &[("accept-encoding", "gzip, br")]);
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.starts_with(&[0x1F, 0x8B]), "it is what it says");
    assert!(2 * small.body.len() < plain.body.len());
}

#[test]
fn where_there_is_nothing_a_browser_gets_a_page_and_a_program_a_problem() {
    let cases = [
        ("/nothing", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/nothing", "*/*", "application/problem+json"),
        ("/api/v1/nothing", "text/html", "application/problem+json"),
    ];
    for (path, accepted, kind) in cases {
        let reply = demo_server().get_with(path, &[("accept", accepted)]);
        assert_eq!((reply.status, reply.header("content-type")), (404, kind), "{path} {accepted}");
    }
}

#[test]
fn the_document_that_the_pages_client_is_made_from_is_the_servers() {
    let told = demo_server().get("/api/v1/openapi.json").body;
    let kept = std::fs::read(repository("web/openapi.json")).unwrap();
    if told != kept {
        let fresh = concat!(env!("CARGO_TARGET_TMPDIR"), "/openapi.json");
        std::fs::write(fresh, told).unwrap();
        panic!("the API changed; keep what it says of itself now: cp {fresh} web/openapi.json");
    }
}
