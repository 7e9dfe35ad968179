// Fonts that come when a character needs them. Once the app is there they are fetched one by one, while nothing else is to be done, so
// that a tablet without a network has them too; not where data is dear.
import { tell } from './news.js';

const WAIT_MS = 15000, PAUSE_MS = 1500;

async function fetched(name) {
    const answer = await fetch(`fonts/${name}.ttf`);
    if (!answer.ok) throw new Error(answer.status);
    return new Uint8Array(await answer.arrayBuffer());
}

export async function fetchAheadOfNeed() {
    const pause = ms => new Promise(later => setTimeout(later, ms));
    await pause(WAIT_MS);
    if (navigator.connection?.saveData || !navigator.serviceWorker?.controller) return;
    const names = await fetch('fonts/list.json').then(answer => answer.json()).catch(() => []);
    for (const name of names) {
        const came = await fetch(`fonts/${name}.ttf`, { priority: 'low' }).then(answer => answer.ok, () => false);
        if (!came) return;
        await pause(PAUSE_MS);
    }
}

export const words = {
    lendFont(family, bytes) {
        new FontFace(family, bytes).load().then(font => document.fonts.add(font), () => {});
    },
    askForFont(name) {
        fetched(name).then(font => tell('font', name, font), () => tell('font', name, null));
    },
};
