//! How a track is shown: its cover, and what may be done with it.

use std::fs;

use serde_json::{Value, json};
use vibelens::image::Image;

use crate::harness::{Product, Server, demo_photo, demo_server, repository, song};

/// The tracks that a server offers for a photo, by their titles.
fn track(server: &Server, title: &str) -> Value {
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    let answer = server.ask(&[("limit", "10")], Some(&photo)).json();
    let songs = answer["recommendations"].as_array().unwrap();
    let found = songs.iter().find(|song| song["track"]["title"] == title);
    found.unwrap_or_else(|| panic!("`{title}` is not among {songs:?}"))["track"].clone()
}

fn cover_of(track: &Value) -> String {
    format!("/api/v1/tracks/{}/cover", track["id"].as_str().unwrap())
}

/// A picture of one colour as a file.
fn picture(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let pixels = colour.repeat((width * height) as usize);
    Image::from_rgb(width, height, pixels).unwrap().to_jpeg(90).unwrap()
}

/// A frame of a tag: its name and its content.
type Frame<'a> = (&'a str, &'a [u8]);

/// The sound of `tone.mp3` behind an ID3v2.3 tag with these frames.
fn mp3(frames: &[Frame<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, data) in frames {
        body.extend(name.as_bytes());
        body.extend((data.len() as u32).to_be_bytes());
        body.extend([0, 0]);
        body.extend(*data);
    }
    let size = [21, 14, 7, 0].map(|shift| (body.len() >> shift & 0x7F) as u8);
    let tone = fs::read(repository("tests/fixtures/audio/tone.mp3")).unwrap();
    let own = tone[6..10].iter().fold(0, |size, byte| size << 7 | usize::from(*byte));
    let sound = if tone.starts_with(b"ID3") { &tone[10 + own..] } else { &tone };
    [b"ID3\x03\x00\x00".as_slice(), &size, &body, sound].concat()
}

#[test]
fn a_cover_is_the_picture_in_the_file_else_the_one_beside_it_and_always_made_anew() {
    let product = Product::new();
    let album = product.music().join("Artist/Album");
    song(&album, "beside", 20, &["the sun goes down behind the sea"]);
    fs::write(album.join("folder.jpg"), picture(900, 600, [200, 30, 30])).unwrap();
    let apic = [b"\x00image/jpeg\x00\x03\x00", picture(64, 64, [30, 30, 200]).as_slice()].concat();
    fs::write(album.join("inside.mp3"), mp3(&[("TIT2", b"\x00inside"), ("APIC", &apic)])).unwrap();
    song(&product.music(), "without", 20, &["the sun goes down behind the hill"]);
    product.ingest();
    let server = product.serve();
    let cases = [("beside", (320, 213), 0), ("inside", (64, 64), 2)];
    for (title, size, strongest) in cases {
        let track = track(&server, title);
        assert_eq!(track["has_cover"], true, "{title}");
        let reply = server.get(&cover_of(&track));
        assert_eq!((reply.status, reply.header("content-type")), (200, "image/jpeg"), "{title}");
        assert_eq!(reply.header("cache-control"), "private, max-age=3600");
        let image = Image::decode(&reply.body).unwrap();
        assert_eq!((image.width(), image.height()), size, "{title}");
        assert!(100 < image.pixels()[strongest], "{title}");
        let again = server.get_with(&cover_of(&track), &[("if-none-match", reply.header("etag"))]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{title}");
    }
    let without = track(&server, "without");
    assert_eq!(without["has_cover"], false);
    let reply = server.get(&cover_of(&without));
    assert_eq!((reply.status, reply.header("content-type")), (404, "application/problem+json"));

    let beside = track(&server, "beside");
    for content in [&b"<script>alert(1)</script>"[..], b""] {
        fs::write(album.join("folder.jpg"), content).unwrap();
        assert_eq!(server.get(&cover_of(&beside)).status, 404, "never what stands in a file");
    }
    fs::remove_file(album.join("folder.jpg")).unwrap();
    assert_eq!(server.get(&cover_of(&beside)).status, 404);
}

#[test]
fn a_cover_goes_along_with_audio_that_is_copied() {
    let product = Product::new();
    let apic = [b"\x00image/jpeg\x00\x03\x00", picture(64, 64, [30, 30, 200]).as_slice()].concat();
    let file = product.music().join("inside.mp3");
    fs::write(&file, mp3(&[("TIT2", b"\x00inside"), ("APIC", &apic)])).unwrap();
    let ran = product.run(&["ingest", "--copy", product.music().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    fs::remove_file(file).unwrap();
    let server = product.serve();
    assert_eq!(server.get(&cover_of(&track(&server, "inside"))).status, 200);
}

#[test]
fn a_licence_in_the_tags_is_told_with_what_it_says_of_a_clip() {
    let product = Product::new();
    let files: [(&str, &[Frame<'_>]); 3] = [
        ("free", &[("WCOP", b"http://creativecommons.org/licenses/by-nd/4.0/")]),
        ("own", &[("TCOP", b"\x002011 A Label. All rights reserved.")]),
        ("silent", &[]),
    ];
    for (place, (title, frames)) in files.into_iter().enumerate() {
        let name = format!("\0{title}");
        let artist = format!("\0artist {place}");
        let names = [("TIT2", name.as_bytes()), ("TPE1", artist.as_bytes())];
        let file = mp3(&[&names, frames].concat());
        fs::write(product.music().join(format!("{title}.mp3")), file).unwrap();
    }
    product.ingest();
    let server = product.serve();
    let licence = |title| track(&server, title)["licence"].clone();
    let by_nd = json!({
        "name": "CC BY-ND 4.0", "url": "https://creativecommons.org/licenses/by-nd/4.0/",
        "clip": "forbidden", "credit": true, "share_alike": false,
    });
    let reserved = json!({
        "name": "2011 A Label. All rights reserved.", "url": null,
        "clip": "forbidden", "credit": false, "share_alike": false,
    });
    assert_eq!(
        [licence("free"), licence("own"), licence("silent")],
        [by_nd, reserved, Value::Null]
    );
}

#[test]
fn every_song_of_the_demo_names_a_licence_that_allows_a_clip() {
    let rows = demo_server().get("/api/v1/tracks?limit=500").json();
    for row in rows["rows"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        let track = demo_server().get(&format!("/api/v1/tracks/{id}")).json();
        let allowed = track["licence"]["clip"] == "allowed";
        assert!(allowed || track["has_audio"] == false, "{track}");
    }
}
