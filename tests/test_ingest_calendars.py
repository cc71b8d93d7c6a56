"""Dates of other calendars and scripts are the day they name, with its time where told, or unknown: never wrong."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.calendars import from_iso
from ingest.dates import read_date, read_date_lines, read_stamp

# Anchors that no code computed, and the lengths of the Persian months: each day between is counted from them.
NEW_YEARS = {1370: dt.date(1991, 3, 21), 1403: dt.date(2024, 3, 20), 1404: dt.date(2025, 3, 21),
             1410: dt.date(2031, 3, 21)}
LENGTHS = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29)
PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
THAI = ("มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม").split()
LEVANT = ("كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول").split(",")
PERSIAN_DIGITS, THAI_DIGITS = (str.maketrans("0123456789", digits) for digits in ("۰۱۲۳۴۵۶۷۸۹", "๐๑๒๓๔๕๖๗๘๙"))


def value(text: str) -> str | None:
    date = read_date(text)
    return date.value if date else None


@pytest.mark.parametrize(("line", "expected"), [
    ("یکشنبه ۱۴ اردیبهشت ۱۴۱۰", "2031-05-04"), ("یکشنبه، ۱۴ اردیبهشت ۱۴۱۰ - ۱۸:۴۲", "2031-05-04T18:42"),
    ("۱۸:۴۲ - ۱۴ اردیبهشت ۱۴۱۰", "2031-05-04T18:42"), ("تاریخ انتشار: ۱۴۱۰/۰۲/۱۴ ۱۸:۴۲", "2031-05-04T18:42"),
    ("1410/02/14", "2031-05-04"), ("۱۴ ثور ۱۴۱۰", "2031-05-04"), ("۴ مه ۲۰۳۱", "2031-05-04"),
    ("یکشنبه ۱۴ اردیبهشت ۱۴۱۰ | Sunday 4 May 2031", "2031-05-04"),
    ("4 พฤษภาคม 2574", "2031-05-04"), ("วันอาทิตย์ที่ ๔ พฤษภาคม พ.ศ. ๒๕๗๔ เวลา 18.42 น.", "2031-05-04T18:42"),
    ("4 พ.ค. 74 18:42 น.", "2031-05-04T18:42"), ("4 พฤษภาคม ค.ศ. 2031", "2031-05-04"), ("04/05/2574", "2031-05-04"),
    ("الأحد 4 أيار/مايو 2031", "2031-05-04"), ("٤ أيار ٢٠٣١ - ٦:٤٢ م", "2031-05-04T18:42"),
    ("4 تشرين الثاني 2031", "2031-11-04"), ("4 ماي 2031", "2031-05-04"), ("آخر تحديث: 4 مايو 2031", "2031-05-04"),
    ("الأحد 12 محرم 1453 هـ الموافق 4 مايو 2031 م", "2031-05-04"), ("12 محرم 1453 - 4 May 2031", "2031-05-04"),
    ("اتوار 4 مئی 2031", "2031-05-04"), ("4 मई 2031", "2031-05-04"), ("4 במאי 2031", "2031-05-04"),
    ("2031年5月4日(日) 18時42分", "2031-05-04T18:42"), ("令和13年5月4日 午後6時42分", "2031-05-04T18:42"),
    ("２０３１年５月４日", "2031-05-04"), ("2031年05月04日18:42", "2031-05-04T18:42"),
    ("民國120年5月4日", "2031-05-04"),
    ("发布时间：2031年5月4日 星期日 下午6:42", "2031-05-04T18:42"), ("更新日：2031年5月4日", "2031-05-04"),
    ("2031년 5월 4일 (일) 오후 6:42", "2031-05-04T18:42"), ("입력 2031.05.04. 오전 12:05", "2031-05-04T00:05"),
    ("2031.05.04 18:42 GMT", "2031-05-04T18:42"),
])
def test_a_line_that_is_such_a_date_is_that_day(line: str, expected: str) -> None:
    assert [date.date.value for date in read_date_lines(line)] == [expected]


@pytest.mark.parametrize("line", [
    "12 محرم 1453 هـ", "12 محرم 1453", "1453/01/12", "12/01/1453",
    # the moon decides, country by country
    "۳۰ اسفند ۱۴۱۰", "۳۲ فروردین ۱۴۱۰", "31 نيسان 2031", "30/02/2574", "令和13年13月4日", "2031年2月29日",
    # no such day
    "4 أيار/أبريل 2031", "یکشنبه ۱۴ اردیبهشت ۱۴۱۰ | Monday 5 May 2031", "2031年5月4日、2031年5月5日",
    # two days
    "4 พฤษภาคม 1410", "۱۴ مهر ۲۰۳۱", "14 May 2574", "14 mei 1410", "14/02/1410", "4 พ.ค. 31", "4 أيار 31",
    # in whose year?
    "امروز: یکشنبه ۱۴ اردیبهشت ۱۴۱۰",
    # "today": a page's clock
    "2031年5月4日 25:10", "4 أيار 2031 بتوقيت فيلمورا", "۲ دی", "二〇三一年五月四日",
])
def test_what_cannot_be_told_is_unknown(line: str) -> None:
    assert read_date_lines(line) == ()


@pytest.mark.parametrize(("stamp", "expected"), [
    ("1410-02-14T18:42:00+03:30", "2031-05-04T18:42"), ("2574-05-04", "2031-05-04"),
    ("1410/02/14 18:42", "2031-05-04T18:42"),
    ("2031-05-04", "2031-05-04"), ("1453-01-12", None), ("0120-05-04", None), ("1410-12-30", None), ("1410-02", None)])
def test_a_pages_tag_in_another_calendar_is_converted_or_unknown(stamp: str, expected: str | None) -> None:
    date = read_stamp(stamp, evidence="meta")
    assert (date.value if date else None) == expected


def test_every_day_of_a_persian_year_is_counted_from_its_new_year() -> None:
    for year, day in NEW_YEARS.items():
        for month, (name, length) in enumerate(zip(PERSIAN, LENGTHS, strict=True), start=1):
            for number in range(1, length + 1):
                assert from_iso(year, month, number) == day
                if number in (1, length):
                    assert value(f"{number} {name} {year}".translate(PERSIAN_DIGITS)) == f"{day}"
                day += dt.timedelta(1)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)))
@settings(max_examples=150, deadline=None)
def test_a_day_is_the_same_however_a_page_writes_it(day: dt.date) -> None:
    buddhist = day.year + 543
    for text in (f"{day.day} {THAI[day.month - 1]} {buddhist}".translate(THAI_DIGITS), f"{day:%d/%m}/{buddhist}",
                 f"{day.day} {LEVANT[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日",
                 f"{day.year}년 {day.month}월 {day.day}일", f"{day.year}. {day.month}. {day.day}."):
        assert value(text) == f"{day}"


@given(st.integers(1, 40), st.sampled_from([*PERSIAN, *THAI, *LEVANT, "مايو", "محرم", "May", "月"]),
       st.integers(0, 3000), st.sampled_from(["", " 18:42", " م", " هـ"]))
@settings(max_examples=300, deadline=None)
def test_no_line_gives_a_day_of_another_year_than_it_can_mean(day: int, month: str, year: int, after: str) -> None:
    found = value(f"{day} {month} {year}{after}")
    years = {year, year - 543, year + 2500 - 543, year + 621, year + 622}
    assert found is None or found.startswith("--") or int(found[:4]) in years
