"""The words by which documents say how sellers behave, as data.

Patterns of headings are matched like those of `terms.AREAS`; the others
against a sentence or a list item.
"""

from __future__ import annotations

#: Further headings that open a part of a playbook, or something that has no place in one.
HEADINGS: dict[str, str] = {
    "private": (
        r"^(?:(?:our|your|the|in case of) )*(?:"
        r"working (?:hours|time)|(?:opening )?hours|travel(?:ling)?(?: and expenses)?|expenses|holidays?|vacations?|"
        r"time off|(?:annual |parental |sick )?leave|absences?|sickness|remote work|benefits|pay(?:roll)?|salar(?:y|"
        r"ies)|"
        r"dress code|equipment|laptops?|health (?:and|&) safety|fire(?: drill| safety)?|first (?:day|week|month)|"
        r"joining(?: and leaving)?|leaving(?: the company| us| the site)?|exit interviews?|probation|pensions?|"
        r"performance reviews?|appraisals?|recruit(?:ing|ment)(?: process)?|hiring(?: process)?|interviewing|office|"
        r"parking|kitchen|canteen|product development|release(?:s| process)|engineering|manufacturing|production|"
        r"customer support|support process)$"),
    "nothing": (
        r"^(?:old|former|previous|retired|deprecated|superseded|obsolete|legacy)\b|^(?:(?:our|your|the) )*(?:"
        r"phone (?:list|numbers)|contacts?|team|people|who is who|directory|prices?(?: list)?|"
        r"pricing and packag(?:es|ing)|discounts?(?: authority| limits?)?|agenda|today|attachments|comments)$"),
    "behaviours": (
        r"\bstandards? (?:we|you|managers|leaders) (?:hold|keep|set|meet|live|work)\b|\b(?:rules|standards?|"
        r"expectations|habits|commitments|promises|principles) (?:for|of|from) (?:(?:all|our|every|the) )?(?:sellers?|"
        r"sales ?people|sales (?:team|reps?)|reps?|aes?|account (?:executives?|managers?)|managers)\b|\bwhat "
        r"(?:managers?|leaders?|coach(?:es)?) (?:will |shall )?(?:looks?|listens?|checks?|coach(?:es)?|inspects?|"
        r"watch(?:es)?) (?:for|on|to)\b|\bwhat (?:we|i) (?:look (?:for|at)|check|inspect|coach) in (?:(?:every|each|"
        r"all|"
        r"any|your|our) )?(?:sellers?|reps?|calls?|deals?|reviews?|you|each other)\b|\bhow (?:we|you|sellers|reps|"
        r"salespeople|i want you to) (?:should |must )?(?:behave|work a deal|treat)\b|\bworking agreements?\b|\bwhat "
        r"(?:we|i) (?:promise|owe) (?:each other|ourselves|you)\b|\bwhat (?:i|we) (?:will |do )?(?:not|no longer|"
        r"never) (?:accept|want|tolerate|do)\b|"
        r"\bground rules\b|\brules of the road\b|^(?:our |the |sales |selling )?rules$|\bways of working\b|"
        r"\b(?:promises|"
        r"commitments) to (?:each other|ourselves)\b|^(?:our |the |my )?(?:golden|simple|sales|selling|\d+|two|three|"
        r"four|five|six|seven|eight|nine|ten) (?:(?:simple|golden|sales) )?(?:rules|commandments|promises|commitments|"
        r"habits)\b"),
    "plays": (
        r"^stuck\b|^(?:if|when) (?:you|we)(?:['’]re| are| get) stuck\b|^if\W+then\b|^(?:if|when(?:ever)?) (?:it|a "
        r"deal|the deal|deals|an opportunity|they|things|the (?:buyer|customer|"
        r"client|"
        r"prospect|champion)|nobody|no one)\b.{0,12}\b(?:go(?:es)?|gets?|stalls?|slows?|stops?|slips?|sticks?|is|are|"
        r"disappears?|leaves?|answers?|drags?)\b|^(?:stuck|stalled|quiet|silent|slipping|endangered)\b.{0,6}\bdeals?\b|"
        r"\bescalations?$"),
    "talks": (
        r"\bhow (?:we|to|i want (?:us|you) to|you should) (?:talk|speak|listen|ask)\b|\b(?:how we|how to|running|we) "
        r"(?:run |hold |lead )?(?:our |"
        r"good )?"
        r"(?:conversations?|calls|meetings|visits|talks)\b|\bhow (?:a|our|every) (?:good )?(?:first |second )?(?:call|"
        r"conversation|meeting|visit|demo|talk)s? (?:goes|go|runs?|works?)\b|\b(?:way|art|craft|rules?|style|conduct|"
        r"quality|standards?) (?:of|for|in) (?:talking|speaking|asking|listening|selling|(?:sales |customer |buyer |"
        r"good |"
        r"our )?(?:conversations?|calls|meetings|visits|demos?|talks))\b|^(?:our |sales |customer |buyer )*"
        r"conversations?$|^(?:talking|speaking|listening) (?:to|with)\b|^in (?:the )?(?:conversations?|calls|"
        r"meetings)$|"
        r"\bfrom (?:the )?(?:problem|pain) to\b|\bproblem[- ]led (?:selling|conversations?|discovery)\b|"
        r"^(?:our |sales |the )*(?:narrative|story(?:line)?)$|^do['’]?s?(?: and| &|/| or) (?:do ?n['’]?t|"
        r"don['’]?t)s?\b"),
}
#: Headings under which each statement guides a conversation.
TALKS = ("talks", "chain", "pairs", "positions")

