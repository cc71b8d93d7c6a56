"""The closed word lists that reading a question or a sentence needs, each with what it is for."""

# What a question asks for by its noun: "which town", "what is the name of".
PERSON_NOUNS = frozenset(
    "person man woman minister president leader spokesman spokeswoman spokesperson mayor chief chairman chairwoman "
    "director head judge lawyer senator governor author reporter coach player official politician captain commander "
    "witness secretary ambassador officer chancellor king queen manager owner founder successor candidate predecessor "
    "teacher doctor engineer scientist driver player pilot professor nurse guard politician chairperson deputy "
    "executive relative investor islander critic resident expert analyst activist campaigner farmer fisherman survivor "
    "parent mother father widow brother sister son daughter neighbour steward lawyer surgeon historian "
    "representative delegate envoy".split()
)
PLACE_NOUNS = frozenset(
    "country city town village place location region state province street river lake island port capital district "
    "area continent county direction site destination hometown venue neighbourhood neighborhood".split()
)
DATE_NOUNS = frozenset("year date day month time hour week weekday decade morning evening".split())
NUMBER_NOUNS = frozenset(
    "number percentage percent proportion share amount figure total price cost toll size length height age "
    "distance speed rate budget sum salary fine depth width weight capacity population temperature magnitude level "
    "reading turnout margin majority attendance count toll loss profit value worth estimate fare fee charge debt "
    "loan ransom reward pay wage offer compensation duration area severance rainfall maximum minimum bonus "
    "bail".split()
)
ORGANISATION_NOUNS = frozenset(
    "agency company organisation organization newspaper party group team club body ministry institution bank "
    "university school airline court union brand operator firm lender insurer outlet".split()
)
NAME_NOUNS = ORGANISATION_NOUNS | frozenset("name ship vessel title".split())
REASON_NOUNS = frozenset("reason cause motive".split())

# "how large": asks for a number with a unit.
MEASURES = frozenset(
    "many much large big long far high tall wide deep old fast heavy often strong small late early soon hot "
    "cold".split()
)

# What a number counts decides whether it answers "how many ...".
MONEY_NOUNS = frozenset(
    "money cost price fine budget salary sum fee debt profit value worth fare charge loan ransom reward pay wage "
    "compensation cash fund dividend bail subsidy tax rent severance damages grant aid bonus pension bounty".split()
)
MONEY_VERBS = frozenset("cost pay worth owe earn fetch spend lend borrow raise donate pledge invest fine".split())
SHARE_NOUNS = frozenset("percentage percent proportion share turnout".split())
MEASURE_NOUNS = (MEASURES | NUMBER_NOUNS) - MONEY_NOUNS - SHARE_NOUNS - {"many"}
COUNT_NOUNS = frozenset("toll attendance count total number population majority".split())
# What a measure can be given in ("how long": hours or kilometres); a measure that is not listed takes any unit.
KINDS_OF_MEASURE = {
    "old": {"time"}, "age": {"time"}, "long": {"time", "length"}, "length": {"time", "length"}, "duration": {"time"},
    "soon": {"time"}, "often": {"time"}, "far": {"length", "time", "share"}, "distance": {"length"}, "tall": {"length"},
    "high": {"length", "share", "money"}, "height": {"length"}, "deep": {"length"}, "depth": {"length"},
    "wide": {"length"}, "width": {"length"}, "heavy": {"weight"}, "weight": {"weight"}, "hot": {"temperature"},
    "cold": {"temperature"}, "temperature": {"temperature"}, "fast": {"speed"}, "speed": {"speed"},
    "area": {"area"},
}  # fmt: skip
PEOPLE_NOUNS = frozenset(
    "people person resident passenger man woman child victim worker member student protester demonstrator civilian "
    "patient soldier officer refugee migrant employee supporter marcher villager fan guest survivor dead "
    "body visitor spectator attendee voter customer pupil crew sailor tourist runner inhabitant citizen neighbour "
    "staff protestor striker detainee prisoner hostage evacuee casualty mourner traveller commuter".split()
)

