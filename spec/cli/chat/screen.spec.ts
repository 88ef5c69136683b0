import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { Screen } from '../../../lib/cli/chat/screen.js';
import { next } from '../../kit/live.js';

const COLUMNS = 20;
const sequence = /^.\[(\d*)([A-Z])/;

/** What a terminal of 20 columns shows of all that was written to it, as far as readline makes use of one. */
const shown = (written: string): string[] => {
  const rows: string[] = [''];
  let [row, column] = [0, 0];
  const put = (character: string) => {
    if (column === COLUMNS) [row, column] = [row + 1, 0];
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
    J: () => {
      rows.length = row + 1;
      rows[row] = (rows[row] ?? '').slice(0, column);
    },
  };
  for (let at = 0; at < written.length; at += 1) {
    const character = written[at] ?? '';
    const [whole, count, name = ''] = (character === '\u001b' && sequence.exec(written.slice(at))) || [];
    if (whole !== undefined) {
      moves[name]?.(count === '' && name !== 'J' ? 1 : Number(count));
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
  beforeEach(() => {
    keys = new PassThrough();
    written = '';
    const output = Object.assign(new PassThrough(), { columns: COLUMNS });
    output.on('data', text => {
      written += text;
    });
    screen = new Screen(keys, output);
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

  it('prints plainly once the input is closed, without status and prompt', () => {
    screen.print(['before']);
    screen.close();
    screen.setStatus('[ closed ]');
    screen.print(['after']);
    expect(shown(written)).to.deep.equal(['before', 'after']);
  });
});
