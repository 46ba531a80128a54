//! Clips of a photo and a passage, made with the `ffmpeg` that is installed; where it matters who is
//! called, with one that a test made.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Product, Reply, Server, demo_photo, demo_server, song};

const CLIPS: &str = "/api/v1/clips";
/// Says that it can do everything, and then never ends.
const HANGS: &str = r#"#!/bin/sh
case "$*" in *-encoders) echo " V..... libx264 x"; echo " A..... aac x"; exit;; esac
echo $$ > "$VIBELENS_DATA/child"
exec sleep 600
"#;

fn photo(name: &str) -> Vec<u8> {
    fs::read(demo_photo(name)).unwrap()
}

/// A song of the library whose passage has times.
fn offered(server: &Server) -> Value {
    let answer = server.ask(&[("audio", "required")], Some(&photo("sunset_4.jpg"))).json();
    let songs = answer["recommendations"].as_array().unwrap();
    songs.iter().find(|song| !song["passage"]["start_s"].is_null()).unwrap().clone()
}

/// A song of which a clip can be made, and where its passage is.
fn subject(song: &Value) -> (String, f64, f64) {
    let second = |name: &str| song["passage"][name].as_f64().unwrap();
    let (start, end) = (second("start_s"), second("end_s"));
    (song["track"]["id"].as_str().unwrap().to_owned(), start, end.min(start + 30.0))
}

fn clip(server: &Server, (track, start, end): &(String, f64, f64), more: &[(&str, &str)]) -> Reply {
    let (start, end) = (start.to_string(), end.to_string());
    let fields =
        [&[("track", track.as_str()), ("start_s", &start), ("end_s", &end)], more].concat();
    server.send(CLIPS, &fields, Some(&photo("beach_1.jpg")))
}

/// What `ffprobe` finds in a film.
fn probed(film: &[u8]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip.mp4");
    fs::write(&file, film).unwrap();
    let asked = ["-v", "error", "-show_streams", "-show_format", "-of", "json"];
    let told = Command::new("ffprobe").args(asked).arg(&file).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).unwrap()
}

/// Where the boxes of an MP4 file that lie in no other one begin.
fn boxes(mut film: &[u8]) -> Vec<&str> {
    let mut names = Vec::new();
    while let [a, b, c, d, name @ ..] = film {
        names.push(str::from_utf8(&name[..4]).unwrap());
        film = &film[u32::from_be_bytes([*a, *b, *c, *d]) as usize..];
    }
    names
}

/// A program that the server takes for `ffmpeg`.
fn program(folder: &Path, script: &str) -> PathBuf {
    let file = folder.join("ffmpeg");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    file
}

