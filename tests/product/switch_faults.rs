//! Switches that are killed, stopped, or cannot be: the old model serves on, and a later run ends it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Product, Ran, SERVE, Server, demo_photo};
use crate::packs::{edit_manifest, install_encoder, replace, replace_whole};
use crate::switch::{answer, matches, product_with_songs, start_switch, switch};

/// A product with many short texts and no sound, which are taken quickly.
fn product_with_texts(texts: usize) -> Product {
    let product = Product::new();
    for number in 0..texts {
        let words = format!("verse {number} of the river\nthe night is long and warm\n");
        fs::write(product.music().join(format!("text {number}.txt")), words).unwrap();
    }
    install_encoder(&product, "e5-other");
    product.ingest();
    product
}

/// Waits for the end of a process, for `limit` at most.
fn wait(process: &mut Child, limit: Duration) {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline && process.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn killed_at_any_moment_the_library_answers_and_the_next_run_goes_on() {
    let clean = product_with_texts(60);
    let before = answer(&clean);
    switch(&clean, "e5-other");
    let after = matches(&answer(&clean), "meaning");
    let product = product_with_texts(60);
    let unswitched = matches(&before, "meaning");
    for round in 0..10 {
        let mut switching = start_switch(&product, "e5-other");
        // Somewhere between loading the model and the end: later in each round.
        wait(&mut switching, Duration::from_millis(200 * (round + 1)));
        switching.kill().unwrap();
        switching.wait().unwrap();
        let now = matches(&answer(&product), "meaning");
        assert!(now == unswitched || now == after, "the old one or the new one, whole: {now:?}");
    }
    switch(&product, "e5-other");
    assert_eq!(matches(&answer(&product), "meaning"), after);
    assert!(product.ingest().output.contains("0 tracks taken, 60 unchanged"));
}

/// How many tracks a run of `models use` said it had to read.
fn to_read(line: &str) -> usize {
    let number = line.split_once(" tracks are to be read").unwrap().0;
    number.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn interrupted_it_says_what_is_left_and_the_next_run_reads_only_that() {
    let product = product_with_texts(300);
    let mut command = product.command(&["models", "use", "e5-other"]);
    let mut switching = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = BufReader::new(switching.stderr.take().unwrap()).lines();
    let begun = errors.find(|line| line.as_ref().unwrap().contains("to be read")).unwrap().unwrap();
    assert_eq!(to_read(&begun), 300);
    let pid = switching.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let rest: Vec<String> = errors.map(Result::unwrap).collect();
    let rest = rest.join("\n");
    assert_eq!(switching.wait().unwrap().code(), Some(3), "{rest}");
    assert!(rest.contains("tracks left to read") && rest.contains("hint: run it again"), "{rest}");
    let again = switch(&product, "e5-other").errors;
    assert!((1..300).contains(&to_read(&again)), "{again}");
}

#[test]
fn an_ingest_that_a_switch_overtakes_ends_clean_or_right() {
    const SONGS: usize = 40;
    let product = product_with_songs(SONGS);
    let mut command = product.command(&["ingest", product.music().to_str().unwrap()]);
    let mut ingest = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = BufReader::new(ingest.stderr.take().unwrap()).lines();
    assert!(errors.any(|line| line.unwrap().starts_with("taken:")), "it has begun");
    switch(&product, "e5-other");
    let rest: Vec<String> = errors.map(Result::unwrap).collect();
    let overtaken = rest.ends_with(&[
        "error: the text encoder was switched meanwhile".to_owned(),
        "hint: run it again".to_owned(),
    ]);
    assert_eq!(ingest.wait().unwrap().code(), Some(if overtaken { 3 } else { 0 }), "{rest:?}");

    assert!(product.ingest().output.contains(&format!("The library has {SONGS} tracks")));
    let clean = product_with_songs(SONGS);
    switch(&clean, "e5-other");
    clean.ingest();
    assert_eq!(matches(&answer(&product), "meaning"), matches(&answer(&clean), "meaning"));
}

/// Makes a sound pack unusable.
type Damage = fn(&std::path::Path);

#[test]
fn a_pack_that_cannot_be_used_is_refused_before_anything_changes() {
    let cases: [(&str, Damage, &str); 7] = [
        ("missing", |pack| fs::remove_dir_all(pack).unwrap(), "no model `missing`"),
        ("half", |pack| fs::remove_file(pack.join("centre.json")).unwrap(), "it is missing"),
        ("cut", |pack| replace(&pack.join("transformer.onnx"), b"cut off"), "is damaged"),
        ("wrong", |pack| replace_whole(pack, "transformer.onnx", b"no graph"), "cannot be used"),
        ("unread", |pack| replace(&pack.join("manifest.toml"), b"[[["), "manifest.toml"),
        ("aimless", |pack| edit_manifest(pack, |all| drop(all.remove("kind"))), "cannot be used"),
        ("misnamed", |pack| edit_manifest(pack, |all| all["name"] = "x".into()), "itself `x`"),
    ];
    let product = product_with_songs(5);
    product.ingest();
    let before = answer(&product);
    for (name, damage, told) in cases {
        damage(&install_encoder(&product, name));
        let ran = product.run(&["models", "use", name]);
        assert_ne!(ran.code, 0, "{name}: {}", ran.output);
        assert!(ran.errors.contains(told) && ran.errors.contains(name), "{name}: {}", ran.errors);
        assert_eq!(answer(&product), before, "{name}");
    }
}

#[test]
fn a_full_disk_ends_a_switch_and_the_old_encoder_serves_on() {
    let product = product_with_texts(200);
    let before = answer(&product);
    let plain = product.command(&["models", "use", "e5-other"]);
    let mut limited = Command::new("sh");
    // No file may grow beyond 150 kB, and the signal that would say so is not wanted.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\""]);
    limited.arg(plain.get_program()).args(plain.get_args());
    limited.current_dir(plain.get_current_dir().unwrap());
    limited.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = Ran::of(&limited.output().unwrap());
    assert_eq!(ran.code, 3, "{}", ran.errors);
    assert!(ran.errors.contains("hint: check that the folder can be written"), "{}", ran.errors);
    assert_eq!(answer(&product), before);
    switch(&product, "e5-other");
}

#[test]
fn a_library_whose_encoder_is_gone_falls_back_and_takes_nothing_in_until_it_is_settled() {
    let product = product_with_songs(5);
    product.ingest();
    let before = answer(&product);
    switch(&product, "e5-other");
    fs::rename(product.models().join("e5-other"), product.models().join("away")).unwrap();

    let photo = demo_photo("sunset.jpg");
    let ran = product.run(&["recommend", "--limit", "10", "--json", photo.to_str().unwrap()]);
    let warning = "text encoder `e5-other` cannot be used, `e5-small` stands in for it";
    assert!(ran.errors.contains(warning), "{}", ran.errors);
    assert_eq!(matches(&ran.json(), "meaning"), matches(&before, "meaning"));
    let refused = product.run(&["ingest", product.music().to_str().unwrap()]);
    assert_eq!(refused.code, 1, "{}", refused.errors);
    assert!(
        refused.errors.contains("`vibelens models use e5-small` does without it"),
        "{}",
        refused.errors
    );

    fs::rename(product.models().join("away"), product.models().join("e5-other")).unwrap();
    assert!(product.ingest().output.contains("0 tracks taken, 5 unchanged"));
    fs::remove_dir_all(product.models().join("e5-other")).unwrap();
    switch(&product, "e5-small");
    assert!(product.ingest().output.contains("0 tracks taken, 5 unchanged"));
    assert_eq!(answer(&product), before);
}

#[test]
fn new_weights_of_the_encoder_in_use_read_the_library_when_it_is_opened() {
    let product = product_with_songs(5);
    product.ingest();
    switch(&product, "e5-other");
    let before = answer(&product);
    let pack = product.models().join("e5-other");
    edit_manifest(&pack, |manifest| manifest["prefixes"]["passage"] = "other: ".into());
    let photo = demo_photo("sunset.jpg");
    let ran = product.run(&["recommend", "--limit", "10", "--json", photo.to_str().unwrap()]);
    assert!(ran.errors.contains("read anew"), "{}", ran.errors);
    assert_ne!(matches(&ran.json(), "meaning"), matches(&before, "meaning"));
    let ran = product.run(&["recommend", "--json", photo.to_str().unwrap()]);
    assert!(!ran.errors.contains("read anew"), "once: {}", ran.errors);
}

#[test]
fn a_server_whose_encoder_has_new_weights_reads_the_library_while_it_answers() {
    let product = product_with_songs(5);
    product.ingest();
    switch(&product, "e5-other");
    let pack = product.models().join("e5-other");
    edit_manifest(&pack, |manifest| manifest["prefixes"]["passage"] = "other: ".into());
    let server = product.serve();
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    let deadline = Instant::now() + Duration::from_mins(2);
    let songs = || {
        let reply = server.ask(&[("limit", "10")], Some(&photo));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["recommendations"].as_array().unwrap().len()
    };
    while songs() < 5 {
        assert!(Instant::now() < deadline, "it never read them all");
    }
}

#[test]
fn a_server_that_cannot_load_what_was_chosen_says_so_and_serves_on() {
    let product = product_with_songs(5);
    product.ingest();
    let mut command = product.command(&SERVE);
    command.env("VIBELENS_MODELS_FOLDER", product.music()).stderr(Stdio::piped());
    let mut server = Server::start(&mut command);
    switch(&product, "e5-other");
    let mut log = BufReader::new(server.process.stderr.take().unwrap()).lines();
    let warning = "text encoder `e5-other` cannot be used, `e5-small` stays in use";
    assert!(log.any(|line| line.unwrap().contains(warning)));
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    let reply = server.ask(&[("limit", "10")], Some(&photo));
    assert_eq!(reply.json()["recommendations"].as_array().unwrap().len(), 5);
}
