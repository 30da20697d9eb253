"""Words of an answer with their places, and the forms under which a word may stand in the catalogue."""

import re
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’´`][^\W\d_]+)*")
_LONGEST = 40  # no word of the catalogue is longer; a run of letters beyond it is noise

# Nynorsk and dialect words, written as the catalogue has them. Only words that aren't words of bokmål with another
# meaning.
_WHOLE = {
    "ikkje": "ikke", "ikkj": "ikke", "itj": "ikke", "ittj": "ikke", "itte": "ikke", "kje": "ikke", "itkje": "ikke",
    "isje": "ikke", "ikje": "ikke", "inkje": "ikke", "ente": "ikke", "inte": "ikke", "ikkeno": "ikke", "ikke": "ikke",
    "eg": "jeg", "æ": "jeg", "æg": "jeg", "je": "jeg", "ej": "jeg", "eig": "jeg", "ho": "hun", "hu": "hun",
    "me": "vi", "vårs": "oss", "dei": "de", "dæm": "dem", "dæ": "det", "d": "det", "de": "de", "ein": "en",
    "eit": "et", "ei": "en", "korkje": "verken", "hverken": "verken", "utan": "uten", "utanom": "utenom", "frå": "fra",
    "ifrå": "fra", "ifra": "fra", "berre": "bare", "bærre": "bare", "noko": "noe", "nokon": "noen", "nokre": "noen",
    "nåkka": "noe", "nokka": "noe", "nåen": "noen", "nån": "noen", "litt": "litt", "mykje": "mye", "mye": "mye",
    "kva": "hva", "kven": "hvem", "kvar": "hver", "kor": "hvor", "korleis": "hvordan", "kvifor": "hvorfor",
    "no": "nå", "nu": "nå", "enno": "ennå", "enda": "ennå", "endå": "ennå", "sidan": "siden", "tidlegare": "tidligere",
    "lengre": "lenger", "lengur": "lenger", "meir": "mer", "mer": "mer", "fleire": "flere", "òg": "også", "au": "også",
    "saman": "sammen", "heile": "hele", "heilt": "helt", "kanskje": "kanskje", "truleg": "trolig", "seint": "sent",
    "sein": "sen", "heim": "hjem", "heime": "hjemme", "er": "er", "e": "er", "va": "var", "vart": "ble", "blei": "ble",
    "vert": "blir", "bli": "bli", "verte": "bli", "vore": "vært", "vorre": "vært", "vori": "vært", "vera": "være",
    "vere": "være", "hev": "har", "hadd": "hadde", "hadda": "hadde", "fekk": "fikk", "fækk": "fikk", "fått": "fått",
    "gjekk": "gikk", "gjekke": "gikk", "kjem": "kommer", "kjæm": "kommer", "kjeme": "kommer", "kom": "kom",
    "veit": "vet", "treng": "trenger", "træng": "trenger", "trong": "trengte", "ynskjer": "ønsker",
    "ønskjer": "ønsker", "ynskje": "ønske", "ønskje": "ønske", "ønska": "ønsket", "ynskja": "ønsket",
    "søkjer": "søker", "søkje": "søke", "søkjast": "søkes", "søkt": "søkt", "søkte": "søkte", "mottek": "mottar",
    "mistenkjer": "mistenker", "tek": "tar", "seier": "sier", "sa": "sa", "vil": "vil", "burde": "burde",
    "born": "barn", "bornet": "barnet", "ungen": "barnet", "ongen": "barnet", "unge": "unge", "guten": "gutten",
    "gut": "gutt", "dotter": "datter", "dottera": "datteren", "son": "sønn", "sonen": "sønnen", "syster": "søster",
    "systera": "søsteren", "systra": "søsteren", "sysken": "søsken", "syskena": "søsknene", "syskenet": "søskenet",
    "bror": "bror", "veslesyster": "lillesøster", "veslebror": "lillebror", "storesyster": "storesøster",
    "mora": "moren", "mor": "mor", "foreldra": "foreldrene", "båe": "begge", "begge": "begge", "onkel": "onkel",
    "hausten": "høsten", "haust": "høst", "til": "til", "te": "til", "åt": "til", "gonger": "ganger", "gong": "gang",
    "veke": "uke", "veker": "uker", "veka": "uka", "vekene": "ukene", "månad": "måned", "månader": "måneder",
    "månaden": "måneden", "snart": "snart", "snakkar": "snakker", "pratar": "prater", "tål": "tåler", "gjev": "gir",
    "spreng": "sprenger", "et": "et", "eta": "spise", "ete": "spise", "eter": "spiser", "søv": "sover",
    "syn": "syn", "dauv": "døv", "dauve": "døve", "auge": "øye", "auga": "øynene", "augo": "øynene", "auget": "øyet",
    "augene": "øynene", "mjølk": "melk", "åleine": "alene", "aleine": "alene", "aleina": "alene", "eingong": "engang",
    "tilvist": "henvist", "tilvising": "henvisning", "tilvisinga": "henvisningen", "tilviser": "henviser",
    "utgreidd": "utredet", "utgreia": "utredet", "utgreiast": "utredes", "utgreiing": "utredning",
    "utgreiinga": "utredningen", "utgreier": "utreder", "mogleg": "mulig", "moglegvis": "muligens", "likevel": "likevel",
    "venta": "ventet", "ventar": "venter", "stadfest": "bekreftet", "stadfesta": "bekreftet", "påvist": "påvist",
    "avkrefta": "avkreftet", "utelukka": "utelukket", "slutta": "sluttet", "avslutta": "avsluttet",
    "stogga": "stoppet", "stoppa": "stoppet", "innvilga": "innvilget", "klaga": "klaget", "takka": "takket",
    "medhald": "medhold", "flytta": "flyttet", "starta": "startet", "byrja": "begynte", "byrjar": "begynner",
    "byrje": "begynne", "byrjer": "begynner", "startar": "starter", "sluttar": "slutter", "avviste": "avviste",
    "nektar": "nekter", "hjelper": "hjelper", "hjelp": "hjelp", "ventelista": "ventelisten", "lærar": "lærer",
    "læraren": "læreren", "lærarane": "lærerne", "fødd": "født", "fødde": "født", "tidleg": "tidlig",
    "vanskar": "vansker", "vanskelegheitar": "vansker", "problem": "problem", "eine": "ene", "høyrer": "hører",
    "ser": "ser", "skuln": "skolen", "skoln": "skolen", "bur": "bor", "gløymer": "glemmer", "hugsar": "husker",
    "hugsa": "husket", "hugse": "huske", "minnest": "husker", "dett": "dett", "fell": "faller", "kasta": "kastet",
    "kastar": "kaster", "sparkar": "sparker", "spyttar": "spytter", "kuttar": "kutter", "skadar": "skader",
    "klorar": "klorer", "øydelegg": "ødelegger", "strevar": "strever", "slit": "sliter", "slitar": "sliter",
    "tilrår": "anbefaler", "tilrådd": "anbefalt", "tilrådde": "anbefalte", "meiner": "mener", "trur": "tror",
    "håpar": "håper", "vonar": "håper", "saknar": "savner", "manglar": "mangler", "brukar": "bruker", "nyttar": "bruker",
    "arbeider": "arbeider", "kjenner": "kjenner", "hugs": "husk", "difor": "derfor", "dessutan": "dessuten",
    "medan": "mens", "dersom": "hvis", "om": "om", "nokosinne": "noensinne", "gjennom": "gjennom", "ventetid": "ventetid",
}  # fmt: skip

# Parts of words, in this order.
_PARTS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"aa", "å"),
        (r"^tilvis", "henvis"),
        (r"sjukehus", "sykehus"),
        (r"sjuk", "syk"),
        (r"^skul(?=e|a|en|ar|ane|$)", "skol"),
        (r"skule(?=$|n|r|he|ve|fr|sk|pl|st|tr|bu|as|k|l|d|o|t|gå|dag)", "skole"),
        (r"^heim(?=e)", "hjem"),
        (r"heimen$", "hjemmet"),
        (r"tenest", "tjenest"),
        (r"høyr", "hør"),
        (r"avlasting", "avlastning"),
        (r"avlastar", "avlaster"),
        (r"løn(?=$|a$|na)", "lønn"),
        (r"pengar?(?=$|ne|ane)", "penger"),
        (r"pengane", "pengene"),
        (r"hjelpemiddela?", "hjelpemidler"),
        (r"terapaut", "terapeut"),
        (r"bustad", "bolig"),
        (r"tilbod", "tilbud"),
        (r"forstyrring", "forstyrrelse"),
        (r"liding", "lidelse"),
        (r"hemma$", "hemmet"),
        (r"hemming", "hemming"),
        (r"merksemd", "oppmerksomhet"),
        (r"åtferd|adferd", "atferd"),
        (r"sjølv?|selv", "selv"),
        (r"hjarte?", "hjerte"),
        (r"hovud", "hode"),
        (r"mergs?", "margs"),
        (r"vanskar", "vansker"),
        (r"vanskane", "vanskene"),
        (r"sjukepleiar", "sykepleier"),
        (r"sykepleiar", "sykepleier"),
        (r"helses[øy]ster|helsesyster|helsesøstre?", "helsesykepleier"),
        (r"rettleiing", "veiledning"),
        (r"rettleiar", "veileder"),
        (r"tilpassa", "tilpasset"),
        (r"tilrettelagd", "tilrettelagt"),
        (r"høg", "høy"),
        (r"forhø(gd|yd|ya)", "forhøyet"),
        (r"forseink", "forsink"),
        (r"kontaktar", "kontakter"),
        (r"meistring", "mestring"),
        (r"personleg", "personlig"),
        (r"leg(?=$|t$|are$|heit)", "lig"),
        (r"(alvor|dår|vanske|person|dag|van|tyde|mog|natur|kropps|bråd|for)lege$", r"\1lige"),
        (r"heit(?=$|a$|en$)", "het"),
        (r"røyrsle|rørsle", "bevegelse"),
        (r"^brukar", "bruker"),
        (r"frå(?=v)", "fra"),
        (r"eteforst", "spiseforst"),
        (r"etevansk", "spisevansk"),
        (r"minnevansk", "hukommelsesvansk"),
        (r"barnevernt", "barnevernst"),
    )
)

_ENDINGS = (
    "enes", "anes", "ene", "ane", "ens", "ets", "ers", "ene", "en", "et", "er", "ar", "or", "as", "es", "ne", "te",
    "a", "e", "n", "t", "r", "s", "'s",
)  # fmt: skip
_SWAPS = (
    ("a", "et"), ("a", "e"), ("ar", "er"), ("ane", "ene"), ("ande", "ende"), ("ast", "es"), ("ing", "ing"),
    ("ar", "e"), ("er", "e"), ("et", "e"), ("te", "e"), ("mmet", "m"), ("mene", "m"), ("lene", "el"), ("lar", "el"),
    ("ler", "el"), ("mer", "m"), ("t", "et"), ("elser", "else"), ("elsen", "else"), ("elsa", "else"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an answer. `gap` is what stands between it and the word before; `sentence` counts from 0."""

    raw: str
    start: int
    end: int
    gap: str
    sentence: int


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A lower-case word as the catalogue writes it: bokmål, without apostrophes."""
    word = re.sub(r"['’´`]", "", word)
    if word in _WHOLE:
        return _WHOLE[word]
    for pattern, to in _PARTS:
        word = pattern.sub(to, word)
    return word


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """The lower-case word, folded, and what it may be an inflection of. The likeliest first; not all are words."""
    bases = tuple(dict.fromkeys((word, fold(word))))
    stripped = (
        base[: -len(ending)]
        for base in bases
        for ending in _ENDINGS
        if base.endswith(ending) and len(base) - len(ending) > 2
    )
    swapped = (
        base[: -len(old)] + new
        for base in bases
        for old, new in _SWAPS
        if base.endswith(old) and len(base) - len(old) > 2
    )
    return tuple(dict.fromkeys((*bases, *stripped, *swapped)))
