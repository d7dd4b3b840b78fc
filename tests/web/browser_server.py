"""The site of the browser tests: a small county in a folder of its own, served by the same server as in real use.

``python browser_server.py PORT FORMS`` with ``ZIPING_HOME`` set; prints "ready" once the data stand.
"""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "ziping_web.settings"


def main(port: int, forms: int) -> None:
    """Prepare the data where there are none, then serve until killed."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hashing is not what is tested
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from ziping_web.people.models import Node

    if not Node.objects.exists():
        from ziping_web.demo.county import build

        build(forms=forms)
    from granian import Granian
    from granian.constants import Interfaces

    print("ready", flush=True)
    Granian(
        "ziping_web.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=2,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
