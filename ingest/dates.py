"""Read a date as an article writes it: as exact as written, never completed from a clock."""

import datetime as dt
import functools
import itertools
import re
from dataclasses import dataclass, replace
from typing import Any

from ingest.article import Dated, Precision
from ingest.calendars import Told, from_iso, read_foreign

_UPDATED = (
    "updated update modified edited actualisé mise?.à.jour aktualisiert stand actualizado atualizado aggiornato "
    "modifica bijgewerkt zaktualizowano обновлено обновена оновлено ažurirano diperbarui uppdaterad oppdatert "
    "opdateret päivitetty güncelleme përditësuar تحديث")
_PUBLISHED = (
    "published posted issued publicad[oa] publiée? veröffentlicht erstellt pubblicato gepubliceerd opublikowano "
    "опубликовано публикувана опубліковано objavljeno dipublikasikan publicerad publisert publiceret julkaistu "
    "yayınlanma oluşturulma publikuar objavljeno datum fecha data date.published date تاریخ.انتشار نشر.في")
_PREPOSITION = r"(?: (?:on|at|le|am))?\s*[:：]?"
# Of scripts whose words are not set apart from a date, or consist of several.
_UPDATED_LABEL = (r"(?:آخرین )?به[\u200c ]?روز[\u200c ]?رسانی|آخر تحديث|تم التحديث|อัปเดต(?:ล่าสุด)?|อัพเดท(?:ล่าสุด)?|"
                  r"ปรับปรุงล่าสุด|最終更新|更新|最后更新|최종\s?수정|수정|업데이트")
_PUBLISHED_LABEL = (r"تاریخ انتشار|تاريخ النشر|نُ?شر(?: في)?|เผยแพร่(?:เมื่อ)?|公開|掲載|配信|发布|發布|發佈|发表|"
                    r"기사\s?입력|입력|등록|승인|발행")
_LABEL_END = r"(?:日時|日期|日|时间|時間|于|於|일시|일)?\s*[:：]?"
_MARKERS = (
    ("updated", re.compile(rf"\b(?:last )?(?:{_UPDATED.replace(' ', '|')})\b{_PREPOSITION}|"
                           rf"(?<!\w)(?:{_UPDATED_LABEL}){_LABEL_END}", re.I)),
    ("published", re.compile(rf"\b(?:first |originally )?(?:{_PUBLISHED.replace(' ', '|')})\b{_PREPOSITION}|"
                             rf"(?<!\w)(?:{_PUBLISHED_LABEL}){_LABEL_END}", re.I)))
_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
          r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?")
_OTHER_MONTHS = (
    "januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre "
    "octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio "
    "junho julho setembro outubro novembro dezembro januari februari maart mei augustus stycznia lutego marca "
    "kwietnia maja czerwca lipca sierpnia września października listopada grudnia января февраля марта апреля мая "
    "июня июля августа сентября октября ноября декабря січня лютого березня квітня травня червня липня серпня вересня "
    "жовтня листопада грудня ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık janar shkurt "
    "prill maj qershor korrik gusht shtator tetor nëntor dhjetor ledna února března dubna května června července "
    "srpna září října listopadu prosince ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie "
    "decembrie siječnja veljače ožujka travnja svibnja lipnja kolovoza rujna studenoga prosinca avgust septembar "
    "oktobar novembar decembar január február március április május június július augusztus szeptember október marts "
    "augusti desember maret agustus ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου "
    "σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر "
    "ديسمبر януари февруари март април май юни юли август септември октомври ноември декември")
_OTHER_MONTH = f"(?:{'|'.join(sorted(_OTHER_MONTHS.split(), key=len, reverse=True))})"
_OTHER_WEEKDAY = (r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|"
                  r"samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)")
# A weekday in any language, or where the reporter is: "Velmora, 4 May 2031".
_BEFORE_DATE = re.compile(r"^(?:[^\W\d_][^\d,.:;!?]{1,40},|[^\W\d_]{3,12})\s+(?=\d)")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_CLOCK = (r"(?:at\s+|@\s*)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|\d{1,2}h\d\d|"
          r"\(?(?:gmt|utc|[a-z]{1,4}t)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\)?|[+-]\d\d:?\d\d")
_DATE_TOKENS = re.compile(
    rf"(?:{_CLOCK}|{_WEEKDAY}|{_MONTH}|{_OTHER_MONTH}|{_OTHER_WEEKDAY}|(?:19|20|21)\d\d(?:-\d\d(?:-\d\d(?:T[\d:.]+Z?)?)?)?|\d{{1,2}}(?:st|nd|rd|th|er|\.)?|"
    r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)|of|the|del?|le|den|uhr|às?|à|a las|alle(?: ore)?|um|kl\.?|saat|года?|г\.|"
    r"[\s,|·•–—/-])+", re.I)
