"""The shapes in which small companies write down how they sell, and what is proposed for each."""

import pytest
from docx import Document
from pptx import Presentation
from pptx.util import Inches

from studio.exchange.documents import propose


@pytest.fixture
def proposed(tmp_path):
    """The proposal for a text under a name, or for a file that a function writes."""

    def reading(name, text):
        path = tmp_path / name
        text(path) if callable(text) else path.write_text(text, encoding="utf-8")
        return propose([path])

    return reading


def said(proposal, kind):
    return [(e.place, e.text) for e in proposal.entries if e.kind == kind]


def names(proposal, kind):
    return [e.name for e in proposal.entries if e.kind == kind]


# ---- stages

STOPS = [("process.first_knock", "the builder has sent drawings"), ("process.site_look", "the foreman has shown the "
                                                                                         "rooms"),
         ("process.site_look", "the architect has named a stair"), ("process.mock_up", "the developer has stood on it")]


def test_numbered_list_of_stages_with_bold_names_and_ways_out_in_words(proposed):
    proposal = proposed("stairs.md", """# How Alder Joinery wins work

1. **First knock.** A builder tells us about a job. You can move on when the builder has sent drawings.
2. **Site look** – we measure.
   - What we do: photograph every landing
   - You can move on when:
     - the foreman has shown the rooms
     - the architect has named a stair
3. **Mock-up**
   We build one tread.
   - Leave when the developer has stood on it
4. **Order** – signed, or a written no.
""")
    assert names(proposal, "stage") == ["First knock", "Site look", "Mock-up", "Order"]
    assert [(place, text.rstrip(".")) for place, text in said(proposal, "exit_criterion")] == STOPS
    look = next(e for e in proposal.entries if e.name == "Site look")
    assert look.fields == {"purpose": ["we measure."], "seller_activities": ["photograph every landing"]}


def test_stages_as_labelled_paragraphs_in_a_chapter(proposed):
    proposal = proposed("bellows.md", """# Staff handbook

## 4 How we sell

Call: an organ builder tells us of a leak. We go on when the builder has sent a photo.

Sketch: we draw. We go on when the builder has returned the drawing.

Order: signed, or lost.

## 6 Leaving

- Hand in your keys
""")
    assert names(proposal, "stage") == ["Call", "Sketch", "Order"]
    assert said(proposal, "exit_criterion") == [("process.call", "the builder has sent a photo."),
                                                ("process.sketch", "the builder has returned the drawing.")]


def test_stages_of_a_definition_list_keep_what_each_is_for(proposed):
    proposal = proposed("tanks.html", """<h1>Bolt and Barrel</h1><h2>Steps of a sale</h2><dl>
<dt>Stage A: Contact</dt><dd><p>A brewer asks.</p>
<p><b>Exit:</b> brewer sends drawings; head brewer joins a call.</p></dd>
<dt>Stage B: Design</dt><dd><p>We draw.</p><p><b>Exit:</b> head brewer has approved the drawing.</p></dd></dl>
<h2>Opening hours</h2><dl><dt>Monday</dt><dd>closed</dd></dl>""")
    assert [(e.name, e.text) for e in proposal.entries if e.kind == "stage"] == [
        ("Contact", "A brewer asks."), ("Design", "We draw.")]
    assert [place for place, _ in said(proposal, "exit_criterion")] == ["process.contact"] * 2 + ["process.design"]


def test_headings_from_stage_to_stage_make_stages_of_both_ends(proposed):
    proposal = proposed("nets.md", "# Nets\n\n### Hello → Look\n\n- A field visit has a date\n\n### Look → Try\n\n- "
                                   "The "
                        "grower walked the rows\n\n### Try → Sign\n\n- The bank has seen it\n\n### Talking to "
                        "growers\n\n"
                        "We start with the storm and end with the net.\n")
    assert names(proposal, "stage") == ["Hello", "Look", "Try", "Sign"]
    assert [place for place, _ in said(proposal, "exit_criterion")] == ["process.hello", "process.look", "process.try"]


