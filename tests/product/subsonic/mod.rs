//! Lists become playlists of a music server, which is the tests' own.

mod server;

use std::fs::{self, File};
use std::net::TcpListener;

use serde_json::{Value, json};

use self::server::{Behaviour, Instead, MusicServer, PASSWORD, Playlist, Song, USER};
use crate::harness::{Product, Reply, SERVE, Server, demo_photo};

const PLAYLISTS: &str = "/api/v1/playlists";

/// What the music server holds: another song of the same name, one by a band and its guest, and one that
/// is written otherwise.
const SONGS: [Song; 4] = [
    Song { id: "other", title: "Night sea", artist: "Somebody else" },
    Song { id: "night", title: "Night Sea", artist: "Anna & Guest" },
    Song { id: "bien", title: "Biển (2011 Remaster)", artist: "Bình" },
    Song { id: "live", title: "Evening (Live)", artist: "Carl" },
];

/// Songs of the library; the last one is nowhere on the music server, and of the third only another version.
const LIBRARY: [(&str, &str, &str); 4] = [
    ("Anna", "Night sea", "the night is falling on the sea\nthe waves are singing low"),
    ("Bình", "Biển", "biển chiều nay sóng vỗ rì rào\nthuyền ai về bến xa khơi"),
    ("Carl", "Evening", "the evening sky is red and gold\nthe sun goes down at last"),
    ("Dora", "Harbour", "the boats come home across the bay\nthe harbour lights are on"),
];

fn library() -> Product {
    let product = Product::new();
    for (artist, title, words) in LIBRARY {
        let folder = product.music().join(artist).join("Songs");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{title}.txt")), words).unwrap();
    }
    product.ingest();
    product
}

/// Serves with that music server.
fn serve(product: &Product, host: &str) -> Server {
    product.serve_with(&[
        ("VIBELENS_SUBSONIC_URL", &format!("http://{host}/music/")),
        ("VIBELENS_SUBSONIC_USER", USER),
        ("VIBELENS_SUBSONIC_PASSWORD", PASSWORD),
        ("VIBELENS_SUBSONIC_TIMEOUT_S", "1"),
    ])
}

/// The ids of the library's tracks, in its order.
fn tracks(server: &Server) -> Vec<String> {
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    let answer = server.ask(&[("limit", "10")], Some(&photo)).json();
    let songs = answer["recommendations"].as_array().unwrap();
    let id = |title: &str| {
        let song = songs.iter().find(|song| song["track"]["title"] == title).unwrap();
        song["track"]["id"].as_str().unwrap().to_owned()
    };
    LIBRARY.iter().map(|(_, title, _)| id(title)).collect()
}

fn send(server: &Server, name: &str, tracks: &[String]) -> Reply {
    let songs: Vec<Value> = tracks.iter().map(|track| json!({ "track": track })).collect();
    server.post(PLAYLISTS, &json!({"name": name, "songs": songs}))
}

fn titles(songs: &Value) -> Vec<&str> {
    let songs = songs.as_array().unwrap();
    songs.iter().map(|song| song["title"].as_str().unwrap()).collect()
}

#[test]
fn a_list_becomes_a_playlist_in_its_order_and_what_is_missing_is_told() {
    let product = library();
    for takes_forms in [true, false] {
        let music = MusicServer::with(&SONGS, Behaviour { takes_forms, ..Behaviour::default() });
        let server = serve(&product, &music.host());
        let told = server.get("/api/v1/abilities").json();
        assert_eq!(told["subsonic"], json!({"available": true, "host": music.host()}));
        assert!(music.asked().is_empty(), "nobody has sent anything yet");

        let [night, sea, evening, harbour] = &tracks(&server)[..] else { panic!("four songs") };
        let list = [harbour, sea, evening, night].map(Clone::clone);
        let reply = send(&server, "Biển & “mưa” + 100%", &list);
        assert_eq!(reply.status, 201, "{:?}", String::from_utf8_lossy(&reply.body));
        let told = reply.json();
        let name = "Biển & “mưa” + 100%".to_owned();
        assert_eq!(told["playlist"], json!({"id": "pl-1", "name": name}));
        assert_eq!(titles(&told["found"]), ["Biển", "Night sea"]);
        assert_eq!(titles(&told["missing"]), ["Harbour", "Evening"]);
        assert_eq!(told["missing"][0]["artist"], "Dora");
        let songs = vec!["bien".to_owned(), "night".to_owned()];
        assert_eq!(music.playlists(), [Playlist { name, songs }]);
        check_ways(&music, takes_forms);

        let nothing = send(&server, "Nothing of it", std::slice::from_ref(harbour));
        assert_eq!((nothing.status, &nothing.json()["playlist"]), (200, &Value::Null));
        assert_eq!(music.playlists().len(), 1, "no empty playlist is made");
    }
}