_DATE_WORDS = re.compile(rf"\b(?:{_WEEKDAY}|{_MONTH}|{_OTHER_MONTH}|{_OTHER_WEEKDAY}|[ap]\.?m|gmt|utc|"
                         r"[a-z]{1,2}[ds]t|ist|ago|h(?:ou)?rs?|uhr|min(?:ute)?s?)\b\.?|\d[!-~ºª]*[年月日년월일]?", re.I)
_NUMERIC = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
_YEAR_FIRST = re.compile(r"\b((?:19|20)\d\d)(?:[./]|年\s?|년\s?)(\d{1,2})(?:[./]|月\s?|월\s?)(\d{1,2})(?:日|일|\b)")
_COMMON = ("en", "de", "fr", "es")
_OTHER = ("it", "pt", "nl", "pl", "ru", "uk", "tr", "sq", "cs", "ro", "hr", "sr", "hu", "sv", "da", "nb", "fi", "el",
          "ar", "id", "bg", "fa", "he", "vi", "hi", "ja", "zh", "ko")
_DIGITS = {ord("٠") + n: str(n) for n in range(10)} | {ord("۰") + n: str(n) for n in range(10)}
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_NEARLY_ISO = re.compile(r"^((?:19|20)\d\d)(?:[-/](?=\d{1,2}[-/])|(?=\d{4}(?!\d)))(\d\d?)[-/]?(\d\d?)(?=$|[T ]\d)")
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_OTHER_YEAR = re.compile(r"(?<![\d:.+-])\d{4}(?![\d:])")
_TIME = re.compile(rf"(?:{_CLOCK}|[\s,])+", re.I)
_ISO = re.compile(r"\d{4}(?:-\d\d){2}(?:[T ]\d\d:?\d\d.*)?|\d{4}-\d\d|\d{4}")
# "St." and time zones need this; a longer line is a sentence that mentions a date.
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that is only a date. `marker` is "published", "updated" or "" where the line does not say which."""

    date: Dated
    marker: str


def read_date_lines(line: str) -> tuple[DateLine, ...]:
    """Return the dates of a line that holds nothing else ("Published 4 May 2031, updated 5 May"), else ()."""
    if len(line) > 2 * _LONGEST or not any(c.isdigit() for c in line):
        return ()
    found = [_read_piece(piece) for piece in _pieces(line)]
    return tuple(d for d in found if d) if all(found) else ()


def without_dates(text: str) -> str:
    """Return what is left of a line without dates, clock times and the words that say what they date."""
    for _, marker in _MARKERS:
        text = marker.sub(" ", text)
    return _DATE_WORDS.sub(" ", text)


@functools.lru_cache(maxsize=512)  # a line is looked at several times, and a parse takes a millisecond
def read_date(text: str) -> Dated | None:
    """Return the date that `text` is, or None. A numeric date whose day and month could be swapped is a year."""
    told = read_foreign(text) if len(text) <= _LONGEST else None
    if told is None:
        return _read_gregorian(text)
    date = _read_foreign(told)
    return replace(date, evidence=text.strip(" ,|·•–—-()")) if date else None


def _read_foreign(told: Told) -> Dated | None:
    """Return the date of another calendar, with the time, or together with the same day in our own, beside it."""
    if not told.is_day:
        return _read_gregorian(told.rest)
    is_time = not told.rest or _TIME.fullmatch(told.rest)
    date = _read_gregorian(f"{told.day} {told.rest}" if is_time else told.rest)
    return date if date and date.value.startswith(f"{told.day}") else None


def _read_gregorian(text: str) -> Dated | None:
    text = _YEAR_FIRST.sub(_iso_of, text.strip(" ,|·•–—-()").translate(_DIGITS))
    if len(text) > _LONGEST or not _DATE_TOKENS.fullmatch(text) or re.fullmatch(r"[\d:.\s]{1,3}", text):
        return None
    numeric = _NUMERIC.search(text)
    if numeric:
        if not _YEAR.fullmatch(numeric[4]):
            return None
        text, evidence = _in_iso(numeric, text), text
        return _parsed(text, evidence) if text else Dated(numeric[4], Precision.YEAR, evidence)
    return _parsed(text, text)


def read_stamp(stamp: str, *, evidence: str) -> Dated | None:
    """Return the date of a page's tag (ISO 8601, else as people write it), with `evidence` naming the tag."""
    stamp = _as_iso(stamp.strip())
    if not _ISO.fullmatch(stamp):
        read = read_date(stamp)
        return Dated(read.value, read.precision, evidence, read.utc_offset) if read else None
    if not _YEAR.match(stamp):
        day = from_iso(*map(int, stamp[:10].split("-"))) if len(stamp) >= 10 else None
        return read_stamp(f"{day}{stamp[10:]}", evidence=evidence) if day else None
    try:
        if len(stamp) <= 10:
            value = stamp if len(stamp) < 10 else dt.date.fromisoformat(stamp).isoformat()
            return Dated(value, {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(stamp)], evidence)
        return _instant(dt.datetime.fromisoformat(stamp), evidence)
    except ValueError:
        return None


