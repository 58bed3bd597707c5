"""Events of many reports -> one each; every claim kept, every decision recorded and reversible."""

from onrecord.merge.grouping import partition
from onrecord.merge.kin import Kin
from onrecord.merge.rulings import decision_id, groups_of, sizes
from onrecord.merge.scoring import compare
from onrecord.merge.weaving import Shelf, Weaver

__all__ = ["Kin", "Shelf", "Weaver", "compare", "decision_id", "groups_of", "partition", "sizes"]
