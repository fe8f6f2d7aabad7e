"""The words by which documents name what is no rule of theirs, as data; matched in any case."""

from __future__ import annotations

#: A heading over a form to fill in.
FORM = (r"\b(?:templates?|forms?|worksheets?|work ?sheets?|score ?cards?|canvas|snapshot|one[- ]pagers?|summary|sheet|"
        r"intake|questionnaire|brief)\b")
#: What a rate or a figure is of.
MEASURE = (r"\b(?:rates?|conversions?|ratios?|targets?|quotas?|coverage|velocity|averages?|avg|benchmarks?|sizes?|"
           r"volumes?|revenue|arr|acv|mrr|probabilit(?:y|ies)|likelihood|cycle|length|kpis?|goals?|share|discounts?)\b")
AMOUNT = r"^[<>≥≤~≈±+$€£\s]*(?:up to |about |over |under |at least )?[<>$€£]?\d[\d.,]*\s*(?:%|k\b|m\b|x\b|[-–—]|\w|$)"
#: A line that leads to the reasons or values of which one is chosen.
REASONS = (r"\b(?:loss|lost|close[- ]?lost|closed[- ]?lost|drop|rejection|disqualification|win[ /-]{1,3}loss|churn) "
           r"(?:reasons?|codes?)\b|\breasons? (?:for|why|that|we|of) (?:\w+ ){0,3}?(?:lo(?:ss|st|se|sing)|"
           r"disqualif\w+|dropp\w+)\b|\b(?:capture|record|log|select|pick|choose|note|enter|give|state|set) "
           r"(?:(?:the|an?|one|your) )?(?:\w+ )?reasons?\b|\b(?:pick ?list|drop[- ]?down)\b")
#: Tools, and where to find things in them.
TOOLS = (
    r"\b(?:salesforce|hubspot|zendesk|docusign|pandadoc|slack|gong|pipedrive|google (?:drive|docs?|sheets?|"
    r"slides)|sharepoint|dropbox|jira|asana|trello|calendly|zapier|airtable|intercom|confluence|marketo|apollo|zoominfo|"
    r"crm|log[- ]?ins?|log(?:ged)? in(?:to)?|sign in(?:to)?|(?:invites?|access) to our|in[- ]app|modal|buttons?|urls?|"
    r"(?:support|help ?desk) tickets?|shared (?:drive|folder|inbox)|(?:our|slide) folder|work ?spaces?|docs page|"
    r"(?:is|are|be) (?:recorded|stored|logged|filed) (?:in|to|on)|passwords?|licen[cs]e keys?|found here|this link|"
    r"ping \w+)\b")
#: Paperwork between lawyers.
LEGAL_FORMS = (
    r"\b(?:m?ndas?|non[- ]?disclosure(?: agreements?)?|confidentiality agreements?|dpas?|baas?|data processing "
    r"agreements?|w-?[89](?:ben)?|tax forms?|vendor (?:registration|onboarding|set[- ]?up)? ?forms?|supplier forms?|"
    r"legal forms?|insurance certificates?)\b")
#: The upkeep of records, and whom to tell of it.
UPKEEP = (
    r"(?:^|\s)#[a-z][\w-]+|\b(?:drop[- ]?down|pick ?list|(?:biz|rev|sales|deal|marketing) ?ops|deal desk|"
    r"(?:the|this|its|a) (?:[‘'“\"][^‘’'“”\"]{1,40}[’'”\"] |\w+ ){0,2}(?:columns?|fields?|propert(?:y|ies)|database|"
    r"spreadsheet))\b")
#: What a line is about that tells how to sell.
SELLING = (
    r"\b(?:buyers?|customers?|clients?|prospects?|champions?|sponsors?|stakeholders?|decision[- ]?makers?|accounts?|"
    r"problems?|pains?|impacts?|causes?|promises?|pay-?offs?|values?|needs?|outcomes?|use cases?|business cases?|roi|"
    r"discover\w*|qualif\w+|demos?|demonstrat\w+|proposals?|offers?|pric(?:es?|ing)|quotes?|discounts?|budgets?|"
    r"negotiat\w+|clos(?:e|ing)|contracts?|terms|procurement|competit\w+|alternatives?|objections?|questions?|asks?|"
    r"listen\w*|conversations?|calls?|meetings?|agendas?|next steps?|follow[- ]?ups?|trials?|pilots?|evaluations?|"
    r"criteria|decisions?|urgency|timelines?|stor(?:y|ies)|references?|features?|pitch\w*|present\w*|"
    r"they|them|their)\b")
MISTAKES = (
    r"\b(?:mistakes?|pitfalls|traps|errors to avoid|how not to|what not to do|not like this|counter-?examples?|"
    r"(?:bad|poor|vague|weak|wrong)(?:ly)? (?:\w+ )?(?:stages?|definitions?|criteri(?:a|on)|examples?)|"
    r"examples? of (?:an? )?(?:bad|poor|vague|weak|wrong))\b")
