// Three Houses, tldraw and Excalidraw in the same headless Chromium: opening a full page, the renderer's memory, and what one more pointer
// sample costs the main thread. node benches/web/peers.mjs FOLDER RECORDS [N…]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { PIN, Tablet, browser, serve } from '../../tests/web/tablet.mjs';

const [folder, records, ...counts] = process.argv.slice(2);
const npm = process.env.THREE_HOUSES_NPM ?? path.join(process.env.HOME, '.cache/three-houses/npm');
const SAMPLES = 200;
const WARM_MS = 4000, DRAW_MS = 20000;

// The same strokes for the peers, always the same: numbers that look random.
const STROKES = `
    let dice = 7n;
    const roll = () => { dice = (dice * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n); return Number(dice >> 40n) / (1 << 24); };
    const strokes = n => Array.from({ length: n }, () => {
        let [x, y, heading] = [roll() * 1180 + 50, roll() * 680 + 60, roll() * 6.283];
        return Array.from({ length: 100 }, () => {
            heading += (roll() - 0.5) * 0.6;
            x = Math.min(1230, Math.max(50, x + Math.cos(heading) * 2)); y = Math.min(740, Math.max(60, y + Math.sin(heading) * 2));
            return [x, y, 0.3 + 0.4 * roll()];
        });
    });
    const n = Number(new URLSearchParams(location.search).get('n'));`;

const PEERS = {
    tldraw: `import React from 'react'; import { createRoot } from 'react-dom/client'; import { Tldraw, b64Vecs } from 'tldraw'; import 'tldraw/tldraw.css';
        ${STROKES}
        const segment = points => b64Vecs ? { type: 'free', path: b64Vecs.encodePoints(points) } : { type: 'free', points };
        const shapes = strokes(n).map(points => { const [x, y] = points[0];
            return { type: 'draw', x, y, props: { segments: [segment(points.map(([px, py, z]) => ({ x: px - x, y: py - y, z })))], isPen: true, isComplete: true, size: 's' } }; });
        createRoot(document.getElementById('root')).render(React.createElement(Tldraw, { options: { maxShapesPerPage: 100000 }, onMount(editor) {
            for (let i = 0; i < shapes.length; i += 500) editor.createShapes(shapes.slice(i, i + 500));
            editor.setCurrentTool('draw'); requestAnimationFrame(() => requestAnimationFrame(() => { window.full = true; })); } }));`,
    excalidraw: `import React from 'react'; import { createRoot } from 'react-dom/client'; import { Excalidraw } from '@excalidraw/excalidraw'; import '@excalidraw/excalidraw/index.css';
        ${STROKES}
        const elements = strokes(n).map((points, i) => { const [x, y] = points[0]; const ps = points.map(([px, py]) => [px - x, py - y]);
            return { id: 's' + i, type: 'freedraw', x, y, width: Math.max(...ps.map(p => p[0])) - Math.min(...ps.map(p => p[0])), height: Math.max(...ps.map(p => p[1])) - Math.min(...ps.map(p => p[1])),
                angle: 0, strokeColor: '#1e1e1e', backgroundColor: 'transparent', fillStyle: 'solid', strokeWidth: 1, strokeStyle: 'solid', roughness: 0, opacity: 100, groupIds: [], frameId: null, index: null,
                roundness: null, seed: i + 1, version: 1, versionNonce: i + 1, isDeleted: false, boundElements: null, updated: 1, link: null, locked: false,
                points: ps, pressures: points.map(p => p[2]), simulatePressure: false, lastCommittedPoint: null }; });
        createRoot(document.getElementById('root')).render(React.createElement('div', { style: { position: 'fixed', inset: 0 } }, React.createElement(Excalidraw, {
            initialData: { elements, appState: { activeTool: { type: 'freedraw' } }, scrollToContent: false },
            excalidrawAPI(api) { api.setActiveTool({ type: 'freedraw' }); requestAnimationFrame(() => requestAnimationFrame(() => { window.full = true; })); } })));`,
};

