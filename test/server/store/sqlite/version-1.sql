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
CREATE VIRTUAL TABLE search USING fts5(words, tokenize='ascii', detail=none, columnsize=0, prefix='1 2');

INSERT INTO aggregates (id, type, name, version, hash) VALUES (1, 'ticket', '00000000-0000-4000-8000-000000000001', 2, 'be410328871b585f2780f45a1895ca24e0e529191b765d8c127e74ceefe3664d');
INSERT INTO aggregates (id, type, name, version, hash) VALUES (2, 'ticket', '00000000-0000-4000-8000-000000000002', 2, '72bc0153ab9f4cdeaae93c69550f7c7e00769ee3796505e6a3242ff344f167b5');
INSERT INTO events (position, aggregate, version, type, actor, command, hash, header, salt, content) VALUES (1, 1, 1, 'comment_added', '00000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'a99a6806bf27434e40c89673721ddcf04ddee0bc4c9ebf904de35630d7c7093e', 'sealdesk/event/v1
store.test
ticket 00000000-0000-4000-8000-000000000001
1
4d322bbe947207e73c79afeeb1642eed8863c6a8bbf1456927b3ecf06a04dbc7
comment_added 1
2024-05-01T10:00:00.000Z
user 00000000-0000-4000-8000-000000000001
c0000000-0000-4000-8000-000000000001
{}
a49b3fad4bf7352342e99410eb7da2b300b25658fb77e1247b70c225ebfa92f6
-
', '0000000000000000000000000000000000000000000000000000000000000001', '{"body":"a printer"}');
INSERT INTO events (position, aggregate, version, type, actor, command, hash, header, salt, content) VALUES (2, 1, 2, 'comment_added', '00000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'be410328871b585f2780f45a1895ca24e0e529191b765d8c127e74ceefe3664d', 'sealdesk/event/v1
store.test
ticket 00000000-0000-4000-8000-000000000001
2
a99a6806bf27434e40c89673721ddcf04ddee0bc4c9ebf904de35630d7c7093e
comment_added 1
2024-05-01T10:00:00.000Z
user 00000000-0000-4000-8000-000000000001
c0000000-0000-4000-8000-000000000001
{}
e2123e33c63b2fb7b584d97a9b0bebd1581a40378bbed213818177c83239a911
-
', '0000000000000000000000000000000000000000000000000000000000000002', '{"body":"a printer"}');
INSERT INTO events (position, aggregate, version, type, actor, command, hash, header, salt, content) VALUES (3, 2, 1, 'comment_added', '00000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000002', '09bb149feec63109d6ae9540aa6f6d8b9602e9fc7d950c3ff123ca823a5e2de3', 'sealdesk/event/v1
store.test
ticket 00000000-0000-4000-8000-000000000002
1
05829f75ad829b912da81dc81620907ea370c94dd34b8195fbe3473fb3a8fd08
comment_added 1
2024-05-01T10:00:00.000Z
user 00000000-0000-4000-8000-000000000001
c0000000-0000-4000-8000-000000000002
{}
4a1d47fd796585f2498f71075c72b2c83e0e773f71d29a324f911702f90abac2
-
', NULL, NULL);
INSERT INTO events (position, aggregate, version, type, actor, command, hash, header, salt, content) VALUES (4, 2, 2, 'comment_added', '00000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000003', '72bc0153ab9f4cdeaae93c69550f7c7e00769ee3796505e6a3242ff344f167b5', 'sealdesk/event/v1
store.test
ticket 00000000-0000-4000-8000-000000000002
2
09bb149feec63109d6ae9540aa6f6d8b9602e9fc7d950c3ff123ca823a5e2de3
comment_added 1
2024-05-01T10:00:00.000Z
user 00000000-0000-4000-8000-000000000001
c0000000-0000-4000-8000-000000000003
{}
daeecd63a9074a7fb145c138fc1d2fc251ddc6bc88e432e56f942f758c88a580
-
', '0000000000000000000000000000000000000000000000000000000000000002', '{"body":"text"}');
INSERT INTO snapshots (type, name, version, hash, machine, state) VALUES ('ticket', '00000000-0000-4000-8000-000000000001', 2, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 1, '{}');
INSERT INTO counters (name, value) VALUES ('ticket', 1);
INSERT INTO settings (name, value) VALUES ('origin', 'store.test');
INSERT INTO accounts (user, password_hash) VALUES ('00000000-0000-4000-8000-000000000001', 'scrypt');
INSERT INTO account_names (claimed, name, user) VALUES (1, 'ada', '00000000-0000-4000-8000-000000000001');
INSERT INTO sessions (token_hash, user, created_at, expires_at) VALUES ('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', '00000000-0000-4000-8000-000000000001', 1, 2);
INSERT INTO projection (id, cursor) VALUES (1, '0000000000000004');
INSERT INTO tickets (id, number, state, assignee, priority, created, updated, row) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'open', 'none', 1, '2024-05-01T10:00:00.000Z', '2024-05-01T10:00:00.000Z', '{"id":"00000000-0000-4000-8000-000000000001","number":1,"title":"Ticket 1","state":"open","assignee":null,"priority":"normal","labels":["bug"],"author":"00000000-0000-4000-8000-000000000001","createdAt":"2024-05-01T10:00:00.000Z","updatedAt":"2024-05-01T10:00:00.000Z","comments":0,"version":1}');
INSERT INTO ticket_counts (state, tickets) VALUES ('open', 1);
INSERT INTO ticket_labels (label, updated, number, ticket, state) VALUES ('bug', '2024-05-01T10:00:00.000Z', 1, '00000000-0000-4000-8000-000000000001', 'open');
INSERT INTO labels (label, tickets) VALUES ('bug', 1);
INSERT INTO people (id, name, row) VALUES ('00000000-0000-4000-8000-000000000001', '0person-1', '{"id":"00000000-0000-4000-8000-000000000001","name":"person-1","displayName":"Person 1","role":"member","state":"active","createdAt":"2024-05-01T10:00:00.000Z","places":[],"version":1}');
INSERT INTO texts (id, ticket, source) VALUES (1, '00000000-0000-4000-8000-000000000001', 'ticket');
INSERT INTO search (rowid, words) SELECT id, 'a printer' FROM texts;

PRAGMA application_id = 1399153004;
PRAGMA user_version = 1;
