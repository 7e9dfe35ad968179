// Whether somebody is there. A page that is left is covered at once, before the browser makes its small picture of it; the program
// then hides itself behind the PIN and takes the cover off.
import { tell } from './news.js';

const cover = document.getElementById('cover');

function leave() {
    cover.hidden = false;
    tell('away');
}

document.addEventListener('visibilitychange', () => document.hidden && leave());
addEventListener('pagehide', leave);
addEventListener('blur', () => document.hasFocus() || leave());

export const words = {
    uncover() {
        cover.hidden = true;
    },
};
