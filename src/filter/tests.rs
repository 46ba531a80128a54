use super::*;
use crate::feeling::{Feeling, MOODS};
use crate::random::Random;

fn track() -> TrackFacts {
    TrackFacts {
        language: "vi".parse().ok(),
        year: Some(1994),
        genres: vec!["indie rock".to_owned(), "live".to_owned()],
        artist: letters("Trịnh Công Sơn"),
        album: letters("Ca khúc da vàng"),
        folder: "/music/Vietnam/1994".to_owned(),
        duration: Some(Duration::from_secs(200)),
        has_audio: true,
        explicit: false,
    }
}

fn id() -> TrackId {
    TrackId::of("file:/music/Vietnam/1994/a.mp3")
}

#[test]
fn each_part_of_a_filter_admits_and_refuses() {
    type Change = fn(&mut Filter);
    let cases: [(&str, Change, bool); 23] = [
        ("nothing asked", |_| (), true),
        ("language", |f| f.languages = vec!["en".parse().unwrap(), "vi".parse().unwrap()], true),
        ("other language", |f| f.languages = vec!["en".parse().unwrap()], false),
        ("decade", |f| f.years = "1990s".parse().ok(), true),
        ("other decade", |f| f.years = "1980s".parse().ok(), false),
        ("short decade", |f| f.years = "90s".parse().ok(), true),
        ("years", |f| f.years = "1990-1994".parse().ok(), true),
        ("open years", |f| f.years = "1995-".parse().ok(), false),
        ("until a year", |f| f.years = "-1994".parse().ok(), true),
        ("genre", |f| f.genres = vec!["Rock".parse().unwrap()], true),
        ("part of a genre's word", |f| f.genres = vec!["roc".parse().unwrap()], false),
        ("both words", |f| f.genres = vec!["indie-rock".parse().unwrap()], true),
        ("length", |f| f.duration = "180-240".parse().ok(), true),
        ("too long", |f| f.duration = "-199".parse().ok(), false),
        ("folder", |f| f.folders = vec!["/music/Vietnam/".parse().unwrap()], true),
        ("folder that begins alike", |f| f.folders = vec!["/music/Viet".parse().unwrap()], false),
        ("folder by name", |f| f.folders = vec!["Vietnam".parse().unwrap()], true),
        ("last folder by name", |f| f.folders = vec!["Vietnam/1994".parse().unwrap()], true),
        ("part of a folder's name", |f| f.folders = vec!["nam".parse().unwrap()], false),
        ("never this track", |f| f.never.track(id()), false),
        ("never this artist", |f| f.never.artist("trịnh công SƠN"), false),
        ("never this album", |f| f.never.album("Ca Khúc Da Vàng!"), false),
        ("never nobody", |f| f.never.artist(" "), true),
    ];
    for (name, change, admitted) in cases {
        let mut filter = Filter::default();
        change(&mut filter);
        assert_eq!(filter.admits_track(id(), &track()), admitted, "{name}");
    }
}

#[test]
fn what_is_not_known_is_not_admitted() {
    let unknown = TrackFacts::default();
    let filters = [
        Filter { languages: vec!["vi".parse().unwrap()], ..Filter::default() },
        Filter { years: "1990s".parse().ok(), ..Filter::default() },
        Filter { genres: vec!["rock".parse().unwrap()], ..Filter::default() },
        Filter { duration: "0-".parse().ok(), ..Filter::default() },
        Filter { folders: vec!["music".parse().unwrap()], ..Filter::default() },
        Filter { audio: Audio::Required, ..Filter::default() },
    ];
    for filter in filters {
        assert!(!filter.admits_track(id(), &unknown), "{filter:?}");
    }
    let nobody = Filter { never: Never::default(), ..Filter::default() };
    assert!(nobody.admits_track(id(), &unknown), "a track without an artist is nobody's");
}

#[test]
fn passages_are_admitted_by_their_mood_and_their_words() {
    let calm = Mood::named("calm").unwrap();
    let facts = PassageFacts { feeling: calm.centre, explicit: true, ..PassageFacts::default() };
    let moods = |name: &str| vec![Mood::named(name).unwrap()];
    assert!(Filter { moods: moods("calm"), ..Filter::default() }.admits_passage(&facts));
    assert!(!Filter { moods: moods("angry"), ..Filter::default() }.admits_passage(&facts));
    assert!(!Filter { explicit: Explicit::Hide, ..Filter::default() }.admits_passage(&facts));
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    for text in ["", "s", "1995s", "-", "2000-1990", "19x0s", "later"] {
        assert!(text.parse::<Years>().is_err(), "{text}");
    }
    for text in ["", "100", "-x", "300-100"] {
        assert!(text.parse::<Lengths>().is_err(), "{text}");
    }
    assert!("!".parse::<Genre>().is_err());
    assert!(" / ".parse::<Folder>().is_err());
    assert!("perhaps".parse::<Explicit>().is_err());
    assert!("some".parse::<Audio>().is_err());
}

