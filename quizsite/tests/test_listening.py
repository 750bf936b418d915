import socket

import pytest

from quizsite.supervisor.listening import Address, CannotListen, listen

DEFAULT_NAMES = ("localhost", "127.0.0.1", "[::1]")


def test_a_taken_port_names_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"Port {port} is taken .* PORT={port + 1}"):
            listen("127.0.0.1", port)


def test_a_freed_port_can_be_used_at_once() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            first.accept()[0].close()
            client.recv(1)
    with listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


@pytest.mark.parametrize("port", [-1, 65536])
def test_an_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(CannotListen, match="is no port"):
        listen("127.0.0.1", port)


def test_an_unknown_host_is_refused() -> None:
    with pytest.raises(CannotListen, match="no host named"):
        listen("no..host", 0)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CannotListen, match=r"Cannot listen on 192\.0\.2\.1"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),  # noqa: S104
        ("192.168.1.5", "http://192.168.1.5:8000/"),
    ],
)
def test_the_printed_address_can_be_opened(host: str, url: str) -> None:
    assert Address(host, 8000, DEFAULT_NAMES).url == url


def test_every_interface_is_shown_under_the_first_name_that_is_one() -> None:
    assert Address("0.0.0.0", 80, (".lan", "quiz.lan")).url == "http://quiz.lan:80/"  # noqa: S104


def test_an_address_asked_for_by_name_is_admitted() -> None:
    address = Address("192.168.1.5", 8000, DEFAULT_NAMES)
    assert address.allowed_hosts == (*DEFAULT_NAMES, "192.168.1.5")
    assert Address("::1", 8000, DEFAULT_NAMES).allowed_hosts == DEFAULT_NAMES


@pytest.mark.parametrize(
    ("host", "names", "nobody"),
    [
        ("0.0.0.0", DEFAULT_NAMES, True),  # noqa: S104
        ("::", DEFAULT_NAMES, True),
        ("0.0.0.0", (*DEFAULT_NAMES, "quiz.lan"), False),  # noqa: S104
        ("127.0.0.1", DEFAULT_NAMES, False),
        ("192.168.1.5", DEFAULT_NAMES, False),
    ],
)
def test_a_site_open_to_the_network_that_admits_nobody_is_noticed(
    host: str, names: tuple[str, ...], *, nobody: bool
) -> None:
    assert Address(host, 8000, names).admits_nobody_else is nobody
