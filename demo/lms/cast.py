"""The invented people and courses of the two pretend academies.

Lena and Sami share the number 4, Tomas and Tessa the number 3, on purpose: a `sub`, like a context
id, is unique within one issuer only (LTI Core 1.3, 5.3.6.1).
"""

from demo.lms.config import Course, Person

LENA = Person("4", "Lena", "Lund", "learner")
LEO = Person("5", "Leo", "Lind", "learner")
TOMAS = Person("3", "Tomas", "Tal", "trainer")
ADA = Person("2", "Ada", "Aas", "administrator")

SAMI = Person("4", "Sami", "Sole", "learner")
TESSA = Person("3", "Tessa", "Sund", "trainer")
ANTON = Person("2", "Anton", "Sarr", "administrator")

OSCAR = Person("99", "Oscar", "Out", "outsider")

NAMES = {"northvale": "Northvale Police Academy", "southmere": "Southmere Police College"}
PEOPLE = {
    "northvale": (LENA, LEO, TOMAS, ADA, OSCAR),
    "southmere": (SAMI, TESSA, ANTON, OSCAR),
}
COURSES = {
    "northvale": (
        Course(
            2,
            "CYB-1",
            "Cybercrime for first responders",
            "nv-cyb-1",
            "What to do, and what to leave alone, when a device is part of the scene.",
        ),
    ),
    "southmere": (
        Course(
            2,
            "DIG-A",
            "Digital traces, year one",
            "sm-dig-a",
            "From the first report to a preserved copy: the first year of digital evidence.",
        ),
    ),
}
