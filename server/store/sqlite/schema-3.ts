/**
 * Version 3: of a lease, its last renewal is kept, and not until when somebody's clock says that it counts. Whoever had one in the file was the
 * one process that had the file.
 */
export const SCHEMA_3 = `
DROP TABLE leases;
CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, renewal TEXT NOT NULL) STRICT;
`
