use std::time::{Duration, SystemTime};

use unicode_normalization::UnicodeNormalization;

use super::*;

/// A folder with these files; `None` as content makes a link to what the name's second half says.
fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Folder) {
    let place = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let folder = Folder::open(place.path()).unwrap();
    (place, folder)
}

fn names(folder: &Folder, look: &Look) -> Vec<String> {
    let inside = |path: &PathBuf| folder.shown(path);
    let name = |found: &Found| {
        let parts =
            [&found.audio, &found.words].map(|path| path.as_ref().map_or("-".into(), inside));
        parts.join(" + ")
    };
    look.found.iter().map(name).collect()
}

fn reasons(look: &Look) -> Vec<&str> {
    look.skipped.iter().map(|skip| skip.reason.as_str()).collect()
}

#[test]
fn the_picture_beside_audio_is_its_cover_and_a_new_one_is_a_change() {
    let (place, folder) = folder(&[
        ("a/one.mp3", b"x"),
        ("a/one.jpg", b"x"),
        ("a/Folder.PNG", b"x"),
        ("a/cover.jpg", b""),
        ("b/two.mp3", b"x"),
        ("b/three.txt", b"x"),
        ("b/folder.jpg", b"x"),
        ("b/cover.webp", b"x"),
        ("c/four.mp3", b"x"),
    ]);
    let pictures = |look: &Look| -> Vec<Option<String>> {
        let shown = |found: &Found| found.picture.as_deref().map(|path| folder.shown(path));
        look.found.iter().map(shown).collect()
    };
    let before = folder.look();
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(pictures(&before), [some("a/Folder.PNG"), None, some("b/cover.webp"), None]);
    fs::write(place.path().join("c/cover.jpg"), b"x").unwrap();
    let after = folder.look();
    assert_eq!(pictures(&after)[3], some("c/cover.jpg"));
    let changed = |place: usize| before.found[place].stamp != after.found[place].stamp;
    assert_eq!([0, 1, 2, 3].map(changed), [false, false, false, true]);
}

#[test]
fn audio_is_paired_with_the_words_beside_it() {
    let (_place, folder) = folder(&[
        ("a/one.mp3", b"x"),
        ("a/one.lrc", b"x"),
        ("a/one.txt", b"x"),
        ("a/two.FLAC", b"x"),
        ("a/two.mp3", b"x"),
        ("a/two.TXT", b"x"),
        ("b/one.txt", b"x"),
        ("c.lrc", b"x"),
        ("cover.jpg", b"x"),
        (".hidden/three.mp3", b"x"),
        ("a/.four.mp3", b"x"),
    ]);
    let expected = [
        "a/one.mp3 + a/one.lrc",
        "a/two.FLAC + a/two.TXT",
        "a/two.mp3 + a/two.TXT",
        "- + b/one.txt",
        "- + c.lrc",
    ];
    let look = folder.look();
    assert_eq!(names(&folder, &look), expected);
    assert_eq!(look.skipped, []);
    assert_eq!(folder.look().found, look.found);
    assert!(look.found[0].reference.starts_with("file:/"));
}

#[test]
fn composed_and_decomposed_names_are_one() {
    let composed = "C\u{f2} l\u{1ea3}.mp3";
    let decomposed: String = "C\u{f2} l\u{1ea3}.lrc".nfd().collect();
    let (_place, folder) = folder(&[(composed, b"x"), (&decomposed, b"x")]);
    assert_eq!(folder.look().found.len(), 1);
}

#[test]
fn texts_about_files_and_formats_that_cannot_be_played_are_left_out() {
    let large = vec![b'x'; 70_000];
    let (_place, folder) = folder(&[
        ("LICENSES/MIT.txt", b"x"),
        ("README.txt", b"x"),
        ("huge.txt", &large),
        ("old.wma", b"x"),
    ]);
    let look = folder.look();
    assert!(look.found.is_empty());
    let expected = [
        "it lies in a folder of licences or documents",
        "it is about files, not a song",
        "it is too large for the words of a song",
        "`.wma` files cannot be played",
    ];
    assert_eq!(reasons(&look), expected);
}

