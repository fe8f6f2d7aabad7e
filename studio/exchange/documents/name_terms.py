"""The names that stages, elements, behaviours and the like go by, as data."""

from __future__ import annotations

#: A stage's usual names; the canonical id that they are closest to. Matched as a whole, also between "/" and "&".
STAGE_NAMES: dict[str, str] = {
    "lead": (
        "(?:new |inbound |outbound )?leads?(?: generation| in| intake| qualification)?|prospect(?:ing|s)?|"
        "suspects?|target(?:ing|ed)?(?: account)?|outreach|pending acceptance|pre[- ]?(?:opportunity|funnel|"
        "pipeline|qualification)|inbound|outbound|mql|sal|first contact|initial contact|intro(?:ductory|"
        "duction)?(?: call| meeting)?|connect(?:ed)?|meeting (?:booked|scheduled|set)|people contact us|"
        "engage(?:d|ment)?|awareness|identify|interest"),
    "discovery": (
        "discover(?:y)?(?: call| meeting)?|needs? (?:analysis|assessment|discovery)|scoping|scope|qualif(?:y|"
        "ied|ication|ying)(?: opportunity)?|(?:we )?assign and qualify|sql|sao|diagnos(?:e|is|tic)|explor(?:e|"
        "ation)|understand(?:ing)?(?: needs?)?|problem (?:definition|validation)|consideration"),
    "demo": (
        "(?:initial |product |custom(?:ised|ized)? )?demo(?:s|nstration)?|(?:technical |product |"
        "solution )?(?:evaluation|eval|validation|fit|win|review)|evaluat(?:e|ing)|poc|proof of (?:concept|"
        "value)|pov|(?:free )?trial|pilot|solution (?:design|presentation|walkthrough|alignment|development|"
        "mapping|proof)?|presentation|present|tailored presentation|use case|prov(?:e|ing)(?: value)?|design|"
        "technical (?:evaluation|validation|win|deep dive)|value proof|solutioning"),
    "proposal": (
        "(?:commercial |formal )?propos(?:al|e|ing)(?: sent| submitted| delivered| review)?|quot(?:e|"
        "ation)(?: sent)?|pricing|offer|commercial(?:s| evaluation| offer| proposal| review)?|business case|"
        "rfp|shortlist(?:ed)?|(?:vendor )?selection|decision|vendor of choice|price quote|recommend(?:ation)?"),
    "negotiation": (
        "negotiat(?:e|ion|ions|ing)|contract(?:s|ing)?(?: sent| negotiation| review)?|legal(?: review)?|"
        "procurement|security(?: review)?|commit(?:ment|ted)?|verbal(?: commit(?:ment)?| agreement| win)?|"
        "(?:awaiting|waiting for|out for) signature|paper(?:work)?(?: process)?|redlines?|terms|signature|"
        "legal (?:and|&) procurement"),
    "closed": (
        "clos(?:e|ed|ing)(?: ?[-–—:/]? ?(?:won|lost|won or lost|won ?/ ?lost|deal))?|won|lost|hand[- ]?off|"
        "hand[- ]?over|onboard(?:ing)?|implement(?:ation)?|kick[- ]?off|post[- ]?sales?(?: hand[- ]?off)?|"
        "deliver(?:y)?|production|go[- ]?live|deploy(?:ment|ed)|renew(?:al)?|expan(?:d|sion)|signed|"
        "unqualified|disqualified"),
}

#: Qualification elements: own id, canonical id or none, and the names they go by.
ELEMENT_NAMES: tuple[tuple[str, str | None, str], ...] = (
    ("metrics", "metrics", "(?:success |key )?metrics?(?: that matter)?|measurable (?:results|outcomes)"),
    ("economic_buyer", "economic_buyer", (
        "economic buyers?|eb|economic decision[- ]makers?|who (?:pays|signs|holds the (?:money|budget))|"
        "(?:budget|money)[- ]holders?|signator(?:y|ies)")),
    ("decision_criteria", "decision_criteria", (
        "decision criteri(?:a|on)|dc|(?:buying|selection|purchase|purchasing) criteria|(?:how|what) they "
        "(?:compare|choose)(?: by)?")),
    ("decision_process", "decision_process", (
        "decision(?:[- ]making)? process|dp|(?:buying|approval|purchasing|purchase) process|how they (?:decide|buy)")),
    ("paper_process", "paper_process", (
        "paper(?:work)? process|procurement process|paper trail|contract(?:ing)? process|legal process")),
    ("implicate_the_pain", "implicate_the_pain", (
        "(?:identif(?:y|ied)|implicat(?:e|ed)|indicat(?:e|ed))(?: the)? pains?|"
        "(?:business )?pains?(?: points?)?")),
    ("champion", "champion", r"champions?(?: \(coach\))?|(?:inside|internal) (?:seller|advocate)|who (?:helps|speaks "
                             r"for) us"),
    ("competition", "competition", "competit(?:ion|ors?|ive landscape)"),
    ("partner", None, "partners?(?:hip)?"),
    ("compelling_event", None, "compelling events?"),
    ("critical_event", None, "critical events?"),
    ("budget", None, "budget"),
    ("authority", "economic_buyer", "authority"),
    ("need", "implicate_the_pain", "needs?"),
    ("timeline", None, "timelines?|timing|time ?frame"),
    ("situation", None, "situation"),
    ("impact", "metrics", "impact"),
    ("decision", "decision_process", "decision"),
    ("challenges", "implicate_the_pain", "challenges?"),
    ("money", None, "money"),
    ("prioritization", None, "priorit(?:i[sz]ation|y)"),
    ("problem", "implicate_the_pain", "problems?"),
    ("implication", None, "implications?"),
    ("need_payoff", None, "need[- ]?pay-?off"),
    ("goals", None, "goals?"),
    ("plans", None, "plans?"),
    ("consequences", None, "(?:negative )?consequences(?: and implications)?"),
    ("risk", None, "risks?"),
    ("funds", None, "funds"),
    ("interest", None, "interest"),
)
#: Only these names mark a list as qualification without help from its heading.
PLAIN_ELEMENTS = ("metrics", "economic_buyer", "decision_criteria", "decision_process", "paper_process",
                  "implicate_the_pain", "champion", "competition")
