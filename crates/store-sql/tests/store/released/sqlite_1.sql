-- What the first released schema held of two forces' returns, as that program wrote it.
INSERT INTO measure (id, name) VALUES (1, 'theft'), (2, 'arson');
INSERT INTO area (id, name) VALUES (1, 'kent'), (2, 'essex');
INSERT INTO source (id, name) VALUES (1, 'a-source');
INSERT INTO revision VALUES
    (1, 'edition', 'the edition', 'somebody', 1480000000,
     'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'one', 0),
    (2, 'import', 'an import', 'somebody', 1480000001,
     'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 'two', 2),
    (3, 'import', 'a correction', 'somebody', 1480000002,
     '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 'three', 1);
INSERT INTO revision_measure (measure, revision) VALUES (1, 2), (2, 2), (1, 3);
INSERT INTO observation (measure, period, area, revision, status, value, source) VALUES
    (1, 201606300012, 1, 2, 'A', 10, 1),
    (2, 201606300012, 2, 2, 'L', NULL, 1),
    (1, 201606300012, 1, 3, 'R', 11, 1);
INSERT INTO cell (measure, period, area_name, area, newest) VALUES
    (1, 201606300012, 'kent', 1, 3),
    (2, 201606300012, 'essex', 2, 2);
INSERT INTO edition_document VALUES (1, '2016-effectiveness', 'a-hash');
INSERT INTO edition_file VALUES (1, 'edition.toml', CAST('text' AS BLOB));
