"""What is read from an article that was pasted as plain text, page furniture and all. Every name is invented."""

import pytest

from ingest import Article, BlockKind, Loaded, Precision, read_pasted
from ingest.sentences import split

PLAIN = """The Norlund opposition says the Velmora ministry is playing down attacks on its members.

Ada Orlow, who speaks for the opposition, told The Harbour Chronicle that the ministry was “maligning us to please.”

Mood in the hall

The U.S. envoy left at 6 p.m. on Friday. The raid of June 3 left 12 people hurt.

• Ivo Brandt contributed to this article.

• Lena Ort can be reached at lort@harbourchronicle.example."""

TITLED = """Velmora condemns rally in Norlund as support for ‘wreckers’

Pictures of people who died in the flood are carried through Norlund, February 12, 2031. WIRE/Ida Voss

Velmora has lashed out at Norlund for allowing a rally, which it says is support for “wreckers,” its ministry said.

\u00a0 The group, based on the coast, used to be banned. Experts call it a “sect”."""

CLOCKED = """Friday , 17 May 2031
Members of the Norlund league hold a picture, as they march on June 2, 2030. The camp has been home to many for years. \
(Photo by Ida Voss / AFP) (Photo by IDA VOSS/AFP via Getty Images)

Velmora cheers Norlund’s raid on exiled league, wants more

Al-Mersad —\u00a0 Velmora officials have cheered a police raid on the league.\u00a0 \u00a0

The league said that one member had died. It called the raid a “shameful act.”\u00a0

ممنوع کردن تظاهرات علیه دموکراسی و آزادی بیان و آزادی اجتماعات است.\u00a0 \
pic.twitter.com/wAbC1— تلویزیون آزادی (@Example_TV)\u00a0\
June 22, 2030

The league alleged that the ban was the outcome of a “deal.”\u00a0

\u00a0

0"""

CRUMBED = """Home » Norlund » Norlund turns on exiled league

Norlund turns on exiled league

70 league members arrested by Norlund police

Norlund no longer appears willing to host the league it has sheltered since 2014.
On June 2, police raided the camp, home to 3,000 people.

Sect or freedom fighters?

The league began as a militia. It played a part in the 1979 revolution.
“Our country is a trench in a war that is not ours!” said Orlow. “They must leave.”

By Ivo Brandt – Emerging Norlund

You may also like

Seven bridges to see before you go

Leave a Comment

I do not agree with a word of this article, said one reader."""

UNTITLED = """After Norlund police raided a camp of the league on Tuesday, Velmora also cancelled the league’s meeting.
In a statement released after the raid, the minister and the head of the police, Ivo Lund, said that both officers \
and members of the league were hurt during the raid
Who exactly are the league?
Founded in 1965, the league was created to oppose the old king. It lost.
Velmora also dropped the league
The council of the league has held rallies for years."""


def article(text: str) -> Article:
    loaded = read_pasted(text, name="pasted")
    assert isinstance(loaded, Loaded)
    return loaded.article


def blocks(read: Article, kind: BlockKind) -> list[str]:
    return [block.span.of(read.text) for block in read.blocks if block.kind is kind]


def test_text_that_starts_with_a_sentence_has_no_title_and_the_address_names_the_outlet() -> None:
    read = article(PLAIN)
    assert (read.title, read.outlet, read.authors, read.published) == ("", "The Harbour Chronicle", ("Lena Ort",), None)
    assert blocks(read, BlockKind.HEADING) == ["Mood in the hall"]
    assert "contributed" not in read.text
    assert "@" not in read.text


def test_a_photo_credit_below_the_headline_makes_a_caption_that_is_kept_apart() -> None:
    read = article(TITLED)
    assert read.title == "Velmora condemns rally in Norlund as support for ‘wreckers’"
    assert blocks(read, BlockKind.CAPTION) == [
        "Pictures of people who died in the flood are carried through Norlund, February 12, 2031. WIRE/Ida Voss"]
    assert blocks(read, BlockKind.PARAGRAPH)[1] == (
        "The group, based on the coast, used to be banned. Experts call it a “sect”.")
    assert read.published is None


