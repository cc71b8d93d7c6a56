"""A model's cosines brought to the scale of the shipped model's, on which the thresholds of reading were chosen.

Models differ in how near everything is to everything: E5 gives unrelated texts a cosine of .7, MiniLM of .08.
"""

from dataclasses import dataclass, replace

import numpy as np

from vectorstore.engine import Vectors
from vectorstore.hit import Hit

# What the shipped model gives the pairs below, and each question with the sentences of the others.
RELATED, UNRELATED = 0.444, 0.079
# A model that tells answers from other sentences by less than this tells nothing; its cosines are only moved.
LEAST_GAP = 0.02

PAIRS = (
    ("How many people were moved to safety?", "Fire crews brought 340 residents to a sports hall before midnight."),
    ("Who leads the council?", "Councillor Ada Mellin has chaired the council since the spring."),
    ("When did the bridge reopen?", "Traffic crossed the repaired bridge again on 3 June."),
    ("Why was the vote postponed?", "The ballot was put off because the counting machines had failed."),
    ("How much did the new library cost?", "Building the library came to 12 million crowns, the town said."),
    ("What did the union demand?", "Dock workers want eight percent more pay and shorter night shifts."),
    ("Where was the stolen painting found?", "The missing canvas turned up in a farmhouse near the border."),
    ("Did anyone die in the storm?", "The gale killed two sailors and injured a lighthouse keeper."),
    ("Which company bought the steelworks?", "Orlan Metals took over the ageing steel plant on Friday."),
    ("What do doctors say about the new flu?", "The influenza strain spreads fast but is mild, physicians said."),
    ("How long will the rail strike last?", "Train drivers said their walkout would go on for six days."),
    ("Who won the final match?", "Brennick Rovers beat the champions two to one to lift the cup."),
    ("What caused the fire in the warehouse?", "A faulty heater set the storehouse alight, investigators concluded."),
    ("How high did the river rise?", "Water in the river reached 6.2 metres, a record for the season."),
    ("What was the judge's sentence?", "The court sent the former banker to prison for four years."),
    ("Is the water safe to drink?", "Tests found no trace of lead, and the taps may be used again."),
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Turns a model's cosine into the shipped model's for the same pair: `slope` times it plus `offset`."""

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, cosine: float) -> float:
        """Return `cosine` on the shipped model's scale, -1 to 1."""
        return max(-1.0, min(1.0, self.slope * cosine + self.offset))

    def of_hits(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Return `hits` with their cosines on the shipped model's scale."""
        if self == Likeness():
            return hits
        return tuple(replace(hit, cosine=self(hit.cosine), sentence_cosines=tuple(map(self, hit.sentence_cosines)))
                     for hit in hits)

    @classmethod
    def of(cls, questions: Vectors, sentences: Vectors) -> "Likeness":
        """Return what brings a model to the shipped one's scale, from its vectors of the `PAIRS`."""
        related, unrelated = spread(questions, sentences)
        slope = (RELATED - UNRELATED) / (related - unrelated) if related - unrelated >= LEAST_GAP else 1.0
        return cls(slope, UNRELATED - slope * unrelated)


def spread(questions: Vectors, sentences: Vectors) -> tuple[float, float]:
    """Return the mean cosine of the pairs, and of each question with the sentences of the others."""
    cosines = questions @ sentences.T
    own = float(np.diag(cosines).mean())
    return own, float((cosines.sum() - np.diag(cosines).sum()) / (cosines.size - len(cosines)))
