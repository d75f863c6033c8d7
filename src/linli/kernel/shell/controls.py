"""One form field as an accessible control: class, description, errors, and the browser's own date picker."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.Select, "form-select"),
)
_NATIVE: dict[type[forms.Widget], tuple[str, str]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


class DayField(forms.DateField):
    """A day that offices write down: arithmetic with it never leaves the calendar, whatever somebody types."""

    default_validators = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


def is_group(field: BoundField) -> bool:
    """Radio buttons and lists of checkboxes: they stand in a fieldset with a legend."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


def described_by(field: BoundField) -> str:
    """Ids of the hint and the error of this field, as fields.html writes them."""
    parts = [f"{field.auto_id}_hint"] if field.help_text else []
    return " ".join([*parts, f"{field.auto_id}_error"] if field.errors else parts)


def control(field: BoundField, classes: str = "", **attrs: str) -> SafeString:
    """The widget of `field`, ready for `fields.html`; `data_search=""` becomes `data-search`."""
    widget = field.field.widget
    _use_native_picker(widget)
    base = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "form-control")
    given = str(widget.attrs.get("class", ""))
    wanted: dict[str, str | bool] = {
        "class": " ".join(filter(None, [base, given, classes, "is-invalid" if field.errors else ""]))
    }
    if description := described_by(field):
        wanted["aria-describedby"] = description
    if field.errors:
        wanted["aria-invalid"] = "true"
    wanted.update({key.replace("_", "-"): value for key, value in attrs.items()})
    return field.as_widget(attrs=wanted)


def _use_native_picker(widget: forms.Widget) -> None:
    """Browsers want ISO dates; a form's widgets are its own copies, so changing them touches nobody else."""
    native = _NATIVE.get(type(widget))
    if native and isinstance(widget, forms.DateInput | forms.DateTimeInput | forms.TimeInput):
        widget.input_type, widget.format = native
