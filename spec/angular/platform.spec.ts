import { EnvironmentInjector, InjectionToken, inject, NgZone, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect } from 'chai';
import { addressesIn, injectContext, injectPlatform } from '../../lib/angular/platform.js';
import { onTestBed, provide } from '../kit/test-bed.js';

describe('the platform of a client in Angular', () => {
  onTestBed();

  for (const [id, isBrowser] of [
    ['browser', true],
    ['server', false],
  ] as const) {
    it(`is ${isBrowser ? '' : 'not '}a browser if PLATFORM_ID is ${id}`, () => {
      provide({ provide: PLATFORM_ID, useValue: id });
      const platform = TestBed.runInInjectionContext(injectPlatform);
      expect(platform).to.deep.equal({ zone: TestBed.inject(NgZone), isBrowser });
    });
  }

  it('runs functions in the injection context of its client, also later; a list of addresses stays as it is', () => {
    const URL = new InjectionToken<string>('url', { factory: () => 'ws://one.test' });
    provide();
    const context = TestBed.runInInjectionContext(injectContext);
    expect(context(() => inject(EnvironmentInjector))).to.equal(TestBed.inject(EnvironmentInjector));
    const addresses = addressesIn(context, () => [inject(URL)]) as () => unknown;
    expect(addresses()).to.deep.equal(['ws://one.test']);
    const list = ['ws://two.test'];
    expect(addressesIn(context, list)).to.equal(list);
  });
});
