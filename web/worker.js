// Makes the app work without a network after the first visit: what belongs to a version is fetched whole and kept together; fonts are
// kept when they come. `web/build` fills in the version and the list.
const VERSION = '@VERSION@';
const FILES = '@FILES@'.split(' ');
const FONTS = 'fonts-@FONTS@';

// A browser that can takes the page and the files beside it straight from where the version is kept: it need not wait until this script
// runs, which takes a fifth of a second or more. An address with a question mark, and whatever lies in a folder, still comes by the script.
const straight = () => ({
    condition: { urlPattern: new URLPattern({ pathname: `${new URL(registration.scope).pathname}{:file}?`, search: '' }) },
    source: { cacheName: VERSION },
});

addEventListener('install', event => {
    // First what has to be: a place whose name makes no pattern ends the other.
    event.waitUntil(keepVersion());
    if (event.addRoutes) event.waitUntil(event.addRoutes(straight()).catch(() => {}));
});

async function keepVersion() {
    const cache = await caches.open(VERSION);
    await cache.addAll(FILES.map(file => new Request(file, { cache: 'no-cache' })));
    // The first version serves the page that brought it; a later one waits until the page is closed.
    if (!registration.active) await skipWaiting();
}

addEventListener('activate', event => event.waitUntil((async () => {
    const old = (await caches.keys()).filter(name => name !== VERSION && name !== FONTS);
    await Promise.all(old.map(name => caches.delete(name)));
    await clients.claim();
})()));

addEventListener('fetch', event => {
    const { request } = event;
    if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
    event.respondWith((async () => {
        const own = await caches.open(VERSION);
        const kept = await own.match(request.mode === 'navigate' ? './' : request, { ignoreSearch: true });
        if (kept) return kept;
        const fonts = await caches.open(FONTS);
        const font = await fonts.match(request);
        if (font) return font;
        const answer = await fetch(request);
        if (answer.ok && new URL(request.url).pathname.includes('/fonts/')) await fonts.put(request, answer.clone());
        return answer;
    })());
});
