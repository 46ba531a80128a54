use super::*;

fn tagger() -> AudioTagger {
    AudioTagger::open(&Pack::musicnn().unwrap(), &Engine::Rten).unwrap()
}

fn demo(path: &str) -> Pcm {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/music").join(path);
    let pcm = audio::decode(&path).unwrap().pcm;
    let some = pcm.samples()[..pcm.samples().len().min(20 * 16_000)].to_vec();
    Pcm::new(some, pcm.rate()).unwrap()
}

fn mean(patches: &[Patch]) -> Vec<f32> {
    let mut mean = vec![0.0; Labels::built_in().order.len()];
    for patch in patches {
        mean.iter_mut().zip(patch.tags()).for_each(|(sum, tag)| *sum += tag / patches.len() as f32);
    }
    mean
}

#[test]
fn instruments_and_voices_of_the_demo_are_heard() {
    let mut tagger = tagger();
    let cases = [
        ("Kevin MacLeod/Incompetech/If I Had a Chicken.mp3", "piano"),
        ("Kevin MacLeod/Incompetech/Monkeys Spinning Monkeys.mp3", "flute"),
        ("Immich Memories/Calm/Calm Acoustic 1.mp3", "guitar"),
        ("Los Rombos/Jamendo/Fantasma.mp3", "female vocals"),
        ("Joshua Morin/UltraStar Creative Commons/On the run.mp3", "male vocals"),
    ];
    for (path, expected) in cases {
        let patches = tagger.hear(&demo(path)).unwrap();
        let tags = mean(&patches);
        let heard = Labels::built_in().heard(&tags);
        assert!(heard.iter().any(|(label, _)| label.name == expected), "{path}: {heard:?}");
        let voice = patches.iter().map(Patch::voice).fold(0.0, f32::max);
        assert_eq!(0.6 < voice, expected.ends_with("vocals"), "{path}: {voice}");
    }
}

#[test]
fn patches_cover_the_piece_and_half_a_patch_of_rest() {
    let mut tagger = tagger();
    let patch = PATCH.as_millis() as usize * 16;
    for (samples, expected) in
        [(0, 0), (100, 1), (patch, 1), (patch * 5 / 4, 1), (patch * 7 / 4, 2)]
    {
        let pcm = Pcm::new(vec![0.1; samples], audio::RATE).unwrap();
        assert_eq!(tagger.hear(&pcm).unwrap().len(), expected, "{samples}");
    }
}

#[test]
fn sound_at_another_rate_is_refused() {
    let pcm = Pcm::new(vec![0.0; 44_100], 44_100).unwrap();
    assert_eq!(tagger().hear(&pcm).unwrap_err().kind(), crate::error::ErrorKind::Invalid);
}

#[test]
fn a_patch_keeps_its_numbers_to_a_step() {
    let patch = Patch::new(&[0.0, 0.123, 1.0], &[-0.5, 1.26, 100.0]);
    let tags: Vec<f32> = patch.tags().collect();
    assert!(
        (tags[1] - 0.123).abs() < 0.5 / 255.0 && tags[0] == 0.0 && (tags[2] - 1.0).abs() < 1e-6
    );
    let features: Vec<f32> = patch.features().collect();
    assert!((features[1] - 1.26).abs() < 0.04 && features[0] + 0.5 == 0.0 && 7.9 < features[2]);
}

#[test]
fn labels_need_one_of_their_tags_only() {
    let labels = Labels::built_in();
    let mut tags = vec![0.0; labels.order.len()];
    assert_eq!(labels.heard(&tags), []);
    tags[labels.order.iter().position(|tag| tag == "mtt:choral").unwrap()] = 0.9;
    let heard: Vec<&str> =
        labels.heard(&tags).iter().map(|(label, _)| label.name.as_str()).collect();
    assert_eq!(heard, ["choir"]);
}