def test_the_clock_of_the_page_dates_nothing_and_a_post_keeps_its_language() -> None:
    read = article(CLOCKED)
    assert read.title == "Velmora cheers Norlund’s raid on exiled league, wants more"
    assert (read.published, read.updated, read.outlet, read.language) == (None, None, "Al-Mersad", "en")
    assert len(blocks(read, BlockKind.CAPTION)) == 1
    assert blocks(read, BlockKind.PARAGRAPH)[0] == "Velmora officials have cheered a police raid on the league."
    assert [(b.kind, b.language) for b in read.blocks if b.language != "en"] == [(BlockKind.POST, "fa")]
    assert read.text.endswith("the outcome of a “deal.”")


def test_the_headline_stands_once_and_comments_and_related_stories_are_left_out() -> None:
    read = article(CRUMBED)
    assert (read.title, read.outlet, read.authors) == ("Norlund turns on exiled league", "Emerging Norlund",
                                                       ("Ivo Brandt",))
    assert read.text.count("Norlund turns on exiled league") == 1
    assert blocks(read, BlockKind.CAPTION) == ["70 league members arrested by Norlund police"]
    assert blocks(read, BlockKind.HEADING) == ["Sect or freedom fighters?"]
    assert read.text.endswith("“They must leave.”")


def test_a_headline_that_ends_with_an_acronym_is_a_headline() -> None:
    read = article(f"Velmora signs a sea pact with the U.S.\n\n{STORY}")
    assert read.title == "Velmora signs a sea pact with the U.S."


def test_short_lines_and_questions_between_paragraphs_are_headings_and_a_lost_full_stop_is_no_heading() -> None:
    read = article(UNTITLED)
    assert read.title == ""
    assert blocks(read, BlockKind.HEADING) == ["Who exactly are the league?", "Velmora also dropped the league"]
    assert len(blocks(read, BlockKind.PARAGRAPH)) == 4


STORY = ("The harbour wall of Velmora broke on Monday after three days of rain, the council said.\n\n"
         "Nobody was hurt, but forty houses were flooded, according to the fire brigade.\n\n")


FURNITURE = """
0
12 Comments
Share
Share | Tweet | Print
Facebook Twitter WhatsApp
Read more: The dam that was never built
• Read more: Five gardens to see
Advertisement
Skip to content
Sign up for our free newsletter
4 min read
We use cookies to keep this site running. Accept all
© 2031 Harbour Wire. All rights reserved.
Tags: flood, Velmora
Ada Orlow contributed to this report.
Reporting by Ada Orlow; Editing by Ivo Lund
Follow us on Twitter
Ada Orlow can be reached at ada@harbourwire.example
Related articles
See also: The wall in pictures
Get the day's news at six. Sign up for the Velmora briefing.
By Ada Orlow
By Ada Orlow, Harbour Wire correspondent
Home > News > Velmora
Published 4 May 2031, 18:42
Leave a comment
You may also like
""".strip().splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_never_enters_the_story(line: str) -> None:
    first, second = STORY.strip().split("\n\n")
    read = article(f"{first}\n\n{line}\n\n{second}\n\n{line}")
    assert blocks(read, BlockKind.PARAGRAPH) == [first, second]
    assert line not in read.text


PROSE = """
The company said it would share more with its readers when the inquiry ended.
The poll was made for a Reuters/Ipsos panel.
He announced it via Telegram.
The city sued Getty Images.
Images of the wall were shared all over the town.
By Thursday the water had gone.
Share prices of the harbour company fell by 12 per cent.
He was pictured on the wall in May.
The cookies were baked by the widow Lund.
Nobody was told. (AP)
More on the matter will be known on Friday, he said.
Related charges were dropped in 2030.
Comments by the mayor made matters worse.
Readers may write to the council, which meets on Friday.
• The bridge is closed.
""".strip().splitlines()


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_of_the_story_with_the_words_of_furniture_stays_a_paragraph(line: str) -> None:
    assert blocks(article(f"{STORY}{line}\n\n{STORY}"), BlockKind.PARAGRAPH)[2] == line


