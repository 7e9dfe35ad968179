// Works one key out of a PIN, and is then thrown away with all its memory: the program, asked for nothing else.
import open from './three-houses.js';

let work;

onmessage = async ({ data: { program, asked } }) => {
    if (program) {
        work = new Promise((stands, cannot) => {
            globalThis.threeHouses = { worksKeysOut: stands };
            open({ module_or_path: program }).catch(cannot);
        });
        return void work.catch(() => {});
    }
    const key = await work.then(work => work(asked)).catch(() => null);
    asked[0].fill(0);
    postMessage(key, key ? [key.buffer] : []);
};
