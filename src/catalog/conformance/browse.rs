//! What people look through.

use super::{place, samples, second_encoders};
use crate::catalog::browse::{Listing, Only, Page, Row, Sort};
use crate::catalog::{Catalog, IndexedTrack};
use crate::music::{Decision, TrackId};

/// In the folder that [`place`] names.
const REFUSED: &str = "file:/root/b/x.mp3";

/// Everything about looking through the library; it is empty before and afterwards.
pub(super) async fn conforms(catalog: &dyn Catalog) {
    let before = catalog.facets().await.unwrap();
    for (name, track) in library() {
        catalog.put(place(&format!("file:/b/{name}"), "1"), &track, None).await.unwrap();
    }
    catalog.refuse(place(REFUSED, "1"), "is Broken", &[found(false)]).await.unwrap();
    tracks_are_found_by_the_beginnings_of_words(catalog).await;
    tracks_are_sorted_and_what_is_not_known_is_last(catalog).await;
    tracks_are_chosen_by_their_state(catalog).await;
    a_page_is_a_part_of_the_whole(catalog).await;
    it_is_known_what_there_is_to_choose_by(catalog).await;
    what_was_refused_is_told(catalog).await;
    a_track_is_told_with_its_passages_and_places(catalog).await;
    the_owners_words_are_kept_until_they_are_taken_back(catalog).await;
    for reference in ["file:/b/a", "file:/b/b", "file:/b/c", REFUSED] {
        catalog.forget(reference).await.unwrap();
    }
    assert_eq!(catalog.facets().await.unwrap(), before);
}

fn found(used: bool) -> crate::music::FoundLyrics {
    samples::found(if used { "used" } else { "aside" }, used)
}

