from enum import Enum
from typing import Annotated, Any

import strawberry
from django.db.models import Model

from files.renditions import Rendition, Size, rendition
from schema.base.context import Info

# What an input says of a picture that is sent.
PICTURE = (
    "A PNG, JPEG or WebP picture of at most 5 MB and 25 megapixels. It is stored "
    "upright, without metadata, as WebP of at most 2,560 pixels a side."
)


@strawberry.enum(description="How large a thumbnail is, for a high-density screen.")
class ImageSize(Enum):
    SMALL = strawberry.enum_value(
        "SMALL", description="At most 320 pixels wide, to be shown at 160."
    )
    MEDIUM = strawberry.enum_value(
        "MEDIUM", description="At most 640 pixels wide, to be shown at 320."
    )
    LARGE = strawberry.enum_value(
        "LARGE", description="At most 1,280 pixels wide, to be shown at 640."
    )


@strawberry.type(
    description="A picture that anybody may fetch: WebP of at most 2,560 pixels a side."
)
class Image:
    url: str = strawberry.field(description="Its absolute address.")
    width: int = strawberry.field(description="Its width in pixels.")
    height: int = strawberry.field(description="Its height in pixels.")
    row: strawberry.Private[Any]
    name: strawberry.Private[str]

    @strawberry.field(
        description="The picture in a smaller size, as WebP. Right after an upload it "
        "is the picture itself, until the sizes are made."
    )
    def thumbnail(
        self,
        info: Info,
        size: Annotated[
            ImageSize, strawberry.argument(description="Which size.")
        ] = ImageSize.MEDIUM,
    ) -> "Image":
        file = getattr(self.row, self.name)
        width, height = _shape(self.row, self.name)
        wanted = Rendition(file.name, width, height)
        if getattr(self.row, f"{self.name}_has_renditions"):
            wanted = rendition(file.name, width, height, Size[size.name])
        return _image(info, self.row, self.name, wanted)


def image(info: Info, row: Model, name: str) -> Image | None:
    """The picture in the image field ``name``, or ``None`` where there is none."""
    file = getattr(row, name)
    width, height = _shape(row, name)
    if not file or not width or not height:
        return None
    return _image(info, row, name, Rendition(file.name, width, height))


def _shape(row: Model, name: str) -> tuple[int, int]:
    return getattr(row, f"{name}_width"), getattr(row, f"{name}_height")


def _image(info: Info, row: Model, name: str, shown: Rendition) -> Image:
    storage = getattr(row, name).storage
    return Image(
        url=info.context.url(storage.url(shown.name)),
        width=shown.width,
        height=shown.height,
        row=row,
        name=name,
    )
