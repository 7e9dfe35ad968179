// Gathers what the microphone gives into handfuls. The browser runs this on its own thread for sound, which waits for nobody.
const HANDFUL = 1024;

registerProcessor('ear', class extends AudioWorkletProcessor {
    handful = new Float32Array(HANDFUL);
    filled = 0;

    process([[sound]]) {
        for (const sample of sound ?? []) {
            this.handful[this.filled++] = sample;
            if (this.filled < HANDFUL) continue;
            this.port.postMessage(this.handful, [this.handful.buffer]);
            this.handful = new Float32Array(HANDFUL);
            this.filled = 0;
        }
        return true;
    }
});