def test_stages_across_a_table_are_known_by_the_parts_beside_them(proposed):
    def deck(path):
        slides = Presentation()
        slide = slides.slides.add_slide(slides.slide_layouts[5])
        slide.shapes.title.text = "Our pipeline"
        rows = [["", "Seed", "Sprout"], ["Goal", "grower sees it", "robot picks a row"],
                ["We leave when", "Grower named the crop", "Foreman counted the crates"]]
        table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(8), Inches(3)).table
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                table.cell(y, x).text = text
        slides.save(str(path))

    proposal = proposed("robots.pptx", deck)
    assert said(proposal, "exit_criterion") == [("process.seed", "Grower named the crop"),
                                                ("process.sprout", "Foreman counted the crates")]


def test_bold_lines_without_styles_keep_parts_under_names_and_names_under_chapters(proposed):
    def manual(path):
        document = Document()
        for bold, text in [(True, "PART ONE: HOW A JOB BECOMES A CONTRACT"), (True, "Stage one – Sounding"),
                           (False, "A harbour has silted up."), (True, "Leave this stage when:"),
                           (False, "- The chart of this year was sent"), (True, "Stage two – Survey"),
                           (True, "Leave this stage when:"), (False, "- The master has accepted it"),
                           (True, "PART TWO: WHAT WE ASK"), (True, "Metrics"), (False, "Lost ships. Q: What does one "
                                                                                       "cost?"),
                           (True, "Economic buyer"), (False, "Who pays. Q: Who paid for the crane?"),
                           (True, "Champion"), (False, "A pilot. Q: What did you tell the board?"),
                           (True, "PART THREE: RULES"), (False, "Every meeting ends with the date of the next one."),
                           (True, "PART FOUR: PHONES"), (False, "Nora 12")]:
            document.add_paragraph().add_run(text).bold = bold
        document.save(str(path))

    proposal = proposed("dredging.docx", manual)
    assert said(proposal, "exit_criterion") == [("process.sounding", "The chart of this year was sent"),
                                                ("process.survey", "The master has accepted it")]
    assert said(proposal, "question") == [("qualification.metrics", "What does one cost?"),
                                          ("qualification.economic_buyer", "Who paid for the crane?"),
                                          ("qualification.champion", "What did you tell the board?")]
    assert [e.canonical for e in proposal.entries if e.kind == "behaviour"] == ["next_step_control"]


def test_mail_with_numbered_stages_and_elements_line_by_line(proposed):
    proposal = proposed("mail.txt", """Hi everyone,

we have three steps.

1) Hook - a farm has told us that fish die. It is over when the manager has agreed to a visit.

2) Net - we go there and look. It is over when
   - the vet has confirmed the cause
   - we have met the owner

3) Haul - signed contract or a clear no.

What I want to know about every deal:
Metrics: dead tonnes. Ask "How many tonnes did you lose?"
Economic buyer: who can spend. Ask "Who signed for the barge?"
Champion: who argues for us. Ask "What did you tell the owner?"

Three rules, no exceptions:
- nobody talks price before the farm has named its loss
- leave every visit with the next date in both diaries

The barbecue is on the 20th.
""")
    assert names(proposal, "stage") == ["Hook", "Net", "Haul"]
    assert [place for place, _ in said(proposal, "exit_criterion")] == ["process.hook"] + ["process.net"] * 2
    assert [e.text for e in proposal.entries if e.kind == "element"] == [
        "dead tonnes.", "who can spend.", "who argues for us."]
    assert len(said(proposal, "question")) == 3
    assert [e.canonical for e in proposal.entries if e.kind == "behaviour"] == ["problem_led", "next_step_control"]


# ---- elements and questions

def test_elements_behind_pictures_are_known_by_their_names(proposed):
    proposal = proposed("looms.md", "# 🎯 Looms\n\n## 📏 Metrics\n\nWaste.\n\n## 💰 Economic Buyer\n\n"
                        "- ❓ Who signed?\n\n## 1️⃣ Champion\n\nSpeaks for us.\n\n## 🤝 Partner\n\nThe dye house. Ask: "
                        "Who dyes for you?\n")
    assert names(proposal, "element") == ["Metrics", "Economic Buyer", "Champion", "Partner"]
    assert said(proposal, "question") == [("qualification.economic_buyer", "Who signed?"),
                                          ("qualification.partner", "Who dyes for you?")]


@pytest.mark.parametrize("name", ["A = Authority", "A is for authority", "(A) Authority", "The signer (Authority)",
                                  "A – Authority"])
