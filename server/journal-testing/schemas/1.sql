CREATE TABLE terminations (
seq {serial},
id TEXT NOT NULL, portal TEXT NOT NULL, workflow_id TEXT NOT NULL,
mode TEXT NOT NULL, reason TEXT, state TEXT NOT NULL,
operator_id TEXT, operator_name TEXT, session TEXT NOT NULL,
module_id TEXT, entity TEXT, document_id TEXT, template_id TEXT, started_by TEXT,
started_at {whole}, modified_at {whole}, owned_until {whole}, batch_id TEXT,
requested_at {whole} NOT NULL, sent_at {whole}, settled_at {whole}, checked_at {whole},
changed_at {whole} NOT NULL, next_check_at {whole},
http_status {whole}, error_code TEXT, request_id TEXT, attempts {whole} NOT NULL,
search TEXT NOT NULL
)

CREATE UNIQUE INDEX terminations_id ON terminations (portal, id)

CREATE UNIQUE INDEX terminations_open ON terminations (portal, workflow_id)
WHERE state IN ('queued', 'sending', 'unknown')

CREATE INDEX terminations_page ON terminations (portal, seq)

CREATE INDEX terminations_workflow ON terminations (portal, workflow_id, seq)

CREATE INDEX terminations_changed ON terminations (portal, changed_at)

CREATE INDEX terminations_due ON terminations (next_check_at) WHERE next_check_at IS NOT NULL

CREATE TABLE schema_version (version INTEGER NOT NULL)

INSERT INTO schema_version (version) VALUES (1)
