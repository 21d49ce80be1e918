"""One fault at a time: what to change in the example, and the problem that has to come of it."""

RIGHT_TEXT = "text: {nl: {u: U mag dit weten., je: Je mag dit weten.}, en: You may know this.}"
LONG = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien."


def rights(u: str = "U mag dit weten.", je: str = "Je mag dit weten.", en: str = "You may know this.") -> str:
    return f'text: {{nl: {{u: "{u}", je: "{je}"}}, en: "{en}"}}'


# old text, new text, a piece of the line the problem must name, field, reason
ONE_FAULT: dict[str, tuple[str, str, str, str, str]] = {
    "ages of a measure name a source": (
        "    rounds: true\n", "    rounds: true\n    ages: {per: client, least: 12, most: 22, source: nobody}\n",
        "ages: {",
        "measures[0].ages.source", "nobody is no source of this practice; it has law, choice",
    ),
    "ages of a measure run from least to most": (
        "    rounds: true\n", "    rounds: true\n    ages: {per: client, least: 22, most: 12, source: law}\n",
        "ages: {",
        "measures[0].ages.most", "must not be lower than least",
    ),
    "a missing field is told at the part it belongs to": (
        "    kind: mandate\n", "", "- id: sentence", "measures[0].kind", "is missing",
    ),
    "a missing part is told at the first field": (
        "address: u\n", "", "schema: 1", "address", "is missing",
    ),
    "a measure that takes the place of none that is there": (
        "    rounds: true\n", "    rounds: true\n    follows: [sentence]\n", "follows: [sentence]",
        "measures[0].follows[0]", "sentence is no other measure of this practice",
    ),
    "a measure whose start is no decision that is there": (
        "    rounds: true\n", "    rounds: true\n    begins_by: begin\n", "begins_by: begin",
        "measures[0].begins_by", "begin is no decision of this practice",
    ),
    "a talk under a measure that is not there": (
        "held_by: [worker]\n    mode: office", "held_by: [worker]\n    measures: [sentense]\n    mode: office",
        "measures: [sentense]", "talks[0].measures[0]",
        "sentense is no measure of this practice; did you mean sentence?",
    ),
    "an unknown field is refused": (
        "    walled: false", "    walled: false\n    closed: yes", "closed: yes", "pairs[0].closed",
        "is no field here",
    ),
    "an unknown part is refused with the name that was meant": (
        "open_points:", "open_point:", "open_point:", "open_point",
        "is no field here; did you mean open_points?",
    ),
    "an unknown status": (
        "status: draft", "status: final", "status: final", "status", "must be 'draft' or 'released'",
    ),
    "another schema": (
        "schema: 1\n", "schema: 2\n", "schema: 2", "schema", "must be 1",
    ),
    "a number where a text belongs": (
        'version: "2026-1"', "version: 2026", "version: 2026", "version",
        "must be text (a number or a word such as true needs quotes)",
    ),
    "a version in another form": (
        'version: "2026-1"', 'version: "1.0"', 'version: "1.0"', "version",
        'must be year-number in quotes, such as "2026-1"',
    ),
    "the word no is a word and not false": (
        "walled: false", "walled: no", "walled: no", "pairs[0].walled", "must be true or false",
    ),
    "a text where a list belongs": (
        "held_by: [worker]\n    mode: office", "held_by: worker\n    mode: office", "held_by: worker",
        "talks[0].held_by", "must be a list: between [ and ], or with a dash before each line",
    ),
    "a text where a group belongs": (
        "name: {nl: Straf, en: Sentence}", "name: Straf", "name: Straf", "measures[0].name",
        "Write this in two languages: {nl: in Dutch, en: in English}.",
    ),
    "an empty list where one is needed": (
        "held_by: [worker]\n    mode: office", "held_by: []\n    mode: office", "held_by: []",
        "talks[0].held_by",
        "needs at least one",
    ),
    "an id with capitals": (
        "- id: visit", "- id: Visit", "- id: Visit", "talks[1].id",
        "must be an id: small letters, digits and single hyphens, at most 60 characters",
    ),
    "an id used twice": (
        "- id: choice\n", "- id: law # again\n", "# again", "sources[1].id", "law is already used in sources",
    ),
    "a source that does not exist": (
        "      source: law\n      grade: must", "      source: lam\n      grade: must", "source: lam",
        "frame.statements[0].source", "lam is no source of this practice; did you mean law?",
    ),
    "a talk held by a role that does not exist": (
        "held_by: [worker]\n    mode: home", "held_by:\n      - worker\n      - judge\n    mode: home",
        "- judge",
        "talks[1].held_by[1]", "judge is no role of this practice; it has worker",
    ),
    "a pair with a role that does not exist": (
        "professional_role: worker", "professional_role: workers", "professional_role: workers",
        "pairs[0].professional_role", "workers is no role of this practice; did you mean worker?",
    ),
    "a duty under a measure that does not exist": (
        "  confidentiality:\n", "    - id: stay\n      text: {nl: {u: U blijft., je: Je blijft.}, en: You stay.}\n"
        "      source: law\n      measures: [sentenc]\n  confidentiality:\n", "measures: [sentenc]",
        "explanation.duties[1].measures[0]", "sentenc is no measure of this practice; did you mean sentence?",
    ),
    "a duty about missed talks that does not exist": (
        "notice:\n", "  missed_talk:\n    - comes\nnotice:\n", "- comes", "explanation.missed_talk[0]",
        "comes is no duty of this practice; did you mean come?",
    ),
    "a source without its place in the documents": (
        '    seed: "000:295-299"\n', "", "- id: law", "sources[0].seed",
        "is missing; only a source of kind own or organisation goes without",
    ),
    "a source without its year": (
        'as_in_source: "2017"', "as_in_source: null", "as_in_source: null", "sources[0].as_in_source",
        "is missing; only a source of kind own goes without",
    ),
    "a year in words": (
        'as_in_source: "2017"', "as_in_source: lately", "as_in_source: lately", "sources[0].as_in_source",
        'must be a year or date in quotes, such as "2017"',
    ),
    "lines in another form": (
        '"000:295-299"', '"000 L295"', "000 L295", "sources[0].seed",
        'must be document:lines, such as "000:295-299" or "000:44,60-66"',
    ),
    "lines that run backwards": (
        '"000:295-299"', '"000:299-295"', "299-295", "sources[0].seed",
        "lines 299-295 run backwards or start at 0",
    ),
    "lines past the end": (
        '"000:295-299"', '"000:295-9999"', "9999", "sources[0].seed", "document 000 has 5873 lines, not 9999",
    ),
    "a document that does not exist": (
        '"000:305-315,320"', '"009:1"', "009:1", "open_points[0].seed",
        "there is no source document 009; they are 000, 001, 002, 003, 004",
    ),
    "a day that does not exist": (
        "2015-01-01", "2015-02-30", "2015-02-30", "sources[0].valid_from",
        "2015-02-30 is no day of the calendar",
    ),
    "a day in another form": (
        "2015-01-01", "1 januari 2015", "1 januari", "sources[0].valid_from",
        "must be a date, such as 2026-01-31",
    ),
    "a rule that ends before it begins": (
        "valid_until: null", "valid_until: 2014-01-01", "valid_until: 2014-01-01", "sources[0].valid_until",
        "must lie after valid_from",
    ),
    "a check without a name": (
        "checked: null", "checked: {on: 2026-01-31}", "checked: {on", "sources[0].checked.by", "is missing",
    ),
    "a period without a unit": (
        "period: P6W", "period: 6 weeks", "period: 6 weeks", "rounds.moments[0].trigger.period",
        "must be a period with one unit, such as P14D, P6W, P3M or P1Y",
    ),
    "an unknown fact": (
        "after: case_opened", "after: case_began", "after: case_began", "rounds.moments[0].trigger.after",
        "must be 'case_opened', 'measure_started', 'measure_ended', 'warning', 'sanction', 'plan_agreed' or "
        "'worker_changed'",
    ),
    "a trigger of two kinds": (
        "trigger: {every: P3M}", "trigger: {every: P3M, asked: true}", "{every: P3M, asked",
        "rounds.moments[1].trigger",
        "must be one of: after with period, every, with_talk, second_contact_after, or asked: true",
    ),
    "a fact without a period": (
        "{after: case_opened, period: P6W}", "{after: case_opened}", "{after: case_opened}",
        "rounds.moments[0].trigger",
        "must be one of: after with period, every, with_talk, second_contact_after, or asked: true",
    ),
    "a round at a talk that does not exist": (
        "with_talk: talk", "with_talk: talks", "with_talk: talks", "rounds.moments[2].trigger.with_talk",
        "talks is no talk of this practice; did you mean talk?",
    ),
    "a round at a talk that carries none": (
        "with_talk: talk", "with_talk: visit", "with_talk: visit", "rounds.moments[2].trigger.with_talk",
        "the talk visit says carries_round: false",
    ),
    "an interval that claims a source but names none": (
        "trigger: {every: P3M}\n      basis: own", "trigger: {every: P3M}\n      basis: source",
        "- id: periodic",
        "rounds.moments[1].source", "is missing; a moment with basis source names its source",
    ),
    "an interval of our own that names a source": (
        "trigger: {every: P3M}\n      basis: own", "trigger: {every: P3M}\n      basis: own # here\n      source: law",
        "basis: own # here", "rounds.moments[1].basis",
        "is own, yet a source is named; make it source or leave the source out",
    ),
    "no way to ask for a round": (
        "trigger: {asked: true}", "trigger: {every: P1Y}", "moments:", "rounds.moments",
        "has no moment with asked: true; both can always ask for a round",
    ),
    "a length that no questionnaire has": (
        "lengths: [8, 16, 4]", "lengths: [8, 12]", "lengths: [8, 12]", "rounds.lengths[1]",
        "must be 4, 8 or 16",
    ),
    "a length named twice": (
        "lengths: [8, 16, 4]", "lengths: [8, 8]", "lengths: [8, 8]", "rounds.lengths", "names a length twice",
    ),
    "wording of another sector": (
        "variant: probation", "variant: debt", "variant: debt", "rounds.variant",
        "debt does not fit sector probation; it can be: probation",
    ),
    "an id of another country": (
        "country: NL", "country: BE", "id: nl-example", "id", "must begin with be-, since country is BE",
    ),
    "housing outside shelter": (
        "housing_forms: []",
        "housing_forms: [{id: a, name: {nl: A, en: A}, features: {nl: A, en: A}, source: law}]",
        "housing_forms:", "housing_forms", "belongs to shelter only",
    ),
    "an authority that makes the notice too long": (
        "authority: {nl: de officier van justitie,",
        "authority: {nl: de officier van justitie en ook nog de rechter,",
        "authority:", "notice.authority.nl", "makes the sentence in the notice too long; at most 7 words",
    ),
    "an empty text": (
        "does: {nl: Helpt., en: Helps.}", 'does: {nl: "", en: Helps.}', "does:", "roles[0].does.nl", "is empty",
    ),
    "a folded text that ends with a line break": (
        "summary: {nl: Het kader., en: The frame.}",
        "summary:\n    nl: >\n      Het kader.\n    en: The frame.",
        "nl: >", "frame.summary.nl", "begins or ends with white space (for a folded text use >-)",
    ),
    "a placeholder outside client texts": (
        "does: {nl: Helpt., en: Helps.}", 'does: {nl: "{professional} helpt.", en: Helps.}', "does:",
        "roles[0].does.nl",
        "holds a brace: {professional} and {organisation} are filled in in client texts only",
    ),
    "a client sentence of thirteen words with u": (
        RIGHT_TEXT, rights(u=f"Goed. {LONG}"), "een twee", "explanation.rights[0].text.nl.u",
        f"a sentence for a client has 13 words, at most 12: {LONG}",
    ),
    "a client sentence of thirteen words with je": (
        RIGHT_TEXT, rights(je=f"{LONG} Goed."), "een twee", "explanation.rights[0].text.nl.je",
        f"a sentence for a client has 13 words, at most 12: {LONG}",
    ),
    "a client sentence of thirteen words in English": (
        RIGHT_TEXT, rights(en=LONG), "een twee", "explanation.rights[0].text.en",
        f"a sentence for a client has 13 words, at most 12: {LONG}",
    ),
    "a sentence of thirteen words in the notice": (
        "en: Do you stay away? That is reported.", f"en: {LONG}", "een twee", "notice.reporting.en",
        f"a sentence for a client has 13 words, at most 12: {LONG}",
    ),
    "a je text that says uw": (
        RIGHT_TEXT, rights(je="Je mag Uw dossier lezen."), "Uw dossier", "explanation.rights[0].text.nl.je",
        "this is the je text, so it may not say uw",
    ),
    "a je text that says u": (
        "je: Je komt langs.", "je: Komt u langs?", "Komt u langs", "explanation.duties[0].text.nl.je",
        "this is the je text, so it may not say u",
    ),
    "a u text that says je and jouw": (
        RIGHT_TEXT, rights(u="Je mag jouw dossier lezen."), "jouw", "explanation.rights[0].text.nl.u",
        "this is the u text, so it may not say je, jouw",
    ),
    "an area of life without a source": (
        "phases: []", "phases: []\nareas: [{id: home, name: {nl: Wonen, en: Home}}]", "areas:", "areas[0].source",
        "is missing",
    ),
    "an area of life with a source that is not there": (
        "phases: []", "phases: []\nareas: [{id: home, name: {nl: Wonen, en: Home}, source: lawe}]", "areas:",
        "areas[0].source", "lawe is no source of this practice; did you mean law?",
    ),
    "an area of life twice": (
        "phases: []",
        "phases: []\nareas:\n  - {id: home, name: {nl: Wonen, en: Home}, source: law}\n"
        "  - {id: home, name: {nl: Huis, en: House}, source: law}",
        "Huis", "areas[1].id", "home is already used in areas",
    ),
    "an area of life in one language": (
        "phases: []", "phases: []\nareas: [{id: home, name: {nl: Wonen}, source: law}]", "areas:", "areas[0].name.en",
        "is missing",
    ),
    "a notice without je": (
        "    nl: {u: Komt u niet? Dan wordt dat gemeld., je: Kom je niet? Dan wordt dat gemeld.}",
        "    nl: {u: Komt u niet? Dan wordt dat gemeld.}", "Komt u niet", "notice.reporting.nl.je",
        "is missing",
    ),
    "a client text in one form only": (
        RIGHT_TEXT, "text: {nl: U mag dit weten., en: You may know this.}", "en: You may know",
        "explanation.rights[0].text.nl",
        "write a text for clients twice: {u: with u, je: with je}",
    ),
    "an exclamation mark for a client": (
        RIGHT_TEXT, rights(en="Well done!"), "Well done", "explanation.rights[0].text.en",
        "holds an exclamation mark",
    ),
    "a placeholder nobody fills in": (
        RIGHT_TEXT, rights(en="{name} helps."), "{name}", "explanation.rights[0].text.en",
        "{name} is not filled in; use {professional} or {organisation}",
    ),
    "a loose brace": (
        RIGHT_TEXT, rights(en="Hi {professional."), "{professional.\"", "explanation.rights[0].text.en",
        "holds a loose brace",
    ),
}  # fmt: skip
