// Keeps the app itself on the device, so that it opens without a network. Data is not its business:
// that lives in IndexedDB, and /api and /sync never pass through here.

// Both are filled in by the build.
const VERSION = "/*version*/";
const PRECACHE = [/*precache*/];

const BUILT = !VERSION.startsWith("/*");
const CACHE = `regulars-${VERSION}`;
const PAGE = "/index.html";

// What the system's share sheet gave waits here until the page for imports takes it.
const SHARED = "shared-with-regulars";

self.addEventListener("install", (event) => {
  // Every file is asked for again, but one that has not changed is not sent again.
  // A new version waits until the page asks for it: no tab loses its code while somebody types.
  if (BUILT) {
    event.waitUntil(
      caches
        .open(CACHE)
        .then((cache) => cache.addAll(PRECACHE.map((path) => new Request(path, { cache: "no-cache" })))),
    );
  }
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // The version before this one stays: a tab that still runs it may want a part of it yet.
      const others = (await caches.keys()).filter((name) => name.startsWith("regulars-") && name !== CACHE);
      for (const name of others.slice(0, -1)) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "use the new version") self.skipWaiting();
});

async function keepShared(request) {
  const form = await request.formData();
  const files = form.getAll("files").filter((file) => file instanceof File);
  // Several cards are one address book; of tables, the first.
  const cards = files.filter((file) => /\.vcf$/i.test(file.name) || /vcard/.test(file.type));
  const text = form.get("text");
  const given =
    cards.length > 1
      ? new File(cards.flatMap((card) => [card, "\r\n"]), "Shared.vcf", { type: "text/vcard" })
      : (files[0] ?? (typeof text === "string" && text ? new File([text], "Shared.txt") : undefined));
  if (given) {
    const cache = await caches.open(SHARED);
    const headers = { "content-type": given.type, "x-name": encodeURIComponent(given.name) };
    await cache.put("/shared", new Response(given, { headers }));
  }
  return Response.redirect("/import?shared", 303);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin === self.location.origin && request.method === "POST" && url.pathname === "/import") {
    event.respondWith(keepShared(request).catch(() => Response.redirect("/import", 303)));
    return;
  }
  const ours = url.origin === self.location.origin && request.method === "GET";
  if (!BUILT || !ours || /^\/(api|sync|healthz)(\/|$)/.test(url.pathname)) return;
  const key = request.mode === "navigate" ? PAGE : url.pathname;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(key))
      .then((kept) => kept ?? caches.match(key))
      .then((kept) => kept ?? fetch(request)),
  );
});
