from jobs.store import Store
from tests.mixed_faults import MixedFaults


async def test_over_mixed_faults_every_reachable_chat_gets_it_and_the_counts_add_up(store: Store) -> None:
    async with MixedFaults(store, 300) as faults:
        await faults.deliver()
        assert faults.wrong() == []
        assert len(faults.planned) >= 14
    assert store.outbox.counts() == {"sent": 296, "dead": 4}
