"""What languages look like: their commonest words and the letters they add to ASCII.

Plain data for `taskloom.ingest.language`, which tells languages apart by the words, and for
`taskloom.ingest.charset`, which tells encodings apart by the letters. Languages that their script alone
decides are not here.
"""

from typing import NamedTuple

__all__ = ["TONGUES", "Tongue"]


class Tongue(NamedTuple):
    """A language: its ISO 639-1 code, its commonest words, its letters beyond a to z, the commonest first."""

    code: str
    words: frozenset[str]
    letters: str


# A language's code and letters stand on one line, its words indented below.
_TABLE = """\
en é
    the of and to in is was for that with on as by at from are were this which be has had it an or
    not his her
de üäöß
    der die und das den von zu mit ist im des sich auf für ein eine nicht dem als auch es an werden
    aus er hat wird bei oder
fr éèàêôçùâîûœëïæÿ
    le la les de des et est en du une un que qui dans pour par au sur pas il ce avec plus sont ou
    aux se son ont
es óíáéñúü¿¡ºª
    el la los las de y en que del se por con para una un es su al como más no fue sus lo este entre
    pero o
it àèòùéìíóúî
    il la di che e del della le in un una per è con non si dei da sono al nel gli alla come anche
    più delle lo ha
pt ãçéáõóíêúâàôü
    o a os as de e do da que em um uma para com não por dos das no na se mais ao foi são como é pelo
    pela
nl ëéïöüèê
    de het een en van in is dat op te zijn met voor niet aan er om ook als bij door naar dit was
    werd uit maar nog
sv äöåé
    och i att det som en på är av för med den till inte har de ett om men var från eller sig under
    också kan när
da æøåé
    og i at det er en til på af for med den som de ikke der har et var fra om men kan blev sig også
    eller efter
no åøæéòô
    og i å det er en til på av for med den som de ikke har et var fra om men kan ble seg også eller
    etter skal ut
fi äöåšž
    ja on ei se että oli hän joka mutta myös ovat kuin niin tai sen ole jos mitä hänen sekä kun vain
    ollut jotka mukaan
is áðíéóþöæúý
    og að í á er sem til um við en það var með ekki fyrir af hann því frá eru þess hafa eða þá ég
    verið
et äõüöšž
    ja on ei et see oli ka mis kui aga või ning selle oma mida siis ta välja kes nii olid pärast
    kuid seda vaid
lv āēīšņūžļčķģōŗ
    un ir ar no par ka uz tas kas bija to arī lai vai tika pēc bet kā gada viņš kurš tiek līdz pie
    savu
lt ėšųžūįąčęö
    ir kad yra su iš tai į kaip bet ar už nuo buvo apie jo savo ne iki taip jis kurie arba tik dėl
    po prie
pl łąężóśćńź
    i w na z się nie do to jest że o jak od po za przez był jego oraz ale dla są tym przy ich które
    który co
cs íáěéřčžšýůúťňďó
    a je v se na že to s z do o jako byl ve pro po za ale od jeho být které který aby bylo nebo když
    jsou však
sk áíéčýšžúľťňôďóäŕĺěö
    a je v sa na že to s z do o ako bol vo pre po za ale od jeho byť ktoré ktorý aby bolo alebo keď
    sú však
sl čšžćđ
    in je v na se da so za z ki pa s kot ni bil po tudi od bi pri iz bila do sta ali še bilo kako
    ter
hr čšćžđ
    i je u na se da su za od s koji a kao što iz bio ili do sa ne će nije bila te ali koja godine
    koje
hu áéöóőüíúű
    a az és hogy nem is egy volt meg de ez csak már ha mint még vagy el szerint után azt ki lehet
    minden sem
ro ăîâșțşţé
    și în de la a cu pe care din este un nu o că pentru mai au fost lui sau după între se al ale
    prin ca să
tr ıüşçğöİâîû
    ve bir bu da için ile de olarak olan daha en çok gibi sonra kadar ne ise değil ya olduğu
    tarafından her ama
sq ëç
    të e në dhe i për me një se që nga është u ka si nuk do më ishte kjo por tij ose duke janë ky
mt ħżġċàèòùìéç
    ta li u fil il f minn għal kien b dan din huwa jew kif mill bil għall hija ma kienet biex wara
    dawn
ga áéíóú
    an na agus ar is a i le go do ag sé leis bhí atá gur chun nó mar ach faoi sa tá ó den sin bliain
ca àéèíóòúçï·ü
    el la els les de i en que del a un una per amb és no va dels com més al seu van ser aquest entre
    però
vi đàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ\u0301\u0300\u0309\u0323\u0303
    và của là có trong một được các cho không với những người này đã năm từ đến về khi ra ở theo để
ru оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё
    и в не на что с по как это он из но за от его для был к также или до при года она были так же
uk оаинвіетрскдлмупязьбгчхйїжцшюєщфґ
    і в на не що з до та як за від це його для був який або але року були при про також його й у
be анаеістоыркляўдпвзумцбяьгчхйёжшэюф
    і у на не што з да як за ад гэта яго для быў які або але года былі пры пра таксама ў
bg аоиетнрсвлкдпмзъубчгяьщжцшйюхф
    и на в да се за от с че не са по е като до но при си той към са е била беше след или ще това
sr аоиенрстувкдлпмзјгбцчшћжђљњхџф
    и је у на се да су за од са који а као што из био или до не ће није била те али која године које
mk аоиетнрсвлкдпмјзубгчшцжѓќљњџѕхф
    и на во да се за од со не е што како по но го ја при тој беше или која кој која ќе бил дека
el αοιετσνηυρπκμλςίόθάέγδήώβφχύξζψϊϋΐΰ
    και το του της η ο να με για την από που τα στο των σε είναι δεν θα τον τους οι στη ή ως ήταν
he יוהלאתמרבשנעקדפכםחגצטסזןךףץ
    של את על לא הוא כי גם זה עם היא או אם כל היה בין אך ידי אשר לאחר הם ב ל
ar ايلمونرتبةعدسفهكقأحجشطصخىضذثزءئإآؤظغ
    في من على إلى أن هذا التي عن كان مع هذه لم بعد أو ما قد كما لا بين هو و كانت الذي
fa اینردمهوتبسشکلزفگعخقجآحپصطضچغثذظژئ
    و در به از که این را با است برای آن یک بود تا شد های می بر خود هم نیز شده ها کرد
th านรกเงมยอล่วดทส้ตะปบคหแจพชขใไผซโภ็ถณศธษญฎฐฏ
"""


def _read(table: str) -> tuple[Tongue, ...]:
    tongues: list[Tongue] = []
    for line in table.splitlines():
        if line.startswith(" "):
            last = tongues.pop()
            tongues.append(last._replace(words=last.words | frozenset(line.split())))
        else:
            code, _, letters = line.partition(" ")
            tongues.append(Tongue(code, frozenset(), letters))
    return tuple(tongues)


TONGUES = _read(_TABLE)
