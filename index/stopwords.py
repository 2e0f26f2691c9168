"""Our list of English function words: indexed like any word, left out of plain queries of several words."""

from __future__ import annotations

STOP_WORDS = frozenset(
    """
    a an the this that these those
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
    who whom whose which what when where why how
    am is are was were be been being do does did doing have has had having
    can could may might must shall should will would
    and or nor not no but if then than so as because while until although
    at by for from in into of off on onto out over to up with within without about above below between
    through during before after against under upon
    there here all any both each few more most other some such only own same too very just also
    """.split()
)
