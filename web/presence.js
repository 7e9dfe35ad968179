// Whether somebody is there. A page that is left is covered at once, before the browser makes its small picture of it; the program
// then hides itself behind the PIN and takes the cover off.
import { tell } from './news.js';

const BACK_MS = 2000;
const cover = document.getElementById('cover');
const toTell = [];
let asking = 0;

function leave() {
    cover.hidden = false;
    toTell.forEach(each => each());
    tell('away');
}

document.addEventListener('visibilitychange', () => document.hidden && leave());
addEventListener('pagehide', leave);
addEventListener('blur', () => document.hasFocus() || asking || leave());

export function whenLeft(what) {
    toTell.push(what);
}

// A question of the browser's own takes the focus, and answering it is not leaving. Who is not back a while after it has left.
export async function whileAsked(answer) {
    asking += 1;
    try {
        return await answer;
    } finally {
        asking -= 1;
        setTimeout(() => asking || document.hasFocus() || leave(), BACK_MS);
    }
}

export const words = {
    uncover() {
        cover.hidden = true;
    },
};