#: What makes a sentence a rule: it holds for every meeting or deal, or says what must be.
NORM = (
    r"^(?:each|every|all|no|nobody|no one|never|always|at least)\b|\b(?:shall|must|always|never|without exception|"
    r"only (?:when|after|once)|not (?:until|before))\b|^(?:first )?we (?!are\b|were\b|will\b|used\b|had\b|can\b|"
    r"could\b|would\b|may\b|do\b|"
    r"have (?:a|an|the|two|three|four|five|six|\d+)\b)[a-z]+\b|^(?:before|by|until|from|after|when|once)\b.{3,80}\bwe "
    r"(?:have|speak|talk|know|meet|send|ask)\b")

_MEETING = "(?:meetings?|calls?|visits?|conversations?|sessions?|demos?|contacts?|workshops?)"
_BUYER = r"(?:buyers?|customers?|clients?|prospects?|accounts?)"
#: What a rule of conduct is about: the canonical behaviour, by how such rules are worded.
TOPICS: dict[str, str] = {
    "next_step_control": (
        rf"\b{_MEETING}\b.{{0,40}}\b(?:ends?|ended|closes?|leaves?|finish(?:es)?|stops?)\b.{{0,60}}\b(?:dates?|dated|"
        r"next|steps?|actions?|calendars?|diar(?:y|ies)|owners?|follow[- ]?ups?)\b|\bnext (?:steps?|meetings?|calls?|"
        r"actions?|visits?)\b.{0,60}\b(?:dates?|dated|days?|calendars?|diar(?:y|ies)|owners?|in writing|names?|booked|"
        r"agreed|confirmed)\b|\bwithout (?:an? |the )?(?:\w+ )?(?:next (?:step|date|appointment|meeting|visit|call)|"
        r"date)\b|\b(?:dated|agreed|mutual) (?:next )?(?:steps?|actions?)\b|\b(?:leave|end|close)s? "
        rf"(?:\w+ )?(?:{_MEETING} )?with (?:an? |the )?(?:\w+ )?(?:date|next|step)\b"),
    "multi_threading": (
        r"\b(?:two|three|four|five|six|[2-9])\s+(?:[\w-]+ ){0,2}?(?:contacts?|people|persons|stakeholders|departments|"
        r"functions|teams|roles|names|sponsors)\b|\b(?:spoken|speak|talk(?:ed)?|met|meet)\b (?:to |with )?[^,.]{3,40}, "
        r"[^.]{3,60} and \w|\b(?:each|all) have a (?:\w+ )?contact\b|\w, [^,.]{3,30} and [^,.]{3,40}? (?:know|have "
        r"(?:each |all )?met|have "
        r"(?:each |all )?spoken)\b|\b(?:two|three|four|five|\d) (?:\w+ ){0,4}know (?:us|one of us|our)\b|\b(?:one|a "
        r"single) (?:person|contact)\b(?: "
        r"alone)?|"
        r"\bmulti[- ]?thread\w*|\bsingle[- ]thread\w*"),
    "problem_led": (
        r"\b(?:asks?|learn|understand|hear|listen\w*|diagnos\w+|describes?|problems?|pains?|causes?)\b.{0,80}\bbefore\b"
        r".{0,60}\b(?:show\w*|demo\w*|pitch\w*|present\w*|propos\w+|products?|screens?|slides?|features?|solutions?|"
        r"software|talk|offer\w*)\b|\b(?:never|no|not|nobody|no one|don['’]t)\b.{0,25}\b(?:show|prices?|demos?|"
        r"pitch(?:es)?|present|open|"
        r"products?|screens?|slides?|features?)\b.{0,40}\b(?:before|until|unless)\b|^.{3,40} first\b.{2,40}\b(?:last|"
        r"second|later|"
        r"afterwards)$"),
    "quantified_impact": (
        r"\b(?:savings?|costs?|numbers?|figures?|impacts?|loss(?:es)?|values?|payback|roi|money)\b.{0,80}\b(?:by|with|"
        rf"from|of|in) (?:the |their |its )?(?:{_BUYER}|own (?:numbers?|figures?)|finance)\b|\b(?:their|the "
        rf"{_BUYER}['’]s) (?:own )?(?:numbers?|figures?)\b|\bask for (?:the|a|their) number\b"),
}
#: Canonical behaviours that say how a conversation goes: under a heading about conversations they guide it.
SPOKEN = ("problem_led", "quantified_impact")

