// The child's voice in a browser: a real voice (espeak-ng) through the browser's own microphone, to the exported sound and to the ear.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Tablet, browser } from './tablet.mjs';
import { begin, exported } from './story.mjs';

const RATE = 48000, GOOD = [0, 80, 104, 196];
const SAID = 'My dog sleeps on my bed. He is brown and he snores. When it is loud downstairs we go under the blanket. Nan says I can stay on Friday.';

// What the browser was asked for: microphones, and recordings that were played.
const WATCH = `{
    const { getUserMedia } = MediaDevices.prototype, { start } = AudioBufferSourceNode.prototype;
    Object.assign(globalThis, { tracks_: [], played_: [], focused_: true });
    document.hasFocus = () => focused_;
    MediaDevices.prototype.getUserMedia = async function (...asked) {
        await globalThis.question_?.();
        const stream = await getUserMedia.apply(this, asked);
        tracks_.push(...stream.getTracks());
        return stream;
    };
    AudioBufferSourceNode.prototype.start = function (...rest) {
        if (this.buffer.duration > 1.5) played_.push({ seconds: this.buffer.duration, speed: this.playbackRate.value, loud: Math.max(...this.buffer.getChannelData(0).subarray(0, 96000)) });
        return start.apply(this, rest);
    };
}`;

// A tablet whose agency allows recording, with a house open. The PIN is typed once, before the settings.
async function allowed(context, url, reference) {
    const tablet = await Tablet.open(context, url, { before: WATCH });
    await tablet.ready();
    await tablet.pin();
    await tablet.pin();
    await tablet.tap('Settings');
    await tablet.tap('Voices: may be recorded');
    await tablet.tap('Back');
    const typed = Object.create(tablet, { pin: { value: async () => {} } });
    await begin(typed, { reference });
    await tablet.tap('Three houses');
    await tablet.tap('Good things');
    return tablet;
}

// While something is recorded or played the app never rests, so there is nothing to wait for.
async function touch(tablet, name) {
    const at = await tablet.box(name);
    await tablet.touch('touchStart', [at]);
    await tablet.touch('touchEnd', []);
    await tablet.seen();
}

const waits = ms => new Promise(later => setTimeout(later, ms));
const seesSoon = (tablet, name) => tablet.find(name).waitFor({ state: 'attached' });
const listens = tablet => tablet.page.evaluate(() => tracks_.filter(each => each.readyState === 'live').length);

async function records(tablet) {
    await touch(tablet, 'Record my voice');
    await seesSoon(tablet, 'Your voice is being recorded');
    await tablet.page.waitForFunction(() => tracks_.some(each => each.readyState === 'live'));
}

async function stops(tablet) {
    await touch(tablet, 'Stop recording');
    await seesSoon(tablet, 'Record my voice');
    await tablet.settle();
}

// A line across the house.
async function draws(tablet, y) {
    const ends = [await tablet.place([20, y], GOOD), await tablet.place([50, y + 3], GOOD), await tablet.place([80, y], GOOD)];
    for (const [i, at] of ends.entries()) {
        await tablet.touch(i ? 'touchMove' : 'touchStart', [at]);
        await tablet.seen();
    }
    await tablet.touch('touchEnd', []);
    await tablet.seen();
}

// The one session that is kept, opened again after the page was loaded again.
async function openedAgain(tablet, reference) {
    await tablet.page.reload();
    await tablet.ready();
    await tablet.pin();
    await tablet.tap((await tablet.names()).find(each => each.endsWith(reference)));
}

async function caseFile(tablet, program, scratch) {
    await tablet.tap('For the worker');
    await tablet.pin();
    const zip = await exported(tablet);
    execFileSync('python3', ['-m', 'zipfile', '-e', zip.path, scratch]);
    const folder = path.join(scratch, zip.name.replace(/\.zip$/, ''));
    console.log(`  ${execFileSync(program, ['check', folder], { encoding: 'utf8' }).trim()}`);
    return folder;
}

// The samples of a 16-bit mono file at the rate of the record.
function samples(file) {
    const bytes = readFileSync(file);
    assert.deepEqual([bytes.readUInt16LE(22), bytes.readUInt32LE(24), bytes.readUInt16LE(34)], [1, RATE, 16]);
    const from = bytes.indexOf('data') + 8;
    return Array.from({ length: Math.floor((bytes.length - from) / 2) }, (_, i) => bytes.readInt16LE(from + i * 2));
}

function correlation(a, b, at, count, shift) {
    let ab = 0, aa = 0, bb = 0;
    for (let i = at; i < at + count; i++) {
        const x = a[i], y = b[i + shift] ?? 0;
        ab += x * y; aa += x * x; bb += y * y;
    }
    return { alike: ab / Math.sqrt(aa * bb || 1), loud: Math.sqrt(aa / (bb || 1)), quiet: bb / count < 2500 };
}

