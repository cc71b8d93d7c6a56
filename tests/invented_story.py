"""One long invented story, and the same as pieces to print."""

from pdf_press import Piece

TITLE = "Velmora shuts the Harrowmere dam after engineers find a crack"
BYLINE = "By Ada Orlow, The Harbour Chronicle"
DATE = "May 4, 2031"
CAPTION = "Water pours through the lower sluices of the Harrowmere dam. Photo: Ida Voss / Harbour Wire"
HEADING = "Warnings were filed twice"
PARAGRAPHS = (
    "The government of Velmora shut the Harrowmere dam on Saturday after engineers found a crack of eleven metres in "
    "its northern wall, the water ministry said. Some 1,200 people in the villages below were told to leave their "
    "homes before nightfall.",
    "“We are not taking chances with people who live under forty metres of water,” said Lena Ort, the deputy minister. "
    "She added that the first inspection, carried out by a state-owned company, had taken two days and that the second "
    "would be finished within the week.",
    "The crack was discovered by a maintenance team that was replacing floodlights on the crest. Its foreman, Ivo "
    "Brandt, told The Harbour Chronicle that he had never seen anything of the kind in thirty-one years of service. "
    "“At first we thought it was a shadow,” he said. “Then we saw that it was wet.”",
    "Officials in Brennick, eighteen kilometres downstream, opened the sports hall and two schools for those who had "
    "to flee. By midnight 640 beds were filled, according to the municipal fire service, which had figures from each "
    "of the five shelters. The Norlund-Velmora highway stayed open, but traffic was reduced to one lane.",
    "The reservoir, finished in 1974, supplies a third of the capital’s drinking water and irrigates most of the "
    "southern orchards. Its level has been lowered by six metres since Friday. Lowering it further would take the "
    "turbines out of operation, the operator said, and the grid would have to buy electricity abroad.",
    "A report that the opposition published last year said the well-known weaknesses of the northern wall had been "
    "described to the ministry in 2027 and again in 2029. The ministry confirmed that it had received both letters, "
    "but said that neither of them spoke of an immediate danger to the structure.",
    "Independent specialists were more careful. “A crack of this length is serious whatever its cause,” said Mirel "
    "Tavos, who teaches hydraulic engineering at the university of Norlund. “The decisive question is how deep it "
    "goes, and that cannot be seen from the outside.” She called for an independent investigation.",
    "Farmers in the valley fear for the harvest. The irrigation season starts in three weeks, and a long closure would "
    "leave 4,300 hectares dry. Their association asked the government for compensation on Sunday; a spokesman for the "
    "agriculture ministry said that it was too early to speak of figures.",
    "The dam’s operator has offered no explanation. In a statement of four sentences it spoke of “an irregularity” and "
    "thanked its employees for their vigilance. Its shares fell by nine per cent in early trading, the steepest "
    "one-day loss since the company was floated in 2019.",
    "Parliament will debate the closure on Wednesday. The opposition has announced that it will ask for a committee of "
    "inquiry, and two members of the governing coalition have said they would vote for it. The prime minister cut "
    "short a visit to Norlund and is expected back in the capital tonight.",
)
STORY = (Piece("title", TITLE), Piece("credit", BYLINE), Piece("credit", DATE),
         *(Piece("text", p) for p in PARAGRAPHS[:3]), Piece("caption", CAPTION),
         *(Piece("text", p) for p in PARAGRAPHS[3:5]), Piece("heading", HEADING),
         *(Piece("text", p) for p in PARAGRAPHS[5:]))
