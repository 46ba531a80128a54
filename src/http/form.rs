//! Forms with photos in them, as `multipart/form-data`.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};

use crate::error::{Error, ErrorKind, Result};
use crate::image::MAX_BYTES;

/// What `read` makes of the form in a request. Where it fails, the rest of the form is read, too: a client
/// that is still sending would not hear the answer.
pub(super) async fn read<T>(
    request: Request,
    read: impl AsyncFnOnce(&mut Multipart) -> Result<T>,
) -> Result<T> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Error::unsupported("send multipart/form-data with the photo in the field `image`")
    })?;
    let fields = read(&mut form).await;
    if fields.is_err() {
        drain(&mut form).await;
    }
    fields
}

/// The bytes of a photo. What is too large is read to its end but not kept.
pub(super) async fn photo(mut field: Field<'_>) -> Result<Vec<u8>> {
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await? {
        size += chunk.len();
        if size <= MAX_BYTES {
            bytes.extend_from_slice(&chunk);
        }
    }
    if MAX_BYTES < size {
        return Err(Error::too_large(format!("photo has {size} bytes, more than {MAX_BYTES}")));
    }
    Ok(bytes)
}

async fn drain(form: &mut Multipart) {
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(_)) = field.chunk().await {}
    }
}

impl From<MultipartError> for Error {
    fn from(error: MultipartError) -> Self {
        let kind = match error.status().as_u16() {
            413 => ErrorKind::TooLarge,
            _ => ErrorKind::Invalid,
        };
        Self::new(kind, format!("the form cannot be read: {}", error.body_text()))
    }
}
