/**
 * Version 2 adds proofs, anchors, block headers and the guards of commits.
 *
 * What is staged for an epoch lies where it stays: `epoch_attempts` numbers the attempts that aren't committed, `epochs.attempt` is the
 * number of the one that was, and rows of any other count for nothing. So a commit writes one row, however many heads it is about.
 * `epoch_heads.aggregate` and `kept_proofs.aggregate` are rows of `aggregates`. Hashes of which there are many are bytes.
 */
export const SCHEMA_2 = `
CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE guards (guard TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT;

CREATE TABLE epochs (
  number INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL,
  attempt_name TEXT NOT NULL,
  record TEXT NOT NULL,
  map_root TEXT NOT NULL,
  aggregates INTEGER NOT NULL,
  versions INTEGER NOT NULL,
  completed TEXT NOT NULL,
  checkpoint TEXT NOT NULL,
  cursor TEXT NOT NULL
) STRICT;

CREATE TABLE epoch_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  epoch INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (epoch, name)
) STRICT;

CREATE TABLE epoch_heads (
  attempt INTEGER NOT NULL,
  aggregate INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (attempt, aggregate)
) STRICT, WITHOUT ROWID;
CREATE INDEX epoch_heads_by_aggregate ON epoch_heads (aggregate, epoch);

CREATE TABLE map_nodes (hash BLOB PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE stale_nodes (
  id INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  hashes BLOB NOT NULL
) STRICT;
CREATE INDEX stale_nodes_by_epoch ON stale_nodes (epoch);
CREATE INDEX stale_nodes_by_attempt ON stale_nodes (attempt);

CREATE TABLE kept_proofs (
  aggregate INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  siblings BLOB NOT NULL
) STRICT;

CREATE TABLE block_headers (height INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, header TEXT NOT NULL) STRICT;

CREATE TABLE anchors (
  id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  size INTEGER NOT NULL,
  in_block INTEGER NOT NULL,
  row TEXT NOT NULL
) STRICT;
CREATE INDEX anchors_by_sequence ON anchors (sequence, id);
CREATE INDEX anchors_in_block ON anchors (size, sequence) WHERE in_block = 1;
`
