"""The text that a new initiative file begins with, in YAML with explanations and in JSON without.

Only text lives here: it reads cleanly as it stands, and so it does with its examples switched on. What the
fields mean in full is said by the schema.
"""

from __future__ import annotations

from typing import Final

__all__ = ["JSON_TEMPLATE", "SCHEMA_NAME", "YAML_TEMPLATE"]

SCHEMA_NAME: Final = "collective-impact.schema.json"
"""The file beside the template in which an editor looks for the schema."""

YAML_TEMPLATE: Final = f"""\
# yaml-language-server: $schema={SCHEMA_NAME}

## An initiative and what is recorded about it.
##
## Lines with ## explain. Lines with one # are examples: take away the # and the blank behind it,
## then put your own words. All examples belong to one invented town and fit each other.
##
## Fill in what you know. What is left empty counts as "not recorded", never as zero.
## The first three sections are enough for a first report. Dates are written 2026-03-31.
## An id is a short name of your own choice. It is used once, and other lines point at it.

format: collective-impact/1


## 1. The initiative -----------------------------------------------------------

id: my-initiative
name: My initiative
since:                # the day it began
place:
  # id: riverbend
  # name: Riverbend
  # kind: town


## 2. Common agenda: what shall change, for whom, and how ----------------------

agenda:
  problem:            # the problem, as the partners understand it
  vision:             # what will be different
  population:         # whose lives shall change
    # id: young-people
    # name: Young people
    # who: All who live in Riverbend and are 10 to 24
    # age_from: 10
    # age_to: 24
  place:              # where; a place that is described above needs its id only
    # id: riverbend

  ## The changes that are wanted. level: population (these are the goals), system, program
  outcomes:
    # - id: diploma
    #   name: Young people leave school with a diploma
    #   level: population

  ## The joint ways of bringing them about. level: program, system
  strategies:
    # - id: stay-in-school
    #   name: Notice early and stay close
    #   outcome_ids: [diploma]
    #   level: program

  ## Which partners said yes to the agenda, and when
  endorsements:
    # - partner_id: school-district
    #   on: 2025-03-14


## 3. Partners: the organisations that take part -------------------------------
## sector: public, nonprofit, business, philanthropy, education, health, faith, tribal, community,
##         media, labour, other

partners:
  # - id: school-district
  #   name: Riverbend School District
  #   sector: education
  #   roles: [provider]
  #   since: 2024-09-01
  #   decision_seats: 1
  #   lived_experience_seats: 0
  # - id: youth-club
  #   name: East Bank Youth Club
  #   sector: nonprofit
  #   roles: [provider]
  #   since: 2024-09-01
  #   decision_seats: 2
  #   lived_experience_seats: 1


## 4. Shared measurement: what is measured together, and the figures -----------
## direction: increase, decrease, maintain      frequency: how many months lie between two figures
## period: "2025", "2025-Q1", "2025-03" or "2024/25", in quotes
## A series for a group has a breakdown. A target for a gap names the other group in versus.

indicators:
  # - id: graduation
  #   name: Pupils who leave school with a diploma
  #   outcome_ids: [diploma]
  #   level: population
  #   measure: percent
  #   unit: percent
  #   counted: pupils of the year that leaves school
  #   direction: increase
  #   definition: Pupils with a diploma at the end of school, of all who began its last year
  #   data_source: School register
  #   frequency: 12
  #   owner_id: school-district
  #   reporter_ids: [school-district]
  #   about_people: true
  #   baselines:
  #     - {{period: "2023", value: 78}}
  #   targets:
  #     - {{period: "2028", value: 90}}
  #     - {{period: "2028", value: 2, breakdown: {{sex: boys}}, versus: {{sex: girls}}}}
  #   series:
  #     - periods: ["2023", "2024", "2025"]
  #       values: [78, 79.5, 81]
  #     - breakdown: {{sex: boys}}
  #       periods: ["2024", "2025"]
  #       values: [76, 78]


## 5. Mutually reinforcing activities: who does what, and what helps what ------
## kind of a reinforcement: supports, hinders, depends_on, feeds_data, shares_resource,
##                          refers_people

activities:
  # - id: mentoring
  #   name: Mentors at the youth club
  #   contributions:
  #     - {{partner_id: youth-club, role: lead}}
  #   outcome_ids: [diploma]
  #   strategy_ids: [stay-in-school]
  #   population: {{id: young-people}}
  #   place: {{id: riverbend}}
  #   since: 2024-10-01
  # - id: early-warning
  #   name: A call home after three days of absence
  #   contributions:
  #     - {{partner_id: school-district, role: lead}}
  #   outcome_ids: [diploma]
  #   strategy_ids: [stay-in-school]
  #   reinforcements:
  #     - {{kind: refers_people, activity_id: mentoring}}


## 6. Continuous communication: where partners meet, and how they talk in between
## cadence: FREQ=WEEKLY, FREQ=MONTHLY or FREQ=MONTHLY;INTERVAL=3, counted from the first date

convenings:
  # - id: steering
  #   name: Steering group
  #   level: leadership
  #   member_ids: [school-district, youth-club]
  #   cadence: {{rule: FREQ=MONTHLY, first: 2026-01-13}}
  #   meetings:
  #     - id: steering-2026-01
  #       on: 2026-01-13
  #       held: true
  #       attendee_ids: [school-district, youth-club]
  #       decisions:
  #         - {{text: Call home after three days of absence, indicator_ids: [graduation]}}

## audience: within (one group), across (groups), public
channels:
  # - id: newsletter
  #   name: Monthly letter to the town
  #   kind: newsletter
  #   audience: public
  #   between_meetings: true


## 7. Backbone support: who holds the whole together ---------------------------
## functions: vision_and_strategy, aligned_activities, shared_measurement, public_will,
##            policy, funding
## fte: staff time, 1 is one full post      neutral: apart from any one partner's interest

backbone_roles:
  # - id: backbone
  #   name: Riverbend Office
  #   partner_id: youth-club
  #   functions: [vision_and_strategy, aligned_activities, shared_measurement]
  #   fte: 1.5
  #   neutral: false
  #   funded_until: 2027-12-31


## 8. Evidence: dated documents and events that show something -----------------
## kind: plan (a joint plan of action), community_definition, feedback, equity_owner, champion,
##       resources, urgency, convener, backbone_candidate, collaboration_history, funder_alignment

evidence:
  # - id: plan-2025
  #   kind: plan
  #   on: 2025-06-30
  #   statement: All partners agreed on who does what until 2027
  #   reference: Minutes of the steering group


## 9. What is complete ---------------------------------------------------------
## Name what is recorded in full. There, an empty entry means that there is none.

complete:
  # - partners
  # - convenings
  # - activities/*/contributions
"""

JSON_TEMPLATE: Final = """\
{
  "format": "collective-impact/1",
  "id": "my-initiative",
  "name": "My initiative",
  "since": null,
  "place": null,
  "agenda": {
    "problem": null,
    "vision": null,
    "population": null,
    "place": null,
    "outcomes": [],
    "strategies": [],
    "endorsements": []
  },
  "partners": [],
  "indicators": [],
  "activities": [],
  "convenings": [],
  "channels": [],
  "backbone_roles": [],
  "evidence": [],
  "complete": []
}
"""
