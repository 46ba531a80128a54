//! `vibelens moods`

use crate::feeling::MOODS;

pub(super) fn run() {
    println!("{:<10} {:>8} {:>8}  what it means", "mood", "valence", "arousal");
    for mood in &MOODS {
        let centre = mood.centre;
        let (valence, arousal) = (centre.valence(), centre.arousal());
        println!("{:<10} {valence:>8.2} {arousal:>8.2}  {}", mood.name, mood.words);
    }
}
