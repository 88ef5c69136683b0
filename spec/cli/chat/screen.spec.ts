import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { Screen } from '../../../lib/cli/chat/screen.js';
import { next } from '../../kit/live.js';

const ROWS = 8;
const sequence = /^.\[(\d*)([A-Z])/;

/** What a terminal that is so wide shows of all that was written to it, as far as readline makes use of one. */
const shown = (written: string, columns = 20): string[] => {
  const rows: string[] = [''];
  let [row, column] = [0, 0];
  const put = (character: string) => {
    if (column === columns) [row, column] = [row + 1, 0];
    const line = (rows[row] ?? '').padEnd(column);
    rows[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  };
  const moves: Readonly<Record<string, (n: number) => void>> = {
    A: n => {
      row = Math.max(0, row - n);
    },
    C: n => {
      column += n;
    },
    D: n => {
      column -= n;
    },
    G: n => {
      column = n - 1;
    },
    K: () => {
      rows[row] = (rows[row] ?? '').slice(0, column);
    },
    J: () => {
      rows.length = row + 1;
      rows[row] = (rows[row] ?? '').slice(0, column);
    },
  };
  for (let at = 0; at < written.length; at += 1) {
    const character = written[at] ?? '';
    const [whole, count, name = ''] = (character === '\u001b' && sequence.exec(written.slice(at))) || [];
    if (whole !== undefined) {
      moves[name]?.(count === '' && !'JK'.includes(name) ? 1 : Number(count));
      at += whole.length - 1;
    } else if (character === '\n') [row, column] = [row + 1, 0];
    else if (character === '\r') column = 0;
    else put(character);
  }
  return Array.from(rows, line => (line ?? '').trimEnd());
};

describe('Screen', () => {
  let keys: PassThrough;
  let written: string;
  let screen: Screen;
  let canvas: PassThrough & { columns: number; rows: number };
  beforeEach(() => {
    keys = new PassThrough();
    written = '';
    canvas = Object.assign(new PassThrough(), { columns: 20, rows: ROWS });
    canvas.on('data', text => {
      written += text;
    });
    screen = new Screen(keys, canvas);
    screen.setStatus('[ connected ]');
  });
  afterEach(() => screen.close());

  const type = async (text: string): Promise<void> => {
    const pressed = once(keys, 'keypress');
    keys.write(text);
    await pressed;
  };

  it('keeps the status and the line being typed under what is printed', async () => {
    await type('half a');
    screen.print(['one', 'two']);
    await type(' line');
    expect(shown(written)).to.deep.equal(['one', 'two', '[ connected ]', '> half a line']);
  });

  it('changes the status in its place', async () => {
    await type('abc');
    screen.setStatus('[ reconnecting ]');
    expect(shown(written)).to.deep.equal(['[ reconnecting ]', '> abc']);
  });

  it('changes a panel in its place, above the status and under what is printed', async () => {
    await type('abc');
    screen.setPanel(['tea 0', 'coffee 0']);
    screen.print(['one']);
    screen.setPanel(['tea 1', 'coffee 0']);
    expect(shown(written)).to.deep.equal(['one', 'tea 1', 'coffee 0', '[ connected ]', '> abc']);
    screen.setPanel([]);
    expect(shown(written)).to.deep.equal(['one', '[ connected ]', '> abc']);
  });

  it('shows of a panel what leaves half of the screen free, and less of a long line beside it', async () => {
    screen.setPanel(['1', 'a line that takes two rows', '4', '5', '6']);
    await type('y'.repeat(19));
    expect(shown(written)).to.deep.equal([
      '1',
      'a line that takes tw',
      'o rows',
      '[ connected ]',
      `> ${'y'.repeat(9)}`,
    ]);
  });

  it('keeps a line that is longer than the terminal is wide', async () => {
    await type('a line of more than twenty');
    screen.print(['one']);
    screen.print(['two']);
    expect(shown(written)).to.deep.equal(['one', 'two', '[ connected ]', '> a line of more tha', 'n twenty']);
  });

  it('gives what was typed, and takes it off the screen, wherever the cursor was', async () => {
    const line = next(screen.lines$, 'line');
    await type('line of more than twenty');
    await type('\u001b[H');
    for (const key of 'A ') await type(key);
    expect(shown(written)).to.deep.equal(['[ connected ]', '> A line of more tha', 'n twenty']);
    keys.write('\r');
    expect(await line).to.equal('A line of more than twenty');
    screen.print(['said']);
    expect(shown(written)).to.deep.equal(['said', '[ connected ]', '>']);
  });

  it('takes all of it away when the terminal has become narrower, and wrapped what was drawn', async () => {
    screen.setStatus('[ a status of 20 c ]');
    await type('and a line that wraps');
    // As the terminal has it then: broken anew, and the cursor where it was in the text.
    written = '[ a status of 20 c ]\n> and a line that wraps';
    Object.assign(canvas, { columns: 10, rows: 20 });
    canvas.emit('resize');
    expect(shown(written, 10)).to.deep.equal(['[ a status', ' of 20 c ]', '> and a li', 'ne that wr', 'aps']);
  });

  it('shows the part with the cursor of a line that is longer than the screen is high', async () => {
    // Ten characters, since each might be wide, on each of the three rows that are left.
    await type('x'.repeat(30));
    await type('the second page');
    expect(shown(written)).to.deep.equal(['[ connected ]', '> the second page']);
    await type('\u001b[H');
    expect(shown(written)).to.deep.equal(['[ connected ]', `> ${'x'.repeat(18)}`, 'x'.repeat(12)]);
  });

  it('keeps no more of a line than shows that it is too long', async () => {
    screen.close();
    screen = new Screen(keys, canvas, 5);
    const line = next(screen.lines$, 'line');
    for (const keysPressed of ['12345', '67', '\u001b[H', '0']) await type(keysPressed);
    keys.write('\r');
    expect(await line).to.equal('123456');
  });

  it('leaves the terminal to somebody else for a while', async () => {
    await type('half a line');
    screen.withoutPrompt(() => canvas.write('$ fg\n'));
    expect(shown(written)).to.deep.equal(['$ fg', '[ connected ]', '> half a line']);
  });

  it('tells of Ctrl-C and Ctrl-Z', async () => {
    const [interrupted, suspended] = [next(screen.interrupted$), next(screen.suspended$)];
    keys.write('\u001a');
    await suspended;
    keys.write('\u0003');
    await interrupted;
  });

  it('prints plainly once the input is closed, without status and prompt', () => {
    screen.print(['before']);
    screen.close();
    screen.setStatus('[ closed ]');
    screen.print(['after']);
    expect(shown(written)).to.deep.equal(['before', 'after']);
  });
});
