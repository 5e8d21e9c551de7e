-- The captures of a monitor by time, for its outages' pages and for the decision whether a look is to be kept.
CREATE INDEX entry_by_capture ON entry (json_extract(body, '$.monitorId'), at) WHERE kind = 'capture';