/// `a` has words of two sources, `b` none that are used, `c` neither words nor sound.
fn library() -> [(&'static str, IndexedTrack); 3] {
    let [mut a, mut b, mut c] = ["a", "b", "c"].map(|name| second_encoders("/b/", name));
    a.track.title = "Đường về".to_owned();
    a.track.artist = "Zoë".to_owned();
    a.track.year = Some(1968);
    a.lyrics = vec![found(true), found(false)];
    b.track.title = "Away".to_owned();
    b.track.artist = "Anna Bell".to_owned();
    b.track.album = "Durable Goods".to_owned();
    b.track.year = None;
    b.track.language = None;
    b.lyrics = vec![found(false)];
    c.track.title = "Zebra".to_owned();
    c.track.artist = "anna bell".to_owned();
    c.track.album = "Éclair".to_owned();
    c.track.year = Some(1961);
    c.track.genres = vec!["Folk".to_owned()];
    c.track.audio = None;
    c.file = None;
    [("a", a), ("b", b), ("c", c)]
}

fn all() -> Listing {
    Listing { limit: 9, ..Listing::default() }
}

/// The titles of a page of those in `/b/`.
async fn titles(catalog: &dyn Catalog, listing: Listing) -> Vec<String> {
    let page = catalog.list(&listing).await.unwrap();
    let ours = page.rows.into_iter().filter(|row| row.track.folder == "/b/");
    ours.map(|row| row.track.title).collect()
}

async fn tracks_are_found_by_the_beginnings_of_words(catalog: &dyn Catalog) {
    let cases: [(&str, &[&str]); 8] = [
        ("duong", &["Đường về"]),
        ("ĐƯỜNG zo", &["Đường về"]),
        ("dur bell", &["Away"]),
        ("bel", &["Away", "Zebra"]),
        ("eclair, anna", &["Zebra"]),
        ("ell", &[]),
        ("away zebra", &[]),
        ("%", &["Away", "Zebra", "Đường về"]),
    ];
    for (search, expected) in cases {
        let found = titles(catalog, Listing { search: search.to_owned(), ..all() }).await;
        assert_eq!(found, expected, "{search}");
    }
}

async fn tracks_are_sorted_and_what_is_not_known_is_last(catalog: &dyn Catalog) {
    let sorted =
        async |sort, descending| titles(catalog, Listing { sort, descending, ..all() }).await;
    assert_eq!(sorted(Sort::Artist, false).await, ["Away", "Zebra", "Đường về"]);
    assert_eq!(sorted(Sort::Title, false).await, ["Away", "Đường về", "Zebra"]);
    assert_eq!(sorted(Sort::Title, true).await, ["Zebra", "Đường về", "Away"]);
    assert_eq!(sorted(Sort::Album, false).await, ["Đường về", "Away", "Zebra"]);
    assert_eq!(sorted(Sort::Year, false).await, ["Zebra", "Đường về", "Away"]);
    assert_eq!(sorted(Sort::Year, true).await, ["Đường về", "Zebra", "Away"]);
    assert_eq!(sorted(Sort::Language, true).await.last().unwrap(), "Away");
    assert_eq!(sorted(Sort::Duration, false).await.len(), 3);
}

async fn tracks_are_chosen_by_their_state(catalog: &dyn Catalog) {
    let chosen = async |only| titles(catalog, Listing { only: Some(only), ..all() }).await;
    assert_eq!(chosen(Only::SetAside).await, ["Away", "Đường về"]);
    assert_eq!(chosen(Only::Wordless).await, ["Away", "Zebra"]);
    assert_eq!(chosen(Only::Silent).await, ["Zebra"]);
    let language = "vi".parse().ok();
    assert_eq!(titles(catalog, Listing { language, ..all() }).await, ["Zebra", "Đường về"]);
}

async fn a_page_is_a_part_of_the_whole(catalog: &dyn Catalog) {
    let whole = catalog.list(&all()).await.unwrap();
    assert_eq!(whole.total, whole.rows.len() as u64);
    let part = catalog.list(&Listing { offset: 1, limit: 1, ..all() }).await.unwrap();
    assert_eq!(part, Page { total: whole.total, rows: whole.rows[1..2].to_vec() });
    let beyond = catalog.list(&Listing { offset: u64::MAX, ..all() }).await.unwrap();
    assert_eq!(beyond, Page { total: whole.total, rows: Vec::new() });
    let [(_, a), ..] = library();
    let row = whole.rows.iter().find(|row| row.track.id == a.track.id).unwrap();
    let words = Some("lrc".to_owned());
    assert_eq!(*row, Row { track: a.track, passages: 1, words, set_aside: 1 });
}

async fn it_is_known_what_there_is_to_choose_by(catalog: &dyn Catalog) {
    let facets = catalog.facets().await.unwrap();
    let summary = catalog.summary().await.unwrap();
    assert_eq!((facets.tracks, facets.passages), (summary.tracks, summary.passages));
    assert_eq!(facets.audible, facets.tracks - 1);
    assert_eq!((facets.worded, facets.set_aside), (1, 2));
    assert!(1 <= facets.refused);
    assert_eq!(facets.languages.iter().map(|(_, tracks)| tracks).sum::<u64>(), facets.tracks - 1);
    assert_eq!(facets.genres[0], ("folk".to_owned(), facets.tracks), "whatever the case");
    assert!(facets.decades.contains(&(1960, 2)), "{:?}", facets.decades);
    assert!(facets.decades.is_sorted());
}

async fn what_was_refused_is_told(catalog: &dyn Catalog) {
    for search in ["", "b/X", "is broken"] {
        let page = catalog.refusals(search, 0, 99).await.unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        let refusal = page.rows.iter().find(|row| row.reference == REFUSED).unwrap();
        assert_eq!((refusal.reason.as_str(), refusal.words), ("is Broken", 1));
        assert_eq!(refusal.track, TrackId::of(REFUSED));
        assert_eq!(refusal.root.as_deref(), Some("/root"));
    }
    for search in ["no such thing", "root"] {
        assert_eq!(catalog.refusals(search, 0, 99).await.unwrap().total, 0, "{search}");
    }
    let none = catalog.refusals("b/x", 1, 99).await.unwrap();
    assert_eq!((none.total, none.rows.len()), (1, 0));
}

async fn a_track_is_told_with_its_passages_and_places(catalog: &dyn Catalog) {
    let [(_, a), ..] = library();
    assert_eq!(catalog.passages_of(a.track.id).await.unwrap(), a.passages);
    let places = catalog.places_of(a.track.id).await.unwrap();
    assert_eq!(places.len(), 1);
    assert_eq!((places[0].0.as_str(), places[0].1.stamp.as_str()), ("file:/b/a", "1"));
    assert_eq!(catalog.places_of(TrackId::of(REFUSED)).await.unwrap().len(), 1, "refused, too");
    assert!(catalog.places_of(TrackId::of("none")).await.unwrap().is_empty());
    assert_eq!(catalog.roots().await.unwrap(), ["/root"]);
}

async fn the_owners_words_are_kept_until_they_are_taken_back(catalog: &dyn Catalog) {
    let track = TrackId::of("file:/b/a");
    assert_eq!(catalog.own_words(track).await.unwrap(), None);
    for text in ["one", "two"] {
        catalog.keep_own_words(track, Some(text)).await.unwrap();
        assert_eq!(catalog.own_words(track).await.unwrap().as_deref(), Some(text));
    }
    catalog.keep_own_words(track, None).await.unwrap();
    assert_eq!(catalog.own_words(track).await.unwrap(), None);
    catalog.decide(track, "used", Some(Decision::Reject)).await.unwrap();
    catalog.decide(track, "used", None).await.unwrap();
    assert!(catalog.decisions(track).await.unwrap().is_empty());
}
