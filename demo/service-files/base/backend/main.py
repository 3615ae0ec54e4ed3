"""The backend: `python3 -m backend.main`."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from backend.settings import Settings, read_settings


class BackendServer(ThreadingHTTPServer):
    def __init__(self, settings: Settings) -> None:
        super().__init__(("", settings.port), BackendHandler)
        self.settings = settings


class BackendHandler(BaseHTTPRequestHandler):
    server: BackendServer

    def do_GET(self) -> None:
        if self.path == "/health":
            settings = self.server.settings
            features = {"cache": bool(settings.redis_url), "signedLinks": bool(settings.secret_key)}
            self.answer(200, {"status": "ok", "features": features, "models": sorted(settings.model_keys)})
        else:
            self.answer(404, {"error": "not found"})

    def answer(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    server = BackendServer(read_settings())
    print(f"backend listens on {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
