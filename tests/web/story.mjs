// tests/stories/first-session.ron done by touches on what is seen. What it makes has to be what `three-houses play` makes.
import { PIN } from './tablet.mjs';

const GOOD = [0, 80, 104, 196], WORRIES = [96.5, 80, 200.5, 196];
const SUN = [
    [40, 110, 0, 0.5], [46, 104, 60, 0.6], [54, 102, 120, 0.6], [62, 106, 180, 0.6], [66, 114, 240, 0.6],
    [62, 122, 300, 0.6], [54, 126, 360, 0.5], [46, 122, 420, 0.5], [40, 112, 480, 0.4],
];
const LINE = [[130, 150, 0, 0.5], [160, 158, 90, 0.5], [132, 165, 180, 0.5]];

// A new vault, a new session, what has to be known before the child has the tablet.
export async function begin(tablet, { pin = PIN, reference = 'EX-0412' } = {}) {
    await tablet.pin(pin);
    await tablet.pin(pin);
    await tablet.find('New session').waitFor({ state: 'attached' });
    await tablet.tap('New session');
    await tablet.write('Case reference', reference);
    await tablet.write("Worker's name", 'A. Example');
    await tablet.write("Child's initials", 'M');
    await tablet.write("Worker's role", 'Social worker');
    await tablet.write('Age in years', '6');
    const told = ['What this is', 'Who will see it', 'What cannot stay private'].map(each => `The child was told: ${each}`);
    for (const choice of ['Where: School', ...told, 'The child agrees: Yes', 'The parents: Agree']) await tablet.tap(choice);
    await tablet.tap('Who else is here');
    await tablet.tap('Somebody else is here');
    await tablet.write('Who is here 1', 'Teaching assistant');
    await tablet.write('In what role 1', 'supporter');
    await tablet.tap('Stays the whole time 1');
    await tablet.tap('Back');
    await tablet.look('prepare');
    await tablet.tap('Give it to the child');
    await tablet.tap('Open the book');
}

async function draw(tablet, points, frame, ms) {
    const path = [];
    for (const [x, y, at, force] of points) path.push({ ...await tablet.place([x, y], frame), force, ms: ms + at });
    await tablet.drag(path);
    await tablet.time(ms);
}

async function words(tablet, at, frame, text, status) {
    await tablet.tap('Words');
    await tablet.tapAt(await tablet.place(at, frame));
    await tablet.write('The words', text);
    if (status) {
        await tablet.tap('More about these words');
        await tablet.tap(status);
    }
    await tablet.look(`words-${text.length}`);
    await tablet.tap('Ready');
}

async function stick(tablet, group, name, at, frame, width) {
    await tablet.tap('Stickers');
    await tablet.tap(group);
    for (;;) {
        await tablet.find(name).or(tablet.find('More')).first().waitFor({ state: 'attached' });
        if (await tablet.sees(name)) break;
        await tablet.tap('More');
    }
    await tablet.look(`sticker-${name}`);
    await tablet.tap(name);
    const { x, y, scale } = await tablet.place(at, frame);
    await tablet.tapAt({ x, y });
    const handle = await tablet.box('Bigger or smaller');
    // A sticker comes 24 mm wide; the handle moves half of what is gained.
    const way = (width - 24) / 2 * scale;
    await tablet.drag([handle, { x: handle.x + Math.sign(way) * 40, y: handle.y }, { x: handle.x + way, y: handle.y }]);
}

// The first half: everything in the house of good things.
export async function firstHalf(tablet) {
    await tablet.time(1000);
    await tablet.tap('Three houses');
    await tablet.look('street');
    await tablet.time(4000);
    await tablet.tap('Good things');
    await tablet.time(6000);
    await tablet.tap('What was asked');
    await tablet.look('asked');
    await tablet.tap('What belongs in here because you like it?');
    await tablet.time(8000);
    await tablet.tap('Colours');
    await tablet.tap('Yellow');
    await tablet.tap('Pens');
    await tablet.tap('Crayon');
    await tablet.tap('Close the drawer');
    await draw(tablet, SUN, GOOD, 8000);
    await tablet.look('sun');
    await tablet.time(12000);
    await stick(tablet, 'Animals', 'Cat', [70, 150], GOOD, 22);
    await tablet.time(15000);
    const [from, to] = [await tablet.place([70, 150], GOOD), await tablet.place([60, 160], GOOD)];
    await tablet.drag([from, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, to]);
    await tablet.time(16000);
    await tablet.tap('Who holds the pen');
    await tablet.tap('You write for me');
    await tablet.time(17000);
    await words(tablet, [48, 135], GOOD, 'Nan lets me make the biscits');
    await tablet.time(20000);
    await tablet.tap('Read back');
    await tablet.tap('Yes, like that');
    if (await tablet.sees('Close the card')) await tablet.tap('Close the card');
    await tablet.time(21000);
    await tablet.tap('Good things');
    await tablet.write("The house's name", 'My sunny house');
    await tablet.tap('Ready');
    await tablet.look('good-things');
    await tablet.time(22000);
    await tablet.tap('Back to the street');
}

