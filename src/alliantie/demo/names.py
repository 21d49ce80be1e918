"""Fictional names, as mixed as a caseload is. Given names and family names of one origin are combined by chance."""

from __future__ import annotations

from random import Random
from typing import NamedTuple, Protocol


class Name(NamedTuple):
    """A given name and a family name."""

    given: str
    family: str


# Given names are common ones. Family names are made from trees and places, so that hardly anyone bears them both.
ORIGINS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dutch": (
        ("Anouk", "Bart", "Carla", "Dirk", "Elly", "Gijs", "Inge", "Kim", "Lotte", "Niels", "Petra", "Sjoerd"),
        ("van Lindedal", "Eikema", "Wilgenhof", "Berkstra", "Veldkant", "Dennekamp", "van Essenhorst", "Olmstra"),
    ),
    "moroccan": (
        ("Ali", "Amal", "Bilal", "Fatiha", "Hamza", "Ikram", "Malika", "Mounir", "Soukaina", "Younes"),
        ("Benzitoun", "El Argani", "Essafsaf", "Tazarine", "El Arzi", "Aourir"),
    ),
    "turkish": (
        ("Aylin", "Burak", "Cem", "Derya", "Elif", "Hakan", "Meryem", "Onur", "Sibel", "Tuncay"),
        ("Çınarlı", "Söğütlü", "Ihlamurcu", "Güneşli", "Kavaklı", "Topraksever"),
    ),
    "surinamese": (
        ("Anand", "Cheryl", "Dewi", "Glenn", "Iwan", "Melvin", "Radjesh", "Sharda", "Soraya", "Wendell"),
        ("Kankantrie", "Palmveld", "Ramdhanpal", "Kromowidjo", "Mahonie", "Vreedeveld"),
    ),
    "antillean": (
        ("Chanel", "Darwin", "Gino", "Jairo", "Maruja", "Rignald", "Shurandy", "Zulaika"),
        ("Wayaca", "Kenepa", "Tamarijn", "Dividivi", "Watapana"),
    ),
    "polish": (
        ("Agnieszka", "Ewa", "Grzegorz", "Kasia", "Krzysztof", "Magda", "Piotr", "Zofia"),
        ("Wierzba", "Olszyna", "Dębek", "Brzózka", "Jodełka"),
    ),
    "eritrean": (
        ("Abel", "Feven", "Habtom", "Luwam", "Mebrahtu", "Rahwa", "Senait", "Yonas"),
        ("Berhanezgi", "Habteab", "Kidanemariam", "Teklezgi", "Weldeab"),
    ),
    "syrian": (
        ("Bassel", "Hala", "Khaled", "Lina", "Nizar", "Rima", "Samer", "Yara"),
        ("Al Zaytouni", "Safsafi", "Al Arzani", "Darwichi", "Kassabiye"),
    ),
    "flemish": (
        ("Evelien", "Goedele", "Jorre", "Katrijn", "Lander", "Sofie", "Stijn", "Warre"),
        ("Lindekens", "Olmaert", "Vanderespel", "Eikelaert", "Wilgemans"),
    ),
}


class Draws(Protocol):
    """Gives names to the people of a story."""

    def draw(self, origin: str, family: str | None = None) -> Name:
        """A name of an origin, or with the given family name."""


class Names:
    """Draws names for the people of one practice.

    No given name comes twice or is one of `known`, so that a list tells people apart; no whole name is in `used`.
    """

    def __init__(self, chance: Random, known: frozenset[str], used: set[Name]) -> None:
        self._chance = chance
        self._known = set(known)
        self._used = used

    def draw(self, origin: str, family: str | None = None) -> Name:
        """A name of an origin, or with the given family name. Raises ValueError when the names are used up."""
        given_names, family_names = ORIGINS[origin]
        free = [
            name
            for given in given_names
            if given not in self._known
            for name in (Name(given, each) for each in ((family,) if family else family_names))
            if name not in self._used
        ]
        if not free:
            raise ValueError(f"no {origin} names left")
        name = self._chance.choice(free)
        self._known.add(name.given)
        self._used.add(name)
        return name


class DoubleNames:
    """Draws a given name and two family names joined, as after a marriage: about 250,000 people, who may come twice."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def draw(self, origin: str, family: str | None = None) -> Name:
        """A name of an origin, or with the given family name."""
        given_names, family_names = ORIGINS[origin]
        other = self._chance.choice(_FAMILY_NAMES)
        return Name(self._chance.choice(given_names), family or f"{self._chance.choice(family_names)}-{other}")


_FAMILY_NAMES = tuple(name for _given_names, family_names in ORIGINS.values() for name in family_names)
