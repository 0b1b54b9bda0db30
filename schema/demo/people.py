"""Who is in the demo: everybody's address is at example.com."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from users.models import Profile, Role, User

INSTRUCTOR, STUDENT, STAFF = "ADMIN2", "s", "staff"
SHARED_PASSWORD = "learn123learn"  # of everybody without one of their own


@dataclass(frozen=True)
class Person:
    username: str
    first_name: str
    last_name: str
    bio: str
    password: str = SHARED_PASSWORD
    is_superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.username.lower()}@example.com"


INSTRUCTORS = [
    Person(INSTRUCTOR, "Admin", "22", "a", password="a123a123"),
    Person(
        "ines.carvalho",
        "Inês",
        "Carvalho",
        "Graphic designer in Porto. Sets type by day and redraws bad charts by night.",
    ),
    Person(
        "tomasz.zielinski",
        "Tomasz",
        "Zieliński",
        "Programmer from Kraków, twenty years of Python, four of Rust. Likes small "
        "programs and long walks.",
    ),
    Person(
        "priya.raman",
        "Priya",
        "Raman",
        "Statistician in Chennai. Has cleaned more spreadsheets than dishes.",
    ),
    Person(
        "amara.okafor",
        "Amara",
        "Okafor",
        "Founded two companies in Lagos and closed one of them. Teaches what both "
        "taught her.",
    ),
    Person(
        "haruka.sato",
        "Haruka",
        "Satō",
        "Japanese teacher from Kanazawa; believes that menus are the best textbooks.",
    ),
    Person(
        "lucia.fernandez",
        "Lucía",
        "Fernández",
        "Actress and language teacher in Seville. Speaks with her hands, too.",
    ),
    Person(
        "elif.demir",
        "Elif",
        "Demir",
        "Physicist in İzmir, explains things to her nephews first.",
    ),
    Person(
        "marco.bianchi",
        "Marco",
        "Bianchi",
        "Plays guitar, takes photographs, draws badly and often. Lives in Bologna.",
    ),
]
STUDENTS = [
    Person(STUDENT, "s", "1", "s", password="s123s123"),
    Person("aigerim", "Aigerim", "Nurlanova", "Nurse in Almaty, learning to code."),
    Person("anders.holm", "Anders", "Holm", "Ferry mechanic. Winters are long."),
    Person("ayo.balogun", "Ayo", "Balogun", ""),
    Person("beatriz.lima", "Beatriz", "Lima", "Architecture student from Recife."),
    Person("chidi", "Chidi", "Eze", "Philosophy teacher with too many questions."),
    Person("chloe.martin", "Chloé", "Martin", "Baker in Lyon, up at three anyway."),
    Person("daniel.cohen", "Daniel", "Cohen", ""),
    Person("dina.haddad", "Dina", "Haddad", "Translator, Beirut and Marseille."),
    Person("emma.nilsen", "Emma", "Nilsen", "I collect half-finished courses."),
    Person("fatima.zahra", "Fatima Zahra", "Alaoui", "Pharmacist in Fès."),
    Person("goran", "Goran", "Petrović", "Retired engineer; finally time for music."),
    Person("hanna.virtanen", "Hanna", "Virtanen", "Frontend developer in Tampere."),
    Person("ibrahim.k", "Ibrahim", "Koné", ""),
    Person("jiho.kim", "Ji-ho", "Kim", "Product manager who wants to read the code."),
    Person("kavya", "Kavya", "Menon", "Second-year student of economics."),
    Person("leilani", "Leilani", "Kealoha", "Surf instructor, future astronomer."),
    Person("liam.obrien", "Liam", "O'Brien", "Pub owner doing his own accounts."),
    Person("linh.tran", "Linh", "Trần", "QA engineer in Đà Nẵng."),
    Person("maja.novak", "Maja", "Novak", ""),
    Person("mateo", "Mateo", "Quispe", "Mountain guide in Cusco, learning Japanese."),
    Person("mei.chen", "Mei", "Chen", "Data analyst and amateur illustrator."),
    Person("nikos.p", "Nikos", "Papadopoulos", "Teacher of physics in Volos."),
    Person("noah.schmid", "Noah", "Schmid", "Apprentice in Bern."),
    Person("olena", "Olena", "Kovalenko", "Librarian. Reads the manual first."),
    Person("omar.farouk", "Omar", "Farouk", "Freelance photographer in Alexandria."),
    Person("paul.dubois", "Paul", "Dubois", ""),
    Person("rosa.jimenez", "Rosa", "Jiménez", "Grandmother of six in Oaxaca."),
    Person("samir", "Samir", "Gurung", "Backend developer in Pokhara."),
    Person("tama.ngata", "Tāma", "Ngata", "Farmer near Gisborne, good at statistics."),
    Person("wanjiru", "Wanjirũ", "Kamau", "Nairobi. Runs a bicycle repair shop."),
    Person("zofia", "Zofia", "Wójcik", "Writes a thesis and avoids it here."),
]
STAFF_MEMBER = Person(
    STAFF, "Sam", "Staff", "", password="staff123staff", is_superuser=True
)
EVERYBODY = [*INSTRUCTORS, *STUDENTS, STAFF_MEMBER]


def add_people(now: datetime, dice: Random) -> dict[str, User]:
    """Make their accounts, the students' in the last ten months; by username."""
    hashes = {
        password: make_password(password)
        for password in sorted({person.password for person in EVERYBODY})
    }
    people = {}
    for person in EVERYBODY:
        role = Role.INSTRUCTOR if person in INSTRUCTORS else Role.STUDENT
        days = dice.uniform(*((250, 365) if person in INSTRUCTORS else (125, 300)))
        joined = now - timedelta(days=days)
        user = User.objects.create(
            username=person.username,
            email=person.email,
            email_verified_at=joined,
            password=hashes[person.password],
            first_name=person.first_name,
            last_name=person.last_name,
            is_staff=person.is_superuser,
            is_superuser=person.is_superuser,
            date_joined=joined,
        )
        Profile.objects.filter(user=user).update(role=role, bio=person.bio)
        people[user.username] = user
    return people
