"""Tell the lines of a page that are no part of its story: navigation, sharing, related stories, comments, credits."""

import re

from ingest.words import count_words

# Longer lines are prose: no furniture has more words, and a story's sentence may hold any of its words.
_LONGEST = 35
_BULLET = re.compile(r"^[•·*▪●►»>–—-]+\s*")

_SHARE = (r"(?:share(?: this)?(?: article| story)?|tweet|post|print|e-?mail|copy(?: link)?|link copied!?|save|bookmark|"
          r"facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|messenger|flipboard|instagram|youtube|"
          r"tiktok|threads|bluesky|mastodon|viber|pocket|rss|(?:save|read) (?:it )?(?:for )?later|(?:larger|smaller|"
          r"bigger) text|(?:text|font) size|gift(?: article)?|listen|download|on|via|with|and|or|by|(?:leave a "
          r")?comments?(?: ?\(\d+\))?)")
_SECTION = (r"(?:home|news|world|international|national|politics|business|economy|markets|money|culture|arts|sports?|"
            r"opinion|analysis|features?|science|health|climate|environment|technology|tech|lifestyle|travel|"
            r"entertainment|education|media|society|local|regions?|region|europe|africa|asia|americas|middle east|"
            r"latest(?: news)?|breaking(?: news)?|top stories|live|video|videos|photos|gallery|podcasts?|exclusive|"
            r"about(?: us)?|contact(?: us)?|advertise|careers|editorial|security|defen[cs]e|crime|weather)")
_JOIN = r"(?:\s*[|/,·•:»›>–—-]\s*|\s+)"

