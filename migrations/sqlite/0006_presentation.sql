-- What may be done with a track. JSON: what its licence is called, and where it stands; null where the tags
-- do not say. (Where its cover is stands with its audio.)
alter table tracks add column licence text;
