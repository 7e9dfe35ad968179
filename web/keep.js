// Keeps sealed records in IndexedDB. Every batch the program hands over is in one transaction with those that wait beside it: all of
// it is there after a crash, or none. What fails is tried again, less and less often, and in order.
import { nudge } from './news.js';

const FIRST_RETRY_MS = 200, LAST_RETRY_MS = 5000;
let database, read = [], settings = null;
let waiting = [], busy = false, failing = null, retry = FIRST_RETRY_MS;

const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

export async function open() {
    const opening = indexedDB.open('three-houses', 1);
    opening.onupgradeneeded = () => {
        opening.result.createObjectStore('records');
        opening.result.createObjectStore('settings');
    };
    database = await done(opening);
    const look = database.transaction(['records', 'settings']);
    const records = look.objectStore('records');
    const [keys, values, decided] = await Promise.all([
        done(records.getAllKeys()), done(records.getAll()), done(look.objectStore('settings').get('settings')),
    ]);
    read = keys.map((key, i) => [new Uint8Array(key), values[i]]);
    settings = decided ?? null;
    // Asked for, so that the browser does not clear it away when room is short. It may say no.
    navigator.storage?.persist?.().catch(() => {});
}

function commit(store, rows) {
    return new Promise((resolve, reject) => {
        const change = database.transaction([store], 'readwrite', { durability: 'strict' });
        change.oncomplete = resolve;
        change.onabort = () => reject(change.error ?? new DOMException('it was given up', 'AbortError'));
        const target = change.objectStore(store);
        for (const [key, value] of rows) value === null ? target.delete(key) : target.put(value, key);
        // Not left to the end of this script: what is counted before a PIN is tried has to be on its way first.
        change.commit?.();
    });
}

async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
        const going = waiting.splice(0);
        try {
            await commit('records', going.flat());
            failing = null;
            retry = FIRST_RETRY_MS;
        } catch (error) {
            waiting.unshift(...going);
            failing = error?.name === 'QuotaExceededError' ? 'full' : `the browser says ${error?.name ?? 'no'}`;
            nudge();
            await new Promise(later => setTimeout(later, retry));
            retry = Math.min(retry * 2, LAST_RETRY_MS);
        }
    }
    busy = false;
    nudge();
}

export const words = {
    records() {
        const records = read;
        read = [];
        return records;
    },
    keep(changes) {
        waiting.push(changes);
        work();
    },
    settled: () => failing ?? (busy ? 'going' : 'kept'),
    settings: () => settings,
    keepSettings(text) {
        commit('settings', [['settings', text]]).catch(() => {});
    },
};
