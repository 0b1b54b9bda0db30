"""The words of the bulk data's titles and names; the first subjects are popular."""


def _list(text: str) -> list[str]:
    return [" ".join(words.split()) for words in text.split(",")]


SUBJECTS = _list("""
    Python, JavaScript, English Grammar, Watercolour, Spreadsheets, Machine Learning,
    Photography, Yoga, Spanish, SQL, React, Marketing, Public Speaking, Guitar,
    Statistics, French, Project Management, Drawing, Linear Algebra, Docker, Personal
    Finance, Piano, Creative Writing, TypeScript, German, Data Visualisation,
    Accounting, Kubernetes, Chess, Singing, Calculus, User Research, Italian, Rust,
    Baking, Typography, Astronomy, Negotiation, Linux, Portuguese, Probability,
    Gardening, Video Editing, Microeconomics, Go, Sketching, Mandarin, Cybersecurity,
    Leadership, Biology, Animation, GraphQL, Philosophy, Arabic, Sound Design,
    Networks, Ceramics, Organic Chemistry, Korean, Robotics, Interior Design, Logic,
    Poetry, Compilers, Ukulele, Genetics, Hindi, Copywriting, Woodworking, Optics,
    Haskell, Screenwriting, Game Theory, Turkish, Beekeeping, Topology, Calligraphy,
    Thermodynamics, Bookbinding, Swahili, Erlang, Cartography, Bird Song, Sanskrit,
    Shipbuilding, Number Theory, Glassblowing, Old Norse, Lichens, Horology
    """)

BEGINNINGS = _list("""
    Introduction to, Practical, Modern, Advanced, Essential, Understanding, Everyday,
    Hands-on, A Short Course in, Foundations of, Mastering, The Art of, Rediscovering,
    Applied, First Steps in, Further
    """)

ENDINGS = _list("""
    for Beginners, for Busy People, in Thirty Days, from Scratch, at Work, for
    Teachers, by Example, step by step, without Tears, for the Curious, for Teams,
    with Projects, in Depth, for Engineers, for Designers, over a Weekend
    """)

LESSONS = _list("""
    Why {}, A first look at {}, The vocabulary of {}, {} in practice, Common mistakes
    in {}, An exercise in {}, The history of {}, Tools for {}, {} with others, A case
    study, Looking closer, Questions and answers, Putting it together, Habits that
    help, What experts do, Measuring progress, A small project, Going further
    """)

FIRST_NAMES = _list("""
    Ada, Aisha, Ali, Amina, Ana, Andrei, Anna, Arjun, Astrid, Ben, Bilal, Carla,
    Carlos, Chen, Clara, David, Diego, Dmitri, Elena, Emil, Esra, Eva, Farah, Felix,
    Femi, Gita, Grace, Hana, Hugo, Ida, Ivan, Jana, Jin, Jonas, José, Julia, Kaito,
    Karim, Lars, Laila, Lea, Leo, Lin, Luca, Malik, Mara, Maria, Mehmet, Mia, Mina,
    Nadia, Neha, Nils, Nora, Olga, Oscar, Pavel, Petra, Rahul, Rana, Ravi, Rosa, Ruth,
    Sami, Sara, Sofia, Tariq, Thabo, Tuan, Uma, Vera, Wei, Yara, Yuki, Zeynep
    """)

LAST_NAMES = _list("""
    Adeyemi, Ahmed, Andersson, Bauer, Becker, Costa, Cruz, Dang, Diallo, Dumont,
    Eriksen, Farah, Ferreira, Fischer, Garcia, Gupta, Haddad, Hansen, Horvat, Ito,
    Ivanova, Jansen, Jovanović, Kaya, Khan, Kim, Kowalski, Kumar, Larsen, Lee,
    Lindqvist, Lopez, Mbeki, Mensah, Meyer, Molina, Moreau, Nakamura, Ndiaye, Nguyen,
    Nowak, Okoye, Oliveira, Olsen, Ortiz, Park, Patel, Pereira, Popescu, Rahman,
    Ramos, Romano, Rossi, Sahin, Santos, Schmidt, Shah, Silva, Singh, Sokolov, Suzuki,
    Tanaka, Torres, Tran, Usman, Varga, Vega, Wagner, Wang, Weber, Yamamoto, Yilmaz,
    Zhang, Zimmermann
    """)