// Where in what was said a part of what was recorded lies: the place where they are most alike.
function found(got, said, at, count, from, to) {
    let best = { alike: -1, shift: from };
    for (let shift = from; shift <= to; shift++) {
        const { alike } = correlation(got, said, at, count, shift);
        if (alike > best.alike) best = { alike, shift };
    }
    return best.shift;
}

const hasVoice = () => ['espeak-ng', 'sox'].every(each => !spawnSync(each, ['--version']).error);

export const voices = ({ site, program, scratch }) => ({
    async 'recorded words are seen, heard, kept and exported as they were said'() {
        if (!hasVoice()) {
            assert.ok(!process.env.THREE_HOUSES_NO_SKIPS, 'espeak-ng and sox are not here');
            return console.log('  skipped, because espeak-ng and sox are not here');
        }
        const at = name => path.join(scratch, name);
        execFileSync('espeak-ng', ['-v', 'en-gb', '-p', '75', '-w', at('speech.wav'), SAID]);
        execFileSync('sox', [at('speech.wav'), '-r', String(RATE), '-c', '1', '-b', '16', '-e', 'signed', at('said.wav')]);
        const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${at('said.wav')}%noloop`];
        const { context, close } = await browser({ scale: 1, flags });
        const tablet = await allowed(context, site.url, 'VOICE-1');
        assert.ok(await tablet.sees('Record my voice'));
        await tablet.look('voice-allowed');
        await records(tablet);
        await waits(1500);
        await tablet.look('voice-recording');
        if (await tablet.sees('All right')) {
            assert.match(await tablet.words(), /several microphones/);
            await touch(tablet, 'All right');
        }
        await draws(tablet, 110);
        await waits(5000);
        await stops(tablet);
        assert.equal(await listens(tablet), 0, 'the microphone is let go');
        await tablet.tapAt(await tablet.place([50, 140], GOOD));
        await tablet.look('voice-bubble');
        // A touch on the bubble plays it and chooses it; another stops it.
        await touch(tablet, 'Listen');
        await tablet.page.waitForFunction(() => played_.length === 1 && threeHouses.speaking() === 'now');
        await tablet.look('voice-listening');
        await touch(tablet, 'Listen');
        await tablet.page.waitForFunction(() => threeHouses.speaking() === 'over');
        await touch(tablet, 'Listen slowly');
        await tablet.page.waitForFunction(() => played_.length === 2 && threeHouses.speaking() === 'now');
        const [usual, slow] = await tablet.page.evaluate(() => played_);
        assert.deepEqual([usual.speed, slow.speed, slow.seconds], [1, 0.5, usual.seconds]);
        assert.ok(usual.loud > 0.05 && usual.seconds > 5, JSON.stringify(usual));
        // It ends by itself, after twice as long as it took to say it.
        const began = Date.now();
        await tablet.page.waitForFunction(() => threeHouses.speaking() === 'over');
        const took = (Date.now() - began) / 1000;
        assert.ok(took > usual.seconds && took < usual.seconds * 2 + 3, `${took} s for ${usual.seconds} s`);
        await tablet.settle();
        await tablet.kept();
        await openedAgain(tablet, 'VOICE-1');
        const folder = await caseFile(tablet, program, scratch);
        const [got, said] = [samples(path.join(folder, 'voice/01.wav')), samples(at('said.wav'))];
        assert.equal(got.length / RATE, usual.seconds);
        // The microphone may begin a little after the voice, and a clock of its own drives it: every half second is found where it
        // was said, near where the one before it was.
        let shift = found(got, said, RATE / 2, 1500, -RATE / 4, RATE / 2);
        const parts = [];
        for (let from = RATE / 2; from + RATE / 2 <= got.length; from += RATE / 2) {
            shift = found(got, said, from, RATE / 4, shift - 480, shift + 480);
            parts.push({ from: from / RATE, shift, ...correlation(got, said, from, RATE / 2, shift) });
        }
        const heard = parts.filter(each => !each.quiet);
        console.log(`  ${heard.map(each => `${each.from} s: ${each.alike.toFixed(4)}, × ${each.loud.toFixed(3)}, ${each.shift}`).join('\n  ')}`);
        assert.ok(heard.length >= 8);
        for (const { from, alike, loud } of heard) assert.ok(alike > 0.99 && Math.abs(loud - 1) < 0.05, `${from} s: alike ${alike}, × ${loud}`);
        assert.deepEqual(tablet.trouble, []);
        await close();
    },

    async 'a microphone that is refused is one sentence, and nothing is lost'() {
        const { context, close } = await browser({ scale: 1, flags: ['--use-fake-device-for-media-stream', '--deny-permission-prompts'] });
        const tablet = await allowed(context, site.url, 'REFUSED-1');
        await draws(tablet, 110);
        await touch(tablet, 'Record my voice');
        await seesSoon(tablet, 'All right');
        await tablet.settle();
        await tablet.look('voice-refused');
        assert.match(await tablet.words(), /This browser does not let Three Houses use the microphone/);
        assert.ok(!await tablet.sees('Your voice is being recorded') && !await tablet.sees('Unlock'));
        await tablet.tap('All right');
        for (const [name, sentence] of [['NotFoundError', /There is no microphone here/], ['NotReadableError', /Another program is holding/]]) {
            await tablet.page.evaluate(name => { globalThis.question_ = () => { throw new DOMException('', name); }; }, name);
            await touch(tablet, 'Record my voice');
            await seesSoon(tablet, 'All right');
            await tablet.settle();
            assert.match(await tablet.words(), sentence);
            await tablet.tap('All right');
        }
        await draws(tablet, 150);
        await tablet.settle();
        await tablet.kept();
        await openedAgain(tablet, 'REFUSED-1');
        await tablet.tap('For the worker');
        await tablet.pin();
        await tablet.tap('Review');
        assert.match(await tablet.words(), /drawing/i);
        assert.deepEqual(tablet.trouble, []);
        await close();
    },

    async 'whatever takes the page away lets the microphone go, and what was said is kept'() {
        const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
        const { context, close } = await browser({ scale: 1, flags });
        const tablet = await allowed(context, site.url, 'HIDE-1');
        await records(tablet);
        await waits(2500);
        assert.equal(await listens(tablet), 1);
        await touch(tablet, 'Hide');
        await seesSoon(tablet, 'Unlock');
        assert.equal(await listens(tablet), 0, 'hidden');
        await tablet.settle();
        await tablet.tap('Unlock');
        await tablet.pin();
        assert.ok(await tablet.sees('Record my voice'), 'it does not begin again by itself');
        // It is pulled out: that is said, and what was said before is in the hand.
        await records(tablet);
        await waits(2500);
        await tablet.page.evaluate(() => tracks_.at(-1).dispatchEvent(new Event('ended')));
        await tablet.page.waitForFunction(() => document.querySelector('#mirror').innerText.includes('was unplugged'));
        assert.equal(await listens(tablet), 0, 'pulled out');
        await tablet.settle();
        await tablet.tap('All right');
        await tablet.tapAt(await tablet.place([70, 110], GOOD));
        // The page is left: the microphone is let go before the program knows.
        await records(tablet);
        await waits(2500);
        const left = await tablet.page.evaluate(() => {
            Object.defineProperty(document, 'hidden', { value: true, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            delete document.hidden;
            return tracks_.filter(each => each.readyState === 'live').length;
        });
        assert.equal(left, 0, 'left');
        await seesSoon(tablet, 'Unlock');
        await tablet.settle();
        await tablet.tap('Unlock');
        await tablet.pin();
        // The page dies in the middle: less than a second is lost.
        await records(tablet);
        await waits(3500);
        await openedAgain(tablet, 'HIDE-1');
        await tablet.look('voice-found-again');
        const folder = await caseFile(tablet, program, scratch);
        const seconds = ['01', '02', '03', '04'].map(each => samples(path.join(folder, `voice/${each}.wav`)).length / RATE);
        console.log(`  ${seconds.map(each => each.toFixed(2)).join(' s, ')} s`);
        assert.ok(seconds.every(each => each > 1.5), seconds);
        assert.deepEqual(tablet.trouble, []);
        await close();
    },

    async "the browser's own question is neither leaving nor silence"() {
        const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
        const { context, close } = await browser({ scale: 1, flags });
        const tablet = await allowed(context, site.url, 'ASKED-1');
        const asks = () => tablet.page.evaluate(() => {
            globalThis.question_ = () => new Promise(answer => { globalThis.answer_ = answer; });
        });
        await asks();
        await touch(tablet, 'Record my voice');
        await tablet.page.waitForFunction(() => globalThis.answer_);
        await tablet.page.evaluate(() => { globalThis.focused_ = false; dispatchEvent(new Event('blur')); });
        // Longer than a microphone may give nothing.
        await waits(11000);
        assert.ok(await tablet.sees('Your voice is being recorded') && !await tablet.sees('Unlock'));
        await tablet.page.evaluate(() => { globalThis.focused_ = true; answer_(); });
        await waits(4000);
        assert.ok(!await tablet.sees('Unlock'));
        assert.equal(await listens(tablet), 1);
        await stops(tablet);
        await tablet.tapAt(await tablet.place([50, 140], GOOD));
        assert.ok(await tablet.sees('Listen'));
        await tablet.tapAt(await tablet.place([20, 100], GOOD));
        // Who touches stop before there is an answer is not listened to after it.
        await asks();
        await touch(tablet, 'Record my voice');
        await waits(500);
        await stops(tablet);
        await tablet.page.evaluate(() => answer_());
        await waits(500);
        assert.equal(await listens(tablet), 0);
        // Who has not come back a while after the answer has left.
        await asks();
        await touch(tablet, 'Record my voice');
        await waits(500);
        await tablet.page.evaluate(() => { globalThis.focused_ = false; dispatchEvent(new Event('blur')); answer_(); });
        await seesSoon(tablet, 'Unlock');
        assert.equal(await listens(tablet), 0);
        assert.deepEqual(tablet.trouble, []);
        await close();
    },
});
