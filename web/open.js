// Opens the app: once, in one tab, with storage that keeps, and says plainly when one of these cannot be had.
// What the program may call stands on `threeHouses`; each file here gives its part of it.
import * as keep from './keep.js';
import * as mirror from './mirror.js';
import * as presence from './presence.js';
import * as handOver from './hand-over.js';
import * as fonts from './fonts.js';
import * as sounds from './sounds.js';
import * as microphone from './microphone.js';
import * as loudspeaker from './loudspeaker.js';
import * as wetInk from './wet-ink.js';
import * as pin from './pin.js';
import { news, wakeWith } from './news.js';
import './hands.js';

const note = document.getElementById('note'), glass = document.getElementById('glass');
let said = false;

// One thing; what comes of it is not said too.
function say(text) {
    if (said) return;
    said = true;
    note.querySelector('p').textContent = text;
    note.hidden = false;
    glass.hidden = true;
    document.getElementById('mirror').hidden = true;
}

globalThis.threeHouses = {
    ...keep.words, ...mirror.words, ...presence.words, ...handOver.words, ...fonts.words, ...sounds.words,
    ...microphone.words, ...loudspeaker.words, ...wetInk.words, ...pin.words, news, wakeWith,
    cannotOpen: why => say(`Three Houses cannot open: ${why}.`),
    stopped: place => say(`Three Houses has stopped (${place}). What was drawn is kept. Load the page again.`),
};

// Not tried beforehand: a canvas only for that costs a tenth of a second.
glass.addEventListener('webglcontextcreationerror', () => say('Three Houses cannot open: this browser draws no WebGL 2.'));

// One tab writes; another waits until the first is closed. The lock is held as long as the page lives.
function onlyTab() {
    const held = new Promise(() => {});
    return new Promise(resolve => navigator.locks.request('three-houses', { ifAvailable: true }, lock => {
        resolve(Boolean(lock));
        return lock ? held : undefined;
    }));
}

// A server that does not know what kind of file it is costs time, and no more.
async function compile(file) {
    const whole = async () => WebAssembly.compile(await (await fetch(file)).arrayBuffer());
    return WebAssembly.compileStreaming(fetch(file)).catch(whole);
}

// The smallest program that works on several numbers at a time: a function that gives sixteen bytes of zeros.
const SEVERAL_AT_A_TIME = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]);

async function open() {
    if (!navigator.locks || !globalThis.indexedDB || !globalThis.WebAssembly?.validate(SEVERAL_AT_A_TIME) || !globalThis.WebGL2RenderingContext) {
        return say('Three Houses cannot open: this browser is too old, or the page did not come over https.');
    }
    if (!await onlyTab()) {
        say('Three Houses is open in another tab already. This one goes on when the other is closed.');
        return navigator.locks.request('three-houses', () => location.reload());
    }
    navigator.serviceWorker?.register('worker.js').catch(() => {});
    const program = import('./three-houses.js');
    const compiled = compile('three-houses_bg.wasm');
    try {
        await keep.open();
    } catch (error) {
        return say(`Three Houses cannot open: this browser keeps nothing for this page (${error?.name ?? 'no storage'}). A private window, or a setting that forbids storage, does that.`);
    }
    try {
        pin.workWith(await compiled);
        await (await program).default({ module_or_path: await compiled });
    } catch (error) {
        // The program's own loop leaves by an exception that means nothing.
        if (!String(error).includes('Using exceptions for control flow')) {
            return say('Three Houses cannot open: the program did not load. Load the page again.');
        }
    }
    if (said) return;
    note.hidden = true;
    fonts.fetchAheadOfNeed();
}

open();
