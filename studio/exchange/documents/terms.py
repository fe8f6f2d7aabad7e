"""The words by which playbook documents name their parts, as data.

Everything that the importer knows about how sales handbooks are worded stands
here. Patterns are matched against headings, labels and column headings in
lower case, without numbering and punctuation at the ends.
"""

from __future__ import annotations

#: What a heading, label or column says of the text below it; the first that fits counts.
ROLES: dict[str, str] = {
    "exit": (
        r"\bexit(?:ing)?\b.{0,24}\b(?:criteri(?:a|on|ums?)|requirements?|gates?|conditions?|checklists?|"
        r"rules?)\b|\b(?:conditions?|criteria|requirements?) (?:to|for) (?:pass|clos|complet|advanc|exit|leav)\w*\b|"
        r"\bcriteria (?:to|for) (?:exit|exiting|advanc\w+|mov\w+|progress\w*|leav\w+|proceed\w*)\b|"
        r"\bexits? (?:when|if|once)\b|\b(?:required|needed|necessary|must haves?) (?:to|for|before) (?:exit|"
        r"advanc|mov|progress|leav|proceed)\w*|\bbefore (?:(?:we|you|it|they) (?:can )?(?:go|move|carry)(?:e?s)? (?:on|"
        r"ahead|further)|moving|advancing|leaving|progressing|proceeding|"
        r"you (?:can )?(?:move|advance|leave|progress))\b|\bbefore (?:it|the deal|a deal|an? opportunity|"
        r"the opportunity) (?:can )?(?:moves?|advances?|leaves?|progress(?:es)?)\b|\b(?:must|has to|have to|"
        r"needs? to) be (?:true|met|done|complete[d]?|in place)\b|\bmust be true\b|"
        r"^(?!.*\b(?:reach|enter)\w*\b).*\b(?:all|each|every one|both)(?: of)?(?: the following| these| the below)?"
        r"(?: \w+)? (?:are|is|hold|holds)(?: true| met)?$|"
        r"\b(?:stage )?gates?(?: criteria| requirements?| checks?| checklist)?$|\bverif(?:iable|"
        r"ied)\b.*\b(?:outcomes?|events?|actions?)\b|\b(?:customer|buyer) verifiers?\b|\bdefinition of done\b|"
        r"\b(?:done|complete|over|ends|finished|closed|passed) (?:when|once|if|as soon as)\b|\bready (?:to|for) "
        r"(?:advance|"
        r"move|next|exit)\b|\b(?:advance|advances|"
        "move|moves|move on|progress|progresses|promote|leave|leaves|closes|go|goes) (?:on |forward |to .{1,40} |"
        r"(?:this|the|a) (?:stage|phase|gate|step) )?(?:when|if|as soon as|once|only)\b|^exits?$|^exit (?:to|from)\b|"
        r"^stage "
        r"completion(?: criteria)?$|^completion criteria$|"
        "^advancement criteria$|^acceptance criteria$|^(?:what )?(?:we|you) (?:need|must have) to (?:move|"
        r"advance|leave)\b|^to (?:pass|leave|exit|clear|close|complete)\b|^(?:exitkriteri|ausstiegskriteri|"
        r"abschlusskriteri)\w*$|^(?:les )?crit[eè]res? de (?:sortie|passage)$|^on sort (?:quand|si)$|"
        r"^criterios? de salida$|^criteri di uscita$|^(?:out|next|onward|forward|on|go|up|through|proceed)(?: to the "
        r"next(?: stage| step)?)? (?:when|once|if)$|^requires$|^required outcomes?$|^(?:customer|buyer) outcomes?$"),
    "entry": (
        r"\b(?:reached|in this stage|stage applies|gets? here)\b.{0,20}?\b(?:when|if|once)\b(?:.*\b(?:true|met|hold)$)?"
        r"|\bentr(?:y|ance)\b.{0,12}\b(?:criteri(?:a|on)|requirements?|conditions?)\b|^entry$|\b(?:enters?|"
        r"entered|starts?|begins?) (?:when|if|once)\b|^(?:entry|starting) point$|^what puts a deal"),
    "probability": (
        r"\b(?:win |close |exit )?(?:probabilit(?:y|ies)|likelihood|win rate|conversion(?: rate)?)\b|"
        "^forecast %$|^%$"),
    "duration": (
        r"\b(?:duration|time ?limits?|time ?box|time in stage|days in stage|(?:avg|average|typical|"
        r"usual)\.? days|cycle time|length)\b|^(?:typical|target|average|expected|max(?:imum)?) (?:time|days|"
        "length|stay)$|^days$|^time ?frame$|^sla$"),
    "dont": (
        "^(?:do ?n[o']?[’']?t|do not|don['’]?ts?|donts|never|avoid|what not to do|stop doing|not to do|"
        r"what to avoid|mistakes to avoid)\b"),
    "do": (
        "^(?:do|dos|do['’]s|do this|always|what to do|what good looks like|"
        "(?:(?:discovery|demo|proposal|presentation|negotiation|closing|call|meeting|sales) )?best practices?|"
        r"tips?(?: and tricks)?|pro tips?|advice|how to (?:do|run|prepare|lead|open|handle)\b.*|good practice|"
        "guidelines?)$"),
    "anti_patterns": (
        r"\banti[- ]?patterns?\b|\bbad habits?\b|\bwhat bad looks like\b|\bwatch[- ]?outs?\b|\bfailure modes?\b|"
        r"\b(?:what )?(?:poor|weak|wrong) (?:looks like|behaviou?rs?)\b|\bnot this\b|\bthe opposite\b|"
        "^below (?:the )?(?:bar|standard)$"),
    "risks": (
        r"\brisks?\b|\bred flags?\b|\bwarning signs?\b|\bcommon (?:mistakes|pitfalls|traps|errors|blockers)\b|"
        r"\bpitfalls?\b|\btraps?\b|\bhow deals (?:get )?stuck\b|\bif (?:it is )?missing\b|\bconsequences? (?:of|"
        r"if)\b|^mistakes$"),
    "questions": (
        r"\bquestions?\b|\b(?:what|things) to ask\b|^ask(?:s|ing)?(?: (?:them|the (?:buyer|customer|"
        r"prospect)))?$|\bprompts\b"),
    "buyer_activities": (
        r"\b(?:buyer|customer|client|prospect)(?:['’]?s['’]?)? (?:actions?|activit(?:y|ies)|steps?|behaviou?rs?|"
        r"journey(?: step)?|process|milestones?|tasks|does|side)\b|\bbuying (?:process|activit(?:y|ies)|steps?|"
        r"journey|actions?)\b|^what (?:the |they |a )?(?:buyer|customer|client|prospect)s? (?:does|do)\b|"
        "^(?:buyer|customer)$"),
    "seller_activities": (
        r"\b(?:activit(?:y|ies)|actions?|tasks?|to[- ]?dos?|what (?:we|you|reps?|sellers?) do|steps to take|"
        r"responsibilities)\b|^(?:seller|rep|ae|sales|our|internal) (?:steps?|does|side|work|role|motions?)$|"
        r"^(?:seller|rep|ae)$|^how$|^(?:your|our|my) (?:jobs?|duties|part)$|\bduties of\b|^(?:unsere )?aufgaben$|"
        r"^on fait$|^(?:nos )?t[aâ]ches$|^(?:nuestras )?tareas$"),
    "artefacts": (
        r"\b(?:artefacts?|artifacts?|deliverables?|documents?(?: needed)?|required documents?|collateral|"
        r"outputs?|paperwork)\b"),
    "fields": (
        r"\b(?:required |crm |salesforce |hubspot |optional )?fields?\b|\bin (?:the )?crm\b|\bcrm (?:updates?|"
        r"record)\b"),
    "talk_track": (
        r"\btalk ?tracks?\b|\bscripts?\b|\bwhat to say\b|\bsample (?:language|wording)\b|\bsay this\b|"
        r"\bmessaging\b|\bhow to say it\b|\bexample wording\b"),
    "opening": "^(?:opening|opener|open with|how to open|start with|opening line)s?$",
    "close": "^(?:how to close|close (?:the (?:call|meeting)|with)|ending|end with|wrap[- ]?up|next steps?)$",
    "success": "^(?:success(?: criteria| looks like| measures?)?|it (?:has )?worked when|worked when)$",
    "steps": (
        r"^(?:the )?steps?$|^(?:play )?steps\b|^(?:how to run (?:it|the play)|procedure|sequence|the play|"
        "run it)$"),
    "when": (
        "^(?:when(?: to (?:use|run)(?: it| this)?)?|triggers?|triggered (?:by|when)|use (?:it |this )?when|if|"
        "situation|signal|symptom|scenario|condition|gap)$"),
    "then": (
        "^(?:then|response|responses|respond|what to do|next move|play|do this|counter|countermove|answer|"
        "our move|remedy|fix)$"),
    "anchors": (
        r"\bscor(?:e|es|ing)\b|\branking\b|\bred.{0,8}(?:yellow|amber).{0,8}green\b|\brubric\b|\bmaturity\b|"
        "^levels?$"),
    "components": (
        r"\bcomponents?\b|\bwhat (?:we|you) (?:need|have) to know\b|\bwhat to look for\b|\bcharacteristics\b|"
        r"\bqualit(?:y|ies) of\b|\bwhat (?:counts|complete means)\b|\bmust know\b|\bchecklist\b|"
        r"\b(?:how to )?test(?:ing)? (?:your|the|a)\b|\bcriteria for (?:a|the)\b"),
    "indicators": (
        r"\bindicators?\b|\bwhat (?:it|this|good|great) (?:looks|sounds) like\b|\bobservable\b|\bsigns of\b|"
        r"\bhow (?:we|you) (?:see|know|recogni[sz]e)\b|\b(?:looks|sounds) like\b|\bevidence in (?:deals|calls)\b"),
    "evidence": (
        "^(?:observable |buyer |the )?(?:evidence|proof|how (?:we|you) know|verification|verified by|"
        "evidenced by|where it is seen)$"),
    "signals": (
        r"\b(?:positive )?signals?\b|\bbuyers? sa(?:y|id)\b|\bwhat (?:buyers|customers|you) (?:say|hear)\b|"
        r"\blisten for\b|\bcues\b"),
    "good": (
        r"\bgood (?:examples?|approach|answers?)\b|^good [a-z]+$|^(?:good|examples?|practical examples?|sample|"
        r"sounds good|strong|green(?: flags?)?)$|\bwhy it works\b"),
    "bad": r"^red$|\bbad (?:examples?|approach|answers?)\b|^bad [a-z]+$|^(?:bad|weak|poor)$",
    "why": (
        r"^why (?:it|this|they|the|we|[a-z ]{2,40}) (?:matters?|works?|counts?)\b|^why$|^rationale$|^reason$|"
        "^importance$|^why it is important$"),
    "owner": "^(?:owner|owned by|responsible|role|who|dri)$",
    "purpose": (
        r"\b(?:purpose|objectives?|goals?|aims?|intent|mission)\b|^(?:definition|description|overview|summary|"
        "meaning|means|what it is|in short|about|outcome|ziel|zweck|but|objectif|objetivo|obiettivo)$"),
    "standard": (
        "^(?:standard|the standard|expected behaviou?r|expectation|we expect|behaviou?r|behaviou?r statement)$"),
}

