-- views.sql - what can be computed from the facts, for people and sheets
--
-- Dropped and made anew whenever this text changes; nothing here is stored.
-- Times are shown as RFC 3339 in UTC, hashes and key ids as lower-case hex.

-- the imports, newest last
CREATE VIEW imports AS
SELECT
	id,					-- number of the import
	kind,					-- what it held
	file,					-- name as given
	lower(hex(sha256)) AS sha256,		-- of its bytes
	bytes,					-- size
	strftime('%Y-%m-%dT%H:%M:%SZ', imported_at, 'unixepoch') AS imported_at,	-- when
	imported_by,				-- who, as stated
	source,					-- system it came from
	query_text,				-- query behind it
	extracted_by,				-- who extracted it
	strftime('%Y-%m-%dT%H:%M:%SZ', extracted_at, 'unixepoch') AS extracted_at,	-- when
	filters, zone,				-- as the map declares
	expected, read, new, known, rejected,	-- rows
	unknown_columns				-- columns kept out
FROM import ORDER BY id;
