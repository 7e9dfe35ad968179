// What the page has to tell the program: it is woken, and asks.
const waiting = [];
let wake = () => {};

export function tell(...row) {
    waiting.push(row);
    wake();
}

export function news() {
    return waiting.splice(0);
}

export function wakeWith(how) {
    wake = how;
    if (waiting.length) wake();
}

export function nudge() {
    wake();
}
