"""The words that tell whether a header is a noun phrase, and of what kind: general English, no corpus."""

LABELS = {
    "born": "date of birth",
    "died": "date of death",
    "directed by": "director",
    "produced by": "producer",
    "written by": "writer",
    "screenplay by": "screenwriter",
    "story by": "story writer",
    "music by": "composer",
    "edited by": "editor",
    "distributed by": "distributor",
    "composed by": "composer",
    "starring": "star",
    "narrated by": "narrator",
    "organized by": "organizing body",
    "organised by": "organising body",
    "preceded by": "predecessor",
    "succeeded by": "successor",
    "founded": "founding date",
    "established": "date of establishment",
    "dissolved": "date of dissolution",
    "opened": "opening date",
    "closed": "closing date",
    "released": "release date",
    "release": "release date",
    "recorded": "recording date",
    "turned professional": "year of turning professional",
    "years active": "period of activity",
    "running time": "running time",
    "signed on": "sign-on date",
    "inhabitants": "number of inhabitants",
    "pop.": "population",
    "est.": "estimate",
    "opponents": "opponent",
    "max": "maximum",
    "min": "minimum",
    "avg": "average",
    "qty": "quantity",
    "dept": "department",
    "govt": "government",
    "manager(s)": "manager",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
}
"""Labels whose plain form does not read as a noun phrase, and what they stand for."""

ABBREVIATIONS = {
    "pct": "percentage", "pct.": "percentage", "no.": "number", "num": "number", "nr": "number", "avg": "average",
    "avg.": "average", "tot": "total", "tot.": "total", "max": "maximum", "min": "minimum",
    "pts": "points", "pts.": "points", "sec": "seconds", "prob": "probability", "perc": "percentage",
    "dem": "Democratic", "rep": "Republican", "dem%": "Democratic share", "approx.": "approximate",
    "est": "estimated", "est.": "estimated", "yr": "year", "yrs": "years", "temp": "temperature",
}  # fmt: skip
"""Words of headers that are spelled out in a question."""

NOT_NOUNS = frozenset(
    """a about above across after against all also an and any are as at away bad back be been before below best
    better between big both but by can cannot case certain change close current currently did do does done down drawn
    draws each east else end even ever every far few first for former formerly from full further gained general get
    good great had has have he held her here high him his home how if in inactive included including into is it its
    just last late later latest least left less like listed lost low made major male many may me mid minor misc
    miscellaneous more most much must my na name2 near never new next no none north not note notes now null of off old
    on one only open or other others our out over own part per played previous prior private public ref reference
    references refs rest retired right second see several shall she should since small so some south still such tbd
    than that the their them then there these they third this those through thus to too top true two under unknown
    unnamed until up us used very via vs was we well went were west what when where which while who whole why will
    with within without won would yes yet you your # id url urls link links source sources uri http https www comment
    comments remark remarks description details detail misc. etc image photo picture logo flag map coords key index
    cup value values data item items column field var variable total totals subtotal sum row type text""".split()
)
"""Single words that name nothing when they stand alone as a header."""

RANKS = frozenset(
    """rank ranking finish pos pos. position place placing no no. nr nr. # seed standing order serial s/n sl number
    num""".split()
)
"""Headers of running numbers: neither key nor answer (bad kind 8)."""

PERSONS = frozenset(
    """player golfer rider champion winner runner-up candidate representative senator governor president mayor opponent
    director producer composer writer actor actress artist performer singer nominee person name leader coach manager
    captain author driver skipper scorer recipient member incumbent chairman vacator successor predecessor minister star
    musician speaker""".split()
)
"""Nouns that people are listed under."""

ENTITIES = PERSONS | frozenset(
    """title team club country state city town film movie song album school company station school university race
    tournament county region district province newspaper network callsign single show nation""".split()
)
"""Nouns whose column names what a row is about."""

ROLES = frozenset(
    """winner runner-up opponent loser champion director producer composer writer screenwriter author actor actress star
    artist performer singer musician nominee recipient successor predecessor vacator incumbent owner manager coach
    captain skipper leader speaker chairman minister publisher distributor label studio network company party
    affiliation result status outcome terrain type role method nationality""".split()
)
"""Nouns of what stands in a row beside what the row is about."""

PERIODS = frozenset({"year", "season", "date", "day", "month", "edition", "week", "quarter", "period", "term"})
"""Nouns of times that denote a row by themselves."""

ORDINALS = frozenset("stage round week season episode district congress channel chapter volume lap game match".split())
"""Nouns that a number follows ('stage 7')."""

MEASURES = frozenset(
    """age altitude amount area attendance average balance bonus budget capacity census chance circulation coefficient
    consumption cost count coverage debt decrease deficit density depth deposit difference distance dose duration
    earnings efficiency elevation elo emission emissions energy estimate expectancy expenditure export exports fee
    figure fraction frequency gap gdp gross growth height import imports income increase index intensity interest
    investment latitude length level longitude loss magnitude majority margin mass maximum mean median minimum money
    mortality number odds output par part payment percent percentage pixel population power precipitation premium
    pressure price prize probability production profit proportion purse quantity quotient range rank rate rating ratio
    reading remittance rent reserves result resolution return revenue risk runtime salary sale score share size speed
    spending stake strength surplus tax temperature thickness time total turnout turnover unemployment usage value
    velocity voltage volume wage wealth weight width yardage year yield""".split()
)
"""Head nouns under which a number is a quantity."""

COUNTABLE = frozenset(
    """points goals wins losses votes seats stages cases participants appearances matches games titles championships
    episodes deaths births users beds servings drinks assists caps cuts weeks members players employees students
    inhabitants people persons households births subscriptions airports heliports stories respondents victories runs
    medals entries stations schools hospitals vehicles tonnes tons articles pages films albums singles songs copies
    delegates districts speeches tries tackles saves rounds laps events tournaments starts cuts podiums poles races
    countries states cities municipalities counties provinces enquiries requests complaints units animals farms samples
    tests drivers winners finalists minutes seconds hours days months years credits enrolments enrollments
    qualifications graduates applicants teachers workers establishments jobs calls bills sites refugees elections
    nominations awards attendances spectators fatalities injuries accidents crashes parties voters constituencies
    migrants soldiers ships aircraft trains buses bicycles passengers visitors tourists nights rooms flights
    ports""".split()
)

NOUNS = frozenset(
    """director producer composer writer winner champion player team club county country capital party candidate
    representative senator state city town region province district chair chief president governor mayor male female
    official executive national native individual general musical original single double metal chemical animal
    material journal hospital festival capital principal minister total final title character album label role
    network channel station language religion school college university film song artist performer""".split()
)
"""Nouns that can also be adjectives and name things all the same."""

PROPER = frozenset(
    """democrat democratic republican american british english french german european african asian christian muslim
    jewish catholic protestant orthodox january february march april june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday hispanic olympic olympics english spanish italian
    russian chinese japanese indian gini grammy emmy tony oscar academy nobel pulitzer facebook google twitter
    congress""".split()
)

CLOSED = frozenset(
    """by of in for the and or to with at on from a an per capita vs is are was were that which who as than if it
    its""".split()
)

CLOSED_FIRST = CLOSED - {"a", "an", "the"} | {"to"}

NOT_FIRST = frozenset("took left lost won made got gave held became began ran sat stood did had has have".split())
