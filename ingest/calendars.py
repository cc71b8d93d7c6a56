"""Find the day in a date of another calendar or script: Persian, Thai, Arabic, Chinese, Japanese, Korean and others.

A Persian day has one Gregorian day; of an Islamic one the moon over each country decides, so that one alone is unknown.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Each row is one month, from January; "_" is a blank. Arabic of the Levant, of Egypt and the Gulf, of the Maghreb;
# Persian of Iran and Afghanistan; Urdu; Thai; Hindi; Bengali; Hebrew.
_MONTHS = (
    "كانون_الثاني يناير جانفي ژانویه جنوری มกราคม ม.ค. जनवरी জানুয়ারি ינואר",
    "شباط فبراير فيفري فوریه فبروری فروری กุมภาพันธ์ ก.พ. फरवरी फ़रवरी ফেব্রুয়ারি פברואר",
    "آذار مارس مارچ มีนาคม มี.ค. मार्च মার্চ מרץ מרס",
    "نيسان أبريل إبريل أفريل آوریل اپریل เมษายน เม.ย. अप्रैल এপ্রিল אפריל",
    "أيار مايو ماي مايس مه می مئی พฤษภาคม พ.ค. मई মে מאי",
    "حزيران يونيو يونية جوان ژوئن جون มิถุนายน มิ.ย. जून জুন יוני",
    "تموز يوليو يولية يوليوز جويلية ژوئیه جولای جولائی กรกฎาคม ก.ค. जुलाई জুলাই יולי",
    "آب أغسطس أوت غشت اوت اگست สิงหาคม ส.ค. अगस्त আগস্ট אוגוסט",
    "أيلول سبتمبر شتنبر سپتامبر سپتمبر ستمبر กันยายน ก.ย. सितंबर सितम्बर সেপ্টেম্বর ספטמבר",
    "تشرين_الأول أكتوبر اکتبر اکتوبر ตุลาคม ต.ค. अक्टूबर अक्तूबर অক্টোবর אוקטובר",
    "تشرين_الثاني نوفمبر نونبر نوامبر نومبر พฤศจิกายน พ.ย. नवंबर नवम्बर নভেম্বর נובמבר",
    "كانون_الأول ديسمبر دجنبر دسامبر دسمبر ธันวาคม ธ.ค. दिसंबर दिसम्बर ডিসেম্বর דצמבר")
# Of Iran, then of Afghanistan, from the spring equinox.
_SOLAR = ("فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد امرداد اسد", "شهریور سنبله", "مهر میزان",
          "آبان عقرب", "آذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت")
_LUNAR = ("محرم صفر ربيع_الأول ربيع_الثاني ربيع_الآخر جمادى_الأولى جمادى_الأول جمادى_الثانية جمادى_الآخرة جمادی_الثانی "
          "رجب شعبان رمضان شوال ذو_القعدة ذي_القعدة ذی_قعده ذیقعده ذو_الحجة ذي_الحجة ذی_حجه ذیحجه")
_WEEKDAYS = (
    "الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت یکشنبه یک_شنبه دوشنبه دو_شنبه سه_شنبه سهشنبه چهارشنبه "
    "چهار_شنبه پنجشنبه پنج_شنبه جمعه شنبه اتوار پیر منگل بدھ جمعرات ہفتہ "
    "रविवार सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार")
_UNSPACED_WEEKDAYS = (
    "วันอาทิตย์ วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์ 星期日 星期天 星期一 星期二 星期三 星期四 星期五 星期六 "
    "周日 周一 周二 周三 周四 周五 周六 (日) (月) (火) (水) (木) (金) (土) "
    "日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 "
    "(일) (월) (화) (수) (목) (금) (토) 일요일 월요일 화요일 수요일 목요일 금요일 토요일")
_AROUND = "الموافق ساعت الساعة وقت توقیت قمری هجری شمسی خورشیدی میلادی میلادي هـ ه.ش ه.ق بجے बजे"
_UNSPACED_AROUND = "วันที่ ที่ เวลา น."
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "中華民國": 1911, "民國": 1911, "民国": 1911}
_LETTERS = str.maketrans("يىكأإآةۀہ", "ییکاااههه") | {0x640: None, 0x200C: " "}
_AFTERNOON = ("오후", "午後", "下午", "晚上", "مساء", "م")
_MORNING = ("오전", "午前", "上午", "凌晨", "早上", "صباحا", "ص")


def _folded(text: str) -> str:
    """Return `text` with one form for letters that are written in several, plain digits and no vowel marks."""
    text = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    text = re.sub("[\u064b-\u065f\u0670\u200e\u200f]", "", text)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _names(names: str) -> list[str]:
    return [_folded(name).replace("_", " ") for name in names.split()]


def _any(names: list[str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", " ?") for name in sorted(names, key=len, reverse=True))


def _numbered(rows: tuple[str, ...]) -> dict[str, int]:
    return {name.replace(" ", ""): number for number, row in enumerate(rows, start=1) for name in _names(row)}


_MONTH_NUMBERS, _SOLAR_NUMBERS = _numbered(_MONTHS), _numbered(_SOLAR)
_MONTH = rf"(?:{_any([name for row in _MONTHS for name in _names(row)])})"
_DAY = r"(?<![\d./-])(?P<day>\d{1,2})(?!\d)"
_YEAR = r"(?P<year>\d{4}|\d\d)(?!\d)"
_NAMED = re.compile(
    rf"{_DAY}\s*(?:ב|من )?(?P<month>{_MONTH})(?:\s*[/(]\s*(?P<again>{_MONTH})\)?)?(?!\w)[\s,،]*"
    rf"(?P<era>พ\.ศ\.|ค\.ศ\.)?\s*{_YEAR}\s?م?(?!\w)")
_NAMED_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})(?:\s*/\s*(?P<again>{_MONTH}))?\s+{_DAY}[\s,،]+(?P<era>){_YEAR}\s?م?(?!\w)")
_SOLAR_NAMED = re.compile(
    rf"{_DAY}\s*(?P<month>{_any([name for row in _SOLAR for name in _names(row)])})(?!\w)[\s,،]*"
    r"(?:ماه\s*)?(?:سال\s*)?(?P<year>1[34]\d\d)(?!\d)")
# Numbers alone: from 1991 to 2041. An Islamic date with these years is older than the web.
_SOLAR_NUMERIC = re.compile(r"(?<![\d./-])(13[7-9]\d|14[01]\d)([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")
_LUNAR_NAMED = re.compile(rf"{_DAY}\s*(?:{_any(_names(_LUNAR))})(?!\w)[\s,،]*(?:1[345]\d\d)(?!\d)\s*(?:هـ?(?!\w))?")
_BUDDHIST = re.compile(r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(2[456]\d\d)(?!\d)")
_BUDDHIST_YEAR_FIRST = re.compile(r"(?<![\d./-])(2[456]\d\d)([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")
_EAST = re.compile(
    rf"(?:(?:西暦|公元)?(?<!\d)((?:19|20|21)\d\d)|({'|'.join(_ERAS)})\s?(元|\d{{1,3}}))\s?[年년]\s?"
    r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일號号]")
_DOTTED = re.compile(r"(?<!\d)((?:19|20|21)\d\d)\.\s?(\d{1,2})\.\s?(\d{1,2})(?:\.|(?=\s|$))")
_HALF_DAY = re.compile(
    rf"({'|'.join((*_AFTERNOON, *_MORNING))})?\s*(?<![\d:.])(\d{{1,2}})\s?(?::|[時时點点시])\s?(\d\d?)(?:\s?[分분])?"
    rf"(?::\d\d|\s?\d\d?\s?[秒초])?(?!\d)(?:\s?({'|'.join((*_AFTERNOON, *_MORNING))})(?!\w))?")
_SKIPPED = re.compile(
    rf"(?<!\w)(?:{_any(_names(_WEEKDAYS + ' ' + _AROUND))})(?!\w)|{_any(_names(_UNSPACED_WEEKDAYS))}|"
    rf"{_any(_names(_UNSPACED_AROUND))}")
_SEPARATORS = " ,،|·•–—-/()：:"


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says in another calendar or script: `day`, None where it cannot be told, and the `rest` of it.

    `is_day` is False where there was only a day of the moon's calendar: then the rest alone may date.
    """

    day: dt.date | None
    rest: str
    is_day: bool


