"""Words of organisations: choices with translated labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.registry.places import terms as places

POWER = "organisations.edit"
ALIAS_POWERS = (POWER, "supervision.plan")


class Kind(TextChoices):
    """A committee is a self-governing body of its residents, never a department of government."""

    PARTY = "party", _("Party organisation")
    CONGRESS = "congress", _("People's congress or consultative conference")
    GOVERNMENT = "government", _("People's government")
    DEPARTMENT = "department", _("Department of government")
    STREET_OFFICE = "street_office", _("Sub-district office")
    RESIDENTS_COMMITTEE = "residents_committee", _("Residents' committee")
    VILLAGERS_COMMITTEE = "villagers_committee", _("Villagers' committee")
    ASSEMBLY = "assembly", _("Residents' or villagers' assembly")
    COUNCIL = "council", _("Consultation and deliberation council")
    OVERSIGHT_COMMITTEE = "oversight_committee", _("Committee for overseeing community affairs")
    SUB_COMMITTEE = "sub_committee", _("Sub-committee of a committee")
    GROUP = "group", _("Residents' or villagers' group")
    STATION = "station", _("Public service station")
    MASS = "mass", _("Mass organisation")
    SOCIAL = "social", _("Social organisation")
    INTERMEDIARY = "intermediary", _("Intermediary organisation")
    COLLECTIVE = "collective", _("Collective economic organisation")
    OWNERS = "owners", _("Owners' assembly or owners' committee")
    PROPERTY = "property", _("Property service company")
    ENTERPRISE = "enterprise", _("Enterprise")
    INSTITUTION = "institution", _("Public institution")
    OTHER = "other", _("Other organisation")


class Speciality(TextChoices):
    """What a sub-committee or a social organisation is for."""

    MEDIATION = "mediation", _("People's mediation")
    SECURITY = "social_security", _("Social security")
    PUBLIC_ORDER = "public_order", _("Public order")
    HEALTH = "public_health", _("Public health")
    POPULATION = "population", _("Population and family")
    CULTURE = "culture", _("Mass culture and sport")
    ENVIRONMENT = "environment", _("Environment and property management")
    ELDERLY_CHILDREN = "elderly_children", _("The elderly, women and children")
    CHARITY = "charity", _("Charity")
    SCIENCE = "science", _("Popular science")
    CARE = "care", _("Services for the elderly, disabled and people in need")
    RURAL_ECONOMY = "rural_economy", _("Rural specialised economic cooperation")


class RelationKind(TextChoices):
    """Read from source to target: the source is ... the target."""

    SUBORDINATE_TO = "subordinate_to", _("subordinate to")
    LED_BY = "led_by", _("led by")
    GUIDED_BY = "guided_by", _("guided by")
    SUPERVISED_BY = "supervised_by", _("supervised by")


class Group(TextChoices):
    """What a name in a document stands for when it names no single organisation."""

    COMMITTEES = "committees", _("All committees in the area")
    RESIDENTS = "residents_committees", _("All residents' committees in the area")
    VILLAGERS = "villagers_committees", _("All villagers' committees in the area")
    CHOOSE = "choose", _("A person chooses each time")


# What `rules.missing_bodies` and `rules.missing_sub_committees` name.
BODIES = {
    "party": _("Party organisation"),
    "committee": _("Residents' committee"),
    "assembly": _("Residents' or villagers' assembly"),
    "council": _("Consultation and deliberation council"),
    **dict(Speciality.choices),
}

REASONS = {
    **places.REASONS,
    "credit_code": _("The unified social credit code is wrong: one of its 18 characters was mistyped."),
    "committee_not_subordinate": _(
        "A committee is a self-governing body of its residents: part of no authority. Choose 'guided by'."
    ),
    "committee_led_by_party": _("A committee is led by the Party organisation of its community."),
    "area_unknown": _("No place has this code."),
    "organisation_unknown": _("The organisation above is neither on record nor in this file."),
}