/// A server that takes forms finds nothing in the address that would open it.
fn check_ways(music: &MusicServer, takes_forms: bool) {
    let asked = music.asked();
    assert_eq!(asked[0].method, "getOpenSubsonicExtensions");
    assert!(asked[0].parameters.iter().all(|(name, _)| !["u", "t", "s"].contains(&&**name)));
    for asked in &asked[1..] {
        assert_ne!(asked.method, "getOpenSubsonicExtensions", "it is asked once");
        assert_eq!(asked.verb, if takes_forms { "POST" } else { "GET" }, "{}", asked.method);
        assert_eq!(asked.query.is_empty(), takes_forms, "{}", asked.query);
    }
}

#[test]
fn whatever_goes_wrong_has_words_and_a_next_step_and_makes_no_playlist() {
    let product = library();
    let music = MusicServer::with(&SONGS, Behaviour::default());
    let server = serve(&product, &music.host());
    let list = tracks(&server);
    let failing =
        |method, instead| Behaviour { instead: Some((method, instead)), ..Behaviour::default() };
    let cases = [
        (
            "other password",
            Behaviour { other_password: true, ..Behaviour::default() },
            400,
            "does not accept the user",
        ),
        ("not allowed", failing("createPlaylist", Instead::Fail(50)), 400, "does not allow"),
        ("gone meanwhile", failing("createPlaylist", Instead::Fail(70)), 404, "any more"),
        (
            "a fault of its own",
            failing("search3", Instead::Fail(0)),
            503,
            "failed (0: Said the server)",
        ),
        (
            "a page",
            failing("ping", Instead::Page("200 OK")),
            503,
            "does not answer as a Subsonic server",
        ),
        ("a proxy's page", failing("search3", Instead::Page("502 Bad Gateway")), 503, "status 502"),
        ("too much", failing("search3", Instead::Flood), 503, "answers with more than 2 MB"),
        ("too late", failing("search3", Instead::Wait), 503, "did not answer within 1 s"),
        ("elsewhere", failing("ping", Instead::Redirect), 503, "sends to another address"),
        ("gone in the middle", failing("createPlaylist", Instead::Close), 503, "cannot be reached"),
    ];
    for (name, behaviour, status, words) in cases {
        music.behave(behaviour);
        let reply = send(&server, "A list", &list);
        let told = reply.json();
        assert_eq!(reply.status, status, "{name}: {told}");
        assert!(told["detail"].as_str().unwrap().contains(words), "{name}: {told}");
        assert!(told["detail"].as_str().unwrap().contains(&music.host()), "{name}: {told}");
        assert!(!told["hint"].as_str().unwrap().is_empty(), "{name}: {told}");
    }
    music.release();
    assert_eq!(music.playlists(), []);
    music.behave(Behaviour { other_password: true, ..Behaviour::default() });
    music.methods();
    assert_eq!(send(&server, "A list", &list).status, 400);
    assert_eq!(music.methods(), ["ping"], "nothing is looked for in vain");
    music.behave(Behaviour::default());
    assert_eq!(send(&server, "A list", &list).status, 201, "and it goes on");
}