#: Words that add nothing to the part that a heading names ("Primary activities to complete in this stage").
FILLER = (
    "the|a|an|our|all|by|per|for|of|to|in|at|and|&|each|every|this|that|these|those|stages?|sales|pipeline|"
    "deal|deals|opportunity|detailed|key|main|primary|secondary|typical|required|recommended|common|top|"
    r"minimum|viable|complete|full|suggested|example|some|good|\d+|discovery|qualifying|qualification|summary|"
    "list|checklist|must|have|next|move|moving|from|before|glance|buyer|customer|client|prospect|seller|rep|"
    "we|you|it|is|can|may|only|on|when|if|once|following")
#: What a heading opens: a part of the playbook, or something that has no place in one.
AREAS: dict[str, str] = {
    "nothing": (
        r"\b(?:table of contents|contents|resources|related|further reading|links|references|appendix|glossary|"
        "change ?log|revision|version history|document history|about this|how to use this|video|training|"
        "onboarding|compensation|commissions?|quota|territor(?:y|ies)|org chart|benchmarks?|reporting|"
        "hygiene rules|validation (?:logic|on)|faqs?|frequently asked|conversion rates|tools?|tech stack|"
        "credits|quick links|key contacts|acronyms|same structure|following (?:structure|format)|"
        "each stage (?:has|includes|follows)|key metrics|sales metrics|kpis?|forecast(?:ing)?(?: categor(?:y|"
        r"ies)| process)?|benefits of|why (?:are|does|is|do (?:we|you|sales|stages|reps))\b.*)\b"),
    "stages": (
        r"\b(?:stages?|phases?|pipeline|funnel|sales (?:process|cycle|lifecycle)|customer journey|"
        r"deal (?:process|flow|lifecycle)|opportunity lifecycle)\b|^(?:the |our )?(?:two|three|four|five|six|seven|"
        r"eight|"
        r"nine|\d+) (?:steps|gates|milestones)$|\bsteps (?:of|in) (?:a|the|every|our) (?:sale|deal)s?\b"),
    "qualification": (
        r"^(?:what|questions) we ask(?: about)?$|\b(?:things|points|questions) (?:i|we|you) (?:ask|need|want|have)\b|"
        r"\bwhat (?:we|you|i) (?:need|have|want|must|like) (?:to )?(?:know|"
        r"find out|learn|hear|understand|ask)\b"
        r"(?! (?:to|before) )|\b(?:qualif\w+|meddd?p{0,2}i?c{1,2}|medd\w*|bant|spiced|spin|champ|gpct\w*|anum|faint|"
        r"scotsman)\b"),
    "behaviours": (
        r"\b(?:what we expect (?:of|from)|expectations (?:of|for)|standards (?:of|for) (?:sellers|reps)|"
        "behaviou?rs?|habits|seller standards?|selling standards?|(?:our|selling|sales|core|guiding|operating|"
        r"three|four|five|six|seven|\d+) principles?|^principles|competenc(?:y|ies)|winning (?:moves|habits)|"
        r"what great sellers do|code of conduct|non[- ]negotiables|sales values)\b"),
    "plays": (
        r"\b(?:plays?|(?:deal|sales|emergency) plays?|objections?(?: handling)?|handling objections|"
        "emergency playbooks?|stalled deals|deal rescue|if[ -]then|interventions?|countermoves|"
        r"when deals stall|(?<!disaster )recovery)\b"),
    "positions": (
        r"\bwhy (?:change|now|us|anything|do anything)\b.*\bwhy (?:now|us|change)\b|^the (?:three|3) whys$|"
        "^three whys$"),
    "chain": (
        r"\bproblem\b.*\bimpact\b.*\b(?:cause|promise|payoff|pay-off)\b|\bproblem (?:to|->|→) pay-?off\b|"
        r"\bvalue chain of the deal\b"),
    "value_drivers": (
        r"\bvalue drivers?\b|\bbusiness values?\b|\btypes of value\b|\bvalue (?:levers|pillars|buckets)\b"),
    "levers": r"\b(?:buyer|buying|decision) psychology\b|\bpsycholog\w+\b|\bpersuasion\b|\bcognitive bias(?:es)?\b",
    "pairs": (
        r"\b(?:feature|product)[- ]led\b.*\bproblem[- ]led\b|\binstead of\b.*\b(?:say|try)\b|"
        r"\bsay this\b.*\bnot that\b"),
    "rows": (
        r"\b(?:problem|pain|use[- ]case) (?:matrix|map|library|catalogue|table)\b|\bproblems (?:we|"
        r"worth) solv\w+\b"),
    "method": (
        r"\b(?:do['’]?s and don['’]?ts|rules of engagement|method(?:ology)?|messaging framework|sales approach|"
        "playing the game|how to run|running (?:a|the|good|great)|meeting guides?|call guides?|"
        "conversation guides?|sales philosophy|how we sell|selling method|call structure|call flow|"
        r"discovery (?:call )?(?:guide|structure|flow|framework)|demo (?:guide|flow|structure))\b"),
}

