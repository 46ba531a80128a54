use super::*;
use crate::ingest::source::{AudioFile, Layout};
use crate::ingest::tags::RawTags;

fn song(text: &str) -> RawTrack {
    RawTrack {
        reference: "file:/music/A/B/C.mp3".into(),
        layout: Layout { title: "C".into(), artist: Some("A".into()), album: Some("B".into()) },
        words: vec![words(text)],
        audio: Some(AudioFile { path: "/music/A/B/C.mp3".into(), ..AudioFile::default() }),
        ..RawTrack::default()
    }
}

fn words(text: &str) -> RawWords {
    RawWords { source: WordsSource::Txt, text: text.into(), language: None, decision: None }
}

fn lines(lyrics: &Lyrics) -> Vec<&str> {
    lyrics.lines().map(|line| line.text.as_str()).collect()
}

#[test]
fn words_are_tidied() {
    let cases: [(&str, &str, &[&str]); 6] = [
        (
            "entities and tags",
            "Rock &amp; roll<br>it&#39;s <b>true</b>",
            &["Rock & roll", "it's true"],
        ),
        (
            "marks go",
            "[Verse 1]\nla\n(Chorus)\nlo\nRefrain:\nlu\n[Chorus: A & B]\nli",
            &["la", "lo", "lu", "li"],
        ),
        (
            "words in brackets stay",
            "(oh, take me)\n[softly]\nSolo tú",
            &["(oh, take me)", "[softly]", "Solo tú"],
        ),
        ("spaces and invisible letters", "\u{feff} a \u{200b}\t b\u{7} ", &["a b"]),
        ("lines without letters go", "***\n---\nwords\n♪", &["words"]),
        ("decomposed letters are composed", "e\u{302}\u{301}", &["ế"]),
    ];
    for (name, text, expected) in cases {
        assert_eq!(lines(&judged(&song(text), None)[0].lyrics), expected, "{name}");
    }
}

#[test]
fn tags_come_before_the_head_of_the_words_before_the_folders() {
    let mut raw = song("[ti:Head]\n[ar:Singer]\nwords of a song");
    assert_eq!(clean(&raw, None).unwrap().track.title, "Head");
    raw.tags = RawTags { title: Some("  Head (Live) ".into()), ..RawTags::default() };
    let track = clean(&raw, None).unwrap().track;
    assert_eq!(
        (track.title.as_str(), track.artist.as_str(), track.album.as_str()),
        ("Head (Live)", "Singer", "B")
    );
}

#[test]
fn empty_words_are_no_words() {
    let track = clean(&song("[ti:x]\n\n***\n"), None).unwrap();
    assert!(track.lyrics.is_empty() && track.track.language.is_none());
    assert_eq!(track.notes, ["the `.txt` file holds no words"]);
    let alone = RawTrack { audio: None, ..song(" \n") };
    assert_eq!(clean(&alone, None).unwrap_err().to_string(), "`C` has no words");
}

#[test]
fn the_language_is_what_the_tags_say_unless_the_words_surely_differ() {
    let german = "Drüben hinterm Dorfe steht ein Leiermann, und mit starren Fingern dreht er, was er kann. \
        Barfuss auf dem Eise wankt er hin und her, und sein kleiner Teller bleibt ihm immer leer. \
        Keiner mag ihn hören, keiner sieht ihn an, und die Hunde knurren um den alten Mann.";
    for (tag, text, code) in [
        (None, german, Some("de")),
        (Some("deu"), german, Some("de")),
        (Some("eng"), german, None),
        (Some("haw"), "Aloha mai no", Some("haw")),
        (Some("und"), german, Some("de")),
    ] {
        let mut raw = song(text);
        raw.tags.language = tag.map(str::to_owned);
        let track = clean(&raw, None).unwrap();
        assert_eq!(track.track.language.map(|language| language.to_string()).as_deref(), code);
        assert_eq!(track.notes.len(), usize::from(code.is_none()));
    }
}

#[test]
fn what_a_tagger_fills_in_is_no_contradiction() {
    let mut raw = song(
        "Drüben hinterm Dorfe steht ein Leiermann, und mit starren Fingern dreht er, was er kann.",
    );
    raw.words[0].language = Some("eng".into());
    let track = clean(&raw, None).unwrap();
    assert_eq!(track.track.language.map(|language| language.to_string()).as_deref(), Some("de"));
}

#[test]
fn the_first_words_that_are_to_be_used_are() {
    let mut raw = song("[Instrumental]");
    raw.words.push(words("Das Meer erglänzte weit hinaus\nIm letzten Abendscheine"));
    let track = clean(&raw, None).unwrap();
    let reasons: Vec<Option<Reason>> =
        track.candidates.iter().map(|candidate| candidate.verdict.reason).collect();
    assert_eq!(
        (track.used, reasons.as_slice()),
        (Some(1), [Some(Reason::Placeholder), None].as_slice())
    );
    assert_eq!(track.lyrics.lines().count(), 2);
    raw.words[1].decision = Some(Decision::Reject);
    let track = clean(&raw, None).unwrap();
    assert!(track.used.is_none() && track.lyrics.is_empty());
}

#[test]
fn a_person_overrules_every_verdict() {
    let loud = "la la la\nla la la la";
    let mut raw = song(loud);
    assert_eq!(judged(&raw, None)[0].verdict.reason, Some(Reason::Vocalise));
    raw.words[0].decision = Some(Decision::Accept);
    let track = clean(&raw, None).unwrap();
    assert_eq!((track.used, track.lyrics.lines().count()), (Some(0), 2));
    let key = &track.candidates[0].key;
    assert_eq!(key, &judged(&song(loud), None)[0].key);
    assert_ne!(key, &judged(&song("other"), None)[0].key);
}

#[test]
fn comments_that_credit_are_not_told_to_the_encoder() {
    let mut raw = song("words");
    raw.tags.genres = vec!["Folk; Rock".into(), "folk".into(), "Other".into()];
    raw.tags.moods = vec!["dreamy".into()];
    raw.tags.comments = vec![
        "CC BY 3.0. Source: https://example.org".into(),
        "a slow waltz by the sea".into(),
        "0000C3A1 0000B5F2".into(),
    ];
    assert_eq!(clean(&raw, None).unwrap().tags_text, "Folk, Rock, dreamy, a slow waltz by the sea");
}
