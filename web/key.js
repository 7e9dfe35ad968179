// Works one key out of a PIN, and is then thrown away with all its memory: the program, asked for nothing else.
import open from './three-houses.js';

let module_or_path;

onmessage = async ({ data: { program, asked } }) => {
    if (program) return void (module_or_path = program);
    globalThis.threeHouses = {
        toWorkOut: () => asked,
        workedOut(key) {
            asked[0].fill(0);
            postMessage(key, key ? [key.buffer] : []);
        },
    };
    await open({ module_or_path }).catch(() => postMessage(null));
};