def _as_iso(stamp: str) -> str:
    """Return a stamp in ISO 8601 where it is nearly so: "2031-5-4 9:30:00", "20310504", seconds since 1970."""
    if _SECONDS.fullmatch(stamp):
        return dt.datetime.fromtimestamp(int(stamp[:10]), dt.UTC).isoformat()
    stamp = _NEARLY_ISO.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", stamp)
    stamp = re.sub(r"(?<=[T ])(?=\d:\d\d)", "0", stamp)
    return re.sub(r"(?<=\d)(?:\s?[A-Z]{2,5}|ZZ)$", "", stamp) if _ISO.fullmatch(stamp) else stamp


def _pieces(line: str) -> list[str]:
    """Cut a line before each marker word but the first."""
    starts = sorted({m.start() for _, marker in _MARKERS for m in marker.finditer(line)})
    cuts = [0, *(s for s in starts if s > 0 and line[:s].strip(" |·•–—-(")), len(line)]
    return [line[a:b] for a, b in itertools.pairwise(cuts)]


def _read_piece(piece: str) -> DateLine | None:
    for name, marker in _MARKERS:
        match = marker.search(piece)
        if match and not piece[: match.start()].strip(" |·•–—-(,;"):
            date = read_date(piece[match.end() :])
            return DateLine(Dated(date.value, date.precision, piece.strip(), date.utc_offset), name) if date else None
    date = read_date(piece) or read_date(_BEFORE_DATE.sub("", piece.strip()))
    return DateLine(date, "") if date and (date.evidence == piece.strip() or date.earliest()) else None


def _iso_of(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02} "


def _in_iso(numeric: re.Match[str], text: str) -> str:
    """Return `text` with its numeric date in ISO order, "" where day and month cannot be told apart."""
    first, second = int(numeric[1]), int(numeric[3])
    # Dots are written by people who put the day first; slashes and dashes by both.
    if numeric[2] == "." or first > 12 or first == second:
        day, month = first, second
    elif second > 12:
        day, month = second, first
    else:
        return ""
    return text.replace(numeric[0], f"{numeric[4]}-{month:02}-{day:02}")


def _parsed(text: str, evidence: str) -> Dated | None:
    month = re.search(f"\\b(?:{_MONTH}|{_OTHER_MONTH})", text, re.I)
    if not month and not _YEAR.search(text):
        return None
    # dateparser takes "Friday , 17 May" but not "4 May 2031 | 18:42" in every order.
    text = re.sub(r"\s*[|·•]\s*|\s+,", ", ", text)
    found = _parser(_COMMON).get_date_data(text)
    if found.date_obj is None and not text.isascii():
        found = _parser(_OTHER).get_date_data(text)
    if found.date_obj is None:
        found = _parser((*_COMMON, *_OTHER)).get_date_data(text)
    date, period = found.date_obj, found.period
    if date is None:
        return None
    if not _YEAR.search(text):
        if _OTHER_YEAR.search(text):
            return None
        in_month = month and re.search(r"(?<![\d:.])\d{1,2}(?!\d|[:.]\d)", text)
        return Dated(f"--{date:%m-%d}", Precision.DAY_WITHOUT_YEAR, evidence) if in_month else None
    if period == "time":
        return _instant(date, evidence)
    formats = {"day": ("%Y-%m-%d", Precision.DAY), "month": ("%Y-%m", Precision.MONTH), "year": ("%Y", Precision.YEAR)}
    if period not in formats:
        return None
    form, precision = formats[period]
    return Dated(date.strftime(form), precision, evidence)


def _instant(moment: dt.datetime, evidence: str) -> Dated:
    offset = f"{moment:%z}"
    utc_offset = f"{offset[:3]}:{offset[3:5]}" if offset else None
    return Dated(f"{moment:%Y-%m-%dT%H:%M}", Precision.INSTANT, evidence, utc_offset)


@functools.cache
def _parser(languages: tuple[str, ...]) -> Any:
    from dateparser.date import DateDataParser  # a tenth of a second at import

    # No relative dates ("yesterday"): they count from a clock. A leap year as base, so that 29 February can be read.
    return DateDataParser(languages=list(languages), use_given_order=True, settings={
        "PARSERS": ["absolute-time"], "RETURN_TIME_AS_PERIOD": True, "RELATIVE_BASE": dt.datetime(2000, 1, 1)})
