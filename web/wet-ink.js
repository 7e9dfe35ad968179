// Wet ink: the line under the finger, laid over the glass while the program sleeps. The program paints it; here it is shown, on small
// canvases where it goes, until the program's own picture has it too.
const layer = document.getElementById('wet');
const panes = new Map();
let draw, finger, page, drying = 0;

function dry() {
    cancelAnimationFrame(drying);
    panes.forEach(pane => pane.canvas.remove());
    panes.clear();
}

function paneAt(left, top) {
    const key = `${left} ${top}`;
    if (!panes.has(key)) {
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = 256;
        const { style } = canvas;
        style.left = `${page.left + left / page.scale}px`;
        style.top = `${page.top + top / page.scale}px`;
        style.width = style.height = `${256 / page.scale}px`;
        layer.append(canvas);
        panes.set(key, { canvas, glass: canvas.getContext('2d', { willReadFrequently: true }) });
    }
    return panes.get(key).glass;
}

// Whether a move belongs to wet ink: the program's window then never hears of it.
export function takes(event, id) {
    if (id !== finger) return false;
    const parts = event.getCoalescedEvents?.() ?? [];
    draw(Float32Array.from((parts.length ? parts : [event]).flatMap(({ clientX, clientY, pressure }) => [clientX, clientY, pressure])));
    return true;
}

export function lifts(id) {
    if (id === finger) finger = undefined;
}

export const words = {
    drawWith(how) {
        draw = how;
    },
    wetInk(id, left, top, scale) {
        dry();
        finger = id;
        page = { left, top, scale };
    },
    layInk(left, top, x, y, width, pixels) {
        paneAt(left, top).putImageData(new ImageData(pixels, width), x, y);
    },
    // What the program draws is seen with the next picture; only then what lies over it may go.
    dryInk(atOnce) {
        finger = undefined;
        if (atOnce) dry();
        else drying = requestAnimationFrame(dry);
    },
};
