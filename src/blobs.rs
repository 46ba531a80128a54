//! Audio that was copied into the library, by key, over the `object_store` crate.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, path};

use crate::error::{Error, ErrorKind, Result};

/// The blob store.
pub type Blobs = Arc<dyn ObjectStore>;

/// Opens the store that `url` names and makes its folder.
pub fn open(url: &str) -> Result<Blobs> {
    let Some(("file", folder)) = url.split_once(':') else {
        return Err(Error::invalid(format!("`{url}` is not a blob store: use file:FOLDER")));
    };
    let unusable = |error: Box<dyn std::error::Error + Send + Sync>| {
        Error::unavailable(format!("blob folder `{folder}` cannot be used")).because(error)
    };
    std::fs::create_dir_all(folder).map_err(|error| unusable(error.into()))?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| unusable(error.into()))?;
    Ok(Arc::new(store))
}

/// Copies the audio file at `path` into the store and gives its key, which follows from the
/// content: the same audio is kept once.
pub async fn copy_audio(blobs: &Blobs, path: &Path) -> Result<String> {
    let bytes = tokio::fs::read(path).await.map_err(|error| {
        Error::invalid(format!("`{}` cannot be read", path.display())).because(error)
    })?;
    let hash = blake3::hash(&bytes).to_hex();
    let extension = path.extension().and_then(|ending| ending.to_str()).unwrap_or("bin");
    let key = format!("audio/{}/{hash}.{}", &hash[..2], extension.to_lowercase());
    blobs.put(&path::Path::from(key.as_str()), bytes.into()).await?;
    Ok(key)
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let kind = match error {
            object_store::Error::NotFound { .. } => ErrorKind::NotFound,
            _ => ErrorKind::Unavailable,
        };
        Self::new(kind, "blob store failed").because(error)
    }
}
