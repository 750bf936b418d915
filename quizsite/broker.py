"""The server that keeps the task queue: an embedded Valkey, or one of the operator's own."""

from django.conf import settings

from quizsite.celery import app


def is_embedded() -> bool:
    """Tell whether `up` runs the broker itself, which it does unless REDIS_URL names another."""
    return bool(settings.CELERY_BROKER_URL == settings.EMBEDDED_BROKER_URL)


def broker_answers() -> bool:
    """Ask the broker once, for a second at most; retrying is for those who wait for it."""
    # Loading redis takes half a second and 20 MB, which most web processes never need.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError
    from redis.retry import Retry

    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    client = Redis.from_url(
        url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except (OSError, RedisError):
        return False
    finally:
        client.close()


def worker_answers(node: str | None = None) -> bool:
    """Ask the worker named `node`, or any, through the broker, for a second at most."""
    # Celery would go on trying to reach a dead broker.
    if not broker_answers():
        return False
    destination = None if node is None else [node]
    # A connection of its own: processes that are forked off must not find one in the pool.
    with app.connection_for_write() as connection:
        ping = app.control.ping(destination, timeout=1, limit=1, connection=connection)
    return bool(ping)
