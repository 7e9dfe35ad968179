// A tablet for tests: the built app in a real browser, with fingers and a pen that are the browser's own input, and eyes that see what
// the page tells a screen reader. It knows nothing of the program but that.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const home = path.join(process.env.HOME, '.cache/three-houses/npm');
export const { chromium } = createRequire(path.join(process.env.THREE_HOUSES_NPM ?? home, 'x.js'))('playwright-core');

const FLAGS = [
    '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-default-apps', '--metrics-recording-only',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost',
];
export const PIN = '270156';

// Serves the built folder as a council's server would; gives its address and a way to stop it.
export async function serve(folder, port = 0) {
    const server = spawn('web/serve', [folder, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise((resolve, reject) => {
        server.stdout.once('data', line => resolve(String(line).trim()));
        server.once('exit', code => reject(new Error(`web/serve ended with ${code}`)));
    });
    return { url, port: Number(new URL(url).port), stop: () => new Promise(done => { server.once('exit', done); server.kill(); }) };
}

// A browser with a memory of its own, or with one that another had; 1280 × 800 at a scale factor of 2.
export async function browser({ scale = 2, flags = [], memory = mkdtempSync(path.join(tmpdir(), 'three-houses-')) } = {}) {
    const context = await chromium.launchPersistentContext(memory, {
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, hasTouch: true, acceptDownloads: true,
        // A scale factor that is only emulated does not reach the canvas; the browser's own does, and its frame takes 87 px.
        ...scale === 1 ? { viewport: { width: 1280, height: 800 } } : { viewport: null },
        args: [...FLAGS, ...flags, ...scale === 1 ? [] : [`--force-device-scale-factor=${scale}`, '--window-size=1280,887']],
    });
    context.setDefaultTimeout(60000);
    return { context, memory, close: async () => { await context.close(); rmSync(memory, { recursive: true, force: true }); } };
}

// A clock that the test holds: what the page calls now stands still unless it is set.
const CLOCK = `{
    const Real = Date, start = new Real('2026-11-23T10:02:00').getTime();
    let ms = 0;
    globalThis.setTestClock = now => { ms = now; };
    performance.now = () => 1000 + ms;
    globalThis.Date = class extends Real {
        constructor(...rest) { rest.length ? super(...rest) : super(start + ms); }
        static now() { return start + ms; }
    };
}`;

export class Tablet {
    constructor(page, touch) {
        Object.assign(this, { page, touchscreen: touch, next: 1, trouble: [] });
    }

    static async open(context, url, { clock = false, before } = {}) {
        const page = await context.newPage();
        const tablet = new Tablet(page, await context.newCDPSession(page));
        page.on('pageerror', error => String(error).includes('control flow') || tablet.trouble.push(String(error)));
        page.on('console', line => ['error', 'warning'].includes(line.type()) && !/GPU stall|AudioContext|Failed to load resource: net::ERR_FAILED/.test(line.text()) && tablet.trouble.push(line.text()));
        if (clock) await page.addInitScript(CLOCK);
        if (before) await page.addInitScript(before);
        await page.goto(url);
        return tablet;
    }

    // Until the app stands there, and is seen.
    async stands() {
        await this.page.waitForFunction(() => document.querySelector('#note').hidden && document.querySelector('#mirror').childElementCount > 0);
        await this.seen();
    }

    // Until it stands there and rests.
    async ready() {
        await this.stands();
        await this.page.evaluate(() => {
            const { news } = threeHouses;
            globalThis.frames_ = globalThis.frames_ ?? 0;
            threeHouses.news = () => { frames_++; return news(); };
        });
        await this.settle();
    }

    note() {
        return this.page.locator('#note p').innerText();
    }

    frames() {
        return this.page.evaluate(() => globalThis.frames_);
    }

    // Until the app has seen what was sent so far: it looks once a picture, and has looked when two have been drawn.
    async seen() {
        await this.page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
    }

    // Until it has also drawn what that changed, and rests.
    async settle(quiet = 120) {
        await this.seen();
        let last = await this.frames(), since = Date.now();
        for (const began = Date.now(); Date.now() - began < 20000 && Date.now() - since < quiet;) {
            await new Promise(later => setTimeout(later, 20));
            const now = await this.frames();
            if (now !== last) [last, since] = [now, Date.now()];
        }
    }

    async time(ms) {
        await this.page.evaluate(now => setTestClock(now), ms);
    }

    find(name, role = '*') {
        return this.page.locator(`#mirror > ${role}[aria-label=${JSON.stringify(name)}]`).first();
    }

    async names() {
        return this.page.evaluate(() => [...document.querySelectorAll('#mirror > [aria-label]')].map(each => each.getAttribute('aria-label')));
    }

    async sees(name) {
        return await this.find(name).count() > 0;
    }

    async words() {
        return this.page.evaluate(() => [...document.querySelectorAll('#mirror > p')].map(each => each.textContent).join('\n'));
    }

    async box(name) {
        const found = this.find(name);
        await found.waitFor({ state: 'attached', timeout: 30000 }).catch(async () => {
            throw new Error(`there is no "${name}" among ${(await this.names()).join(' | ')}`);
        });
        const { left, top, width, height } = await found.evaluate(each => ({ ...each.getBoundingClientRect().toJSON() }));
        return { left, top, width, height, x: left + width / 2, y: top + height / 2 };
    }

    touch(type, points) {
        return this.touchscreen.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(({ x, y, force = 0.5, id = 1 }) => ({ x, y, force, id })) });
    }

    async tapAt(at) {
        await this.touch('touchStart', [at]);
        await this.touch('touchEnd', []);
        await this.settle();
    }

    async tap(name) {
        await this.tapAt(await this.box(name));
    }

    // Along places of the glass: { x, y, force, ms }. Each sample is seen by the app at its time.
    async drag(path) {
        for (const [i, at] of path.entries()) {
            if (at.ms !== undefined) await this.time(at.ms);
            await this.touch(i ? 'touchMove' : 'touchStart', [at]);
            await this.seen();
        }
        await this.touch('touchEnd', []);
        await this.settle();
    }

    // Where a place on the page (mm) is on the glass. `frame` is what the page shows: left, top, right, bottom.
    async place([x, y], frame) {
        const page = await this.box('The page');
        const [left, top, right] = frame ?? [0, 0, 297, 210];
        const scale = page.width / (right - left);
        return { x: page.left + (x - left) * scale, y: page.top + (y - top) * scale, scale };
    }

    // Writes into the field with that name, as a keyboard does.
    async write(name, text) {
        const field = this.find(name, 'textarea');
        await field.waitFor({ state: 'attached' });
        const box = await this.box(name);
        await this.tapAt(box);
        await field.focus();
        await this.page.keyboard.press('Control+A');
        if (text) await this.page.keyboard.insertText(text);
        else await this.page.keyboard.press('Delete');
        await this.settle();
    }

    async pin(pin = PIN) {
        for (const digit of pin) await this.tap(digit);
        await this.tap('Open');
        await this.page.waitForFunction(() => ![...document.querySelectorAll('#mirror > p')].some(each => each.textContent === 'One moment.'));
        await this.settle();
    }

    // Until all that was done is durable.
    async kept() {
        await this.page.waitForFunction(() => threeHouses.settled() === 'kept');
    }

    async look(file) {
        if (process.env.THREE_HOUSES_LOOKS) await this.page.screenshot({ path: path.join(process.env.THREE_HOUSES_LOOKS, `${file}.png`) });
    }
}
