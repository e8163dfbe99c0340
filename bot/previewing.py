"""An alert that waits for an owner, with all that its preview shows."""

from bot.replies.brakes import Held
from jobs.model import DispatchId, DispatchKind, Edition, Language
from jobs.store import Store
from jobs.store.lanes import Lanes


async def held_alert(store: Store, lanes: Lanes, dispatch_id: DispatchId, language: Language | None) -> Held | None:
    """Give what waits under this number as it stands now, for a preview in that language (None: in both).

    None where nothing waits there any more: it is decided.
    """
    held = next((one for one in await lanes.read(store.brakes.held) if one.id == dispatch_id), None)
    edition = await lanes.read(store.briefings.edition, held.briefing_id) if held is not None else None
    if held is None or edition is None:
        return None
    flood: tuple[Edition, ...] = ()
    if held.kind is DispatchKind.CATCH_UP:
        flood = await lanes.read(store.briefings.editions, await lanes.read(store.catch_ups.briefings, dispatch_id))
    return Held(
        edition=edition,
        dispatch_id=dispatch_id,
        audience=await lanes.read(store.brakes.audience, dispatch_id),
        goes_at=held.release_at,
        language=language,
        flood=flood,
    )
