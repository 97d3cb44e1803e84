CREATE FUNCTION flowstop_grams(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE(array_agg(DISTINCT substr($1, at, 3)), '{}') FROM generate_series(1, length($1) - 2) AS at
$$

CREATE INDEX terminations_search ON terminations USING gin (flowstop_grams(search))
