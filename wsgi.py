"""The entry of a WSGI server: `gunicorn -c web/gunicorn_conf.py wsgi:app`."""

from index.settings import Settings
from web import create_app

app = create_app(Settings.from_env())
