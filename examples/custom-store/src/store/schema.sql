-- The tables and functions of one store (layout 1), in the schema that search_path names. A store makes them once.
--
-- Every call of the store is one call of one function, so each is one statement for Postgres: one round trip, one
-- transaction, and for the functions that are STABLE one snapshot. Functions that write wait for the lock of their space.
--
-- What the store calls finds its tables by the search_path of this moment; helpers use that of their caller.
--
-- Texts are ordered by their bytes, in a database whose encoding is UTF8. Texts come in and go out as text.ts encodes them.

-- Each table is found by its primary key and by nothing else. With two indexes that begin alike, Postgres guesses between
-- them until it has statistics, and a table that has just been filled has none.

CREATE DOMAIN label AS text COLLATE "C";

CREATE TABLE spaces (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name     label  NOT NULL UNIQUE,
  version  bigint NOT NULL, -- of the last commit
  sequence bigint NOT NULL  -- of the last row that was added
);

CREATE TABLE rows (
  space      bigint NOT NULL REFERENCES spaces ON DELETE CASCADE,
  collection label  NOT NULL,
  id         label  NOT NULL,
  value      text   NOT NULL,
  version    bigint NOT NULL,
  sequence   bigint NOT NULL,
  PRIMARY KEY (space, collection, id)
);

CREATE TABLE row_order (
  space      bigint NOT NULL REFERENCES spaces ON DELETE CASCADE,
  collection label  NOT NULL,
  sequence   bigint NOT NULL,
  id         label  NOT NULL,
  PRIMARY KEY (space, collection, sequence)
);

CREATE TABLE entries (
  space      bigint NOT NULL REFERENCES spaces ON DELETE CASCADE,
  collection label  NOT NULL,
  name       label  NOT NULL,
  value      label  NOT NULL,
  sequence   bigint NOT NULL, -- of the row
  id         label  NOT NULL, -- of the row
  PRIMARY KEY (space, collection, name, value, sequence)
);

CREATE TABLE claims (
  space      bigint NOT NULL REFERENCES spaces ON DELETE CASCADE,
  collection label  NOT NULL,
  name       label  NOT NULL,
  value      label  NOT NULL,
  holder     label  NOT NULL,
  PRIMARY KEY (space, collection, name, value)
);

CREATE TABLE dues (
  space      bigint NOT NULL REFERENCES spaces ON DELETE CASCADE,
  collection label  NOT NULL,
  id         label  NOT NULL,
  at         double precision NOT NULL, -- epoch milliseconds of the caller's clock
  PRIMARY KEY (space, collection, id)
);

CREATE TABLE due_order (
  space      bigint NOT NULL REFERENCES spaces ON DELETE CASCADE,
  at         double precision NOT NULL,
  collection label  NOT NULL,
  id         label  NOT NULL,
  PRIMARY KEY (space, at, collection, id)
);

-- What is due, earliest first and at most 100 of it; NULL when nothing is.
CREATE FUNCTION due_rows(in_space bigint, moment double precision) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_agg(json_build_object('collection', d.collection, 'id', d.id) ORDER BY d.at, d.collection, d.id)
  FROM (
    SELECT * FROM due_order WHERE space = in_space AND at <= moment ORDER BY at, collection, id LIMIT 100
  ) AS d
$$;

-- A row as the port has it; NULL where there is none. A function of one row is always found by its key, where a join would
-- be planned by numbers that Postgres does not have yet.
CREATE FUNCTION row_at(in_space bigint, of text, row_id text) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT json_build_object('id', r.id, 'value', r.value, 'version', r.version, 'sequence', r.sequence)
    FROM rows AS r
    WHERE r.space = in_space AND r.collection = of AND r.id = row_id
  );
END
$$;

-- {"due": [...]} or {"rows": [...]}: a row or null for each pair of collection and id.
CREATE FUNCTION read_rows(space_name text, moment double precision, collections text[], ids text[]) RETURNS json
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
  in_space bigint := (SELECT s.id FROM spaces AS s WHERE s.name = space_name);
  due json := due_rows(in_space, moment);
BEGIN
  IF due IS NOT NULL THEN
    RETURN json_build_object('due', due);
  END IF;
  RETURN (
    SELECT json_build_object('rows', coalesce(json_agg(row_at(in_space, ref.collection, ref.id) ORDER BY ref.place), '[]'))
    FROM unnest(collections, ids) WITH ORDINALITY AS ref(collection, id, place)
  );
END
$$;

-- The number of entries of an index in a range; a bound that is NULL is open.
CREATE FUNCTION count_entries(in_space bigint, of text, by_name text, low text, high text) RETURNS bigint
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN (
    SELECT count(*) FROM entries AS e
    WHERE e.space = in_space AND e.collection = of AND e.name = by_name
      AND (low IS NULL OR e.value >= low) AND (high IS NULL OR e.value <= high)
  );
