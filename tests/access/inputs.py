"""Inputs of mutations, filled in from the schema: with ids, and what is required."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_input_field,
)

from schema.base.nodes import global_id
from tests.access.asking import nobodys
from tests.access.table import IDS
from tests.access.table.rules import Viewer
from tests.access.world import World
from tests.factories import PASSWORD
from users import tokens
from users.links import RESET, VERIFICATION

Texts = dict[str, Callable[[], str]]

NEW_PASSWORD = "another battery staple"


def places_of(input_type: GraphQLInputObjectType) -> Iterator[tuple[str, bool]]:
    """Each field that takes an id, as ``EnrollInput.courseId``, or takes several."""
    for name, field in input_type.fields.items():
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from places_of(inner)
        elif inner.name == "ID":
            is_list = is_list_type(get_nullable_type(field.type))
            yield f"{input_type.name}.{name}", is_list


def choices(
    world: World, who: Viewer, input_type: GraphQLInputObjectType
) -> Iterator[tuple[str | None, Any, dict[str, list[str]]]]:
    """A place, each row that its id may be of, or none, and the ids of all places."""
    places = dict(places_of(input_type))
    if not places:
        yield None, None, {}
    for place in places:
        type_name = _type_at(place)
        rows = {**world.samples(type_name), nobodys(type_name): None}
        for id, row in rows.items():
            ids = {
                other: _companions(world, who, other, row if is_list else None)
                for other, is_list in places.items()
            }
            yield place, row, ids | {place: [id]}


def filled(
    input_type: GraphQLInputObjectType,
    ids: dict[str, list[str]],
    texts: Texts,
) -> dict[str, Any]:
    """The input with these ids, whatever it may ask to be true, and what it needs."""
    input: dict[str, Any] = {}
    for name, field in input_type.fields.items():
        place, inner = f"{input_type.name}.{name}", get_named_type(field.type)
        is_list = is_list_type(get_nullable_type(field.type))
        if place in ids:
            input[name] = ids[place] if is_list else ids[place][0]
        elif isinstance(inner, GraphQLInputObjectType):
            value = filled(inner, ids, texts)
            input[name] = [value] if is_list else value
        elif inner.name == "Boolean" or is_required_input_field(field):
            input[name] = texts[place]() if place in texts else _anything(inner)
    return input


def texts_for(world: World, who: Viewer) -> Texts:
    """What is no matter of taste: names, passwords and tokens that are good.

    Tokens are those of somebody else; a visitor signs in as a student.
    """
    own = _account(world, "student" if who.user is None else who.kind)
    other = _account(world, "student" if who.kind != "student" else "author")
    return {
        "username": lambda: own.username,
        "password": lambda: PASSWORD,
        "token": lambda: tokens.issue(other).token,
        "refreshToken": lambda: tokens.issue(other).refresh_token,
        "StartSessionInput.username": lambda: own.username,
        "StartSessionInput.password": lambda: PASSWORD,
        "RegisterInput.username": lambda: "newcomer",
        "RegisterInput.email": lambda: "newcomer@example.com",
        "RegisterInput.password": lambda: NEW_PASSWORD,
        "ChangePasswordInput.currentPassword": lambda: PASSWORD,
        "ChangePasswordInput.newPassword": lambda: NEW_PASSWORD,
        "RequestPasswordResetInput.email": lambda: other.email,
        "ResetPasswordInput.token": lambda: RESET.token(other),
        "ResetPasswordInput.newPassword": lambda: NEW_PASSWORD,
        "VerifyEmailInput.token": lambda: VERIFICATION.token(other),
    }


def _companions(world: World, who: Viewer, place: str, of: Any) -> list[str]:
    """Ids in a place beside the one in question: one that is there, or all of it."""
    type_name = _type_at(place)
    if of is not None:
        return [*world.linked(type_name, of)]
    there = [
        id for id, row in world.of(type_name).items() if IDS[place].rule.holds(who, row)
    ]
    return [*there, nobodys(type_name)][:1]


def _type_at(place: str) -> str:
    type_name = IDS[place].type
    assert type_name, f"{place}: what does it name?"
    return type_name


def session_of(world: World, who: Viewer) -> str:
    """The cookie of the viewer's session in a browser; a visitor's is a student's."""
    own = _account(world, "student" if who.user is None else who.kind)
    return f"{settings.REFRESH_COOKIE}={tokens.issue(own).refresh_token}"


def _account(world: World, kind: str) -> Any:
    return world.rows[global_id(world.people[kind])]


def _anything(type_: Any) -> Any:
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    return {
        "String": "Words",
        "Int": 3,
        "Boolean": True,
        "DateTime": timezone.now().isoformat(),
        "Upload": None,
    }[type_.name]
