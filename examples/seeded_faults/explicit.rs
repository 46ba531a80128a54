//! How many texts without explicit words are flagged, and how many lines with such words.

use std::path::Path;

use vibelens::ingest::explicit::{Explicit, found};
use vibelens::music::Language;

use crate::phrases::Phrases;
use crate::songs::{Half, every_text};

#[expect(clippy::print_stdout, reason = "a program that prints tables, run by hand")]
pub(crate) fn print(data: &Path, phrases: &Phrases) {
    let texts = every_text(data);
    let flagged: Vec<(&str, &str)> = texts
        .iter()
        .filter_map(|(language, text)| Some((found(text, language.parse().ok())?, text.as_str())))
        .collect();
    println!(
        "\n### Explicit words\n\n{} of {} texts of the collections are flagged.\n",
        flagged.len(),
        texts.len()
    );
    for (word, text) in &flagged {
        let line = text.lines().find(|line| line.to_lowercase().contains(word)).unwrap_or_default();
        println!("- {word}: {}", line.chars().take(100).collect::<String>());
    }
    println!("\n| language | lines | flagged |\n|---|---|---|");
    for code in ["en", "de", "fr", "es", "vi"] {
        let lines = phrases.of(&format!("explicit_{code}"), Half::HeldOut);
        let language: Option<Language> = code.parse().ok();
        let hit = lines.iter().filter(|line| Explicit::of(line, language) == Explicit::Yes).count();
        println!("| {code} | {} | {hit} |", lines.len());
    }
}
