import '@angular/compiler';
import {
  type EnvironmentProviders,
  type Provider,
  provideZonelessChangeDetection,
  RendererFactory2,
} from '@angular/core';
import { TestBed, TestComponentRenderer } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

/** Angular's TestBed in Node, for what needs no page: nothing is ever drawn. */
export const onTestBed = (): void => {
  before(() => {
    TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
  });
  afterEach(() => {
    TestBed.resetTestingModule();
  });
  after(() => TestBed.resetTestEnvironment());
};

/** What is asked for, though nothing is drawn. */
const DRAWING: Provider[] = [
  { provide: RendererFactory2, useValue: {} },
  { provide: TestComponentRenderer, useValue: { removeAllRootElements: () => {} } },
];

/** An app with these providers. */
export const provide = (...providers: (Provider | EnvironmentProviders)[]): void => {
  TestBed.configureTestingModule({ providers: [DRAWING, provideZonelessChangeDetection(), ...providers] });
};
