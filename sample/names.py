"""Names of the sample chapter's people: a wide mix of Chicago's communities, put together at random.

None is meant to be a real person's. Some are long, some are one word, as names are.
"""

import random
import unicodedata

FAMILIES: tuple[tuple[str, str], ...] = (
    (
        "Keisha Latrice Imani Denise Tamika Yolanda Ebony Aaliyah Renee Nia Jocelyn Vanessa",
        "Whitfield Braxton Gaines Mayfield Rollins Tolliver Pettway Hollis Dorsey Merriweather",
    ),
    (
        "Guadalupe Marisela Xóchitl Lourdes Alma Rocío Citlali Beatriz Inés Araceli Yesenia",
        "Villaseñor Quintanilla Ocampo Zavala Arredondo Bautista Cisneros-Vela Montaño Ibarra Tapia",
    ),
    (
        "Krystyna Halina Agnieszka Małgorzata Zofia Beata Jadwiga Ewelina",
        "Mazur Olszewska Wojciechowska Łukasik Dąbrowska Kubiak Pawlak Zięba",
    ),
    (
        "Maeve Siobhán Nora Bridget Aoife Colleen",
        "O’Hanrahan Gilhooly McGarrigle Tierney Quilligan Fennelly",
    ),
    (
        "Priya Kavita Lakshmi Anjali Meera Shreya Sunita",
        "Raghunathan Deshpande Iyengar Chatterjee Venkataraman Bhatnagar Nambiar",
    ),
    ("Ayesha Fatima Sana Mahnoor Rabia Zainab", "Al-Khatib Qureshi Siddiqui Chaudhry Barakat Haddad"),
    (
        "Imelda Maricel Luzviminda Tala Jasmine Corazon",
        "Bautista-Cruz Macaraeg Dimaculangan Pangilinan Salonga Evangelista",
    ),
    ("Mei-Ling Xiaoyan Huifen Jing Lihua Siew", "Cheung Ouyang Tsai Kwok Zhuang Leong"),
    ("Soo-jin Hye-rin Ji-won Eun-ha Min-seo", "Noh Hwang Baek Seong Moon"),
    ("Thuy Lan-Anh Hạnh Bích-Ngọc Mai", "Ngo Đặng Phạm Huỳnh Trương"),
    (
        "Adaeze Ngozi Folasade Chidinma Oluwaseun Ifeoma",
        "Okonkwo Adebayo Nwachukwu Ogunleye Eze-Bright Folarin",
    ),
    ("Wanjiru Hirut Selam Amina Makeda Akosua", "Kamau Tesfaye Gebremariam Warsame Owusu-Ansah Mensah"),
    ("Nahrin Shamiran Ashurina Mariam", "Youkhana Khoshaba Badal Yonan"),
    ("Oksana Lesia Solomiya Daryna", "Kovalenko Hrytsenko Shevchuk-Bell Tkachenko"),
    ("Rasa Birutė Živilė Aušra", "Kazlauskaitė Petrauskienė Stankutė Vaitkus"),
    ("Eleni Despina Vasiliki Kalliope", "Papanikolaou Stathopoulos Karras Anagnostou"),
    ("Yaritza Maribel Nilda Ivelisse", "Feliciano Maldonado-Rosa Quiñones Santaella"),
    ("Amra Lejla Senada Jasmina", "Hadžić Begović Imamović Šarić"),
    ("Miriam Talia Shoshana Dalia", "Feldstein Rosenbluth Abramowicz Lieberman-Katz"),
    ("Birgit Linnéa Ingrid Solveig", "Lindqvist Achterberg Sandström Voigt"),
    ("Emiko Haruka Naomi Kiyomi", "Tanigawa Hayashida Nakashima Oyama-Reed"),
    ("Waaseyaa Winona Migizi Nodin", "Skenandore Whitecloud Makwa Greensky"),
    ("Rosalind Dorothy Jo Beatrice Margaret Helen", "Abernathy Pruitt Castellano Lindgren Moretti Bauer"),
)
SINGLE = ("Suryani", "Thenmozhi", "Wulandari", "Hnin", "Pema", "Kaveri")
LONG = (
    "María del Carmen Guadalupe Hernández-Villaseñor de la Torre",
    "Oluwadamilola Temitope Adebimpe Folarin-Akindele",
    "Anantha Lakshmi Venkata Subrahmanyam Chandrasekharan",
    "Wilhelmina Konstancja Brzęczyszczykiewicz-Szczepańska",
)
MAIL_HOSTS = ("lakemail.test", "prairiepost.test", "halsted.test", "greenline.test", "southshore.test")
ORGANISATIONS = (
    "", "", "", "Halsted Bakers", "Cermak Dental", "Bridgeport Structural", "Lakeside Credit Union",
    "Ravenswood Type", "Pilsen Title & Deed", "Uptown Nursing Collective", "Prairie Public Library",
    "South Loop Robotics", "Devon Avenue Tailors", "Kedzie Law Clinic", "Illinois Rail Works",
    "Garfield Botanists", "Two Flat Architects", "Blue Island Brewing",
)  # fmt: skip
CROSSED = str.maketrans("łđøß", "ldos")
PRONOUNS = ("", "", "", "she/her", "she/her", "she/they", "they/them")


def draw(chance: random.Random, count: int) -> list[str]:
    """Draw ``count`` names; the same for the same ``chance``. They repeat, as names do, when count is
    large."""
    special = [*SINGLE, *LONG]
    pairs = [(firsts.split(), lasts.split()) for firsts, lasts in FAMILIES]
    drawn = [_one(chance, pairs) for _ in range(count)]
    for number, name in enumerate(special):
        if number * 20 + 12 < count:
            drawn[number * 20 + 12] = name
    return drawn


def _one(chance: random.Random, pairs: list[tuple[list[str], list[str]]]) -> str:
    firsts, lasts = chance.choice(pairs)
    if chance.random() < 0.12:
        lasts = chance.choice(pairs)[1]
    return f"{chance.choice(firsts)} {chance.choice(lasts)}"


def address(name: str, number: int, chance: random.Random) -> str:
    """An e-mail address for that name, unique by ``number``; nobody can be reached there."""
    apart = unicodedata.normalize("NFKD", name.lower().translate(CROSSED).replace("’", "").replace("-", ""))
    words = "".join(mark for mark in apart if mark.isascii()).split()
    return f"{'.'.join(words[:: max(1, len(words) - 1)])}{number}@{chance.choice(MAIL_HOSTS)}"
