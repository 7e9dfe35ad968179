// Listens with the tablet's microphone, only while the program wants it and the page is seen. Every way out of here lets the
// microphone go, so that the tablet's own light for it goes out. The browser itself brings the sound to the rate that is wanted.
import { whenLeft, whileAsked } from './presence.js';

// As it is: nothing is taken for an echo or for noise, and nothing is made louder.
const SOUND = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
let now;

function close(going) {
    going.over = true;
    for (const track of going.stream?.getTracks() ?? []) track.stop();
    if (going.context?.state !== 'closed') going.context?.close().catch(() => {});
}

// Which one listens, where there are several. One thing may have many names.
async function oneOfSeveral(track) {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const things = new Set(all.filter(each => each.kind === 'audioinput').map(each => each.groupId || each.deviceId));
    return things.size > 1 ? track.label : null;
}

async function open(going, rate) {
    going.stream = await whileAsked(navigator.mediaDevices.getUserMedia({ audio: SOUND }));
    if (going.over) return close(going);
    const [track] = going.stream.getAudioTracks();
    track.onended = () => end(going, 'ended');
    // It plays nothing, and where the browser knows how, it needs no loudspeaker either.
    const context = going.context = new AudioContext({ sampleRate: rate, latencyHint: 'playback', sinkId: { type: 'none' } });
    await context.audioWorklet.addModule('ear.js');
    const several = await oneOfSeveral(track);
    if (going.over) return close(going);
    const ear = new AudioWorkletNode(context, 'ear', { channelCount: 1, channelCountMode: 'explicit', outputChannelCount: [1] });
    ear.port.onmessage = ({ data: sound }) => {
        if (!going.over) going.tell('sound', sound);
        // The program has its own copy.
        sound.fill(0);
    };
    going.tell('allowed', several);
    context.createMediaStreamSource(going.stream).connect(ear).connect(context.destination);
    context.resume().catch(() => {});
}

function end(going, why) {
    if (going.over) return;
    close(going);
    going.tell('lost', why);
}

function stop() {
    if (now) close(now);
    now = undefined;
}

// A page that was left hears nothing, whenever the program comes to know of it.
whenLeft(stop);

export const words = {
    listen(rate, tell) {
        stop();
        const going = now = { tell, over: false };
        open(going, rate).catch(error => end(going, error?.name ?? 'no'));
    },
    stopListening: stop,
};
