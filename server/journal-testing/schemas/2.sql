UPDATE schema_version SET version = 2

ALTER TABLE terminations ADD COLUMN position {whole}

ALTER TABLE terminations ADD COLUMN follow_from {whole}

ALTER TABLE terminations ADD COLUMN operator_key TEXT NOT NULL DEFAULT ''

ALTER TABLE terminations ADD COLUMN reason_search TEXT NOT NULL DEFAULT ''

CREATE TABLE batches (
seq {serial},
id TEXT NOT NULL, portal TEXT NOT NULL, mode TEXT NOT NULL, reason TEXT, state TEXT NOT NULL,
fence {whole} NOT NULL, operator_id TEXT, operator_name TEXT, session TEXT NOT NULL,
created_at {whole} NOT NULL, starts_at {whole} NOT NULL, started_at {whole}, finished_at {whole},
changed_at {whole} NOT NULL, pause_why TEXT, pause_code TEXT, retry_of TEXT, total {whole} NOT NULL
)

CREATE TABLE batch_events (
seq {serial},
portal TEXT NOT NULL, batch_id TEXT NOT NULL, kind TEXT NOT NULL, at {whole} NOT NULL,
operator_id TEXT, operator_name TEXT, session TEXT, why TEXT, code TEXT
)

CREATE UNIQUE INDEX batches_id ON batches (portal, id)

CREATE INDEX batches_page ON batches (portal, seq)

CREATE INDEX batches_open ON batches (state) WHERE state IN ('starting', 'active', 'paused')

CREATE INDEX batch_events_batch ON batch_events (portal, batch_id, seq)

CREATE INDEX terminations_batch ON terminations (portal, batch_id, state, position)
WHERE batch_id IS NOT NULL

CREATE INDEX terminations_batch_changed ON terminations (portal, batch_id, changed_at)
WHERE batch_id IS NOT NULL

CREATE INDEX terminations_refused ON terminations (portal, settled_at)
WHERE state IN ('refused', 'already_gone')

DROP INDEX terminations_page

DROP INDEX terminations_workflow

CREATE INDEX terminations_by_workflow_id ON terminations (portal, workflow_id, requested_at, seq)

CREATE INDEX terminations_by_operator_key ON terminations (portal, operator_key, requested_at, seq)

CREATE INDEX terminations_by_document_id ON terminations (portal, document_id, requested_at, seq)

CREATE INDEX terminations_by_template_id ON terminations (portal, template_id, requested_at, seq)

CREATE INDEX terminations_by_mode ON terminations (portal, mode, requested_at, seq)

CREATE INDEX terminations_by_state ON terminations (portal, state, requested_at, seq)

CREATE INDEX terminations_by_batch_id ON terminations (portal, batch_id, requested_at, seq)

CREATE INDEX terminations_page ON terminations (portal, requested_at, seq)
