// Has a key worked out of a PIN by a second instance of the program, on a thread of its own. It takes much memory, and a program's memory
// never shrinks; this one goes with its thread.
import { nudge } from './news.js';

let program, ready, working;

function begin() {
    const worker = new Worker('key.js', { type: 'module' });
    worker.onerror = () => { if (worker === ready) ready = undefined; };
    worker.postMessage({ program });
    return worker;
}

// The first PIN finds its thread ready.
export function workWith(module) {
    program = module;
    ready = begin();
}

function forgetKey() {
    working?.terminate();
    working = undefined;
}

export const words = {
    // One at a time: another ends the one before, of which nothing is told.
    workOutKey(pin, salt, memory, passes, told) {
        forgetKey();
        const worker = working = ready ?? begin();
        ready = undefined;
        const done = key => {
            if (worker !== working) return;
            forgetKey();
            told(key);
            key?.fill(0);
            nudge();
        };
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = () => done(null);
        worker.postMessage({ asked: [pin, salt, memory, passes] }, [pin.buffer]);
    },
    forgetKey,
};
