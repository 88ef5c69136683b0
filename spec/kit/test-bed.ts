// First, because Angular compiles decorators when their class is defined.
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

/** TestBed asks for these at the end of each test, although these tests render nothing. */
@NgModule({
  providers: [
    { provide: RendererFactory2, useValue: {} },
    { provide: TestComponentRenderer, useValue: { removeAllRootElements: () => {} } },
  ],
})
class NoRendering {}

TestBed.initTestEnvironment([BrowserTestingModule, NoRendering], platformBrowserTesting());

/** Resets Angular's TestBed after each test, as the Angular CLI's runner does. */
export const onTestBed = (): void => {
  afterEach(() => {
    TestBed.resetTestingModule();
  });
};

/** Configures an app with these providers. */
export const provide = (...providers: (Provider | EnvironmentProviders)[]): void => {
  TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), ...providers] });
};