_WHOLE_LINE = re.compile("|".join((
    rf"{_SHARE}(?:{_JOIN}{_SHARE})*:?",
    rf"{_SECTION}(?:\s*[|/,·•»›>]\s*{_SECTION}|\s{{2,}}{_SECTION}|\s+{_SECTION})*",
    r"home\s*[»›>/|→:].*",
    r"[^»›]{1,40}(?:\s[»›]\s[^»›]{1,120}){2,}",
    r"[\d.,]{1,7}\s?k?(?:\s?(?:comments?|shares?|views?|likes?|replies|reactions?|reads?|votes?))?",
    r"(?:no|view|show|see|all|\d+) (?:comments?|replies)",
    r"(?:(?:skip to (?:main )?content|menu|search|sign in|log ?in|register|subscribe|my account|close|loading\W*|next|"
    r"previous|more)\s*)+",
    r"[-–—* ]*advertisements?[-–—* ]*|ad|sponsored(?: content)?|promoted|(?:story|article) continues below.*|"
    r"continue reading.*|scroll (?:down )?to continue.*|back to top|(?:next|previous) (?:article|story|post)|"
    r"(?:show|load) more|(?:view|see) all",
    r"(?:\d+|a|one|two|three|four|five|six|ten)[ -]min(?:ute)?s?(?: read(?:ing time)?| to read)?|"
    r"(?:estimated )?read(?:ing)? time\b.*|listen to (?:this|the) (?:article|story).*|\d{1,2}:\d\d",
    r"(?:tags?|topics?|keywords?|filed under|categor(?:y|ies)|posted in|in this (?:article|story)|more on|share)\s*:.*",
    r"(?:read more|read also|also read|read next|read|see also|see more|related(?: (?:article|story|news|coverage))?|"
    r"watch|listen|more on this(?: story)?|don['’]t miss|recommended|must read|further reading)\s*[:»>|–—-].*[^.]",
    r"(?:read|see) (?:more|also|the full)\b.*[^.]|read more|click here\b.*|view (?:this post )?on \w+|"
    r"view this post on instagram",
    r"(?:please )?(?:sign up|subscribe|join|get|register|never miss|stay)\b.*\b(?:newsletters?|inbox|e-?mails?|"
    r"updates?|alerts?|briefing|channel|subscribers|informed|ahead)\b.*",
    r"(?:subscribe|sign up|donate|support (?:us|our|independent)\b.*)(?: now| today| here)?[.!]?|(?:newsletters?|"
    r"daily briefing)",
    r"enter your e-?mail.*|your e-?mail(?: address)?\b.*|by (?:signing up|subscribing|clicking|continuing)\b.*|"
    r"(?:download|get) (?:our|the) (?:\w+ )?app\b.*|follow .{1,60} on (?:twitter|x|facebook|instagram|telegram|google "
    r"news|linkedin|threads|bluesky|mastodon)\b.*",
    r".*\b(?:we|(?:this|our) (?:site|website|page)) uses? cookies\b.*|(?:accept|reject|allow)(?: all)?(?: cookies)?|"
    r"manage (?:cookies|preferences|consent|settings)|cookie (?:policy|settings|preferences|notice)\b.*|"
    r"privacy (?:policy|notice|statement)|terms (?:of (?:use|service)|(?:and|&) conditions)",
    r"(?:copyright\b|©|\(c\)\s).*|.*\ball rights reserved\b.*|(?:this (?:material|article|content)|no part of this)\b.*"
    r"\b(?:may not be|must not be)\b.*",
    r".{2,120}\bcontributed (?:\w+ ){0,2}(?:to|for) this (?:article|report|story)\.?",
    r"(?:additional |with |with additional )?reporting by\b.*|(?:edited|editing|writing|compiled|translated|"
    r"translation|produced|fact-checked) by\b.*|with (?:files|reporting|information|material|input|contributions) "
    r"from\b.*",
    r".{2,80}\b(?:can|may) be (?:reached|contacted|followed) (?:at|via|on|by)\b.*|(?:contact|e-?mail|write to|send "
    r"(?:us )?tips?)\b.*\S+@\S+.*|\S+@\S+\.\w+|@\w{2,30}",
    r"(?:source|via)\s*:\s*.{2,60}",
    r"(?:this )?(?:article|story|page) (?:has been |was )?(?:read|viewed|shared)\b.*\d.*|(?:the )?(?:comments?|views?) "
    r"(?:posted|expressed) (?:on|in) this (?:site|website|page|article)\b.*|"
    r"[^.]{10,140}\(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\)",
    r"(?:this (?:article|story|report) (?:was )?)?(?:originally|first) (?:published|appeared) (?:by|in|on|at)\b.*",
    # East Asian desks credit themselves at the end, mostly in brackets.
    r"[（(【\[〔]?\s*(?:原标题|原題|责任编辑|責任編輯|责编|责任校对|编辑|編輯|编审|校对|资料来源|本文来源|来源|來源|出处|图片来源|"
    r"图片均来自|版权声明|免责声明|声明|关键词|标签|纠错|记者|文/|图/|编辑部|執筆|編集|기자\s*=|사진\s*=|저작권자)\s*[】\]）)]?\s*"
    r"[：:/／|｜].*|[（(【\[][^）)】\]]{0,4}(?:责任编辑|责编|编辑|纠错|完|終|了|END)[^）)】\]]{0,20}[）)】\]].{0,30}|"
    r".{0,40}(?:무단\s?전재|재배포\s?금지|無断転載|未经授权不得转载|不得转载).{0,60}|.{0,20}기자\s*=?\s*\S+@\S+\.\w+",
    # The same in other languages: advertisement; "read also" with what it links to; reading time; most read.
    r"[-–—* ]*(?:publicité|anzeige|werbung|pubblicità|publicidade?|reklam[aeëy]?|annonse?|annons|hirdetés|mainos|"
    r"advertentie|iklan|реклама|διαφήμιση|إعلان|اعلان|آگهی|تبلیغات|광고|廣告|広告)[-–—* ]*",
    r"(?:continua depois da publicidade|la suite après (?:cette|la) publicité|continúa después de la publicidad|"
    r"weiterlesen nach der anzeige|nach der anzeige geht es weiter|scroll for more).*",
    r"(?:(?:à )?lire(?: aussi| également)?|voir aussi|sur le même sujet|lesen sie (?:auch|mehr|hier)|mehr zum thema|"
    r"auch interessant|mehr dazu|le[ae] también|leer (?:más|también)|te puede interesar|ver también|mira también|"
    r"le puede interesar|leia (?:também|mais)|veja também|saiba mais|leggi anche|leggi(?: di)? più|per approfondire|"
    r"lexo(?:ni)? (?:edhe|më shumë)|lees ook|læs også|les også|läs (?:också|även|mer)|lue myös|czytaj (?:też|także|"
    r"również|więcej)|zobacz (?:też|także|również)|čtěte také|přečtěte si|olvasta már|cite[sș]te [sș]i|"
    r"pročitajte (?:i|još)|čitajte (?:i|još)|baca juga|lihat juga|xem thêm|okuyun|ayrıca bak(?:ın)?|"
    r"ilgili haber(?:ler)?|читайте (?:также|ещё|еще|по теме)|смотрите также|четете още|διαβάστε (?:επίσης|ακόμ[αη]|"
    r"περισσότερα)|[اإ]قر[أا] (?:أيض[اًا]+|المزيد)|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|اخبار مرتبط)\s*[:»>|"
    r"–—…-]?\s.*[^.]",
    r"(?:temps de lecture|lesezeit|lesedauer|tiempo de lectura|tempo di lettura|tempo de leitura|czas czytania|"
    r"время чтения|زمان مطالعه)\b.*|\d+\s*(?:min(?:uten?|utos?|uti)?\.?)\s*(?:de lecture|lesezeit|de lectura|"
    r"di lettura|de leitura|чтения|okuma)",
)), re.IGNORECASE)