def read_foreign(text: str) -> Told | None:
    """Return the day that `text` names in another calendar or script, None where it names none.

    What names no existing day, or two days that differ, has no day. The rest has its time as "18:42".
    """
    rest, days, is_foreign = _folded(text), set[dt.date | None](), False
    for pattern, read in _RULES:
        while match := pattern.search(rest):
            is_foreign = True
            if read is not None:
                days.add(_existing(read, match))
            rest = f"{rest[: match.start()]} | {rest[match.end() :]}"
    if not is_foreign:
        return None
    rest = _SKIPPED.sub(" ", _HALF_DAY.sub(_clock, rest)).strip(_SEPARATORS)
    return Told(next(iter(days)) if len(days) == 1 else None, rest, is_day=bool(days))


def from_iso(year: int, month: int, day: int) -> dt.date | None:
    """Return the day of a date in ISO's order by its year: Gregorian, Persian or Buddhist; None where none is sure."""
    try:
        return (_solar if 1370 <= year < 1420 else _buddhist if 2443 <= year < 2643 else _gregorian)(year, month, day)
    except ValueError:
        return None


def _existing(read: Callable[[re.Match[str]], dt.date], match: re.Match[str]) -> dt.date | None:
    try:
        return read(match)
    except ValueError:
        return None