#: Parents whose named children are not stages, though they are named like them.
NOT_STAGE_PARENTS = (
    r"\b(?:benefits?|why|principles?|best practices?|tips?|health|indicators?|durations?|benchmarks?|"
    "transitions?|rules|hygiene|reporting|metrics|kpis?|tools?|faqs?|resources|roles?|validation|handling|"
    r"overview of tools|mistakes|design principles|forecast\w*)\b")
NOT_STAGES = (
    "^(?:overview|introduction|summary|purpose|resources?|notes?|video|faqs?|appendix|glossary|how to use|"
    "conclusion|definitions?|table of contents|contents|metrics|tools|roles|rules|principles|key takeaways|"
    r"exceptions?|general|scope|background)\b|\b(?:checklist|rules|transition|benchmarks?|hygiene|"
    r"validation logic|scorecard|health|escalation|plays?|playbooks?|template)\b")
#: An introduction to the list below it, which says nothing by itself.
INTRODUCES = (
    "^(?:all|each|every(?:thing)?|these|the following|the (?:steps|stages) are|here (?:is|are)|below|"
    "this (?:ensures|means|includes)|they are|use this|things to consider|to (?:exit|advance|move|leave)|"
    "before (?:moving|advancing|leaving|a deal|you)|you should|we should|a deal|an opportunity|the (?:buyer|"
    r"customer|seller|rep|deal|opportunity)|in this stage|at this stage|questions to|ask)\b|\b(?:must|should|"
    r"have to|need to) (?:all )?be (?:true|complete[d]?|met|done|in place|answered)\b|\bthe following\b|"
    r"\bmore granular\b")
