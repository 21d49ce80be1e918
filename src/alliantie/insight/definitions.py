"""How each figure of the pages is made, in plain words: under the page, and in the report of a year."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ROUNDS = (
    _(
        "We tellen cliënten, en alleen wat iedereen van een ronde kan zien. Wie meer rondes had, telt één "
        "keer: met de ronde die het verst kwam."
    ),
    _("Een ronde kon: de cliënt had in het kwartaal een begeleider in dit team."),
    _("Begonnen: de eerste dag van een ronde lag in het kwartaal. Een geplande ronde die eerder stopte, telt ook."),
    _(
        "Samen gekeken en gepraat: van die rondes, tot en met het kwartaal erna. Dan is elke ronde voorbij. "
        "Daarom staan de nieuwste twee kwartalen er nog niet."
    ),
    _(
        "Een afspraak gemaakt: van wie praatte, in een ronde met een afspraak waar de cliënt ja op zei. Of "
        "die hielp, weten alleen die twee."
    ),
    _(
        "Het streepje is het deel, zo precies als tientallen toelaten. De stippellijnen zijn hoe ver toeval "
        "reikt rond het gemiddelde van alle kwartalen. Alleen wat er helemaal buiten ligt, noemen we anders."
    ),
    _(
        "We tellen een kwartaal één keer, bij het team dat de zaak dan heeft. Wat later is vastgelegd, verplaatst of "
        "gewist, staat niet in dit cijfer."
    ),
    _("We tonen tientallen, en niets onder de tien. Zo is niemand te vinden door getallen van elkaar af te trekken."),
    _(
        "We tonen ook niets bij minder dan drie medewerkers. Wie de eigen cliënten eraf trekt, houdt er minstens tien "
        "over, van wie niet meer dan de helft bij één collega hoort. Anders gaat het over één medewerker."
    ),
)
"""Of the figures of rounds."""

ENDINGS = (
    _(
        "We tellen zaken met een einde in het jaar, zoals dat is vastgelegd tot en met 7 januari erna. Een "
        "einde dat binnen een week ongedaan is gemaakt, telt niet. Een jaar staat er vanaf februari."
    ),
    _(
        "We tellen een jaar één keer, bij het team en de medewerker die de zaak dan hebben. Wat later is vastgelegd, "
        "verplaatst of gewist, staat niet in dit cijfer."
    ),
    _(
        "Voltooid: alles wat moest of was afgesproken, is gedaan. De andere manieren zijn een eerder einde, "
        "zoals de medewerker dat vastlegde."
    ),
    _("Duur: de helft van de zaken duurde korter, van de eerste dag tot het einde, in hele maanden."),
    _(
        "Zaken per medewerker: het gemiddelde op de laatste dag van het jaar, van wie er toen zaken had. Wie "
        "een zaak overnam voor het jaar is geteld, telt als de medewerker."
    ),
    _("We tonen tientallen, en niets onder de tien. Zo is niemand te vinden door getallen van elkaar af te trekken."),
    _(
        "We tonen niets bij minder dan drie medewerkers. Wie de eigen zaken eraf trekt, houdt er minstens tien over, "
        "van wie niet meer dan de helft bij één collega hoort."
    ),
)
"""Of the figures of endings."""