// The second half, from the street on.
export async function secondHalf(tablet, pin = PIN) {
    await tablet.time(23000);
    await tablet.tap('Worries');
    await tablet.time(24000);
    await tablet.tap('What was asked');
    await tablet.tap('Said without being asked');
    await tablet.time(25000);
    await tablet.tap('Who holds the pen');
    await tablet.tap('I hold the pen');
    await tablet.time(26000);
    await stick(tablet, 'Weather and sky', 'Cloud', [148, 120], WORRIES, 26);
    await tablet.time(27000);
    await tablet.tap('Colours');
    await tablet.tap('Blue');
    await tablet.tap('Pens');
    await tablet.tap('Pen');
    await tablet.tap('Medium');
    await tablet.tap('Close the drawer');
    await draw(tablet, LINE, WORRIES, 27000);
    await tablet.time(28000);
    await tablet.tap('Undo');
    await tablet.time(29000);
    await tablet.tap('Redo');
    await tablet.time(30000);
    await words(tablet, [148, 140], WORRIES, 'when they shout I go under the bed 😟');
    await tablet.look('worries');
    await tablet.time(31000);
    // The words are let go first: their handles lie over the cloud.
    await tablet.tapAt(await tablet.place([148, 140], WORRIES));
    await tablet.tapAt(await tablet.place([148, 116], WORRIES));
    await tablet.tap('Put away');
    await tablet.time(32000);
    await tablet.tap('Back to the street');
    await tablet.time(33000);
    await tablet.tap('Who is here');
    await tablet.tap('Somebody');
    await tablet.write('Their name, as the child says it', 'Nan');
    await tablet.tap('Ready');
    await tablet.tap('Visits');
    await tablet.look('people');
    await tablet.tap('Back to the page');
    await tablet.time(35000);
    await tablet.tap('The steps');
    for (const [line, asks, text] of [
        ['The question', 'The question about the steps', 'How are things at home?'],
        ['The first step', 'What the lowest step means', 'hardest'],
        ['The top step', 'What the top step means', "how you'd like"],
    ]) {
        await tablet.tap(line);
        await tablet.write(asks, text);
        await tablet.tap('Ready');
    }
    await tablet.tap('Step 3');
    await tablet.tap('What you say about it');
    await tablet.write('What the child says about it', 'because Nan comes');
    await tablet.tap('Ready');
    await tablet.look('steps');
    await tablet.tap('Write the step down');
    await tablet.time(40000);
    await tablet.tap('Hide');
    await tablet.look('hidden');
    await tablet.time(45000);
    await tablet.tap('Unlock');
    await tablet.pin(pin);
    await tablet.time(50000);
    await tablet.tap('Had enough');
    await tablet.look('closing');
    await tablet.tap('Who may see it');
    await tablet.tap('A parent');
    await tablet.tap('The wish: When I am there');
    await tablet.tap('Write it down');
    await tablet.tap('Back');
    await tablet.tap('Back to the page');
    await tablet.time(52000);
    await tablet.tap('Had enough');
    await tablet.tap('Last: Good things');
    await tablet.tap('Next, I will …');
    await tablet.write('Next, I will …', 'I will show this to your teacher on Friday');
    await tablet.tap('Ready');
    await tablet.tap("I'm finished");
    await tablet.look('goodbye');
    await tablet.time(60000);
    await tablet.tap('For the worker');
    await tablet.pin(pin);
    await tablet.tap('Notes');
    await tablet.tap('New: Observation');
    await tablet.write('The note', 'Quiet at first; smiled when talking about Nan.');
    await tablet.tap('Ready');
}

// The case file, as the browser saves it.
export async function exported(tablet) {
    await tablet.tap('Case file');
    await tablet.tap('Write the case file');
    await tablet.find('Save or share').waitFor({ state: 'attached', timeout: 180000 });
    await tablet.look('case-file');
    const [download] = await Promise.all([tablet.page.waitForEvent('download'), tablet.tap('Save or share')]);
    await tablet.find('Erase from this tablet').waitFor({ state: 'attached' });
    return { name: download.suggestedFilename(), path: await download.path() };
}
