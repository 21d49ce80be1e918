"""A small practice that passes every rule, and a way to break it in one place."""

from alliantie.practices.loader import load
from alliantie.practices.problems import Problem

EXAMPLE = """\
# yaml-language-server: $schema=../../schema.json
schema: 1
id: nl-example
version: "2026-1"
status: draft
country: NL
sector: probation
address: u
name: {nl: Voorbeeld, en: Example}
described: {nl: Een voorbeeld., en: An example.}
words:
  client: {nl: {one: cliënt, many: cliënten}, en: {one: client, many: clients}}
  professional: {nl: {one: toezichthouder, many: toezichthouders}, en: {one: supervisor, many: supervisors}}
  case: {nl: {one: toezicht, many: toezichten}, en: {one: supervision, many: supervisions}}
  plan: {nl: {one: plan, many: plannen}, en: {one: plan, many: plans}}
sources:
  - id: law
    kind: statute
    title: {nl: De wet, en: The statute}
    seed: "000:295-299"
    as_in_source: "2017"
    valid_from: 2015-01-01
    valid_until: null
    checked: null
  - id: choice
    kind: own
    title: {nl: Onze keuze, en: Our choice}
roles:
  - id: worker
    name: {nl: Werker, en: Worker}
    does: {nl: Helpt., en: Helps.}
    source: law
frame:
  summary: {nl: Het kader., en: The frame.}
  statements:
    - id: fixed
      text: {nl: Dit staat vast., en: This is fixed.}
      source: law
      grade: must
measures:
  - id: sentence
    name: {nl: Straf, en: Sentence}
    kind: mandate
    rounds: true
    source: law
explanation:
  rights:
    - id: know
      text: {nl: {u: U mag dit weten., je: Je mag dit weten.}, en: You may know this.}
      source: law
  duties:
    - id: come
      text: {nl: {u: U komt langs., je: Je komt langs.}, en: You come by.}
      source: law
  confidentiality:
    - id: limits
      text: {nl: {u: Niet alles blijft geheim., je: Niet alles blijft geheim.}, en: Not all stays secret.}
      source: law
  reporting:
    - id: breach
      to: {nl: de officier, en: the prosecutor}
      text: {nl: {u: "{professional} meldt dat.", je: "{professional} meldt dat."}, en: "{professional} reports it."}
      source: law
notice:
  authority: {nl: de officier van justitie, en: the public prosecutor}
  reporting:
    nl: {u: Komt u niet? Dan wordt dat gemeld., je: Kom je niet? Dan wordt dat gemeld.}
    en: Do you stay away? That is reported.
talks:
  - id: talk
    name: {nl: Gesprek, en: Talk}
    held_by: [worker]
    mode: office
    carries_round: true
    source: law
  - id: visit
    name: {nl: Bezoek, en: Visit}
    held_by: [worker]
    mode: home
    carries_round: false
    source: law
pairs:
  - id: pair
    client_role: client
    name: {nl: Cliënt en werker, en: Client and worker}
    professional_role: worker
    walled: false
    source: law
rounds:
  variant: probation
  lengths: [8, 16, 4]
  moments:
    - id: first
      name: {nl: Na zes weken, en: After six weeks}
      trigger: {after: case_opened, period: P6W}
      basis: own
    - id: periodic
      name: {nl: Elke drie maanden, en: Every three months}
      trigger: {every: P3M}
      basis: own
    - id: with-talk
      name: {nl: Bij het gesprek, en: With the talk}
      trigger: {with_talk: talk}
      basis: own
    - id: after-warning
      name: {nl: Na een waarschuwing, en: After a warning}
      trigger: {second_contact_after: [warning, measure_started]}
      basis: own
    - id: asked
      name: {nl: Op verzoek, en: On request}
      trigger: {asked: true}
      basis: own
phases: []
norms: []
forms: []
letters: []
housing_forms: []
open_points:
  - {nl: Iets is open., en: Something is open., seed: "000:305-315,320"}
"""


def changed(*changes: tuple[str, str]) -> str:
    """The example with each old text, which must stand there exactly once, replaced by the new."""
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands in the example {text.count(old)} times"
        text = text.replace(old, new)
    return text


def problems_in(text: str) -> list[Problem]:
    """The problems of a practice written as text."""
    return load(text.encode(), "x.yaml")[1]


def line_with(text: str, piece: str) -> int:
    """The number of the one line that holds `piece`."""
    (number,) = [number for number, line in enumerate(text.split("\n"), 1) if piece in line]
    return number