fn product_with_a_song() -> Product {
    let product = Product::new();
    let words = ["the sun goes down behind the sea", "and all is red", "and all is gold"];
    song(&product.music(), "one", 30, &words);
    product.ingest();
    product
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_clip_has_its_shape_and_plays_exactly_the_passage() {
    let server = demo_server();
    let abilities = server.get("/api/v1/abilities").json();
    assert_eq!(abilities["clip"], serde_json::json!({ "available": true, "missing": null }));
    let song = offered(server);
    let subject = subject(&song);
    for (shape, width, height) in [("9:16", 720, 1280), ("1:1", 960, 960), ("16:9", 1280, 720)] {
        let reply = clip(server, &subject, &[("shape", shape)]);
        assert_eq!((reply.status, reply.header("content-type")), (200, "video/mp4"), "{shape}");
        let film = probed(&reply.body);
        let duration: f64 = film["format"]["duration"].as_str().unwrap().parse().unwrap();
        assert!((duration - (subject.2 - subject.1)).abs() < 0.1, "{shape}: {duration}");
        let [video, audio] = film["streams"].as_array().unwrap().as_slice() else {
            panic!("a video and its sound, not {film}");
        };
        assert_eq!((&video["width"], &video["height"]), (&width.into(), &height.into()), "{shape}");
        assert_eq!((&video["codec_name"], &audio["codec_name"]), (&"h264".into(), &"aac".into()));
        assert_eq!(video["pix_fmt"], "yuv420p");
        assert_eq!(film["format"]["tags"]["title"], song["track"]["title"]);
        let boxes = boxes(&reply.body);
        let place = |name| boxes.iter().position(|found| *found == name);
        assert!(place("moov") < place("mdat"), "it plays while it loads: {boxes:?}");
    }
}

/// A name; track, start, end and shape; the photo; the status, and what its words have in them.
type Case<'a> = (&'a str, [&'a str; 4], &'a [u8], u16, &'a str);

#[test]
fn wrong_orders_get_a_problem_document_that_says_why() {
    let server = demo_server();
    let (track, start, end) = subject(&offered(server));
    let unknown = "0".repeat(32);
    let silent = silent_track(server);
    let (from, to) = (start.to_string(), end.to_string());
    let photo = photo("beach_1.jpg");
    let cases: [Case<'_>; 9] = [
        ("no photo", [&track, &from, &to, "1:1"], b"hello", 415, "photo"),
        ("a photo cut off", [&track, &from, &to, "1:1"], &photo[..999], 400, "cut off"),
        ("another shape", [&track, &from, &to, "4:3"], &photo, 400, "9:16, 1:1, 16:9"),
        ("no such track", [&unknown, &from, &to, "1:1"], &photo, 404, "no track"),
        ("no track id", ["../etc", &from, &to, "1:1"], &photo, 400, "track id"),
        ("words alone", [&silent, "0", "10", "1:1"], &photo, 404, "has no audio"),
        ("too long", [&track, "0", "30.5", "1:1"], &photo, 400, "1 to 30 seconds"),
        ("backwards", [&track, "9", "3", "1:1"], &photo, 400, "1 to 30 seconds"),
        ("no time", [&track, "inf", "3", "1:1"], &photo, 400, "no number of seconds"),
    ];
    for (name, [track, start, end, shape], photo, status, words) in cases {
        let fields = [("track", track), ("start_s", start), ("end_s", end), ("shape", shape)];
        let reply = server.send(CLIPS, &fields, Some(photo));
        assert_eq!(reply.status, status, "{name}: {reply:?}");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(words), "{name}: {detail}");
    }
    let reply = server.send(CLIPS, &[("track", &track)], Some(&photo));
    assert_eq!(reply.json()["detail"], "the form has no field `start_s`");
}

/// A track of the library that is words alone.
fn silent_track(server: &Server) -> String {
    let answer = server.ask(&[("language", "vi")], Some(&photo("cat_5.jpg"))).json();
    let songs = answer["recommendations"].as_array().unwrap();
    let silent = songs.iter().find(|song| song["track"]["has_audio"] == false).unwrap();
    silent["track"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn without_ffmpeg_the_server_says_what_is_missing_and_sees_it_once_it_is_there() {
    let product = product_with_a_song();
    let program = product.data().join("ffmpeg");
    let server = product.serve_with(&[("VIBELENS_FFMPEG", program.to_str().unwrap())]);
    let missing = || server.get("/api/v1/abilities").json()["clip"]["missing"].clone();
    assert_eq!(missing(), "ffmpeg");
    let reply = clip(&server, &subject(&offered(&server)), &[]);
    assert_eq!((reply.status, reply.header("content-type")), (503, "application/problem+json"));
    assert_eq!(reply.json()["detail"], "clips need `ffmpeg`, which is not installed");

    self::program(&product.data(), "#!/bin/sh\necho ' A..... aac AAC'\n");
    assert_eq!(missing(), "ffmpeg with libx264");
    self::program(&product.data(), HANGS);
    assert_eq!(missing(), Value::Null);
}

#[test]
fn whoever_leaves_ends_the_work_and_more_than_two_at_once_are_told_to_come_back() {
    let product = product_with_a_song();
    let program = program(&product.data(), HANGS);
    let temporary = product.data().join("temporary");
    fs::create_dir(&temporary).unwrap();
    let server = product.serve_with(&[
        ("VIBELENS_FFMPEG", program.to_str().unwrap()),
        ("TMPDIR", temporary.to_str().unwrap()),
    ]);
    let subject = subject(&offered(&server));
    let child = product.data().join("child");
    let mut waiting = Vec::new();
    for _ in 0..2 {
        waiting.push(begin(&server, &subject));
        until("a program is started", || child.exists());
        let process: u32 = read_whole(&child);
        waiting.last_mut().unwrap().1 = process;
        fs::remove_file(&child).unwrap();
    }
    let full = clip(&server, &subject, &[]);
    assert_eq!((full.status, full.header("retry-after")), (503, "1"));
    assert_eq!(full.json()["detail"], "other clips are being made: try again");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 2);
    for (connection, process) in waiting {
        assert!(runs(process), "it is in work");
        connection.shutdown(Shutdown::Both).unwrap();
        until("the program is ended", || !runs(process));
    }
    until("nothing is left of it", || fs::read_dir(&temporary).unwrap().count() == 0);
}

/// Asks for a clip and does not wait for it.
fn begin(server: &Server, (track, start, end): &(String, f64, f64)) -> (TcpStream, u32) {
    let field = |name: &str, value: &str| {
        format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let texts = field("track", track) + &field("start_s", &start.to_string());
    let texts = texts + &field("end_s", &end.to_string());
    let image = b"--edge\r\ncontent-disposition: form-data; name=\"image\"\r\n\r\n";
    let body = [texts.as_bytes(), image, &photo("beach_1.jpg"), b"\r\n--edge--\r\n"].concat();
    let mut connection = TcpStream::connect(server.address()).unwrap();
    write!(
        connection,
        "POST {CLIPS} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\
         content-type: multipart/form-data; boundary=edge\r\n\r\n",
        body.len()
    )
    .unwrap();
    connection.write_all(&body).unwrap();
    (connection, 0)
}

/// The number in a file, once its line is whole.
fn read_whole(file: &Path) -> u32 {
    let text = || fs::read_to_string(file).unwrap();
    until("the number is written", || text().ends_with('\n'));
    text().trim().parse().unwrap()
}

/// Whether a process is there and does not merely wait to be buried.
fn runs(process: u32) -> bool {
    let Ok(mut file) = fs::File::open(format!("/proc/{process}/stat")) else { return false };
    let mut stat = String::new();
    file.read_to_string(&mut stat).is_ok_and(|_| !stat.contains(") Z "))
}