def test_element_by_its_letter_or_a_name_in_brackets(proposed, name):
    proposal = proposed("tanks.md", f"# BANT\n\n## B – Budget\n\nMoney.\n\n## {name}\n\nSigns.\n\n## N – "
                                    f"Need\n\nSpoils.\n\n"
                        "## T – Timing\n\nDate.\n")
    assert [e.place for e in proposal.entries if e.kind == "element" and e.key == "authority"] == ["qualification"]


def test_names_of_the_companys_own_with_questions_are_elements_under_what_we_have_to_know(proposed):
    proposal = proposed("organs.md", "# Organs\n\n## What we have to know\n\n"
                        "- Who pays: the person with the money. \"Who signed for the last one?\"\n"
                        "- What it is worth: the cost of silence. \"What does a cancelled concert cost?\"\n"
                        "- Who helps us: somebody who speaks for us. \"What did you tell the priest?\"\n")
    assert [(e.name, e.text, e.canonical) for e in proposal.entries if e.kind == "element"] == [
        ("Who pays", "the person with the money.", "economic_buyer"),
        ("What it is worth", "the cost of silence.", None), ("Who helps us", "somebody who speaks for us.", "champion")]
    assert [text for _, text in said(proposal, "question")] == [
        "Who signed for the last one?", "What does a cancelled concert cost?", "What did you tell the priest?"]


def test_goal_of_a_stage_is_no_element(proposed):
    proposal = proposed("clinic.md", "# SPICED\n\n## Stage 1: Talk\n\nGoal: somebody tells us.\n\n## Stage 2: "
                                     "Show\n\nX.\n\n## What we qualify on\n\n"
                        "- Situation: rooms\n- Pain: waiting\n- Impact: cost\n")
    assert names(proposal, "element") == ["Situation", "Pain", "Impact"]
    assert proposal.entries[0].fields == {"purpose": ["somebody tells us."]}


@pytest.mark.parametrize(("line", "questions"), [
    ("Ask: How many left? Ask: Who noticed? Remind people that lunch is at noon.", ["How many left?", "Who noticed?"]),
    ("Q1: How many left? Q2: Who noticed?", ["How many left?", "Who noticed?"]),
    ("Hours lost. How many left?", ["How many left?"]),
    ("How many left? And who noticed?", ["How many left? And who noticed?"]),
    ("\"You said it slipped. What did that cost?\"", ["You said it slipped. What did that cost?"]),
])
def test_questions_of_one_line(proposed, line, questions):
    proposal = proposed("q.md", f"# MEDDIC\n\n## Metrics\n\n- {line}\n\n## Champion\n\nX.\n\n## Economic buyer\n\nY.\n")
    assert [text for _, text in said(proposal, "question")] == questions


# ---- the rest

def test_several_labels_of_one_line_each_count(proposed):
    proposal = proposed("kiln.md", "# Kilns\n\n## Plays\n\n**Play 1 – Owner away.** *When:* the owner has not come. "
                                   "*Do:* "
                        "send the film.\n\n## How a call goes\n\nDo: bring the offcuts. Don't: bring a catalogue.\n")
    [play] = [e for e in proposal.entries if e.kind == "play"]
    assert play.name == "Owner away"
    assert play.fields == {"when": ["the owner has not come."], "steps": ["send the film."]}
    assert [(e.text, e.fields["part"]) for e in proposal.entries if e.kind == "method"] == [
        ("bring the offcuts.", ["do"]), ("bring a catalogue.", ["dont"])]


def test_ticks_and_crosses_are_dos_and_donts(proposed):
    proposal = proposed("kiln.md", "# Dos and don'ts\n\n## On the first call\n\n- ✅ The operator talks first\n"
                        "- ❌ A brochure before the call\n")
    assert [e.fields["part"] for e in proposal.entries if e.kind == "method"] == [["do"], ["dont"]]


def test_arrow_under_trouble_makes_a_play(proposed):
    proposal = proposed("lifts.md", "# Lifts\n\n## When things go wrong\n\n- Owner silent → ask the caretaker to "
                                    "write\n")
    [play] = [e for e in proposal.entries if e.kind == "play"]
    assert play.fields == {"when": ["Owner silent"], "steps": ["ask the caretaker to write"]}