#[test]
fn a_list_that_is_none_is_refused_before_anybody_is_asked() {
    let product = library();
    let music = MusicServer::with(&SONGS, Behaviour::default());
    let server = serve(&product, &music.host());
    let track = tracks(&server).remove(0);
    let song = json!({ "track": track });
    let cases = [
        ("no name", json!({"name": " ", "songs": [song]}), 400),
        ("too long a name", json!({"name": "a".repeat(201), "songs": [song]}), 400),
        ("no songs", json!({"name": "a", "songs": []}), 400),
        ("too many songs", json!({"name": "a", "songs": vec![song.clone(); 51]}), 400),
        ("an address", json!({"name": "a", "songs": [song], "url": "http://127.0.0.1"}), 400),
        ("no id", json!({"name": "a", "songs": [{"track": "../.."}]}), 400),
        ("no such track", json!({"name": "a", "songs": [{"track": "0".repeat(32)}]}), 404),
    ];
    for (name, list, status) in cases {
        assert_eq!(server.post(PLAYLISTS, &list).status, status, "{name}");
    }
    let list = json!({"name": "a", "songs": [song]}).to_string();
    let form = server.post_as(PLAYLISTS, "text/plain", list.as_bytes());
    assert_eq!(form.status, 415, "what a form of another site could send is not taken");
    assert!(music.asked().is_empty());
}

#[test]
fn without_a_music_server_nothing_is_sent_and_one_that_is_gone_is_named() {
    let product = library();
    let server = product.serve();
    let told = server.get("/api/v1/abilities").json();
    assert_eq!(told["subsonic"], json!({"available": false, "host": null}));
    let list = tracks(&server);
    let reply = send(&server, "A list", &list);
    assert_eq!(reply.status, 404);
    assert!(reply.json()["hint"].as_str().unwrap().contains("[subsonic]"), "{reply:?}");

    let host = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let reply = send(&serve(&product, &host), "A list", &list);
    assert_eq!(reply.status, 503);
    let told = reply.json();
    assert!(told["detail"].as_str().unwrap().starts_with(&format!("`{host}` cannot be reached")));
    assert!(told["hint"].as_str().unwrap().contains("subsonic.url"), "{told}");
}

#[test]
fn settings_that_lack_something_end_the_server_at_its_start() {
    let product = Product::new();
    let url = ("VIBELENS_SUBSONIC_URL", "http://127.0.0.1:9");
    let user = ("VIBELENS_SUBSONIC_USER", USER);
    let cases = [
        (vec![url], "`subsonic.user` is missing"),
        (vec![url, user], "there is no password for `127.0.0.1:9`"),
        (vec![("VIBELENS_SUBSONIC_URL", "music"), user], "which is no http address"),
        (vec![url, user, ("VIBELENS_SUBSONIC_TIMEOUT_S", "60")], "subsonic.timeout_s is 60"),
    ];
    for (variables, words) in cases {
        let output = product.command(&SERVE).envs(variables).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && errors.contains(words), "{errors}");
    }
}

#[test]
fn the_password_and_what_stands_for_it_are_in_no_log_and_no_answer() {
    let product = library();
    let music = MusicServer::with(&SONGS, Behaviour::default());
    let log = product.data().join("log");
    let mut command = product.command(&SERVE);
    command
        .env("RUST_LOG", "trace")
        .env("VIBELENS_SUBSONIC_URL", format!("http://{}/music", music.host()))
        .env("VIBELENS_SUBSONIC_USER", USER)
        .env("VIBELENS_SUBSONIC_PASSWORD", PASSWORD)
        .stderr(File::create(&log).unwrap());
    let server = Server::start(&mut command);
    let list = tracks(&server);
    let mut said = Vec::new();
    for instead in [None, Some(("search3", Instead::Close)), Some(("ping", Instead::Fail(40)))] {
        music.behave(Behaviour { instead, ..Behaviour::default() });
        said.extend(send(&server, "A list", &list).body);
    }
    said.extend(fs::read(&log).unwrap());
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("list sent"), "it is logged that something was sent");
    assert!(!said.contains("sesame"));
    let parameters = music.asked().into_iter().flat_map(|asked| asked.parameters);
    let tokens: Vec<String> =
        parameters.filter(|(name, _)| name == "t").map(|(_, value)| value).collect();
    assert!(5 < tokens.len() && tokens.iter().all(|token| !said.contains(token)));
}