function bundle() {
    const out = path.join(npm, 'peers');
    mkdirSync(out, { recursive: true });
    for (const [name, code] of Object.entries(PEERS)) {
        writeFileSync(path.join(npm, `${name}.jsx`), code);
        execFileSync(path.join(npm, 'node_modules/.bin/esbuild'), [`${name}.jsx`, '--bundle', '--minify', '--format=iife', '--conditions=production', `--outfile=${out}/${name}.js`, '--loader:.woff2=dataurl', '--define:process.env.NODE_ENV="production"', '--define:process.env.IS_PREACT="false"', '--log-level=error'], { cwd: npm });
        writeFileSync(path.join(out, `${name}.html`), `<!doctype html><meta charset=utf-8><style>html,body,#root{margin:0;height:100%}</style><link rel=stylesheet href=${name}.css><div id=root></div><script>window.EXCALIDRAW_ASSET_PATH="/"</script><script src=${name}.js></script>`);
    }
    return out;
}

// MiB that each renderer of the browser holds, by its process, shared pages counted in part.
function renderers() {
    const mib = new Map();
    for (const id of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
        try {
            const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
            if (!command.includes('--type=renderer') || !command.includes('three-houses-')) continue;
            mib.set(id, Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]) / 1024);
        } catch { /* it ended */ }
    }
    return mib;
}

// The page is in one of them, and the browser may keep a spare one ready.
const rendererMemory = () => Math.max(...renderers().values());

// One stroke of many samples, drawn at 120 Hz, as far as the program comes in a while. Gives how many they were.
async function draw(session, y) {
    const touch = (type, x, y) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y, force: 0.5 }] });
    await touch('touchStart', 600, y);
    const began = Date.now();
    let i = 0;
    for (; i < SAMPLES && Date.now() - began < DRAW_MS; i++) {
        await touch('touchMove', 600 + 150 * Math.cos(i / 15), y + 100 * Math.sin(i / 15));
        await new Promise(later => setTimeout(later, 8));
    }
    await touch('touchEnd');
    return i;
}

// ms of the main thread for each sample of a stroke, less what the page spends at rest. A program that drew nothing has no such figure: tldraw
// draws no more than 4,000 strokes on a page unless it is told to, and then only says so.
async function perSample(page, session) {
    const picture = () => page.screenshot({ clip: { x: 400, y: 280, width: 400, height: 240 } });
    const empty = await picture();
    const busy = async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(each => [each.name, each.value])).TaskDuration * 1000;
    await session.send('Performance.enable');
    const rest = await busy();
    await new Promise(later => setTimeout(later, 1000));
    const idle = (await busy() - rest) / 1000;
    const [before, began] = [await busy(), Date.now()];
    const samples = await draw(session, 400);
    await new Promise(later => setTimeout(later, 300));
    const ms = (await busy() - before - idle * (Date.now() - began)) / samples;
    if (empty.equals(await picture())) throw new Error('it drew nothing');
    return ms;
}

// ms from one picture to the next while a stroke is drawn: the middle one and the 95th of a hundred. WebGL is drawn by the CPU here, so
// that this is the software renderer's time more than the program's.
async function frameTimes(page, session) {
    await page.evaluate(() => {
        globalThis.pictures = [];
        const next = at => { pictures.push(at); if (pictures.length < 1000) requestAnimationFrame(next); };
        requestAnimationFrame(next);
    });
    await draw(session, 500);
    const at = await page.evaluate(() => pictures);
    const between = at.slice(1).map((each, i) => each - at[i]).sort((a, b) => a - b);
    return [0.5, 0.95].map(share => between[Math.floor(between.length * share)]);
}

// Each program has opened the same page once before, in a browser with the same memory: what that keeps of a program is there. Then the
// browser is opened anew, as a person opens it.
async function opened(memory, open) {
    const before = await browser({ scale: 1, memory });
    await open(before.context);
    await new Promise(later => setTimeout(later, WARM_MS));
    await before.context.close();
    const { context, close } = await browser({ scale: 1, memory: before.memory });
    const told = await open(context);
    await new Promise(later => setTimeout(later, 3000));
    return { ...told, memory: rendererMemory(), close };
}

async function peer(name, url, n) {
    const { page, seconds, memory, close } = await opened(undefined, async context => {
        const page = await context.newPage();
        const began = Date.now();
        await page.goto(`${url}/${name}.html?n=${n}`);
        await page.waitForFunction(() => window.full, null, { timeout: 120000 });
        await page.screenshot();
        return { page, seconds: (Date.now() - began) / 1000 };
    });
    const session = await page.context().newCDPSession(page);
    const ms = await perSample(page, session);
    const frames = await frameTimes(page, session);
    await page.screenshot({ path: path.join(npm, `${name}-${n}.png`) });
    await close();
    return { name, n, seconds, memory, ms, frames };
}

