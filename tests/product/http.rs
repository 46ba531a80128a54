//! The HTTP API, on the demo library.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use crate::harness::{Product, demo, demo_photo, demo_server, song};

/// Text fields of a form.
type Fields<'a> = &'a [(&'a str, &'a str)];

fn photo(name: &str) -> Vec<u8> {
    std::fs::read(demo_photo(name)).unwrap()
}

#[test]
fn the_api_answers_what_the_command_line_answers() {
    let reply = demo_server().ask(&[("limit", "6"), ("mood", "calm")], Some(&photo("snow_3.jpg")));
    assert_eq!(reply.status, 200);
    let (mut api, mut cli) =
        (reply.json(), demo().recommend("snow_3.jpg", &["--limit", "6", "--mood", "calm"]));
    api["timing_ms"].take();
    cli["timing_ms"].take();
    assert_eq!(api, cli);
}

#[test]
fn wrong_requests_get_a_problem_document_that_says_why() {
    let beach = photo("beach_1.jpg");
    let too_large = vec![0xFF; 20 * 1024 * 1024 + 1];
    let enormous = vec![0xFF; 22 * 1024 * 1024];
    let cases: [(&str, Fields, Option<&[u8]>, u16); 9] = [
        ("no photo", &[], None, 400),
        ("an empty photo", &[], Some(b""), 400),
        ("a photo cut off", &[], Some(&beach[..beach.len() / 2]), 400),
        ("not a photo", &[], Some(b"GIF89 is not what this is"), 415),
        ("too many bytes", &[], Some(&too_large), 413),
        ("more than the form may have", &[], Some(&enormous), 413),
        ("a limit out of range", &[("limit", "50")], Some(&beach), 400),
        ("an unknown mood", &[("mood", "green")], Some(&beach), 400),
        ("an unknown field", &[("colour", "green")], Some(&beach), 400),
    ];
    for (name, fields, image, status) in cases {
        let reply = demo_server().ask(fields, image);
        assert_eq!(reply.status, status, "{name}: {reply:?}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{name}");
        assert_eq!(reply.json()["status"], status, "{name}");
        assert!(!reply.json()["detail"].as_str().unwrap().is_empty(), "{name}");
    }
    assert_eq!(demo_server().ask(&[], Some(&beach)).status, 200, "and it goes on");
}

#[test]
fn a_track_is_told_and_its_audio_plays_in_parts() {
    let server = demo_server();
    let answer = server.ask(&[], Some(&photo("sunset.jpg"))).json();
    let songs = answer["recommendations"].as_array().unwrap();
    let song = songs.iter().find(|song| song["track"]["has_audio"] == true).unwrap();
    let path = format!("/api/v1/tracks/{}", song["track"]["id"].as_str().unwrap());
    assert_eq!(server.get(&path).json(), song["track"]);

    let audio = format!("{path}/audio");
    let whole = server.get(&audio);
    assert_eq!((whole.status, whole.header("content-type")), (200, "audio/mpeg"));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let size = whole.body.len();
    let ranges =
        [("bytes=100-199", 100..200), ("bytes=-50", size - 50..size), ("bytes=9-", 9..size)];
    for (range, expected) in ranges {
        let part = server.get_with(&audio, &[("range", range)]);
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(part.body, whole.body[expected.clone()], "{range}");
        let told = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(part.header("content-range"), told);
    }
    let beyond = server.get_with(&audio, &[("range", "bytes=999999999-")]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, &*format!("bytes */{size}")));
}

