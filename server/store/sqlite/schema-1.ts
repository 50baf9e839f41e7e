/**
 * What must never be lost (aggregates, events, accounts …), then the read models, which follow from the events.
 *
 * `events.aggregate` is a row of `aggregates`: its name is long, and stands in every event's indexes. A list's indexes end in `number`,
 * as the lists' orders do; the index by assignee ends in `state`, so that it can count without looking at the tickets.
 */
export const SCHEMA_1 = `
CREATE TABLE aggregates (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (type, name)
) STRICT;

CREATE TABLE events (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  aggregate INTEGER NOT NULL,
  version INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  command TEXT NOT NULL,
  hash TEXT NOT NULL,
  header TEXT NOT NULL,
  salt TEXT,
  content TEXT,
  UNIQUE (aggregate, version)
) STRICT;
CREATE INDEX events_by_aggregate ON events (aggregate, position);
CREATE INDEX events_by_command ON events (aggregate, command);
CREATE INDEX events_by_actor ON events (actor, position);
CREATE INDEX events_by_type ON events (type, position);

CREATE TABLE snapshots (
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  machine INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (type, name)
) STRICT;

CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE accounts (user TEXT PRIMARY KEY, password_hash TEXT) STRICT;
CREATE TABLE account_names (
  claimed INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  user TEXT NOT NULL
) STRICT;
CREATE INDEX account_names_by_user ON account_names (user, claimed);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE projection (id INTEGER PRIMARY KEY CHECK (id = 1), cursor TEXT NOT NULL) STRICT;

CREATE TABLE tickets (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  assignee TEXT NOT NULL,
  priority INTEGER NOT NULL,
  created TEXT NOT NULL,
  updated TEXT NOT NULL,
  row TEXT NOT NULL
) STRICT;
CREATE INDEX tickets_by_number ON tickets (number);
CREATE INDEX tickets_by_updated ON tickets (updated, number);
CREATE INDEX tickets_by_created ON tickets (created, number);
CREATE INDEX tickets_by_priority ON tickets (priority, number);
CREATE INDEX tickets_by_state_number ON tickets (state, number);
CREATE INDEX tickets_by_state_updated ON tickets (state, updated, number);
CREATE INDEX tickets_by_state_created ON tickets (state, created, number);
CREATE INDEX tickets_by_state_priority ON tickets (state, priority, number);
CREATE INDEX tickets_by_assignee ON tickets (assignee, updated, number, state);

CREATE TABLE ticket_counts (state TEXT PRIMARY KEY, tickets INTEGER NOT NULL) STRICT;

CREATE TABLE ticket_labels (
  label TEXT NOT NULL,
  updated TEXT NOT NULL,
  number INTEGER NOT NULL,
  ticket TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (label, updated, number, ticket)
) STRICT, WITHOUT ROWID;
CREATE TABLE labels (label TEXT PRIMARY KEY, tickets INTEGER NOT NULL) STRICT;

CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, row TEXT NOT NULL) STRICT;
CREATE INDEX people_by_name ON people (name, id);

CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  ticket TEXT NOT NULL,
  source TEXT NOT NULL,
  UNIQUE (ticket, source)
) STRICT;
`

/**
 * The words of each of `texts`, under its id. They are folded already (search-words.ts): this tokenizer parts them at spaces alone. Only
 * whether a text has a word is asked, so that places in it aren't kept; beginnings of one and two letters, which many words have, are.
 *
 * FTS5's `secure-delete` stays off: with SQLite 3.45.1 and this kind of index, a few changes make the next check call it malformed.
 * What is deleted stays in older segments until these are merged; after an erasure they are, at once (`mergeSearch`).
 */
export const SEARCH = `
CREATE VIRTUAL TABLE search USING fts5(words, tokenize='ascii', detail=none, columnsize=0, prefix='1 2');
`