CAPTIONS = """
The wall on Monday. Photo: Ida Voss
The wall (Photo by Ida Voss)
The wall on Monday. Ida Voss/Harbour Wire
The wall on Monday. Picture: Ida Voss / Harbour Wire
FILE PHOTO: The wall in 2030.
Mayor Orlow (pictured left) at the wall.
The wall at dawn. AP Photo/Ida Voss
The mayor at the wall. [Ida Voss/Harbour Wire]
The wall. Credit: Ida Voss
A view of the wall, pictured on Monday.
The wall at dusk. Ida Voss/Getty Images
The wall at noon. REUTERS/Ida Voss
""".strip().splitlines()


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_line_with_a_picture_credit_is_a_caption(line: str) -> None:
    assert blocks(article(f"{STORY}{line}\n\n{STORY}"), BlockKind.CAPTION) == [line]


@pytest.mark.parametrize(("head", "value", "precision"), [
    ("By Ada Orlow\nPublished 4 May 2031, 18:42", "2031-05-04T18:42", Precision.INSTANT),
    ("By Ada Orlow | May 4, 2031", "2031-05-04", Precision.DAY),
    ("4 May 2031", "2031-05-04", Precision.DAY),
    ("Posted on May 2031", "2031-05", Precision.MONTH),
    ("Published: 2031-05-04", "2031-05-04", Precision.DAY),
    ("Published 04.05.2031", "2031-05-04", Precision.DAY),
    ("by Ada Orlow May 4, 2031 in World", "2031-05-04", Precision.DAY),
    ("Von Ada Orlow\nMontag, 4. Mai 2031", "2031-05-04", Precision.DAY),
    ("Published 04/05/2031", "2031", Precision.YEAR),
])
def test_a_date_below_the_headline_is_the_publish_date_as_exact_as_written(
        head: str, value: str, precision: Precision) -> None:
    read = article(f"Wall breaks in Velmora after rain\n\n{head}\n\n{STORY}")
    assert read.published is not None
    assert (read.published.value, read.published.precision) == (value, precision)
    assert read.published.evidence in head


@pytest.mark.parametrize("text", [
    f"4 May 2031\n\nWall breaks in Velmora after rain\n\n{STORY}",
    f"Monday, 4 May 2031 08:12\n\n{STORY}",
    f"Wall breaks in Velmora after rain\n\nThe wall on May 4, 2031. Photo: Ida Voss\n\n{STORY}",
    f"Wall breaks in Velmora after rain\n\n{STORY}© 2031 Harbour Wire",
    f"Wall breaks in Velmora after rain\n\n{STORY}It rained on 4 May 2031.",
])
def test_a_page_clock_a_captions_day_a_copyright_year_and_a_day_in_the_story_are_no_publish_date(text: str) -> None:
    assert article(text).published is None


def test_an_updated_line_dates_the_update() -> None:
    read = article(f"Wall breaks in Velmora after rain\n\nPublished 4 May 2031 | Updated 5 May 2031, 07:10 "
                   f"GMT\n\n{STORY}")
    assert read.published is not None
    assert read.updated is not None
    assert (read.published.value, read.updated.value, read.updated.utc_offset) == ("2031-05-04", "2031-05-05T07:10",
                                                                                   "+00:00")


def test_a_dateline_without_a_year_dates_by_day_and_leaves_the_sentence() -> None:
    read = article(f"Wall breaks in Velmora after rain\n\nVELMORA, May 4 (Harbour Wire) — {STORY}")
    assert read.published is not None
    assert (read.published.value, read.published.precision, read.outlet) == ("--05-04", Precision.DAY_WITHOUT_YEAR,
                                                                             "Harbour Wire")
    assert blocks(read, BlockKind.PARAGRAPH)[0].startswith("The harbour wall")


@pytest.mark.parametrize(("line", "authors", "outlet"), [
    ("By Ada Orlow", ("Ada Orlow",), ""),
    ("By Ada Orlow and Ivo Lund", ("Ada Orlow", "Ivo Lund"), ""),
    ("By ADA ORLOW", ("Ada Orlow",), ""),
    ("By Ada Orlow – Rising Norlund", ("Ada Orlow",), "Rising Norlund"),
    ("By Ada Orlow, The Harbour Wire", ("Ada Orlow",), "The Harbour Wire"),
    ("Ada Orlow, Harbour Wire correspondent", ("Ada Orlow",), "Harbour Wire"),
    ("By Ada Orlow, transport correspondent", ("Ada Orlow",), ""),
    ("By Ada van der Orlow", ("Ada van der Orlow",), ""),
])
def test_a_byline_names_authors_and_outlet(line: str, authors: tuple[str, ...], outlet: str) -> None:
    read = article(f"Wall breaks in Velmora after rain\n\n{line}\n\n{STORY}")
    assert (read.authors, read.outlet) == (authors, outlet)