#: A line that only says what the list below it is for.
FRAMES = (
    r"\b(?:must|should|have to|need to) (?:all )?be (?:true|completed?|met|done|in place)\b.{0,40}\b(?:before|"
    r"to (?:move|exit|advance)|next stage)\b")
#: A sentence that says when a stage is left: "You can move on when the buyer has …".
LEAVES = (
    r"^(?:(?:(?:you|we|it|a deal|the deal|an? opportunity|this (?:stage|step|phase|gate)|the (?:stage|step|phase)|"
    r"this|they|"
    r"deals?)\s+)?(?:(?:can|may|must|should|is|are|only)\s+){0,2}(?:(?:move|moves|go|goes|carry) (?:on|forward|ahead|"
    r"up|"
    r"further|to [^.,]{2,30})|(?:leaves?|exits?|closes?|ends?)(?: (?!it\b)[\w' -]{1,30}?)?|advances?|progress(?:es)?|"
    r"over|"
    r"done|finished|completed?|closed|passed|through|ready(?: to (?:move|leave|go|advance)(?: on)?)?)\s*(?:only )?"
    r"(?:when|once|if|as soon as|after)\s*:?|(?:exit|exit criteri(?:a|on)|gate|way out)\s*[:=]|(?:lasts |stays here |"
    r"here )?"
    r"until)\s+(?P<rule>(?!.*\?$).{8,})$")
