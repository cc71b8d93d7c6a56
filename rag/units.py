"""The units a number can stand before, by what they measure; the first spelling of each names the unit."""

_SPELLINGS = {
    "money": (
        "dollar dollars", "euro euros", "pound pounds", "crown crowns krona kronor krone kroner koruna", "franc francs",
        "yen", "rupee rupees", "yuan", "rouble roubles ruble rubles", "peso pesos", "rand", "lira",
        "lek leks", "dinar dinars", "dirham dirhams", "riyal riyals rial rials", "shekel shekels", "zloty zlotys",
        "forint forints", "lei leu", "lev leva", "hryvnia", "shilling shillings", "naira", "cedi", "birr", "baht",
        "ringgit", "rupiah", "tenge", "florin florins", "guilder guilders", "marks",
        "thaler thalers taler talers", "ducat ducats", "cent cents", "pence",
    ),
    "share": ("per_cent percent %", "percentage_point percentage_points points"),
    "time": (
        "seconds", "minute minutes", "hour hours", "day days", "night nights", "week weeks", "fortnight",
        "month months", "year years", "decade decades", "century centuries",
    ),
    "length": (
        "millimetre millimetres mm", "centimetre centimetres centimeter centimeters cm",
        "metre metres meter meters", "km kilometre kilometres kilometer kilometers", "inch inches", "foot feet",
        "yard yards", "mile miles",
        "nautical_mile nautical_miles",
    ),
    "area": ("acre acres", "hectare hectares", "square_metre square_metres", "square_kilometre square_kilometres",
             "square_mile square_miles", "square_foot square_feet"),
    "weight": ("microgram micrograms", "milligram milligrams", "gram grams", "kilo kilos kilogram kilograms kg",
               "tonne tonnes", "ton tons", "ounce ounces"),
    "volume": ("litre litres liter liters", "gallon gallons", "barrel barrels", "cubic_metre cubic_metres"),
    "temperature": ("degree degrees",),
    "speed": ("km/h kph", "mph", "knot knots"),
    "power": ("watt watts", "kilowatt kilowatts", "megawatt megawatts", "gigawatt gigawatts", "volt volts"),
    "sound": ("decibel decibels",),
}  # fmt: skip

UNITS: dict[str, str] = {}  # every spelling -> its unit
KINDS: dict[str, str] = {}  # unit -> what it measures
for _kind, _rows in _SPELLINGS.items():
    for _row in _rows:
        _names = [name.replace("_", " ") for name in _row.split()]
        UNITS.update((name, _names[0]) for name in _names)
        KINDS[_names[0]] = _kind
CURRENCIES = {"$": "dollar", "US$": "dollar", "€": "euro", "£": "pound"}
