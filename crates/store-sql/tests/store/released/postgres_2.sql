-- What the second released schema on PostgreSQL held of a collection, as that program wrote it.
INSERT INTO area OVERRIDING SYSTEM VALUE VALUES (1, 'essex'), (2, 'kent');
INSERT INTO measure OVERRIDING SYSTEM VALUE VALUES (1, 'theft');
INSERT INTO source OVERRIDING SYSTEM VALUE VALUES (1, 'a-source');
INSERT INTO revision VALUES
    (1, 'edition', 'an import', 'somebody', 1480000000,
     '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '1', 0),
    (2, 'import', 'an import', 'somebody', 1480000000,
     'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35', '2', 1),
    (3, 'submission', 'an import', 'somebody', 1480000000,
     '4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce', '3', 1),
    (4, 'query', 'an import', 'somebody', 1480000000,
     '4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a', '4', 0),
    (5, 'decision', 'an import', 'somebody', 1480000000,
     'ef2d127de37b942baad06145e54b0c619a1f22327b2ebbcfbec78f5564afe39d', '5', 0),
    (6, 'sign-off', 'an import', 'somebody', 1480000000,
     'e7f6c011776e8db7cd330b54174fd76f7d0216b612387a5ffcfb81e6f0919683', '6', 0),
    (7, 'freeze', 'an import', 'somebody', 1480000000,
     '7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451', '7', 0);
INSERT INTO revision_measure VALUES (1, 2), (1, 3);
INSERT INTO observation VALUES
    (1, 201606300012, 1, 2, 'A', 2.0, 1),
    (1, 201606300012, 2, 3, 'A', 1.0, 1);
INSERT INTO cell VALUES
    (1, 201606300012, 'essex', 1, 2),
    (1, 201606300012, 'kent', 2, 3);
INSERT INTO edition_document VALUES
    (1, '2016-effectiveness', '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1');
INSERT INTO edition_file VALUES
    (1, 'edition.toml', 'text'),
    (1, 'inspections/empty.toml', '');
INSERT INTO submission VALUES (3, '2016-effectiveness', 2, 'from kent', 1, 1);
INSERT INTO declaration VALUES (1, 201606300012, 2, 3, 'estimated from nine months', 9);
INSERT INTO decision_file VALUES
    ('2016-effectiveness', 'returns/kent/theft.toml', 3, 'estimated'),
    ('2016-effectiveness', 'exclusions.toml', 5, 'left out');
INSERT INTO query VALUES
    (3, 1, 2, '2016-effectiveness', 1, 201606300012, 'P', 7.5, 'a-check', 'why so many?',
     1480000000, 'answered', 1);
INSERT INTO query_move VALUES (3, 1, 1, 2, 4, 'confirm', 'confirm it');
INSERT INTO sign_off VALUES (6, '2016-effectiveness', 2, 3, '');
INSERT INTO edition_freeze VALUES (7, '2016-effectiveness', 6, 'published');
INSERT INTO run VALUES
    ('00000000000000000000000000000001', 'kent', '2016-effectiveness', 1, '2016.1', 'completed',
     40, 30, 6, 4, 1000, 12345, '', '', 1);
INSERT INTO run_check VALUES
    ('00000000000000000000000000000001', 0, 'made-up-check', 'error', 'finding f3',
     'Two things cannot both be so.');
INSERT INTO run_comparison VALUES
    ('00000000000000000000000000000001', 0, 'made-up-rate', 203106300012, NULL, 1, 'redis'),
    ('00000000000000000000000000000001', 1, 'made-up-rate', 203106300012, 'neighbours', NULL,
     'redis');
SELECT setval('area_id_seq', 2), setval('measure_id_seq', 1), setval('source_id_seq', 1);
