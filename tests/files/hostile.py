"""Files that are sent in bad faith, or broken, in place of good ones."""

from files import uploads
from tests.files import films, pictures
from tests.files.pictures import picture

# Each is what it is, its name and content, and the code of the refusal.
_ANYTHING = [
    ("nothing", "a.png", b"", "REQUIRED"),
    ("a long name", "a" * 296 + ".png", picture(), "INVALID"),
]
IMAGES = [
    *_ANYTHING,
    ("a bomb", "a.png", pictures.bomb, "TOO_LARGE"),
    ("a bomb in a comment", "a.png", pictures.text_bomb, "INVALID"),
    ("100 megapixels", "a.png", pictures.hundred_megapixels, "TOO_LARGE"),
    ("25.005 megapixels", "a.png", pictures.just_too_many_pixels, "TOO_LARGE"),
    ("half a PNG", "a.png", picture()[:-40], "INVALID"),
    ("half a JPEG", "a.jpg", picture("JPEG")[:-100], "INVALID"),
    ("half a WebP", "a.webp", picture("WEBP")[:-20], "INVALID"),
    ("the beginning of a PNG", "a.png", picture()[:20], "INVALID"),
    ("a wrong checksum", "a.png", pictures.wrong_checksum, "UNSUPPORTED_TYPE"),
    ("an SVG", "a.svg", pictures.SVG, "UNSUPPORTED_TYPE"),
    ("an SVG named PNG", "a.png", pictures.SVG, "UNSUPPORTED_TYPE"),
    ("a page named PNG", "a.png", pictures.HTML, "UNSUPPORTED_TYPE"),
    ("a script named PNG", "a.png", pictures.SCRIPT, "UNSUPPORTED_TYPE"),
    ("PHP named JPEG", "a.php.jpg", pictures.PHP, "UNSUPPORTED_TYPE"),
    ("a GIF", "a.gif", picture("GIF"), "UNSUPPORTED_TYPE"),
    ("a GIF named PNG", "a.png", picture("GIF"), "UNSUPPORTED_TYPE"),
    ("a BMP", "a.png", picture("BMP"), "UNSUPPORTED_TYPE"),
    ("a TIFF", "a.jpg", picture("TIFF"), "UNSUPPORTED_TYPE"),
    ("an icon", "a.png", picture("ICO"), "UNSUPPORTED_TYPE"),
    ("a HEIC", "a.jpg", pictures.HEIC, "UNSUPPORTED_TYPE"),
    ("an AVIF", "a.webp", pictures.AVIF, "UNSUPPORTED_TYPE"),
    ("a PDF", "a.png", pictures.PDF, "UNSUPPORTED_TYPE"),
    ("a film", "a.png", pictures.MP4, "UNSUPPORTED_TYPE"),
    ("PNG and ZIP", "a.png", pictures.png_and_zip, "UNSUPPORTED_TYPE"),
    ("PNG and JAR", "a.png", pictures.png_and_commented_zip, "UNSUPPORTED_TYPE"),
    ("JPEG and page", "a.jpg", pictures.jpeg_and_html, "UNSUPPORTED_TYPE"),
    ("PDF and JPEG", "a.jpg", pictures.pdf_and_jpeg, "UNSUPPORTED_TYPE"),
    ("PNG and PHP", "a.png", pictures.png_and_php, "UNSUPPORTED_TYPE"),
    ("a million ends of ZIPs", "a.png", pictures.zip_ends, "UNSUPPORTED_TYPE"),
    ("a thousand scans", "a.jpg", pictures.thousand_scans, "UNSUPPORTED_TYPE"),
    ("101 scans", "a.jpg", pictures.scans(101), "UNSUPPORTED_TYPE"),
    ("too many bytes", "a.png", picture() + bytes(5 * uploads.MB), "TOO_LARGE"),
]
VIDEOS = [
    *_ANYTHING,
    ("a HEIC named MP4", "a.mp4", pictures.HEIC, "UNSUPPORTED_TYPE"),
    ("an AVIF named MP4", "a.mp4", pictures.AVIF, "UNSUPPORTED_TYPE"),
    ("a film of QuickTime", "a.mov", pictures.QUICKTIME, "UNSUPPORTED_TYPE"),
    ("Matroska named WebM", "a.webm", pictures.MATROSKA, "UNSUPPORTED_TYPE"),
    ("an AVI", "a.avi", pictures.AVI, "UNSUPPORTED_TYPE"),
    ("the beginning of an MP4", "a.mp4", pictures.MP4[:10], "UNSUPPORTED_TYPE"),
    ("a PNG named MP4", "a.mp4", picture(), "UNSUPPORTED_TYPE"),
    ("a page named MP4", "a.mp4", pictures.HTML, "UNSUPPORTED_TYPE"),
    ("a page and a film", "a.mp4", pictures.PAGE_AND_FILM, "UNSUPPORTED_TYPE"),
    ("a script named MP4", "a.mp4", pictures.SCRIPT, "UNSUPPORTED_TYPE"),
    ("an SVG", "a.mp4", pictures.SVG, "UNSUPPORTED_TYPE"),
    ("half a film", "a.mp4", pictures.MP4[:-20], "INVALID"),
    ("half a WebM", "a.webm", pictures.WEBM[:-20], "INVALID"),
    (
        "a film without its index",
        "a.mp4",
        films.FTYP + films.last_box(b"mdat"),
        "INVALID",
    ),
    ("too many bytes", "a.mp4", pictures.MP4 + bytes(uploads.MB), "TOO_LARGE"),
]
RESOURCES = [
    *_ANYTHING,
    ("too many bytes", "a.zip", bytes(50 * uploads.MB + 1), "TOO_LARGE"),
]
