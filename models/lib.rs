//! The weights that ship, by the names of their files. Each folder has a card that says where they
//! come from, how good they are, and under which terms.
//!
//! They are a crate of their own so that a change elsewhere does not compile a hundred megabytes.

/// A file's name and its bytes.
pub type File = (&'static str, &'static [u8]);

/// Lists files of a folder by name, together with their bytes.
macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!($folder, "/", $name)))),*]
    };
}

/// Sees: EfficientNet-Lite2, heads for tags and feeling, and a small captioner.
pub static LITE: &[File] = files!("lite":
    "manifest.toml", "tower.onnx", "heads.onnx", "cross.onnx", "step.onnx",
    "tokenizer.json", "tags.json",
);

/// Reads: multilingual-e5-small, and a head that hears the feeling of words.
pub static E5_SMALL: &[File] = files!("e5-small":
    "manifest.toml", "embeddings.onnx", "transformer.onnx", "tokenizer.json.zst", "centre.json",
    "feeling.json",
);

/// Matches: what photos ask for in the space of the text encoder, and how much each signal counts.
pub static MATCHING: &[File] = files!("matching":
    "manifest.toml", "adapter.onnx", "asked.safetensors", "bank.i8", "bank.txt", "weights.json",
);

/// Hears voices, instruments, genres and moods: the two musicnn taggers in one graph.
pub static MUSICNN: &[File] = files!("musicnn": "manifest.toml", "tagger.onnx", "tags.json");

/// Hears the feeling of sound.
pub static SOUND_FEELING: &str = include_str!("sound-feeling.json");

/// Hears sounds of speech in music.
pub static SPEECH_SOUNDS: &[u8] = include_bytes!("speech-sounds/network.onnx");
