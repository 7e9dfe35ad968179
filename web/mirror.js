// What is on the glass, for those who cannot see it, and the fields, which are the browser's own: so its keyboard comes, its caret
// works, and every language can be typed. Nothing is corrected, capitalised or suggested.
import { tell } from './news.js';

const mirror = document.getElementById('mirror');
const glass = document.getElementById('glass');
const elements = new Map();
const TAGS = { button: 'button', mark: 'p', text: 'p', field: 'textarea', line: 'textarea' };

function make(key, role) {
    const element = document.createElement(TAGS[role]);
    if (role === 'button') {
        element.type = 'button';
        element.onclick = () => tell('press', key);
    }
    if (role === 'field' || role === 'line') {
        Object.assign(element, { autocomplete: 'off', autocapitalize: 'off', spellcheck: false });
        element.setAttribute('autocorrect', 'off');
        element.oninput = () => {
            if (role === 'line') element.value = element.value.replace(/[\r\n]+/g, ' ');
            tell('write', key, element.value);
        };
        element.onkeydown = event => {
            if (event.key === 'Escape') tell('away');
            if (event.key === 'Enter' && role === 'line') event.preventDefault();
        };
        // The first field of a card is ready to be written in. Where a keyboard needs a touch to come, a touch on the field brings it.
        if (role === 'field') setTimeout(() => element.focus({ preventScroll: true }));
    }
    return element;
}

function show(rows) {
    const gone = new Set(elements.keys());
    for (const [key, role, name, left, top, width, height, letters, text] of rows) {
        gone.delete(key);
        let element = elements.get(key);
        if (!element) {
            element = make(key, role);
            elements.set(key, element);
            mirror.append(element);
        }
        if (name) element.setAttribute('aria-label', name);
        const style = element.style;
        style.left = `${left}px`; style.top = `${top}px`; style.width = `${width}px`; style.height = `${height}px`;
        if (element.tagName === 'TEXTAREA') {
            style.fontSize = `${letters}px`;
            const above = role === 'line' ? Math.max(0, (height - letters * 1.35) / 2) : letters * 0.4;
            style.padding = `${above}px ${letters * 0.5}px`;
            if (element.value !== text) element.value = text;
        } else if (element.textContent !== text) {
            element.textContent = text;
        }
    }
    for (const key of gone) {
        const element = elements.get(key);
        elements.delete(key);
        const focused = element === document.activeElement;
        element.remove();
        if (focused) glass.focus({ preventScroll: true });
    }
    // In the order in which they lie on the glass, for whoever goes from one to the next.
    rows.forEach(([key], i) => {
        const element = elements.get(key);
        if (mirror.children[i] !== element && element !== document.activeElement) mirror.insertBefore(element, mirror.children[i] ?? null);
    });
}

export const words = { show };
