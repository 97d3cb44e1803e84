CREATE VIRTUAL TABLE terminations_search USING fts5
(search, content = 'terminations', content_rowid = 'seq', tokenize = 'trigram case_sensitive 1')

INSERT INTO terminations_search (rowid, search) SELECT seq, search FROM terminations

CREATE TRIGGER terminations_search_insert AFTER INSERT ON terminations BEGIN
INSERT INTO terminations_search (rowid, search) VALUES (new.seq, new.search); END
