"""What a sentence of news text is: a corpus of hard cases, and what holds for every text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split

# "¦" stands where one sentence ends and the next begins.
ENGLISH = """
The dam broke at dawn. ¦ Nobody was hurt.
Talks between the U.S. Senate and the U.N. envoy Ola Brandt failed.
He moved to the U.S. ¦ The family followed in 2031.
Officials in the U.S. said they were informed.
He was born in the U.K. in 1990 and left the E.U. office later.
The U.S. is to blame. ¦ Velmora denies it.
Sen. Ada Orlow met Rep. Tim Hale and Gov. Rosa Lind.
Gen. J. P. Marek spoke first. ¦ Lt. Col. Ida Voss followed.
Mr. Vane, Mrs. Vane and Dr. Orlow left. ¦ Prof. Lund stayed.
The bus No. 10 stops there. ¦ It is free.
They live at No. 10. ¦ Nobody else does.
Tanks Nos. 3 and 4 leaked.
The train left at 6 a.m. and came at 9 p.m. on Friday.
The road was closed from 9 a.m. to 4 p.m. ¦ Police reported no arrests.
The alarm came at 5 p.m. Monday from the harbour.
He was taken to St. Marta hospital on St. Olaf Street.
The office is on Main St. ¦ The shop is next door.
J. K. Orlow wrote it. ¦ D.W. Lund read it.
John F. Marek spoke for an hour.
The wall rose by 3.5 metres to 12.25 metres.
It cost $4.5 million. ¦ The city paid half.
Version 2.0 failed. ¦ Version 2.1 did not.
It slammed the raid as a “criminal onslaught.” ¦ It gave no details.
He called it a "disgrace." ¦ She agreed.
The “Iron Bridge.” ¦ That is what they call it.
“We will stay,” said Mayor Orlow. ¦ “We have nowhere to go.”
“It does not work!” said Orlow. ¦ “Of course, they must leave.”
“Who did this?” asked the mayor.
“Who did this?” Mayor Orlow asked.
“Who did this?” Ada Orlow, the mayor, asked. ¦ Nobody knew.
"Where is the money?" he said. ¦ "We want it back."
“Stop!” the crowd shouted.
“We won. ¦ They lost,” he said.
“We won. ¦ They lost. ¦ It is over.”
“There is no report,” she told reporters. ¦ “There was a draft. ¦ It was checked.”
‘They left,’ he said. ¦ ‘They will not return.’
She said: “We must act. ¦ We will not wait.”
The minister (who resigned in May) was absent.
The minister left. ¦ (He did not return.) ¦ His deputy stayed.
The plan (see p. 4) was dropped. ¦ It cost too much.
The vote was 11 to 6. ¦ The chair (Ms. Lund) abstained.
Well ... we tried.
He paused… and went on.
“These policies are wrong. … ¦ The crackdown will fail.”
They waited. . . . ¦ The boat never came.
The end came slowly ... ¦ But it came.
• Three bridges are closed. ¦ • Two roads are open.
Demands include: ¦ • higher pay ¦ • shorter hours ¦ • a new stand
Read it at www.harbourwire.example/news/dam.html today.
See https://harbourwire.example/a.b?c=d. ¦ Then decide.
Write to desk@harbourwire.example. ¦ Letters are read.
The post by @ada_orlow. was deleted.
Photos at pic.twitter.com/AbC1 show it ¦ — Ada Orlow (@ada_orlow) May 4, 2031
The dam broke at dawn
Velmora: what we know so far
Who pays for the flood?
Why did it break? ¦ Nobody knows.
What now? ¦ How long? ¦ At what price?
It broke!! ¦ People ran.
Really?! ¦ Yes.
On Jan. 5 the river rose. ¦ By Feb. 10 it fell.
It began in Sept. 2030 and ended in Dec. ¦ The inquiry is open.
Harbour Corp. shares fell. ¦ Lind Inc. rose.
He works for Harbour Inc. ¦ The firm is old.
Lind Bros. Ltd. of Velmora sued Orlow & Co. over the wall.
Tim Hale Jr. won the seat. ¦ His father lost.
The firm, founded by Tim Hale Sr. in 1950, closed.
Orlow v. Hale was settled. ¦ Lind vs. Marek was not.
Bread, water, tents, etc. were sent. ¦ Doctors followed.
They brought food, water, etc. ¦ The rest came later.
The Ph.D. student and the M.D. met.
Fans of the band i.e. most of the town came, e.g. the mayor.
At about 6:25 p.m. the ferry left.
The death toll is 19. ¦ At least 40 are missing.
He finished 3rd. ¦ She won.
1. The dam must be repaired.
2. The board must resign. ¦ 3. The city must pay.
In 2031. ¦ The year after, it closed.
The village of Upper Ennith, pop. 900, is gone.
Plan B was cheaper. ¦ Plan A was safer.
The theorist J. A. Lund and the writer George W. Will agreed.
The board resigned.[3] ¦ It was replaced.[citation needed] ¦ Nobody cared.
They chose plan B. ¦ The rest objected.
The fire ended.¦The next day rain came.
Visitors to Yahoo.News and lind.example were misled.
“The MEC” [the council] said no. ¦ “They [the members] left.”
Ms. Verhoeven’s brother is on the board.¦ It meets at noon.
He said no. iPhones were taken from all.
The council — all of it. ¦ — resigned.
“Go.” ¦ “No.” ¦ “Then stay.”
The No. 1 seed lost to No. 7 Lind.
Capt. Halvas, 52, was rescued. ¦ Cmdr. Terzic led the search.
The law (Art. 5, para. 2) applies. ¦ See Sec. 4.
It happened in Washington, D.C. on Monday.
The envoy flew to Washington, D.C. ¦ He met no one.
Rain fell all night: 90 mm in six hours. ¦ Roads flooded.
It weighs 4 kg. ¦ It is 2 ft. long.
"I saw it," said Ona Reve, 81. ¦ "It was dark."
The mayor said that “the worst is over.” ¦ Is it?
The board’s statement read: nothing
Attorney Gen. Hale and Lt. Gov. Orlow spoke.
""".strip().splitlines()

OTHER = [
    ("de", "Am 4. Mai brach der Damm. ¦ Niemand wurde verletzt."),
    ("de", "Das ist z.B. so. ¦ Dr. Lind kam am 3. April 2031."),
    ("de", "„Wir bleiben“, sagte Orlow. ¦ „Wir gehen nicht.“"),
    ("fr", "« Nous restons », a dit le maire. ¦ Il pleut depuis lundi."),
    ("fr", "M. Orlow est venu. ¦ Mme. Lind est partie."),
    ("fa", "سد شکست. ¦ کسی زخمی نشد."),
    ("fa", "چه شد؟ ¦ هیچ‌کس نمی‌داند."),
    ("fa", "باران آمد. ¦ pic.twitter.com/AbC1 ¦ — اُرلو (@orlow) May 4, 2031"),
    ("ar", "شكراً للصيادين. ¦ لن ننسى."),
    ("ur", "بند ٹوٹ گیا۔ ¦ کوئی زخمی نہیں ہوا۔"),
    ("hi", "बाँध टूट गया। ¦ कोई घायल नहीं हुआ।"),
    ("zh", "大坝决堤了。¦没有人受伤。¦为什么？"),
    ("ja", "ダムが決壊した。¦けが人はいない。"),
    ("sq", "Diga u thye. ¦ Askush nuk u lëndua."),
    ("en", "He said “سد شکست” and left. ¦ No one asked."),
]


def sentences(text: str, language: str) -> list[str]:
    return [span.of(text) for span in split(text, language=language)]


@pytest.mark.parametrize("marked", ENGLISH)
def test_english_news_text_is_split_where_its_sentences_end(marked: str) -> None:
    text = marked.replace("¦ ", "").replace("¦", "")
    assert sentences(text, "en") == [piece.strip() for piece in marked.split("¦")]


@pytest.mark.parametrize(("language", "marked"), OTHER)
def test_other_languages_are_split_by_their_own_stops(language: str, marked: str) -> None:
    text = marked.replace("¦ ", "").replace("¦", "")
    assert sentences(text, language) == [piece.strip() for piece in marked.split("¦")]


_NEWS = st.text(alphabet=st.sampled_from(list("ab AB.!?…“”\"'()[]•—@0123 .。؟سد،\u00a0\u2026")), max_size=80)


@given(st.one_of(_NEWS, st.text(max_size=60)), st.sampled_from(["en", "de", "fa", "zh", "und"]))
def test_sentences_are_trimmed_ordered_and_cover_every_character_that_is_no_blank(text: str, language: str) -> None:
    spans = split(text, language=language)
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered
