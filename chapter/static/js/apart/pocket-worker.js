// Keeps her pocket page on her phone, so that it opens without a signal, until a week after the event.
const PATIENCE = 4000;
const MARK = "/rsvp/kept-until";

const shelf = (path) => `pocket:${path}`;

const sweep = async () => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("pocket:")) continue;
    const mark = await (await caches.open(name)).match(MARK);
    if (!mark || Date.parse(await mark.text()) <= Date.now()) await caches.delete(name);
  }
};

const keep = async ({ path, until, parts }) => {
  const kept = await caches.open(shelf(path));
  await kept.put(MARK, new Response(until));
  await Promise.allSettled(
    [path, ...parts].map(async (address) => {
      const response = await fetch(address, { cache: "no-cache" });
      if (response.ok && !response.redirected) await kept.put(address, response);
    }),
  );
};

const page = async (request) => {
  await sweep();
  const { pathname } = new URL(request.url);
  const kept = await caches.match(request, { cacheName: shelf(pathname), ignoreSearch: true, ignoreVary: true });
  try {
    return await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
};

const asset = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(sweep().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data).then(() => event.source?.postMessage({ kept: true })));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/^\/(assets\/|chapter\.css)/.test(pathname)) event.respondWith(asset(request));
});
