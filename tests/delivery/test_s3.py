"""Files in an S3-compatible service, by settings alone, against a real server."""

import json
import time
from pathlib import PurePath
from urllib.parse import parse_qs, urlsplit

import boto3  # type: ignore[import-untyped]
import httpx
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from moto.server import ThreadedMotoServer

from tests.delivery.served import VIDEO, served
from tests.processes import manage

KEYS = {"S3_ACCESS_KEY_ID": "lyceum", "S3_SECRET_ACCESS_KEY": "not a secret"}
BUCKETS = {"S3_BUCKET": "shown", "S3_PRIVATE_BUCKET": "hidden"}
READABLE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::shown/*",
        }
    ],
}
THUMBNAIL = """
query Thumbnail($course: ID!) {
  course(id: $course) { thumbnail { thumbnail(size: SMALL) { url width } } }
}
"""
DELETE_RESOURCE = """
mutation DeleteResource($id: ID!) {
  result: deleteResource(input: {resourceId: $id}) { deletedId }
}
"""
DELETE_COURSE = """
mutation DeleteCourse($id: ID!) {
  result: deleteCourse(input: {courseId: $id}) { deletedId }
}
"""


class Service:
    """The S3 service as its owner sees it, with a public and a private bucket."""

    def __init__(self, address):
        self.address = address
        self.client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id=KEYS["S3_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["S3_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}),
        )
        for bucket in BUCKETS.values():
            self.client.create_bucket(Bucket=bucket)
        self.client.put_bucket_policy(Bucket="shown", Policy=json.dumps(READABLE))

    def names(self, bucket):
        found = self.client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {one["Key"] for one in found}


@pytest.fixture(scope="module")
def service():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    service = Service(f"http://{host}:{port}")
    yield service
    service.client.close()
    server.stop()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("s3")


@pytest.fixture(scope="module")
def server(service, data):
    endpoint = {"S3_ENDPOINT_URL": service.address}
    with served(data, **KEYS, **BUCKETS, **endpoint) as server:
        yield server


@pytest.fixture
def created(server):
    """A new course with a picture, its lesson with a video, and a handout."""
    return server.create_course()


def redirected(server, address, **options):
    """The address at the service to which the server sends the viewer."""
    answer = server.http.request(options.pop("method", "GET"), address, **options)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    return answer.headers["Location"]


def signature_of(address):
    return parse_qs(urlsplit(address).query)["X-Amz-Signature"]


def small_of(server, course):
    """The small size of its picture, once the job has made it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        thumbnail = server.ask(THUMBNAIL, course=course["id"])["course"]["thumbnail"]
        if thumbnail["thumbnail"]["url"] != course["thumbnail"]["url"]:
            return thumbnail["thumbnail"]
        time.sleep(0.1)
    raise AssertionError("The sizes were not made.")


def test_uploads_land_in_the_buckets_and_nowhere_else(server, service, data):
    shown, hidden = service.names("shown"), service.names("hidden")

    result = server.create_course()

    assert all(result)
    new = sorted(service.names("hidden") - hidden)
    assert [name.partition("/")[0] for name in new] == ["resources", "videos"]
    assert {name.partition("/")[0] for name in service.names("shown") - shown} == {
        "thumbnails"
    }
    stored = service.client.get_object(Bucket="hidden", Key=new[1])["Body"].read()
    assert stored == VIDEO
    assert not [path for path in data.glob("media/**/*") if path.is_file()]
    assert not [path for path in data.glob("uploads/*") if path.is_file()]


def test_a_picture_has_a_public_address_that_is_kept_for_long(created, service):
    course, _, _ = created

    result = httpx.get(course["thumbnail"]["url"])

    assert course["thumbnail"]["url"].startswith(f"{service.address}/shown/thumbnails/")
    assert "?" not in course["thumbnail"]["url"]
    assert (result.status_code, result.content[8:12]) == (200, b"WEBP")
    assert result.headers["Content-Type"] == "image/webp"
    assert result.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_pictures_sizes_are_made_and_stored_beside_it(server, created):
    course, _, _ = created

    result = small_of(server, course)

    assert result["width"] == 320
    assert result["url"] == course["thumbnail"]["url"].replace(".webp", ".small.webp")
    assert httpx.get(result["url"]).content[8:12] == b"WEBP"


