"""Forenames and their short forms: 'Jim' for 'James'. English ones; those of other languages are aliases."""

_SHORT_FORMS = """
alexander alex sandy xander; andrew andy drew; anthony tony; arthur art; benjamin ben benny; bernard bernie;
charles charlie chuck chas; christopher chris kit; daniel dan danny; david dave davey; donald don donnie;
douglas doug; edward ed eddie ted teddy ned; eugene gene; francis frank frankie; frederick fred freddie
freddy; gerald gerry jerry; geoffrey geoff jeffrey jeff; gregory greg; harold hal harry; henry harry hank
hal; herbert herb bert; jacob jake; james jim jimmy jamie; john jack johnny jon; jonathan jon; joseph joe
joey; joshua josh; kenneth ken kenny; lawrence laurence larry; leonard len lenny leo; matthew matt; michael
mike mick mickey; nathaniel nathan nate; nicholas nick nicky; patrick pat paddy; peter pete; philip phillip
phil; randolph randy; raymond ray; richard rick dick richie rich ricky; robert bob rob bobby robbie bert;
ronald ron ronnie; samuel sam sammy; stanley stan; stephen steven steve; theodore ted teddy theo; thomas tom
tommy; timothy tim timmy; victor vic; vincent vince vinnie; walter walt wally; william bill will billy
willie liam; abigail abby; barbara barb; catherine katherine kathryn kate kathy cathy katie; christine
christina chris tina; deborah deb debbie; dorothy dot dottie; elizabeth liz beth betty lizzie eliza bess;
jacqueline jackie; jennifer jen jenny; judith judy; kimberly kim; margaret maggie meg peggy marge; patricia
pat patty tricia; pamela pam; rebecca becky; susan sue susie; theresa teresa terry tess; victoria vicky
vicki; virginia ginny
"""


def _index() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, group in enumerate(_SHORT_FORMS.split(";")):
        for forename in group.split():
            groups.setdefault(forename, set()).add(number)
    return {forename: frozenset(numbers) for forename, numbers in groups.items()}


_GROUPS = _index()


def same_forename(a: str, b: str) -> bool:
    """Tell whether two folded forenames are equal or forms of the same one ('jim', 'james')."""
    if a == b:
        return True
    return not _GROUPS.get(a, frozenset()).isdisjoint(_GROUPS.get(b, frozenset()))
