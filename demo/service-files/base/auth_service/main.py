"""The auth service: `python3 -m auth_service.main`."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from auth_service.cookies import CookieSigner
from auth_service.environment import AuthEnvironment
from auth_service.sessions import SessionStore


class AuthServer(ThreadingHTTPServer):
    def __init__(self, environment: AuthEnvironment) -> None:
        super().__init__(("", environment.get_port()), AuthHandler)
        self.service_id = environment.get_service_id()
        self.allowed_origin = environment.get_frontend_url()
        client_id, client_secret = environment.get_oauth_client()
        secret_key = environment.get_secret_key()
        self.cookies = CookieSigner(secret_key) if secret_key else None
        self.features = {
            "signedCookies": self.cookies is not None,
            "googleLogin": bool(client_id and client_secret and environment.get_oauth_state_key()),
            "sharedRateLimit": bool(environment.get_rate_limit_url()),
            "jwtAlgorithm": environment.get_jwt_algorithm(),
        }
        self.sessions = SessionStore(
            environment.get_redis_host(), environment.get_redis_port(), environment.get_redis_password()
        )


class AuthHandler(BaseHTTPRequestHandler):
    server: AuthServer

    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer(200, {"status": "ok", "service": self.server.service_id, "features": self.server.features})
        elif self.path == "/ready":
            reachable = self.server.sessions.is_reachable()
            self.answer(200 if reachable else 503, {"sessions": reachable})
        else:
            self.answer(404, {"error": "not found"})

    def answer(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Access-Control-Allow-Origin", self.server.allowed_origin)
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    server = AuthServer(AuthEnvironment())
    print(f"auth service listens on {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
