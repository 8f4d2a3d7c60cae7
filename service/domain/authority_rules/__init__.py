"""THE decision as a table of small named rules: every rule is evaluated, every failing reason comes back.

Found here: `decide_authority`. The rules stand beside it by what they ask about: the Vollmacht, the emergency, the target, the act.
"""

from service.domain.authority_rules.decision import RULES, decide_authority

__all__ = ["RULES", "decide_authority"]