fn one_of<T: Clone>(chance: &mut Random, values: &[T]) -> T {
    values[chance.below(values.len())].clone()
}

fn often(chance: &mut Random) -> bool {
    chance.below(4) != 0
}

/// Facts as they are written in tags, and filters as they are written in requests.
struct Case {
    language: Option<&'static str>,
    year: Option<i32>,
    genre: &'static str,
    artist: &'static str,
    album: &'static str,
    folder: &'static str,
    seconds: Option<u64>,
    playable: bool,
    explicit: bool,
    feeling: Feeling,
}

const LANGUAGES: [&str; 4] = ["vi", "en", "de", "haw"];
const GENRES: [&str; 4] = ["rock", "indie rock", "folk", "rockabilly"];
const ARTISTS: [&str; 4] = ["The Who", "Björk", "Trịnh Công Sơn", ""];
const FOLDERS: [&str; 4] = ["/music/a", "/music/ab", "/music/a/b", ""];

impl Case {
    fn drawn(chance: &mut Random) -> Self {
        let grid = |chance: &mut Random| chance.below(21) as f32 / 10.0 - 1.0;
        Self {
            language: often(chance).then(|| one_of(chance, &LANGUAGES)),
            year: often(chance).then(|| 1980 + chance.below(40) as i32),
            genre: one_of(chance, &GENRES),
            artist: one_of(chance, &ARTISTS),
            album: one_of(chance, &ARTISTS),
            folder: one_of(chance, &FOLDERS),
            seconds: often(chance).then(|| chance.below(400) as u64),
            playable: often(chance),
            explicit: often(chance),
            feeling: Feeling::new(grid(chance), grid(chance)),
        }
    }

    fn facts(&self) -> (TrackFacts, PassageFacts) {
        let track = TrackFacts {
            language: self.language.and_then(|code| code.parse().ok()),
            year: self.year,
            genres: vec![words(self.genre)],
            artist: letters(self.artist),
            album: letters(self.album),
            folder: self.folder.to_owned(),
            duration: self.seconds.map(Duration::from_secs),
            has_audio: self.playable,
            explicit: self.explicit,
        };
        let passage = PassageFacts {
            feeling: self.feeling,
            explicit: self.explicit,
            ..PassageFacts::default()
        };
        (track, passage)
    }
}

/// A million random tracks against random filters: whatever is admitted is what was asked for, in plain
/// words, by none of the filter's own code.
#[test]
fn nothing_leaks_through_a_filter() {
    let mut chance = Random::named(1, "filters");
    let mut admitted = 0;
    for _ in 0..1_000_000 {
        let case = Case::drawn(&mut chance);
        let (track, passage) = case.facts();
        let mut filter = Filter::default();
        let part = chance.below(10);
        let first = 1980 + chance.below(40) as i32;
        let wanted = chance.below(4);
        let mood = &MOODS[chance.below(MOODS.len())];
        match part {
            0 => filter.languages = vec![LANGUAGES[wanted].parse().unwrap()],
            1 => filter.years = format!("{first}-{}", first + 9).parse().ok(),
            2 => filter.genres = vec![GENRES[wanted].parse().unwrap()],
            3 => filter.duration = "100-300".parse().ok(),
            4 => filter.folders = FOLDERS[wanted].parse().into_iter().collect(),
            5 => filter.audio = Audio::Required,
            6 => filter.explicit = Explicit::Hide,
            7 => filter.never.artist(ARTISTS[wanted]),
            8 => filter.never.album(ARTISTS[wanted]),
            _ => filter.moods = vec![mood],
        }
        if !(filter.admits_track(id(), &track) && filter.admits_passage(&passage)) {
            continue;
        }
        admitted += 1;
        let holds = match part {
            0 => case.language == Some(LANGUAGES[wanted]),
            1 => case.year.is_some_and(|year| first <= year && year < first + 10),
            2 => {
                case.genre.split(' ').collect::<Vec<_>>().join(" ").contains(GENRES[wanted])
                    && (GENRES[wanted] != "rock" || case.genre != "rockabilly")
            }
            3 => case.seconds.is_some_and(|seconds| (100..=300).contains(&seconds)),
            4 => {
                wanted == 3
                    || case.folder == FOLDERS[wanted]
                    || (wanted == 0 && case.folder == "/music/a/b")
            }
            5 => case.playable,
            6 => !case.explicit,
            7 => case.artist.is_empty() || case.artist != ARTISTS[wanted],
            8 => case.album.is_empty() || case.album != ARTISTS[wanted],
            _ => case.feeling.moods().contains(&mood),
        };
        assert!(holds, "{filter:?} admitted {track:?}");
    }
    assert!(200_000 < admitted, "{admitted}");
}