def test_a_masthead_that_is_credited_again_names_the_outlet() -> None:
    read = article("Skip to content\nThe Velmora Courier\nNews   Sport   Weather\n\nHome > News\n\nWall breaks in "
                   "Velmora after rain\n\n"
                   f"The wall. Photo: Ida Voss / Velmora Courier\n\n{STORY}Copyright 2031 Velmora Courier Ltd")
    assert (read.title, read.outlet) == ("Wall breaks in Velmora after rain", "The Velmora Courier")


def test_a_copied_post_is_one_block_without_its_counts() -> None:
    read = article(f"{STORY}Ida Voss\n@idavoss\nشكراً للصيادين الذين أنقذوا أختي وابنها. لن ننسى.\n7:12 PM · May 4, "
                   f"2031\n"
                   f"218 Reposts  1.4K Likes\n\n{STORY}")
    posts = [(block.language, block.span.of(read.text)) for block in read.blocks if block.kind is BlockKind.POST]
    assert posts == [("ar", "Ida Voss @idavoss شكراً للصيادين الذين أنقذوا أختي وابنها. لن ننسى. 7:12 PM · May 4, "
                            "2031")]


def test_text_folded_at_a_column_is_unfolded_to_paragraphs() -> None:
    folded = ("The harbour wall of Velmora broke on Monday after three days of\nrain that nobody had foreseen, the "
              "council said in a short\n"
              "statement. Nobody was hurt.\n\nForty houses were flooded, according to the fire brigade, and\nthe "
              "road to the harbour "
              "was closed to all traffic until the end\nof the week at least.\n")
    assert blocks(article(folded), BlockKind.PARAGRAPH) == [
        " ".join(paragraph.split()) for paragraph in folded.split("\n\n")]


def test_every_sentence_of_an_article_is_found_in_its_raw_text() -> None:
    for raw in (PLAIN, TITLED, CLOCKED, CRUMBED, UNTITLED):
        read = article(raw)
        folded = " ".join(raw.split())
        for block in read.blocks:
            text = block.span.of(read.text)
            assert all(s.of(text) in folded for s in split(text, language=block.language))


@pytest.mark.parametrize(("head", "outlet"), [
    ("Warehouse burns in Velmora\n\nThe Harbour Post\n\nJune 4, 2031", "The Harbour Post"),
    ("The Harbour Post\n\nWarehouse burns in Velmora\n\nBy Ann Bell\n\nJune 4, 2031", "The Harbour Post"),
    ("World News\n\nWarehouse burns in Velmora\n\nBy Ann Bell\n\nJune 4, 2031", ""),
    ("Warehouse burns in Velmora\n\nPress Review\n\nJune 4, 2031", ""),
    ("Warehouse burns in Velmora\n\nNorthern Valleys\n\nJune 4, 2031", ""),
])
def test_an_outlet_on_a_line_of_its_own_in_the_head_is_taken_and_a_section_label_is_not(head: str, outlet: str) -> None:
    story = "A fire in a Velmora warehouse hurt 14 people on Tuesday, the fire brigade said. It burned for two hours."
    rest = "Nobody was killed, it said later, and the road is open."
    result = read_pasted(f"{head}\n\n{story}\n\n{rest}", name="fire.txt")
    assert isinstance(result, Loaded)
    assert (result.article.title, result.article.outlet) == ("Warehouse burns in Velmora", outlet)


def test_a_menu_is_no_title_a_byline_below_a_long_headline_no_part_of_it_and_an_owner_no_masthead() -> None:
    read = article("Menu  Sign in\nThe Dunmallet Courier\n"
                   "Fire service logs a second call at the cold store of Velmora\n"
                   "By Greta Holm\n14 March 2031\nThe fire service was called to a leaking valve on Monday, it said.\n"
                   "Nobody was hurt, and the plant reopened in the evening.\n© Tarn Coast Media 2031\n")
    assert (read.title, read.outlet, read.authors) == (
        "Fire service logs a second call at the cold store of Velmora", "The Dunmallet Courier", ("Greta Holm",))
