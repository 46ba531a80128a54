-- What listening made of an audio file, so that a change of another stage need not decode it again.
create table heard (
    reference text primary key,
    key       text not null,   -- the file's size and time, and the version of listening
    made      blob not null    -- as `ingest::listen` keeps it, compressed
) without rowid;

-- The words that were found for a track, by trust, those that were set aside included.
create table lyrics (
    track      blob not null,
    place      integer not null,
    source     text not null,     -- lrc, txt, timed_tag or tag
    key        text not null,     -- hash of the text as it was found: what decisions are kept by
    language   text,
    stanzas    text not null,     -- JSON
    reason     text,              -- why it was set aside; null if it was not
    confidence real not null,     -- how sure that is, from 0 to 1
    used       integer not null,
    primary key (track, place)
) without rowid;

-- What the owner said of words, whatever the program thinks of them.
create table decisions (
    track    blob not null,
    key      text not null,
    decision text not null check (decision in ('accept', 'reject')),
    primary key (track, key)
) without rowid;

-- Audio files by their reference. Several may hold the same recording: they are one track, and the
-- best of them is played.
create table files (
    reference   text primary key,
    track       blob not null references tracks (id) on delete cascade,
    audio       text not null,     -- JSON: where the audio lies and its media type
    quality     integer not null,  -- bits a second; a lossless file counts ten times
    fingerprint blob not null      -- Chromaprint's, 32-bit little-endian numbers
) without rowid;
create index files_by_track on files (track);

alter table tracks add column name text not null default '';  -- the title, normalised: see `twins`
alter table tracks add column explicit integer not null default 0;
alter table tracks add column heard text;                     -- JSON; null where nothing was heard
create index tracks_by_name on tracks (name);

alter table passages add column explicit integer not null default 0;
alter table passages add column heard text;
alter table passages add column certainty real not null default 1;   -- of its times
alter table passages add column typicality real not null default 0;
alter table passages add column prominence real not null default 0;

-- The folder that was ingested when the place was found: its path names artist and album.
alter table visits add column root text;
