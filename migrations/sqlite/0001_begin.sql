-- A piece of music, or a text that is sung.
create table tracks (
    id          blob primary key check (length(id) = 16),
    title       text not null,
    artist      text not null,
    album       text not null,
    genres      text not null,    -- JSON array of names
    year        integer,
    language    text,             -- ISO 639; null for music without words
    duration_ms integer,          -- null where there are only words
    audio       text,             -- JSON: where the audio lies and its media type
    checksum    integer not null  -- of the track's entries, to tell whether an index is up to date
) without rowid;

-- A part of a track that can be offered. The embedding is kept so that a lost index can be rebuilt
-- without running a model: little-endian 32-bit floats.
create table passages (
    track       blob not null references tracks (id) on delete cascade,
    number      integer not null,
    start_ms    integer,
    end_ms      integer,
    text        text not null,
    description text not null,
    valence     real not null,
    arousal     real not null,
    embedding   blob not null,
    primary key (track, number)
) without rowid;

-- Every place that was looked at, and what became of it: it is not looked at again until its stamp
-- changes.
create table visits (
    reference text primary key,
    stamp     text not null,
    track     blob not null,
    refusal   text              -- null if the track was taken
) without rowid;
