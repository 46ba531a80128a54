//! Sound as numbers: mono samples at one known rate, decoded from the bytes of an audio file.
