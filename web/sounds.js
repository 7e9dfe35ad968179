// Paper's sounds, softly. Nothing of it exists until the first one, and that comes after a touch, as browsers want it.
const SOFT = 0.5;
let context, gain;
const known = new Map();

async function play(file) {
    context ??= new AudioContext();
    if (!gain) {
        gain = context.createGain();
        gain.gain.value = SOFT;
        gain.connect(context.destination);
    }
    if (!known.has(file)) known.set(file, fetch(file).then(answer => answer.arrayBuffer()).then(bytes => context.decodeAudioData(bytes)));
    const source = context.createBufferSource();
    source.buffer = await known.get(file);
    source.connect(gain);
    source.start();
}

export const words = {
    play: file => { play(file).catch(() => known.delete(file)); },
    hush() {
        gain?.disconnect();
        gain = undefined;
    },
};