// A browser's memory with a vault in it that holds a session of so many strokes.
async function withRecords(url, n) {
    const { context, memory } = await browser({ scale: 1 });
    const tablet = await Tablet.open(context, url);
    await tablet.ready();
    await tablet.page.evaluate(() => navigator.serviceWorker.ready);
    await tablet.page.goto(`${url}manifest.webmanifest`);
    await tablet.page.evaluate(base64 => new Promise((resolve, reject) => {
        const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0)), view = new DataView(bytes.buffer);
        const parts = [];
        for (let at = 0; at < bytes.length;) {
            const length = view.getUint32(at, true);
            parts.push(bytes.slice(at + 4, at + 4 + length));
            at += 4 + length;
        }
        const opening = indexedDB.open('three-houses', 1);
        opening.onsuccess = () => {
            const change = opening.result.transaction(['records'], 'readwrite');
            for (let i = 0; i < parts.length; i += 2) change.objectStore('records').put(parts[i + 1], parts[i]);
            change.oncomplete = () => { opening.result.close(); resolve(); };
            change.onabort = reject;
        };
    }), readFileSync(path.join(records, String(n))).toString('base64'));
    await context.close();
    return memory;
}

async function ours(url, n) {
    const { tablet, seconds, interactive, unlocked, memory, close } = await opened(await withRecords(url, n), async context => {
        const tablet = await Tablet.open(context, 'about:blank');
        const press = async name => {
            await tablet.touch('touchStart', [await tablet.box(name)]);
            await tablet.touch('touchEnd', []);
        };
        const began = Date.now();
        await tablet.page.goto(url);
        await tablet.stands();
        const interactive = (Date.now() - began) / 1000;
        await tablet.ready();
        for (const digit of PIN) await tablet.tap(digit);
        const unlocking = Date.now();
        await press('Open');
        await tablet.page.waitForFunction(() => [...document.querySelectorAll('#mirror > [aria-label]')].some(each => each.getAttribute('aria-label').endsWith('BENCH')));
        const unlocked = (Date.now() - unlocking) / 1000;
        await tablet.settle();
        const session = (await tablet.names()).find(each => each.endsWith('BENCH'));
        const pressed = Date.now();
        await press(session);
        await tablet.find('The page').waitFor({ state: 'attached' });
        await tablet.page.screenshot();
        // What a person types and looks for takes longer, and is not counted; unsealing is.
        return { tablet, interactive, unlocked, seconds: interactive + unlocked + (Date.now() - pressed) / 1000 };
    });
    await tablet.tap('Pens');
    await tablet.tap('Pen');
    await tablet.tap('Close the drawer');
    const ms = await perSample(tablet.page, tablet.touchscreen);
    const frames = await frameTimes(tablet.page, tablet.touchscreen);
    await tablet.page.screenshot({ path: path.join(npm, `ours-${n}.png`) });
    await close();
    return { name: 'three-houses', n, seconds, memory, ms, frames, interactive, unlocked };
}

const out = bundle();
const peers = http.createServer((request, answer) => {
    const file = path.join(out, new URL(request.url, 'http://localhost').pathname);
    if (!existsSync(file)) return answer.writeHead(404).end();
    answer.writeHead(200, { 'Content-Type': { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }[path.extname(file)] ?? 'application/octet-stream' });
    answer.end(readFileSync(file));
}).listen(0);
const site = await serve(folder);
console.log('| | strokes | open, s | renderer, MiB | main thread per sample, ms | picture to picture, median / 95th, ms |\n|---|---|---|---|---|---|');
for (const n of counts.length ? counts.map(Number) : [0, 1000, 5000]) {
    for (const measure of [() => ours(site.url, n), ...Object.keys(PEERS).map(name => () => peer(name, `http://localhost:${peers.address().port}`, n))]) {
        const told = await measure().catch(error => ({ name: String(error).split('\n')[0], n }));
        console.log(`| ${told.name} | ${n} | ${told.seconds?.toFixed(2)} | ${told.memory?.toFixed(0)} | ${told.ms?.toFixed(2)} | ${told.frames?.map(each => each.toFixed(0)).join(' / ')} |${told.interactive ? ` interactive ${told.interactive.toFixed(2)} s, the PIN ${told.unlocked.toFixed(2)} s` : ''}`);
    }
}
peers.close();
await site.stop();