_RELATED = re.compile(
    r"you (?:may|might) (?:also )?(?:like|be interested in|want to read)|related(?: (?:articles?|stories|story|news|"
    r"posts?|content|coverage|topics|reading))?|(?:more|other)(?: news| stories| articles)? (?:on|from|in) .{2,40}|"
    r"more (?:stories|news|headlines|top stories)|read (?:also|next)|(?:most|also) (?:read|popular|viewed|shared)|"
    r"also read|recommended(?: for you| stories| reading)?|trending(?: now)?|see also|"
    r"latest(?: news| stories| headlines)|popular(?: now| posts| stories)?|don['’]t miss|"
    r"editor['’]?s['’]? picks?|what to read next|(?:in case you missed it|icymi)|other stories|"
    r"around the web|from (?:around )?the web|keep reading|up next", re.IGNORECASE)

_COMMENTS = re.compile(
    r"leave a (?:comment|reply)|(?:\d+ )?(?:comments?|responses?)(?: ?\(\d+\))?|join the (?:conversation|discussion)|"
    r"(?:post|add|write) a comment|(?:view|show|read) (?:all )?(?:\d+ )?comments|comments are closed\.?|"
    r"be the first to comment\W*|have your say\W*|your e-?mail address will not be published\b.*", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Tell whether the canonical `line` is page furniture by itself, wherever it stands."""
    return count_words(line) <= _LONGEST and _WHOLE_LINE.fullmatch(without_bullet(line)) is not None


def opens_related(line: str) -> bool:
    """Tell whether `line` is the title of a list of other stories."""
    return _RELATED.fullmatch(line.strip(" :»›>•–—-")) is not None


def opens_comments(line: str) -> bool:
    """Tell whether `line` is the title of the readers' comments."""
    return _COMMENTS.fullmatch(line.strip(" :»›>•–—-")) is not None


def last_crumb(line: str) -> str:
    """Return what a breadcrumb line ("Home » World » Title") ends with, "" if it is none."""
    crumbs = re.split(r"\s*[»›>]\s*", line)
    return crumbs[-1] if len(crumbs) > 1 and is_furniture(line) else ""


def without_bullet(line: str) -> str:
    """Return `line` without the bullet it starts with."""
    return _BULLET.sub("", line)
