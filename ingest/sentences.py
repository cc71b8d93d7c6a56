"""Split one block of news text into sentences by rules."""

import re

from ingest.article import Span

_OPENERS = "\"'“‘«»„‚([{‹¿¡"
_CLOSERS = "\"'”’»«“)]}›"
_STOPS = ".!?…。！？؟۔।"
# A stop with what belongs to it: more stops, closing quotes, an ellipsis set apart.
_END = re.compile(
    rf"[{_STOPS}]+(?:\s?\.){{0,4}}(?:[{re.escape(_CLOSERS)}]+)?(?:\[[^\[\]\s][^\[\]]{{0,30}}\])*(?:\s…(?=\s))?")
_BULLET = re.compile(r"(?<=\s)[•▪●‣◦](?=\s)|(?=[—–]\s?[^—–\n]{1,60}\(@\w{1,30}\))")
# Characters looked at around a stop: enough for an attribution, and the cost of a line stays linear in its length.
_WINDOW = 160
_FULL_WIDTH = "。！？"

_TITLES = frozenset(
    "mr mrs ms mx dr prof sen rep gov gen lt col capt cpt sgt cpl pvt maj cmdr adm rev hon pres supt insp det sr sra "
    "fr mt ft messrs mme mlle mgr herr hr amb sec atty dist pte ens brig vs v viz cf eg ie e.g i.e ca approx al fig "
    "figs art para assoc est z.b d.h u.a bzw dipl ing st".split())
_BEFORE_NUMBER = frozenset("no nos nr pp p vol ch sec art fig para op pt pop jan feb mar apr jun jul aug sep sept "
                           "oct nov dec c ca approx núm núms num n°".split())
# These end a sentence as often as not: the next word decides.
_EITHER = frozenset(
    "inc ltd corp co cos bros plc llc jr sr esq etc a.m p.m am pm ph.d m.d b.a m.a d.c u.s u.n u.k e.u u.s.a u.a.e "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd dept "
    "div univ ext hq ft mph kg km lb lbs oz calif fla tex mass mich minn wash conn ill pa va ga la md ariz colo n.y "
    "n.j n.c s.c l.a".split())
_STARTERS = frozenset(
    "the a an this that these those there here he she it they we i you his her its their our my your one two three "
    "some many most all no not if when while after before since although though because as at in on by for from with "
    "without but and or so yet nor however meanwhile still then now also once only even both each every another other "
    "such what who where why how which whether under over during until despite according asked last next earlier "
    "later officials police authorities several according more about according among between against following hours "
    "days less did do does is are was were has have had can could will would should may might must let nobody nothing "
    "everyone everybody someone".split())
_SPEECH = re.compile(
    r"\s*(?:(?:[A-ZÀ-Þ][\w.’'-]*|of|the|de|van|von|al|bin|a|an|his|her|their|one|minister|mayor|president|chief|"
    r"spokes\w+|director)\s+){0,5}(?:[\w.’'-]+, [^.,!?]{2,40}, |[A-ZÀ-Þ\w][\w.’'-]* )(?:asked|said|says|shouted|cried|"
    r"wrote|wondered|replied|added|told|demanded|exclaimed|tweeted|yelled|wanted|called|declared|insisted|chanted)\b")
_STARTS_LINE = re.compile(rf"(?:^|[{_STOPS}][{re.escape(_CLOSERS)}]*\s)\s*[•*-]?\s*\d{{1,2}}$")
_MONTH_NEXT = re.compile(
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b", re.I)


def split(text: str, *, language: str) -> tuple[Span, ...]:
    """Return the sentences of one block, in order, trimmed, together covering every character that is no blank.

    English abbreviations are always known, since names and quotes carry them into every language; `language` adds
    what would be wrong elsewhere (German ordinals).
    """
    spans: list[Span] = []
    start = 0
    for end in [*_ends(text, language), len(text)]:
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append(Span(left, start + len(piece.rstrip())))
        start = end
    return tuple(spans)


def _ends(text: str, language: str) -> list[int]:
    """Return where sentences end before the end of the text, in order."""
    ends = {match.start() for match in _BULLET.finditer(text)}
    ends.update(match.end() for match in _END.finditer(text) if _is_end(text, match, language))
    return sorted(ends)


def _is_end(text: str, match: re.Match[str], language: str) -> bool:
    before, after = text[max(0, match.start() - _WINDOW) : match.start()], text[match.end() : match.end() + _WINDOW]
    if not after.strip():
        return False
    if match[0][0] in _FULL_WIDTH:
        return True
    following = after.lstrip(" " + _OPENERS)
    if not after[0].isspace():
        return _is_glued_end(before, match, following)
    if not following or (following[0].islower() and _has_case(before)):
        return False
    if following[0] in ",;:)…-–—" and not re.match(r"[—–-]\s", following):
        return False
    stop = match[0].rstrip(_CLOSERS)
    if stop.startswith(".") and len(stop) == 1:
        return _ends_with_full_stop(before, match[0], following, language)
    is_quoted = len(match[0]) > len(stop)
    return not (stop[-1] in "!?" and is_quoted and _SPEECH.match(after))


def _has_case(before: str) -> bool:
    """Tell whether the last letter is of a script with capitals: elsewhere a small letter says nothing."""
    letter = re.search(r"[^\W\d_](?=[\W\d_]*$)", before)
    return letter is None or letter[0].lower() != letter[0].upper()


def _is_glued_end(before: str, match: re.Match[str], following: str) -> bool:
    """Tell whether a blank was lost after a full stop ("ended.The next day")."""
    word = re.search(r"[^\W\d_]{3,}$", before)
    next_word = re.match(r"[A-Z][a-z]*\b(?![.@/])", following)
    joined = before.rsplit(" ", 1)[-1]
    return (match[0].startswith((".", "!", "?")) and word is not None and word[0].islower() and next_word is not None
            and next_word[0].lower() in _STARTERS and not re.search(r"[@/.]", joined))


def _ends_with_full_stop(before: str, stop: str, following: str, language: str) -> bool:
    """Tell whether one full stop ends a sentence, by the word before and the word after it."""
    word = re.search(r"[^\s\"'“‘«(\[—–/-]*$", before)
    token = (word[0] if word else "").lower()
    next_word = re.match(r"[^\W_]+(?:[’'][^\W_]+)?", following)
    follower = next_word[0].lower() if next_word else ""
    starts = follower in _STARTERS or follower.split("’")[0].split("'")[0] in _STARTERS
    if len(stop) > 1 and not re.fullmatch(r"[.\s]+", stop):  # a closing quote, a bracket or a note after it
        return True
    if token in _BEFORE_NUMBER and following[:1].isdigit():
        return False
    if token in _TITLES:  # a name follows; "St. Marta", but "on Main St. The"
        return starts and re.search(r"[A-Z][a-z]+ St$", before) is not None
    if token in _EITHER or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", token):
        return starts
    if re.fullmatch(r"[^\W\d_]", token) and word is not None and word[0].isupper():
        # An initial, unless a function word follows ("plan B. The rest"); "W. Will" and "J. A. Lund" are names.
        return starts and len(follower) > 1 and follower not in ("will", "may")
    numbered = before[: -len(token)].rsplit(maxsplit=1)[-1:] if token.isdigit() else []
    if numbered and numbered[0].rstrip(".").lower() in _BEFORE_NUMBER:
        return True  # "They live at No. 10."
    is_ordinal = language == "de" and len(token) < 3 and _MONTH_NEXT.match(following) is not None
    return not (token.isdigit() and (is_ordinal or _STARTS_LINE.search(before)))  # "am 4. Mai", "1. The dam"