#: Elements of GPCT whose names are parts of a stage or an entry everywhere else.
PARTS_TOO = ("goals", "plans", "risk")
#: Frameworks of which the names alone, each on a line of its own, tell.
PLAIN_FRAMEWORKS: tuple[frozenset[str], ...] = (
    frozenset({"budget", "authority", "need", "timeline"}),
    frozenset({"situation", "pain", "impact", "critical_event", "decision"}),
)
FRAMEWORKS: dict[str, str] = {
    "MEDDPPICC": r"\bmeddppicc\b",
    "MEDDPICC": r"\bmeddpicc\b",
    "MEDDICC": r"\bmeddicc\b",
    "MEDDPIC": r"\bmeddpic\b",
    "MEDDIC": r"\bmeddic\b",
    "BANT": r"\bbant\b",
    "SPICED": r"\bspiced\b",
    "SPIN": r"\bspin\b",
    "CHAMP": r"\bchamp\b",
    "GPCTBA/C&I": r"\bgpctba\b",
    "GPCT": r"\bgpct\b",
    "ANUM": r"\banum\b",
    "FAINT": r"\bfaint\b",
}
BEHAVIOUR_NAMES: dict[str, str] = {
    "multi_threading": r"multi[- ]?thread\w*|(?:more|several|other) (?:contacts|stakeholders|people)",
    "consensus_building": r"consensus|(?:buying )?committee align\w*|build agreement",
    "why_change": "why change|cost of (?:inaction|doing nothing)|status quo",
    "why_now": "why now|urgency|compelling event",
    "why_us": r"why us|differentiat\w+",
    "problem_led": (
        r"problem[- ]led|problem[- ]first|problem before (?:product|pitch)|diagnos\w+ before|"
        r"discovery before demo|pain before|ask before you (?:tell|pitch)|diagnos\w+"),
    "quantified_impact": (
        r"quantif\w+|numbers? (?:on|to)|business case in (?:their|the (?:buyer|customer)['’]?s?) numbers"),
    "next_step_control": "next steps?|mutual (?:action|close|success) plans?|control of the (?:process|deal)",
}
POSITION_NAMES = {
    "why_change": "why (?:change|(?:do )?anything)(?: at all)?",
    "why_now": "why now",
    "why_us": r"why (?:us|you|our \w+|choose us)",
}
CHAIN_NAMES = {
    "problem": "(?:the )?problems?",
    "impact": "(?:the |business )?impacts?",
    "root_cause": "(?:the )?(?:root )?causes?",
    "promise": "(?:the |our )?promise",
    "payoff": "(?:the )?pay[- ]?off",
}
LEVER_NAMES = {
    "loss_aversion": "loss aversion",
    "cost_of_inaction": "cost of (?:inaction|doing nothing)",
    "status_quo_bias": "status[- ]quo(?: bias)?",
    "social_proof": "social proof",
    "anchoring": "anchoring",
    "commitment": "commitment(?: and consistency)?",
    "scarcity": "scarcity",
    "reciprocity": "reciprocity",
    "framing": "framing",
    "authority_bias": "authority(?: bias)?",
}
#: The conversation or document that guidance is for.
OCCASIONS: dict[str, str] = {
    "business_case": r"\bbusiness cases?\b|\broi\b|\bvalue case\b",
    "multi_threading": r"\bmulti[- ]?thread\w*|\bstakeholder mapping\b|\bwiden\w* the\b",
    "review": (
        r"\b(?:deal|pipeline|opportunity|forecast|account) reviews?\b|\bcoaching\b|\binspection\b|\b1:1s?\b|"
        r"\bone[- ]on[- ]ones?\b"),
    "hygiene": r"\bcrm\b|\bhygiene\b|\bdata (?:entry|quality)\b|\brecord[- ]keeping\b|\bsalesforce\b|\bhubspot\b",
    "discovery": r"\bdiscover\w*\b|\bqualif\w+\b|\bneeds analysis\b|\bscoping\b|\bdiagnos\w+",
    "demo": r"\bdemos?\b|\bdemonstrations?\b|\bpresentations?\b|\bevaluation\b|\btrial\b|\bpilot\b|\bpoc\b",
    "proposal": r"\bproposals?\b|\bquotes?\b|\boffers?\b|\bpricing\b|\bnegotiat\w+\b|\bcontract\w*\b|\bclosing\b",
    "lead": r"\b(?:lead|leads|prospecting|outreach|first (?:call|meeting|contact)|cold (?:call|email)\w*|intro\w*)\b",
}
STAGE_OCCASION = {
    "lead": "lead",
    "discovery": "discovery",
    "demo": "demo",
    "proposal": "proposal",
    "negotiation": "proposal",
    "closed": "review",
}