#[test]
fn what_is_not_there_is_not_found() {
    let unknown = "0".repeat(32);
    let cases = [
        (format!("/api/v1/tracks/{unknown}"), 404),
        (format!("/api/v1/tracks/{unknown}/audio"), 404),
        (format!("/api/v1/tracks/{unknown}/waveform"), 404),
        (format!("/api/v1/tracks/{unknown}/cover"), 404),
        ("/api/v1/tracks/..%2f..%2fetc%2fpasswd/audio".to_owned(), 400),
        ("/api/v1/nothing".to_owned(), 404),
        ("/api/v1/recommendations".to_owned(), 405),
    ];
    for (path, status) in cases {
        let reply = demo_server().get(&path);
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}

#[test]
fn a_track_can_be_drawn_from_its_first_second_to_its_last() {
    let server = demo_server();
    let answer = server.ask(&[("audio", "required")], Some(&photo("sunset.jpg"))).json();
    for song in answer["recommendations"].as_array().unwrap() {
        let path = format!("/api/v1/tracks/{}/waveform", song["track"]["id"].as_str().unwrap());
        let waveform = server.get(&path).json();
        let levels: Vec<f64> = waveform["levels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|level| level.as_f64().unwrap())
            .collect();
        assert!(levels.iter().all(|level| (0.0..=1.0).contains(level)), "{waveform}");
        assert!(levels.contains(&1.0) && levels.len() <= 600, "{waveform}");
        let step = waveform["step_s"].as_f64().unwrap();
        let duration = song["track"]["duration_s"].as_f64().unwrap();
        assert!((levels.len() as f64 * step - duration).abs() <= step + 1.0, "{duration}");
    }
}

#[test]
fn the_document_describes_every_route_that_answers() {
    let document = demo_server().get("/api/v1/openapi.json").json();
    let described: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let expected = [
        "/api/v1/abilities",
        "/api/v1/clips",
        "/api/v1/feedback",
        "/api/v1/library",
        "/api/v1/library/events",
        "/api/v1/library/look",
        "/api/v1/map",
        "/api/v1/moods",
        "/api/v1/playlists",
        "/api/v1/profiles",
        "/api/v1/profiles/{id}",
        "/api/v1/recommendations",
        "/api/v1/refusals",
        "/api/v1/survey",
        "/api/v1/tracks",
        "/api/v1/tracks/{id}",
        "/api/v1/tracks/{id}/audio",
        "/api/v1/tracks/{id}/cover",
        "/api/v1/tracks/{id}/lyrics",
        "/api/v1/tracks/{id}/lyrics/{key}",
        "/api/v1/tracks/{id}/passages",
        "/api/v1/tracks/{id}/passages/{number}",
        "/api/v1/tracks/{id}/waveform",
        "/healthz",
        "/readyz",
    ];
    assert_eq!(described, expected);
    for path in ["/api/v1/abilities", "/api/v1/moods", "/healthz", "/readyz"] {
        assert_eq!(demo_server().get(path).status, 200, "{path}");
    }
    assert_eq!(demo_server().get("/readyz").json()["tracks"], 112);
    let answer = &document["components"]["schemas"]["Answer"]["properties"];
    assert!(answer["recommendations"].is_object(), "{answer}");
}

#[test]
fn a_server_sees_what_is_ingested_while_it_runs() {
    let product = Product::new();
    let server = product.serve();
    assert_eq!(
        server.ask(&[], Some(&photo("sunset.jpg"))).json()["recommendations"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    for name in ["one", "two"] {
        song(&product.music(), name, 20, &["the sun goes down behind the sea", "and all is red"]);
    }
    product.ingest();
    let answer = server.ask(&[], Some(&photo("sunset.jpg"))).json();
    assert_eq!(answer["recommendations"].as_array().unwrap().len(), 2);
}

#[test]
fn a_server_that_is_told_to_stop_answers_the_request_in_hand() {
    let product = Product::new();
    let mut server = product.serve();
    let photo = photo("bridge.jpg");
    let form = b"--edge\r\ncontent-disposition: form-data; name=\"image\"\r\n\r\n";
    let body = [&form[..], &photo, b"\r\n--edge--\r\n"].concat();
    let mut connection = TcpStream::connect(server.address()).unwrap();
    write!(
        connection,
        "POST /api/v1/recommendations HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary=edge\r\ncontent-length: {}\r\n\
         expect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    // The server asks for the body once it works on the request.
    let mut interim = [0; 25];
    connection.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    let pid = server.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    connection.write_all(&body).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(server.process.wait().unwrap().success());
}

/// The bytes of a request for songs.
fn post(photo: &[u8]) -> Vec<u8> {
    let form = b"--edge\r\ncontent-disposition: form-data; name=\"image\"\r\n\r\n";
    let body = [&form[..], photo, b"\r\n--edge--\r\n"].concat();
    let head = format!(
        "POST /api/v1/recommendations HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary=edge\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

#[test]
fn a_server_that_is_full_says_when_to_come_back() {
    let product = Product::new();
    // Whoever is let in waits for a second one to be looked at together with, who is not let in.
    let server = product.serve_with(&[
        ("VIBELENS_MODELS_WAITING", "1"),
        ("VIBELENS_MODELS_BATCH", "2"),
        ("VIBELENS_MODELS_WINDOW_MS", "600000"),
    ]);
    let request = post(&photo("bridge.jpg"));
    let (answered, answers) = std::sync::mpsc::channel();
    let connections = [(); 3].map(|()| TcpStream::connect(server.address()).unwrap());
    std::thread::scope(|scope| {
        for connection in &connections {
            let (answered, request) = (answered.clone(), &request);
            scope.spawn(move || {
                let (mut connection, mut answer) = (connection, String::new());
                connection.write_all(request).unwrap();
                // The one that is let in is cut off at the end of this test.
                if connection.read_to_string(&mut answer).is_ok() {
                    let _ = answered.send(answer);
                }
            });
        }
        for answer in answers.iter().take(2) {
            let answer = answer.to_lowercase();
            assert!(answer.starts_with("http/1.1 503"), "{answer}");
            assert!(answer.contains("\r\nretry-after: 1\r\n"), "{answer}");
            assert!(answer.contains("application/problem+json"), "{answer}");
        }
        assert_eq!(server.get("/healthz").status, 200, "nothing else is full");
        for connection in &connections {
            let _ = connection.shutdown(std::net::Shutdown::Both);
        }
    });
}

#[test]
fn a_place_is_free_again_after_an_answer_and_after_an_error() {
    let product = Product::new();
    let server = product.serve_with(&[("VIBELENS_MODELS_WAITING", "1")]);
    let photo = photo("bridge.jpg");
    for _ in 0..3 {
        assert_eq!(server.ask(&[], Some(&photo)).status, 200);
        assert_eq!(server.ask(&[], Some(b"no photo")).status, 415);
    }
}