def _gregorian(year: int, month: int, day: int) -> dt.date:
    if not 1900 <= year < 2200:
        raise ValueError(f"{year} is no year of news")
    return dt.date(year, month, day)


def _buddhist(year: int, month: int, day: int) -> dt.date:
    return _gregorian(year - 543, month, day)


def _solar(year: int, month: int, day: int) -> dt.date:
    from persiantools.jdatetime import JalaliDate

    return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]


def _named(match: re.Match[str]) -> dt.date:
    month, year = _MONTH_NUMBERS[match["month"].replace(" ", "")], int(match["year"])
    if match["again"] and _MONTH_NUMBERS[match["again"].replace(" ", "")] != month:
        raise ValueError("two months")
    is_thai = "\u0e00" < match["month"] < "\u0e80"
    if is_thai and 50 <= year < 90:  # only Thai pages shorten a year that can be told: 67 is 2567
        year += 2500
    is_buddhist = is_thai and match["era"] != "ค.ศ." and year >= 2443
    return (_buddhist if is_buddhist else _gregorian)(year, month, int(match["day"]))


def _east(match: re.Match[str]) -> dt.date:
    year, era, count, month, day = match.groups()
    return _gregorian(int(year or 0) or _ERAS[era] + (1 if count == "元" else int(count)), int(month), int(day))


def _clock(match: re.Match[str]) -> str:
    """Return a time as "18:42"; one of the afternoon is counted on from noon."""
    half, hour, minute = match[1] or match[4], int(match[2]), match[3]
    if half and hour <= 12:
        hour = hour % 12 + 12 * (half in _AFTERNOON)
    return f" {hour:02}:{minute:0>2} "


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], dt.date] | None], ...] = (
    (_LUNAR_NAMED, None),
    (_SOLAR_NAMED, lambda m: _solar(int(m["year"]), _SOLAR_NUMBERS[m["month"]], int(m["day"]))),
    (_SOLAR_NUMERIC, lambda m: _solar(int(m[1]), int(m[3]), int(m[4]))),
    (_NAMED, _named), (_NAMED_MONTH_FIRST, _named),
    (_BUDDHIST, lambda m: _buddhist(int(m[4]), int(m[3]), int(m[1]))),
    (_BUDDHIST_YEAR_FIRST, lambda m: _buddhist(int(m[1]), int(m[3]), int(m[4]))),
    (_EAST, _east),
    (_DOTTED, lambda m: _gregorian(int(m[1]), int(m[2]), int(m[3]))))
