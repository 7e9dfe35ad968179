// Hands the export over: to the share sheet where there is one, or as a download. Only a touch of the worker's does that.
import { tell } from './news.js';

let ready;

function download() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(ready);
    link.download = ready.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    tell('taken', `${ready.name} is handed to the browser as a download. Look at it there before you erase anything`);
}

async function handOver() {
    if (!ready) return;
    if (matchMedia('(pointer: coarse)').matches && navigator.canShare?.({ files: [ready] })) {
        try {
            await navigator.share({ files: [ready] });
            return tell('taken', `${ready.name} was shared`);
        } catch (error) {
            if (error.name === 'AbortError') return;
            // It may not be shared here: a download then.
        }
    }
    download();
}

export const words = {
    offer(name, bytes) {
        ready = new File([bytes], name, { type: 'application/zip' });
    },
    handOver,
};