#: A sentence that says when a stage is reached: "This stage is reached when the buyer has …".
REACHED = (
    r"^(?:(?:a deal|the deal|deals|an? opportunity|opportunities|this (?:stage|step|phase|gate)|the (?:stage|step|"
    r"phase)|it|they|we|you)\s+)(?:(?:can|may|must|should|is|are|be|only|gets?)\s+){0,3}(?:reach(?:es|ed)?|enter(?:s|ed)?|in|"
    r"here|applies|begins?|starts?)(?: (?:this|the) (?:stage|step|phase))?\s*(?:only )?"
    r"(?:when|once|if|as soon as|after)\s*:?\s+(?P<rule>(?!.*\?$).{8,})$")
#: What follows an arrow or a bracket where a stage is left for good.
LOST = r"\b(?:closed?[- ]?lost|lost|disqualif\w+|unqualified|recycle[d]?|nurture|dead)\b"
BUYERS = (
    r"^(?:at least \w+ |the |a |an |each |every |our |all |their |two |three |"
    "one )*(?:[a-z-]+ ){0,2}?(?:buyers?|customers?|prospects?|clients?|champions?|economic buyers?|sponsors?|"
    "signator(?:y|ies)|procurement|stakeholders?|decision[- ]makers?|committee|users?|eb|cfo|cio|cto|ceo|"
    r"they)\b")

#: What may follow a buyer's name without the buyer having said or done it ("stakeholders identified").
UNDERGONE = (
    r"^\s*(?:\(\w+\)\s*)?(?:(?:and|or|/|&) [\w ]{2,30}? )?(?:(?:is|are|was|were|be|being|been|has been|"
    r"have been|by name)\s+)*(?:identified|engaged|mapped|contacted|known|documented|tested|found|determined|"
    "involved|qualified|assigned|updated|met|listed|validated|aware|supportive|happy|ready|interested|aligned|"
    r"committed|informed|named|scheduled)\b")
#: Headings of tables' columns, by what the column holds.
COLUMNS: dict[str, str] = {
    "stage": "^(?:sales |deal |pipeline |opportunity |crm )?(?:stages?|phases?|steps?|gates?)(?: name| title)?$",
    "name": "^(?:name|title|stage name|what we call it)$",
    "element": (
        "^(?:elements?|letters?|components?|criteri(?:a|on)|qualification|factors?|dimensions?|"
        "meddd?p{0,2}i?c{1,2}|bant|spiced|category|area|term)$"),
    "key": "^(?:attributes?|fields?|propert(?:y|ies)|items?|keys?|aspects?|parameter|topic)?$",
    "value": "^(?:values?|details?|descriptions?|content|what)?$",
    "behaviour": "^(?:behaviou?rs?|habits?|principles?|competenc(?:y|ies)|skills?)$",
    "feature_led": "feature[- ]led|product[- ]led|instead of|^not(?: this)?$|don['’]?t say|^bad|^weak|^before$",
    "problem_led": r"problem[- ]led|^(?:say|try)(?: this)?\b|^do say|^good|^strong|^better|^after$|^this$",
    "spare": r"^(?:#|no\.?|nr\.?|id|order|letter|)$",
    "from": r"^from\b",
    "to": r"^to\b",
    "rule": "requires?|criteria|condition|when|exit",
}
