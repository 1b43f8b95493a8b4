"""A server that speaks TLS with a certificate which nobody vouches for, and knows no object."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_HOST: Final = "127.0.0.1"
_NO_KEY: Final = b"<Error><Code>NoSuchKey</Code></Error>"


@contextmanager
def tls_listener(folder: Path) -> Iterator[tuple[str, Path]]:
    """Listen until the context is left.

    Yields:
        Its address, and the file of its certificate.
    """
    certificate, key = _certificate(folder)
    with HTTPServer((_HOST, 0), _KnowsNothing) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        # Greetings are left to the thread that answers, where a client may break them off.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="tls-listener")
        thread.start()
        try:
            yield f"https://{_HOST}:{server.server_port}", certificate
        finally:
            server.shutdown()
            thread.join()


class _KnowsNothing(BaseHTTPRequestHandler):
    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            # The client did not like the certificate.
            return

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", str(len(_NO_KEY)))
        self.end_headers()
        self.wfile.write(_NO_KEY)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(_HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret
