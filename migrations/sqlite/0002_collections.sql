-- What is in use: the captioner, and the text encoder. A pack and its revision name a collection:
-- `pack-revision`.
create table choices (
    purpose  text primary key check (purpose in ('captioner', 'text-encoder')),
    pack     text not null,
    revision text not null
) without rowid;

-- Which tracks a text encoder has read: all passages of a track, or none.
create table embedded (
    track      blob not null references tracks (id) on delete cascade,
    collection text not null,
    checksum   integer not null,  -- of the track's entries, to tell whether an index is up to date
    primary key (track, collection)
) without rowid;

-- What it made of them. It is kept so that a lost index can be rebuilt without running a model:
-- little-endian 32-bit floats.
create table embeddings (
    track      blob not null,
    collection text not null,
    number     integer not null,  -- of the passage
    embedding  blob not null,
    primary key (track, collection, number),
    foreign key (track, collection) references embedded (track, collection) on delete cascade
);

-- Until now there was one embedding of each passage, by the encoder that the stamp of its place
-- names: `SOURCE | VERSION COLLECTION KEPT`, KEPT being `in place` or `copied`. The stamp loses the
-- collection, since another encoder no longer makes a place stale.
create temporary table stamps as
    select reference, track, refusal,
           case when stamp like '% in place' then ' in place' else ' copied' end as kept,
           substr(stamp, 1, length(stamp)
               - case when stamp like '% in place' then 9 else 7 end) as told
    from visits where stamp like '% | 1 % in place' or stamp like '% | 1 % copied';

-- What is left of a text when everything but spaces is trimmed from its end ends before its last
-- word.
insert into embedded (track, collection, checksum)
    select tracks.id, substr(told, 1 + length(rtrim(told, replace(told, ' ', '')))), tracks.checksum
    from stamps join tracks on tracks.id = stamps.track
    where refusal is null
      and exists (select 1 from passages where passages.track = tracks.id);

insert into embeddings (track, collection, number, embedding)
    select passages.track, embedded.collection, passages.number, passages.embedding
    from passages join embedded on embedded.track = passages.track;

update visits
    set stamp = (select rtrim(rtrim(told, replace(told, ' ', ''))) || kept from stamps
                 where stamps.reference = visits.reference)
    where reference in (select reference from stamps);

drop table stamps;
alter table passages drop column embedding;
alter table tracks drop column checksum;