#: What goes wrong in a deal: with a buyer's side in the same condition it calls for a play.
TROUBLE = (
    r"\b(?:not|no longer|never|nobody|no one|only|stall\w*|quiet|silent|silence|slip\w*|late|missing|withdrawn|"
    r"withdraws?|unclear|past|takes? over|leaves?|left|refus\w+|reject\w+|declin\w+|object\w*|says? no|without|"
    r"delay\w*|stuck|"
    r"drift\w*|changes?|changed|blocks?|blocked|ghost\w*|cancel\w*|postpone[sd]?|stops?|stopped|insists?|asks? for)\b")
#: A person on the buyer's side who does not act.
SILENT = (
    r"\b(?:not|never|no longer)\b (?:yet )?(?:been )?(?:repl\w+|answer\w*|respond\w*|join\w*|return\w*|confirm\w*|"
    r"sign(?:s|ed)?|read|attend\w*|involved|met|asked)\b")
#: Who may stand on the buyer's side of a deal.
SIDE = (
    r"\b(?:buyer|customer|client|prospect|champion|sponsor|contact|procurement|purchasing|legal|lawyers?|finance|board|"
    r"committee|council|director|manager|owner|head of|user|c[efiot]o|security|site|plant|department|partner|"
    r"management|engineer|proposal|offer|quote|paper|contract|tender)s?\b")
#: Conditions of working life that are no matter of a deal.
PRIVATE = (
    r"\b(?:employees?|staff|colleagues?|payroll|salar(?:y|ies)|leave (?:request|day)s?|holidays?|vacation|sick\w*|ill|"
    r"laptop|badge|probation|expenses?|training|office|resign\w*|parental|your (?:manager|contract|team))\b")

SELLER_RULE = (
    "^(?:(?:our |all |good |great |the best )?(?:sellers?|reps?|aes?|account executives?|salespeople|teams?|we|"
    r"you)\s+)(?:always|never|must(?: not)?|should(?: not|n['’]t)?|do not|don['’]t|only|are expected to|have to|"
    r"aim to)\b|^(?:always|never)\b")
ADVICE = (
    r"\b(?:you (?:should|must|need to|have to|can|will want to|['’]ll want to)|make sure|be sure to|remember to|"
    r"aim to|try to|don['’]t|do not|never|always|avoid|instead of)\b")
#: A part that tells how to win back a deal in trouble, and one that tells what is wrong with it.
RESCUE = (
    r"\b(?:rescue|recovery|revival|turn[- ]?around|remediation|intervention|get[- ]well|save|re-?engagement|"
    r"unblock(?:ing)?|restart|re-?start|win[- ]back)\b.{0,12}\b(?:plans?|steps?|sequences?|plays?|actions?|moves?|"
    r"checklists?|paths?)\b")
DIAGNOSIS = (
    r"^(?:the )?(?:diagnos(?:is|e|tics?)|(?:likely|root|usual|possible) causes?|what(?:['’]s| is| went| has gone) "
    r"(?:wrong|happening|going on)|symptoms?|why it (?:happens|stalls))\b")
#: A name of a deal in trouble.
STALLED = (
    r"\b(?:stall\w*|stuck|silent|silence|quiet|ghost\w*|dark|slip\w*|at risk|stagna\w+|drift\w*|block\w*|los(?:t|es?|"
    r"ing) (?:the |a |our )?(?:champion|sponsor|contact))\b")
#: When a step of a play is taken: "Day 3: …".
STEP = r"(?:day|week|hour|step|move|within|after|first|second|third|then|finally|next)s?\b"
IMPERATIVES = (
    "add agree aim align approach assess assume attach allow arrange ask avoid be begin book bring build call "
    "capture challenge chase check clarify close coach collect complete conduct confirm connect consider create "
    "define deliver demo describe design determine develop discuss document draft drive educate engage "
    "ensure escalate establish explain explore fill find finish focus follow gain gather get give go "
    "handle hand have help hold identify include involve introduce invite keep know lay lead learn leave "
    "leverage listen log look loop make map match meet move name negotiate never note obtain offer open "
    "pause outline own pitch plan position prepare present propose prove provide push put qualify "
    "quantify quote reach recap reconfirm record refine research resolve respond review run say schedule "
    "secure see sell send set share show sign size speak start stay stop store summarise summarize "
    "support switch tailor take talk teach tell test tie track treat try turn uncover understand update "
    "use validate verify wait walk work write "
    "cancel count decline double drop fetch insist mail email mention phone point postpone quantify remind repeat "
    "reschedule restart return ring slow swap thank visit "
).split()
#: "If …, then …" in prose counts as a play where the condition is about one of these.
DEAL_WORDS = (
    r"\b(?:deal|buyer|champion|prospect|customer|economic buyer|decision|procurement|legal|competitor|budget|"
    "stakeholder|sponsor|contact|close date|next step|proposal|discount|pilot|poc|demo|meeting|signature|"
    r"single[- ]threaded)s?\b")