#[test]
fn a_change_of_either_file_changes_the_stamp() {
    let (place, folder) = folder(&[("a.mp3", b"x"), ("a.lrc", b"y")]);
    let stamp = || folder.look().found[0].stamp.clone();
    let before = stamp();
    assert_eq!(stamp(), before);
    let touch = |name: &str, seconds| {
        let file = File::options().write(true).open(place.path().join(name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    };
    touch("a.lrc", 5);
    let after_words = stamp();
    touch("a.mp3", 6);
    assert!(before != after_words && after_words != stamp());
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_circles_end() {
    use std::os::unix::fs::symlink;

    let (place, folder) = folder(&[("a/one.mp3", b"x")]);
    let (elsewhere, _) = self::folder(&[("deep/two.mp3", b"x")]);
    symlink(place.path(), place.path().join("a/circle")).unwrap();
    symlink(place.path().join("a"), place.path().join("b")).unwrap();
    symlink(place.path().join("nothing"), place.path().join("broken.mp3")).unwrap();
    symlink(elsewhere.path(), place.path().join("c")).unwrap();
    symlink(elsewhere.path(), place.path().join("d")).unwrap();
    symlink(elsewhere.path(), elsewhere.path().join("deep/again")).unwrap();
    let look = folder.look();
    assert_eq!(names(&folder, &look), ["a/one.mp3 + -", "c/deep/two.mp3 + -"]);
    let mut reasons = reasons(&look);
    reasons.sort_unstable();
    let back = reasons.iter().filter(|reason| reason.starts_with("it links back to")).count();
    let twice = reasons.iter().filter(|reason| reason.ends_with("looked at anyway")).count();
    assert_eq!((back + twice, reasons.contains(&"it links to nothing")), (4, true), "{reasons:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_left_out_with_a_reason() {
    use std::os::unix::ffi::OsStrExt;

    let (place, folder) = folder(&[("a.mp3", b"x")]);
    fs::write(place.path().join(OsStr::from_bytes(b"caf\xe9.mp3")), b"x").unwrap();
    let look = folder.look();
    assert_eq!((look.found.len(), reasons(&look)), (1, vec!["its name is not UTF-8"]));
}

#[test]
fn what_is_no_folder_is_refused() {
    let (place, _) = folder(&[("a.mp3", b"x")]);
    let error = |path: &str| Folder::open(&place.path().join(path)).unwrap_err().to_string();
    assert!(error("nowhere").starts_with("there is no folder"));
    assert!(error("a.mp3").ends_with("is not a folder"));
}

#[test]
fn places_say_title_artist_and_album() {
    let folder = Folder { root: "/music".into() };
    let cases = [
        ("Schubert/Winterreise/01 - Gute Nacht.mp3", "Gute Nacht", "Schubert", "Winterreise"),
        (
            "x/Schubert/Winterreise/24. Der Leiermann.mp3",
            "Der Leiermann",
            "Schubert",
            "Winterreise",
        ),
        ("Schubert/Am Meer.mp3", "Am Meer", "Schubert", "-"),
        ("Songs/Los Rombos - Fantasma.mp3", "Fantasma", "Los Rombos", "Songs"),
        ("Los Rombos - Fantasma.mp3", "Fantasma", "Los Rombos", "-"),
        ("99 Luftballons.mp3", "Luftballons", "-", "-"),
        ("1999.mp3", "1999", "-", "-"),
        ("1-07 Blue.mp3", "Blue", "-", "-"),
    ];
    for (path, title, artist, album) in cases {
        let layout = folder.layout(&Path::new("/music").join(path));
        let shown = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".into());
        let got = (layout.title.as_str(), shown(&layout.artist), shown(&layout.album));
        assert_eq!(got, (title, artist.to_owned(), album.to_owned()), "{path}");
    }
}

#[test]
fn words_and_tags_are_fetched_and_what_is_odd_is_noted() {
    let mp3 = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio/tone.mp3"));
    let mp3 = mp3.unwrap();
    let wide: Vec<u8> =
        "\u{feff}[00:01.00]Cò lả".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_place, folder) = folder(&[
        ("a.mp3", &mp3),
        ("a.lrc", &wide),
        ("b.flac", &mp3),
        ("c.mp3", b"no sound at all"),
    ]);
    let look = folder.look();
    let raw: Vec<RawTrack> = look.found.iter().map(|found| folder.fetch(found).unwrap()).collect();
    assert_eq!(raw[0].tags.title.as_deref(), Some("Tone"));
    assert_eq!(raw[0].words[0].text, "[00:01.00]Cò lả");
    assert_eq!(raw[0].notes, ["`a.lrc` was read as utf-16le"]);
    assert_eq!(raw[1].audio.as_ref().unwrap().media_type, "audio/mpeg");
    assert_eq!(raw[1].notes, ["`b.flac` is audio/mpeg by its content, not audio/flac"]);
    assert!(raw[2].notes[0].starts_with("tags of `c.mp3` were not read"), "{:?}", raw[2].notes);
}

#[test]
fn files_that_hold_nothing_to_use_are_refused() {
    let prose = "word ".repeat(500);
    let (_place, folder) = folder(&[("a.txt", prose.as_bytes()), ("b.mp3", b"")]);
    let reasons: Vec<String> = folder
        .look()
        .found
        .iter()
        .map(|found| folder.fetch(found).unwrap_err().to_string())
        .collect();
    assert_eq!(reasons, ["`a.txt` is prose, not the words of a song", "`b.mp3` is empty"]);
}
