//! Prints what is heard in audio files, a JSON object a line for each span: the training data of
//! `training/audio_feeling/fit.py`. Files that cannot be decoded are named on stderr.

use std::path::Path;
use std::time::{Duration, Instant};

use vibelens::audio;
use vibelens::ingest::listen::{self, SoundFeatures, SoundFeeling};
use vibelens::models::Engine;
use vibelens::models::audio_tagger::AudioTagger;
use vibelens::models::pack::Pack;
use vibelens::music::TimeSpan;

/// Passages are about this long; the model should know them and whole pieces alike.
const SPAN: Duration = Duration::from_secs(20);

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of a few lines, run by hand"
)]
fn main() -> vibelens::error::Result<()> {
    let mut tagger = AudioTagger::open(&Pack::musicnn()?, &Engine::Rten)?;
    for path in std::env::args().skip(1) {
        let start = Instant::now();
        let decoded = match audio::decode(Path::new(&path)) {
            Ok(decoded) => decoded,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        let decoding = start.elapsed();
        let sound = listen::listen(&decoded.pcm);
        let listening = start.elapsed().saturating_sub(decoding);
        let sound = sound.with_patches(tagger.hear(&decoded.pcm)?);
        let tagging = start.elapsed().saturating_sub(decoding + listening);
        eprintln!(
            "{path}: {:.0?} long, decoded in {decoding:.1?}, heard in {listening:.1?}, tagged in {tagging:.1?}",
            decoded.duration
        );
        for note in &decoded.notes {
            eprintln!("{note}");
        }
        println!("{}", row(&path, "whole", &sound.features(None)));
        let spans = (decoded.pcm.duration().as_secs() / SPAN.as_secs()) as u32;
        for number in 0..spans {
            let span = TimeSpan::new(SPAN * number, SPAN * (number + 1));
            println!("{}", row(&path, &number.to_string(), &sound.features(span)));
        }
    }
    Ok(())
}

fn row(path: &str, span: &str, features: &SoundFeatures) -> serde_json::Value {
    let feeling = SoundFeeling::shipped().feeling(features);
    serde_json::json!({
        "path": path,
        "span": span,
        "names": SoundFeatures::names(),
        "values": features.values(),
        "feeling": [feeling.valence(), feeling.arousal()],
        "words": listen::words(features, feeling),
    })
}
