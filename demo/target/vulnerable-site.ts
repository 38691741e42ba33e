import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { fakeSecrets } from "./fake-secrets";

interface Page {
  type: string;
  body: string;
}

const html = (title: string, body: string): Page => ({
  type: "text/html; charset=utf-8",
  body: `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`,
});
const text = (body: string): Page => ({ type: "text/plain; charset=utf-8", body });

const pages: Record<string, Page> = {
  "/": html(
    "Parcel tracker",
    "<h1>Parcel tracker</h1><p>A demo site that is vulnerable by design. It answers on loopback only.</p>",
  ),
  "/.git/HEAD": text("ref: refs/heads/main\n"),
  "/.git/config": text(
    `[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = https://deploy:${fakeSecrets.databasePassword}@git.internal.example/parcel-tracker.git\n`,
  ),
  "/.env": text(
    `APP_ENV=production\nDB_HOST=db.internal.example\nDB_PASSWORD=${fakeSecrets.databasePassword}\n`,
  ),
  "/backup.sql": text(
    "CREATE TABLE customer (id int, email text);\nINSERT INTO customer VALUES (1, 'someone@example.com');\n",
  ),
  "/server-status": html("Apache Status", "<h1>Apache Server Status for demo (via 127.0.0.1)</h1>"),
  "/uploads/": html(
    "Index of /uploads",
    '<h1>Index of /uploads</h1><a href="invoice-1.pdf">invoice-1.pdf</a>',
  ),
};

const slowPrefix = "/slow";

/** The same faulty pages twice: at once below `/`, and after `slowSeconds` below `/slow/`, for a run that has to be caught in the middle. */
export function createVulnerableSite(slowSeconds: number): RequestListener {
  return (request, response) => {
    const pathname = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (!pathname.startsWith(`${slowPrefix}/`)) return answer(request, response, pathname);
    const timer = setTimeout(
      () => answer(request, response, pathname.slice(slowPrefix.length)),
      slowSeconds * 1_000,
    );
    response.once("close", () => clearTimeout(timer));
  };
}

function answer(request: IncomingMessage, response: ServerResponse, pathname: string): void {
  const page = pages[pathname];
  response.setHeader("Server", "Apache/2.4.49 (Unix)");
  response.setHeader("X-Powered-By", "PHP/7.4.3");
  if (request.headers.origin !== undefined) {
    response.setHeader("Access-Control-Allow-Origin", request.headers.origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
  }
  if (pathname === "/") response.setHeader("Set-Cookie", "session=5d41402abc4b2a76b9719d911017c592; Path=/");
  response.writeHead(page === undefined ? 404 : 200, {
    "Content-Type": page?.type ?? "text/html; charset=utf-8",
  });
  response.end(
    request.method === "HEAD" ? undefined : (page?.body ?? html("Not found", "<h1>Not found</h1>").body),
  );
}
