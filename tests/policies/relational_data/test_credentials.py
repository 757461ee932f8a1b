from __future__ import annotations

import pytest

from policies.relational_data.credentials import credentials as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, databases

LITERAL = "correct-horse-battery-staple"
MUTANTS = (
    mutant(
        "a writer's password in the program",
        "us-east-1",
        lambda d: d.set(DATABASE, "password", LITERAL, type_=TYPE).sources(DATABASE, "password", type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer's password in the program, in the Union",
        "eu-central-1",
        lambda d: d.set(DATABASE, "password", LITERAL, type_=TYPE).sources(DATABASE, "password", type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer's password in the program once everything is known",
        "us-east-1",
        lambda d: d.set(DATABASE, "password", LITERAL, type_=TYPE).sources(DATABASE, "password", type_=TYPE),
        DATABASE,
        view=View.DEPLOYED,
    ),
)
LOGIN = 'login: {type: "random:index:RandomPassword", properties: {length: 48}}'


@pytest.mark.parametrize(
    "properties",
    [
        'password: "${login.result}"',
        "password: unknown!",
        'password: ""',
        "manageMasterUserPassword: true",
        f"passwordWo: {LITERAL}, passwordWoVersion: 1",
        f'password: {LITERAL}, replicateSourceDb: "{ELSEWHERE}"',
        f"password: {LITERAL}, replicateSourceDb: unknown!",
        "instanceClass: db.r8g.large",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, resources=LOGIN))
    assert not judged.violated
    assert not judged.undecided


def test_a_password_that_is_known_by_now_still_comes_from_its_resource() -> None:
    deployed = databases('password: "${login.result}"', resources=LOGIN).set("other", "password", LITERAL)
    assert not judge(rule, deployed).violated


def test_violated_and_never_shown() -> None:
    judged = judge(rule, databases(f"password: {LITERAL}"))
    assert judged.names(rule.id) == {"other"}
    assert judged.levels == {rule.id: "advisory"}
    assert LITERAL not in judged.violated[rule.id]["other"]