# Bodies that speak or act without a proper name: "the ministry said".
BODY_NOUNS = frozenset(
    "police ministry government court company council party union group official authority spokesman spokeswoman "
    "spokesperson mayor minister president office agency department service firm board bank operator expert critic "
    "analyst lawyer association committee commission family rescuer neighbour administrator auditor".split()
)
PUBLICATION_NOUNS = frozenset("report statement study survey letter paper article media source record brigade".split())
DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest upstream downstream".split()
)
PLACE_PREPOSITIONS = frozenset("in at near outside inside on off from to between beside".split())

# Verbs whose subject is the speaker of what they govern.
SAYING = frozenset(
    "say tell claim announce add argue warn insist deny allege state declare confirm report accuse describe explain "
    "acknowledge admit estimate suggest testify write tweet post reply respond stress note maintain assert believe "
    "call condemn criticise criticize demand urge promise pledge vow put recall comment react think thank welcome "
    "praise blame apologise apologize appeal joke object reject dismiss complain remark quip retort concede counter "
    "grumble caution lament contend reiterate emphasise emphasize dispute sob".split()
)

# What becomes of people: by which words a question tells it, and by which others a sentence may. A count of the
# injured is no count of the dead.
FATES = tuple((frozenset(asked.split()), frozenset(f"{asked} {told}".split())) for asked, told in (
    ("die dead kill death toll fatality perish drown murder life", "lose body fatal victim claim killing"),
    ("injure injury hurt wound treat hospital", "casualty hospitalise hospitalize admit"),
    ("arrest detain custody detainee detention", "hold charge seize"),
    ("missing unaccounted disappear vanish lose", "search find gone loss"),
    ("evacuate displace flee evacuee", "leave shelter move home evacuation"),
    ("rescue save", "lift pull take bring"),
    ("ill sick infect sicken infection", "illness case fall diagnose"),
))  # fmt: skip

# Verbs by which somebody's words or reaction is asked.
VOICED = SAYING | frozenset(
    "react complain object criticise oppose want propose plan want fear hope justify defend answer think view see "
    "explain apologise regret".split()
)
# Kinds of people that an article seldom names so when it lets one of them speak.
CLASSES = frozenset(
    "critic resident politician expert supporter opponent neighbour neighbor official government parent family worker "
    "observer analyst campaigner activist local people farmer victim relative witness country party union group "
    "leader minister campaigner scientist doctor teacher trader".split()
)

# Words that carry nothing of what a question is about.
LIGHT = frozenset(
    "be have do say tell get make take happen there many much more also so then other thing way kind article according "
    "accord report else".split()
)

# Words of the news that tell one thing without sharing a stem, in the forms that they take.
ONE_MEANING = tuple(frozenset(words.split()) for words in (
    "die dies died dying dead death deaths kill kills killed killing fatal fatally fatality fatalities toll bodies "
    "perished drowned",
    "hurt injure injured injuring injury injuries wound wounded wounds",
    "arrest arrested arrests detain detained detention custody",
    "charge charged charges prosecute prosecuted indicted indictment",
    "resign resigned resignation quit quits",
    "fire fires blaze burn burned burning burnt",
    "sink sank sunk sinking capsize capsized overturned",
    "crash crashed collide collided collision",
    "begin began begun beginning start started starting",
    "end ended finish finished",
    "buy bought purchase purchased",
    "cost costs price priced",
    "missing unaccounted",
    "live lives lived living home houses housed resident residents inhabitants population",
    "sack sacked fired dismissed dismissal",
))

# Abbreviated names of countries and unions, with the words by which articles tell them.
SAME_PLACE = tuple(frozenset(words.split()) for words in (
    "us usa america american americans states",
    "uk britain british kingdom",
    "un nations",
    "eu european",
    "uae emirates emirati",
))  # fmt: skip
