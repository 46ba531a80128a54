-- Names as they are searched and sorted: lowercase words without accents. Null: not made yet.
alter table tracks add column title_key text;
alter table tracks add column artist_key text;
alter table tracks add column album_key text;
create index tracks_by_title on tracks (title_key, artist_key, album_key);
create index tracks_by_artist on tracks (artist_key, album_key, title_key);
create index tracks_by_album on tracks (album_key, artist_key, title_key);
create index tracks_by_year on tracks (year, artist_key, album_key, title_key);
create index tracks_by_duration on tracks (duration_ms, artist_key, album_key, title_key);
create index tracks_by_language on tracks (language, artist_key, album_key, title_key);

-- Passages are counted and mapped without their words.
create index passages_felt on passages (track, number, valence, arousal);

create index lyrics_used on lyrics (track) where used;
create index lyrics_set_aside on lyrics (track) where not used and reason is not null;

create index visits_by_track on visits (track);
create index visits_refused on visits (reference) where refusal is not null;

-- What the owner wrote as the words of a track; it counts more than what is found.
create table own_words (
    track blob primary key,
    text  text not null
) without rowid;
