// Compiled by `npm run check`: the arguments of a protocol that has named parameters.
import type { NamedCallParameters } from '../../lib/client/call-types.js';

interface NamedMethods {
  move(to: { x: number; y: number }): void;
  find(by?: { name: string }): string[];
  add(a: number, b: number): number;
  tag(names: string[]): void;
}
declare const named: <Name extends keyof NamedMethods & string>(
  name: Name,
  ...rest: NamedCallParameters<NamedMethods, Name>
) => void;
declare const anyNamed: (...rest: NamedCallParameters<Record<string, (...args: unknown[]) => unknown>, string>) => void;

named('move', { x: 1, y: 2 });
named('move', [{ x: 1, y: 2 }], { timeout: 5 });
named('find');
named('find', { name: 'ada' });
named('add', [1, 2]);
named('tag', [['a']]);
anyNamed();
anyNamed([1, 'two']);
anyNamed({ any: 'name' });
// @ts-expect-error: there is no such parameter
named('move', { x: 1, z: 2 });
// @ts-expect-error: they have no names
named('add', { a: 1, b: 2 });
// @ts-expect-error: a list is no object of named parameters
named('tag', ['a']);
// @ts-expect-error: all of the arguments at once, or none
anyNamed(1);
