-- Whose taste is learnt. The id stands in this table alone, so that nothing of somebody is left
-- anywhere when their row is deleted.
create table profiles (
    number  integer primary key,
    id      blob not null unique check (length(id) = 16),
    vector  blob not null,     -- what was learnt: little-endian 32-bit floats; empty to begin with
    counts  text not null,     -- JSON: how often they did each thing
    lists   integer not null,  -- how many were offered to them
    updated integer not null   -- seconds since 1970
);

-- Lists of songs as they were offered. Nothing of the photo is kept.
create table impressions (
    number     integer primary key,
    id         blob not null unique check (length(id) = 16),
    profile    integer references profiles (number) on delete cascade,
    experiment text,            -- null outside of experiments
    collection text not null,   -- of the text encoder that was in use
    ranker     text not null,
    at         integer not null -- seconds since 1970
);
create index impressions_by_profile on impressions (profile);
create index impressions_by_experiment on impressions (experiment) where experiment is not null;

-- What was in them, from the top.
create table shown (
    impression integer not null references impressions (number) on delete cascade,
    position   integer not null,
    track      blob not null,
    passage    integer not null,
    propensity real not null,    -- of this song here, given those before it
    arm        text check (arm in ('a', 'b')),   -- whose pick it is; null outside of experiments
    by_a       real,             -- how likely each ranker alone was to put it here
    by_b       real,
    primary key (impression, position)
) without rowid;

-- What people did with what was offered, in the order in which it was told.
create table events (
    number     integer primary key,
    profile    integer not null references profiles (number) on delete cascade,
    impression integer not null references impressions (number) on delete cascade,
    track      blob not null,
    action     text not null,
    at         integer not null, -- seconds since 1970
    unique (impression, profile, track, action)
);
create index events_by_profile on events (profile);
