import strawberry
from django.db.models.fields.files import ImageFieldFile

from schema.base.context import Info


@strawberry.type(description="A picture that anybody may fetch.")
class Image:
    url: str = strawberry.field(description="Its absolute address.")
    width: int = strawberry.field(description="Its width in pixels.")
    height: int = strawberry.field(description="Its height in pixels.")


def image(
    info: Info, file: ImageFieldFile, width: int | None, height: int | None
) -> Image | None:
    """The picture in an image field, or ``None`` where there is none."""
    if not file or not width or not height:
        return None
    return Image(url=info.context.url(file.url), width=width, height=height)
