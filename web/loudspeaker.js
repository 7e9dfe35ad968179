// Plays a recording, at its own speed or slower. Its sound is here only as long as it is heard, and not when the page was left.
import { whenLeft } from './presence.js';

let context, going;

function stop() {
    if (!going) return;
    const { source } = going;
    going = undefined;
    source.onended = null;
    source.stop();
    source.disconnect();
    source.buffer.getChannelData(0).fill(0);
}

whenLeft(stop);

export const words = {
    speak(sound, rate, speed) {
        stop();
        context ??= new AudioContext();
        const buffer = context.createBuffer(1, sound.length, rate);
        const samples = buffer.getChannelData(0);
        for (let i = 0; i < sound.length; i++) samples[i] = sound[i] / 32768;
        sound.fill(0);
        const source = context.createBufferSource();
        source.buffer = buffer;
        source.playbackRate.value = speed;
        source.connect(context.destination);
        source.onended = stop;
        going = { source, since: context.currentTime };
        source.start();
        context.resume().catch(() => {});
    },
    speaking: () => !going ? 'over' : context.state === 'running' && context.currentTime > going.since ? 'now' : 'soon',
    stopSpeaking: stop,
};