END
$$;

-- {"due": [...]} or {"total": n, "rows": [...], "also": row or null}. The rows are in ascending order also when the page is
-- counted from the end (`backwards`); by_name is NULL for the order of insertion.
CREATE FUNCTION list_rows(
  space_name text, moment double precision, of text, by_name text, low text, high text,
  skip bigint, most bigint, backwards boolean, also_of text, also_id text
) RETURNS json
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  in_space bigint := (SELECT s.id FROM spaces AS s WHERE s.name = space_name);
  due json := due_rows(in_space, moment);
  total bigint;
  taken bigint;
  first bigint;
  page json;
BEGIN
  IF due IS NOT NULL THEN
    RETURN json_build_object('due', due);
  END IF;

  IF by_name IS NULL THEN
    total := (SELECT count(*) FROM row_order AS o WHERE o.space = in_space AND o.collection = of);
  ELSE
    total := count_entries(in_space, of, by_name, low, high);
  END IF;
  taken := greatest(least(most, total - skip), 0);
  first := CASE WHEN backwards THEN greatest(total - skip - taken, 0) ELSE skip END;

  IF taken = 0 THEN
    page := '[]';
  ELSIF by_name IS NULL THEN
    page := (
      SELECT json_agg(row_at(in_space, of, p.id) ORDER BY p.sequence)
      FROM (
        SELECT o.sequence, o.id FROM row_order AS o WHERE o.space = in_space AND o.collection = of
        ORDER BY o.sequence OFFSET first LIMIT taken
      ) AS p
    );
  ELSE
    page := (
      SELECT json_agg(row_at(in_space, of, p.id) ORDER BY p.value, p.sequence)
      FROM (
        SELECT e.value, e.sequence, e.id FROM entries AS e
        WHERE e.space = in_space AND e.collection = of AND e.name = by_name
          AND (low IS NULL OR e.value >= low) AND (high IS NULL OR e.value <= high)
        ORDER BY e.value, e.sequence OFFSET first LIMIT taken
      ) AS p
    );
  END IF;

  RETURN json_build_object('total', total, 'rows', page, 'also', row_at(in_space, also_of, also_id));
END
$$;

