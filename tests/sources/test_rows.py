"""What a reader made of records becomes one batch."""

from __future__ import annotations

from custodes.model.event import Action, Channel
from custodes.sources.moments import SECOND, epoch
from custodes.sources.rows import Row, batch_of

ROW = Row(when=epoch(1_716_225_665, SECOND), account="x:jdoe", action=Action.READ, channel=Channel.FILE)


def test_a_record_of_more_events_than_can_be_numbered_is_a_reject_and_the_others_stay():
    batch = batch_of(3, [1, 2, 3], [1, 40_000, 2], (), lambda many: [ROW] * many, "x")
    assert [(reject.record, reject.reason) for reject in batch.rejects] == [
        (2, "it tells more than 32,767 events")
    ]
    assert batch.events.num_rows == 3


def test_whatever_a_reader_raises_costs_one_record():
    def read(value):
        if value is None:
            raise OverflowError("secret")
        return ROW

    batch = batch_of(3, [1, 2, 3], [1, None, 2], (), read, "x")
    assert [(reject.record, reject.reason) for reject in batch.rejects] == [
        (2, "not as this product writes it (OverflowError)")
    ]
    assert batch.events.num_rows == 2
