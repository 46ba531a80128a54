//! The packs that are at hand: those in the program and those in the folder of pulled models.

use super::pack::{MANIFEST, Pack};
use crate::config::ModelSettings;
use crate::error::{Error, Result};

/// The pack called `name`: a built-in one, or one that was pulled. Fails as `NotFound` if it is
/// not installed.
pub fn find(settings: &ModelSettings, name: &str) -> Result<Pack> {
    match name {
        "lite" => return Pack::lite(),
        "e5-small" => return Pack::e5_small(),
        _ => {}
    }
    let folder = settings.folder.join(name);
    if !is_plain(name) || !folder.join(MANIFEST).exists() {
        return Err(Error::not_found(format!("model `{name}` is not installed")));
    }
    Pack::in_folder(&folder)
}

/// Whether `name` can be the name of a folder and of nothing else.
fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        for name in ["", ".", "..", "../lite", "a/b", ".hidden", "a\\b"] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("vit-gpt2") && is_plain("e5_small.v2"));
    }
}