-- Waits until no other transaction holds the space; the end of the transaction lets it go. Several may share it to check.
-- Every statement after this one sees what those have written who had the space before: that is what READ COMMITTED means,
-- and what the snapshot of a stricter level, which is taken before the wait, would not show.
CREATE FUNCTION enter_space(space_name text, shared boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  key bigint := hashtextextended(current_schema() || ' ' || space_name, 0);
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the store needs the isolation level READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  ELSIF shared THEN
    PERFORM pg_advisory_xact_lock_shared(key);
  ELSE
    PERFORM pg_advisory_xact_lock(key);
  END IF;
END
$$;

-- Whether a check holds; `step` is the check as the port has it, as JSON.
CREATE FUNCTION holds(in_space bigint, step jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
  of text := step->>'collection';
  found_version bigint;
  found_holder text;
BEGIN
  CASE step->>'check'
    WHEN 'absent', 'present', 'version' THEN
      found_version := (
        SELECT r.version FROM rows AS r WHERE r.space = in_space AND r.collection = of AND r.id = step->>'id'
      );
      RETURN CASE step->>'check'
        WHEN 'absent' THEN found_version IS NULL
        WHEN 'present' THEN found_version IS NOT NULL
        ELSE found_version IS NOT DISTINCT FROM (step->>'version')::bigint
      END;
    WHEN 'unique' THEN
      found_holder := (
        SELECT c.holder FROM claims AS c
        WHERE c.space = in_space AND c.collection = of AND c.name = step->>'constraint' AND c.value = step->>'value'
      );
      RETURN found_holder IS NULL OR found_holder IS NOT DISTINCT FROM step->>'holder';
    WHEN 'count' THEN
      RETURN (step->>'count')::bigint =
        count_entries(in_space, of, step->>'index', step#>>'{range,from}', step#>>'{range,to}');
    WHEN 'size' THEN
      RETURN (step->>'count')::bigint =
        (SELECT count(*) FROM rows AS r WHERE r.space = in_space AND r.collection = of);
  END CASE;
END
$$;

-- Does one write; `step` is the write as the port has it, as JSON. Answers the space's last sequence.
CREATE FUNCTION apply_write(in_space bigint, step jsonb, commit_version bigint, last_sequence bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  of text := step->>'collection';
  row_id text := step->>'id';
  row_sequence bigint;
  due_at double precision;
BEGIN
  CASE step->>'write'
    WHEN 'put' THEN
      UPDATE rows AS r SET value = step->>'value', version = commit_version
      WHERE r.space = in_space AND r.collection = of AND r.id = row_id;
      IF NOT FOUND THEN
        last_sequence := last_sequence + 1;
        INSERT INTO rows (space, collection, id, value, version, sequence)
        VALUES (in_space, of, row_id, step->>'value', commit_version, last_sequence);
        INSERT INTO row_order (space, collection, sequence, id) VALUES (in_space, of, last_sequence, row_id);
      END IF;
    WHEN 'delete' THEN
      DELETE FROM rows AS r WHERE r.space = in_space AND r.collection = of AND r.id = row_id
      RETURNING r.sequence INTO row_sequence;
      DELETE FROM row_order AS o WHERE o.space = in_space AND o.collection = of AND o.sequence = row_sequence;
    WHEN 'claim' THEN
      INSERT INTO claims (space, collection, name, value, holder)
      VALUES (in_space, of, step->>'constraint', step->>'value', row_id)
      ON CONFLICT (space, collection, name, value) DO UPDATE SET holder = excluded.holder;
    WHEN 'release' THEN
      DELETE FROM claims AS c
      WHERE c.space = in_space AND c.collection = of AND c.name = step->>'constraint' AND c.value = step->>'value';
    WHEN 'index', 'unindex' THEN
      row_sequence := (
        SELECT r.sequence FROM rows AS r WHERE r.space = in_space AND r.collection = of AND r.id = row_id
      );
      IF row_sequence IS NULL THEN
        NULL; -- There is no row, so there is no entry.
      ELSIF step->>'write' = 'index' THEN
        INSERT INTO entries (space, collection, name, value, sequence, id)
        VALUES (in_space, of, step->>'index', step->>'value', row_sequence, row_id)
        ON CONFLICT DO NOTHING;
      ELSE
        DELETE FROM entries AS e
        WHERE e.space = in_space AND e.collection = of AND e.name = step->>'index' AND e.value = step->>'value'
          AND e.sequence = row_sequence;
      END IF;
    WHEN 'due' THEN
      DELETE FROM dues AS d WHERE d.space = in_space AND d.collection = of AND d.id = row_id
      RETURNING d.at INTO due_at;
      DELETE FROM due_order AS o
      WHERE o.space = in_space AND o.at = due_at AND o.collection = of AND o.id = row_id;
      due_at := step->>'at';
      IF due_at IS NOT NULL THEN
        INSERT INTO dues (space, collection, id, at) VALUES (in_space, of, row_id, due_at);
        INSERT INTO due_order (space, at, collection, id) VALUES (in_space, due_at, of, row_id);
      END IF;
  END CASE;
  RETURN last_sequence;
END
$$;

-- {"due": [...]}, {"failed": position of the first check that does not hold} or {"version": n}.
CREATE FUNCTION commit_steps(
  space_name text, moment double precision, checks jsonb, writes jsonb, settling boolean
) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  is_asking boolean := jsonb_array_length(writes) = 0;
  world spaces;
  due json;
  step jsonb;
  position integer := 0;
BEGIN
  PERFORM enter_space(space_name, is_asking);
  SELECT * INTO world FROM spaces AS s WHERE s.name = space_name;
  due := CASE WHEN NOT settling THEN due_rows(world.id, moment) END;
  IF due IS NOT NULL THEN
    RETURN json_build_object('due', due);
  END IF;

  FOR step IN SELECT jsonb_array_elements(checks) LOOP
    IF NOT holds(world.id, step) THEN
      RETURN json_build_object('failed', position);
    END IF;
    position := position + 1;
  END LOOP;
  IF is_asking THEN
    RETURN json_build_object('version', coalesce(world.version, 0));
  END IF;

  IF world.id IS NULL THEN
    INSERT INTO spaces (name, version, sequence) VALUES (space_name, 0, 0) RETURNING * INTO world;
  END IF;
  world.version := world.version + 1;
  FOR step IN SELECT jsonb_array_elements(writes) LOOP
    world.sequence := apply_write(world.id, step, world.version, world.sequence);
  END LOOP;
  UPDATE spaces AS s SET version = world.version, sequence = world.sequence WHERE s.id = world.id;
  RETURN json_build_object('version', world.version);
END
$$;

CREATE FUNCTION drop_space(space_name text) RETURNS json
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM enter_space(space_name, false);
  DELETE FROM spaces AS s WHERE s.name = space_name;
  RETURN NULL;
END
$$;

CREATE FUNCTION space_names() RETURNS json
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT coalesce(json_agg(s.name ORDER BY s.name), '[]') FROM spaces AS s
$$;