def test_chapters_of_working_life_make_no_entries(proposed):
    proposal = proposed("staff.md", "# Staff handbook\n\n## Working hours\n\n- If the team lead does not answer, call "
                                    "the "
                        "office.\n- Each review meeting ends with a date for the next one.\n\n## Travel and "
                        "expenses\n\n"
                        "Never book business class.\n\n## Performance reviews\n\nExit criteria for probation: the "
                        "manager has "
                        "agreed. Questions to ask yourself: What went well?\n")
    assert proposal.entries == []


def test_steps_of_hiring_and_of_a_release_are_no_stages_of_a_deal(proposed):
    proposal = proposed("cranes.md", "# Handbook\n\n## Hiring\n\n1. **Phone call** – short. Exit criteria: the lead "
                                     "wants "
                        "more\n2. **Visit** – a day. Exit criteria: two thumbs up\n\n## Release process\n\n1. Design: "
                        "done "
                        "when the drawing is signed\n2. Series: done when a hundred are sold\n\n## Sales stages\n\n"
                        "1. Hello: done when a crane problem is described\n2. Lift: done when the order is signed\n")
    assert names(proposal, "stage") == ["Hello", "Lift"]
    assert len(said(proposal, "exit_criterion")) == 2


def test_menus_of_a_wiki_page_are_not_read_and_panels_keep_their_heads(proposed):
    proposal = proposed("wiki.html", """<ol id="breadcrumbs"><li>Home</li></ol>
<div class="toc-macro"><ul><li>Demo</li></ul></div><h1>Habits</h1><ul><li>Coil first</li></ul>
<div class="expand-control"><span class="expand-control-text">Play: the rigger says no</span></div>
<div><p>If the rigger was not asked, ask the skipper for a walk.</p></div>""")
    assert names(proposal, "play") == ["the rigger says no"]
    assert "Home" not in str(proposal) and "Demo" not in str(proposal)


def test_paragraphs_of_a_mail_that_was_not_wrapped_are_stages_line_by_line(proposed):
    long = "We count the racks together and take a good look at the yard behind the hall, whatever the weather may be. "
    proposal = proposed("mail.txt", "THE PATH\n"
                        f"Contact. {long}Done when a visit is in the calendar.\n"
                        f"Visit. {long}Done when the caretaker has given us the list of thefts.\n"
                        "Order. Signed.\n\nMarit\n")
    assert names(proposal, "stage") == ["Contact", "Visit", "Order"]
    assert [place for place, _ in said(proposal, "exit_criterion")] == ["process.contact", "process.visit"]


def test_questions_below_the_line_of_an_element_are_its_own(proposed):
    proposal = proposed("canteen.md", "# MEDDIC\n\nMetrics: plates a day.\n\nWhat do you throw away?\n\nChampion: the "
                                      "works "
                        "council.\n\nWhat did you tell finance?\n\nPain: an empty canteen.\n\nWho hears it?\n")
    assert [place for place, _ in said(proposal, "question")] == [
        "qualification.metrics", "qualification.champion", "qualification.implicate_the_pain"]


def test_stage_may_be_called_like_a_part(proposed):
    proposal = proposed("roofs.md", "# Roofs\n\n1. **Call** — They ring.\n   *Ends when:* they agreed to a visit.\n"
                        "2. **Sample** — We fix a metre.\n   *Ends when:*\n   - the owner has called us\n")
    assert names(proposal, "stage") == ["Call", "Sample"]
    assert said(proposal, "exit_criterion")[1] == ("process.sample", "the owner has called us")


def test_short_line_over_a_list_opens_a_part_without_being_marked_as_a_heading(proposed):
    proposal = proposed("roofs.md", "Roofs in one page\n\nHow we talk\n\n- Buckets before tiles.\n\nIf... then...\n\n"
                        "- If the caretaker stops answering: ring the owner.\n")
    assert [(e.kind, e.text) for e in proposal.entries] == [
        ("method", "Buckets before tiles."), ("play", "ring the owner.")]


def test_bold_name_on_a_line_of_its_own_heads_the_lines_below_it(proposed):
    proposal = proposed("labels.md", "# Stages\n\n**🌱 Hello**\nLeave when ✅ a manager told us ✅ a visit is "
                        "booked\n\n**🔬 Look**\nLeave when ✅ we saw the line\n")
    assert said(proposal, "exit_criterion") == [
        ("process.hello", "a manager told us"), ("process.hello", "a visit is booked"),
        ("process.look", "we saw the line")]
