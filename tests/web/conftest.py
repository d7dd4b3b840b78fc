"""The web tests' database: SQLite in a folder of its own, filled once with the demo county; each test's changes are rolled back.

With ``ZIPING_TEST_DATABASE=postgres://…`` the same tests run on PostgreSQL.
"""

import os
import tempfile

import pytest

pytest.importorskip("django", reason="需要 web 附加部分：pip install -e '.[web]'")
_HOME = tempfile.mkdtemp(prefix="ziping-web-")
os.environ["ZIPING_HOME"] = _HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "ziping_web.settings"
if os.environ.get("ZIPING_TEST_DATABASE"):
    os.environ["DATABASE_URL"] = os.environ["ZIPING_TEST_DATABASE"]
else:
    os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402

settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    settings.PASSWORD_HASHERS[1],
]  # the county has many accounts; hashing is not what is tested


@pytest.fixture(scope="session")
def county():
    """The demo county in a test database."""
    from django.db import connection

    from ziping_web.demo.county import build

    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    build(forms=10)
    yield name
    connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
    teardown_test_environment()


@pytest.fixture
def web(county):
    """One test's work on the county, rolled back afterwards; a function that signs a demo account in."""
    from django.db import transaction

    from ziping_web.people.models import Account

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(login=login))
        return client

    atomic = transaction.atomic()
    atomic.__enter__()
    try:
        yield sign_in
    finally:
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
