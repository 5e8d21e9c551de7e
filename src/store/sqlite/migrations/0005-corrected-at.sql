-- When a derivation found that an id which had been served leads elsewhere or nowhere, UTC ms; null: before this was noted.
ALTER TABLE outage_moved ADD COLUMN at INTEGER;