def test_a_video_is_played_from_a_presigned_address(server, service, created):
    _, lesson, _ = created

    result = redirected(server, lesson["videoUrl"])

    signed = {
        name: value[0] for name, value in parse_qs(urlsplit(result).query).items()
    }
    assert result.startswith(f"{service.address}/hidden/videos/")
    assert signed["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert signed["X-Amz-Expires"] == "3600"
    answer = httpx.get(result, headers={"Range": "bytes=100-199"})
    assert (answer.status_code, answer.content) == (206, VIDEO[100:200])
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Disposition"] == "inline"


def test_a_handout_is_saved_under_its_name_and_never_shown(server, created):
    _, _, resource = created

    result = httpx.get(redirected(server, resource["url"]))

    assert (result.status_code, result.content) == (200, b"<h1>Map</h1>")
    assert result.headers["Content-Type"] == "application/octet-stream"
    assert result.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C3%9Cbung.html"
    )


def test_head_is_signed_for_head(server, created):
    _, lesson, _ = created

    result = redirected(server, lesson["videoUrl"], method="HEAD")

    # The method is part of what is signed, so the address is another one.
    assert signature_of(result) != signature_of(redirected(server, lesson["videoUrl"]))
    assert httpx.head(result).headers["Content-Length"] == str(len(VIDEO))


def test_a_private_file_has_no_address_without_a_signature(server, service, created):
    _, lesson, _ = created
    address = redirected(server, lesson["videoUrl"])

    result = httpx.get(address.partition("?")[0])

    assert result.status_code == 403


def test_a_forged_address_leads_nowhere(server, created):
    _, lesson, _ = created

    result = server.http.get(lesson["videoUrl"].replace("/private/", "/private/x"))

    assert (result.status_code, result.text) == (404, "There is no such file.")


def test_a_deleted_handout_is_deleted_from_its_bucket(server, service, created):
    _, _, resource = created
    before = service.names("hidden")

    result = server.ask(DELETE_RESOURCE, id=resource["id"])

    [gone] = before - service.names("hidden")
    assert result == {"result": {"deletedId": resource["id"]}}
    assert gone.startswith("resources/")


def test_a_deleted_course_takes_its_files_out_of_both_buckets(server, service):
    hidden = service.names("hidden")
    course, _, _ = server.create_course()
    small_of(server, course)
    stem = PurePath(course["thumbnail"]["url"]).stem
    before = [name for name in service.names("shown") if stem in name]

    result = server.ask(DELETE_COURSE, id=course["id"])

    assert result == {"result": {"deletedId": course["id"]}}
    assert len(before) == 4
    assert not [name for name in service.names("shown") if stem in name]
    assert service.names("hidden") == hidden


@pytest.mark.parametrize(
    ("buckets", "name"),
    [
        ({"S3_BUCKET": "shown"}, "S3_BUCKET"),
        ({"S3_PRIVATE_BUCKET": "hidden"}, "S3_BUCKET"),
        ({"S3_BUCKET": "one", "S3_PRIVATE_BUCKET": "one"}, "S3_PRIVATE_BUCKET"),
        (BUCKETS | {"S3_ACCESS_KEY_ID": "lyceum"}, "S3_ACCESS_KEY_ID"),
        (BUCKETS | {"S3_SECRET_ACCESS_KEY": "secret"}, "S3_ACCESS_KEY_ID"),
        (BUCKETS | {"S3_ENDPOINT_URL": "s3.example.com"}, "S3_ENDPOINT_URL"),
    ],
)
def test_half_of_the_settings_is_refused(buckets, name):
    result = manage("check", **buckets)

    assert result.returncode != 0
    assert f"ImproperlyConfigured: {name} " in result.stderr
