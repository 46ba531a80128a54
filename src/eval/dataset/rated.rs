//! Photos and tracks of which people said how they feel.

use std::collections::BTreeMap;
use std::path::Path;

use super::{About, Dataset, Labelled, check_files, missing, table};
use crate::error::Result;
use crate::feeling::Feeling;

const OASIS_HINT: &str = "OASIS (Kurdi, Lozano and Banaji, 2017) is free for research: put its photos \
                          into oasis/images and its table of ratings into oasis/oasis.csv";
const EMOTIFY_HINT: &str = "Emotify (Aljanaki, Wiering and Veltkamp, 2016) is free for \
                            non-commercial use: put its tracks into emotify/GENRE/ID.mp3 and its \
                            answers into emotify/votes.csv";

/// Where the nine feelings of Emotify lie on the plane of valence and arousal; the reasons are in
/// `training/audio_feeling/README.md`.
const PLACES: [(&str, f32, f32); 9] = [
    ("amazement", 0.5, 0.3),
    ("solemnity", 0.1, -0.3),
    ("tenderness", 0.6, -0.4),
    ("nostalgia", 0.0, -0.3),
    ("calmness", 0.5, -0.8),
    ("power", 0.4, 0.7),
    ("joyful_activation", 0.9, 0.6),
    ("tension", -0.6, 0.7),
    ("sadness", -0.7, -0.5),
];
/// Emotify numbers its tracks through; the files of a genre begin at 1.
const BEFORE_GENRE: [(&str, u32); 4] =
    [("classical", 0), ("rock", 100), ("electronic", 200), ("pop", 300)];

/// The photos of OASIS with the mean of their ratings, 1 to 7, brought to -1 to 1. Some of them are
/// not for showing: they are evaluated, and no report names a photo.
pub fn oasis(data: &Path) -> Result<Dataset<Labelled>> {
    let folder = data.join("oasis");
    let rows = table::rows(&folder.join("oasis.csv"), OASIS_HINT)?;
    let photo = |row: &table::Row| {
        let rating = |column| row.needed(column).map(|rating| (rating - 4.0) / 3.0);
        let feeling = Feeling::new(rating("valence_mean")?, rating("arousal_mean")?);
        let (name, file) = (row.text("id").to_owned(), folder.join(row.text("file")));
        Ok(Labelled { name, file, feeling: Some(feeling), ..Labelled::default() })
    };
    let things = rows.iter().map(photo).collect::<Result<Vec<_>>>()?;
    check_files(&things, OASIS_HINT)?;
    let source = "B. Kurdi, S. Lozano, M. R. Banaji, “Introducing the Open Affective Standardized \
                  Image Set”, 2017: photos with mean ratings of valence and arousal";
    Ok(Dataset { about: About::new("OASIS", source, "free for research"), things })
}

/// The tracks of Emotify that are there, each with the mean place of all feelings that listeners
/// ticked. Tracks of which none was ticked are left out.
pub fn emotify(data: &Path) -> Result<Dataset<Labelled>> {
    let folder = data.join("emotify");
    let votes = folder.join("votes.csv");
    let mut ticked: BTreeMap<(String, u32), [f32; PLACES.len()]> = BTreeMap::new();
    for row in table::rows(&votes, EMOTIFY_HINT)? {
        let counts = ticked.entry((row.text("genre").to_owned(), row.needed("track id")? as u32));
        let counts = counts.or_default();
        for (count, (name, ..)) in counts.iter_mut().zip(PLACES) {
            *count += row.needed(name)?;
        }
    }
    let tracks = ticked.into_iter().filter_map(|((genre, number), counts)| {
        let before = BEFORE_GENRE.iter().find(|(name, _)| *name == genre)?.1;
        let name = format!("{genre}/{}", number.checked_sub(before)?);
        let file = folder.join(format!("{name}.mp3"));
        Some(Labelled { name, file, feeling: Some(place(counts)?), ..Labelled::default() })
    });
    let things: Vec<Labelled> = tracks.filter(|track| track.file.is_file()).collect();
    if things.is_empty() {
        return Err(missing(&folder.join("GENRE/ID.mp3"), EMOTIFY_HINT));
    }
    let source = "A. Aljanaki, F. Wiering, R. C. Veltkamp, “Studying emotion induced by music through \
                  a crowdsourcing game”, 2016: one-minute tracks with answers on nine feelings";
    Ok(Dataset { about: About::new("Emotify", source, "CC BY-NC-SA, non-commercial"), things })
}

/// The mean place of what was ticked; `None` if nothing was.
fn place(counts: [f32; PLACES.len()]) -> Option<Feeling> {
    let all: f32 = counts.iter().sum();
    let mean = |coordinate: fn(&(&str, f32, f32)) -> f32| {
        let sums = counts.iter().zip(&PLACES).map(|(count, place)| count * coordinate(place));
        sums.sum::<f32>() / all
    };
    (0.0 < all).then(|| Feeling::new(mean(|place| place.1), mean(|place| place.2)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ratings_from_one_to_seven_fill_the_plane() {
        let data = tempfile::tempdir().unwrap();
        fs::create_dir_all(data.path().join("oasis/images")).unwrap();
        fs::write(data.path().join("oasis/images/a.jpg"), "").unwrap();
        let table = "id,file,valence_mean,arousal_mean,sensitive\nI1,images/a.jpg,7,2.5,0\n";
        fs::write(data.path().join("oasis/oasis.csv"), table).unwrap();
        let photos = oasis(data.path()).unwrap().things;
        assert_eq!(photos[0].feeling, Some(Feeling::new(1.0, -0.5)));
        assert_eq!(photos[0].class().unwrap(), "pleasant, still");
    }

    #[test]
    fn tracks_lie_at_the_mean_of_what_was_ticked_and_those_without_a_file_are_left_out() {
        let data = tempfile::tempdir().unwrap();
        fs::create_dir_all(data.path().join("emotify/rock")).unwrap();
        fs::write(data.path().join("emotify/rock/1.mp3"), "").unwrap();
        let header = "track id, genre, amazement, solemnity, tenderness, nostalgia, calmness, power, \
                      joyful_activation, tension, sadness";
        let rows =
            "101,rock,0,0,0,0,0,1,0,1,0\n101,rock,0,0,0,0,0,0,0,1,0\n102,rock,1,0,0,0,0,0,0,0,0";
        fs::write(data.path().join("emotify/votes.csv"), format!("{header}\n{rows}\n")).unwrap();
        let tracks = emotify(data.path()).unwrap().things;
        assert_eq!(tracks.iter().map(|track| &*track.name).collect::<Vec<_>>(), ["rock/1"]);
        let feeling = tracks[0].feeling.unwrap();
        assert!((feeling.valence() - (0.4 - 1.2) / 3.0).abs() < 1e-6);
        assert!((feeling.arousal() - 0.7).abs() < 1e-6);
    }
}
