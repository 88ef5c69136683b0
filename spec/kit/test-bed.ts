// First, since Angular compiles decorators where they stand.
import '@angular/compiler';
import {
  type EnvironmentProviders,
  NgModule,
  type Provider,
  provideZonelessChangeDetection,
  RendererFactory2,
} from '@angular/core';
import { TestBed, TestComponentRenderer } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

/** What is asked for at the end of a test, though nothing was drawn. */
@NgModule({
  providers: [
    { provide: RendererFactory2, useValue: {} },
    { provide: TestComponentRenderer, useValue: { removeAllRootElements: () => {} } },
  ],
})
class NothingDrawn {}

TestBed.initTestEnvironment([BrowserTestingModule, NothingDrawn], platformBrowserTesting());

/** Angular's TestBed in Node, for what needs no page: what the Angular CLI's runner does for its tests. */
export const onTestBed = (): void => {
  afterEach(() => {
    TestBed.resetTestingModule();
  });
};

/** An app with these providers. */
export const provide = (...providers: (Provider | EnvironmentProviders)[]): void => {
  TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), ...providers] });
};
