import { TestBed } from '@angular/core/testing';
import { Side } from './side';

/** A screen that a test makes wide or narrow. */
class Screen extends EventTarget {
  constructor(public matches: boolean) {
    super();
  }

  turn(isWide: boolean): void {
    this.matches = isWide;
    this.dispatchEvent(new Event('change'));
  }
}

const sideOn = (screen: Screen): Side => {
  vi.stubGlobal('matchMedia', () => screen);
  TestBed.configureTestingModule({ providers: [Side] });
  return TestBed.inject(Side);
};

describe('Side', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('has the people at first, where there is room for them', () => {
    const side = sideOn(new Screen(true));
    expect([side.shown(), side.isDrawer()]).toEqual(['people', false]);
    side.toggle('inside');
    expect(side.shown()).toBe('inside');
    side.toggle('inside');
    expect(side.shown()).toBeUndefined();
  });

  it('is a drawer on a narrow screen, closed at first', () => {
    const screen = new Screen(false);
    const side = sideOn(screen);
    expect([side.shown(), side.isDrawer()]).toEqual([undefined, false]);
    side.toggle('people');
    expect(side.isDrawer()).toBe(true);
    side.hide();
    expect(side.isDrawer()).toBe(false);
    screen.turn(true);
    expect([side.shown(), side.isDrawer()]).toEqual(['people', false]);
  });
});
