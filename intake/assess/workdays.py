"""Norwegian working days: deadlines that fall on a day off move to the next working day.

Public holidays by lov om 1 og 17 mai (1947) and helligdagsfredloven § 2, as the package `holidays` keeps them.
"""

import calendar
import datetime as dt
from functools import cache


@cache
def holidays(year: int) -> frozenset[dt.date]:
    """The public holidays of a year, Sundays among them only where they are named."""
    from holidays.countries.norway import Norway  # slow to import, and only deadlines need it

    return frozenset(Norway(years=year, language="no"))


def is_day_off(day: dt.date) -> bool:
    """Whether offices are closed: Saturday, Sunday or a public holiday."""
    return day.weekday() >= 5 or day in holidays(day.year)


def working_day_from(day: dt.date) -> dt.date:
    """The day itself, or the next working day."""
    while is_day_off(day):
        day += dt.timedelta(days=1)
    return day


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (earlier for a negative number); the month's last day where it has fewer."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def turns_18(born: dt.date) -> dt.date:
    """The eighteenth birthday; who is born on 29 February has it on 1 March."""
    leap = (born.month, born.day) == (2, 29) and not calendar.isleap(born.year + 18)
    return dt.date(born.year + 18, 3, 1) if leap else born.replace(year=born.year + 18)
