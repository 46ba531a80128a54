-- The folder that the track was found in.
alter table tracks add column folder text not null default '';

-- What is left of a path when everything but slashes is trimmed from its end ends with its folder.
update tracks set folder = coalesce((
    select rtrim(rtrim(substr(reference, 6), replace(substr(reference, 6), '/', '')), '/')
    from visits
    where visits.track = tracks.id and refusal is null and reference like 'file:%'
    order by reference limit 1), '');

-- Checksums now cover what a track can be left out by. Below zero: not known yet.
update embedded set checksum = -1;
