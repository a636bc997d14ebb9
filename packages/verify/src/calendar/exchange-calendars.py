"""Writes the exchanges' closed and half days from `exchange_calendars` (PyPI, Apache-2.0).

    pip install exchange_calendars && python exchange-calendars.py > exchange-calendars.json

Every weekday of 2018 to 2031 without a session is `closed`; a session that ends before the usual
closing time is `half`.
"""

import datetime
import json

import exchange_calendars

CODES = "XPAR XAMS XBRU XLIS XETR XFRA XLON XSWX XSTO XCSE XHEL XOSL XMIL XMAD XWBO XDUB XNYS XNAS"

answer = {"version": exchange_calendars.__version__}
for code in CODES.split():
    calendar = exchange_calendars.get_calendar(code, start="2018-01-01", end="2031-12-31")
    closes = calendar.closes.dt.tz_convert(calendar.tz).dt.time
    usual = closes.mode()[0]
    sessions = {day.date() for day in calendar.sessions}
    half = [day.date().isoformat() for day, time in closes.items() if time < usual]
    closed = []
    day = datetime.date(2018, 1, 1)
    while day.year < 2032:
        if day.weekday() < 5 and day not in sessions:
            closed.append(day.isoformat())
        day += datetime.timedelta(days=1)
    answer[code] = {"closed": " ".join(closed), "half": " ".join(half)}
print(json.dumps(answer, indent=1))
