// Fingers and pens, before the program sees them. A pen is given to the program as a finger with its pressure; while it is in use, and
// shortly after, fingers and palms are nothing. A finger that was drawing when the pen came is taken away, as the system would.
import * as wetInk from './wet-ink.js';

const glass = document.getElementById('glass');
const PALM_MS = 400, PEN_ID = 1 << 20;
const fingers = new Set();
let penDown = false, penSeen = -Infinity;

const again = (event, type, changes) => new PointerEvent(type, {
    bubbles: true, cancelable: true, composed: true, view: window, pointerType: 'touch', pointerId: event.pointerId, isPrimary: true,
    clientX: event.clientX, clientY: event.clientY, screenX: event.screenX, screenY: event.screenY, pressure: event.pressure,
    button: event.button, buttons: event.buttons, width: event.width, height: event.height, ...changes,
});

function seen(event) {
    if (!event.isTrusted) return;
    const { type, pointerType, pointerId } = event;
    const ends = type === 'pointerup' || type === 'pointercancel';
    if (pointerType === 'pen') {
        event.stopImmediatePropagation();
        event.preventDefault();
        if (type === 'pointerdown') {
            for (const finger of fingers) {
                wetInk.lifts(finger);
                glass.dispatchEvent(again(event, 'pointercancel', { pointerId: finger, pressure: 0 }));
            }
            fingers.clear();
            penDown = true;
        }
        // A pen that only hovers draws nothing.
        if (!penDown) return;
        penSeen = performance.now();
        // A move is of no button; another number would be a press.
        const changes = { pointerId: PEN_ID, ...type === 'pointermove' && { button: -1 } };
        // The samples between two pictures travel inside one event; the program takes them from there.
        const parts = type === 'pointermove' ? event.getCoalescedEvents?.() ?? [] : [];
        if (type === 'pointermove' && wetInk.takes(event, PEN_ID)) return;
        if (ends) wetInk.lifts(PEN_ID);
        const coalescedEvents = (parts.length ? parts : [event]).map(part => again(part, type, changes));
        glass.dispatchEvent(again(event, type, { ...changes, coalescedEvents }));
        if (ends) penDown = false;
    } else if (pointerType === 'touch') {
        const palm = penDown || performance.now() - penSeen < PALM_MS;
        if (type === 'pointerdown' && !palm) fingers.add(pointerId);
        if (!fingers.has(pointerId) || type === 'pointermove' && wetInk.takes(event, pointerId)) event.stopImmediatePropagation();
        if (ends) {
            wetInk.lifts(pointerId);
            fingers.delete(pointerId);
        }
    }
}

for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) glass.addEventListener(type, seen, { capture: true });

// The browser's own uses of touches and keys: none of them here.
for (const type of ['contextmenu', 'gesturestart', 'gesturechange', 'dblclick', 'dragstart', 'selectstart']) {
    document.addEventListener(type, event => event.target.tagName === 'TEXTAREA' && type !== 'gesturestart' || event.preventDefault());
}
document.addEventListener('wheel', event => event.preventDefault(), { passive: false });
document.addEventListener('touchmove', event => event.target.tagName === 'TEXTAREA' || event.preventDefault(), { passive: false });
