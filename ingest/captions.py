"""Tell picture captions and embedded social-media posts from the paragraphs around them."""

import re

_AGENCY = (r"(?:reuters|afp|ap|epa(?:-efe)?|efe|dpa|ansa|anadolu(?: agency)?|aa|upi|xinhua|tass|getty(?: images)?|"
           r"shutterstock|istock|alamy|bloomberg|wikimedia(?: commons)?)")
# Named after a slash only: prose says "via Telegram" too.
_SITE = r"(?:handout|pool|instagram|facebook|twitter|telegram|wikipedia|flickr|unsplash)"
_PHOTO = (r"(?:photo(?:graph)?s?|pictures?|images?|illustrations?|graphics?|screenshots?|stills?|fotos?|bild(?:er)?|"
          r"imagen|imagem|immagine|crédits?(?: photos?)?|фото|снимка|zdjęcie|fot\.|kuva|φωτ[οό]\w*|写真|사진|صورة|عکس)")
_CREDIT = re.compile("|".join((
    # (Photo by Ada Orlow / Wire), [AP Photo/Ada Orlow]; Photo: Ada Orlow; Photo by Ada Orlow
    rf"[(\[](?:file |{_AGENCY} )?{_PHOTO}(?: credits?| source)?(?: by\b|\s?[:/©]| courtesy)[^)\]]*[)\]]",
    rf"(?:^|[.!?)\]”\"] )(?:file |{_AGENCY} )?(?:{_PHOTO}(?: credits?| source| caption)?|credits?)\s?[:/©]"
    r".{2,80}$",
    rf"(?:^|[.!?)\]”\"] ){_PHOTO} (?:by|courtesy of) .{{2,60}}(?<!\.)$",
    # REUTERS/Ada Orlow; Ada Orlow/AFP via Getty Images; [Ada Orlow/Reuters]; via Reuters
    rf"(?:^|[.!?)\]”\"]\s){_AGENCY}\s?/\s?[^\W\d_][^.]{{1,40}}$",
    rf"[/|]\s?(?:{_AGENCY}|{_SITE})(?: images| via [\w ]{{2,30}})?[.)\]]?$",
    rf"[(\[]{_AGENCY} (?:via [^()\[\]]{{2,30}}|images)[)\]]\.?$|"
    rf"\bvia {_AGENCY}(?: images)?[)\]]?$|\bgetty images[)\]]?$",
    # FILE PHOTO: ...; Undated picture of ...; (pictured left); the dam, pictured on Friday
    r"^(?:file(?: photo| picture| image)?|undated photo|handout photo)\s?[:–—-]\s?.+",
    rf"^(?:a |an |this |in this |the )?(?:undated |recent |combination |satellite |aerial |handout |screen ?)*"
    rf"(?:file )?{_PHOTO}(?: grab)?(?:,|:| taken\b| released\b| provided\b| of\b).+[^.!?]$",
    r"\((?:[^()]{1,30} )?(?:not )?pictured(?: [^()]{1,30})?\)|"
    r", pictured (?:here|above|left|right|in|on|at|with|during)\b|"
    r"\b(?:is|are) pictured (?:here|above|left|right|in|on|at|during)\b|"
    r"\bseen in (?:this|an undated) (?:file |handout )?(?:photo|picture|image)",
)), re.IGNORECASE)
# Name/Agency at the very end, the agency unknown to us: told by its capitals, so case counts.
_WORDS = r"(?:[A-ZÀ-Þ][\w.'’&-]* ?)"
_NAMED_CREDIT = re.compile(
    rf"[.)\]] [A-Z]{{2,8}} P(?:HOTO|hoto)s? (?:by )?{_WORDS}{{1,4}}$|"
    rf"[.)\]] {_WORDS}{{1,4}}/ ?{_WORDS}{{1,4}}[.)\]]?$|[(\[]{_WORDS}{{1,4}}/ ?{_WORDS}{{1,4}}[)\]]\.?$")
_POST_TAIL = re.compile(r"\(@\w{1,30}\)\s*(?:\w+ \d{1,2}, \d{4}|\d{1,2} \w+ \d{4}|\d{4}-\d\d-\d\d)?$")
_POST = re.compile(r"\bpic\.(?:twitter|x)\.com/\w+|\ba post shared by .{2,60}\(@[\w.]+\)", re.IGNORECASE)


def is_caption(line: str) -> bool:
    """Tell whether the canonical `line` carries a picture's credit or says that it describes a picture."""
    return _CREDIT.search(line) is not None or _NAMED_CREDIT.search(line) is not None


def is_post(line: str) -> bool:
    """Tell whether the canonical `line` is an embedded post, or the signature at the end of one."""
    return _POST.search(line) is not None or _POST_TAIL.search(line) is not None


def is_post_signature(line: str) -> bool:
    """Tell whether `line` is only a post's signature: a dash, a name, a handle, a day."""
    return line[:1] in "—–-" and _POST_TAIL.search(line) is not None
