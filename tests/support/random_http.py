"""Requests at random, for servers that must neither crash nor hang over any of them."""

from __future__ import annotations

import re
import socket
from http.client import HTTPConnection

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: The same requests each time, a few of them; and others each time, many of them.
some = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
many = settings(some, max_examples=2000, derandomize=False, print_blob=True)

#: Any value of JSON, with what breaks programs among it.
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 2**31, 2**63, 2**64, 10**400])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["\ud800", "\0", "../../etc/passwd", "\u202e", "9" * 5000]),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=8), values, max_size=4),
    max_leaves=8,
)

#: What is put between or in place of the bytes of a request.
_pieces = st.binary(max_size=6) | st.sampled_from(
    [
        *(
            b"\r\n",
            b"\r\n\r\n",
            b"\n",
            b"\0",
            b" ",
            b"\t",
            b":",
            b"%",
            b"%00",
            b"%ff",
            b"../",
            b"?",
            b"#",
            b"\xff",
        ),
        *(b"content-length: 5\r\n", b"content-length: -1\r\n", b"content-length: 99999999999999999999\r\n"),
        *(b"transfer-encoding: chunked\r\n", b"transfer-encoding: gzip\r\n", b"expect: 100-continue\r\n"),
        *(
            b"host: evil.example\r\n",
            b"upgrade: websocket\r\nconnection: upgrade\r\n",
            b"HTTP/1.0",
            b"HTTP/2.0",
        ),
        *(b"x: " + b"y" * 70_000, b"9" * 5000, b"GET http://evil.example/ HTTP/1.1\r\n"),
    ]
)


@st.composite
def raw_requests(draw: st.DrawFn, valid: list[bytes]) -> bytes:
    """A request that is valid but for some of its bytes."""
    data = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 12)) | st.just(at))
        data = data[:at] + draw(_pieces) + data[end:]
    return data


def check_raw(port: int, data: bytes) -> None:
    """Send bytes; the server answers with no error of its own, or waits, and answers the next request."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
        except TimeoutError:
            raise
        except OSError:  # it ended the connection before we had sent all
            answer = b""
    for status in re.findall(rb"^HTTP/1\.[01] (\d{3}) ", answer, re.MULTILINE):
        assert status < b"500", answer
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()
