"""What an audit hands out for other programs."""

from __future__ import annotations

import duckdb
import pytest

from copydesk.audit.duplicates.classify import find_duplicates
from copydesk.audit.names.ledger import learn
from copydesk.audit.report.publish import publish, show
from copydesk.audit.store import Store


@pytest.mark.slow
def test_findings_are_in_order_however_many_there_are(tmp_path):
    with Store(tmp_path) as store:
        store.db.execute(
            """INSERT INTO state.articles BY NAME
            SELECT i AS article, 'blog' AS source, format('{:06}', hash(i) % 1_000_000) AS path, 0 AS start,
              DATE '2000-01-01' + to_months((i % 200)::INTEGER) AS published FROM range(10_000) AS t(i)"""
        )
        store.db.execute(
            """INSERT INTO state.findings BY NAME
            SELECT i % 10_000 AS article, 'spelling' AS rule, hash(i) % 9_000 AS start, 1 AS line,
              repeat(md5(i::VARCHAR), 12) AS message FROM range(800_000) AS t(i)"""
        )
        show(store.db)
        find_duplicates(store.db, tmp_path)
        learn(store.db, [])
        publish(store.db, tmp_path)
    files = sorted(tmp_path.glob("findings/source=blog/*/*.parquet"))
    assert len(files) == 200
    rows = [duckdb.execute("SELECT path, start FROM read_parquet(?)", [str(f)]).fetchall() for f in files]
    assert sum(map(len, rows)) == 800_000
    assert all(some == sorted(some) for some in rows)
